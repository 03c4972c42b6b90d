//! Claims that pods use and volumes that claims use stay when they are deleted, until nobody does.
//!
//! Read in `pkg/controller/volume/pvcprotection` and `pvprotection` of Kubernetes 1.36: the API server puts the finalizers on,
//! this takes them off.

use jiff::Timestamp;
use serde_json::json;

use crate::kubernetes::resources::Pod;
use crate::sandbox::{Change, Controller, Kept, Key, Plan, World, Write};

const CLAIM: &str = "kubernetes.io/pvc-protection";
const VOLUME: &str = "kubernetes.io/pv-protection";

/// The controller of both; a key without a namespace is a volume's.
#[derive(Debug, Default)]
pub struct ProtectionController;

impl Controller for ProtectionController {
    fn name(&self) -> &'static str {
        "pvc-protection-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::PersistentVolumeClaim(diff) if diff.last.is_going() => vec![change.key()],
            Change::PersistentVolume(diff) if diff.last.is_going() => vec![change.key()],
            // A claim that waits for this pod.
            Change::Pod(diff) if diff.gone => {
                let keys = claims(&diff.last).map(|name| Key::new(diff.last.namespace(), name));
                keys.filter(|key| world.claims.at(key).is_some_and(|claim| claim.is_going())).collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, _now: Timestamp) -> Plan {
        let writes = match key.namespace.is_empty() {
            true => world.volumes.at(key).and_then(|volume| {
                let used = volume.status.phase.as_deref() == Some("Bound");
                (volume.is_going() && !used).then(|| without(&**volume, VOLUME))?
            }),
            false => world.claims.at(key).and_then(|claim| {
                (claim.is_going() && !is_used(key, world)).then(|| without(&**claim, CLAIM))?
            }),
        };
        Plan::from(writes.into_iter().collect::<Vec<_>>())
    }
}

/// Whether a pod on a node names the claim: also one that has ended.
fn is_used(claim: &Key, world: &World) -> bool {
    let placed =
        |pod: &&std::sync::Arc<Pod>| pod.spec.node_name.as_deref().is_some_and(|name| !name.is_empty());
    world.pods.of(&claim.namespace).filter(placed).any(|pod| claims(pod).any(|name| name == claim.name))
}

/// The claims that a pod names.
fn claims(pod: &Pod) -> impl Iterator<Item = &str> {
    let volumes = pod.spec.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
    volumes.map(|claim| claim.claim_name.as_str())
}

/// Takes a finalizer off an object that has it.
fn without<K: Kept>(object: &K, finalizer: &str) -> Option<Write> {
    let all = object.meta().finalizers.as_deref().unwrap_or_default();
    let rest: Vec<&String> = all.iter().filter(|its| *its != finalizer).collect();
    let patch = json!({ "metadata": { "uid": object.uid(), "finalizers": rest } });
    (rest.len() < all.len()).then(|| Write::merge(object, patch))
}

#[cfg(test)]
mod tests {
    use super::super::paper::Paper;
    use super::super::volumes::VolumeController;
    use super::*;

    /// A bound claim with its volume, and a pod that names it, on a node or not.
    fn paper(node: Option<&str>) -> Paper {
        let mut paper = Paper::new(vec![Box::new(VolumeController), Box::new(ProtectionController)]);
        paper.put(json!({"apiVersion": "v1", "kind": "PersistentVolume",
            "metadata": {"name": "disk", "finalizers": [VOLUME]},
            "spec": {"capacity": {"storage": "30Gi"}, "accessModes": ["ReadOnlyMany"], "persistentVolumeReclaimPolicy": "Retain"}}));
        paper.put(json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim",
            "metadata": {"name": "llm-model", "namespace": "ns", "finalizers": [CLAIM]},
            "spec": {"accessModes": ["ReadOnlyMany"], "storageClassName": "", "resources": {"requests": {"storage": "30Gi"}}}}));
        let mut pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "ns"},
            "spec": {"containers": [{"name": "a"}], "volumes": [{"name": "m", "persistentVolumeClaim": {"claimName": "llm-model"}}]}});
        if let Some(node) = node {
            pod["spec"]["nodeName"] = node.into();
        }
        paper.put(pod);
        paper.settle();
        paper
    }

    /// Deletes an object that has finalizers, as an API server does.
    fn delete(paper: &mut Paper, kind: &str, name: &str) {
        let mut object = paper.get(kind, name).clone();
        object["metadata"]["deletionTimestamp"] = "2026-01-01T00:00:00Z".into();
        paper.put(object);
        paper.settle();
    }

    #[test]
    fn a_claim_stays_while_a_pod_on_a_node_names_it() {
        let mut paper = paper(Some("node"));
        delete(&mut paper, "PersistentVolumeClaim", "llm-model");
        assert_eq!(paper.of("PersistentVolumeClaim").len(), 1);
        paper.delete("Pod", "a");
        paper.settle();
        assert_eq!(paper.of("PersistentVolumeClaim").len(), 0);
    }

    #[test]
    fn a_pod_without_a_node_keeps_no_claim() {
        let mut paper = paper(None);
        delete(&mut paper, "PersistentVolumeClaim", "llm-model");
        assert_eq!(paper.of("PersistentVolumeClaim").len(), 0);
    }

    #[test]
    fn a_volume_stays_while_its_claim_is_there() {
        let mut paper = paper(None);
        delete(&mut paper, "PersistentVolume", "disk");
        assert_eq!(paper.of("PersistentVolume").len(), 1);
        delete(&mut paper, "PersistentVolumeClaim", "llm-model");
        assert_eq!((paper.of("PersistentVolumeClaim").len(), paper.of("PersistentVolume").len()), (0, 0));
    }
}
