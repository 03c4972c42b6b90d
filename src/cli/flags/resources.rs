//! How much a replica gets.

use clap::Args;
use serde::{Deserialize, Serialize};

/// How much a replica gets.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Resources")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ResourceFlags {
    /// Whole GPUs (nvidia.com/gpu)
    #[arg(long, value_name = "COUNT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gpus: Option<String>,
    /// Shared GPU memory in GiB (aliyun.com/gpu-mem)
    #[arg(long, value_name = "GIB")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gpumemory: Option<String>,
    /// Shared GPU compute in per cent, a multiple of 5 (aliyun.com/gpu-core.percentage)
    #[arg(long, value_name = "PERCENT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gpucore: Option<String>,
    /// CPU, as 4 or 500m; also the limit
    #[arg(long, value_name = "QUANTITY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu: Option<String>,
    /// The most CPU [default: as --cpu]
    #[arg(long, value_name = "QUANTITY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_limit: Option<String>,
    /// Memory, as 12Gi; also the limit
    #[arg(long, value_name = "QUANTITY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<String>,
    /// The most memory [default: as --memory]
    #[arg(long, value_name = "QUANTITY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_limit: Option<String>,
    /// Memory of /dev/shm, which tensor parallelism needs
    #[arg(long, visible_alias = "shm-size", value_name = "QUANTITY")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share_memory: Option<String>,
    /// Another device, as amd.com/gpu=1 (repeat)
    #[arg(long, value_name = "NAME=COUNT")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::pairs")]
    pub device: Vec<String>,
}
