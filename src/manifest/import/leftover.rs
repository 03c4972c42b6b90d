//! What flags do not say of an object: the difference between what they render and what is there, as a patch.

use serde_json::{Map, Value, json};

use crate::kubernetes::Object;
use crate::manifest::patch::ORDER;

/// The patch that makes `rendered` the object that is there; `None` where it is.
///
/// Fields that only the server fills in are not asked for. What only `rendered` has is taken away where it would reach
/// the pods; labels of what stands around a service reach none.
pub fn patch(rendered: &Object, live: &Object) -> Option<Value> {
    let identity = rendered.identity();
    // KServe hands labels and annotations down to the pods; all others have them in the template.
    let hands_down = identity.group() == "serving.kserve.io";
    let how = How {
        typed: matches!(identity.group(), "" | "apps" | "autoscaling" | "policy"),
        one_piece: identity.group() == "serving.knative.dev",
        exact: false,
    };
    let mut change = Map::new();
    for part in ["labels", "annotations"] {
        let of = |object: &Object| Value::Object(kept(object.metadata_map(part)));
        let (mine, theirs) = (of(rendered), of(live));
        let Some(Value::Object(mut fields)) = difference(part, &mine, &theirs, How { typed: true, ..how })
        else {
            continue;
        };
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
            change.extend(difference(name, mine, &theirs, how).map(|value| (name.clone(), value)));
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
    const BOOKKEEPING: [&str; 5] = [
        "kubectl.kubernetes.io/last-applied-configuration",
        "deployment.kubernetes.io/revision",
        "neap/pool-names",
        "serving.knative.dev/creator",
        "serving.knative.dev/lastModifier",
    ];
    let map = map.into_iter().flatten().filter(|(key, _)| !BOOKKEEPING.contains(&key.as_str()));
    map.map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// How a kind's fields are compared.
#[derive(Debug, Clone, Copy)]
struct How {
    /// The server reads quantities, and writes them in its own way.
    typed: bool,
    /// Lists have one owner: no keys tell their entries apart.
    one_piece: bool,
    /// What the server fills in is asked for too.
    exact: bool,
}

/// What must be merged into `mine` to make it `theirs`.
fn difference(field: &str, mine: &Value, theirs: &Value, how: How) -> Option<Value> {
    match (mine, theirs) {
        (Value::Object(mine), Value::Object(theirs)) => {
            let mut change = Map::new();
            for (name, value) in theirs {
                match mine.get(name) {
                    Some(own) => {
                        change.extend(difference(name, own, value, how).map(|it| (name.clone(), it)))
                    }
                    None if !how.exact && is_default(field, name, value) => {}
                    None => drop(change.insert(name.clone(), value.clone())),
                }
            }
            // An empty text is as none, but for what a selector may ask of a label.
            let counts = |value: &Value| *value != "" || ["labels", "annotations"].contains(&field);
            let only_mine = mine.iter().filter(|(name, value)| !theirs.contains_key(*name) && counts(value));
            change.extend(only_mine.map(|(name, value)| (name.clone(), without(value))));
            (!change.is_empty()).then_some(Value::Object(change))
        }
        (Value::Array(mine), Value::Array(theirs)) => {
            // Who owns a list that is one piece owns what the server filled in too.
            let how = How { exact: how.one_piece, ..how };
            lists(field, mine, theirs, how)
        }
        (mine, theirs) if mine == theirs || (how.typed && same(mine, theirs)) => None,
        (_, theirs) => Some(theirs.clone()),
    }
}

/// What takes a field away: entries of a list one by one, so that those that a flag adds later stay.
fn without(value: &Value) -> Value {
    let entries = value.as_array().filter(|entries| !entries.is_empty());
    match entries.and_then(|entries| names(entries)) {
        Some(names) => names.into_iter().map(|name| (name.to_owned(), Value::Null)).collect(),
        None => Value::Null,
    }
}

/// Entries by their names, else by their places; a list that differs otherwise is replaced.
fn lists(field: &str, mine: &[Value], theirs: &[Value], how: How) -> Option<Value> {
    let objects = |list: &[Value]| list.iter().all(Value::is_object);
    if !objects(mine) || !objects(theirs) {
        return (mine != theirs).then(|| Value::Array(theirs.to_vec()));
    }
    let named = names(mine).zip(names(theirs)).filter(|_| !theirs.is_empty());
    match named {
        // There is one container that serves, and its ports have one order: another name is only another name.
        Some((_, names)) if ["containers", "ports"].contains(&field) && mine.len() <= theirs.len() => {
            by_places(field, mine, theirs, &names, how)
        }
        Some((own, names)) => by_names(field, (mine, &own), (theirs, &names), how),
        None if mine.len() == theirs.len() => by_places(field, mine, theirs, &[], how),
        None => Some(Value::Array(theirs.to_vec())),
    }
}

/// Entries of the same places; more of them are added by their names.
fn by_places(field: &str, mine: &[Value], theirs: &[Value], names: &[&str], how: How) -> Option<Value> {
    let mut change = Map::new();
    for (at, entry) in theirs.iter().enumerate() {
        let name = names.get(at).copied().unwrap_or_default();
        let same = mine.get(at).and_then(|own| own.get("name")?.as_str()) == Some(name);
        let key = if same || at >= mine.len() { name.to_owned() } else { at.to_string() };
        let own = mine.get(at).cloned().unwrap_or_else(|| json!({ "name": name }));
        change.extend(added(field, mine.get(at), &own, entry, how).map(|it| (key, it)));
    }
    (!change.is_empty()).then_some(Value::Object(change))
}

/// Entries of the same names; what only `mine` has goes, and the order is said where it does not follow.
fn by_names(
    field: &str,
    (mine, own): (&[Value], &[&str]),
    (theirs, names): (&[Value], &[&str]),
    how: How,
) -> Option<Value> {
    let mut change = Map::new();
    let gone = own.iter().filter(|name| !names.contains(name));
    change.extend(gone.map(|name| ((*name).to_owned(), Value::Null)));
    for (entry, name) in theirs.iter().zip(names) {
        let known = own.iter().position(|other| other == name).and_then(|at| mine.get(at));
        let start = known.cloned().unwrap_or_else(|| json!({ "name": name }));
        change.extend(added(field, known, &start, entry, how).map(|it| ((*name).to_owned(), it)));
    }
    let kept = own.iter().filter(|name| names.contains(name));
    let order: Vec<&str> = kept.chain(names.iter().filter(|name| !own.contains(name))).copied().collect();
    if order != names {
        change.insert(ORDER.into(), json!(names));
    }
    (!change.is_empty()).then_some(Value::Object(change))
}

/// What makes an entry of `own`; one that is not there yet is said even if its name is all it has.
fn added(field: &str, known: Option<&Value>, own: &Value, entry: &Value, how: How) -> Option<Value> {
    let change = difference(field, own, entry, how);
    change.or_else(|| known.is_none().then(|| json!({})))
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
        // What a Knative Service gets where nothing is said.
        ("spec", "traffic") => *value == json!([{ "latestRevision": true, "percent": 100 }]),
        ("spec", "timeoutSeconds") => *value == 300,
        // And a LeaderWorkerSet.
        ("rolloutStrategy", "type") => *value == "RollingUpdate",
        ("rollingUpdateConfiguration", "partition" | "maxSurge") => *value == 0,
        ("rollingUpdateConfiguration", "maxUnavailable") => *value == 1,
        ("spec", "rolloutStrategy") | ("rolloutStrategy", "rollingUpdateConfiguration") => {
            let fields = value.as_object();
            fields.is_some_and(|fields| fields.iter().all(|(inner, value)| is_default(name, inner, value)))
        }
        ("grpc", "service") => *value == "",
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
            | "externalTrafficPolicy"
            | "allocateLoadBalancerNodePorts"
            | "healthCheckNodePort"
            | "nodePort"
            | "sessionAffinity",
        ) => true,
        _ => DEFAULTS.iter().any(|(field, usual)| *field == name && usual(value)),
    }
}

type Usual = fn(&Value) -> bool;

/// Fields, and the value that the server gives them.
const DEFAULTS: [(&str, Usual); 29] = [
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
    ("containerConcurrency", |value| *value == 0),
    ("enableServiceLinks", |value| *value == false),
    ("startupPolicy", |value| *value == "LeaderCreated"),
    // Whoever scales it counts them.
    ("replicas", |value| value.is_u64()),
];
