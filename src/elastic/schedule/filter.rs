//! The filters in the scheduler's order: the first that refuses a node says why.

use std::collections::BTreeMap;

use super::affinity::Affinity;
use super::spread::Spread;
use super::{NodeState, PodState, Question, Resources, View};
use crate::elastic::placement::{labels_admit, untolerated};
use crate::kubernetes::resources::Taint;

/// Below so many nodes all are looked at.
const FEW: usize = 100;

/// Why a node refuses, and whether the removal of other pods could change that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Refusal {
    pub reasons: Vec<String>,
    pub resolvable: bool,
}

impl Refusal {
    fn new(reason: &str, resolvable: bool) -> Self {
        Self { reasons: vec![reason.to_owned()], resolvable }
    }
}

/// How many nodes refuse for which reasons.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reasons(BTreeMap<String, usize>);

impl Reasons {
    pub(super) fn add(&mut self, reason: &str, nodes: usize) {
        if nodes > 0 {
            *self.0.entry(reason.to_owned()).or_insert(0) += nodes;
        }
    }

    /// As the scheduler says it.
    pub(super) fn told(&self, total: usize) -> String {
        let mut texts: Vec<String> =
            self.0.iter().map(|(reason, count)| format!("{count} {reason}")).collect();
        texts.sort();
        match texts.is_empty() {
            true => format!("0/{total} nodes are available:"),
            false => format!("0/{total} nodes are available: {}.", texts.join(", ")),
        }
    }
}

/// What one pod's filters need to know, computed once.
pub(super) struct Filters<'a> {
    pub pod: &'a PodState,
    view: &'a View,
    pub spread: Spread,
    pub affinity: Affinity,
}

impl<'a> Filters<'a> {
    pub fn new(view: &'a View, pod: &'a PodState, question: &Question<'_>) -> Self {
        Self {
            spread: Spread::new(view, pod),
            affinity: Affinity::new(view, pod, &question.namespaces),
            pod,
            view,
        }
    }

    /// Why a node refuses; pods that are nominated to it count as if they were there, if they rank no lower.
    pub fn refuses(&self, node: &NodeState) -> Option<Refusal> {
        if self.view.has_nominated() {
            let others = self.view.nominated(node.name());
            let higher =
                others.filter(|it| it.priority() >= self.pod.priority() && it.uid() != self.pod.uid());
            let mut with = node.clone();
            let mut any = false;
            for other in higher {
                any = true;
                with.put(other.clone());
            }
            if any && let Some(refusal) = self.check(&with) {
                return Some(refusal);
            }
        }
        self.check(node)
    }

    fn check(&self, node: &NodeState) -> Option<Refusal> {
        let spec = &self.pod.pod.spec;
        if node.node.spec.unschedulable {
            let taint = Taint {
                key: "node.kubernetes.io/unschedulable".into(),
                effect: "NoSchedule".into(),
                ..Taint::default()
            };
            if untolerated(&[taint], &spec.tolerations).is_some() {
                return Some(Refusal::new("node(s) were unschedulable", false));
            }
        }
        if untolerated(&node.node.spec.taints, &spec.tolerations).is_some() {
            return Some(Refusal::new("node(s) had untolerated taint(s)", false));
        }
        if !labels_admit(spec, node.name(), node.labels()) {
            return Some(Refusal::new("node(s) didn't match Pod's node affinity/selector", false));
        }
        let taken = |port: &(String, u16)| node.pods.values().any(|other| other.ports.contains(port));
        if self.pod.ports.iter().any(taken) {
            return Some(Refusal::new("node(s) didn't have free ports for the requested pod ports", true));
        }
        short(&self.pod.requests, node)
            .or_else(|| self.spread.refuses(self.pod, node))
            .or_else(|| self.affinity.refuses(node))
    }
}

