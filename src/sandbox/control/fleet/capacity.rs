//! How many more replicas find room in a cluster.

use super::template::Workload;
use crate::elastic::fit::{Amounts, Room, misfit};
use crate::elastic::requests::{add, amounts, requests};
use crate::kubernetes::resources::{Node, PodSpec, condition_is_true};
use crate::kubernetes::selector::matches;
use crate::sandbox::control::pods;
use crate::sandbox::{Kept, World};

/// More than anybody asks for, so that counting ends.
const MANY: u32 = 10_000;

/// How many more pods of a workload find room on a cluster's nodes; `given` of its replicas are its own already.
pub fn free(world: &World, namespace: &str, workload: &Workload, given: u32) -> u32 {
    let nodes = world
        .nodes
        .iter()
        .map(|(_, node)| node)
        .filter(|node| condition_is_true(&node.status.conditions, "Ready") == Some(true));
    let room: u32 = nodes.map(|node| fitting(&workload.pod, room(node, world))).fold(0, u32::saturating_add);
    let own = world.pods.of(namespace).filter(|pod| {
        matches(&workload.labels, pod.labels()) && pod.spec.node_name.is_some() && pods::is_active(pod)
    });
    // Those that have no place yet will take theirs.
    let waiting = given.saturating_sub(u32::try_from(own.count()).unwrap_or(u32::MAX));
    room.saturating_sub(waiting)
}

/// How many pods find room in a place.
pub fn fitting(pod: &PodSpec, mut room: Room) -> u32 {
    let asked = requests(pod);
    let mut count = 0;
    while count < MANY && misfit(pod, &asked, &room).is_none() {
        add(&mut room.used, &asked);
        *room.used.entry("pods".into()).or_default() += 1000;
        count += 1;
    }
    count
}

fn room(node: &Node, world: &World) -> Room {
    let mut used = Amounts::new();
    for pod in world.pods_on(node.name()).filter(|pod| !pods::has_ended(pod)) {
        add(&mut used, &requests(&pod.spec));
        *used.entry("pods".into()).or_default() += 1000;
    }
    Room {
        name: node.name().to_owned(),
        labels: node.labels().clone(),
        unschedulable: node.spec.unschedulable,
        taints: node.spec.taints.clone(),
        allocatable: amounts(&node.status.allocatable),
        used,
    }
}
