//! ACK's ResourcePolicies.

use serde_json::Value;

use super::{Requirement, StringMap, kind, reduced};

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
        /// Requirements on a pod's labels besides the selector.
        match_expressions: Vec<Requirement>,
        /// Pods are counted apart by the values of these labels.
        match_label_keys: Vec<String>,
        /// `BeforeNextUnit` or `AfterAllUnits`.
        preempt_policy: Option<String>,
        /// Pods that are older than the policy do not count.
        ignore_previous_pod: Option<bool>,
        /// Pods that are going do not count.
        ignore_terminating_pod: Option<bool>,
        /// When a pod may go to the next unit.
        when_try_next_units: Option<WhenTryNextUnits>,
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
        /// Written on pods that land in it; only pods with these are counted.
        pod_labels: StringMap,
        /// Written on pods that land in it; only pods with these are counted.
        pod_annotations: StringMap,
    }
}
reduced! {
    /// When a pod may go to the next unit.
    WhenTryNextUnits {
        /// `LackResourceOrExceedMax` (default), `ExceedMax`, `TimeoutOrExceedMax`, `LackResourceAndNoterminating`, `Timeout`.
        policy: Option<String>,
        /// A duration as Go writes it.
        timeout: Option<String>,
    }
}
