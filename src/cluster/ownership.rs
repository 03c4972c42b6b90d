//! Who owns which field: what `metadata.managedFields` says.

mod roles;

use serde_json::{Map, Value, json};

use super::field_path::{lookup, short};
use super::objects::{BY_HAND, FIELD_MANAGER};
use crate::kubernetes::Object;

/// Fields that hold a count of replicas: an autoscaler or an operator may own them.
const REPLICAS: &[(&str, &str)] = &[
    ("Deployment", "/spec/replicas"),
    ("StatefulSet", "/spec/replicas"),
    ("HorizontalPodAutoscaler", "/spec/minReplicas"),
    ("FederatedHPA", "/spec/minReplicas"),
    ("LeaderWorkerSet", "/spec/replicas"),
    ("ScaledObject", "/spec/minReplicaCount"),
    ("InferenceService", "/spec/predictor/minReplicas"),
];

/// Maxima, which are left only with who set them by `neap serve scale`: from anybody else they are a conflict.
const MAXIMA: &[(&str, &str)] = &[
    ("HorizontalPodAutoscaler", "/spec/maxReplicas"),
    ("FederatedHPA", "/spec/maxReplicas"),
    ("ScaledObject", "/spec/maxReplicaCount"),
    ("InferenceService", "/spec/predictor/maxReplicas"),
];

/// A field that was left with its owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// As `spec.predictor.minReplicas`.
    pub field: String,
    /// Its value, which stays.
    pub value: String,
    /// Who owns it.
    pub owner: String,
}

/// Takes out of `ours` each replica count that somebody else owns and that differs: it is left with its owner.
pub fn leave_replicas(ours: &mut Object, live: &Object) -> Vec<Left> {
    let kind = ours.identity().kind;
    let mut left = Vec::new();
    let of_kind = |fields: &'static [(&str, &str)]| {
        let own = fields.iter().filter(|(of, _)| *of == kind);
        own.map(|(_, pointer)| Place::plain(pointer)).collect::<Vec<_>>()
    };
    let mut places: Vec<(Place, bool)> = of_kind(REPLICAS).into_iter().map(|place| (place, false)).collect();
    places.extend(roles::places(ours, live).into_iter().map(|place| (place, false)));
    places.extend(of_kind(MAXIMA).into_iter().map(|place| (place, true)));
    for (place, by_hand) in places {
        let (Some(mine), Some(theirs)) = (ours.get(&place.ours), live.get(&place.live)) else { continue };
        if mine == theirs {
            continue;
        }
        let owner = foreign_owner(live, &place).filter(|owner| !by_hand || owner == BY_HAND);
        if let Some(owner) = owner {
            left.push(Left { field: place.field, value: theirs.to_string(), owner });
            remove(ours.value_mut(), &place.ours);
        }
    }
    left
}

/// A field in our object and in the live one.
struct Place {
    /// JSON pointer in ours.
    ours: String,
    /// JSON pointer in the live object.
    live: String,
    /// As a message names it.
    field: String,
    /// The way to it in `managedFields`.
    managed: Vec<String>,
}

impl Place {
    fn plain(pointer: &str) -> Self {
        let parts = pointer.trim_start_matches('/').split('/');
        Self {
            ours: pointer.to_owned(),
            live: pointer.to_owned(),
            field: pointer.trim_start_matches('/').replace('/', "."),
            managed: parts.map(|name| format!("f:{name}")).collect(),
        }
    }
}

/// Goes on sending the live count of replicas where neap still owns it and an autoscaler shall have it from now on.
///
/// A field that its only owner stops sending is given up, and one replica is the server's default: all others would end.
/// The autoscaler takes the field over by its first change. Returns whether ours was changed.
pub fn hand_over_replicas(ours: &mut Object, live: &Object) -> bool {
    const POINTER: &str = "/spec/replicas";
    let counted = matches!(ours.identity().kind.as_str(), "Deployment" | "StatefulSet" | "LeaderWorkerSet");
    let mut places: Vec<Place> = counted.then(|| Place::plain(POINTER)).into_iter().collect();
    places.extend(roles::places(ours, live));
    let mut changed = false;
    for place in places {
        if ours.get(&place.ours).is_some() || !owners(live, &place).any(|owner| owner == FIELD_MANAGER) {
            continue;
        }
        let parent = place.ours.trim_end_matches("/replicas");
        if let (Some(replicas), Some(Value::Object(fields))) =
            (live.get(&place.live).cloned(), ours.value_mut().pointer_mut(parent))
        {
            fields.insert("replicas".into(), replicas);
            changed = true;
        }
    }
    changed
}

