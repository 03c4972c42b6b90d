//! Where a pod is.

use serde::Serialize;

use super::evidence::Evidence;

/// The node of a pod, and what the node belongs to; what is not known is absent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Place {
    /// The cluster of a fleet; absent for the one that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Its node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// Its node's pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// Its scheduling unit, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<usize>,
}

impl Evidence {
    /// The place of a pod that is, or was, on this node.
    pub(super) fn place(&self, node: Option<String>) -> Place {
        let of = node.as_deref();
        Place {
            cluster: self.cluster.clone(),
            pool: of.and_then(|node| self.pool_of(node)),
            unit: of.and_then(|node| self.unit_of(node)),
            node,
        }
    }
}
