//! Verbs for a service after its first day: scale, restart, exec, attach.

use clap::Args;

use super::serve::{DryRun, Which};
use super::target::Target;

/// Arguments of `serve scale`.
#[derive(Debug, Args)]
#[command(
    after_help = "Under an autoscaler the minimum becomes COUNT, and the maximum rises with it where it is below.\nWithout one, the replicas are set.\n\nExample:\n  neap serve scale qwen-chat 2"
)]
pub struct Scale {
    /// Which service.
    #[command(flatten)]
    pub which: Which,
    /// How many replicas
    #[arg(value_name = "COUNT", required_unless_present = "replicas", allow_negative_numbers = true)]
    pub count: Option<String>,
    /// How many replicas, as kubectl takes it
    #[arg(long, value_name = "COUNT", conflicts_with = "count", allow_negative_numbers = true)]
    pub replicas: Option<String>,
    /// Exactly so many: the maximum too
    #[arg(long)]
    pub pin: bool,
    /// The role of a group of roles, as prefill
    #[arg(long, value_name = "NAME")]
    pub role: Option<String>,
    /// Write nothing: show what would change (client), or have the API server check it (server)
    #[arg(long, value_enum, value_name = "WHO", num_args = 0..=1, require_equals = true, default_missing_value = "client")]
    pub dry_run: Option<DryRun>,
    /// Wait until so many are ready, at most this long
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "5m", conflicts_with = "dry_run")]
    pub wait: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `serve restart`.
#[derive(Debug, Args)]
#[command(
    after_help = "A KServe service is restarted through its InferenceService: KServe would take an edit of the Deployment back."
)]
pub struct Restart {
    /// Which service.
    #[command(flatten)]
    pub which: Which,
    /// Write nothing: show what would change (client), or have the API server check it (server)
    #[arg(long, value_enum, value_name = "WHO", num_args = 0..=1, require_equals = true, default_missing_value = "client")]
    pub dry_run: Option<DryRun>,
    /// Wait until enough replicas are available again, at most this long
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "5m", conflicts_with = "dry_run")]
    pub wait: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `serve exec`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  neap serve exec qwen-chat -- nvidia-smi")]
pub struct Exec {
    /// Which service.
    #[command(flatten)]
    pub which: Which,
    /// Which replica.
    #[command(flatten)]
    pub replica: Replica,
    /// The command and its arguments, behind `--`
    #[arg(last = true, required = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// Arguments of `serve attach`.
#[derive(Debug, Args)]
#[command(
    after_help = "Without a command it attaches to the container's own process; with one it is `serve exec`, as Arena's."
)]
pub struct Attach {
    /// Which service.
    #[command(flatten)]
    pub which: Which,
    /// Which replica.
    #[command(flatten)]
    pub replica: Replica,
    /// A command to run instead, behind `--`
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}

/// One replica of a service, and what its streams are joined with.
#[derive(Debug, Clone, Args)]
pub struct Replica {
    /// The replica (default: the oldest that is ready)
    #[arg(short, long, value_name = "POD")]
    pub instance: Option<String>,
    /// Container (default: the one that serves)
    #[arg(short, long, value_name = "NAME")]
    pub container: Option<String>,
    /// Pass standard input on
    #[arg(long)]
    pub stdin: bool,
    /// Give the command a terminal; implies --stdin
    #[arg(short, long)]
    pub tty: bool,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}
