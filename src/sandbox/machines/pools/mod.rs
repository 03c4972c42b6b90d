//! Node pools: the platform that makes machines, and the autoscaler that asks it for them, as Kubernetes' cluster-autoscaler does.
//!
//! * [`platform`] knows the machines of each pool: booting, there, gone; its faults are the scenario's.
//! * [`view`] is what the autoscaler looks at, [`growth`] and [`removal`] are its two halves, [`autoscaler`] is its round.

pub mod autoscaler;
pub mod backoff;
pub mod controller;
pub mod growth;
pub mod observed;
pub mod platform;
pub mod removal;
pub mod view;
