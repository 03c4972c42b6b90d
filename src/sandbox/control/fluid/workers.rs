//! What a runtime consists of: the master's and the workers' StatefulSets, the volume and the claim.

use serde_json::{Value, json};

use super::common_label;
use super::runtime::Runtime;
use crate::kubernetes::resources::Dataset;
use crate::sandbox::{Kept, Key, World, Write};

/// Of whom volumes and claims are that Fluid makes.
const CREATED_BY: &str = "CreatedBy";
/// The class of Fluid's volumes; there is no such object.
const CLASS: &str = "fluid";

/// The StatefulSets that are missing, or that have another number of replicas. Workers come once the master is ready.
pub fn sets(dataset: &Dataset, runtime: &Runtime<'_>, master_ready: bool, world: &World) -> Vec<Write> {
    let mut writes = Vec::new();
    let namespace = dataset.namespace();
    if let Some(master) = runtime.kind.master(dataset.name())
        && world.stateful_sets.get(namespace, &master).is_none()
    {
        writes.push(Write::Create(set(dataset, runtime, &master, 1, "master")));
    }
    let workers = runtime.kind.workers(dataset.name());
    match world.stateful_sets.get(namespace, &workers) {
        None if master_ready => {
            writes.push(Write::Create(set(dataset, runtime, &workers, runtime.replicas(), "worker")));
        }
        Some(set) if set.spec.replicas != Some(runtime.replicas()) => {
            writes.push(Write::merge(&**set, json!({ "spec": { "replicas": runtime.replicas() } })));
        }
        _ => {}
    }
    writes
}

fn set(dataset: &Dataset, runtime: &Runtime<'_>, name: &str, replicas: i32, part: &str) -> Value {
    let app = runtime.kind.name();
    let role = format!("{app}-{part}");
    let picks = json!({ "app": app, "release": dataset.name(), "role": role });
    let mut labels = picks.clone();
    labels[common_label(&dataset.key())] = "true".into();
    let mut container =
        json!({ "name": role, "image": runtime.kind.image(), "imagePullPolicy": "IfNotPresent" });
    let mut spec = json!({});
    if part == "worker" {
        let exclusive = dataset.spec.placement.as_deref() != Some("Shared");
        labels["fluid.io/dataset"] = format!("{}-{}", dataset.namespace(), dataset.name()).into();
        labels["fluid.io/dataset-placement"] = if exclusive { "Exclusive" } else { "Shared" }.into();
        spec["affinity"] = affinity(dataset, exclusive);
        if runtime.memory() > 0.0 {
            container["resources"] = json!({ "requests": { "memory": format!("{:.0}", runtime.memory()) } });
        }
    }
    spec["containers"] = json!([container]);
    json!({
        "apiVersion": "apps/v1", "kind": "StatefulSet",
        "metadata": {
            "name": name, "namespace": dataset.namespace(), "labels": labels, "ownerReferences": [runtime.controls],
        },
        "spec": {
            "replicas": replicas, "serviceName": name, "podManagementPolicy": "Parallel",
            "selector": { "matchLabels": picks },
            "template": { "metadata": { "labels": labels }, "spec": spec },
        },
    })
}

/// Workers of exclusive datasets share no node with those of any other; on the nodes that the dataset names.
fn affinity(dataset: &Dataset, exclusive: bool) -> Value {
    let hostname = "kubernetes.io/hostname";
    let any = json!({ "matchExpressions": [{ "key": "fluid.io/dataset", "operator": "Exists" }] });
    let shared = json!({ "matchExpressions": [{ "key": "fluid.io/dataset-placement", "operator": "In", "values": ["Exclusive"] }] });
    let required = if exclusive { any.clone() } else { shared };
    let mut anti = json!({ "requiredDuringSchedulingIgnoredDuringExecution": [{ "labelSelector": required, "topologyKey": hostname }] });
    if !exclusive {
        anti["preferredDuringSchedulingIgnoredDuringExecution"] =
            json!([{ "weight": 50, "podAffinityTerm": { "labelSelector": any, "topologyKey": hostname } }]);
    }
    let mut affinity = json!({ "podAntiAffinity": anti });
    if let Some(nodes) = dataset.spec.node_affinity.as_ref().and_then(|it| it.required.as_ref()) {
        affinity["nodeAffinity"] = json!({ "requiredDuringSchedulingIgnoredDuringExecution": nodes });
    }
    affinity
}

/// The name of the volume of a dataset.
pub fn volume_name(key: &Key) -> String {
    format!("{}-{}", key.namespace, key.name)
}

/// The volume and the claim of a bound dataset that are missing.
pub fn volume(dataset: &Dataset, world: &World) -> Vec<Write> {
    let (key, label) = (dataset.key(), common_label(&dataset.key()));
    let name = volume_name(&key);
    let modes = match dataset.spec.access_modes.is_empty() {
        true => json!(["ReadOnlyMany"]),
        false => json!(dataset.spec.access_modes),
    };
    let mut writes = Vec::new();
    if world.volumes.get("", &name).is_none() {
        writes.push(Write::Create(json!({
            "apiVersion": "v1", "kind": "PersistentVolume",
            "metadata": { "name": name, "labels": { &label: "true" }, "annotations": { CREATED_BY: "fluid" } },
            "spec": {
                "accessModes": modes, "capacity": { "storage": "100Pi" }, "storageClassName": CLASS,
                "persistentVolumeReclaimPolicy": "Retain",
                "claimRef": { "apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": key.namespace, "name": key.name },
                "csi": {
                    "driver": "fuse.csi.fluid.io", "volumeHandle": name,
                    "volumeAttributes": { "runtime_name": key.name, "runtime_namespace": key.namespace },
                },
            },
        })));
    }
    if world.claims.at(&key).is_none() {
        writes.push(Write::Create(json!({
            "apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": { "name": key.name, "namespace": key.namespace, "labels": { &label: "true" }, "annotations": { CREATED_BY: "fluid" } },
            "spec": {
                "accessModes": modes, "resources": { "requests": { "storage": "100Pi" } }, "storageClassName": CLASS,
                "selector": { "matchLabels": { &label: "true" } },
            },
        })));
    }
    writes
}

/// What goes with a dataset: its claim and its volume, where Fluid has made them.
pub fn without_volume(key: &Key, world: &World) -> Vec<Write> {
    let mut writes = Vec::new();
    let ours = |annotations: &crate::kubernetes::resources::StringMap| {
        annotations.get(CREATED_BY).is_some_and(|by| by == "fluid")
    };
    if let Some(claim) = world.claims.at(key).filter(|claim| ours(claim.annotations()) && !claim.is_going()) {
        writes.push(Write::delete(&**claim));
    }
    if let Some(volume) =
        world.volumes.get("", &volume_name(key)).filter(|it| ours(it.annotations()) && !it.is_going())
    {
        writes.push(Write::delete(&**volume));
    }
    writes
}
