//! `neap status`.

use clap::Args;

use super::target::Target;

/// Show replicas, autoscaler, scheduling units and node pools
#[derive(Debug, Args)]
pub struct Status {
    /// The service; all of the namespace without one
    pub name: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}
