//! `neap status`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::target::Target;

/// Show replicas, autoscaler, scheduling units and node pools
///
/// Of one service: every pod with the true reason why it is not ready, the autoscaler with what it will ask for next, scheduling units
/// and node pools, who goes first when it shrinks. Without NAME: one row a service.
#[derive(Debug, Args)]
pub struct Status {
    /// The service; all of the namespace without one
    pub name: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
    /// Context of a cluster of the fleet whose hub is asked, with its name in the fleet where that differs: its pods and nodes are shown too (repeat)
    #[arg(long, value_name = "[CLUSTER=]CONTEXT", conflicts_with = "record")]
    pub member: Vec<String>,
    /// All namespaces
    #[arg(short = 'A', long, conflicts_with = "name")]
    pub all_namespaces: bool,
    /// Follow: a live screen on a terminal (? explains its keys), one line a change in a pipe
    #[arg(short, long)]
    pub watch: bool,
    /// With -w: no screen, one line a change and what happens now in words; for screen readers
    #[arg(long, requires = "watch")]
    pub plain: bool,
    /// How to print; with -w, `json` is one document a change
    #[arg(short, long, value_enum, default_value_t)]
    pub output: StatusOutput,
    /// In a few sentences: what it is doing, why, since when, what comes next, what would help
    #[arg(long, requires = "name", conflicts_with_all = ["watch", "goal"])]
    pub why: bool,
    /// Wait for a state: ready, deleted, or ready, desired, pool.NAME, nodes.NAME with =, >= or <= and a number
    ///
    /// `ready` is enough available pods, `ready=3` counts ready pods, `desired=3` replicas that are asked for, `pool.NAME=2` ready pods
    /// in a pool, `nodes.NAME=2` ready nodes of a pool. Exit code 0 when it holds, 3 when the timeout passes, 4 when it cannot come about
    /// by waiting (image that cannot be pulled, crash loop).
    #[arg(long = "for", value_name = "STATE", requires = "name")]
    pub goal: Option<String>,
    /// Longest wait for the state of --for
    #[arg(long, value_name = "DURATION", default_value = "5m", requires = "goal")]
    pub timeout: String,
    /// Node label that names a pool (default: those of ACK, Karpenter, GKE, EKS, AKS and TKE)
    #[arg(long, value_name = "LABEL")]
    pub pool_label: Option<String>,
    /// Show where the time of each scale-up went, step by step, and who went in each scale-down
    ///
    /// From what is still recorded: conditions and stamps of pods and nodes, and events, which live for an hour.
    #[arg(long, requires = "name", conflicts_with_all = ["watch", "goal", "record", "all_namespaces"])]
    pub timeline: bool,
    /// With --timeline: how far to go back [default: 1h; all of a recording]
    #[arg(long, value_name = "DURATION", requires = "timeline")]
    pub since: Option<String>,
    /// With --timeline: a recording to read instead of a cluster
    #[arg(long, value_name = "FILE", requires = "timeline", conflicts_with_all = ["member", "prometheus"])]
    pub from: Option<PathBuf>,
    /// With --timeline: who knows load, metric and first tokens: Prometheus' URL, or a Service as NAMESPACE/NAME[:PORT]
    #[arg(long, value_name = "WHERE", requires = "timeline")]
    pub prometheus: Option<String>,
    /// Header of each question to Prometheus' URL (repeat)
    #[arg(long, value_name = "NAME:VALUE", requires = "prometheus")]
    pub prometheus_header: Vec<String>,
    /// Follow, and append all that comes to a file, one JSON object a line: --timeline --from FILE reads it
    ///
    /// It keeps what events lose after an hour, and stamps what no record stamps.
    #[arg(long, value_name = "FILE", requires = "name")]
    pub record: Option<PathBuf>,
}

/// How to print a status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum StatusOutput {
    /// For people
    #[default]
    #[value(hide = true)]
    Table,
    /// With more columns
    Wide,
    /// JSON
    Json,
}
