//! A Knative Service, as the user asked for it.

pub mod autoscaler;
pub mod canary;
pub mod contract;
pub mod decimal;
pub mod reserve;
pub mod traffic;

pub use autoscaler::Autoscaler;
pub use decimal::Decimal;
pub use reserve::Reserve;
pub use traffic::Share;

use super::common::Common;
use super::value::{checked, refuse};
use crate::error::Result;
use crate::kubernetes::names;

/// A Knative Service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Knative {
    /// What every kind of service has. Its metric is absent: Knative's is the autoscaler's.
    pub common: Common,
    /// How replicas are counted.
    pub autoscaler: Autoscaler,
    /// Requests in flight per replica at the most; absent is Knative's default of no limit.
    pub container_concurrency: Option<u64>,
    /// Seconds that a request may take.
    pub request_timeout: Option<u64>,
    /// What stays when nothing is asked.
    pub reserve: Option<Reserve>,
    /// The name of the revision that this makes.
    pub revision: Option<String>,
    /// Who gets the requests; empty leaves it as it is.
    pub traffic: Vec<Share>,
    /// Per cent for the revision that this makes, where the cluster must say who keeps the rest.
    pub canary: Option<u32>,
}

/// The name of a revision of this service.
///
/// # Errors
/// A usage error: Knative wants `SERVICE-…`.
pub fn revision(flag: &str, entry: &str, name: &str, service: &str) -> Result<()> {
    let example = match flag {
        "--revision-name" => format!("{flag}={service}-v2"),
        "--tag" => format!("{flag}={service}-00001=stable"),
        _ => format!("{flag}={service}-00001=90"),
    };
    checked(flag, entry, names::dns_label(name), &example)?;
    match name.strip_prefix(service).is_some_and(|rest| rest.starts_with('-')) {
        true => Ok(()),
        false => Err(refuse(flag, entry, format!("a revision of {service} is called {service}-…"), example)),
    }
}
