//! The scheduler's wiring: which pods wait, what the cluster looks like, and what is written. The algorithm is [`crate::elastic::schedule`].

mod pending;
mod sync;
#[cfg(test)]
mod tests;
pub mod units;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{conditions, pods};
use crate::elastic::schedule::{self, Budget, Decision, PodState, Question, Unschedulable, View, policy};
use crate::kubernetes::resources::{Condition, Node, Pod};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};
use units::Policies;

/// The most pods that one look places.
const BATCH: usize = 128;
/// The pause after a first failure, and the longest; each failure doubles it.
const BACKOFF: (i64, i64) = (1, 10);
/// A pod is tried again after so long even if nothing has changed.
const LEFTOVER: SignedDuration = SignedDuration::from_mins(5);
/// The longest note of an event.
const NOTE: usize = 1024;

/// The scheduler.
#[derive(Default)]
pub struct Scheduler {
    view: View,
    /// Nodes and placed pods as they are in the view.
    nodes: BTreeMap<Key, Arc<Node>>,
    placed: BTreeMap<Key, Arc<Pod>>,
    /// Pods that the last look placed.
    assumed: Vec<Key>,
    /// Up to which changes of nodes and of pods it is.
    seen: (u64, u64),
    attempts: BTreeMap<String, Attempt>,
    /// Grows when something may have made room.
    moves: u64,
    /// Where the search among many nodes goes on.
    start: usize,
}

/// What is remembered of a pod that found no node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Attempt {
    tries: u32,
    last: Timestamp,
    moves: u64,
    generation: i64,
    /// When its policy lets it try further units.
    again: Option<Timestamp>,
}

impl Controller for Scheduler {
    fn name(&self) -> &'static str {
        "default-scheduler"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        let concerns = match change {
            Change::Pod(diff) => {
                diff.gone
                    || pending::waits(&diff.last)
                    || diff.old.as_ref().is_some_and(|old| {
                        pods::has_ended(old) != pods::has_ended(&diff.last)
                            || old.is_going() != diff.last.is_going()
                    })
            }
            Change::Node(diff) => {
                diff.gone || diff.old.as_ref().is_none_or(|old| sync::differs(old, &diff.last))
            }
            Change::PersistentVolumeClaim(_) | Change::ResourcePolicy(_) => true,
            _ => false,
        };
        // All pods are one task: each placement is to know of those before it.
        if concerns { vec![Key::default()] } else { Vec::new() }
    }

    fn weight(&self, _: &Key, world: &World) -> usize {
        world.pods.len() + world.nodes.len()
    }

    fn reconcile(&mut self, _key: &Key, world: &World, now: Timestamp) -> Plan {
        self.sync(world);
        let waiting = pending::in_order(world);
        if !self.attempts.is_empty() {
            let uids: BTreeSet<&str> = waiting.iter().map(|pod| pod.uid()).collect();
            self.attempts.retain(|uid, _| uids.contains(uid.as_str()));
        }
        let mut policies = Policies::new(world);
        let (namespaces, budgets) = (Arc::new(namespaces(world)), budgets(world));
        let mut plan = Plan::nothing();
        let mut looked = 0;
        for pod in waiting {
            if let Some(at) = self.not_before(pod, now) {
                plan.again_at(at);
                continue;
            }
            if looked == BATCH {
                plan.again_at(now);
                break;
            }
            let refused = match pending::claims(pod, world) {
                pending::Claims::Bound => None,
                pending::Claims::Refused(reason) => Some(reason),
                pending::Claims::Binding => continue,
            };
            looked += 1;
            let question = Question {
                refused,
                like: pending::like(pod, world),
                namespaces: namespaces.clone(),
                budgets: budgets.clone(),
                only: None,
                may_preempt: true,
            };
            self.one(pod, &question, &mut policies, now, &mut plan);
        }
        plan
    }
}

impl Scheduler {
    /// When a pod may be tried again; `None` if it may be now.
    fn not_before(&self, pod: &Pod, now: Timestamp) -> Option<Timestamp> {
        let attempt = self.attempts.get(pod.uid())?;
        let after = |span| attempt.last.saturating_add(span).unwrap_or(now);
        let changed = attempt.moves != self.moves || attempt.generation != generation(pod);
        let pause = BACKOFF.0.saturating_mul(1 << attempt.tries.saturating_sub(1).min(10)).min(BACKOFF.1);
        let mut at = if changed { after(SignedDuration::from_secs(pause)) } else { after(LEFTOVER) };
        if let Some(again) = attempt.again {
            at = at.min(again.max(after(SignedDuration::from_secs(1))));
        }
        (at > now).then_some(at)
    }

