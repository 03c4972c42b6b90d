//! Owners after a create, an update or a patch.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde_json::Value;

use super::Endpoint;
use super::managed::{Managed, Owned, Owner, owner, take};
use super::update::{changed, reconciled, taken};
use crate::apiserver::merge::fields::Set;
use crate::apiserver::merge::typed::{Comparison, fits};

/// The most entries for other writes than applies: older ones become one.
const MOST_UPDATERS: usize = 10;

/// The manager that the oldest writers become.
const ANCIENT: &str = "ancient-changes";

/// Writes `metadata.managedFields` into the object that a create, update or patch leads to.
///
/// `live` is what is stored, in the endpoint's version; `new` is decoded and has its defaults, but nothing that the
/// server decides (as its generation) yet: the real server tracks before that. `manager` is the query's
/// `fieldManager`, else the user agent up to the first slash. Nothing is refused: what a client sends in `managedFields` is
/// taken where it can be read (not on a subresource), an empty list resets, and an object that has no owners gets none.
pub fn track_update(endpoint: &Endpoint<'_>, live: Option<&Value>, new: &mut Value, manager: &str) {
    let sent = take(new);
    let there = live.filter(|live| live["metadata"]["uid"].as_str().is_some_and(|uid| !uid.is_empty()));
    if let Some(live) = there
        && let Some(entries) = as_stored(endpoint, live, &sent)
    {
        return track_touched(endpoint, live, new, entries, manager);
    }
    let managed = before(endpoint, live, &sent);
    if managed.0.is_empty() && there.is_some() {
        return;
    }
    let nothing = endpoint.nothing();
    if let Some(managed) = tracked(endpoint, live.unwrap_or(&nothing), new, managed, manager) {
        managed.write(new);
    }
}

/// The entries as they are stored, where the change starts from them and only some of them have to be read.
fn as_stored<'a>(endpoint: &Endpoint<'_>, live: &'a Value, sent: &Value) -> Option<&'a [Value]> {
    let stored = Managed::of(live);
    let entries = stored.as_array().filter(|entries| (1..MOST_UPDATERS).contains(&entries.len()))?;
    let starts_here = !endpoint.subresource.is_empty() || sent.is_null() || sent == stored;
    // Of two entries of one owner, which a write of the scale leaves, the next write makes one.
    let owners: Option<BTreeSet<Owner>> = entries.iter().map(owner).collect();
    let all_differ = owners.is_some_and(|owners| owners.len() == entries.len());
    // The schema of a custom resource may have changed since, and with it what is owned.
    (starts_here && all_differ && endpoint.is_builtin()).then_some(entries)
}

/// The same as [`tracked`], where owners who have nothing to do with the change stay as they are written.
fn track_touched(endpoint: &Endpoint<'_>, live: &Value, new: &mut Value, entries: &[Value], manager: &str) {
    if ![live, &*new].iter().all(|object| fits(endpoint.schema, object)) {
        return;
    }
    let change = changed(endpoint, live, new);
    let own = Owner::updates(manager, endpoint.api_version, endpoint.subresource);
    let is_touched = |entry: &&Value| {
        let fields = entry.get("fieldsV1").unwrap_or(&Value::Null);
        owner(entry).is_none_or(|owner| owner == own)
            || entry.get("apiVersion").is_none_or(|version| version != endpoint.api_version)
            || [&change.removed, &change.modified, &change.added].iter().any(|set| set.meets_v1(fields))
    };
    let (touched, others): (Vec<&Value>, Vec<&Value>) = entries.iter().partition(is_touched);
    let managed = reconciled(endpoint, live, Managed::read(touched).unwrap_or_default());
    if let Some(managed) = noted(endpoint, live, new, managed, change, own) {
        managed.write_beside(others.into_iter().cloned().collect(), new);
    }
}

/// The owners that the change starts from.
fn before(endpoint: &Endpoint<'_>, live: Option<&Value>, sent: &Value) -> Managed {
    let stored = || live.and_then(|live| Managed::decode(Managed::of(live))).unwrap_or_default();
    if !endpoint.subresource.is_empty() {
        return stored();
    }
    match sent.as_array().map(Vec::as_slice) {
        // The real server drops an empty list of a custom resource before it looks.
        Some([]) if endpoint.is_builtin() => return Managed::default(),
        Some([only]) if only.as_object().is_some_and(serde_json::Map::is_empty) => return Managed::default(),
        _ => {}
    }
    Managed::decode(sent).filter(|managed| !managed.0.is_empty()).unwrap_or_else(stored)
}

/// The owners after the change; `None` where an object has not the shape of its schema.
pub(super) fn tracked(
    endpoint: &Endpoint<'_>,
    live: &Value,
    new: &Value,
    managed: Managed,
    manager: &str,
) -> Option<Managed> {
    if ![live, new].iter().all(|object| fits(endpoint.schema, object)) {
        return None;
    }
    let managed = reconciled(endpoint, live, managed);
    let own = Owner::updates(manager, endpoint.api_version, endpoint.subresource);
    noted(endpoint, live, new, managed, changed(endpoint, live, new), own)
}

