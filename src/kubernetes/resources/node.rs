//! Nodes: what they have, and whom they keep away.

use serde_json::Value;
use std::collections::BTreeMap;

use super::{Condition, kind, reduced};

kind!(
    /// A node.
    Node, "", "v1", "nodes", NodeSpec, NodeStatus
);
reduced! {
    /// What a node was told.
    NodeSpec {
        /// Cordoned.
        unschedulable: bool,
        /// What pods must tolerate.
        taints: Vec<Taint>,
    }
}
reduced! {
    /// Keeps pods away that do not tolerate it.
    Taint {
        /// Its key.
        key: String,
        /// Its value.
        value: Option<String>,
        /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
        effect: String,
    }
}
reduced! {
    /// What a node has.
    NodeStatus {
        /// What pods may ask for in all.
        allocatable: BTreeMap<String, Value>,
        /// Ready, MemoryPressure …
        conditions: Vec<Condition>,
    }
}
