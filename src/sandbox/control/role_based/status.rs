//! What a RoleBasedGroup says of itself.

use std::sync::Arc;

use jiff::Timestamp;

use crate::kubernetes::resources::Condition;
use crate::sandbox::control::conditions::{find, new, sparse};
use crate::sandbox::world::groups::{RoleBasedGroup, RoleBasedStatus, RoleStatus};
use crate::sandbox::{Event, Write};

/// Writes how far the roles are, if that differs.
pub fn told(
    group: &Arc<RoleBasedGroup>,
    roles: Vec<RoleStatus>,
    ready: bool,
    now: Timestamp,
) -> Option<Write> {
    let condition = match ready {
        true => new("Ready", "True", "AllRolesReady", "All roles are ready", now),
        false => new("Ready", "False", "RoleNotReady", "Not all role ready", now),
    };
    write(group, roles, condition)
}

/// It cannot be followed, and why.
pub fn failed(group: &Arc<RoleBasedGroup>, why: &str, now: Timestamp) -> Vec<Write> {
    let condition = new("Ready", "False", "InvalidRole", why, now);
    let write = write(group, group.status.role_statuses.clone(), condition);
    let event = write.is_some().then(|| Event::warning(&**group, "FailedReconcileWorkload", why).into());
    write.into_iter().chain(event).collect()
}

fn write(group: &Arc<RoleBasedGroup>, roles: Vec<RoleStatus>, mut ready: Condition) -> Option<Write> {
    if let Some(known) = find(&group.status.conditions, "Ready").filter(|known| known.status == ready.status)
    {
        ready.last_transition_time = known.last_transition_time;
    }
    let status = RoleBasedStatus {
        observed_generation: group.metadata.generation.unwrap_or(0),
        conditions: vec![ready],
        role_statuses: roles,
    };
    (status != group.status).then(|| Write::status(&**group, sparse(&status, &[])))
}
