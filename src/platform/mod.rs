//! ACK, Karpenter, GKE, EKS, AKS: pool and GPU labels, virtual nodes, which APIs are served.

pub mod capabilities;

pub use capabilities::Capabilities;
