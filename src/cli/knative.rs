//! `neap serve knative`: the shared flags, and what Knative's autoscaler, revisions and ACK's reserve instances take.

use clap::Args;
use serde::{Deserialize, Serialize};

use super::flags::{
    ContainerFlags, DataFlags, ElasticityFlags, PlacementFlags, ResourceFlags, ServiceFlags, Words,
};

/// What `serve knative --help` ends with.
pub const EXAMPLE: &str = "Example:\n  neap serve knative --name=qwen --image=vllm/vllm-openai:v0.11.0 --gpus=1 --cpu=16 --memory=64Gi \\\n    --scale-metric=concurrency --scale-target=2 --max-replicas=3 --priority=high \\\n    --unit selector.aliyun.accelerator/nvidia_name=NVIDIA-A10 --unit selector.aliyun.accelerator/nvidia_name=Tesla-T4 \\\n    --preempt-policy=BeforeNextUnit --model-dir=qwen-7b:/mnt/models \"vllm serve /mnt/models --port 8080\"";

/// What is deployed: what a service file holds, one section a group.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct KnativeFlags {
    /// The file format's version.
    #[arg(skip)]
    pub api_version: String,
    /// The kind of service.
    #[arg(skip)]
    pub kind: String,
    /// The namespace; `--namespace` on the command line.
    #[arg(skip)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Which service.
    #[command(flatten)]
    pub service: ServiceFlags,
    /// What runs.
    #[command(flatten)]
    pub container: ContainerFlags,
    /// How much a replica gets.
    #[command(flatten)]
    pub resources: ResourceFlags,
    /// What is mounted.
    #[command(flatten)]
    pub data: DataFlags,
    /// How many replicas.
    #[command(flatten)]
    pub elasticity: ElasticityFlags,
    /// Where they run.
    #[command(flatten)]
    pub placement: PlacementFlags,
    /// How Knative counts them.
    #[command(flatten)]
    pub autoscaler: AutoscalerFlags,
    /// What stays when nothing is asked.
    #[command(flatten)]
    pub reserve: ReserveFlags,
    /// Who gets the requests.
    #[command(flatten)]
    pub requests: RequestFlags,
}

/// Knative's autoscaler.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Autoscaler")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct AutoscalerFlags {
    /// Who counts: Knative by requests (kpa), or Kubernetes by a metric (hpa) [default: by the metric]
    #[arg(long, value_name = "CLASS", value_parser = Words(&["kpa", "hpa"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub autoscaler: Option<String>,
    /// Per cent of the target that each pod is aimed at [default: Knative's, 70]
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_utilization: Option<String>,
    /// What is averaged over, 6s to 1h [default: Knative's, 60s]
    #[arg(long, value_name = "DURATION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stable_window: Option<String>,
    /// Per cent of the window that is looked at for a panic [default: Knative's, 10]
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panic_window: Option<String>,
    /// Per cent of what the pods can take that begins a panic, in which none goes [default: Knative's, 200]
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panic_threshold: Option<String>,
    /// Replicas that a new revision starts with [default: Knative's, 1]
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub initial_scale: Option<String>,
    /// Replicas at least, whenever there are any
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activation_scale: Option<String>,
    /// How long a wish for fewer must last, at most 1h [default: Knative's, 0s]
    #[arg(long, value_name = "DURATION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_down_delay: Option<String>,
    /// How long the last replica stays after the last request, at most 1h [default: Knative's, 0s]
    #[arg(long, value_name = "DURATION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_retention: Option<String>,
    /// Requests more than now that must find room at once, or they wait in Knative's activator; -1: all wait there [default: Knative's, 211]
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target_burst_capacity: Option<String>,
}

/// A small instance of ACK's that stays when all replicas have gone.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Reserve instance (ACK)")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ReserveFlags {
    /// Keep a small instance when nothing is asked, which answers until a replica is up
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserve_instance: Option<bool>,
    /// What it is [default: ACK's, eci]
    #[arg(long, value_name = "TYPE", value_parser = Words(&["eci", "ecs", "acs"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserve_instance_type: Option<String>,
    /// Its size, as ecs.gn6i-c4g1.xlarge or 1-2Gi (repeat, at most 5, in order of preference)
    #[arg(long, value_name = "SPEC")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reserve_instance_spec: Vec<String>,
    /// How many of them [default: ACK's, 1]
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserve_instance_replicas: Option<String>,
}

/// Who gets the requests.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Requests and revisions")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct RequestFlags {
    /// Requests in flight per replica at the most; 0 is no limit
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container_concurrency: Option<String>,
    /// Seconds that a request may take; not how long neap waits, which is --wait [default: Knative's, 300]
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<String>,
    /// Name of the revision that this makes, as qwen-v2 [default: Knative counts them]
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_name: Option<String>,
    /// Per cent of the requests for the revision that this makes; the rest stays with the last one that was ready
    #[arg(long, value_name = "PERCENT", allow_negative_numbers = true, conflicts_with = "traffic")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canary: Option<String>,
    /// Share of a revision in per cent, as qwen-00001=90 and latest=10 (repeat) [default: as it is; for a new service all to the latest]
    #[arg(long, value_name = "REVISION=PERCENT")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::flags::list::pairs")]
    pub traffic: Vec<String>,
    /// Name under which a revision is reached whatever its share, as latest=canary (repeat)
    #[arg(long, value_name = "REVISION=TAG")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::flags::list::pairs")]
    pub tag: Vec<String>,
}
