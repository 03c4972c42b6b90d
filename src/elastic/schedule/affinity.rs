//! Near to other pods, or away from them: the filter of what is required, the score of what is preferred.

use std::collections::{BTreeMap, BTreeSet};

use super::{Crowd, Namespaces, NodeState, PodState, View};
use crate::kubernetes::resources::{LabelSelector, PodAffinity, PodAffinityTerm, Requirement, StringMap};
use crate::kubernetes::selector::selects;

/// How much the required affinity of other pods to this one counts in scores.
const HARD_WEIGHT: i64 = 1;

/// A term as it stands in a pod, made ready.
struct Term {
    topology_key: String,
    selector: Option<LabelSelector>,
    namespaces: Vec<String>,
    namespace_selector: Option<LabelSelector>,
}

impl Term {
    fn new(term: &PodAffinityTerm, pod: &PodState) -> Self {
        let mut selector = term.label_selector.clone();
        let keys = [(&term.match_label_keys, "In"), (&term.mismatch_label_keys, "NotIn")];
        for (key, operator) in
            keys.iter().flat_map(|(keys, operator)| keys.iter().map(move |key| (key, operator)))
        {
            if let (Some(value), Some(selector)) = (pod.labels().get(key), &mut selector) {
                selector.match_expressions.push(Requirement {
                    key: key.clone(),
                    operator: (*operator).into(),
                    values: vec![value.clone()],
                });
            }
        }
        let mut namespaces = term.namespaces.clone();
        if namespaces.is_empty() && term.namespace_selector.is_none() {
            namespaces.push(pod.namespace().to_owned());
        }
        let namespace_selector = term.namespace_selector.clone();
        Self { topology_key: term.topology_key.clone(), selector, namespaces, namespace_selector }
    }

    fn matches(&self, namespace: &str, labels: &StringMap, all: &Namespaces) -> bool {
        let by_label = |selector: &LabelSelector| {
            all.get(namespace)
                .map_or_else(|| *selector == LabelSelector::default(), |labels| selects(selector, labels))
        };
        (self.namespaces.iter().any(|it| it == namespace)
            || self.namespace_selector.as_ref().is_some_and(by_label))
            && self.selector.as_ref().is_some_and(|selector| selects(selector, labels))
    }

    fn matches_pod(&self, pod: &PodState, all: &Namespaces) -> bool {
        self.matches(pod.namespace(), pod.labels(), all)
    }

    fn crowds(&self, view: &View, all: &Namespaces) -> BTreeSet<Crowd> {
        view.crowds(|namespace, labels| self.matches(namespace, labels, all))
    }
}

type Counts = BTreeMap<(String, String), i64>;

fn required(affinity: Option<&PodAffinity>, pod: &PodState) -> Vec<Term> {
    affinity.iter().flat_map(|it| &it.required).map(|term| Term::new(term, pod)).collect()
}

fn preferred(affinity: Option<&PodAffinity>, pod: &PodState) -> Vec<(Term, i64)> {
    let terms = affinity.into_iter().flat_map(|it| &it.preferred);
    terms.map(|it| (Term::new(&it.pod_affinity_term, pod), i64::from(it.weight))).collect()
}

fn near(pod: &PodState) -> Option<&PodAffinity> {
    pod.pod.spec.affinity.as_ref().and_then(|it| it.pod_affinity.as_ref())
}

fn away(pod: &PodState) -> Option<&PodAffinity> {
    pod.pod.spec.affinity.as_ref().and_then(|it| it.pod_anti_affinity.as_ref())
}

fn pair(node: &NodeState, key: &str) -> Option<(String, String)> {
    node.labels().get(key).map(|value| (key.to_owned(), value.clone()))
}

/// What a pod requires of others, and others of it, counted by place.
#[derive(Default)]
pub(super) struct Affinity {
    /// Places that pods keep the pod away from.
    kept_away: Counts,
    near: Vec<String>,
    near_crowds: BTreeSet<Crowd>,
    near_counts: Counts,
    near_itself: bool,
    away: Vec<(String, BTreeSet<Crowd>)>,
    away_counts: Counts,
    /// Terms of others that keep the pod away: their uids and keys.
    others: BTreeMap<String, Vec<String>>,
}

impl Affinity {
    pub fn new(view: &View, pod: &PodState, namespaces: &Namespaces) -> Self {
        let mut affinity = Self::default();
        for (node, other) in view.affine() {
            for term in required(away(other), other).iter().filter(|term| term.matches_pod(pod, namespaces)) {
                affinity.others.entry(other.uid().to_owned()).or_default().push(term.topology_key.clone());
                if let Some(pair) = pair(node, &term.topology_key) {
                    *affinity.kept_away.entry(pair).or_insert(0) += 1;
                }
            }
        }
        let (near, away) = (required(near(pod), pod), required(away(pod), pod));
        if near.is_empty() && away.is_empty() {
            return affinity;
        }
        // All terms of nearness must hold for one pod.
        let crowds = near.iter().map(|term| term.crowds(view, namespaces));
        affinity.near_crowds = crowds.reduce(|all, more| &all & &more).unwrap_or_default();
        affinity.near_itself = near.iter().all(|term| term.matches_pod(pod, namespaces));
        affinity.near = near.into_iter().map(|term| term.topology_key).collect();
        affinity.away =
            away.into_iter().map(|term| (term.topology_key.clone(), term.crowds(view, namespaces))).collect();
        for node in view.nodes().values() {
            for other in node.pods.values() {
                affinity.count(other, node, 1);
            }
        }
        affinity
    }

