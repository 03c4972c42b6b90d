//! The conditions of an autoscaler's status, and its events.

use jiff::Timestamp;

use crate::kubernetes::resources::{Condition, HpaStatus};

/// Something that is told about an autoscaler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// `Warning` instead of `Normal`.
    pub warning: bool,
    /// As `SuccessfulRescale`.
    pub reason: &'static str,
    /// As the controller words it.
    pub message: String,
}

impl Event {
    pub(super) fn warning(reason: &'static str, message: impl Into<String>) -> Self {
        Self { warning: true, reason, message: message.into() }
    }
}

pub(super) const ABLE_TO_SCALE: &str = "AbleToScale";
pub(super) const SCALING_ACTIVE: &str = "ScalingActive";
pub(super) const SCALING_LIMITED: &str = "ScalingLimited";
pub(super) const SCALED_TO_ZERO: &str = "ScaledToZero";

/// Sets a condition; its time is when `is` last changed, in whole seconds as the API keeps it.
pub(super) fn set(status: &mut HpaStatus, kind: &str, is: bool, reason: &str, message: &str, now: Timestamp) {
    let conditions = status.conditions.get_or_insert_default();
    let index = conditions.iter().position(|condition| condition.kind == kind).unwrap_or_else(|| {
        conditions.push(Condition { kind: kind.to_owned(), ..Condition::default() });
        conditions.len() - 1
    });
    let condition = &mut conditions[index];
    let is = if is { "True" } else { "False" };
    if condition.status != is {
        condition.status = is.to_owned();
        condition.last_transition_time = Some(whole_second(now));
    }
    condition.reason = Some(reason.to_owned());
    condition.message = Some(message.to_owned());
}

/// Takes a condition away.
pub(super) fn remove(status: &mut HpaStatus, kind: &str) {
    status.conditions.iter_mut().for_each(|conditions| conditions.retain(|it| it.kind != kind));
}

/// Whether a condition is there and true.
pub(super) fn is_true(status: &HpaStatus, kind: &str) -> bool {
    status.conditions.iter().flatten().any(|it| it.kind == kind && it.status == "True")
}

/// A time as the API keeps it.
pub(super) fn whole_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}
