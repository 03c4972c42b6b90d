//! Scheduling units of an ACK ResourcePolicy: tried in order, each with a most, and rules when the next may be tried.
//!
//! Nodes outside every unit take none of the policy's pods. The rules are those of ACK's documentation of
//! `whenTryNextUnits` and `preemptPolicy`; how a failure is worded is not documented.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use super::{Decision, Only, PodState, Question, Unschedulable, View};
use crate::clock::parse_duration;
use crate::kubernetes::resources::ResourcePolicySpec;

/// How long a pod waits in a unit if the policy does not say.
const TIMEOUT: Duration = Duration::from_secs(15 * 60);
/// This label of a unit's pods means that a unit waits for its nodes.
const WAITS: &str = "k8s.aliyun.com/resource-policy-wait-for-ecs-scaling";
const OUTSIDE: &str = "node(s) didn't belong to a usable unit of the ResourcePolicy";

/// When a pod may go to the next unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// When this one is short of resources, or has its most.
    LackResourceOrExceedMax,
    /// When it has its most, or has none.
    ExceedMax,
    /// When it has its most, or the pod has waited for long enough.
    TimeoutOrExceedMax,
    /// When it is short of resources and none of its pods is going.
    LackResourceAndNoTerminating,
    /// When the pod has waited for long enough.
    Timeout,
}

/// What a policy says besides its units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// When a pod may go to the next unit.
    pub next: Next,
    /// How long it waits where it waits.
    pub timeout: Duration,
    /// Others are preempted in a unit before the next is tried, and not only after all.
    pub preempt_first: bool,
}

impl Rules {
    /// Of a policy; what it does not say, or says in unknown words, is the default.
    pub fn of(policy: &ResourcePolicySpec) -> Self {
        let when = policy.when_try_next_units.as_ref();
        let next = match when.and_then(|when| when.policy.as_deref()).unwrap_or_default() {
            "ExceedMax" => Next::ExceedMax,
            "TimeoutOrExceedMax" => Next::TimeoutOrExceedMax,
            // Documentation and definition spell it differently.
            "LackResourceAndNoTerminating" | "LackResourceAndNoterminating" => {
                Next::LackResourceAndNoTerminating
            }
            "Timeout" => Next::Timeout,
            _ => Next::LackResourceOrExceedMax,
        };
        let timeout = when.and_then(|when| parse_duration(when.timeout.as_deref()?).ok());
        Self {
            next,
            timeout: timeout.unwrap_or(TIMEOUT),
            preempt_first: policy.preempt_policy.as_deref() == Some("BeforeNextUnit"),
        }
    }
}

/// A unit as it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitState {
    /// Its nodes.
    pub nodes: BTreeSet<String>,
    /// The most pods that it takes.
    pub max: Option<u32>,
    /// Pods of the policy that are in it.
    pub pods: u32,
    /// One of them is going.
    pub terminating: bool,
    /// It waits for its nodes.
    pub waits: bool,
}

impl UnitState {
    fn is_full(&self) -> bool {
        self.max.is_some_and(|max| self.pods >= max)
    }
}

/// Whether a unit's pod labels say that it waits for its nodes.
pub fn waits(labels: &crate::kubernetes::resources::StringMap) -> bool {
    labels.get(WAITS).is_some_and(|value| value == "true")
}

/// What comes of the units.
#[derive(Debug, Clone, PartialEq)]
pub struct Outcome {
    /// Which node, or why none.
    pub decision: Decision,
    /// The unit of the node, or of the one that preemption makes room on.
    pub unit: Option<usize>,
    /// When the pod may try further units.
    pub again: Option<Timestamp>,
}

/// Decides about a pod that waits since a time, by the units in order.
pub fn decide(
    view: &View,
    pod: &Arc<PodState>,
    question: &Question<'_>,
    units: &[UnitState],
    rules: Rules,
    times: (Timestamp, Timestamp),
    start: &mut usize,
) -> Outcome {
    let (since, now) = times;
    let patience = since.saturating_add(rules.timeout).unwrap_or(now);
    let (mut usable, mut again) = (BTreeSet::new(), None);
    for (place, unit) in units.iter().enumerate() {
        if unit.is_full() {
            if rules.next == Next::Timeout && now < patience {
                again = Some(patience);
                break;
            }
            continue;
        }
        usable.extend(unit.nodes.iter().cloned());
        let decision = ask(view, pod, question, &unit.nodes, rules.preempt_first, start);
        if !matches!(&decision, Decision::Unschedulable(Unschedulable { preemption: None, .. })) {
            return Outcome { decision, unit: Some(place), again: None };
        }
        let waits = match rules.next {
            Next::LackResourceOrExceedMax => false,
            Next::ExceedMax => unit.max.is_some(),
            Next::TimeoutOrExceedMax => (unit.max.is_some() || unit.waits) && now < patience,
            Next::LackResourceAndNoTerminating => unit.terminating,
            Next::Timeout => now < patience,
        };
        if waits {
            again = matches!(rules.next, Next::Timeout | Next::TimeoutOrExceedMax).then_some(patience);
            break;
        }
    }
    let decision = ask(view, pod, question, &usable, true, start);
    let node = match &decision {
        Decision::Node(node) => Some(node),
        Decision::Unschedulable(failure) => failure.preemption.as_ref().map(|it| &it.node),
    };
    let unit = node.and_then(|node| units.iter().position(|unit| unit.nodes.contains(node)));
    Outcome { decision, unit, again }
}

fn ask(
    view: &View,
    pod: &Arc<PodState>,
    question: &Question<'_>,
    nodes: &BTreeSet<String>,
    may_preempt: bool,
    start: &mut usize,
) -> Decision {
    let asked = Question {
        only: Some(Only { nodes, otherwise: OUTSIDE }),
        may_preempt: may_preempt && question.may_preempt,
        refused: question.refused.clone(),
        like: question.like.clone(),
        namespaces: question.namespaces.clone(),
        budgets: question.budgets.clone(),
    };
    super::decide(view, pod, &asked, start)
}
