//! Kinds of a fleet's hub: Karmada's, and ACK One's of the same shape.

use serde_json::Value;

use crate::kubernetes::resources::kind;
pub use crate::kubernetes::resources::{BindingStatus, KarmadaAutoscaler, OneAutoscaler, ResourceBinding};

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
    /// A cluster of the fleet.
    FleetCluster, "cluster.karmada.io", "v1alpha1", "clusters", Value, Value
);
kind!(
    /// An object on its way to one cluster.
    Work, "work.karmada.io", "v1alpha1", "works", Value, Value
);
