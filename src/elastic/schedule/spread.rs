//! Pods like it, spread over places: the filter of hard constraints, the score of soft ones.

use std::collections::{BTreeMap, BTreeSet};

use super::view::{HOSTNAME, ZONE};
use super::{Crowd, NodeState, PodState, Question, View};
use crate::elastic::placement::{labels_admit, untolerated};
use crate::kubernetes::resources::{LabelSelector, Requirement, TopologySpread};
use crate::kubernetes::selector::selects;

#[derive(Debug)]
struct Constraint {
    rule: TopologySpread,
    /// Whom it counts.
    crowds: BTreeSet<Crowd>,
    /// Whether it counts the pod itself.
    itself: bool,
    by: By,
}

/// What tells places apart: the two labels that everybody asks for, or another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    Host,
    Zone,
    Label,
}

impl Constraint {
    fn new(view: &View, pod: &PodState, mut rule: TopologySpread) -> Self {
        let mut selector = rule.label_selector.take();
        for key in &rule.match_label_keys {
            if let (Some(value), Some(selector)) = (pod.labels().get(key), &mut selector) {
                selector.match_expressions.push(Requirement {
                    key: key.clone(),
                    operator: "In".into(),
                    values: vec![value.clone()],
                });
            }
        }
        let itself = selector.as_ref().is_some_and(|selector| selects(selector, pod.labels()));
        // A selector without requirements counts nobody.
        let crowds = selector.filter(|selector| *selector != LabelSelector::default()).map(|selector| {
            view.crowds(|namespace, labels| namespace == pod.namespace() && selects(&selector, labels))
        });
        let crowds = crowds.unwrap_or_default();
        let by = match rule.topology_key.as_str() {
            HOSTNAME => By::Host,
            ZONE => By::Zone,
            _ => By::Label,
        };
        Self { rule, crowds, itself, by }
    }

    /// Whether every node's pods count.
    fn includes_all(&self, pod: &PodState) -> bool {
        let spec = &pod.pod.spec;
        let wishes_nodes = spec.affinity.as_ref().is_some_and(|affinity| affinity.node_affinity.is_some());
        spec.node_selector.is_empty()
            && !wishes_nodes
            && self.rule.node_taints_policy.as_deref().is_none_or(|policy| policy != "Honor")
    }

    /// Whether a node's pods count at all.
    fn includes(&self, pod: &PodState, node: &NodeState) -> bool {
        let spec = &pod.pod.spec;
        let honours =
            |policy: &Option<String>, default: bool| policy.as_deref().map_or(default, |it| it == "Honor");
        (!honours(&self.rule.node_affinity_policy, true) || labels_admit(spec, node.name(), node.labels()))
            && (!honours(&self.rule.node_taints_policy, false)
                || untolerated(&node.node.spec.taints, &spec.tolerations).is_none())
    }

    fn count(&self, node: &NodeState) -> i64 {
        self.crowds.iter().filter_map(|crowd| node.crowds.get(crowd)).map(|count| i64::from(*count)).sum()
    }

    fn place<'a>(&self, node: &'a NodeState) -> Option<&'a str> {
        match self.by {
            By::Host => node.hostname.as_deref(),
            By::Zone => node.zone.as_deref(),
            By::Label => node.labels().get(&self.rule.topology_key).map(String::as_str),
        }
    }
}

/// The hard constraints of a pod, and how many of its like are where.
#[derive(Debug, Default)]
pub(super) struct Spread {
    constraints: Vec<(Constraint, BTreeMap<String, i64>)>,
}

impl Spread {
    pub fn new(view: &View, pod: &PodState) -> Self {
        let rules = &pod.pod.spec.topology_spread_constraints;
        let hard = rules.iter().filter(|rule| rule.when_unsatisfiable == "DoNotSchedule");
        let constraints: Vec<Constraint> =
            hard.map(|rule| Constraint::new(view, pod, rule.clone())).collect();
        let mut counts = vec![BTreeMap::<String, i64>::new(); constraints.len()];
        for node in view.nodes().values().filter(|_| !constraints.is_empty()) {
            let places: Option<Vec<&str>> = constraints.iter().map(|it| it.place(node)).collect();
            let Some(places) = places else { continue };
            for ((constraint, place), counts) in constraints.iter().zip(places).zip(&mut counts) {
                if constraint.includes(pod, node) {
                    *counts.entry(place.to_owned()).or_insert(0) += constraint.count(node);
                }
            }
        }
        Self { constraints: constraints.into_iter().zip(counts).collect() }
    }

