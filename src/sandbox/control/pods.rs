//! What controllers ask of pods.

use jiff::{SignedDuration, Timestamp};

use super::conditions::find;
use crate::elastic::victims::Candidate;
use crate::kubernetes::resources::{Condition, Pod};
use crate::sandbox::Kept;

/// Annotation that tells a ReplicaSet which pods to remove first.
pub const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";

/// It has neither ended nor is it going.
pub fn is_active(pod: &Pod) -> bool {
    !has_ended(pod) && !pod.is_going()
}

/// It has succeeded or failed.
pub fn has_ended(pod: &Pod) -> bool {
    matches!(phase(pod), "Succeeded" | "Failed")
}

/// Its phase; empty before it has one.
pub fn phase(pod: &Pod) -> &str {
    pod.status.phase.as_deref().unwrap_or_default()
}

/// Its condition Ready, if that is True.
pub fn ready(pod: &Pod) -> Option<&Condition> {
    find(&pod.status.conditions, "Ready").filter(|condition| condition.status == "True")
}

/// Whether it is ready.
pub fn is_ready(pod: &Pod) -> bool {
    ready(pod).is_some()
}

/// When it counts, or will count, as available: ready for so many seconds. `None` if it is not ready.
pub fn available_at(pod: &Pod, min_ready_seconds: i32) -> Option<Timestamp> {
    let since = ready(pod)?.last_transition_time;
    match min_ready_seconds {
        0 => Some(since.unwrap_or(Timestamp::MIN)),
        seconds => since?.saturating_add(SignedDuration::from_secs(seconds.into())).ok(),
    }
}

/// Whether it has been ready for long enough.
pub fn is_available(pod: &Pod, min_ready_seconds: i32, now: Timestamp) -> bool {
    available_at(pod, min_ready_seconds).is_some_and(|at| at <= now)
}

/// When the next ready pod becomes available.
pub fn next_available<'a>(
    pods: impl IntoIterator<Item = &'a Pod>,
    min_ready_seconds: i32,
    now: Timestamp,
) -> Option<Timestamp> {
    pods.into_iter().filter_map(|pod| available_at(pod, min_ready_seconds)).filter(|at| *at > now).min()
}

/// What decides about who goes first; `neighbours` are active pods of the same owner on its node.
pub fn candidate(pod: &Pod, neighbours: u32) -> Candidate {
    let cost = pod.annotations().get(DELETION_COST).and_then(|cost| cost.parse().ok()).unwrap_or(0);
    Candidate {
        name: pod.name().to_owned(),
        uid: pod.uid().to_owned(),
        scheduled: pod.spec.node_name.as_ref().is_some_and(|node| !node.is_empty()),
        phase: match phase(pod) {
            "Unknown" => 1,
            "Running" => 2,
            _ => 0,
        },
        ready_since: ready(pod).map(|ready| ready.last_transition_time.unwrap_or(Timestamp::MIN)),
        deletion_cost: cost,
        neighbours,
        restarts: pod.status.container_statuses.iter().map(|status| status.restart_count).max().unwrap_or(0),
        created: pod.metadata.creation_timestamp.as_ref().map(|time| time.0),
    }
}
