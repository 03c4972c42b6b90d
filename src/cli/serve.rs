//! `neap serve`: one variant a verb.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::kserve::Kserve;
use super::target::Target;

/// The verbs of `neap serve`.
#[derive(Debug, Subcommand)]
pub enum Serve {
    /// Deploy a model as a KServe InferenceService
    Kserve(Box<Kserve>),
    /// List the services
    #[command(visible_alias = "ls")]
    List(List),
    /// Show one service: instances, address, and a line that reaches it
    Get(Get),
    /// Send one request and print the answer, time to first token and tokens
    Test(Test),
    /// Print the logs of a service's replicas
    #[command(visible_alias = "log")]
    Logs(Logs),
    /// Show what an apply would change
    Diff(Diff),
    /// Delete services and all that belongs to them
    #[command(visible_alias = "del")]
    Delete(Delete),
}

/// How to print a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Output {
    /// A table
    #[default]
    #[value(hide = true)]
    Table,
    /// A table with more columns
    Wide,
    /// JSON
    Json,
    /// YAML
    Yaml,
}

/// Arguments of `serve list`.
#[derive(Debug, Args)]
pub struct List {
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
    /// All namespaces
    #[arg(short = 'A', long)]
    pub all_namespaces: bool,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
}

/// Arguments of `serve get`.
#[derive(Debug, Args)]
pub struct Get {
    /// The service
    pub name: String,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
    /// Address of the gateway that routes by Host, as `10.0.0.1:80`
    #[arg(long, value_name = "HOST[:PORT]")]
    pub gateway: Option<String>,
}

/// Arguments of `serve test`.
#[derive(Debug, Args)]
pub struct Test {
    /// The service
    pub name: String,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `serve logs`.
#[derive(Debug, Args)]
pub struct Logs {
    /// The service
    pub name: String,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `serve diff`.
#[derive(Debug, Args)]
pub struct Diff {
    /// The service's file, as `--save` wrote it
    #[arg(short, long, value_name = "FILE")]
    pub filename: Option<PathBuf>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `serve delete`.
#[derive(Debug, Args)]
pub struct Delete {
    /// The services
    #[arg(required = true)]
    pub names: Vec<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
}
