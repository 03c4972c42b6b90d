//! Which nodes are unneeded, and since when: cluster-autoscaler's scale-down planner.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::Timestamp;

use crate::elastic::fit::Room;
use crate::sandbox::machines::span::later;
use crate::sandbox::scenario::{NodeAutoscaler, Pool};

use super::view::{NodeView, View, place};

/// The most empty nodes that are removed in one round.
const MOST_EMPTY: usize = 10;

/// Nodes that nothing needs, with the time since when.
#[derive(Debug, Clone, Default)]
pub struct Unneeded(BTreeMap<String, Timestamp>);

/// A node that goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// Its name.
    pub node: String,
    /// Pods that must leave it first: namespace and name.
    pub drain: Vec<(String, String)>,
}

impl Unneeded {
    /// Looks at all nodes anew.
    pub fn update(&mut self, view: &View, pools: &[Pool], settings: &NodeAutoscaler, now: Timestamp) {
        let found = unneeded(view, pools, settings);
        self.0.retain(|node, _| found.contains(node));
        for node in found {
            self.0.entry(node).or_insert(now);
        }
    }

    /// Whether a node is unneeded.
    pub fn contains(&self, node: &str) -> bool {
        self.0.contains_key(node)
    }

    /// What goes now: empty nodes together, of others one at a time. `sizes` are the pools' sizes.
    pub fn due(
        &self,
        view: &View,
        pools: &[Pool],
        sizes: &[u32],
        settings: &NodeAutoscaler,
        now: Timestamp,
    ) -> Vec<Removal> {
        let mut left = sizes.to_vec();
        let mut removals = Vec::new();
        let ripe = |node: &&NodeView| {
            let waits = pools[node.pool].idle_removal.map_or(settings.scale_down_unneeded_time, |own| own).0;
            self.0.get(&node.room.name).is_some_and(|since| later(*since, waits) <= now)
        };
        let (empty, full): (Vec<_>, Vec<_>) =
            view.nodes.iter().filter(ripe).partition(|node| movable(node).next().is_none());
        for node in empty.into_iter().take(MOST_EMPTY).chain(full) {
            let drain: Vec<_> = movable(node).map(|pod| (pod.namespace.clone(), pod.name.clone())).collect();
            if left[node.pool] > pools[node.pool].min && (drain.is_empty() || removals.is_empty()) {
                left[node.pool] -= 1;
                removals.push(Removal { node: node.room.name.clone(), drain });
            }
        }
        removals
    }
}

fn movable(node: &NodeView) -> impl Iterator<Item = &super::view::PodView> {
    node.pods.iter().filter(|pod| !pod.daemon)
}

/// The nodes whose pods ask for little and find room elsewhere.
fn unneeded(view: &View, pools: &[Pool], settings: &NodeAutoscaler) -> BTreeSet<String> {
    let candidate = |node: &&NodeView| {
        pools[node.pool].autoscaled()
            && node.ready
            && !node.going
            && utilisation(node, &pools[node.pool]) < threshold(&pools[node.pool], settings)
            && movable(node).all(|pod| pod.pinned.is_none())
    };
    let mut rooms: BTreeMap<&str, Room> = view
        .nodes
        .iter()
        .filter(|node| node.ready && !node.going)
        .map(|node| &node.room)
        .chain(&view.others)
        .map(|room| (room.name.as_str(), room.clone()))
        .collect();
    let mut found = BTreeSet::new();
    // Pods that moved to a node keep it.
    let mut taken: BTreeSet<&str> = BTreeSet::new();
    for node in view.nodes.iter().filter(candidate) {
        let name = node.room.name.as_str();
        if taken.contains(name) {
            continue;
        }
        let mut before = Vec::new();
        let all_move = movable(node).all(|pod| {
            let target = rooms.iter_mut().find(|(other, room)| **other != name && pod.fits(room));
            let Some((other, room)) = target else { return false };
            before.push((*other, room.used.clone()));
            place(pod, room);
            true
        });
        if all_move {
            rooms.remove(name);
            taken.extend(before.into_iter().map(|(other, _)| other));
            found.insert(name.to_owned());
        } else {
            for (other, used) in before.into_iter().rev() {
                rooms.entry(other).and_modify(|room| room.used = used);
            }
        }
    }
    found
}

/// The share of a node that its pods ask for: of its accelerators if it has some, else of processors or memory, whichever is more.
#[expect(clippy::cast_precision_loss, reason = "shares are not exact")]
fn utilisation(node: &NodeView, pool: &Pool) -> f64 {
    let share = |resource: &str| {
        let of = |amounts: &crate::elastic::fit::Amounts| amounts.get(resource).copied().unwrap_or(0) as f64;
        match of(&node.room.allocatable) {
            all if all > 0.0 => of(&node.room.used) / all,
            _ => 0.0,
        }
    };
    match &pool.gpu {
        Some(gpu) => share(&gpu.resource),
        None => share("cpu").max(share("memory")),
    }
}

fn threshold(pool: &Pool, settings: &NodeAutoscaler) -> f64 {
    match pool.gpu {
        Some(_) => settings.scale_down_gpu_utilization_threshold.0,
        None => settings.scale_down_utilization_threshold.0,
    }
}

/// How long a drain may take before the node is removed with what is left on it.
pub const LONGEST_DRAIN: Duration = Duration::from_secs(600);
