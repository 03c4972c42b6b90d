//! `neap metrics`: what engines measure, how it is scraped and served, and where the chain is broken.

use clap::{Args, Subcommand, ValueEnum};

use super::deferred::Deferred;
use super::flags::Words;
use super::serve::{ApplyOutput, DryRun, Output};
use super::target::Target;

/// The verbs of `neap metrics`.
#[derive(Debug, Subcommand)]
pub enum Metrics {
    /// List what each engine measures, under which names, and what it is good for
    Presets(Deferred<Presets>),
    /// Make the scrape and the rules by which an autoscaler reads a metric
    Render(Deferred<Render>),
    /// Walk the chain from the engine to the autoscaler and name the broken link
    Check(Deferred<Check>),
}

/// List what each engine measures, under which names, and what it is good for
///
/// The names are those that `--scale-metric` takes.
#[derive(Debug, Args)]
pub struct Presets {
    /// Only those of an engine, or of GPUs: vllm, sglang, dynamo, triton, tgi, trtllm, gpu
    #[arg(value_name = "ENGINE", value_parser = Words(&FAMILIES))]
    pub engine: Option<String>,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: Output,
}

/// Whose metrics there are.
pub const FAMILIES: [&str; 7] = ["vllm", "sglang", "dynamo", "triton", "tgi", "trtllm", "gpu"];

/// Make the scrape and the rules by which an autoscaler reads a metric
///
/// Prints a PodMonitor (or annotations) and the rules of an adapter. With NAME for the pods of one service, without it for all pods
/// with the label alibabacloud.com/inference-workload. Charts' values are for helm; objects can be applied with --apply.
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  neap metrics render --engine=vllm --prometheus=http://prometheus.monitoring.svc:9090\n  neap metrics render qwen --engine=vllm --metric=vllm-waiting --metric=vllm-ttft --port=restful --apply\n  neap metrics render qwen --adapter=keda --metric=vllm-waiting=5 --prometheus=http://prometheus.monitoring.svc:9090"
)]
pub struct Render {
    /// The service
    #[arg(value_name = "NAME")]
    pub service: Option<String>,
    /// What is measured.
    #[command(flatten)]
    pub metrics: MetricFlags,
    /// How it is scraped.
    #[command(flatten)]
    pub scrape: ScrapeFlags,
    /// How it is served.
    #[command(flatten)]
    pub adapter: AdapterFlags,
    /// What is done with it.
    #[command(flatten)]
    pub action: RenderAction,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// What is measured.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Metrics")]
pub struct MetricFlags {
    /// The service, as NAME
    #[arg(long, value_name = "NAME", conflicts_with = "service")]
    pub name: Option<String>,
    /// The engine and its version, as vllm or vllm:0.9.1; the version decides what metrics are called
    #[arg(long, value_name = "ENGINE[:VERSION]")]
    pub engine: Option<String>,
    /// A preset or a metric's name; for KEDA with its target for each replica (repeat; default: the engine's gauges)
    #[arg(long, value_name = "METRIC[=TARGET]")]
    pub metric: Vec<String>,
    /// How series are put together: auto adds counts up and averages shares [default: auto]
    #[arg(long, value_name = "HOW", value_parser = Words(&["auto", "sum", "avg", "max"]))]
    pub aggregation: Option<String>,
    /// Serve a metric under another name (repeat)
    #[arg(long, value_name = "OLD=NEW")]
    pub rename: Vec<String>,
}

/// How it is scraped.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Scrape")]
pub struct ScrapeFlags {
    /// Who finds the pods: a PodMonitor, annotations of the pods, or nobody that is made here [default: podmonitor]
    #[arg(long, value_name = "HOW", value_parser = Words(&["podmonitor", "annotations", "none"]))]
    pub scrape: Option<String>,
    /// Labels of the pods (repeat) [default: servingName=NAME]
    #[arg(long, value_name = "KEY[=VALUE]")]
    pub selector: Vec<String>,
    /// The container's port, by name or number [default: http]
    #[arg(long, value_name = "PORT")]
    pub port: Option<String>,
    /// The path [default: the engine's]
    #[arg(long, value_name = "PATH")]
    pub path: Option<String>,
    /// How often [default: 15s]
    #[arg(long, value_name = "DURATION")]
    pub interval: Option<String>,
}

/// How it is served.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Adapter")]
pub struct AdapterFlags {
    /// Who serves the metrics to autoscalers: ack is ack-alibaba-cloud-metrics-adapter [default: ack]
    #[arg(long, value_name = "ADAPTER", value_parser = Words(&["ack", "prometheus-adapter", "keda"]))]
    pub adapter: Option<String>,
    /// Where the adapter asks Prometheus
    #[arg(long, value_name = "URL")]
    pub prometheus: Option<String>,
    /// Header of each question to Prometheus (repeat)
    #[arg(long, value_name = "NAME:VALUE")]
    pub prometheus_header: Vec<String>,
    /// Labels of the series that hold namespace and name of the pod [default: by the scrape]
    #[arg(long, value_name = "NAMESPACE,POD")]
    pub labels: Option<String>,
    /// Make the ConfigMap that prometheus-adapter reads, instead of values of its chart
    #[arg(long, value_name = "[NAMESPACE/]NAME")]
    pub config_map: Option<String>,
    /// What KEDA scales [default: deployment/NAME]
    #[arg(long, value_name = "KIND/NAME")]
    pub workload: Option<String>,
    /// KEDA's minimum, which may be 0
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    pub min_replicas: Option<String>,
    /// KEDA's maximum
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    pub max_replicas: Option<String>,
}

/// What is done with it.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Action")]
pub struct RenderAction {
    /// What is made
    #[arg(long, value_enum, value_name = "PART", default_value_t)]
    pub part: PartOf,
    /// Write the objects among it to the cluster
    #[arg(long)]
    pub apply: bool,
    /// Write nothing to the cluster: print it (client), or have the API server check the objects (server)
    #[arg(long, value_enum, value_name = "WHERE", num_args = 0..=1, require_equals = true, default_missing_value = "client")]
    pub dry_run: Option<DryRun>,
    /// Take fields over that somebody else owns
    #[arg(long)]
    pub force_conflicts: bool,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: ApplyOutput,
}

/// A part of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum PartOf {
    /// Scrape and rules
    #[default]
    All,
    /// What is scraped
    Scrape,
    /// What is served
    Rules,
}

