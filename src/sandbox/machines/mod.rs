//! The machines of the simulated cluster: nodes and node pools, the kubelet, the ingress, the way of measurements.
//!
//! They speak to the API server through a client, as everything in the sandbox does.

pub mod address;
pub mod chance;
pub mod downloads;
pub mod go;
pub mod images;
pub mod kubelet;
pub mod nodes;
pub mod pools;
pub mod serving;
mod span;
pub mod stores;
