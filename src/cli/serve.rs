//! `neap serve`: one variant a verb.

use clap::{Args, Subcommand, ValueEnum};

use super::deferred::Deferred;
use super::deploy::{Compare, Deploy};
use super::deployment::{self, DeploymentFlags, DeploymentOnly, StatefulSetOnly, TensorflowOnly, TritonOnly};
use super::distributed::{self, DistributedFlags};
use super::knative::{self, KnativeFlags};
use super::kserve::{self, KserveFlags};
use super::life::{Attach, Exec, Restart, Scale};
use super::number::whole;
use super::target::Target;
use super::traffic::{Canary, TrafficSplit};
use super::update::{History, Rollback, Update};

/// The verbs of `neap serve`.
#[derive(Debug, Subcommand)]
pub enum Serve {
    /// Deploy a model as a KServe InferenceService
    #[command(after_help = kserve::EXAMPLE)]
    Kserve(Deferred<Deploy<KserveFlags>>),
    /// Deploy a model as a Knative Service, which scales on requests and to zero
    #[command(after_help = knative::EXAMPLE)]
    Knative(Deferred<Deploy<KnativeFlags>>),
    /// Deploy a model server as a Deployment with Service, autoscaler, budget and what else it needs
    #[command(visible_alias = "custom", after_help = deployment::EXAMPLE)]
    Deployment(Deferred<Deploy<DeploymentFlags<DeploymentOnly>>>),
    /// Deploy a model server as a StatefulSet
    #[command(name = "statefulset", after_help = deployment::STATEFUL_EXAMPLE)]
    StatefulSet(Deferred<Deploy<DeploymentFlags<StatefulSetOnly>>>),
    /// Deploy Triton Inference Server as a Deployment
    #[command(after_help = deployment::TRITON_EXAMPLE)]
    Triton(Deferred<Deploy<DeploymentFlags<TritonOnly>>>),
    /// Deploy TensorFlow Serving as a Deployment
    #[command(visible_alias = "tf", after_help = deployment::TENSORFLOW_EXAMPLE)]
    Tensorflow(Deferred<Deploy<DeploymentFlags<TensorflowOnly>>>),
    /// Deploy one model over several pods: groups of a leader and workers, or roles as prefill and decode
    #[command(after_help = distributed::EXAMPLE)]
    Distributed(Deferred<Deploy<DistributedFlags>>),
    /// List the services
    #[command(visible_alias = "ls")]
    List(Deferred<List>),
    /// Show one service: instances, address, and a line that reaches it
    Get(Deferred<Get>),
    /// Send one request and print the answer, time to first token and tokens
    Test(Deferred<Test>),
    /// Print the logs of a service's replicas
    #[command(visible_alias = "log")]
    Logs(Deferred<Logs>),
    /// Show what an apply would change
    Diff(Deferred<Diff>),
    /// Change what is named of a service, and nothing else
    Update(Deferred<Update>),
    /// Show what was applied, when and by whom
    #[command(visible_alias = "revisions")]
    History(Deferred<History>),
    /// Go back to what was applied before
    Rollback(Deferred<Rollback>),
    /// Give all requests to the newest revision
    Promote(Deferred<Canary>),
    /// Give all requests back to the revision before the newest
    Abort(Deferred<Canary>),
    /// Share the requests between revisions
    #[command(visible_alias = "trs", aliases = ["traffic-router", "traffic-router-split", "traffic-shift", "traffic-shifting"])]
    TrafficSplit(Deferred<TrafficSplit>),
    /// Set how many replicas a service has, or has at least
    Scale(Deferred<Scale>),
    /// Replace all replicas by new ones of the same kind
    Restart(Deferred<Restart>),
    /// Run a command in a replica
    Exec(Deferred<Exec>),
    /// Attach to a replica's own process
    Attach(Deferred<Attach>),
    /// Delete services and all that belongs to them
    #[command(visible_alias = "del")]
    Delete(Deferred<Delete>),
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
    /// Only the names
    Name,
}

