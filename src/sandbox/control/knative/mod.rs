//! Knative Serving: a Service becomes a Configuration and a Route, each template a Revision, and that a Deployment and a
//! PodAutoscaler.
//!
//! Read in `pkg/reconciler` of Knative Serving 0.48. What its webhook fills in is filled in where children are made; which
//! revision a request goes to is the ingress's business, which reads the Route.

mod autoscaler;
mod configuration;
mod hpa;
mod reserve;
mod revision;
mod route;
mod service;
mod state;
mod template;
#[cfg(test)]
mod tests;
mod workload;

pub use autoscaler::{Meter, PodAutoscalerController, Requests};
pub use configuration::ConfigurationController;
pub use reserve::{ReserveController, is_reserve};
pub use revision::RevisionController;
pub use route::RouteController;
pub use service::ServiceController;

use super::super::{Change, Key};

/// Keys of the objects of a kind that control what changed.
fn owners(change: &Change, kind: &str) -> Vec<Key> {
    change.owners().into_iter().filter(|owner| owner.kind == kind).map(|owner| owner.key).collect()
}