    /// As if a pod were not on a node, or were there again.
    pub fn shift(&mut self, other: &PodState, node: &NodeState, by: i64) {
        for key in self.others.get(other.uid()).cloned().unwrap_or_default() {
            if let Some(pair) = pair(node, &key) {
                *self.kept_away.entry(pair).or_insert(0) += by;
            }
        }
        self.count(other, node, by);
    }

    fn count(&mut self, other: &PodState, node: &NodeState, by: i64) {
        if self.near_crowds.contains(&other.crowd) {
            for pair in self.near.iter().filter_map(|key| pair(node, key)) {
                *self.near_counts.entry(pair).or_insert(0) += by;
            }
        }
        for (key, crowds) in &self.away {
            if let Some(pair) = pair(node, key).filter(|_| crowds.contains(&other.crowd)) {
                *self.away_counts.entry(pair).or_insert(0) += by;
            }
        }
    }

    pub fn check(&self, node: &NodeState) -> Option<(&'static str, bool)> {
        let positive = |counts: &Counts, key: &str| {
            pair(node, key).is_some_and(|pair| counts.get(&pair).is_some_and(|count| *count > 0))
        };
        if !self.near.is_empty() {
            let labelled = self.near.iter().all(|key| node.labels().contains_key(key));
            let all = labelled && self.near.iter().all(|key| positive(&self.near_counts, key));
            // The first of a group that wants to be near itself may go anywhere.
            let first = labelled && self.near_itself && self.near_counts.values().all(|count| *count == 0);
            if !all && !first {
                return Some(("node(s) didn't match pod affinity rules", false));
            }
        }
        if self.away.iter().any(|(key, _)| positive(&self.away_counts, key)) {
            return Some(("node(s) didn't match pod anti-affinity rules", true));
        }
        let kept = |(key, value): (&String, &String)| {
            self.kept_away.get(&(key.clone(), value.clone())).is_some_and(|count| *count > 0)
        };
        if !self.kept_away.is_empty() && node.labels().iter().any(kept) {
            return Some(("node(s) didn't satisfy existing pods anti-affinity rules", true));
        }
        None
    }
}

/// The scores of what is preferred, normalised: 100 is best.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    reason = "as the real scheduler rounds"
)]
pub(super) fn scores(
    view: &View,
    pod: &PodState,
    namespaces: &Namespaces,
    nodes: &[&NodeState],
) -> Option<Vec<i64>> {
    let mut places: BTreeMap<String, BTreeMap<String, i64>> = BTreeMap::new();
    let mut add = |node: &NodeState, key: &str, weight: i64| {
        if let Some((key, value)) = pair(node, key) {
            *places.entry(key).or_default().entry(value).or_insert(0) += weight;
        }
    };
    let own: Vec<(String, BTreeSet<Crowd>, i64)> = preferred(near(pod), pod)
        .into_iter()
        .chain(preferred(away(pod), pod).into_iter().map(|(term, weight)| (term, -weight)))
        .map(|(term, weight)| (term.topology_key.clone(), term.crowds(view, namespaces), weight))
        .collect();
    if !own.is_empty() {
        for node in view.nodes().values() {
            for other in node.pods.values() {
                for (key, _, weight) in own.iter().filter(|(_, crowds, _)| crowds.contains(&other.crowd)) {
                    add(node, key, *weight);
                }
            }
        }
    }
    for (node, other) in view.affine() {
        let hard = required(near(other), other).into_iter().map(|term| (term, HARD_WEIGHT));
        let soft = preferred(near(other), other).into_iter();
        let against = preferred(away(other), other).into_iter().map(|(term, weight)| (term, -weight));
        for (term, weight) in
            hard.chain(soft).chain(against).filter(|(term, _)| term.matches_pod(pod, namespaces))
        {
            add(node, &term.topology_key, weight);
        }
    }
    if places.is_empty() {
        return None;
    }
    let raw: Vec<i64> = nodes
        .iter()
        .map(|node| {
            let of = |(key, values): (&String, &BTreeMap<String, i64>)| {
                node.labels().get(key).and_then(|value| values.get(value)).copied().unwrap_or(0)
            };
            places.iter().map(of).sum()
        })
        .collect();
    let (least, most) = (raw.iter().min().copied().unwrap_or(0), raw.iter().max().copied().unwrap_or(0));
    let normal = raw.into_iter().map(|score| match most - least {
        0 => 0,
        span => (100.0 * ((score - least) as f64 / span as f64)) as i64,
    });
    Some(normal.collect())
}