/// The kinds of services, by the names of Arena's types.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ServiceType {
    /// KServe InferenceServices
    Kserve,
    /// Knative Services
    Knative,
    /// Deployments
    #[value(aliases = ["custom", "custom-serving"])]
    Deployment,
    /// StatefulSets
    Statefulset,
    /// Groups of pods: LeaderWorkerSets and RoleBasedGroups
    #[value(alias = "distributed-serving")]
    Distributed,
    /// Deployments of Triton
    #[value(aliases = ["triton-serving", "trt"])]
    Triton,
    /// Deployments of TensorFlow Serving
    #[value(aliases = ["tf", "tensorflow-serving"])]
    Tensorflow,
}

/// Which service.
#[derive(Debug, Clone, Args)]
pub struct Which {
    /// The service
    pub name: String,
    /// Version, where one was given at the deployment: the service is called NAME-VERSION
    #[arg(short = 'v', long, value_name = "VERSION")]
    pub version: Option<String>,
    /// Type of the service
    #[arg(short = 'T', long = "type", value_enum, value_name = "TYPE", ignore_case = true)]
    pub kind: Option<ServiceType>,
}

impl Which {
    /// The name of the object.
    pub fn full_name(&self) -> String {
        match self.version.as_deref() {
            Some(version) if !version.is_empty() => format!("{}-{version}", self.name),
            _ => self.name.clone(),
        }
    }
}

/// How to print what was applied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ApplyOutput {
    /// A table of what was created, configured, left unchanged or pruned
    #[default]
    #[value(hide = true)]
    Table,
    /// The objects' names
    Name,
    /// The objects as the API server has them, as JSON
    Json,
    /// The objects as the API server has them, as YAML
    Yaml,
}

/// Who checks a dry run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum DryRun {
    /// Nothing is sent to be judged: what is planned
    Client,
    /// The API server: what it would make of it
    Server,
}

/// Arguments of `serve list`.
#[derive(Debug, Args)]
pub struct List {
    /// All namespaces
    #[arg(short = 'A', long, alias = "allNamespaces")]
    pub all_namespaces: bool,
    /// Only services of this type
    #[arg(short = 'T', long = "type", value_enum, value_name = "TYPE", ignore_case = true)]
    pub kind: Option<ServiceType>,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `serve get`.
#[derive(Debug, Args)]
pub struct Get {
    /// Which service.
    #[command(flatten)]
    pub which: Which,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
    /// Address of the gateway that routes by Host, as `10.0.0.1:80`
    #[arg(long, value_name = "HOST[:PORT]")]
    pub gateway: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `serve test`.
#[derive(Debug, Args)]
pub struct Test {
    /// Which service.
    #[command(flatten)]
    pub which: Which,
    /// Body of the request; by default a short question to the served model
    #[arg(short, long, value_name = "JSON")]
    pub data: Option<String>,
    /// Where to send it
    #[arg(long, value_name = "PATH", default_value = "/v1/chat/completions")]
    pub path: String,
    /// Whether to ask for the answer token by token, which is how the time to first token is known
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_value = "true", default_missing_value = "true", action = clap::ArgAction::Set)]
    pub stream: bool,
    /// Longest wait for the whole answer
    #[arg(long, value_name = "DURATION", default_value = "60s")]
    pub timeout: String,
    /// Address of the gateway that routes by Host, as `10.0.0.1:80`
    #[arg(long, value_name = "HOST[:PORT]")]
    pub gateway: Option<String>,
    /// Do not verify the certificate of an https address
    #[arg(short = 'k', long)]
    pub insecure: bool,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Report,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// How to print a single report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Report {
    /// For people
    #[default]
    Text,
    /// JSON
    Json,
}

