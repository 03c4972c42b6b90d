//! One round of the autoscaler: cluster-autoscaler's `RunOnce`, and the events as it words them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::sandbox::machines::chance::Chance;
use crate::sandbox::machines::span::{between, later};
use crate::sandbox::scenario::NodeAutoscaler;
use crate::sandbox::scenario::text::Span;

use super::backoff::Backoff;
use super::growth::{Candidate, Choice, best, estimate, reasons, without_room};
use super::platform::Platform;
use super::removal::{Removal, Unneeded};
use super::view::{NodeView, PodView, View, template};

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A pod by namespace and name.
    Pod(String, String),
    /// A node.
    Node(String),
    /// The autoscaler's own ConfigMap.
    Status,
}

/// What the autoscaler wants done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// An event.
    Event {
        /// About what.
        about: About,
        /// `Warning` instead of `Normal`.
        warning: bool,
        /// One word.
        reason: &'static str,
        /// A sentence.
        message: String,
    },
    /// A node may go soon, or may not any more: the taint `DeletionCandidateOfClusterAutoscaler`.
    Candidate {
        /// The node.
        node: String,
        /// Whether it may.
        may_go: bool,
    },
    /// A node is to go: drained if it must be, and removed.
    Remove(Removal),
}

/// The autoscaler's memory.
#[derive(Debug, Clone)]
pub struct Autoscaler {
    settings: NodeAutoscaler,
    backoff: Backoff,
    /// Since when nodes of a pool are waited for.
    waiting: BTreeMap<usize, Timestamp>,
    unneeded: Unneeded,
    last_growth: Option<Timestamp>,
    chance: Chance,
}

/// How long a node may be unready after it registered before it counts as broken.
const LONGEST_START: Span = Span::seconds(15 * 60);

impl Autoscaler {
    /// Without a past.
    pub fn new(settings: NodeAutoscaler, seed: u64) -> Self {
        Self {
            settings,
            backoff: Backoff::default(),
            waiting: BTreeMap::new(),
            unneeded: Unneeded::default(),
            last_growth: None,
            chance: Chance::new(seed, "expander"),
        }
    }

    /// Its settings.
    pub fn settings(&self) -> &NodeAutoscaler {
        &self.settings
    }

    /// One round: it may ask the platform for machines, and says what else is to be done.
    pub fn round(&mut self, view: &View, platform: &mut Platform, now: Timestamp) -> Vec<Action> {
        let mut actions = Vec::new();
        self.backoff.forget_old(&self.settings, now);
        self.follow_requests(view, platform, now, &mut actions);
        if self.grow(view, platform, now, &mut actions) {
            self.last_growth = Some(now);
        } else if self.settings.scale_down_enabled {
            self.shrink(view, platform, now, &mut actions);
        }
        actions
    }

    /// Which requests are fulfilled, which have taken too long; and machines that never registered go.
    fn follow_requests(
        &mut self,
        view: &View,
        platform: &mut Platform,
        now: Timestamp,
        actions: &mut Vec<Action>,
    ) {
        let patience = self.settings.max_node_provision_time;
        for (pool, since) in self.waiting.clone() {
            if upcoming(view, platform, pool, now) == 0 {
                self.waiting.remove(&pool);
                self.backoff.succeeded(pool);
            } else if later(since, patience.0) < now {
                self.waiting.remove(&pool);
                self.backoff.failed(pool, &self.settings, now);
                let group = &platform.pools()[pool].name;
                actions.push(Action::Event {
                    about: About::Status,
                    warning: true,
                    reason: "ScaleUpTimedOut",
                    message: format!(
                        "Nodes added to group {group} failed to register within {}",
                        go(between(since, now))
                    ),
                });
            }
        }
        let registered = |node: &str| view.nodes.iter().any(|known| known.room.name == node);
        let lost: Vec<String> = platform
            .machines()
            .filter(|machine| !registered(&machine.node) && later(machine.asked, patience.0) < now)
            .map(|machine| machine.node.clone())
            .collect();
        for node in lost {
            platform.remove(&node);
            actions.push(Action::Event {
                about: About::Status,
                warning: false,
                reason: "DeleteUnregistered",
                message: format!("Removed unregistered node {node}"),
            });
        }
    }

