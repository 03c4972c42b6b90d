//! What every kind of service has: who it is, what runs, how much of it, and where.

use super::container::Container;
use super::lifecycle::{Rollout, SecurityContext, StartupProbe};
use super::placement::Placement;
use super::resources::Resources;
use super::scaling::Scaling;
use super::service::Service;
use super::storage::Storage;
use crate::engines::Detected;

/// What every kind of service has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Common {
    /// Which service.
    pub service: Service,
    /// The container.
    pub container: Container,
    /// What the container runs, as far as it was recognised.
    pub engine: Option<Detected>,
    /// How much a replica gets.
    pub resources: Resources,
    /// What is mounted.
    pub storage: Storage,
    /// How many replicas, and when more.
    pub scaling: Scaling,
    /// Where they run.
    pub placement: Placement,
    /// What a start is measured by.
    pub startup_probe: Option<StartupProbe>,
    /// How replicas are replaced.
    pub rollout: Option<Rollout>,
    /// The user that runs it.
    pub security: SecurityContext,
    /// The ServiceAccount.
    pub service_account: Option<String>,
    /// The port to scrape, if metrics are to be scraped.
    pub prometheus: Option<u16>,
}
