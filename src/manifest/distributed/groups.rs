//! The groups as the templates of a LeaderWorkerSet and of a RoleBasedGroup see them.

use serde_json::{Map, Value, json};

use super::member;
use crate::kubernetes::resources::StringMap;
use crate::manifest::deployment::share;
use crate::manifest::pod::Fields;
use crate::workload::distributed::{Distributed, Role};

/// What a LeaderWorkerSet keeps: groups that are all alike.
pub fn group(workload: &Distributed, labels: &StringMap) -> Value {
    let Some(role) = workload.roles.first() else { return Value::Null };
    let member = |template: &str, word: &str, container: Value| {
        json!({
            "template": template,
            "name": format!("distributed-serving-{word}"),
            "labels": member::labels(workload, role, labels, Some(word), None),
            "container": container,
        })
    };
    json!({
        "replicas": replicas(role),
        "rollout": rollout(workload, "rollingUpdateConfiguration"),
        "size": role.size,
        "members": [
            member("leaderTemplate", "leader", member::leader(workload, role, true)),
            member("workerTemplate", "worker", member::worker(workload, role)),
        ],
    })
}

/// What a RoleBasedGroup keeps: roles, each a set of pods or of groups.
pub fn roles(workload: &Distributed, labels: &StringMap) -> Value {
    let roles = workload.roles.iter().map(|role| {
        let mut fields = Fields::default();
        fields
            .put("dependencies", role.after.clone())
            .put("rolloutStrategy", rollout(workload, "rollingUpdate"))
            .put("scalingAdapter", json!({ "enable": true }));
        let own = |word: Option<&str>| member::labels(workload, role, labels, word, Some(&role.name));
        let (container, of_all) = match role.size {
            1 => {
                fields.put("workload", json!({ "apiVersion": "apps/v1", "kind": "StatefulSet" }));
                (member::leader(workload, role, false), own(Some("leader")))
            }
            size => {
                let (leader, worker) = (member::leader(workload, role, true), member::worker(workload, role));
                let (shared, leader, worker) = split(leader, worker);
                let patch = |word: &str, container: Map<String, Value>| {
                    let mut named = Map::from_iter([("name".to_owned(), json!("distributed-serving"))]);
                    named.extend(container);
                    json!({ "metadata": { "labels": { "role": word } }, "spec": { "containers": [named] } })
                };
                fields.put(
                    "workload",
                    json!({ "apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet" }),
                );
                fields.put(
                    "leaderWorkerSet",
                    json!({
                        "size": size,
                        "patchLeaderTemplate": patch("leader", leader),
                        "patchWorkerTemplate": patch("worker", worker),
                    }),
                );
                (shared, own(None))
            }
        };
        json!({
            "name": role.name,
            "replicas": replicas(role),
            "fields": fields.into_value(),
            "labels": of_all,
            "container": container,
        })
    });
    roles.collect()
}

/// What an autoscaler counts is left to it: a number here would fight with it at each apply.
fn replicas(role: &Role) -> Option<u32> {
    (!role.is_scaled()).then_some(role.scaling.min)
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