/// Keeps the live spelling of KServe's mode: `Standard` is what newer versions call `RawDeployment`.
///
/// Returns whether ours was changed.
pub fn keep_mode_spelling(ours: &mut Object, live: &Object) -> bool {
    const POINTER: &str = "/metadata/annotations/serving.kserve.io~1deploymentMode";
    let same = |one: &str, other: &str| one != other && mode(one).is_some() && mode(one) == mode(other);
    let (Some(mine), Some(theirs)) =
        (ours.get(POINTER).and_then(Value::as_str), live.get(POINTER).and_then(Value::as_str))
    else {
        return false;
    };
    if !same(mine, theirs) {
        return false;
    }
    let theirs = json!(theirs);
    match ours.value_mut().pointer_mut(POINTER) {
        Some(mine) => *mine = theirs,
        None => return false,
    }
    true
}

/// Keeps the shares of a Knative Service that an earlier command said and this one does not name.
///
/// Left out, the server would take them away from neap, and Knative would give all to the latest revision. Shares of
/// another manager stay by themselves. Returns whether ours was changed.
pub fn keep_traffic(ours: &mut Object, live: &Object) -> bool {
    let identity = ours.identity();
    if identity.group() != "serving.knative.dev"
        || identity.kind != "Service"
        || ours.get("/spec/traffic").is_some()
    {
        return false;
    }
    let said = entries(live.value()).any(|entry| {
        manager(entry) == FIELD_MANAGER
            && entry.get("operation").and_then(Value::as_str) == Some("Apply")
            && entry.pointer("/fieldsV1/f:spec/f:traffic").is_some()
    });
    let shares = live.get("/spec/traffic").filter(|_| said).cloned();
    match (shares, ours.value_mut().get_mut("spec")) {
        (Some(shares), Some(Value::Object(spec))) => spec.insert("traffic".into(), shares).is_none(),
        _ => false,
    }
}

fn mode(spelling: &str) -> Option<&'static str> {
    match spelling {
        "RawDeployment" | "Standard" => Some("Standard"),
        "Serverless" | "Knative" => Some("Knative"),
        _ => None,
    }
}

/// A field that another manager owns, with both values where they are short: `spec.maxReplicas (now 9, here 3) is owned by alice`.
pub fn conflict(field: &str, owner: &str, ours: &Object, live: Option<&Object>) -> String {
    let value = |object: &Object| lookup(object.value(), field).and_then(short);
    let values = match (live.and_then(value), value(ours)) {
        (Some(theirs), Some(mine)) => format!(" (now {theirs}, here {mine})"),
        _ => String::new(),
    };
    format!("{field}{values} is owned by {owner}")
}

/// Whether neap has ever written this object.
pub fn is_ours(object: &Value) -> bool {
    entries(object).any(|entry| manager(entry) == FIELD_MANAGER)
}

/// The managers of an object besides neap, each once, for a message.
pub fn other_managers(object: &Value) -> Vec<String> {
    let mut managers: Vec<String> = Vec::new();
    for entry in entries(object).filter(|entry| entry.get("subresource").is_none()) {
        let manager = manager(entry);
        if manager != FIELD_MANAGER && !managers.iter().any(|known| known == manager) {
            managers.push(manager.to_owned());
        }
    }
    managers
}

/// What an apply decides: all that is not the server's bookkeeping or another's status.
pub fn decided(object: &Value) -> Value {
    let Value::Object(fields) = object else { return Value::Null };
    let mut decided: Map<String, Value> = fields
        .iter()
        .filter(|(name, _)| *name != "status")
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let ours: Vec<&Value> = entries(object)
        .filter(|entry| manager(entry) == FIELD_MANAGER)
        .filter_map(|entry| entry.get("fieldsV1"))
        .collect();
    let ours = json!(ours);
    if let Some(Value::Object(metadata)) = decided.get_mut("metadata") {
        const KEPT: &[&str] = &["name", "namespace", "labels", "annotations", "ownerReferences"];
        metadata.retain(|name, _| KEPT.contains(&name.as_str()));
        metadata.insert("managedFields".into(), ours);
    }
    Value::Object(decided)
}

fn foreign_owner(live: &Object, place: &Place) -> Option<String> {
    owners(live, place).find(|owner| *owner != FIELD_MANAGER).map(str::to_owned)
}

/// The managers that own a field.
fn owners<'a>(live: &'a Object, place: &'a Place) -> impl Iterator<Item = &'a str> {
    let owns = move |entry: &&Value| {
        let mut fields = entry.get("fieldsV1");
        for name in &place.managed {
            fields = fields.and_then(|fields| fields.get(name));
        }
        fields.is_some()
    };
    entries(live.value()).filter(owns).map(manager)
}

