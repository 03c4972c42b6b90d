//! `--watch`, for every verb that sends a load.

use clap::Args;

/// What the cluster does while a load runs.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Elasticity")]
pub struct WatchArgs {
    /// Watch the cluster meanwhile: replicas, pods, nodes and decisions beside the load (default: the service of --service)
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub watch: Option<String>,
    /// What an hour of a pool's node costs, as cloud=2.10/h, or of its GPU, as cloud=2.10/gpu/h; repeat it for more
    #[arg(long, value_name = "POOL=PRICE/h", requires = "watch")]
    pub price: Vec<String>,
}
