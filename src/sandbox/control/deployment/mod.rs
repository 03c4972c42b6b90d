//! Deployments: which replica set is the newest, and how it takes over from the older ones.
//!
//! Read in `pkg/controller/deployment` of Kubernetes 1.36; the arithmetic is [`crate::elastic::rollout`].

mod revision;
mod rollout;
mod status;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;

use super::{conditions, owners, pods, template};
use crate::elastic::rollout::Bounds;
use crate::sandbox::world::workloads::{Deployment, DeploymentStatus, ReplicaSet};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, Refusal, World, Write};

/// The Deployment controller.
#[derive(Debug, Default)]
pub struct DeploymentController;

impl Controller for DeploymentController {
    fn name(&self) -> &'static str {
        "deployment-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::Deployment(_) => vec![change.key()],
            Change::ReplicaSet(diff) => {
                owners::concerned(change, diff, "Deployment", &world.deployments, |it| &it.spec.selector)
            }
            // A strategy that first stops all waits for the last pod's end.
            Change::Pod(diff) if diff.gone => {
                let set = change.owners().into_iter().find(|owner| owner.kind == "ReplicaSet");
                let set = set.and_then(|owner| world.replica_sets.at(&owner.key));
                let owner = set.and_then(|set| set.controller()).filter(|owner| owner.kind == "Deployment");
                owner.map(|owner| Key::new(diff.last.namespace(), &owner.name)).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(deployment) = world.deployments.at(key) else { return Plan::nothing() };
        let claim = owners::claim(&**deployment, &deployment.spec.selector, &world.replica_sets, |_| true);
        let mut sets: Vec<ReplicaSet> = claim.own.iter().map(|set| ReplicaSet::clone(set)).collect();
        sets.sort_by_key(age);
        let mut rollout = Rollout {
            deployment,
            world,
            now,
            sets,
            status: deployment.status.clone(),
            revision: None,
            writes: claim.writes,
        };
        rollout.run();
        rollout.into_plan()
    }

    fn refused(
        &mut self,
        key: &Key,
        write: &Write,
        refusal: &Refusal,
        world: &World,
        now: Timestamp,
    ) -> Vec<Write> {
        let (Write::Create(set), Some(deployment)) = (write, world.deployments.at(key)) else {
            return Vec::new();
        };
        let name = set.pointer("/metadata/name").and_then(serde_json::Value::as_str).unwrap_or_default();
        let message = format!("Failed to create new replica set \"{name}\": {}", refusal.message);
        let event = Event::warning(&**deployment, "ReplicaSetCreateError", &message);
        let mut status = deployment.status.clone();
        status::set(&mut status.conditions, "Progressing", "False", "ReplicaSetCreateError", message, now);
        vec![event.into(), Write::status(&**deployment, status::written(&status))]
    }
}

/// Replica sets are ordered by age, then by name.
fn age(set: &ReplicaSet) -> (Option<Timestamp>, String) {
    (set.metadata.creation_timestamp.as_ref().map(|time| time.0), set.name().to_owned())
}

/// One look at a Deployment. Its sets are changed here as they are written, so that each step sees what the one before did.
struct Rollout<'a> {
    deployment: &'a Arc<Deployment>,
    world: &'a World,
    now: Timestamp,
    /// All of its sets, the oldest first.
    sets: Vec<ReplicaSet>,
    /// Its status as it will be.
    status: DeploymentStatus,
    /// Its revision, if that is to be written on it.
    revision: Option<String>,
    writes: Vec<Write>,
}

impl Rollout<'_> {
    fn run(&mut self) {
        if self.deployment.is_going() {
            let new = self.find_new();
            return self.count(new);
        }
        if self.deployment.spec.selector == Default::default() {
            let message = "This deployment is selecting all pods. A non-empty selector is required.";
            self.writes.push(Event::warning(&**self.deployment, "SelectingAll", message).into());
            self.status.observed_generation = self.deployment.metadata.generation.unwrap_or(0);
            return;
        }
        self.tell_paused();
        if self.deployment.spec.paused || self.is_scaled() {
            let new = self.sync_new(false);
            self.scale(new);
            if self.deployment.spec.paused {
                self.forget_old(new);
            }
            return self.count(new);
        }
        let new = match self.is_rolling() {
            true => self.roll(),
            false => self.recreate(),
        };
        self.progress(new);
    }

    fn into_plan(self) -> Plan {
        let deployment = self.deployment;
        let mut plan = Plan::from(self.writes);
        plan.again = status::deadline(deployment, &self.status);
        if self.status != deployment.status || self.revision.is_some() {
            let mut patch = json!({ "status": status::written(&self.status) });
            if let Some(revision) = self.revision {
                patch["metadata"]["annotations"][revision::REVISION] = revision.into();
            }
            plan.writes.push(Write::MergeStatus { target: deployment.identity(), patch });
        }
        plan
    }

    fn replicas(&self) -> i32 {
        self.deployment.spec.replicas.unwrap_or(1)
    }

    fn is_rolling(&self) -> bool {
        self.deployment.spec.strategy.kind != "Recreate"
    }

    fn bounds(&self) -> Bounds {
        let rolling = self.deployment.spec.strategy.rolling_update.as_ref();
        match self.is_rolling() {
            true => Bounds::rolling(
                self.replicas(),
                rolling.and_then(|rolling| rolling.max_surge.as_ref()),
                rolling.and_then(|rolling| rolling.max_unavailable.as_ref()),
            ),
            false => Bounds::recreate(self.replicas()),
        }
    }

    /// The places of the sets other than the newest.
    fn old(&self, new: Option<usize>) -> Vec<usize> {
        (0..self.sets.len()).filter(|place| Some(*place) != new).collect()
    }
}

/// Pods that a set is told to have.
fn size(set: &ReplicaSet) -> i32 {
    set.spec.replicas.unwrap_or(1)
}
