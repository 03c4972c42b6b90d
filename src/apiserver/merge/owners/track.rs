//! Owners after a create, an update or a patch.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Endpoint;
use super::managed::{Managed, Owned, Owner, clear};
use super::update::{reconciled, update};
use crate::apiserver::merge::fields::Set;
use crate::apiserver::merge::typed::{Duplicates, validate};

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
    let sent = Managed::of(new).clone();
    clear(new);
    let managed = before(endpoint, live, &sent);
    let is_new = live.is_none_or(|live| live["metadata"]["uid"].as_str().is_none_or(str::is_empty));
    if managed.0.is_empty() && !is_new {
        return;
    }
    let nothing = endpoint.nothing();
    if let Some(managed) = tracked(endpoint, live.unwrap_or(&nothing), new, managed, manager) {
        managed.write(new);
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
    for object in [live, new] {
        validate(endpoint.schema, object, Duplicates::Allowed).ok()?;
    }
    let managed = reconciled(endpoint, live, managed);
    let (mut managed, change) = update(endpoint, live, new, managed, None, true).ok()?;
    let fields = change.modified.union(change.added).difference(&never_owned());
    if !fields.is_empty() {
        let owner = Owner::updates(manager, endpoint.api_version, endpoint.subresource);
        let previous = managed.0.remove(&owner).map(|owned| owned.fields).unwrap_or_default();
        let owned = Owned {
            api_version: endpoint.api_version.to_owned(),
            fields: fields.union(previous),
            time: Some(endpoint.now),
        };
        managed.0.insert(owner, owned);
    }
    Some(capped(managed))
}

/// What says which object it is, or what the server alone writes.
pub(super) fn never_owned() -> Set {
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
}

/// Merges the oldest entries of a version while there are too many.
fn capped(mut managed: Managed) -> Managed {
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
