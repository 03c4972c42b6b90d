//! What flags do not say of an object: the difference between what they render and what is there, as a patch.

use serde_json::{Map, Value, json};

use crate::kubernetes::Object;

/// The patch that makes `rendered` the object that is there; `None` where it is.
///
/// Fields that only the server fills in are not asked for. What only `rendered` has is taken away where it would reach
/// the pods; labels of what stands around a service reach none.
pub fn patch(rendered: &Object, live: &Object) -> Option<Value> {
    let identity = rendered.identity();
    let hands_down = matches!(identity.group(), "serving.kserve.io" | "serving.knative.dev");
    let typed = matches!(identity.group(), "" | "apps" | "autoscaling" | "policy");
    let mut change = Map::new();
    for part in ["labels", "annotations"] {
        let of = |object: &Object| Value::Object(kept(object.metadata_map(part)));
        let (mine, theirs) = (of(rendered), of(live));
        let Some(Value::Object(mut fields)) = difference(part, &mine, &theirs, true) else { continue };
        if !hands_down {
            fields.retain(|_, value| !value.is_null());
        }
        if !fields.is_empty() {
            let metadata = change.entry("metadata").or_insert_with(|| json!({}));
            metadata[part] = Value::Object(fields);
        }
    }
    for (name, mine) in rendered.value().as_object().into_iter().flatten() {
        if !["apiVersion", "kind", "metadata"].contains(&name.as_str()) {
            let theirs = live.value().get(name).cloned().unwrap_or_default();
            change.extend(difference(name, mine, &theirs, typed).map(|value| (name.clone(), value)));
        }
    }
    if change.is_empty() {
        return None;
    }
    let mut patch = Map::new();
    patch.insert("kind".into(), identity.kind.into());
    let metadata = change.shift_remove("metadata");
    let mut named = json!({ "name": identity.name });
    if let (Value::Object(named), Some(Value::Object(fields))) = (&mut named, metadata) {
        named.extend(fields);
    }
    patch.insert("metadata".into(), named);
    patch.extend(change);
    Some(Value::Object(patch))
}

