//! Leases, by which clocks are compared, and Karpenter's NodeClaims.

use jiff::Timestamp;
use serde_json::Value;

use super::{Condition, kind, reduced};

kind!(
    /// A Lease: who holds it stamps it by its own clock, and the API server notes by its own when.
    Lease with writes, "coordination.k8s.io", "v1", "leases", LeaseSpec, Value
);
reduced! {
    /// Who holds it, and until when.
    LeaseSpec {
        /// As a node's name.
        holder_identity: Option<String>,
        /// By the holder's clock, in microseconds.
        renew_time: Option<Timestamp>,
    }
}

kind!(
    /// A NodeClaim: a node that Karpenter has asked for.
    NodeClaim, "karpenter.sh", "v1", "nodeclaims", Value, NodeClaimStatus
);
reduced! {
    /// How far a node is that was asked for.
    NodeClaimStatus {
        /// Its node, once it is there.
        node_name: Option<String>,
        /// Launched, Registered, Initialized, Ready.
        conditions: Vec<Condition>,
    }
}
