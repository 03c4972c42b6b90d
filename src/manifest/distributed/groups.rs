//! The groups as the templates of a LeaderWorkerSet and of a RoleBasedGroup see them.

use serde_json::{Map, Value, json};

use super::member;
use super::scaling::Elastic;
use crate::kubernetes::resources::StringMap;
use crate::manifest::deployment::share;
use crate::manifest::pod::Fields;
use crate::workload::distributed::Distributed;

/// What a LeaderWorkerSet keeps: groups that are all alike. `pod` are the fields of all pods.
pub fn group(workload: &Distributed, elastic: &Elastic<'_>, labels: &StringMap, pod: &Value) -> Value {
    let role = elastic.role;
    let member = |template: &str, word: &str, container: Value, leads: bool| {
        let mut pod = pod.clone();
        if leads && let (Value::Object(pod), Some(own)) = (&mut pod, member::spread(workload, None)) {
            pod.insert("topologySpreadConstraints".into(), own);
        }
        json!({
            "template": template,
            "name": format!("distributed-serving-{word}"),
            "labels": member::labels(workload, role, labels, Some(word), None),
            "annotations": member::annotations(workload, role, leads),
            "container": container,
            "pod": pod,
        })
    };
    json!({
        "replicas": elastic.replicas(),
        "rollout": rollout(workload, "rollingUpdateConfiguration"),
        "size": role.size,
        "members": [
            member("leaderTemplate", "leader", member::leader(workload, role, true), true),
            member("workerTemplate", "worker", member::worker(workload, role), false),
        ],
    })
}

/// What a RoleBasedGroup keeps: roles, each a set of pods or of groups.
pub fn roles(workload: &Distributed, roles: &[Elastic<'_>], labels: &StringMap, pod: &Value) -> Value {
    let roles = roles.iter().map(|elastic| {
        let role = elastic.role;
        let mut fields = Fields::default();
        fields
            .put("dependencies", role.after.clone())
            .put("rolloutStrategy", rollout(workload, "rollingUpdate"))
            .put("scalingAdapter", json!({ "enable": true }));
        let own = |word: Option<&str>| member::labels(workload, role, labels, word, Some(&role.name));
        let spread = member::spread(workload, Some(&role.name));
        let mut pod = pod.clone();
        let annotations = member::annotations(workload, role, role.size == 1);
        let (container, of_all) = match role.size {
            1 => {
                fields.put("workload", json!({ "apiVersion": "apps/v1", "kind": "StatefulSet" }));
                if let (Value::Object(pod), Some(spread)) = (&mut pod, spread) {
                    pod.insert("topologySpreadConstraints".into(), spread);
                }
                (member::leader(workload, role, false), own(Some("leader")))
            }
            size => {
                let (leader, worker) = (member::leader(workload, role, true), member::worker(workload, role));
                let (shared, leader, worker) = split(leader, worker);
                // What only leaders have is in their patch.
                let mut of_leaders = member::annotations(workload, role, true);
                of_leaders.retain(|key, _| !annotations.contains_key(key));
                let patch = |word: &str, container: Map<String, Value>, leads: bool| {
                    let mut named = Map::from_iter([("name".to_owned(), json!("distributed-serving"))]);
                    named.extend(container);
                    let mut spec = Fields::default();
                    spec.put("containers", json!([named]));
                    spec.put("topologySpreadConstraints", spread.clone().filter(|_| leads));
                    let mut metadata = Fields::default();
                    metadata.put("labels", json!({ "role": word }));
                    if leads && !of_leaders.is_empty() {
                        metadata.put("annotations", json!(of_leaders));
                    }
                    json!({ "metadata": metadata.into_value(), "spec": spec.into_value() })
                };
                fields.put(
                    "workload",
                    json!({ "apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet" }),
                );
                fields.put(
                    "leaderWorkerSet",
                    json!({
                        "size": size,
                        "patchLeaderTemplate": patch("leader", leader, true),
                        "patchWorkerTemplate": patch("worker", worker, false),
                    }),
                );
                (shared, own(None))
            }
        };
        json!({
            "name": role.name,
            "replicas": elastic.replicas(),
            "fields": fields.into_value(),
            "labels": of_all,
            "annotations": annotations,
            "container": container,
            "pod": pod,
        })
    });
    roles.collect()
}

fn rollout(workload: &Distributed, field: &str) -> Value {
    let (surge, unavailable) = (workload.max_surge.as_deref(), workload.max_unavailable.as_deref());
    let mut bounds = Fields::default();
    bounds.put("maxSurge", surge.map(share)).put("maxUnavailable", unavailable.map(share));
    match bounds.into_value() {
        Value::Object(bounds) if bounds.is_empty() => Value::Null,
        bounds => json!({ "type": "RollingUpdate", field: bounds }),
    }
}

/// What both containers have in common, and what each has besides.
///
/// A patch adds to lists and maps. So a field that differs stands in both patches as a whole, and not in what they patch.
fn split(leader: Value, worker: Value) -> (Value, Map<String, Value>, Map<String, Value>) {
    let fields = |value: Value| match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    let (mut leader, mut worker) = (fields(leader), fields(worker));
    let mut shared = Map::new();
    for (name, value) in leader.clone() {
        if worker.get(&name) == Some(&value) {
            leader.shift_remove(&name);
            worker.shift_remove(&name);
            shared.insert(name, value);
        }
    }
    (Value::Object(shared), leader, worker)
}
