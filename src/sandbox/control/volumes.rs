//! Claims and volumes find each other; a claim of a class that has a provisioner gets a volume of its own.
//!
//! Read in `pkg/controller/volume/persistentvolume` of Kubernetes 1.36. The sandbox's provisioners need no time.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use crate::kubernetes::Quantity;
use crate::kubernetes::resources::PersistentVolumeClaim;
use crate::kubernetes::selector::selects;
use crate::sandbox::world::storage::{PersistentVolume, StorageClass};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};

const BOUND_BY: &str = "pv.kubernetes.io/bound-by-controller";
const BOUND: &str = "pv.kubernetes.io/bind-completed";
const DEFAULT_CLASS: &str = "storageclass.kubernetes.io/is-default-class";
/// Claims of classes without one wait for a volume that somebody makes.
const NO_PROVISIONER: &str = "kubernetes.io/no-provisioner";

/// The controller of claims and volumes.
#[derive(Debug, Default)]
pub struct VolumeController;

impl Controller for VolumeController {
    fn name(&self) -> &'static str {
        "persistentvolume-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::PersistentVolumeClaim(_) | Change::PersistentVolume(_) => {
                let mut keys = vec![change.key()];
                if let Change::PersistentVolume(diff) = change {
                    keys.extend(unbound(world));
                    let claim = diff.last.spec.claim_ref.as_ref();
                    keys.extend(claim.map(|claim| Key::new(&claim.namespace, &claim.name)));
                } else if let Change::PersistentVolumeClaim(diff) = change {
                    let volume = diff.last.spec.volume_name.as_deref().filter(|name| !name.is_empty());
                    keys.extend(volume.map(|name| Key::new("", name)));
                }
                keys
            }
            Change::StorageClass(_) => unbound(world).collect(),
            Change::Pod(diff) if diff.old.is_none() => {
                let claims =
                    diff.last.spec.volumes.iter().filter_map(|it| it.persistent_volume_claim.as_ref());
                claims.map(|claim| Key::new(diff.last.namespace(), &claim.claim_name)).collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, _now: Timestamp) -> Plan {
        let writes = match key.namespace.is_empty() {
            true => world.volumes.at(key).map(|volume| sync_volume(volume, world)),
            false => world.claims.at(key).map(|claim| sync_claim(claim, world)),
        };
        Plan::from(writes.unwrap_or_default())
    }
}

/// Claims without a volume.
fn unbound(world: &World) -> impl Iterator<Item = Key> + use<'_> {
    let claims = world.claims.iter().filter(|(_, claim)| claim.status.phase.as_deref() != Some("Bound"));
    claims.map(|(key, _)| key.clone())
}

/// A volume says what it is: available, bound, or left behind by a claim that is gone.
fn sync_volume(volume: &Arc<PersistentVolume>, world: &World) -> Vec<Write> {
    let claim = volume.spec.claim_ref.as_ref();
    let alive = claim.and_then(|it| {
        let claim = world.claims.get(&it.namespace, &it.name)?;
        it.uid.as_deref().is_none_or(|uid| uid == claim.uid()).then_some(claim)
    });
    let phase = match (claim, alive) {
        (Some(claim), None) if claim.uid.is_some() => "Released",
        (Some(_), Some(claim)) if claim.spec.volume_name.as_deref() == Some(volume.name()) => "Bound",
        _ => "Available",
    };
    let mut writes = Vec::new();
    if volume.status.phase.as_deref() != Some(phase) {
        writes.push(Write::status(&**volume, json!({ "phase": phase })));
    }
    let deleted = volume.spec.persistent_volume_reclaim_policy.as_deref() == Some("Delete");
    if phase == "Released" && deleted && !volume.is_going() {
        writes.push(Write::delete(&**volume));
    }
    writes
}

