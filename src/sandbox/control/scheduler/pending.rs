//! Pods that wait for a node, in their order, and what stands in their way before any node is looked at.

use std::sync::Arc;

use jiff::Timestamp;

use super::pods;
use crate::kubernetes::resources::{LabelSelector, Pod, Requirement};
use crate::kubernetes::selector::matches;
use crate::sandbox::{Kept, World};

/// Whether it waits for this scheduler.
pub(super) fn waits(pod: &Pod) -> bool {
    pod.spec.node_name.as_deref().is_none_or(str::is_empty)
        && !pod.is_going()
        && !pods::has_ended(pod)
        && pod.spec.scheduling_gates.is_empty()
        && matches!(pod.spec.scheduler_name.as_deref(), None | Some("" | "default-scheduler"))
}

/// All that wait: the highest rank first, then the oldest.
pub(super) fn in_order(world: &World) -> Vec<&Arc<Pod>> {
    let mut waiting: Vec<&Arc<Pod>> =
        world.pods.iter().map(|(_, pod)| pod).filter(|pod| waits(pod)).collect();
    let age = |pod: &Pod| pod.metadata.creation_timestamp.as_ref().map_or(Timestamp::MAX, |time| time.0);
    waiting.sort_by_key(|pod| (std::cmp::Reverse(pod.spec.priority.unwrap_or(0)), age(pod)));
    waiting
}

/// How far a pod's claims are.
pub(super) enum Claims {
    /// All are bound.
    Bound,
    /// One is in the way.
    Refused(String),
    /// One is bound now that a pod wants it.
    Binding,
}

pub(super) fn claims(pod: &Pod, world: &World) -> Claims {
    let names = pod.spec.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
    let mut binding = false;
    for name in names.map(|claim| &claim.claim_name) {
        let Some(claim) = world.claims.get(pod.namespace(), name) else {
            return Claims::Refused(format!("persistentvolumeclaim \"{name}\" not found"));
        };
        if claim.is_going() {
            return Claims::Refused(format!("persistentvolumeclaim \"{name}\" is being deleted"));
        }
        let volume = claim.spec.volume_name.as_deref().filter(|volume| !volume.is_empty());
        if volume.is_some() {
            continue;
        }
        let class =
            claim.spec.storage_class_name.as_deref().and_then(|name| world.storage_classes.get("", name));
        match class.is_some_and(|class| class.volume_binding_mode.as_deref() == Some("WaitForFirstConsumer"))
        {
            true => binding = true,
            false => return Claims::Refused("pod has unbound immediate PersistentVolumeClaims".into()),
        }
    }
    if binding { Claims::Binding } else { Claims::Bound }
}

/// Which pods are its like: those that its Services select and its owner has. `None` if it stands alone.
pub(super) fn like(pod: &Pod, world: &World) -> Option<LabelSelector> {
    if !pod.spec.topology_spread_constraints.is_empty() {
        return None;
    }
    let mut selector = LabelSelector::default();
    for service in world.services.of(pod.namespace()) {
        if !service.spec.selector.is_empty() && matches(&service.spec.selector, pod.labels()) {
            selector.match_labels.extend(service.spec.selector.clone());
        }
    }
    let owner = pod.controller();
    let own = owner.and_then(|owner| match owner.kind.as_str() {
        "ReplicaSet" => {
            world.replica_sets.get(pod.namespace(), &owner.name).map(|it| it.spec.selector.clone())
        }
        "StatefulSet" => {
            world.stateful_sets.get(pod.namespace(), &owner.name).map(|it| it.spec.selector.clone())
        }
        _ => None,
    });
    for (key, value) in own.iter().flat_map(|own| &own.match_labels) {
        selector.match_expressions.push(Requirement {
            key: key.clone(),
            operator: "In".into(),
            values: vec![value.clone()],
        });
    }
    selector.match_expressions.extend(own.into_iter().flat_map(|own| own.match_expressions));
    (selector != LabelSelector::default()).then_some(selector)
}
