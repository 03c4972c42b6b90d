//! The controllers: each follows the published algorithm, which stands in `elastic` where it is one of elasticity.

mod conditions;

pub mod cron_hpa;
pub mod deployment;
pub mod endpoints;
pub mod fleet;
pub mod fluid;
pub mod hpa;
pub mod job;
pub mod keda;
pub mod knative;
pub mod kserve;
pub mod leader_worker;
mod owners;
#[cfg(test)]
pub(in crate::sandbox) mod paper;
mod pods;
pub mod protection;
pub mod replica_set;
pub mod resource_policy;
pub mod role_based;
pub mod scheduler;
pub mod stateful_set;
mod template;
pub mod volumes;
