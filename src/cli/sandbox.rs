//! `neap sandbox` and `neap demo`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::number::whole;
use super::target::ClusterArgs;

/// A simulated cluster on loopback
///
/// An API server that kubectl, helm and neap talk to as to any other, with scheduler, autoscalers, KServe and Knative, and with
/// machines: nodes that boot, images that are pulled, models that load and answer. Nothing of it leaves this computer.
#[derive(Debug, Subcommand)]
pub enum Sandbox {
    /// Start a sandbox and print the line that sets KUBECONFIG
    Up(Up),
    /// Show the sandboxes that run
    Status(SandboxStatus),
    /// End a sandbox that runs
    Down(Down),
    /// Run a command in a sandbox of its own, and clean up
    ///
    /// The command finds KUBECONFIG set, and NEAP_INGRESS to the address of the ingress. The exit code is the command's.
    Exec(Exec),
    /// Run the machines alone on a real cluster: nodes, pods, model servers, ingress, metrics
    ///
    /// The cluster's own scheduler, autoscaler and KServe decide; only what is made of metal is simulated, at speed 1. Takes cluster-admin, and
    /// a cluster for tests: the metrics APIs are taken over. Ctrl-C takes nodes and metrics APIs away again.
    Attach(Attach),
    /// List the scenarios that come along, or print one
    Scenarios(Scenarios),
}

/// What is simulated, and how fast.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Scenario")]
pub struct Simulated {
    /// Scenario file (`neap sandbox scenarios` lists those that come along)
    #[arg(short, long, value_name = "FILE", conflicts_with = "scenario")]
    pub filename: Option<PathBuf>,
    /// A scenario that comes along
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// How many times faster than the clock on the wall [default: the scenario's, else 1]
    #[arg(long, value_name = "N")]
    pub speed: Option<String>,
    /// Keep the objects in this file, and take up what it holds
    #[arg(long, value_name = "FILE")]
    pub state: Option<PathBuf>,
}

/// Arguments of `neap sandbox up`.
#[derive(Debug, Args)]
pub struct Up {
    /// What to call it
    #[arg(long, default_value = "sandbox")]
    pub name: String,
    /// What is simulated.
    #[command(flatten)]
    pub simulated: Simulated,
    /// Return once it is up, and let it run
    #[arg(long)]
    pub detach: bool,
    /// Port of the API server on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value = "0", value_parser = whole::<u16>)]
    pub port: u16,
    /// Port of the ingress on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value = "0", value_parser = whole::<u16>)]
    pub ingress_port: u16,
    /// The process that `--detach` starts.
    #[arg(long, hide = true)]
    pub detached: bool,
}

/// Arguments of `neap sandbox status`.
#[derive(Debug, Args)]
pub struct SandboxStatus {
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: SandboxOutput,
}

/// How to print a list of sandboxes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum SandboxOutput {
    /// For people
    #[default]
    #[value(hide = true)]
    Table,
    /// JSON
    Json,
}

/// Arguments of `neap sandbox down`.
#[derive(Debug, Args)]
pub struct Down {
    /// Which one
    #[arg(default_value = "sandbox")]
    pub name: String,
    /// All of them
    #[arg(long, conflicts_with = "name")]
    pub all: bool,
}

/// Arguments of `neap sandbox exec`.
#[derive(Debug, Args)]
pub struct Exec {
    /// What is simulated.
    #[command(flatten)]
    pub simulated: Simulated,
    /// The command and its arguments
    #[arg(required = true, trailing_var_arg = true, allow_hyphen_values = true, value_name = "COMMAND")]
    pub command: Vec<OsString>,
}

/// Arguments of `neap sandbox attach`.
#[derive(Debug, Args)]
pub struct Attach {
    /// Which cluster.
    #[command(flatten)]
    pub cluster: ClusterArgs,
    /// Scenario file (`neap sandbox scenarios` lists those that come along)
    #[arg(short, long, value_name = "FILE", conflicts_with = "scenario")]
    pub filename: Option<PathBuf>,
    /// A scenario that comes along
    #[arg(long, value_name = "NAME")]
    pub scenario: Option<String>,
    /// Port of the ingress on 127.0.0.1; 0 takes a free one
    #[arg(long, value_name = "PORT", default_value = "0", value_parser = whole::<u16>)]
    pub ingress_port: u16,
    /// Unix socket that the API server's egress selector names (HTTPConnect); without it there are no logs, and pods cannot be reached
    /// through the API server
    #[arg(long, value_name = "SOCKET")]
    pub egress: Option<PathBuf>,
}

/// Arguments of `neap sandbox scenarios`.
#[derive(Debug, Args)]
pub struct Scenarios {
    /// Print this one, to be changed and given to `-f`
    #[arg(conflicts_with = "schema")]
    pub name: Option<String>,
    /// Print the JSON schema of scenario files
    #[arg(long)]
    pub schema: bool,
}

/// See a tide come and go, in half a minute and without a cluster
///
/// Starts a sandbox with an edge pool of one GPU and a cloud pool of up to three nodes, deploys a model with the command of the guide,
/// sends a load, and shows replicas and nodes rise and fall; then says where the time went, and what to try next.
#[derive(Debug, Args)]
pub struct Demo {
    /// Which one; `--list` tells them
    #[arg(default_value = "kserve")]
    pub name: String,
    /// List the demos
    #[arg(long)]
    pub list: bool,
    /// Largest number of replicas [default: the demo's]
    #[arg(long, value_name = "N", value_parser = whole::<u32>)]
    pub max_replicas: Option<u32>,
    /// How large the model's weights are, as 30Gi [default: the demo's]
    #[arg(long, value_name = "SIZE")]
    pub model_size: Option<String>,
    /// How many clients send requests, one after the other; 0 sends nothing [default: the demo's]
    #[arg(long, value_name = "N", value_parser = whole::<usize>)]
    pub clients: Option<usize>,
    /// How many times faster than the clock on the wall [default: the demo's]
    #[arg(long, value_name = "N")]
    pub speed: Option<String>,
}
