//! The scheduler: which node takes a pod, and in whose place, as one pure function over a view of the cluster.
//!
//! Read in `pkg/scheduler` of Kubernetes 1.36: the default profile's filters in their order, its scores with their weights,
//! its preemption, and the words of a failure. Where scores tie, the real one draws lots; here the first node by name wins.
//! Scheduling units of an ACK ResourcePolicy come on top ([`policy`]).

mod affinity;
mod filter;
pub mod policy;
mod preempt;
mod score;
mod spread;
#[cfg(test)]
mod tests;
mod view;
mod zones;

pub use filter::Reasons;
pub use preempt::{Budget, Preemption};
pub use view::{Crowd, NodeState, PodState, Resources, View};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::kubernetes::resources::{LabelSelector, StringMap};

/// What is asked besides the pod and the view.
#[derive(Debug, Clone, Default)]
pub struct Question<'a> {
    /// Why no node can take the pod, whatever the nodes are: a claim that is missing or unbound.
    pub refused: Option<String>,
    /// Which pods count as its like where it has no spread constraints of its own: its Service's and owner's selector.
    pub like: Option<LabelSelector>,
    /// Labels of all namespaces.
    pub namespaces: Arc<Namespaces>,
    /// Budgets that preemption respects where it can.
    pub budgets: Arc<[Budget]>,
    /// Only these nodes are looked at, with the reason for all others.
    pub only: Option<Only<'a>>,
    /// Whether others may be preempted.
    pub may_preempt: bool,
}

/// Labels of namespaces, by their names.
pub type Namespaces = BTreeMap<String, StringMap>;

/// A part of the nodes.
#[derive(Debug, Clone, Copy)]
pub struct Only<'a> {
    /// Their names.
    pub nodes: &'a std::collections::BTreeSet<String>,
    /// Why the others do not count.
    pub otherwise: &'static str,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Decision {
    /// This node takes it.
    Node(String),
    /// None does.
    Unschedulable(Unschedulable),
}

/// Why no node takes a pod, and what preemption can do about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Unschedulable {
    /// As the scheduler says it, in its condition and its event.
    pub message: String,
    /// Whom to remove, if that helps.
    pub preemption: Option<Preemption>,
}

/// The nodes that would take a pod, with their scores: the best is chosen, of equal ones the first by name.
pub fn ranking(view: &View, pod: &Arc<PodState>, question: &Question<'_>) -> Vec<(String, i64)> {
    let filters = filter::Filters::new(view, pod, question);
    let feasible: Vec<&NodeState> =
        view.nodes().values().filter(|node| filters.refuses(node).is_none()).collect();
    let totals = score::totals(view, pod, question, &feasible);
    feasible.iter().map(|node| node.name().to_owned()).zip(totals).collect()
}

/// Decides about one pod. `start` is where the search among many nodes begins; it moves on, as the real one's does.
pub fn decide(view: &View, pod: &Arc<PodState>, question: &Question<'_>, start: &mut usize) -> Decision {
    let total = view.nodes().len();
    if total == 0 {
        let message = "no nodes available to schedule pods".to_owned();
        return Decision::Unschedulable(Unschedulable { message, preemption: None });
    }
    let filters = filter::Filters::new(view, pod, question);
    let search = match &question.refused {
        Some(_) => filter::Search::default(),
        None => filter::search(view, &filters, question, start),
    };
    if !search.feasible.is_empty() {
        return Decision::Node(score::best(view, pod, question, &search.feasible));
    }
    let mut message = match &question.refused {
        Some(reason) => format!("0/{total} nodes are available: {reason}."),
        None => search.reasons.told(total),
    };
    let mut preemption = None;
    if question.may_preempt {
        match preempt::preempt(view, pod, question, &search) {
            Ok(found) => preemption = Some(found),
            // The plugin of resource claims is asked first, and has nothing to offer to a pod without claims.
            Err(words) => message = format!("{message} no new claims to deallocate, preemption: {words}"),
        }
    }
    Decision::Unschedulable(Unschedulable { message, preemption })
}
