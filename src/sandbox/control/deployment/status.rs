//! The numbers and conditions of a Deployment.

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use super::{Rollout, conditions, size};
use crate::kubernetes::resources::Condition;
use crate::sandbox::Kept;
use crate::sandbox::world::workloads::{Deployment, DeploymentStatus};

impl Rollout<'_> {
    pub(super) fn has_deadline(&self) -> bool {
        deadline_seconds(self.deployment).is_some()
    }

    /// The numbers, and whether enough pods are available.
    pub(super) fn count(&mut self, new: Option<usize>) {
        let sum = |of: &dyn Fn(&super::ReplicaSet) -> i32| self.sets.iter().map(of).sum::<i32>();
        let available = sum(&|set| set.status.available_replicas);
        let terminating = self
            .sets
            .iter()
            .filter(|set| set.status.observed_generation != 0 || set.status.terminating_replicas.is_some())
            .map(|set| set.status.terminating_replicas)
            .sum::<Option<i32>>();
        self.status = DeploymentStatus {
            observed_generation: self.deployment.metadata.generation.unwrap_or(0),
            replicas: sum(&|set| set.status.replicas),
            updated_replicas: new.map_or(0, |new| self.sets[new].status.replicas),
            ready_replicas: sum(&|set| set.status.ready_replicas),
            available_replicas: available,
            unavailable_replicas: (sum(&size) - available).max(0),
            terminating_replicas: terminating,
            collision_count: self.status.collision_count,
            conditions: std::mem::take(&mut self.status.conditions),
        };
        let (status, reason, message) = match available >= self.bounds().fewest() {
            true => ("True", "MinimumReplicasAvailable", "Deployment has minimum availability."),
            false => {
                ("False", "MinimumReplicasUnavailable", "Deployment does not have minimum availability.")
            }
        };
        set(&mut self.status.conditions, "Available", status, reason, message.into(), self.now);
    }

    /// The numbers, and how the rollout gets on.
    pub(super) fn progress(&mut self, new: Option<usize>) {
        self.count(new);
        let before = &self.deployment.status;
        if !self.has_deadline() {
            conditions::remove(&mut self.status.conditions, "Progressing");
        }
        // What this look has told already counts, as it does for the real controller, which writes it at once.
        let current = conditions::find(&self.status.conditions, "Progressing").cloned();
        let told = current.as_ref().and_then(|condition| condition.reason.as_deref());
        let complete =
            self.status.replicas == self.status.updated_replicas && told == Some("NewReplicaSetAvailable");
        if self.has_deadline() && !complete {
            let what = match new {
                Some(new) => format!("ReplicaSet \"{}\"", self.sets[new].name()),
                None => format!("Deployment \"{}\"", self.deployment.name()),
            };
            if is_complete(self.deployment, &self.status) {
                self.tell("True", "NewReplicaSetAvailable", format!("{what} has successfully progressed."));
            } else if moved(before, &self.status) {
                // Even an equal condition gets a new time, from which the deadline counts.
                conditions::remove(&mut self.status.conditions, "Progressing");
                self.tell("True", "ReplicaSetUpdated", format!("{what} is progressing."));
                let since = current.filter(|it| it.status == "True").and_then(|it| it.last_transition_time);
                if let (Some(condition), Some(since)) = (self.status.conditions.last_mut(), since) {
                    condition.last_transition_time = Some(since);
                }
            } else if deadline(self.deployment, &self.status).is_some_and(|at| at <= self.now) {
                self.tell("False", "ProgressDeadlineExceeded", format!("{what} has timed out progressing."));
            }
        }
        self.tell_failure(new);
    }

    fn tell_failure(&mut self, new: Option<usize>) {
        let failure = |place: usize| conditions::find(&self.sets[place].status.conditions, "ReplicaFailure");
        let failure = new.and_then(failure).or_else(|| (0..self.sets.len()).find_map(failure)).cloned();
        match failure {
            Some(failure) => {
                let known = conditions::find(&self.status.conditions, "ReplicaFailure");
                let same = known.is_some_and(|it| it.status == failure.status && it.reason == failure.reason);
                if !same {
                    conditions::remove(&mut self.status.conditions, "ReplicaFailure");
                    let last_update_time = failure.last_transition_time;
                    self.status.conditions.push(Condition { last_update_time, ..failure });
                }
            }
            None => conditions::remove(&mut self.status.conditions, "ReplicaFailure"),
        }
    }
}

/// Sets a condition; an equal status and reason change nothing, an equal status keeps the time of its last change.
pub(super) fn set(
    all: &mut Vec<Condition>,
    kind: &str,
    status: &str,
    reason: &str,
    message: String,
    now: Timestamp,
) {
    let known = conditions::find(all, kind);
    if known.is_some_and(|known| known.status == status && known.reason.as_deref() == Some(reason)) {
        return;
    }
    let since = known.filter(|known| known.status == status).and_then(|known| known.last_transition_time);
    let mut condition = conditions::new(kind, status, reason, message, now);
    condition.last_update_time = condition.last_transition_time;
    condition.last_transition_time = since.or(condition.last_transition_time);
    conditions::remove(all, kind);
    all.push(condition);
}

/// All pods are of the newest template and available, and no others are there.
pub(super) fn is_complete(deployment: &Deployment, status: &DeploymentStatus) -> bool {
    let replicas = deployment.spec.replicas.unwrap_or(1);
    [status.updated_replicas, status.replicas, status.available_replicas] == [replicas; 3]
        && status.observed_generation >= deployment.metadata.generation.unwrap_or(0)
}

fn moved(before: &DeploymentStatus, now: &DeploymentStatus) -> bool {
    now.updated_replicas > before.updated_replicas
        || now.replicas - now.updated_replicas < before.replicas - before.updated_replicas
        || now.ready_replicas > before.ready_replicas
        || now.available_replicas > before.available_replicas
}

fn deadline_seconds(deployment: &Deployment) -> Option<i32> {
    Some(deployment.spec.progress_deadline_seconds.unwrap_or(600)).filter(|seconds| *seconds != i32::MAX)
}

/// When the rollout has taken too long; `None` if it is complete, has failed already, or has no deadline.
pub(super) fn deadline(deployment: &Deployment, status: &DeploymentStatus) -> Option<Timestamp> {
    let seconds = deadline_seconds(deployment)?;
    let condition = conditions::find(&status.conditions, "Progressing")?;
    let over = ["NewReplicaSetAvailable", "ProgressDeadlineExceeded", "DeploymentPaused"];
    if is_complete(deployment, status) || condition.reason.as_deref().is_some_and(|it| over.contains(&it)) {
        return None;
    }
    // The times that are kept are whole seconds: one more, and the deadline has passed for sure.
    condition.last_update_time?.saturating_add(SignedDuration::from_secs(i64::from(seconds) + 1)).ok()
}

/// The status as a merge patch.
pub(super) fn written(status: &DeploymentStatus) -> Value {
    conditions::sparse(status, &["terminatingReplicas"])
}
