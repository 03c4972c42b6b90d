//! Who goes next when the count falls.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::PodView;
use super::scene::{Scene, is_active};
use super::world::World;
use crate::elastic::units::Order;
use crate::elastic::victims::{self, Candidate, Rule};
use crate::kubernetes::resources::Pod;

/// Annotation by which a ReplicaSet's victims can be chosen.
pub(super) const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";

/// Who goes next when the count falls by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Victim {
    /// The pod.
    pub pod: String,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// Its unit, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<usize>,
    /// The rule by which it goes before the next pod of the order.
    pub rule: Rule,
}

/// The order in which pods go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VictimOrder {
    /// By the ReplicaSet's own rules, the first goes first.
    pub victims: Vec<Victim>,
    /// A pod of an earlier unit goes before one of a later unit: the preferred pool is emptied first.
    pub against_units: bool,
    /// A ResourcePolicy is there, which reverses the order of units as far as it can.
    pub policy: Option<String>,
}

impl World {
    pub(super) fn victim_order(
        &self,
        scene: &Scene<'_>,
        pods: &[PodView],
        now: Timestamp,
    ) -> Option<VictimOrder> {
        let active: Vec<&Pod> = scene.pods.iter().map(AsRef::as_ref).filter(|pod| is_active(pod)).collect();
        let owner = |pod: &Pod| {
            let owners = pod.metadata.owner_references.as_deref().unwrap_or_default();
            owners
                .iter()
                .find(|owner| owner.controller == Some(true))
                .map(|owner| (owner.kind.clone(), owner.uid.clone()))
        };
        // A rollout has two ReplicaSets; the order is that of the larger one.
        let mut sizes: BTreeMap<_, usize> = BTreeMap::new();
        for owner in active.iter().filter_map(|pod| owner(pod)).filter(|(kind, _)| kind == "ReplicaSet") {
            *sizes.entry(owner).or_default() += 1;
        }
        let (owner_of_most, count) = sizes.into_iter().max_by_key(|(_, count)| *count)?;
        if count < 2 {
            return None;
        }
        let of_it: Vec<&Pod> =
            active.into_iter().filter(|pod| owner(pod).as_ref() == Some(&owner_of_most)).collect();
        let candidates: Vec<Candidate> = of_it.iter().map(|pod| candidate(pod, &of_it)).collect();
        let order = victims::order(&candidates, now);
        let victims: Vec<Victim> = order
            .into_iter()
            .map(|(index, rule)| {
                let name = candidates[index].name.clone();
                let view = pods.iter().find(|pod| pod.name == name);
                Victim {
                    pool: view.and_then(|view| view.pool.clone()),
                    unit: view.and_then(|view| view.unit),
                    pod: name,
                    rule,
                }
            })
            .collect();
        let placed: Vec<usize> = victims.iter().filter_map(|victim| victim.unit).collect();
        let policy = match &scene.order {
            Some(Order::ResourcePolicy { name }) => Some(name.clone()),
            _ => None,
        };
        Some(VictimOrder { against_units: placed.windows(2).any(|pair| pair[0] < pair[1]), victims, policy })
    }
}

fn candidate(pod: &Pod, all: &[&Pod]) -> Candidate {
    let ready = pod.status.conditions.iter().find(|it| it.kind == "Ready" && it.status == "True");
    let annotation = pod.metadata.annotations.as_ref().and_then(|it| it.get(DELETION_COST));
    let statuses = pod.status.container_statuses.iter();
    Candidate {
        name: pod.metadata.name.clone().unwrap_or_default(),
        uid: pod.metadata.uid.clone().unwrap_or_default(),
        scheduled: pod.spec.node_name.is_some(),
        phase: match pod.status.phase.as_deref() {
            Some("Running") => 2,
            Some("Unknown") => 1,
            _ => 0,
        },
        ready_since: ready.and_then(|it| it.last_transition_time),
        deletion_cost: annotation.and_then(|cost| cost.parse().ok()).unwrap_or(0),
        neighbours: u32::try_from(all.iter().filter(|it| it.spec.node_name == pod.spec.node_name).count())
            .unwrap_or(u32::MAX),
        restarts: statuses.map(|status| status.restart_count).max().unwrap_or(0),
        created: pod.metadata.creation_timestamp.as_ref().map(|time| time.0),
    }
}