/// Arguments of `serve logs`.
#[derive(Debug, Args)]
pub struct Logs {
    /// Which service.
    #[command(flatten)]
    pub which: Which,
    /// Go on with what is logged from now on, and with replicas that come
    #[arg(short, long)]
    pub follow: bool,
    /// Only this replica; may be repeated
    #[arg(short, long, value_name = "POD")]
    pub instance: Vec<String>,
    /// Container (default: the one that serves)
    #[arg(short, long, value_name = "NAME")]
    pub container: Option<String>,
    /// Only what is newer than this, as `5m`
    #[arg(long, value_name = "DURATION", conflicts_with = "since_time")]
    pub since: Option<String>,
    /// Only what is newer than this time, as `2026-01-31T08:00:00Z`
    #[arg(long, value_name = "TIME")]
    pub since_time: Option<String>,
    /// Only the last lines of each replica; -1 is all
    #[arg(short, long, value_name = "LINES", allow_negative_numbers = true, value_parser = whole::<i64>)]
    pub tail: Option<i64>,
    /// Put the time before each line
    #[arg(long)]
    pub timestamps: bool,
    /// Of the container that ran before the last restart
    #[arg(short, long)]
    pub previous: bool,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// Arguments of `serve diff`.
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_value_name = "TYPE",
    subcommand_help_heading = "Types"
)]
#[command(after_help = "Exit codes: 0 no difference, 4 something would change, 1 failed")]
pub struct Diff {
    /// The same flags as of `serve TYPE`
    #[command(subcommand)]
    pub kind: Option<DiffKind>,
    /// Service file, as --save wrote it (- is standard input)
    #[arg(short, long, value_name = "FILE", value_hint = clap::ValueHint::FilePath)]
    pub filename: Option<String>,
    /// Show what taking over fields of somebody else would do
    #[arg(long)]
    pub force_conflicts: bool,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// The types of services that can be compared.
#[derive(Debug, Subcommand)]
pub enum DiffKind {
    /// Show what `serve kserve` with these flags would change
    Kserve(Deferred<Compare<KserveFlags>>),
    /// Show what `serve knative` with these flags would change
    Knative(Deferred<Compare<KnativeFlags>>),
    /// Show what `serve deployment` with these flags would change
    #[command(visible_alias = "custom")]
    Deployment(Deferred<Compare<DeploymentFlags<DeploymentOnly>>>),
    /// Show what `serve statefulset` with these flags would change
    #[command(name = "statefulset")]
    StatefulSet(Deferred<Compare<DeploymentFlags<StatefulSetOnly>>>),
    /// Show what `serve triton` with these flags would change
    Triton(Deferred<Compare<DeploymentFlags<TritonOnly>>>),
    /// Show what `serve tensorflow` with these flags would change
    #[command(visible_alias = "tf")]
    Tensorflow(Deferred<Compare<DeploymentFlags<TensorflowOnly>>>),
    /// Show what `serve distributed` with these flags would change
    Distributed(Deferred<Compare<DistributedFlags>>),
}

/// Arguments of `serve delete`.
#[derive(Debug, Args)]
pub struct Delete {
    /// The services
    #[arg(required = true, value_name = "NAME")]
    pub names: Vec<String>,
    /// The version that was given with `--version`: the service is called NAME-VERSION
    #[arg(short = 'v', long, value_name = "VERSION")]
    pub version: Option<String>,
    /// Type of the services
    #[arg(short = 'T', long = "type", value_enum, value_name = "TYPE", ignore_case = true)]
    pub kind: Option<ServiceType>,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Show what would go, and delete nothing
    #[arg(long, value_enum, value_name = "WHO", num_args = 0..=1, require_equals = true, default_missing_value = "client")]
    pub dry_run: Option<DryRun>,
    /// Wait until the services and their pods are gone, at most this long
    #[arg(long, value_name = "DURATION", num_args = 0..=1, require_equals = true, default_missing_value = "5m")]
    pub wait: Option<String>,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}
