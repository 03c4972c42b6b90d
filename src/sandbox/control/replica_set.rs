//! Replica sets: as many pods as wanted.
//!
//! Read in `pkg/controller/replicaset` of Kubernetes 1.36.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::{conditions, owners, pods, template};
use crate::elastic::victims;
use crate::kubernetes::resources::Pod;
use crate::kubernetes::selector::matches;
use crate::sandbox::world::workloads::{ReplicaSet, ReplicaSetStatus};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, Refusal, World, Write};

/// The most pods that one look creates or deletes.
const BURST: usize = 500;

/// The ReplicaSet controller.
#[derive(Debug, Default)]
pub struct ReplicaSetController {
    /// Why the last creation or deletion of a set's pods was refused, until one is not.
    failures: BTreeMap<Key, (&'static str, String)>,
}

impl Controller for ReplicaSetController {
    fn name(&self) -> &'static str {
        "replicaset-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::ReplicaSet(_) => vec![change.key()],
            Change::Pod(diff) => {
                owners::concerned(change, diff, "ReplicaSet", &world.replica_sets, |set| &set.spec.selector)
            }
            _ => Vec::new(),
        }
    }

    fn weight(&self, key: &Key, world: &World) -> usize {
        world.replica_sets.at(key).map_or(0, |it| world.pods.count_owned_by(it.uid()))
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(set) = world.replica_sets.at(key) else {
            self.failures.remove(key);
            return Plan::nothing();
        };
        let claim = owners::claim(&**set, &set.spec.selector, &world.pods, |pod| !pods::has_ended(pod));
        let (active, going): (Vec<_>, Vec<_>) = claim.own.into_iter().partition(|pod| pods::is_active(pod));
        let mut plan = Plan::from(claim.writes);
        let wanted = usize::try_from(set.spec.replicas.unwrap_or(1)).unwrap_or(0);
        let settled = active.len() == wanted;
        if !set.is_going() {
            plan.writes.extend(if active.len() < wanted {
                create(set, world, wanted - active.len(), now)
            } else {
                delete(set, world, &active, active.len() - wanted, now)
            });
        }
        if settled {
            self.failures.remove(key);
        }
        let status = status(set, &active, &going, self.failures.get(key), now);
        // The numbers are those from before the creations and deletions, as the real controller has it.
        plan.writes.extend(write_status(set, &status));
        let each = active.iter().map(|pod| &**pod);
        plan.again = pods::next_available(each, set.spec.min_ready_seconds, now);
        plan
    }

    fn refused(
        &mut self,
        key: &Key,
        write: &Write,
        refusal: &Refusal,
        world: &World,
        now: Timestamp,
    ) -> Vec<Write> {
        let Some(set) = world.replica_sets.at(key) else { return Vec::new() };
        let (reason, doing) = match write {
            Write::Create(_) => ("FailedCreate", "creating"),
            Write::Delete { .. } => ("FailedDelete", "deleting"),
            _ => return Vec::new(),
        };
        self.failures.insert(key.clone(), (reason, refusal.message.clone()));
        let mut status = set.status.clone();
        tell_failure(&mut status, self.failures.get(key), now);
        let event = Event::warning(&**set, reason, format!("Error {doing}: {}", refusal.message));
        [Some(event.into()), write_status(set, &status)].into_iter().flatten().collect()
    }
}

const FAILURE: &str = "ReplicaFailure";

fn create(set: &ReplicaSet, world: &World, count: usize, now: Timestamp) -> Vec<Write> {
    let stamp = u64::try_from(now.as_nanosecond()).unwrap_or(0);
    let mut names = BTreeSet::new();
    let mut writes = Vec::new();
    let mut number = 0u64;
    while names.len() < count.min(BURST) {
        let pod =
            template::pod(set, &set.spec.template, template::seed(&[set.uid()], stamp.wrapping_add(number)));
        number += 1;
        let name = pod["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        if world.pods.get(set.namespace(), &name).is_some() || !names.insert(name.clone()) {
            continue;
        }
        writes.push(Write::Create(pod));
        writes.push(Event::normal(set, "SuccessfulCreate", format!("Created pod: {name}")).into());
    }
    writes
}

fn delete(set: &ReplicaSet, world: &World, active: &[Arc<Pod>], count: usize, now: Timestamp) -> Vec<Write> {
    // A settled set need not put its pods in order.
    if count == 0 {
        return Vec::new();
    }
    let order: Vec<usize> = match count < active.len() {
        true => {
            victims::order(&candidates(set, world, active), now).into_iter().map(|(place, _)| place).collect()
        }
        false => (0..active.len()).collect(),
    };
    let mut writes = Vec::new();
    for place in order.into_iter().take(count.min(BURST)) {
        let pod = &active[place];
        writes.push(Write::delete(&**pod));
        writes.push(Event::normal(set, "SuccessfulDelete", format!("Deleted pod: {}", pod.name())).into());
    }
    writes
}

/// Pods are crowded by the pods of all sets of the same Deployment.
fn candidates(set: &ReplicaSet, world: &World, active: &[Arc<Pod>]) -> Vec<victims::Candidate> {
    let related: Vec<&Arc<ReplicaSet>> = match set.controller() {
        Some(owner) => world.replica_sets.owned_by(&owner.uid).collect(),
        None => world.replica_sets.get(set.namespace(), set.name()).into_iter().collect(),
    };
    let mut crowd: BTreeMap<&str, u32> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for set in related {
        for pod in world.pods.owned_by(set.uid()).filter(|pod| pods::is_active(pod)) {
            if seen.insert(pod.uid()) {
                *crowd.entry(pod.spec.node_name.as_deref().unwrap_or_default()).or_default() += 1;
            }
        }
    }
    let neighbours = |pod: &Pod| crowd.get(pod.spec.node_name.as_deref().unwrap_or_default()).copied();
    active.iter().map(|pod| pods::candidate(pod, neighbours(pod).unwrap_or(0))).collect()
}

fn write_status(set: &ReplicaSet, status: &ReplicaSetStatus) -> Option<Write> {
    let written = || Write::status(set, conditions::sparse(status, &["replicas", "terminatingReplicas"]));
    (*status != set.status).then(written)
}

fn tell_failure(status: &mut ReplicaSetStatus, failure: Option<&(&str, String)>, now: Timestamp) {
    match failure {
        Some((reason, message)) if conditions::find(&status.conditions, FAILURE).is_none() => {
            status.conditions.push(conditions::new(FAILURE, "True", reason, message, now));
        }
        Some(_) => {}
        None => conditions::remove(&mut status.conditions, FAILURE),
    }
}

fn status(
    set: &ReplicaSet,
    active: &[Arc<Pod>],
    going: &[Arc<Pod>],
    failure: Option<&(&str, String)>,
    now: Timestamp,
) -> ReplicaSetStatus {
    let labels = template::labels(&set.spec.template);
    let count = |holds: &dyn Fn(&Pod) -> bool| {
        i32::try_from(active.iter().filter(|pod| holds(pod)).count()).unwrap_or(i32::MAX)
    };
    let mut status = ReplicaSetStatus {
        replicas: count(&|_| true),
        fully_labeled_replicas: count(&|pod| matches(&labels, pod.labels())),
        ready_replicas: count(&pods::is_ready),
        available_replicas: count(&|pod| pods::is_available(pod, set.spec.min_ready_seconds, now)),
        terminating_replicas: i32::try_from(going.len()).ok(),
        observed_generation: set.metadata.generation.unwrap_or(0),
        conditions: set.status.conditions.clone(),
    };
    tell_failure(&mut status, failure, now);
    status
}
