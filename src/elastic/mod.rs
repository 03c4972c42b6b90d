//! The rules of elasticity as pure functions: the autoscaler's arithmetic, scheduling units, node pools, scale-in order.

pub mod cron;
pub mod cron_scale;
pub mod fit;
pub mod fleet;
pub mod groups;
pub mod hpa;
pub mod keda;
pub mod kpa;
pub mod placement;
pub mod pools;
pub mod requests;
pub mod rollout;
pub mod schedule;
pub mod target;
pub mod units;
pub mod victims;
