//! What a LeaderWorkerSet says of itself.

use super::{NAME, Turn, WORKER_INDEX};
use crate::kubernetes::resources::Condition;
use crate::sandbox::control::conditions::{new, seconds, sparse};
use crate::sandbox::{Event, Kept, Write};

/// What a state is called, and why.
const AVAILABLE: (&str, &str, &str) = ("Available", "AllGroupsReady", "All replicas are ready");
const UPDATING: (&str, &str, &str) = ("UpdateInProgress", "GroupsUpdating", "Rolling Upgrade is in progress");
const PROGRESSING: (&str, &str, &str) = ("Progressing", "GroupsProgressing", "Replicas are progressing");

impl Turn<'_> {
    /// Writes the status if it differs. Returns whether all groups are ready and of the newest template.
    pub(super) fn tell(&mut self) -> bool {
        let Some(leaders) = self.leaders else { return false };
        let (replicas, first) =
            (self.replicas(), self.set.spec.rollout_strategy.rolling_update_configuration.partition);
        let mut status = self.set.status.clone();
        status.replicas = leaders.status.replicas;
        status.hpa_pod_selector = format!("{NAME}={},{WORKER_INDEX}=0", self.set.name());
        (status.ready_replicas, status.updated_replicas) = (0, 0);
        let (mut there, mut updated, mut ready, mut done) = (0, 0, 0, 0);
        let numbers = (0..leaders.spec.replicas.unwrap_or(1).max(replicas)).filter(|number| {
            let leader = self.leader(*number);
            leader
                .is_some_and(|leader| super::children::size(self.set) == 1 || self.workers(leader).is_some())
        });
        for number in numbers {
            let group = self.group(number);
            // Surge groups are told and do not count.
            let (counts, rolls) = (number < replicas, number < replicas && number >= first);
            status.ready_replicas += i32::from(group.ready);
            status.updated_replicas += i32::from(group.updated);
            there += i32::from(rolls);
            updated += i32::from(rolls && group.updated);
            ready += i32::from(counts && group.ready);
            done += i32::from(rolls && group.ready && group.updated);
        }
        let states: &[_] = match () {
            () if updated < there => &[UPDATING, PROGRESSING],
            () if ready == replicas && done == there => &[AVAILABLE],
            () => &[PROGRESSING],
        };
        let mut changed = false;
        for state in states {
            changed |= self.hold(&mut status.conditions, *state);
        }
        if changed {
            let (_, reason, message) = states[0];
            let message =
                format!("{message}, with {} groups ready of total {replicas} groups", status.ready_replicas);
            self.writes.push(Event::normal(&**self.set, reason, message).into());
        }
        if status != self.set.status {
            self.writes.push(Write::status(&**self.set, sparse(&status, &[])));
        }
        first == 0 && done == replicas
    }

    /// Has a condition be true, and those be false that exclude it. Returns whether that changed anything.
    fn hold(&self, conditions: &mut Vec<Condition>, (kind, reason, message): (&str, &str, &str)) -> bool {
        let excludes = |other: &str| (kind == AVAILABLE.0) != (other == AVAILABLE.0);
        let mut changed = false;
        let mut found = false;
        for known in conditions.iter_mut() {
            if known.kind == kind {
                found = true;
                if known.status != "True" {
                    *known = new(kind, "True", reason, message, self.now);
                    changed = true;
                }
            } else if excludes(&known.kind) && known.status == "True" {
                known.status = "False".into();
                known.last_transition_time = Some(seconds(self.now));
                changed = true;
            }
        }
        if !found {
            conditions.push(new(kind, "True", reason, message, self.now));
        }
        changed || !found
    }
}