/// The owners after a change of one of them.
fn noted(
    endpoint: &Endpoint<'_>,
    live: &Value,
    new: &Value,
    managed: Managed,
    change: Comparison,
    own: Owner,
) -> Option<Managed> {
    let mut managed = taken(endpoint, (live, new), managed, &change, None, true).ok()?;
    let fields = change.modified.union(change.added).difference(never_owned());
    if !fields.is_empty() {
        let previous = managed.0.remove(&own).map(|owned| owned.fields).unwrap_or_default();
        let owned = Owned {
            api_version: endpoint.api_version.to_owned(),
            fields: fields.union(previous),
            time: Some(endpoint.now),
        };
        managed.0.insert(own, owned);
    }
    Some(capped(managed))
}

/// What says which object it is, or what the server alone writes.
pub(super) fn never_owned() -> &'static Set {
    static NEVER: LazyLock<Set> = LazyLock::new(|| {
        Set::of_fields([
            &["apiVersion"] as &[&str],
            &["kind"],
            &["metadata"],
            &["metadata", "name"],
            &["metadata", "namespace"],
            &["metadata", "creationTimestamp"],
            &["metadata", "selfLink"],
            &["metadata", "uid"],
            &["metadata", "clusterName"],
            &["metadata", "generation"],
            &["metadata", "managedFields"],
            &["metadata", "resourceVersion"],
        ])
    });
    &NEVER
}

/// Merges the oldest entries of a version while there are too many.
fn capped(mut managed: Managed) -> Managed {
    if managed.0.len() <= MOST_UPDATERS {
        return managed;
    }
    let mut updaters: Vec<Owner> =
        managed.0.keys().filter(|owner| owner.updated_version.is_some()).cloned().collect();
    let mut count = updaters.len();
    updaters.sort_by_key(|owner| {
        (managed.0[owner].time.map_or(0, jiff::Timestamp::as_second), owner.identifier())
    });
    let mut first_of_version: BTreeMap<String, Owner> = BTreeMap::new();
    for owner in updaters {
        if count <= MOST_UPDATERS {
            break;
        }
        let version = owner.updated_version.clone().unwrap_or_default();
        let Some(first) = first_of_version.get(&version) else {
            first_of_version.insert(version, owner);
            continue;
        };
        let bucket = Owner::updates(ANCIENT, &version, "");
        let oldest = managed.0.remove(&bucket).or_else(|| managed.0.remove(first));
        let (Some(oldest), Some(mut owned)) = (oldest, managed.0.remove(&owner)) else { continue };
        owned.fields = owned.fields.union(oldest.fields);
        managed.0.insert(bucket, owned);
        count -= 1;
    }
    managed
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::apiserver::merge::fixture::workload;
    use crate::apiserver::merge::owners::{OneVersion, reset_fields};
    use crate::apiserver::schema::{Schema, Shape};

    /// A kind that is a type of Go: only of such are entries left as they are written.
    fn builtin() -> Schema {
        let mut schema = workload();
        if let Shape::Object(object) = &mut schema.shape {
            object.name = Some("Work".into());
        }
        schema
    }

    fn written(schema: &Schema, steps: &[(usize, usize, usize, bool)]) -> Vec<Value> {
        let specs = [
            json!({"replicas": 1}),
            json!({"replicas": 2, "selector": {"matchLabels": {"app": "a"}}}),
            json!({"replicas": 2, "strategy": {"type": "x"}}),
            json!({"template": {"spec": {"containers": [{"name": "a", "image": "1"}, {"name": "b"}]}}}),
            json!({"template": {"spec": {"containers": [{"name": "b", "image": "2", "ports": [{"containerPort": 80}]}]}}}),
            json!({"replicas": 3, "unknown": 1}),
        ];
        let mut live: Option<Value> = None;
        let mut seen = Vec::new();
        for (second, (spec, labels, manager, keeps)) in steps.iter().enumerate() {
            let reset = reset_fields("Work", "", true, true);
            let endpoint = Endpoint {
                schema,
                api_version: "apps/v1",
                kind: "Work",
                subresource: "",
                reset: &reset,
                versions: &OneVersion,
                now: Timestamp::from_second(i64::try_from(second).unwrap()).unwrap(),
            };
            let mut new = json!({
                "apiVersion": "apps/v1", "kind": "Work", "metadata": {"name": "w", "labels": {format!("l{labels}"): "1"}},
                "spec": specs[*spec],
            });
            if let Some(live) = live.as_ref().filter(|_| *keeps) {
                new["metadata"]["managedFields"] = Managed::of(live).clone();
            }
            if live.is_some() {
                new["metadata"]["uid"] = json!("u");
            }
            track_update(&endpoint, live.as_ref(), &mut new, ["a", "b", "c"][*manager]);
            new["metadata"]["uid"] = json!("u");
            seen.push(new.clone());
            live = Some(new);
        }
        seen
    }

    proptest! {
        #[test]
        fn what_a_change_does_not_touch_comes_out_as_if_it_were_read(
            steps in prop::collection::vec((0..6usize, 0..2usize, 0..3usize, any::<bool>()), 1..12)
        ) {
            prop_assert_eq!(written(&builtin(), &steps), written(&workload(), &steps));
        }
    }
}