    /// Whether machines were asked for, in vain or not.
    fn grow(
        &mut self,
        view: &View,
        platform: &mut Platform,
        now: Timestamp,
        actions: &mut Vec<Action>,
    ) -> bool {
        let old_enough = |pod: &&PodView| later(pod.created, self.settings.new_pod_scale_up_delay.0) <= now;
        let pods: Vec<PodView> = view.pending.iter().filter(old_enough).cloned().collect();
        let mut rooms: Vec<_> = view.others.clone();
        rooms
            .extend(view.nodes.iter().filter(|node| node.ready && !node.going).map(|node| node.room.clone()));
        for pool in 0..platform.pools().len() {
            let coming = upcoming(view, platform, pool, now);
            rooms.extend((0..coming).map(|_| template(&platform.pools()[pool])));
        }
        let pods = without_room(pods, &mut rooms);
        if pods.is_empty() || self.waits_for_more(&pods, now) {
            return false;
        }
        let mut candidates = Vec::new();
        let mut skipped = BTreeMap::new();
        for (pool, settings) in platform.pools().iter().enumerate().filter(|(_, pool)| pool.autoscaled()) {
            if self.backoff.holds(pool, now) {
                skipped.insert(pool, "in backoff after failed scale-up");
            } else if platform.size(pool) >= settings.max {
                skipped.insert(pool, "max node group size reached");
            } else {
                candidates.push(Candidate { pool, template: template(settings) });
            }
        }
        let choices: Vec<Choice> = candidates
            .iter()
            .map(|candidate| estimate(&pods, candidate))
            .filter(|choice| choice.nodes > 0)
            .collect();
        let Some(choice) = best(choices, platform.pools(), &self.settings, &mut self.chance) else {
            actions.extend(pods.iter().map(|pod| {
                let reasons = reasons(pod, &candidates, &skipped);
                tell(pod, "NotTriggerScaleUp", format!("pod didn't trigger scale-up: {reasons}"))
            }));
            return false;
        };
        self.ask(&choice, &pods, platform, now, actions)
    }

    /// Asks the platform; whether it will deliver.
    fn ask(
        &mut self,
        choice: &Choice,
        pods: &[PodView],
        platform: &mut Platform,
        now: Timestamp,
        actions: &mut Vec<Action>,
    ) -> bool {
        let (size, pool) = (platform.size(choice.pool), &platform.pools()[choice.pool]);
        let (group, max) = (pool.name.clone(), pool.max);
        let wanted = (size + choice.nodes).min(max);
        let status =
            |warning, reason, message| Action::Event { about: About::Status, warning, reason, message };
        actions.push(status(
            false,
            "ScaledUpGroup",
            format!("Scale-up: setting group {group} size to {wanted} instead of {size} (max: {max})"),
        ));
        if let Err(error) = platform.grow(choice.pool, wanted - size, now) {
            self.backoff.failed(choice.pool, &self.settings, now);
            actions.push(status(
                true,
                "FailedToScaleUpGroup",
                format!("Scale-up failed for group {group}: {error}"),
            ));
            return false;
        }
        self.waiting.insert(choice.pool, now);
        actions.push(status(
            false,
            "ScaledUpGroup",
            format!("Scale-up: group {group} size set to {wanted} instead of {size} (max: {max})"),
        ));
        actions.extend(choice.pods.iter().map(|at| {
            let message = format!("pod triggered scale-up: [{{{group} {size}->{wanted} (max: {max})}}]");
            tell(&pods[*at], "TriggeredScaleUp", message)
        }));
        true
    }

    /// Pods mostly come in groups: as long as all are new, there may be more.
    fn waits_for_more(&self, pods: &[PodView], now: Timestamp) -> bool {
        let new = |oldest: Option<Timestamp>, buffer: Span| {
            oldest.is_some_and(|oldest| later(oldest, buffer.0) > now)
        };
        let with_gpu = pods
            .iter()
            .filter(|pod| pod.requests.keys().any(|resource| crate::platform::is_accelerator(resource)));
        new(pods.iter().map(|pod| pod.created).min(), self.settings.unschedulable_pod_time_buffer)
            || new(
                with_gpu.map(|pod| pod.created).min(),
                self.settings.unschedulable_pod_with_gpu_time_buffer,
            )
    }