impl Spread {
    fn refuses(&self, pod: &PodState, node: &NodeState) -> Option<Refusal> {
        self.check(pod, node).map(|(reason, resolvable)| Refusal::new(reason, resolvable))
    }
}

impl Affinity {
    fn refuses(&self, node: &NodeState) -> Option<Refusal> {
        self.check(node).map(|(reason, resolvable)| Refusal::new(reason, resolvable))
    }
}

/// Every resource of which a node has too little; more than the node has at all cannot be helped.
fn short(wanted: &Resources, node: &NodeState) -> Option<Refusal> {
    let (has, used) = (&node.allocatable, &node.requested);
    let mut refusal = Refusal { reasons: Vec::new(), resolvable: true };
    if i64::try_from(node.pods.len()).unwrap_or(i64::MAX) + 1 > node.most_pods {
        refusal.reasons.push("Too many pods".to_owned());
    }
    let named = [
        ("cpu", wanted.cpu, has.cpu, used.cpu),
        ("memory", wanted.memory, has.memory, used.memory),
        ("ephemeral-storage", wanted.ephemeral, has.ephemeral, used.ephemeral),
    ];
    let others = wanted.others.iter().map(|(name, amount)| {
        let of = |all: &Resources| all.others.get(name).copied().unwrap_or(0);
        (&**name, *amount, of(has), of(used))
    });
    for (name, wanted, has, used) in named.into_iter().chain(others) {
        if wanted > 0 && wanted > has - used {
            refusal.reasons.push(format!("Insufficient {name}"));
            refusal.resolvable &= wanted <= has;
        }
    }
    (!refusal.reasons.is_empty()).then_some(refusal)
}

/// What the filters leave.
#[derive(Debug, Default)]
pub(super) struct Search<'a> {
    /// Nodes that would take the pod, by name.
    pub feasible: Vec<&'a NodeState>,
    /// Why the others do not.
    pub reasons: Reasons,
    /// Those of them that might after other pods are gone, by name.
    pub resolvable: Vec<&'a NodeState>,
}

/// Looks for nodes that take the pod: for all of a few, for enough of many.
pub(super) fn search<'a>(
    view: &'a View,
    filters: &Filters<'_>,
    question: &Question<'_>,
    start: &mut usize,
) -> Search<'a> {
    let nodes: Vec<&NodeState> = match &question.only {
        Some(only) => view.nodes().values().filter(|node| only.nodes.contains(node.name())).collect(),
        None => view.nodes().values().collect(),
    };
    let mut search = Search::default();
    if let Some(only) = &question.only {
        search.reasons.add(only.otherwise, view.nodes().len() - nodes.len());
    }
    let enough = enough(nodes.len());
    let first = if nodes.is_empty() { 0 } else { *start % nodes.len() };
    let mut seen = 0;
    // How many of each were found up to the last name: what is found after them comes before them by name.
    let mut wrapped = (0, 0);
    for node in nodes[first..].iter().chain(&nodes[..first]).copied() {
        if search.feasible.len() == enough {
            break;
        }
        seen += 1;
        match filters.refuses(node) {
            None => search.feasible.push(node),
            Some(refusal) => {
                refusal.reasons.iter().for_each(|reason| search.reasons.add(reason, 1));
                if refusal.resolvable {
                    search.resolvable.push(node);
                }
            }
        }
        if first + seen <= nodes.len() {
            wrapped = (search.feasible.len(), search.resolvable.len());
        }
    }
    *start = if nodes.is_empty() { 0 } else { (first + seen) % nodes.len() };
    search.feasible.rotate_left(wrapped.0);
    search.resolvable.rotate_left(wrapped.1);
    search
}

/// How many feasible nodes are enough: of many nodes a share that falls from a half to a twentieth.
fn enough(nodes: usize) -> usize {
    if nodes < FEW {
        return nodes;
    }
    let percent = 50usize.saturating_sub(nodes / 125).max(5);
    (nodes * percent / 100).max(FEW)
}