fn sync_claim(claim: &Arc<PersistentVolumeClaim>, world: &World) -> Vec<Write> {
    if claim.is_going() || claim.status.phase.as_deref() == Some("Bound") {
        return Vec::new();
    }
    if let Some(name) = claim.spec.volume_name.as_deref().filter(|name| !name.is_empty()) {
        let volume = world.volumes.get("", name).filter(|volume| is_free_for(volume, claim));
        return volume.map(|volume| bind(claim, volume)).unwrap_or_default();
    }
    let class = class_of(claim, world);
    let later =
        class.is_some_and(|class| class.volume_binding_mode.as_deref() == Some("WaitForFirstConsumer"));
    if later && !has_consumer(claim, world) {
        let message = "waiting for first consumer to be created before binding";
        return vec![pending(claim), Event::normal(&**claim, "WaitForFirstConsumer", message).into()];
    }
    // A class may be but a name that claims and volumes share.
    let name = claim.spec.storage_class_name.as_deref().or(class.map(|class| class.name()));
    if let Some(volume) = best(claim, name, world) {
        return bind(claim, volume);
    }
    match class.filter(|class| class.provisioner != NO_PROVISIONER) {
        Some(class) => provision(claim, class),
        None if claim.status.phase.is_none() => vec![pending(claim)],
        None => {
            let message = "no persistent volumes available for this claim and no storage class is set";
            vec![Event::normal(&**claim, "FailedBinding", message).into()]
        }
    }
}

fn pending(claim: &PersistentVolumeClaim) -> Write {
    Write::status(claim, json!({ "phase": "Pending" }))
}

/// The class that it names, or the default one if it names none. An empty name means no class.
fn class_of<'a>(claim: &PersistentVolumeClaim, world: &'a World) -> Option<&'a Arc<StorageClass>> {
    match claim.spec.storage_class_name.as_deref() {
        Some(name) => world.storage_classes.get("", name),
        None => {
            let is_default = |class: &StorageClass| {
                class.annotations().get(DEFAULT_CLASS).is_some_and(|value| value == "true")
            };
            world.storage_classes.iter().map(|(_, class)| class).find(|class| is_default(class))
        }
    }
}

fn has_consumer(claim: &PersistentVolumeClaim, world: &World) -> bool {
    world.pods.of(claim.namespace()).any(|pod| {
        let claims = pod.spec.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
        claims.into_iter().any(|it| it.claim_name == claim.name())
    })
}

fn is_free_for(volume: &PersistentVolume, claim: &PersistentVolumeClaim) -> bool {
    volume.spec.claim_ref.as_ref().is_none_or(|it| {
        it.namespace == claim.namespace()
            && it.name == claim.name()
            && it.uid.as_deref().is_none_or(|uid| uid == claim.uid())
    })
}

/// The one that is reserved for the claim, else the smallest that is large enough.
fn best<'a>(
    claim: &PersistentVolumeClaim,
    class: Option<&str>,
    world: &'a World,
) -> Option<&'a Arc<PersistentVolume>> {
    let wanted = claim.spec.resources.requests.get("storage").and_then(quantity);
    let fits = |volume: &&Arc<PersistentVolume>| {
        is_free_for(volume, claim)
            && !volume.is_going()
            && volume.spec.storage_class_name.as_deref().unwrap_or_default() == class.unwrap_or_default()
            && claim.spec.access_modes.iter().all(|mode| volume.spec.access_modes.contains(mode))
            && claim.spec.selector.as_ref().is_none_or(|selector| selects(selector, volume.labels()))
            && volume.spec.volume_mode.as_deref().unwrap_or("Filesystem")
                == claim.spec.volume_mode.as_deref().unwrap_or("Filesystem")
            && size(volume) >= wanted
    };
    let volumes = world.volumes.iter().map(|(_, volume)| volume).filter(fits);
    volumes.min_by_key(|volume| (volume.spec.claim_ref.is_none(), size(volume)))
}

fn size(volume: &PersistentVolume) -> Option<Quantity> {
    volume.spec.capacity.get("storage").and_then(quantity)
}

fn quantity(value: &Value) -> Option<Quantity> {
    let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    Quantity::parse(&text).ok()
}

fn reference(claim: &PersistentVolumeClaim) -> Value {
    json!({ "apiVersion": "v1", "kind": "PersistentVolumeClaim", "namespace": claim.namespace(), "name": claim.name(), "uid": claim.uid() })
}

fn bind(claim: &PersistentVolumeClaim, volume: &PersistentVolume) -> Vec<Write> {
    let mut writes = Vec::new();
    if volume.spec.claim_ref.as_ref().is_none_or(|it| it.uid.is_none()) {
        let mut patch = json!({ "spec": { "claimRef": reference(claim) } });
        if volume.spec.claim_ref.is_none() {
            patch["metadata"] = json!({ "annotations": { BOUND_BY: "yes" } });
        }
        writes.push(Write::merge(volume, patch));
    }
    writes.push(Write::status(volume, json!({ "phase": "Bound" })));
    writes.extend(complete(claim, volume.name(), &volume.spec.access_modes, json!(volume.spec.capacity)));
    writes
}

