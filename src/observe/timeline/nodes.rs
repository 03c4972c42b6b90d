//! What is remembered of a node, and of a claim for one.

use jiff::Timestamp;

use super::interval::Interval;
use super::pods::became;
use crate::kubernetes::resources::{Node, NodeClaim, StringMap, written};
use crate::platform::{is_accelerator, is_virtual_node};

/// Label by which ACK's instant elasticity marks a node with the task that made it.
const TASK: &str = "goatscaler.io/provision-task-id";

/// A node.
#[derive(Debug, Clone, Default)]
pub struct NodeRecord {
    /// Its labels.
    pub labels: StringMap,
    /// Whether there is no machine behind it.
    pub is_virtual: bool,
    /// When it joined.
    pub created: Option<Timestamp>,
    /// Since when it is ready, first as far as anybody saw.
    pub ready: Option<Timestamp>,
    /// Whether it offers accelerators.
    pub offers: bool,
    /// When it began to offer them, where a watch saw the write.
    pub allocatable: Option<Interval>,
}

impl NodeRecord {
    /// Takes in a state of it. `watched` says that the write that brought it was seen as it happened.
    pub fn note(&mut self, node: &Node, watched: bool) {
        let metadata = &node.metadata;
        let name = metadata.name.as_deref().unwrap_or_default();
        let created = metadata.creation_timestamp.as_ref().map(|time| time.0);
        let known = self.created.is_some();
        if known && created.is_some() && created != self.created {
            // Another node of the same name.
            *self = Self::default();
        }
        self.labels = metadata.labels.clone().unwrap_or_default();
        self.is_virtual = is_virtual_node(name, &self.labels, &node.spec.taints);
        self.created = created.or(self.created);
        self.ready = self.ready.or(became(&node.status.conditions, "Ready", "True"));
        let offers = node.status.allocatable.iter().any(|(resource, amount)| {
            let none = amount.as_str() == Some("0") || amount.as_i64() == Some(0);
            is_accelerator(resource) && !none
        });
        let new = offers && !std::mem::replace(&mut self.offers, offers);
        let at = written(metadata).map(Interval::stamp);
        // Of a node that was not seen without them, the write tells only if it is the one that made the node.
        let first = known || at.is_some_and(|at| created.is_some_and(|created| at.earliest <= created));
        if new && watched && first && self.allocatable.is_none() {
            self.allocatable = at;
        }
    }

    /// The task of instant elasticity that made it.
    pub fn task(&self) -> Option<&str> {
        self.labels.get(TASK).map(String::as_str)
    }
}

/// A node that Karpenter has asked for.
#[derive(Debug, Clone, Default)]
pub struct ClaimRecord {
    /// When it asked.
    pub created: Option<Timestamp>,
    /// Its node, once it is there.
    pub node: Option<String>,
}

impl ClaimRecord {
    /// Takes in a state of it.
    pub fn note(&mut self, claim: &NodeClaim) {
        self.created = claim.metadata.creation_timestamp.as_ref().map(|time| time.0).or(self.created);
        self.node = claim.status.node_name.clone().or(self.node.take());
    }
}
