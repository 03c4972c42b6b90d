//! `serve promote`, `abort` and `traffic-split`: who gets the requests.

use clap::Args;

use super::serve::{DryRun, Which};
use super::target::Target;

/// Arguments of `serve promote` and `serve abort`.
#[derive(Debug, Args)]
#[command(
    after_help = "A canary begins with --canary=10 at `neap serve knative FLAGS` or `neap serve update NAME FLAGS`; for `neap serve kserve` in Knative mode."
)]
pub struct Canary {
    /// Which service.
    #[command(flatten)]
    pub which: Which,
    /// Write nothing: show what would change (client), or have the API server check it (server)
    #[arg(long, value_enum, value_name = "WHO", num_args = 0..=1, require_equals = true, default_missing_value = "client")]
    pub dry_run: Option<DryRun>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `serve traffic-split`.
#[derive(Debug, Args)]
#[command(
    after_help = "Example:\n  neap serve traffic-split qwen --revision=qwen-00001=90 --revision=latest=10"
)]
pub struct TrafficSplit {
    /// The service
    #[arg(value_name = "NAME", required_unless_present = "service")]
    pub name: Option<String>,
    /// The service, as Arena takes it
    #[arg(long = "name", value_name = "NAME", conflicts_with = "name", id = "service")]
    pub service: Option<String>,
    /// Share of a revision in per cent, as qwen-00001=90 and latest=10 (repeat)
    #[arg(long, value_name = "REVISION=PERCENT", required_unless_present = "version_weight")]
    pub revision: Vec<String>,
    /// The same as Arena writes it, as qwen-00001:90 (repeat)
    #[arg(short = 'v', long, value_name = "REVISION:PERCENT", conflicts_with = "revision")]
    pub version_weight: Vec<String>,
    /// Write nothing: show what would change (client), or have the API server check it (server)
    #[arg(long, value_enum, value_name = "WHO", num_args = 0..=1, require_equals = true, default_missing_value = "client")]
    pub dry_run: Option<DryRun>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}
