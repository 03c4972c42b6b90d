//! Kinds of a fleet's hub: Karmada's, and ACK One's of the same shape.

use serde_json::Value;

use crate::kubernetes::resources::{Condition, HpaSpec, HpaStatus, kind, reduced};

kind!(
    /// Karmada's PropagationPolicy.
    KarmadaPolicy, "policy.karmada.io", "v1alpha1", "propagationpolicies", Value, Value
);
kind!(
    /// Karmada's ClusterPropagationPolicy.
    KarmadaClusterPolicy, "policy.karmada.io", "v1alpha1", "clusterpropagationpolicies", Value, Value
);
kind!(
    /// ACK One's PropagationPolicy.
    OnePolicy, "policy.one.alibabacloud.com", "v1alpha1", "propagationpolicies", Value, Value
);
kind!(
    /// ACK One's ClusterPropagationPolicy.
    OneClusterPolicy, "policy.one.alibabacloud.com", "v1alpha1", "clusterpropagationpolicies", Value, Value
);
kind!(
    /// Karmada's FederatedHPA.
    KarmadaAutoscaler, "autoscaling.karmada.io", "v1alpha1", "federatedhpas", HpaSpec, HpaStatus
);
kind!(
    /// ACK One's FederatedHPA.
    OneAutoscaler, "autoscaling.one.alibabacloud.com", "v1alpha1", "federatedhpas", HpaSpec, HpaStatus
);
kind!(
    /// A cluster of the fleet.
    FleetCluster, "cluster.karmada.io", "v1alpha1", "clusters", Value, Value
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
kind!(
    /// An object on its way to one cluster.
    Work, "work.karmada.io", "v1alpha1", "works", Value, Value
);
