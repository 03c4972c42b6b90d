//! Nodes: what they have, and whom they keep away.

use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

use super::{Condition, kind, reduced};

kind!(
    /// A node.
    Node with writes, "", "v1", "nodes", NodeSpec, NodeStatus
);
reduced! {
    /// What a node was told.
    NodeSpec {
        /// Cordoned.
        unschedulable: bool,
        /// What pods must tolerate.
        taints: Vec<Taint>,
        /// Its machine, as `PROVIDER://ID`.
        #[serde(rename = "providerID")]
        provider_id: Option<String>,
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
        /// Since when; `NoExecute` only.
        time_added: Option<Timestamp>,
    }
}
reduced! {
    /// What a node has.
    NodeStatus {
        /// What pods may ask for in all.
        allocatable: BTreeMap<String, Value>,
        /// Ready, MemoryPressure …
        conditions: Vec<Condition>,
        /// What it has in all.
        capacity: BTreeMap<String, Value>,
        /// Images that it holds.
        images: Vec<NodeImage>,
        /// Its addresses.
        addresses: Vec<NodeAddress>,
    }
}
reduced! {
    /// An image that a node holds.
    NodeImage {
        /// All names that it is known by.
        names: Vec<String>,
        /// In bytes.
        size_bytes: Option<i64>,
    }
}
reduced! {
    /// One address of a node.
    NodeAddress {
        /// `InternalIP`, `Hostname` …
        #[serde(rename = "type")]
        kind: String,
        /// The address.
        address: String,
    }
}