    /// Tries one pod.
    fn one(
        &mut self,
        pod: &Arc<Pod>,
        question: &Question<'_>,
        policies: &mut Policies<'_>,
        now: Timestamp,
        plan: &mut Plan,
    ) {
        let state = self.view.state(pod.clone());
        let (decision, again) = match policies.of(&state, &self.view) {
            units::Match::None => (schedule::decide(&self.view, &state, question, &mut self.start), None),
            units::Match::Refused(reason) => {
                let message = format!("0/{} nodes are available: {reason}.", self.view.nodes().len());
                (Decision::Unschedulable(Unschedulable { message, preemption: None }), None)
            }
            units::Match::Units { units, rules } => {
                let since = pod.metadata.creation_timestamp.as_ref().map_or(now, |time| time.0);
                let outcome =
                    policy::decide(&self.view, &state, question, units, rules, (since, now), &mut self.start);
                if let (Decision::Node(_), Some(unit)) = (&outcome.decision, outcome.unit) {
                    plan.writes.extend(policies.land(&state, unit));
                }
                (outcome.decision, outcome.again)
            }
        };
        match decision {
            Decision::Node(node) => {
                self.attempts.remove(pod.uid());
                plan.writes.push(Write::Bind {
                    pod: pod.identity(),
                    uid: pod.uid().to_owned(),
                    node: node.clone(),
                });
                let message = format!("Successfully assigned {}/{} to {node}", pod.namespace(), pod.name());
                plan.writes.push(event(pod, false, "Scheduled", "Binding", message));
                self.assume(&state, &node);
            }
            Decision::Unschedulable(failure) => {
                let before = self.attempts.get(pod.uid());
                // The real scheduler's queue asks first whether an event can help a pod. What did not help is no try there, and
                // makes the next pause no longer.
                let tries = match before {
                    Some(attempt) if attempt.generation == generation(pod) => attempt.tries,
                    other => other.map_or(0, |attempt| attempt.tries) + 1,
                };
                let attempt =
                    Attempt { tries, last: now, moves: self.moves, generation: generation(pod), again };
                self.attempts.insert(pod.uid().to_owned(), attempt);
                if let Some(at) = self.not_before(pod, now) {
                    plan.again_at(at);
                }
                plan.writes.extend(self.fail(pod, &state, failure, now));
            }
        }
    }

    /// What is written when no node takes a pod.
    fn fail(
        &mut self,
        pod: &Arc<Pod>,
        state: &Arc<PodState>,
        failure: Unschedulable,
        now: Timestamp,
    ) -> Vec<Write> {
        let mut writes = Vec::new();
        let mut status = json!({});
        if let Some(preemption) = &failure.preemption {
            for victim in preemption.victims.iter().filter(|victim| !victim.is_going()) {
                writes.extend(preempt(&victim.pod, pod, &preemption.node, now));
            }
            self.view.nominate(state.clone(), &preemption.node);
            status["nominatedNodeName"] = preemption.node.clone().into();
        }
        let known = conditions::find(&pod.status.conditions, "PodScheduled");
        let same =
            known.is_some_and(|it| it.status == "False" && it.message.as_deref() == Some(&failure.message));
        if !same {
            let since = known.filter(|it| it.status == "False").and_then(|it| it.last_transition_time);
            let mut condition =
                conditions::new("PodScheduled", "False", "Unschedulable", &failure.message, now);
            condition.last_transition_time = since.or(condition.last_transition_time);
            status["conditions"] = with(pod, condition);
        }
        if status != json!({}) {
            writes.push(Write::status(&**pod, status));
        }
        let note: String = failure.message.chars().take(NOTE).collect();
        writes.push(event(pod, true, "FailedScheduling", "Scheduling", note));
        writes
    }
}

/// A pod gives way to another.
fn preempt(victim: &Arc<Pod>, other: &Pod, node: &str, now: Timestamp) -> Vec<Write> {
    let message = "default-scheduler: preempting to accommodate a higher priority pod";
    let condition = conditions::new("DisruptionTarget", "True", "PreemptionByScheduler", message, now);
    let told = format!("Preempted by pod {} on node {node}", other.uid());
    vec![
        Write::status(&**victim, json!({ "conditions": with(victim, condition) })),
        Write::delete(&**victim),
        event(victim, false, "Preempted", "Preempting", told),
    ]
}

/// A pod's conditions with one more, or with another in its place.
fn with(pod: &Pod, condition: Condition) -> serde_json::Value {
    let mut all = pod.status.conditions.clone();
    match all.iter_mut().find(|it| it.kind == condition.kind) {
        Some(known) => *known = condition,
        None => all.push(condition),
    }
    let mut all = json!(all);
    conditions::prune(&mut all);
    all
}

fn event(pod: &Pod, warning: bool, reason: &'static str, action: &'static str, message: String) -> Write {
    let event = Event::normal(pod, reason, message);
    Event { warning, action: Some(action), ..event }.into()
}

fn generation(pod: &Pod) -> i64 {
    pod.metadata.generation.unwrap_or(0)
}

fn namespaces(world: &World) -> schedule::Namespaces {
    world.namespaces.iter().map(|(key, namespace)| (key.name.clone(), namespace.labels().clone())).collect()
}

fn budgets(world: &World) -> Arc<[Budget]> {
    let budget = |budget: &Arc<crate::sandbox::world::storage::PodDisruptionBudget>| Budget {
        namespace: budget.namespace().to_owned(),
        selector: budget.spec.selector.clone().unwrap_or_default(),
        allowed: budget.status.disruptions_allowed,
        disrupted: budget.status.disrupted_pods.keys().cloned().collect(),
    };
    world.disruption_budgets.iter().map(|(_, it)| budget(it)).collect()
}
