//! How many replicas, and when more.

use clap::Args;
use serde::{Deserialize, Serialize};

/// How many replicas, and when more.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Elasticity")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ElasticityFlags {
    /// Never fewer replicas [default: 1]
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_replicas: Option<String>,
    /// Never more replicas
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_replicas: Option<String>,
    /// The minimum, as Arena's other kinds call it
    #[arg(long, value_name = "COUNT", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replicas: Option<String>,
    /// What to scale on, with its target where there are several (repeat): cpu, memory, concurrency, rps; a preset: vllm-waiting, vllm-running, vllm-kv-cache, sglang-queue, sglang-running, sglang-token-usage, gpu-util, gpu-sm-util, gpu-mem; any metric of the pods; external:NAME{KEY=VALUE}
    #[arg(long, value_name = "METRIC[=TARGET]")]
    #[serde(
        skip_serializing_if = "Vec::is_empty",
        serialize_with = "super::list::one_or_many",
        deserialize_with = "super::list::pairs"
    )]
    pub scale_metric: Vec<String>,
    /// Average per replica to aim at, in the metric's unit: 5 requests, 50 per cent, 80% of the KV cache
    #[arg(long, value_name = "TARGET", allow_negative_numbers = true)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_target: Option<String>,
    /// How long a wish for more must last, at most 1h [default: Kubernetes', 0s]
    #[arg(long, value_name = "DURATION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_up_window: Option<String>,
    /// How long a wish for fewer must last, at most 1h [default: Kubernetes', 5m]
    #[arg(long, value_name = "DURATION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_down_window: Option<String>,
    /// Name of the HorizontalPodAutoscaler, where there is one already [default: NAME-hpa]
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hpa_name: Option<String>,
}