    fn shrink(&mut self, view: &View, platform: &Platform, now: Timestamp, actions: &mut Vec<Action>) {
        self.unneeded.update(view, platform.pools(), &self.settings, now);
        let cools = self.settings.scale_down_delay_after_add.0;
        if self.last_growth.is_some_and(|last| later(last, cools) > now) {
            return;
        }
        let sizes: Vec<u32> = (0..platform.pools().len()).map(|pool| platform.size(pool)).collect();
        let removals = self.unneeded.due(view, platform.pools(), &sizes, &self.settings, now);
        if removals.is_empty() {
            actions.extend(view.nodes.iter().filter(|node| !node.going).filter_map(|node| {
                let may_go = self.unneeded.contains(&node.room.name);
                (may_go != node.candidate).then(|| Action::Candidate { node: node.room.name.clone(), may_go })
            }));
        }
        for removal in removals {
            let (reason, message) = match removal.drain.is_empty() {
                true => ("ScaleDownEmpty", format!("Scale-down: removing empty node {:?}", removal.node)),
                false => {
                    let names: Vec<&str> = removal.drain.iter().map(|(_, name)| name.as_str()).collect();
                    let share = utilisation_words(&removal, view);
                    let names = names.join(",");
                    (
                        "ScaleDown",
                        format!(
                            "Scale-down: removing node {}, utilization: {share}, pods to reschedule: {names}",
                            removal.node
                        ),
                    )
                }
            };
            actions.push(Action::Event { about: About::Status, warning: false, reason, message });
            actions.push(Action::Event {
                about: About::Node(removal.node.clone()),
                warning: false,
                reason: "ScaleDown",
                message: "marked the node as toBeDeleted/unschedulable".into(),
            });
            actions.extend(removal.drain.iter().map(|(namespace, name)| Action::Event {
                about: About::Pod(namespace.clone(), name.clone()),
                warning: false,
                reason: "ScaleDown",
                message: "deleting pod for node scale down".into(),
            }));
            actions.push(Action::Remove(removal));
        }
    }
}

/// Machines of a pool that are neither ready nor given up.
fn upcoming(view: &View, platform: &Platform, pool: usize, now: Timestamp) -> u32 {
    let counts = |node: &&NodeView| {
        node.pool == pool && (node.ready || node.going || later(node.created, LONGEST_START.0) < now)
    };
    let there = u32::try_from(view.nodes.iter().filter(counts).count()).unwrap_or(u32::MAX);
    platform.size(pool).saturating_sub(there)
}

fn tell(pod: &PodView, reason: &'static str, message: String) -> Action {
    let about = About::Pod(pod.namespace.clone(), pod.name.clone());
    Action::Event { about, warning: false, reason, message }
}

fn utilisation_words(removal: &Removal, view: &View) -> String {
    let node = view.nodes.iter().find(|node| node.room.name == removal.node);
    let of = |resource: &str| {
        let amounts = node.map(|node| (node.room.used.get(resource), node.room.allocatable.get(resource)));
        #[expect(clippy::cast_precision_loss, reason = "shown with a few digits")]
        match amounts {
            Some((Some(used), Some(all))) if *all > 0 => *used as f64 / *all as f64,
            _ => 0.0,
        }
    };
    format!("{{{} {} 0}}", of("cpu"), of("memory"))
}

/// A duration as Go prints it, in whole seconds.
fn go(span: std::time::Duration) -> String {
    let seconds = span.as_secs();
    match (seconds / 3600, seconds / 60 % 60, seconds % 60) {
        (0, 0, seconds) => format!("{seconds}s"),
        (0, minutes, seconds) => format!("{minutes}m{seconds}s"),
        (hours, minutes, seconds) => format!("{hours}h{minutes}m{seconds}s"),
    }
}

#[cfg(test)]
mod tests;
