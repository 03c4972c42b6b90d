//! Which cluster, which namespace: the flags that every verb with a cluster shares.

use std::path::PathBuf;

use clap::Args;

/// Which cluster, and how long to wait for its answers.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Cluster")]
pub struct ClusterArgs {
    /// Path of the kubeconfig file
    #[arg(long, alias = "config", value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
    /// Context of the kubeconfig file
    #[arg(long, value_name = "NAME")]
    pub context: Option<String>,
    /// Longest wait for one answer of the API server
    #[arg(long, value_name = "DURATION", default_value = "10s")]
    pub request_timeout: String,
}

/// Which cluster and which namespace.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Cluster")]
pub struct Target {
    /// Which cluster.
    #[command(flatten)]
    pub cluster: ClusterArgs,
    /// Namespace (default: the config file's, else the context's)
    #[arg(short, long, value_name = "NAME")]
    pub namespace: Option<String>,
}