/// Labels or annotations without those that tools write for themselves.
fn kept(map: Option<&Map<String, Value>>) -> Map<String, Value> {
    const BOOKKEEPING: [&str; 3] = [
        "kubectl.kubernetes.io/last-applied-configuration",
        "deployment.kubernetes.io/revision",
        "neap/pool-names",
    ];
    let map = map.into_iter().flatten().filter(|(key, _)| !BOOKKEEPING.contains(&key.as_str()));
    map.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// What must be merged into `mine` to make it `theirs`.
fn difference(field: &str, mine: &Value, theirs: &Value, typed: bool) -> Option<Value> {
    match (mine, theirs) {
        (Value::Object(mine), Value::Object(theirs)) => {
            let mut change = Map::new();
            for (name, value) in theirs {
                match mine.get(name) {
                    Some(own) => {
                        change.extend(difference(name, own, value, typed).map(|it| (name.clone(), it)))
                    }
                    None if is_default(field, name, value) => {}
                    None => drop(change.insert(name.clone(), value.clone())),
                }
            }
            let only_mine = mine.iter().filter(|(name, value)| !theirs.contains_key(*name) && **value != "");
            change.extend(only_mine.map(|(name, _)| (name.clone(), Value::Null)));
            (!change.is_empty()).then_some(Value::Object(change))
        }
        (Value::Array(mine), Value::Array(theirs)) => lists(field, mine, theirs, typed),
        (mine, theirs) if mine == theirs || (typed && same(mine, theirs)) => None,
        (_, theirs) => Some(theirs.clone()),
    }
}

/// Entries by their names, else by their places; a list that differs otherwise is replaced.
fn lists(field: &str, mine: &[Value], theirs: &[Value], typed: bool) -> Option<Value> {
    let objects = |list: &[Value]| list.iter().all(Value::is_object);
    if !objects(mine) || !objects(theirs) {
        return (mine != theirs).then(|| Value::Array(theirs.to_vec()));
    }
    let whole = || Some(Value::Array(theirs.to_vec()));
    if mine.len() > theirs.len() {
        return whole();
    }
    let named = names(mine).zip(names(theirs)).filter(|(mine, theirs)| theirs.starts_with(mine));
    if named.is_none() && mine.len() != theirs.len() {
        return whole();
    }
    let mut change = Map::new();
    for (at, entry) in theirs.iter().enumerate() {
        let key = named.as_ref().and_then(|(_, names)| names.get(at).copied());
        let key = key.map_or_else(|| at.to_string(), str::to_owned);
        let own = mine.get(at).cloned().unwrap_or_else(|| json!({ "name": key }));
        change.extend(difference(field, &own, entry, typed).map(|it| (key, it)));
    }
    (!change.is_empty()).then_some(Value::Object(change))
}

/// The names of the entries, if each has one of its own that is no number.
fn names(list: &[Value]) -> Option<Vec<&str>> {
    let names: Vec<&str> = list.iter().filter_map(|entry| entry.get("name")?.as_str()).collect();
    let unlike = |(at, name): (usize, &&str)| !names[..at].contains(name) && name.parse::<usize>().is_err();
    (names.len() == list.len() && names.iter().enumerate().all(unlike)).then_some(names)
}

/// `4` and `"4"` are the same quantity to a kind of Kubernetes' own; of any other the server keeps what it was given.
fn same(mine: &Value, theirs: &Value) -> bool {
    let text = |value: &Value| match value {
        Value::Number(number) => Some(number.to_string()),
        Value::String(text) => Some(text.clone()),
        _ => None,
    };
    text(mine).is_some() && text(mine) == text(theirs)
}

/// Whether the server fills a field in by itself, so that nobody need say it.
fn is_default(parent: &str, name: &str, value: &Value) -> bool {
    match (parent, name) {
        (_, "creationTimestamp") => value.is_null(),
        ("scaleUp" | "scaleDown", "policies" | "selectPolicy") => true,
        ("scaleUp", "stabilizationWindowSeconds") => *value == 0,
        ("scaleDown", "stabilizationWindowSeconds") => *value == 300,
        ("spec", "behavior") | ("behavior", "scaleUp" | "scaleDown") => {
            let fields = value.as_object();
            fields.is_some_and(|fields| fields.iter().all(|(inner, value)| is_default(name, inner, value)))
        }
        (
            _,
            "clusterIP"
            | "clusterIPs"
            | "ipFamilies"
            | "ipFamilyPolicy"
            | "internalTrafficPolicy"
            | "sessionAffinity",
        ) => true,
        _ => DEFAULTS.iter().any(|(field, usual)| *field == name && usual(value)),
    }
}

type Usual = fn(&Value) -> bool;

/// Fields, and the value that the server gives them.
const DEFAULTS: [(&str, Usual); 26] = [
    ("terminationMessagePath", |value| *value == "/dev/termination-log"),
    ("terminationMessagePolicy", |value| *value == "File"),
    ("dnsPolicy", |value| *value == "ClusterFirst"),
    ("restartPolicy", |value| *value == "Always"),
    ("schedulerName", |value| *value == "default-scheduler"),
    ("securityContext", |value| *value == json!({})),
    ("resources", |value| *value == json!({})),
    ("name", |value| *value == ""),
    ("type", |value| *value == "" || *value == "ClusterIP"),
    ("terminationGracePeriodSeconds", |value| *value == 30),
    ("successThreshold", |value| *value == 1),
    ("failureThreshold", |value| *value == 3),
    ("periodSeconds", |value| *value == 10),
    ("timeoutSeconds", |value| *value == 1),
    ("scheme", |value| *value == "HTTP"),
    ("protocol", |value| *value == "TCP"),
    ("defaultMode", |value| *value == 420),
    ("apiVersion", |value| *value == "v1"),
    ("revisionHistoryLimit", |value| *value == 10),
    ("progressDeadlineSeconds", |value| *value == 600),
    ("podManagementPolicy", |value| *value == "OrderedReady"),
    ("persistentVolumeClaimRetentionPolicy", |value| {
        value["whenDeleted"] == "Retain" && value["whenScaled"] == "Retain"
    }),
    ("strategy", |value| {
        *value
            == json!({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}})
    }),
    ("updateStrategy", |value| *value == json!({"type": "RollingUpdate", "rollingUpdate": {"partition": 0}})),
    ("serviceAccount", |value| value.is_string()),
    // Whoever scales it counts them.
    ("replicas", |value| value.is_u64()),
];
