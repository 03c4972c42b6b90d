//! What a LeaderWorkerSet makes: the leaders' set, a set of workers for each leader, services, remembered templates.

use serde_json::{Value, json};

use super::{
    EXCLUSIVE, GROUP_INDEX, GROUP_KEY, LEADER, NAME, REPLICAS, REVISION, SIZE, SUBDOMAIN, UNIQUE,
    WORKER_INDEX,
};
use crate::elastic::groups::Step;
use crate::kubernetes::resources::Pod;
use crate::sandbox::control::template;
use crate::sandbox::world::groups::LeaderWorkerSet;
use crate::sandbox::world::workloads::{ControllerRevision, StatefulSet};
use crate::sandbox::{Kept, World};

/// Pods of a group.
pub fn size(set: &LeaderWorkerSet) -> i32 {
    set.spec.leader_worker_template.size.unwrap_or(1)
}

/// Whether each group has names of its own.
pub fn is_unique(set: &LeaderWorkerSet) -> bool {
    set.spec.network_config.as_ref().is_some_and(|network| network["subdomainPolicy"] == UNIQUE)
}

/// The name of the present template.
pub fn revision(set: &LeaderWorkerSet) -> String {
    template::hash(&data(set), None)
}

fn data(set: &LeaderWorkerSet) -> Value {
    let template = serde_json::to_value(&set.spec.leader_worker_template).unwrap_or_default();
    let network = set.spec.network_config.clone().unwrap_or_else(|| json!({"subdomainPolicy": "Shared"}));
    json!({"networkConfig": network, "leaderWorkerTemplate": template})
}

/// The present template, to be remembered.
pub fn remembered(set: &LeaderWorkerSet, revision: &str, number: i64) -> Value {
    let mut spec = data(set);
    super::super::conditions::prune(&mut spec);
    for part in ["networkConfig", "leaderWorkerTemplate"] {
        spec[part]["$patch"] = "replace".into();
    }
    json!({"apiVersion": "apps/v1", "kind": "ControllerRevision", "revision": number, "data": {"spec": spec},
        "metadata": {"name": format!("{}-{revision}-{number}", set.name()), "namespace": set.namespace(),
            "labels": {NAME: set.name(), REVISION: revision}, "ownerReferences": [set.controls()]}})
}

/// A worker's template as it was.
pub fn template_of(revision: &ControllerRevision) -> Value {
    revision.data.pointer("/spec/leaderWorkerTemplate/workerTemplate").cloned().unwrap_or_default()
}

/// A headless service for all groups, or for that of a leader.
pub fn service(set: &LeaderWorkerSet, name: &str, leader: Option<&Pod>) -> Value {
    let mut selector = json!({NAME: set.name()});
    if let Some(group) = leader.and_then(|leader| leader.labels().get(GROUP_INDEX)) {
        selector[GROUP_INDEX] = group.as_str().into();
    }
    let owner = leader.map_or_else(|| set.controls(), Kept::controls);
    json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": name, "namespace": set.namespace(),
            "labels": {NAME: set.name()}, "ownerReferences": [owner]},
        "spec": {"clusterIP": "None", "selector": selector, "publishNotReadyAddresses": true}})
}

/// The leaders' set.
pub fn leaders(set: &LeaderWorkerSet, revision: &str, step: Step) -> Value {
    let group = &set.spec.leader_worker_template;
    let mut pod = group.leader_template.clone().unwrap_or_else(|| group.worker_template.clone());
    let labels = [(WORKER_INDEX, "0"), (NAME, set.name()), (REVISION, revision)];
    labels.into_iter().for_each(|(key, value)| pod["metadata"]["labels"][key] = value.into());
    annotate(set, &mut pod);
    if is_unique(set) {
        pod["metadata"]["annotations"][SUBDOMAIN] = UNIQUE.into();
    }
    let rolling = &set.spec.rollout_strategy.rolling_update_configuration;
    let unavailable = rolling.max_unavailable.clone().unwrap_or_else(|| 1.into());
    json!({"apiVersion": "apps/v1", "kind": "StatefulSet",
        "metadata": {"name": set.name(), "namespace": set.namespace(), "labels": {NAME: set.name(), REVISION: revision},
            "annotations": {REPLICAS: set.spec.replicas.unwrap_or(1).to_string()}, "ownerReferences": [set.controls()]},
        "spec": {"serviceName": set.name(), "replicas": step.replicas, "podManagementPolicy": "Parallel", "template": pod,
            "updateStrategy": {"type": "RollingUpdate",
                "rollingUpdate": {"maxUnavailable": unavailable, "partition": step.partition}},
            "selector": {"matchLabels": {NAME: set.name(), WORKER_INDEX: "0"}}}})
}

/// The whole of a new set where an older one is.
pub fn instead_of(known: &StatefulSet, mut new: Value) -> Value {
    let mut metadata = serde_json::to_value(&known.metadata).unwrap_or_default();
    for part in ["labels", "annotations"] {
        for (key, value) in new["metadata"][part].as_object().into_iter().flatten() {
            metadata[part][key] = value.clone();
        }
    }
    if let Some(metadata) = metadata.as_object_mut() {
        metadata.remove("resourceVersion");
    }
    new["metadata"] = metadata;
    new["status"] = serde_json::to_value(&known.status).unwrap_or_default();
    super::super::conditions::prune(&mut new);
    new
}

/// The workers' set of a leader, from a worker's template; `place` is a node label that all of them must have.
pub fn workers(set: &LeaderWorkerSet, leader: &Pod, mut pod: Value, place: Option<(&str, String)>) -> Value {
    let label = |key: &str| leader.labels().get(key).cloned().unwrap_or_default();
    let selector = json!({GROUP_INDEX: label(GROUP_INDEX), NAME: set.name(), GROUP_KEY: label(GROUP_KEY)});
    let mut labels = selector.clone();
    labels[REVISION] = label(REVISION).into();
    for (key, value) in labels.as_object().into_iter().flatten() {
        pod["metadata"]["labels"][key] = value.clone();
    }
    annotate(set, &mut pod);
    pod["metadata"]["annotations"][LEADER] = leader.name().into();
    if let Some((key, value)) = place {
        pod["spec"]["nodeSelector"][key] = value.into();
    }
    let service = if is_unique(set) { leader.name() } else { set.name() };
    json!({"apiVersion": "apps/v1", "kind": "StatefulSet",
        "metadata": {"name": leader.name(), "namespace": set.namespace(), "labels": labels, "ownerReferences": [leader.controls()]},
        "spec": {"serviceName": service, "replicas": size(set) - 1, "podManagementPolicy": "Parallel", "template": pod,
            "ordinals": {"start": 1}, "selector": {"matchLabels": selector}}})
}

fn annotate(set: &LeaderWorkerSet, pod: &mut Value) {
    pod["metadata"]["annotations"][SIZE] = size(set).to_string().into();
    if let Some(key) = set.annotations().get(EXCLUSIVE) {
        pod["metadata"]["annotations"][EXCLUSIVE] = key.as_str().into();
    }
}

/// The value of a node label where a leader runs; `None` until it is placed.
pub fn place(leader: &Pod, key: &str, world: &World) -> Option<String> {
    let node = world.nodes.get("", leader.spec.node_name.as_deref()?)?;
    node.labels().get(key).cloned()
}
