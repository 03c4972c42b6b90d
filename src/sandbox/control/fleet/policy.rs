//! Which policy an object follows, and what that says of clusters.

use serde_json::{Value, json};

use super::template::Template;
use crate::elastic::fleet::{Division, Tiers};
use crate::kubernetes::resources::{LabelSelector, StringMap};
use crate::kubernetes::selector::{matches, selects};
use crate::sandbox::{Kept, World};

/// A policy that an object follows.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    /// As it is written.
    spec: Value,
    /// ACK One's: groups are filled in order, and new machines may be ordered.
    one: bool,
}

/// How well a selector fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    All,
    Labels,
    Name,
}

impl Policy {
    /// The policy of an object: one of its namespace before one of the whole fleet, then by rank, then the one that means it more closely.
    pub fn of(world: &World, template: &Template) -> Option<Self> {
        let namespace = template.identity.namespace.clone().unwrap_or_default();
        let mut found: Vec<(bool, i64, Fit, std::cmp::Reverse<String>, Self)> = Vec::new();
        let mut note = |own: bool, one: bool, name: &str, spec: &Value| {
            if let Some(fit) = fit(spec, template, own.then_some(namespace.as_str())) {
                let rank = spec["priority"].as_i64().unwrap_or(0);
                found.push((
                    own,
                    rank,
                    fit,
                    std::cmp::Reverse(name.to_owned()),
                    Self { spec: spec.clone(), one },
                ));
            }
        };
        world.karmada_policies.of(&namespace).for_each(|it| note(true, false, it.name(), &it.spec));
        world.one_policies.of(&namespace).for_each(|it| note(true, true, it.name(), &it.spec));
        world.karmada_cluster_policies.iter().for_each(|(_, it)| note(false, false, it.name(), &it.spec));
        world.one_cluster_policies.iter().for_each(|(_, it)| note(false, true, it.name(), &it.spec));
        let best = found
            .into_iter()
            .max_by(|one, other| (one.0, one.1, one.2, &one.3).cmp(&(other.0, other.1, other.2, &other.3)));
        best.map(|(.., policy)| policy)
    }

    /// Groups of clusters, by their places among `clusters`, in order; alternatives exclude each other.
    pub fn alternatives(&self, clusters: &[(String, StringMap)]) -> Vec<Tiers> {
        let placement = &self.spec["placement"];
        let places = |affinity: &Value| -> Vec<usize> {
            (0..clusters.len()).filter(|place| admits(affinity, &clusters[*place])).collect()
        };
        let groups: Vec<&Value> = placement["clusterAffinities"].as_array().into_iter().flatten().collect();
        if groups.is_empty() {
            return vec![vec![places(&placement["clusterAffinity"])]];
        }
        let alternatives: Vec<Tiers> = match self.one {
            true => vec![groups.iter().map(|group| places(group)).collect()],
            false => {
                let with = |group: &&Value| {
                    let overflow = group["overflowAffinities"].as_array().into_iter().flatten();
                    std::iter::once(places(group)).chain(overflow.map(&places)).collect()
                };
                groups.iter().map(with).collect()
            }
        };
        alternatives.into_iter().map(once).collect()
    }

    /// The groups of clusters as a binding repeats them.
    pub fn placement(&self) -> Value {
        let groups = self.spec["placement"]["clusterAffinities"].as_array().cloned().unwrap_or_default();
        json!({ "clusterAffinities": groups })
    }

    /// How replicas are divided.
    pub fn division(&self, clusters: &[(String, StringMap)]) -> Division {
        let scheduling = &self.spec["placement"]["replicaScheduling"];
        if scheduling["replicaSchedulingType"] != "Divided" {
            return Division::Duplicated;
        }
        let provision = self.one && self.spec["autoScaling"]["ecsProvision"] == true;
        let weights = &scheduling["weightPreference"];
        if scheduling["replicaDivisionPreference"] == "Aggregated" {
            return Division::Room { aggregated: true, provision };
        }
        if weights["dynamicWeight"] == "AvailableReplicas" {
            return Division::Room { aggregated: false, provision };
        }
        let list: Vec<&Value> = weights["staticWeightList"].as_array().into_iter().flatten().collect();
        let weight = |cluster: &(String, StringMap)| match list.is_empty() {
            true => 1,
            false => {
                let own = list.iter().filter(|it| admits(&it["targetCluster"], cluster));
                own.filter_map(|it| it["weight"].as_u64()).max().unwrap_or(0)
            }
        };
        Division::Fixed(clusters.iter().map(weight).collect())
    }
}

/// Each cluster in the first group that names it.
fn once(tiers: Tiers) -> Tiers {
    let mut seen = Vec::new();
    let mut keep = |tier: Vec<usize>| -> Vec<usize> {
        let new: Vec<usize> = tier.into_iter().filter(|place| !seen.contains(place)).collect();
        seen.extend(&new);
        new
    };
    tiers.into_iter().map(&mut keep).collect()
}

/// How well a policy's selectors fit an object; `None` if none does. A policy of a namespace means objects of it.
fn fit(spec: &Value, template: &Template, namespace: Option<&str>) -> Option<Fit> {
    let selectors = spec["resourceSelectors"].as_array().into_iter().flatten();
    let of = |selector: &Value| -> Option<Fit> {
        let word = |key: &str| selector[key].as_str().filter(|word| !word.is_empty());
        let same = word("apiVersion") == Some(&template.identity.api_version)
            && word("kind") == Some(&template.identity.kind);
        let within = match (namespace, word("namespace")) {
            (Some(own), _) => template.identity.namespace.as_deref() == Some(own),
            (None, given) => given.is_none() || given == template.identity.namespace.as_deref(),
        };
        if !same || !within {
            return None;
        }
        match (word("name"), selector.get("labelSelector").filter(|it| !it.is_null())) {
            (Some(name), _) => (name == template.identity.name).then_some(Fit::Name),
            (None, Some(labels)) => {
                let labels: LabelSelector = serde_json::from_value(labels.clone()).ok()?;
                selects(&labels, &template.labels).then_some(Fit::Labels)
            }
            (None, None) => Some(Fit::All),
        }
    };
    selectors.filter_map(of).max()
}

/// Whether an affinity means a cluster; an empty one means all.
fn admits(affinity: &Value, (name, labels): &(String, StringMap)) -> bool {
    let names = |key: &str| affinity[key].as_array().into_iter().flatten().filter_map(Value::as_str);
    let listed = affinity["clusterNames"].as_array().is_none_or(|it| it.is_empty())
        || names("clusterNames").any(|it| it == name);
    let by_label = match affinity.get("labelSelector").filter(|it| it.is_object()) {
        None => true,
        Some(selector) => serde_json::from_value::<LabelSelector>(selector.clone())
            .is_ok_and(|it| matches(&it.match_labels, labels) && selects(&it, labels)),
    };
    listed && by_label && !names("exclude").any(|it| it == name)
}
