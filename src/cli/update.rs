//! `serve update`, `history` and `rollback`.

use std::ffi::OsString;

use clap::{Args, Subcommand};

use super::deferred::Deferred;
use super::deployment::{DeploymentFlags, DeploymentOnly, StatefulSetOnly, TensorflowOnly, TritonOnly};
use super::distributed::DistributedFlags;
use super::flags::DeprecatedFlags;
use super::knative::KnativeFlags;
use super::kserve::KserveFlags;
use super::serve::Which;
use super::target::Target;

/// Arguments of `serve update`.
#[derive(Debug, Args)]
#[command(
    subcommand_value_name = "NAME|TYPE",
    subcommand_help_heading = "Types",
    after_help = "`neap serve update NAME FLAGS` takes the flags of the service's own type; `neap serve update kserve --help` lists them.\nOnly what is named changes. The difference is shown first, and written on `y`, or with --yes; without a terminal and without --yes\nnothing is written, and the exit code is 4 if something would change.\n\nExample:\n  neap serve update qwen-chat --image=vllm/vllm-openai:v0.11.1 --env=VLLM_USE_V1=1"
)]
pub struct Update {
    /// The service, or its type as Arena takes it
    #[command(subcommand)]
    pub kind: UpdateKind,
}

/// A type with its flags, or a service whose type the cluster tells.
#[derive(Debug, Subcommand)]
pub enum UpdateKind {
    /// Update a KServe InferenceService
    Kserve(Deferred<Change<KserveFlags>>),
    /// Update a Knative Service, which makes a new revision
    Knative(Deferred<Change<KnativeFlags>>),
    /// Update a Deployment
    #[command(visible_alias = "custom")]
    Deployment(Deferred<Change<DeploymentFlags<DeploymentOnly>>>),
    /// Update a StatefulSet
    #[command(name = "statefulset")]
    StatefulSet(Deferred<Change<DeploymentFlags<StatefulSetOnly>>>),
    /// Update a Deployment of Triton
    Triton(Deferred<Change<DeploymentFlags<TritonOnly>>>),
    /// Update a Deployment of TensorFlow Serving
    #[command(visible_alias = "tf")]
    Tensorflow(Deferred<Change<DeploymentFlags<TensorflowOnly>>>),
    /// Update groups of pods: a LeaderWorkerSet or a RoleBasedGroup
    Distributed(Deferred<Change<DistributedFlags>>),
    /// A service's name, and flags of its type
    #[command(external_subcommand)]
    Named(Vec<OsString>),
}

/// What is to change of a service of a type.
#[derive(Debug, Args)]
pub struct Change<F: Args> {
    /// What is named.
    #[command(flatten)]
    pub flags: F,
    /// Old spellings.
    #[command(flatten)]
    pub deprecated: DeprecatedFlags,
    /// What is done with it.
    #[command(flatten)]
    pub action: ChangeAction,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
    /// The service, unless --name says it; then the line that the container's shell runs
    #[arg(value_name = "NAME|COMMAND")]
    pub words: Vec<String>,
}

/// What is done with a change.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Action")]
pub struct ChangeAction {
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Show the difference and write nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Wait until enough replicas are available again, at most this long
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "5m", conflicts_with = "dry_run")]
    pub wait: Option<String>,
}

/// Arguments of `serve history`.
#[derive(Debug, Args)]
#[command(
    after_help = "Each apply that changed something is a revision; the last ten are kept, and go with the service."
)]
pub struct History {
    /// Which service.
    #[command(flatten)]
    pub which: Which,
    /// Print the objects of one revision
    #[arg(long, value_name = "NUMBER")]
    pub revision: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `serve rollback`.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  neap serve rollback qwen-chat --to-revision=3")]
pub struct Rollback {
    /// Which service.
    #[command(flatten)]
    pub which: Which,
    /// The revision to go back to, as `serve history` shows them [default: the one before the last]
    #[arg(long, value_name = "NUMBER")]
    pub to_revision: Option<String>,
    /// Take fields over that somebody else owns
    #[arg(long)]
    pub force_conflicts: bool,
    /// What is done with it.
    #[command(flatten)]
    pub action: ChangeAction,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}
