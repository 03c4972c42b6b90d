//! KEDA: what a trigger measures, and when a workload goes to zero and comes back. Between one and the maximum an HPA scales.
//!
//! Read in KEDA 2.18: `pkg/scalers`, `pkg/scaling/executor`.

mod activation;
mod trigger;

pub use activation::{Activation, Replicas, Turn};
pub use trigger::{Source, Trigger, Words};
