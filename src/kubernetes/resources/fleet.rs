//! What a fleet's hub knows of a service: its autoscalers, and which clusters its replicas went to.

use serde_json::Value;

use super::{Condition, HpaSpec, HpaStatus, kind, reduced};

kind!(
    /// Karmada's FederatedHPA.
    KarmadaAutoscaler, "autoscaling.karmada.io", "v1alpha1", "federatedhpas", HpaSpec, HpaStatus
);
kind!(
    /// ACK One's FederatedHPA.
    OneAutoscaler, "autoscaling.one.alibabacloud.com", "v1alpha1", "federatedhpas", HpaSpec, HpaStatus
);
kind!(
    /// Which clusters an object goes to.
    ResourceBinding, "work.karmada.io", "v1alpha2", "resourcebindings", BindingSpec, BindingStatus
);
reduced! {
    /// Which object, and where it goes.
    BindingSpec {
        /// The object; as written.
        resource: Value,
        /// How many replicas are to be divided.
        replicas: Option<u32>,
        /// The clusters.
        clusters: Vec<TargetCluster>,
        /// The policy's groups of clusters; as written.
        placement: Value,
    }
}
reduced! {
    /// A cluster that an object goes to.
    TargetCluster {
        /// The cluster.
        name: String,
        /// How many of the replicas; none for objects that have none.
        replicas: Option<u32>,
    }
}
reduced! {
    /// What became of it.
    BindingStatus {
        /// Scheduled, FullyApplied.
        conditions: Vec<Condition>,
        /// The object's status in each cluster; as written.
        aggregated_status: Vec<Value>,
    }
}
