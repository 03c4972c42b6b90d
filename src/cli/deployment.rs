//! `neap serve deployment` and `statefulset`, and Arena's presets of it: `triton`, `tensorflow`.

use std::fmt::Debug;

use clap::Args;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::flags::{
    AutoscalerFlags, ContainerFlags, DataFlags, ElasticityFlags, ExposeFlags, FleetFlags, LifeFlags,
    PlacementFlags, PortFlags, ProbeFlags, ResourceFlags, ScrapeFlags, ServiceFlags, Words,
};

/// What `serve deployment --help` ends with.
pub const EXAMPLE: &str = "Example:\n  neap serve deployment --name=qwen3 --image=vllm/vllm-openai:v0.11.0 --port=8000 --gpus=1 \\\n    --memory=32Gi --scale-metric=vllm-waiting=5 --scale-metric=vllm-running=40 --max-replicas=10 \\\n    --unit resource=ecs,nodepool=np-edge --unit resource=ecs,nodepool=np-cloud --drain=60s \\\n    --scrape=podmonitor --model-dir=llm-model:/mnt/models \"vllm serve /mnt/models/Qwen3 --port 8000\"";
/// What `serve statefulset --help` ends with.
pub const STATEFUL_EXAMPLE: &str = "Example:\n  neap serve statefulset --name=vllm-inference --image=vllm/vllm-openai:v0.11.0 --port=8000 \\\n    --gpus=1 --memory=32Gi --scale-metric=vllm-waiting=5 --max-replicas=3 \\\n    --model-dir=llm-model:/models \"vllm serve /models/Qwen3-32B --port 8000\"";
/// What `serve triton --help` ends with.
pub const TRITON_EXAMPLE: &str = "Example:\n  neap serve triton --name=bert --image=nvcr.io/nvidia/tritonserver:24.01-py3 --gpus=1 \\\n    --memory=16Gi --model-repository=/models/ai --data=model-pvc:/models --allow-metrics";
/// What `serve tensorflow --help` ends with.
pub const TENSORFLOW_EXAMPLE: &str = "Example:\n  neap serve tensorflow --name=mymnist --image=tensorflow/serving:2.16.1 --model-name=mnist \\\n    --model-path=/models/mnist --data=tf-model:/models";

/// What is deployed: what a service file holds, one section a group. `W` are the kind's own flags.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[serde(
    rename_all = "camelCase",
    deny_unknown_fields,
    default,
    bound(serialize = "W: Serialize", deserialize = "W: DeserializeOwned + Default + Args")
)]
pub struct DeploymentFlags<W: Args> {
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
    /// What only this kind has.
    #[command(flatten)]
    pub own: W,
    /// What it listens on.
    #[command(flatten)]
    pub ports: PortFlags,
    /// How it is asked for its health.
    #[command(flatten)]
    pub probes: ProbeFlags,
    /// How much a replica gets.
    #[command(flatten)]
    pub resources: ResourceFlags,
    /// What is mounted.
    #[command(flatten)]
    pub data: DataFlags,
    /// How many replicas.
    #[command(flatten)]
    pub elasticity: ElasticityFlags,
    /// Who scales it.
    #[command(flatten)]
    pub autoscaler: AutoscalerFlags,
    /// Where they run.
    #[command(flatten)]
    pub placement: PlacementFlags,
    /// On which clusters of a fleet.
    #[command(flatten)]
    pub fleet: FleetFlags,
    /// How pods end.
    #[command(flatten)]
    pub life: LifeFlags,
    /// Who reaches it.
    #[command(flatten)]
    pub expose: ExposeFlags,
    /// How Prometheus finds it.
    #[command(flatten)]
    pub metrics: ScrapeFlags,
}

/// What every kind's own flags can do.
pub trait Own: Args + Clone + Default + Debug + Serialize + DeserializeOwned {}
impl<T: Args + Clone + Default + Debug + Serialize + DeserializeOwned> Own for T {}

/// What only Deployments have.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Deployment")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DeploymentOnly {
    /// Pods above the wish while they are replaced, a number or per cent [default: Kubernetes', 25%]
    #[arg(long, value_name = "COUNT|PERCENT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_surge: Option<String>,
    /// Pods below the wish while they are replaced, a number or per cent [default: Kubernetes', 25%]
    #[arg(long, value_name = "COUNT|PERCENT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_unavailable: Option<String>,
}

/// What only StatefulSets have.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "StatefulSet")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct StatefulSetOnly {
    /// Whether new pods start at once, or each after the one before it is ready [default: parallel]
    #[arg(long, value_name = "HOW", value_parser = Words(&["parallel", "ordered"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pod_management: Option<String>,
}

/// What only Triton has.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Triton")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TritonOnly {
    /// Backend, which chooses the image where none is given and needs a GPU
    #[arg(long, value_name = "BACKEND", value_parser = Words(&["vllm", "trt-llm"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub backend: Option<String>,
    /// Path of the models in the container
    #[arg(long, value_name = "PATH")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_repository: Option<String>,
    /// Port of HTTP [default: 8000]
    #[arg(long, value_name = "PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http_port: Option<String>,
    /// Port of gRPC [default: 8001]
    #[arg(long, value_name = "PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grpc_port: Option<String>,
    /// Show metrics, on --metrics-port
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub allow_metrics: Option<bool>,
    /// More of the server's command line
    #[arg(long, value_name = "LINE", allow_hyphen_values = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extend_command: Option<String>,
    /// Model to load at the start (repeat)
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub load_model: Vec<String>,
}

/// What only TensorFlow Serving has.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "TensorFlow")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct TensorflowOnly {
    /// Path of the model in the container
    #[arg(long, alias = "modelPath", value_name = "PATH")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_path: Option<String>,
    /// File in the container that lists the models, instead of --model-name and --model-path
    #[arg(long, alias = "modelConfigFile", value_name = "PATH")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_config_file: Option<String>,
    /// File in the container that says what is monitored
    #[arg(long, value_name = "PATH")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub monitoring_config_file: Option<String>,
    /// Accepted for Arena's sake; does nothing, in Arena neither
    #[arg(long, alias = "versionPolicy", value_name = "POLICY", hide = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version_policy: Option<String>,
    /// See --model-name
    #[arg(long = "modelName", value_name = "NAME", hide = true)]
    #[serde(skip)]
    pub old_model_name: Option<String>,
    /// See --restful-port
    #[arg(long = "restfulPort", value_name = "PORT", hide = true)]
    #[serde(skip)]
    pub old_restful_port: Option<String>,
}
