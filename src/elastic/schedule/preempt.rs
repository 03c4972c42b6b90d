//! Whom a pod that fits nowhere may push aside: as few and as unimportant pods as possible.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::filter::{Filters, Reasons, Search};
use super::{NodeState, PodState, Question, View};
use crate::kubernetes::resources::LabelSelector;
use crate::kubernetes::selector::selects;

/// A PodDisruptionBudget.
#[derive(Debug, Clone, PartialEq)]
pub struct Budget {
    /// Its namespace.
    pub namespace: String,
    /// Which pods.
    pub selector: LabelSelector,
    /// How many of them may go now.
    pub allowed: i32,
    /// Pods whose eviction was granted already.
    pub disrupted: Vec<String>,
}

/// Room that is made on a node.
#[derive(Debug, Clone)]
pub struct Preemption {
    /// The node.
    pub node: String,
    /// Who goes, the most important first.
    pub victims: Vec<Arc<PodState>>,
}

impl PartialEq for Preemption {
    fn eq(&self, other: &Self) -> bool {
        let names = |it: &Self| it.victims.iter().map(|pod| pod.uid().to_owned()).collect::<Vec<_>>();
        self.node == other.node && names(self) == names(other)
    }
}

/// A node with those who would go, and how many of them a budget protects.
struct Candidate {
    node: String,
    victims: Vec<Arc<PodState>>,
    violations: usize,
}

/// Finds a node where the pod fits once others are gone; else says, as the scheduler does, why there is none.
pub(super) fn preempt(
    view: &View,
    pod: &Arc<PodState>,
    question: &Question<'_>,
    search: &Search<'_>,
) -> Result<Preemption, String> {
    if pod.pod.spec.preemption_policy.as_deref() == Some("Never") {
        return Err("not eligible due to preemptionPolicy=Never.".into());
    }
    let nominated = pod.pod.status.nominated_node_name.as_deref().unwrap_or_default();
    let leaves = |node: &&NodeState| node.pods.values().any(|other| is_leaving(other, pod));
    if search.resolvable.iter().find(|node| node.name() == nominated).is_some_and(leaves) {
        return Err("not eligible due to a terminating pod on the nominated node.".into());
    }
    let mut reasons = Reasons::default();
    let mut candidates = Vec::new();
    for node in &search.resolvable {
        match victims(view, pod, question, node) {
            Ok(candidate) => candidates.push(candidate),
            Err(refusals) => refusals.iter().for_each(|reason| reasons.add(reason, 1)),
        }
    }
    let total = view.nodes().len();
    reasons.add("Preemption is not helpful for scheduling", total - search.resolvable.len());
    let best = candidates.into_iter().min_by_key(cost).ok_or_else(|| reasons.told(total))?;
    Ok(Preemption { node: best.node, victims: best.victims })
}

/// It goes because of an earlier preemption.
fn is_leaving(other: &PodState, pod: &PodState) -> bool {
    let told = other.pod.status.conditions.iter().find(|it| it.kind == "DisruptionTarget");
    other.priority() < pod.priority()
        && other.is_going()
        && told.is_some_and(|it| it.status == "True" && it.reason.as_deref() == Some("PreemptionByScheduler"))
}

/// Fewer protected pods, a lower highest rank, a lower sum of ranks, fewer pods, a later start; then the name.
fn cost(candidate: &Candidate) -> (usize, i32, i64, usize, std::cmp::Reverse<Option<Timestamp>>, String) {
    let highest = candidate.victims.first().map_or(0, |pod| pod.priority());
    let sum = candidate.victims.iter().map(|pod| i64::from(pod.priority()) + (1 << 31)).sum();
    // The earliest start among the most important.
    let most = candidate.victims.iter().map(|pod| pod.priority()).max();
    let starts = candidate.victims.iter().filter(|pod| Some(pod.priority()) == most);
    let start = starts.filter_map(|pod| pod.pod.status.start_time).min();
    let reversed = std::cmp::Reverse(start);
    (candidate.violations, highest, sum, candidate.victims.len(), reversed, candidate.node.clone())
}

/// Removes all that rank lower, then takes back as many as can stay, protected and important ones first.
fn victims(
    view: &View,
    pod: &Arc<PodState>,
    question: &Question<'_>,
    node: &NodeState,
) -> Result<Candidate, Vec<String>> {
    let mut lower: Vec<Arc<PodState>> =
        node.pods.values().filter(|other| other.priority() < pod.priority()).cloned().collect();
    if lower.is_empty() {
        return Err(vec!["No preemption victims found for incoming pod".into()]);
    }
    let mut filters = Filters::new(view, pod, question);
    let mut left = node.clone();
    for other in &lower {
        remove(&mut filters, &mut left, other);
    }
    if let Some(refusal) = filters.refuses(&left) {
        return Err(refusal.reasons);
    }
    lower.sort_by_key(importance);
    let (protected, others) = by_budget(&lower, &question.budgets);
    let (mut gone, mut violations) = (Vec::new(), 0);
    let mixed = !protected.is_empty() && !others.is_empty();
    let all = protected.into_iter().map(|pod| (pod, true)).chain(others.into_iter().map(|pod| (pod, false)));
    for (other, is_protected) in all {
        add(&mut filters, &mut left, &other);
        if filters.refuses(&left).is_some() {
            remove(&mut filters, &mut left, &other);
            violations += usize::from(is_protected);
            gone.push(other);
        }
    }
    if mixed {
        gone.sort_by_key(importance);
    }
    Ok(Candidate { node: node.name().to_owned(), victims: gone, violations })
}

fn remove(filters: &mut Filters<'_>, node: &mut NodeState, other: &Arc<PodState>) {
    node.take(other.uid());
    filters.affinity.shift(other, node, -1);
    let pod = filters.pod;
    filters.spread.shift(pod, other, node, -1);
}

fn add(filters: &mut Filters<'_>, node: &mut NodeState, other: &Arc<PodState>) {
    node.put(other.clone());
    filters.affinity.shift(other, node, 1);
    let pod = filters.pod;
    filters.spread.shift(pod, other, node, 1);
}

/// Sorts the more important first: by rank, then by who started earlier.
fn importance(pod: &Arc<PodState>) -> (std::cmp::Reverse<i32>, Timestamp, String) {
    (
        std::cmp::Reverse(pod.priority()),
        pod.pod.status.start_time.unwrap_or(Timestamp::MAX),
        pod.uid().to_owned(),
    )
}

/// Splits into those whom a budget protects and the others, both in order.
fn by_budget(pods: &[Arc<PodState>], budgets: &[Budget]) -> (Vec<Arc<PodState>>, Vec<Arc<PodState>>) {
    let mut left: BTreeMap<usize, i32> = budgets.iter().map(|budget| budget.allowed).enumerate().collect();
    pods.iter().cloned().partition(|pod| {
        let mut is_protected = false;
        for (place, budget) in budgets.iter().enumerate() {
            let name = pod.pod.metadata.name.as_deref().unwrap_or_default();
            let counts = budget.namespace == pod.namespace()
                && !pod.labels().is_empty()
                && budget.selector != LabelSelector::default()
                && selects(&budget.selector, pod.labels())
                && !budget.disrupted.iter().any(|it| it == name);
            if counts && let Some(left) = left.get_mut(&place) {
                *left -= 1;
                is_protected |= *left < 0;
            }
        }
        is_protected
    })
}
