//! ACK's ResourcePolicies.

use serde_json::Value;

use super::{StringMap, kind, reduced};

kind!(
    /// ACK's ResourcePolicy. It has no status: its effect is computed from pods and nodes.
    ResourcePolicy, "scheduling.alibabacloud.com", "v1alpha1", "resourcepolicies", ResourcePolicySpec, Value
);
reduced! {
    /// Which pods, and the units that they may use, in order.
    ResourcePolicySpec {
        /// Labels that a pod must carry; empty means all pods of the namespace.
        selector: StringMap,
        /// `prefer` or `required`.
        strategy: Option<String>,
        /// In order of preference.
        units: Vec<Unit>,
    }
}
reduced! {
    /// One scheduling unit.
    Unit {
        /// `ecs`, `eci`, `elastic` or `acs`.
        resource: Option<String>,
        /// The most pods that it takes.
        max: Option<i32>,
        /// Which nodes belong to it.
        node_selector: StringMap,
        /// Only pods with these labels are counted.
        pod_labels: StringMap,
    }
}
