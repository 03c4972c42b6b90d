//! What pods of groups are given when they are created.
//!
//! In a real cluster a webhook does it. Here the StatefulSet controller has it done to the pods that it makes: nobody else makes pods with
//! these labels.

use serde_json::{Value, json};

use super::{EXCLUSIVE, GROUP_INDEX, GROUP_KEY, NAME, SIZE, SUBDOMAIN, UNIQUE, WORKER_INDEX};
use crate::sandbox::control::template;

/// Completes a pod that is about to be created; others than those of groups are left as they are.
pub fn admit(pod: &mut Value) {
    let word = |pod: &Value, part: &str, key: &str| pod["metadata"][part][key].as_str().map(str::to_owned);
    let (Some(set), Some(size)) = (word(pod, "labels", NAME), word(pod, "annotations", SIZE)) else { return };
    let name = pod["metadata"]["name"].as_str().unwrap_or_default().to_owned();
    let namespace = pod["metadata"]["namespace"].as_str().unwrap_or_default().to_owned();
    let number = name.rsplit('-').next().unwrap_or_default().to_owned();
    if word(pod, "labels", WORKER_INDEX).as_deref() == Some("0") {
        if word(pod, "labels", GROUP_INDEX).is_none() {
            pod["metadata"]["labels"][GROUP_INDEX] = number.into();
        }
        if word(pod, "annotations", SUBDOMAIN).as_deref() == Some(UNIQUE) {
            pod["spec"]["subdomain"] = name.clone().into();
        }
        let key = key(&namespace, &name);
        pod["metadata"]["labels"][GROUP_KEY] = key.clone().into();
        if let Some(place) = word(pod, "annotations", EXCLUSIVE) {
            alone(pod, &key, &place);
        }
    } else {
        pod["metadata"]["labels"][WORKER_INDEX] = number.into();
    }
    let label = |key: &str| word(pod, "labels", key).unwrap_or_default();
    let domain = pod["spec"]["subdomain"].as_str().unwrap_or_default();
    let address = format!("{set}-{}.{domain}.{namespace}", label(GROUP_INDEX));
    let given = [
        ("LWS_LEADER_ADDRESS", address),
        ("LWS_GROUP_SIZE", size),
        ("LWS_WORKER_INDEX", label(WORKER_INDEX)),
    ];
    for part in ["containers", "initContainers"] {
        for container in pod["spec"].get_mut(part).and_then(Value::as_array_mut).into_iter().flatten() {
            // First, so that others can refer to them.
            let own = container["env"].as_array().cloned().unwrap_or_default();
            let first = given.iter().map(|(name, value)| json!({"name": name, "value": value}));
            let own = own.into_iter().filter(|it| !given.iter().any(|(name, _)| it["name"] == *name));
            container["env"] = first.chain(own).collect();
        }
    }
}

/// One value for all pods of a group. The real one is a SHA-1.
fn key(namespace: &str, leader: &str) -> String {
    let part = |number| template::seed(&[namespace, leader], number);
    format!("{:016x}{:016x}{:08x}", part(0), part(1), part(2) >> 32)
}

/// The group together in one place, and no other group there.
fn alone(pod: &mut Value, key: &str, place: &str) {
    let with = json!({"topologyKey": place,
        "labelSelector": {"matchExpressions": [{"key": GROUP_KEY, "operator": "In", "values": [key]}]}});
    let without = json!({"topologyKey": place, "labelSelector": {"matchExpressions": [
        {"key": GROUP_KEY, "operator": "Exists"}, {"key": GROUP_KEY, "operator": "NotIn", "values": [key]}]}});
    for (kind, term) in [("podAffinity", with), ("podAntiAffinity", without)] {
        let terms = &mut pod["spec"]["affinity"][kind]["requiredDuringSchedulingIgnoredDuringExecution"];
        match terms.as_array_mut() {
            Some(terms) => terms.push(term),
            None => *terms = json!([term]),
        }
    }
}