/// The claim's side of a binding.
fn complete(claim: &PersistentVolumeClaim, volume: &str, modes: &[String], capacity: Value) -> Vec<Write> {
    let mut annotations = Map::from_iter([(BOUND.to_owned(), "yes".into())]);
    let mut patch = json!({});
    if claim.spec.volume_name.as_deref().is_none_or(str::is_empty) {
        annotations.insert(BOUND_BY.into(), "yes".into());
        patch["spec"] = json!({ "volumeName": volume });
    }
    patch["metadata"] = json!({ "annotations": annotations });
    vec![
        Write::merge(claim, patch),
        Write::status(claim, json!({ "phase": "Bound", "accessModes": modes, "capacity": capacity })),
    ]
}

fn provision(claim: &PersistentVolumeClaim, class: &StorageClass) -> Vec<Write> {
    let name = format!("pvc-{}", claim.uid());
    let storage = claim.spec.resources.requests.get("storage").cloned().unwrap_or_else(|| "1Gi".into());
    let capacity = json!({ "storage": storage });
    let volume = json!({
        "apiVersion": "v1", "kind": "PersistentVolume",
        "metadata": { "name": name, "annotations": { "pv.kubernetes.io/provisioned-by": class.provisioner } },
        "spec": {
            "capacity": capacity, "accessModes": claim.spec.access_modes, "claimRef": reference(claim),
            "persistentVolumeReclaimPolicy": class.reclaim_policy.as_deref().unwrap_or("Delete"),
            "storageClassName": class.name(), "volumeMode": claim.spec.volume_mode.as_deref().unwrap_or("Filesystem"),
            "csi": { "driver": class.provisioner, "volumeHandle": name },
        },
    });
    let message = format!("Successfully provisioned volume {name}");
    let mut writes = vec![Write::Create(volume)];
    writes.push(Event::normal(claim, "ProvisioningSucceeded", message).into());
    writes.extend(complete(claim, &name, &claim.spec.access_modes, capacity));
    writes
}

#[cfg(test)]
mod tests {
    use super::super::paper::Paper;
    use super::*;

    fn paper() -> Paper {
        Paper::new(vec![Box::new(VolumeController)])
    }

    fn claim(class: Value) -> Value {
        json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "llm-model", "namespace": "ns"},
            "spec": {"accessModes": ["ReadOnlyMany"], "storageClassName": class, "resources": {"requests": {"storage": "30Gi"}}}})
    }

    fn volume(name: &str, size: &str) -> Value {
        json!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": name},
            "spec": {"capacity": {"storage": size}, "accessModes": ["ReadOnlyMany", "ReadWriteOnce"], "persistentVolumeReclaimPolicy": "Retain"}})
    }

    #[test]
    fn a_claim_takes_the_smallest_volume_that_is_large_enough() {
        let mut paper = paper();
        for (name, size) in [("small", "10Gi"), ("large", "100Gi"), ("right", "30Gi")] {
            paper.put(volume(name, size));
        }
        paper.put(claim(json!("")));
        paper.settle();
        let bound = paper.get("PersistentVolumeClaim", "llm-model");
        assert_eq!(
            (&bound["spec"]["volumeName"], &bound["status"]["phase"]),
            (&json!("right"), &json!("Bound"))
        );
        assert_eq!(paper.get("PersistentVolume", "right")["status"]["phase"], "Bound");
        assert_eq!(paper.get("PersistentVolume", "large")["status"]["phase"], "Available");
        paper.delete("PersistentVolumeClaim", "llm-model");
        paper.settle();
        assert_eq!(paper.get("PersistentVolume", "right")["status"]["phase"], "Released");
    }

    #[test]
    fn a_class_with_a_provisioner_makes_a_volume() {
        let mut paper = paper();
        paper.put(claim(json!("nas")));
        paper.settle();
        assert_eq!(paper.get("PersistentVolumeClaim", "llm-model")["status"]["phase"], "Pending");
        paper.put(json!({"apiVersion": "storage.k8s.io/v1", "kind": "StorageClass", "metadata": {"name": "nas"}, "provisioner": "nas.csi"}));
        paper.settle();
        assert_eq!(paper.get("PersistentVolumeClaim", "llm-model")["status"]["phase"], "Bound");
        assert_eq!(paper.of("PersistentVolume")[0]["status"]["phase"], "Bound");
    }
}