fn entries(object: &Value) -> impl Iterator<Item = &Value> {
    object.pointer("/metadata/managedFields").and_then(Value::as_array).into_iter().flatten()
}

fn manager(entry: &Value) -> &str {
    entry.get("manager").and_then(Value::as_str).unwrap_or_default()
}

fn remove(value: &mut Value, pointer: &str) {
    let Some((parent, name)) = pointer.rsplit_once('/') else { return };
    if let Some(Value::Object(fields)) = value.pointer_mut(parent) {
        fields.shift_remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(min: u32, managers: &Value) -> Object {
        Object::new(json!({
            "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": {"name": "qwen", "managedFields": managers, "annotations": {"serving.kserve.io/deploymentMode": "RawDeployment"}},
            "spec": {"predictor": {"minReplicas": min, "maxReplicas": 3}},
        }))
        .unwrap()
    }

    #[test]
    fn a_replica_count_is_left_with_its_owner_only_where_it_differs() {
        let owned = json!([
            {"manager": "neap", "operation": "Apply", "fieldsV1": {"f:spec": {"f:predictor": {"f:maxReplicas": {}}}}},
            {"manager": "kubectl-edit", "operation": "Update", "fieldsV1": {"f:spec": {"f:predictor": {"f:minReplicas": {}}}}},
        ]);
        let mut ours = service(1, &json!([]));
        let left = leave_replicas(&mut ours, &service(2, &owned));
        let expected = Left {
            field: "spec.predictor.minReplicas".into(),
            value: "2".into(),
            owner: "kubectl-edit".into(),
        };
        assert_eq!(left, [expected]);
        assert_eq!(ours.get("/spec/predictor"), Some(&json!({"maxReplicas": 3})));

        let mut same = service(2, &json!([]));
        assert!(leave_replicas(&mut same, &service(2, &owned)).is_empty());
        let mut our_own = service(1, &json!([]));
        let by_us =
            json!([{"manager": "neap", "fieldsV1": {"f:spec": {"f:predictor": {"f:minReplicas": {}}}}}]);
        assert!(leave_replicas(&mut our_own, &service(2, &by_us)).is_empty());
        assert_eq!(our_own.get("/spec/predictor/minReplicas"), Some(&json!(1)));
    }

    #[test]
    fn the_live_spelling_of_the_mode_stays_but_another_mode_does_not() {
        let live = |mode: &str| {
            let mut live = service(1, &json!([]));
            live.value_mut()["metadata"]["annotations"]["serving.kserve.io/deploymentMode"] = json!(mode);
            live
        };
        let mut ours = service(1, &json!([]));
        assert!(keep_mode_spelling(&mut ours, &live("Standard")));
        assert_eq!(ours, live("Standard"));
        assert!(!keep_mode_spelling(&mut service(1, &json!([])), &live("Knative")));
        assert!(!keep_mode_spelling(&mut service(1, &json!([])), &live("RawDeployment")));
    }

    #[test]
    fn bookkeeping_decides_nothing() {
        let mut after = service(1, &json!([{"manager": "kserve", "fieldsV1": {"f:status": {}}}]));
        after.value_mut()["metadata"]["resourceVersion"] = json!("7");
        after.value_mut()["status"] = json!({"url": "http://a"});
        assert_eq!(decided(after.value()), decided(service(1, &json!([])).value()));
        let taken = service(1, &json!([{"manager": "neap", "fieldsV1": {"f:spec": {}}}]));
        assert_ne!(decided(taken.value()), decided(after.value()));
    }

    #[test]
    fn replicas_are_kept_until_the_autoscaler_has_them() {
        let deployment = |spec: Value, owner: &str| {
            let fields = json!({"manager": owner, "fieldsV1": {"f:spec": {"f:replicas": {}}}});
            Object::new(json!({
                "apiVersion": "apps/v1", "kind": "Deployment",
                "metadata": {"name": "qwen", "managedFields": [fields]}, "spec": spec,
            }))
            .unwrap()
        };
        let live = deployment(json!({"replicas": 3}), FIELD_MANAGER);
        let mut ours = deployment(json!({}), "");
        assert!(hand_over_replicas(&mut ours, &live));
        assert_eq!(ours.get("/spec/replicas"), Some(&json!(3)));
        for (spec, owner) in [(json!({}), "kube-controller-manager"), (json!({"replicas": 1}), FIELD_MANAGER)]
        {
            let live = deployment(json!({"replicas": 3}), owner);
            let mut ours = deployment(spec.clone(), "");
            assert!(!hand_over_replicas(&mut ours, &live));
            assert_eq!(ours.get("/spec").unwrap(), &spec);
        }
    }
}
