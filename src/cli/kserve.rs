//! `neap serve kserve`: Arena's flags, and what they lack.

use clap::Args;
use serde::{Deserialize, Serialize};

use super::flags::{
    ContainerFlags, DataFlags, ElasticityFlags, PlacementFlags, ResourceFlags, ServiceFlags, Words,
};

/// What `serve kserve --help` ends with.
pub const EXAMPLE: &str = "Example:\n  neap serve kserve --name=qwen-chat --image=vllm/vllm-openai:v0.11.0 --gpus=1 --cpu=4 --memory=12Gi \\\n    --scale-metric=vllm-waiting --scale-target=5 --max-replicas=3 \\\n    --unit resource=ecs,nodepool=np-edge --unit resource=ecs,nodepool=np-cloud \\\n    --data=llm-model:/mnt/models \"vllm serve /mnt/models/Qwen --port 8080\"";

/// What is deployed: what a service file holds, one section a group.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct KserveFlags {
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
    /// A runtime's model.
    #[command(flatten)]
    pub model: ModelFlags,
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
    /// KServe's own.
    #[command(flatten)]
    pub kserve: KserveOnlyFlags,
}

/// A model for a serving runtime, instead of an image and a command.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Model for a serving runtime")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ModelFlags {
    /// Format of the model, as huggingface; KServe then chooses a runtime
    #[arg(long, value_name = "NAME[:VERSION]")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_format: Option<String>,
    /// ServingRuntime or ClusterServingRuntime
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime: Option<String>,
    /// Version of the runtime
    #[arg(long, value_name = "VERSION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub runtime_version: Option<String>,
    /// Where the model is fetched from, as pvc://llm-model/Qwen or oss://bucket/path
    #[arg(long, value_name = "URI")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub storage_uri: Option<String>,
    /// Protocol that the model speaks
    #[arg(long, value_name = "PROTOCOL", value_parser = Words(&["v1", "v2", "grpc-v1", "grpc-v2"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub protocol_version: Option<String>,
}

/// What only KServe knows.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "KServe")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct KserveOnlyFlags {
    /// How KServe deploys: as a Deployment (raw) or a Knative Service; auto is raw unless the metric is Knative's [default: auto]
    #[arg(long, value_name = "MODE", value_parser = Words(&["auto", "raw", "knative"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deployment_mode: Option<String>,
    /// Requests in flight per replica at the most (Knative)
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub container_concurrency: Option<String>,
    /// Seconds that a request may take; not how long neap waits, which is --wait
    #[arg(long, value_name = "SECONDS", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeout: Option<String>,
    /// Per cent of the traffic for the newest revision (Knative)
    #[arg(long, visible_alias = "canary", value_name = "PERCENT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canary_traffic_percent: Option<String>,
    /// Have Prometheus scrape the pods: a Service and a ServiceMonitor
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_prometheus: Option<bool>,
    /// Port to scrape [default: 8080]
    #[arg(long, value_name = "PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub metrics_port: Option<String>,
}
