//! The autoscaler's view, made of what is known of the cluster.

use std::sync::Arc;

use super::platform::Platform;
use super::view::{ACCELERATOR_LABEL, NodeView, Pinned, PodView, View};
use crate::elastic::fit::Room;
use crate::elastic::requests::{add, amounts, requests};
use crate::kubernetes::resources::{Node, Pod, condition_is_true};
use crate::kubernetes::selector;
use crate::platform::is_accelerator;
use crate::sandbox::{Kept, World};

/// The taint of a node that is to go.
pub const TO_BE_DELETED: &str = "ToBeDeletedByClusterAutoscaler";
/// The taint of a node that may go soon.
pub const CANDIDATE: &str = "DeletionCandidateOfClusterAutoscaler";
/// The annotation by which a pod allows or forbids that it is moved.
const SAFE_TO_EVICT: &str = "cluster-autoscaler.kubernetes.io/safe-to-evict";

/// What the autoscaler looks at; `going` tells which nodes are leaving.
pub fn observe(world: &World, platform: &Platform, going: impl Fn(&str) -> bool) -> View {
    let mut view = View::default();
    for (_, node) in world.nodes.iter() {
        let pods: Vec<&Arc<Pod>> = world.pods_on(node.name()).filter(|pod| is_active(pod)).collect();
        let room = room(node, &pods);
        match platform.machine(node.name()) {
            Some(machine) => view.nodes.push(NodeView {
                ready: is_ready(node, &room),
                pool: machine.pool,
                created: created(&**node).unwrap_or(machine.asked),
                going: going(node.name()),
                candidate: node.spec.taints.iter().any(|taint| taint.key == CANDIDATE),
                pods: pods.iter().map(|pod| pod_view(world, pod)).collect(),
                room,
            }),
            None if is_ready(node, &room) => view.others.push(room),
            None => {}
        }
    }
    let unplaced = world.pods.iter().map(|(_, pod)| pod).filter(|pod| pod.spec.node_name.is_none());
    view.pending = unplaced.filter(|pod| is_unschedulable(pod)).map(|pod| pod_view(world, pod)).collect();
    view
}

fn room(node: &Node, pods: &[&Arc<Pod>]) -> Room {
    let mut used = crate::elastic::fit::Amounts::new();
    for pod in pods {
        add(&mut used, &requests(&pod.spec));
        *used.entry("pods".into()).or_default() += 1000;
    }
    Room {
        name: node.name().to_owned(),
        labels: node.labels().clone(),
        unschedulable: node.spec.unschedulable,
        // The autoscaler's own soft taint does not keep pods away.
        taints: node.spec.taints.iter().filter(|taint| taint.key != CANDIDATE).cloned().collect(),
        allocatable: amounts(&node.status.allocatable),
        used,
    }
}

/// Ready, and with its accelerators if its labels promise some.
fn is_ready(node: &Node, room: &Room) -> bool {
    let ready = condition_is_true(&node.status.conditions, "Ready") == Some(true);
    let promised = node.labels().contains_key(ACCELERATOR_LABEL);
    let there = room.allocatable.iter().any(|(resource, amount)| is_accelerator(resource) && *amount > 0);
    ready && (there || !promised)
}

fn is_active(pod: &Pod) -> bool {
    !matches!(pod.status.phase.as_deref(), Some("Succeeded" | "Failed"))
}

fn is_unschedulable(pod: &Pod) -> bool {
    let said = |condition: &crate::kubernetes::resources::Condition| {
        condition.kind == "PodScheduled"
            && condition.status == "False"
            && condition.reason.as_deref() == Some("Unschedulable")
    };
    is_active(pod) && !pod.is_going() && pod.status.conditions.iter().any(said)
}

fn created(object: &impl Kept) -> Option<jiff::Timestamp> {
    object.meta().creation_timestamp.as_ref().map(|time| time.0)
}

fn pod_view(world: &World, pod: &Arc<Pod>) -> PodView {
    PodView {
        namespace: pod.namespace().to_owned(),
        name: pod.name().to_owned(),
        requests: requests(&pod.spec),
        pod: pod.clone(),
        priority: pod.spec.priority.unwrap_or(0),
        created: created(&**pod).unwrap_or_default(),
        pinned: pinned(world, pod),
        daemon: pod.controller().is_some_and(|owner| owner.kind == "DaemonSet"),
    }
}

/// What cluster-autoscaler's drainability rules say of a pod.
fn pinned(world: &World, pod: &Pod) -> Option<Pinned> {
    match pod.annotations().get(SAFE_TO_EVICT).map(String::as_str) {
        Some("true") => return None,
        Some("false") => return Some(Pinned::NotSafeToEvict),
        _ => {}
    }
    let budget = world.disruption_budgets.of(pod.namespace()).find(|budget| {
        let wanted = budget.spec.selector.as_ref();
        wanted.is_some_and(|wanted| selector::selects(wanted, pod.labels()))
    });
    let local = |volume: &crate::kubernetes::resources::Volume| volume.keeps_data_on_node();
    match () {
        () if pod.controller().is_none() => Some(Pinned::NotReplicated),
        () if pod.namespace() == "kube-system" && budget.is_none() => Some(Pinned::System),
        () if pod.spec.volumes.iter().any(local) => Some(Pinned::LocalStorage),
        () if budget.is_some_and(|budget| budget.status.disruptions_allowed < 1) => Some(Pinned::Budget),
        () => None,
    }
}
