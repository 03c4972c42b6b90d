//! The machines of the simulated cluster: nodes and node pools, the kubelet, the ingress, the way of measurements.
//!
//! They speak to the API server through a client, as everything in the sandbox does.

pub mod chance;
pub mod downloads;
pub mod images;
pub mod pools;
mod span;
