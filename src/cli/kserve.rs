//! `neap serve kserve`: Arena's flags, and what they lack.

use clap::Args;

use super::target::Target;

/// Deploy a model as a KServe InferenceService
#[derive(Debug, Args)]
pub struct Kserve {
    /// Name of the service
    #[arg(long)]
    pub name: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
    /// What the container runs
    pub command: Vec<String>,
}