    /// As if a pod were not on a node, or were there again.
    pub fn shift(&mut self, pod: &PodState, other: &PodState, node: &NodeState, by: i64) {
        if self.constraints.iter().any(|(constraint, _)| constraint.place(node).is_none()) {
            return;
        }
        for (constraint, counts) in &mut self.constraints {
            let counted = constraint.crowds.contains(&other.crowd) && !other.is_going();
            if let Some(place) = constraint.place(node).filter(|_| counted)
                && constraint.includes(pod, node)
            {
                *counts.entry(place.to_owned()).or_insert(0) += by;
            }
        }
    }

    pub fn check(&self, _pod: &PodState, node: &NodeState) -> Option<(&'static str, bool)> {
        for (constraint, counts) in &self.constraints {
            let Some(place) = constraint.place(node) else {
                return Some((
                    "node(s) didn't match pod topology spread constraints (missing required label)",
                    false,
                ));
            };
            let few = counts.len() < usize::try_from(constraint.rule.min_domains.unwrap_or(1)).unwrap_or(1);
            // Without any place the least is as large as can be, so that nothing is too uneven.
            let least = if few { 0 } else { counts.values().min().copied().unwrap_or(i64::from(i32::MAX)) };
            let here = counts.get(place).copied().unwrap_or(0);
            if here + i64::from(constraint.itself) - least > i64::from(constraint.rule.max_skew) {
                return Some(("node(s) didn't match pod topology spread constraints", true));
            }
        }
        None
    }
}

/// The scores of the soft constraints, normalised: 100 is best. `None` if there are none.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "as the real scheduler rounds"
)]
pub(super) fn scores(
    view: &View,
    pod: &PodState,
    question: &Question<'_>,
    nodes: &[&NodeState],
) -> Option<Vec<i64>> {
    let own = &pod.pod.spec.topology_spread_constraints;
    let constraints: Vec<Constraint> = match own.is_empty() {
        false => {
            let soft = own.iter().filter(|rule| rule.when_unsatisfiable == "ScheduleAnyway");
            soft.map(|rule| Constraint::new(view, pod, rule.clone())).collect()
        }
        true => {
            let like = question.like.as_ref()?;
            let defaults = [(HOSTNAME, 3), (ZONE, 5)].map(|(key, max_skew)| TopologySpread {
                max_skew,
                topology_key: key.into(),
                when_unsatisfiable: "ScheduleAnyway".into(),
                label_selector: Some(like.clone()),
                ..TopologySpread::default()
            });
            defaults.map(|rule| Constraint::new(view, pod, rule)).into()
        }
    };
    if constraints.is_empty() {
        return None;
    }
    let all_places = !own.is_empty();
    let ignored = |node: &NodeState| all_places && constraints.iter().any(|it| it.place(node).is_none());
    let mut counts = vec![BTreeMap::<&str, i64>::new(); constraints.len()];
    for node in nodes.iter().filter(|node| !ignored(node)) {
        for (constraint, counts) in constraints.iter().zip(&mut counts) {
            if constraint.by != By::Host {
                counts.entry(constraint.place(node).unwrap_or_default()).or_insert(0);
            }
        }
    }
    let kept = nodes.iter().filter(|node| !ignored(node)).count();
    let weights: Vec<f64> = constraints
        .iter()
        .zip(&counts)
        .map(|(constraint, counts)| {
            let size = if constraint.by == By::Host { kept } else { counts.len() };
            ((size + 2) as f64).ln()
        })
        .collect();
    for (constraint, counts) in constraints.iter().zip(&mut counts).filter(|(_, counts)| !counts.is_empty()) {
        // The view has these sums; to ask each of many nodes takes long.
        if constraint.by == By::Zone && !all_places && constraint.includes_all(pod) {
            for (place, count) in counts {
                *count = view.zones().sum(place, &constraint.crowds);
            }
            continue;
        }
        for node in view.nodes().values().filter(|node| !ignored(node)) {
            if let Some(count) = counts.get_mut(constraint.place(node).unwrap_or_default())
                && constraint.includes(pod, node)
            {
                *count += constraint.count(node);
            }
        }
    }
    let score = |node: &NodeState| {
        let mut score = 0.0;
        for ((constraint, counts), weight) in constraints.iter().zip(&counts).zip(&weights) {
            let Some(place) = constraint.place(node) else { continue };
            let count = match constraint.by {
                By::Host => constraint.count(node),
                _ => counts.get(place).copied().unwrap_or(0),
            };
            score += count as f64 * weight + f64::from(constraint.rule.max_skew - 1);
        }
        score.round() as i64
    };
    let raw: Vec<Option<i64>> = nodes.iter().map(|node| (!ignored(node)).then(|| score(node))).collect();
    let least = raw.iter().flatten().min().copied().unwrap_or(0);
    let most = raw.iter().flatten().max().copied().unwrap_or(0).max(0);
    let normal = raw.into_iter().map(|score| match score {
        None => 0,
        Some(_) if most == 0 => 100,
        Some(score) => 100 * (most + least - score) / most,
    });
    Some(normal.collect())
}