/// Walk the chain from the engine to the autoscaler and name the broken link
///
/// Asks each link of a live cluster: the engine shows the metric, something scrapes it, an adapter serves it, the autoscaler reads it,
/// and the value is the engine's own. Exit code 4 when a link is broken.
#[derive(Debug, Args)]
pub struct Check {
    /// The service, its workload or its autoscaler
    pub name: String,
    /// Metric to look for (repeat; default: those of the autoscaler)
    #[arg(long, value_name = "METRIC")]
    pub metric: Vec<String>,
    /// Where Prometheus is asked: its URL, or a Service as NAMESPACE/NAME[:PORT] [default: the usual Services]
    #[arg(long, value_name = "WHERE")]
    pub prometheus: Option<String>,
    /// Header of each question to Prometheus' URL (repeat)
    #[arg(long, value_name = "NAME:VALUE")]
    pub prometheus_header: Vec<String>,
    /// How long a value may take to come through before it counts as wrong
    #[arg(long, value_name = "DURATION", default_value = "45s")]
    pub patience: String,
    /// How to print
    #[arg(short, long, value_enum, default_value_t)]
    pub output: CheckOutput,
    /// Which cluster.
    #[command(flatten)]
    pub target: Target,
}

/// How to print what was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum CheckOutput {
    /// A line a link
    #[default]
    #[value(hide = true)]
    Table,
    /// JSON
    Json,
}
