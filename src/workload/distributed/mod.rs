//! One model over several pods: groups of a leader and its workers, or roles, as the user asked for it.

pub mod backend;
pub mod disaggregation;
pub mod hostfile;
pub mod role;

pub use backend::Backend;
pub use role::{RoleText, entry};

use super::common::Common;
use super::container::Container;
use super::deployment::{Autoscaling, Budget, Expose, Life, Ports, Probes};
use super::metrics::Scrape;
use super::resources::Resources;
use super::scaling::Scaling;
use super::value::{one_of, refuse};
use crate::engines::Detected;
use crate::error::Result;

/// The only role of a service that was given none.
pub const ONLY: &str = "inference";

/// One model over several pods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Distributed {
    /// What every kind of service has.
    pub common: Common,
    /// What keeps the pods.
    pub group_with: GroupWith,
    /// The roles; one called [`ONLY`] where none was given.
    pub roles: Vec<Role>,
    /// Whether roles were asked for.
    pub has_roles: bool,
    /// Which role the requests go to.
    pub entry: usize,
    /// Replicas above the wish while they are replaced, a number or per cent.
    pub max_surge: Option<String>,
    /// Replicas below the wish while they are replaced, a number or per cent.
    pub max_unavailable: Option<String>,
    /// How pods end, and where the leaders may be.
    pub life: Life,
    /// How the outside reaches the pods that answer.
    pub expose: Option<Expose>,
    /// How Prometheus finds the leaders.
    pub scrape: Scrape,
    /// Whether Istio's sidecar is asked for.
    pub sidecar: bool,
}

/// Pods of one sort, in replicas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Pods of a replica.
    pub size: u32,
    /// How many replicas, and when more.
    pub scaling: Scaling,
    /// Who scales it, and by which clock.
    pub autoscaling: Autoscaling,
    /// The first pod of a replica, which answers.
    pub leader: Member,
    /// The others.
    pub worker: Member,
    /// What the leader listens on.
    pub ports: Ports,
    /// How the leader is asked for its health.
    pub probes: Probes,
    /// Roles that must be ready before it starts.
    pub after: Vec<String>,
}

/// A pod of a group, as far as it may differ from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// What runs.
    pub container: Container,
    /// What it runs, as far as it was recognised.
    pub engine: Option<Detected>,
    /// How much it gets.
    pub resources: Resources,
}

impl Member {
    /// What every kind of service has, with what this pod has of its own.
    pub fn common(&self, common: &Common) -> Common {
        Common {
            container: self.container.clone(),
            engine: self.engine,
            resources: self.resources.clone(),
            startup_probe: None,
            ..common.clone()
        }
    }
}

impl Role {
    /// Whole GPUs of a replica: of all its pods.
    pub fn gpus(&self) -> u32 {
        self.leader.resources.gpus + self.worker.resources.gpus * self.size.saturating_sub(1)
    }

    /// Whether it is asked to be scaled, on a metric or by the clock.
    pub fn asks_to_be_scaled(&self) -> bool {
        !self.scaling.metrics.is_empty() || !self.autoscaling.schedules.is_empty()
    }
}

/// Whether a budget can keep groups of pods: it counts pods, and a group is gone with any of its pods.
///
/// With at most so many pods gone there are at most so many groups gone; no other bound says anything of groups.
///
/// # Errors
/// A usage error.
pub fn budget_of_groups(budget: &Budget) -> Result<()> {
    if budget.bound == "maxUnavailable" && !budget.pods.ends_with('%') {
        return Ok(());
    }
    let bound = if budget.bound == "maxUnavailable" { "max-unavailable" } else { "min-available" };
    let reason = "a budget counts pods, and a group is gone with any of its pods: it can only say how many groups may be gone";
    Err(refuse("--pdb", &format!("{bound}={}", budget.pods), reason, "--pdb=max-unavailable=1"))
}

/// What keeps the pods, from `--group-with`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum GroupWith {
    /// What fits and is served.
    #[default]
    Auto,
    /// A LeaderWorkerSet.
    LeaderWorkerSet,
    /// A RoleBasedGroup.
    RoleBasedGroup,
}

impl GroupWith {
    /// Reads `--group-with`.
    ///
    /// # Errors
    /// A usage error.
    pub fn parse(text: &str) -> Result<Self> {
        let choices = [("auto", Self::Auto), ("lws", Self::LeaderWorkerSet), ("rbg", Self::RoleBasedGroup)];
        one_of("--group-with", text, &choices)
    }
}
