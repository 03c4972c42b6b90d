//! Scheduling units: places in order of preference, from a ResourcePolicy or from node affinity.

use serde::Serialize;

use super::placement::term_holds;
use crate::kubernetes::resources::{NodeSelectorTerm, PodSpec, Requirement, ResourcePolicySpec, StringMap};
use crate::kubernetes::selector;

/// One place of the order.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// `ecs`, `eci`, `elastic`, `acs`; `None` where only nodes are meant.
    pub resource: Option<String>,
    /// Which nodes belong to it.
    pub nodes: Nodes,
    /// The most pods that it takes.
    pub max: Option<u32>,
}

/// Which nodes belong to a unit.
#[derive(Debug, Clone, PartialEq)]
pub enum Nodes {
    /// Those that carry all of these labels; all nodes if there are none.
    Labels(StringMap),
    /// Those for which the term holds.
    Term(NodeSelectorTerm),
}

/// What decides about the order, and how firmly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "by")]
pub enum Order {
    /// ACK's ResourcePolicy; it also shrinks in reverse order, as far as it can.
    ResourcePolicy {
        /// Its name.
        name: String,
    },
    /// Preferred node affinity: the scheduler's wish when a pod is placed, and nothing when one is removed.
    Affinity,
}

/// The units of a policy, in its order.
pub fn of_policy(policy: &ResourcePolicySpec) -> Vec<Unit> {
    let units = policy.units.iter().map(|unit| Unit {
        resource: unit.resource.clone(),
        nodes: Nodes::Labels(unit.node_selector.clone()),
        max: unit.max.and_then(|max| u32::try_from(max).ok()),
    });
    units.collect()
}

/// The units that a pod's preferred node affinity stands for: by falling weight, equal weights as written.
pub fn of_affinity(pod: &PodSpec) -> Vec<Unit> {
    let affinity = pod.affinity.as_ref().and_then(|affinity| affinity.node_affinity.as_ref());
    let mut wishes: Vec<_> = affinity.map(|affinity| affinity.preferred.clone()).unwrap_or_default();
    wishes.sort_by_key(|wish| std::cmp::Reverse(wish.weight));
    wishes
        .into_iter()
        .map(|wish| Unit { resource: None, nodes: Nodes::Term(wish.preference), max: None })
        .collect()
}

impl Unit {
    /// Whether it means virtual nodes, which have no machine behind them.
    pub fn is_virtual(&self) -> bool {
        matches!(self.resource.as_deref(), Some("eci" | "acs"))
    }

    /// Whether a node belongs to it.
    pub fn takes(&self, node: &str, labels: &StringMap, virtual_node: bool) -> bool {
        let kind = self.resource.is_none() || self.is_virtual() == virtual_node;
        kind && match &self.nodes {
            Nodes::Labels(selector) => selector::matches(selector, labels),
            Nodes::Term(term) => term_holds(term, node, labels),
        }
    }

    /// The one label by whose values its nodes are known, if there is one.
    pub fn label(&self) -> Option<(&str, Vec<&str>)> {
        match &self.nodes {
            Nodes::Labels(labels) => {
                let mut labels = labels.iter();
                let (key, value) = labels.next().filter(|_| labels.len() == 0)?;
                Some((key, vec![value]))
            }
            Nodes::Term(term) => match (term.match_expressions.as_slice(), term.match_fields.as_slice()) {
                ([one], []) if one.operator == "In" && !one.values.is_empty() => {
                    Some((&one.key, one.values.iter().map(String::as_str).collect()))
                }
                _ => None,
            },
        }
    }

    /// The label values that name it, for people: `alibabacloud.com/nodepool-id=np1`.
    pub fn selector(&self) -> Vec<(String, String)> {
        match &self.nodes {
            Nodes::Labels(labels) => labels.iter().map(|(key, value)| (key.clone(), value.clone())).collect(),
            Nodes::Term(term) => {
                let said =
                    |requirement: &Requirement| (requirement.key.clone(), requirement.values.join("|"));
                term.match_expressions.iter().chain(&term.match_fields).map(said).collect()
            }
        }
    }
}

/// The first unit that a node belongs to.
pub fn unit_of(units: &[Unit], node: &str, labels: &StringMap, virtual_node: bool) -> Option<usize> {
    units.iter().position(|unit| unit.takes(node, labels, virtual_node))
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    fn labels(pool: &str) -> StringMap {
        StringMap::from([("alibabacloud.com/nodepool-id".to_owned(), pool.to_owned())])
    }

    #[test]
    fn a_node_belongs_to_the_first_unit_that_takes_it() {
        let policy: ResourcePolicySpec =
            from_value(json!({"selector": {"release": "qwen"}, "strategy": "prefer", "units": [
            {"resource": "ecs", "nodeSelector": {"alibabacloud.com/nodepool-id": "np-edge"}},
            {"resource": "ecs", "max": 2, "nodeSelector": {"alibabacloud.com/nodepool-id": "np-cloud"}},
            {"resource": "eci"}]}))
            .unwrap();
        let units = of_policy(&policy);
        let of = |pool, virtual_node| unit_of(&units, "n", &labels(pool), virtual_node);
        assert_eq!(
            (of("np-edge", false), of("np-cloud", false), of("np-other", false)),
            (Some(0), Some(1), None)
        );
        assert_eq!((of("np-other", true), units[1].max), (Some(2), Some(2)));
    }

    #[test]
    fn affinity_is_read_by_falling_weight() {
        let term = |pool: &str| json!({"matchExpressions": [{"key": "alibabacloud.com/nodepool-id", "operator": "In", "values": [pool]}]});
        let pod: PodSpec = from_value(json!({"affinity": {"nodeAffinity": {
            "requiredDuringSchedulingIgnoredDuringExecution": {"nodeSelectorTerms": [term("np-cloud"), term("np-edge")]},
            "preferredDuringSchedulingIgnoredDuringExecution": [
                {"weight": 50, "preference": term("np-cloud")}, {"weight": 100, "preference": term("np-edge")}]}}}))
        .unwrap();
        let units = of_affinity(&pod);
        assert_eq!(units[0].selector(), [("alibabacloud.com/nodepool-id".to_owned(), "np-edge".to_owned())]);
        assert_eq!(unit_of(&units, "n", &labels("np-cloud"), false), Some(1));
        assert!(of_affinity(&PodSpec::default()).is_empty());
    }
}
