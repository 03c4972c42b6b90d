//! What runs in a replica.

use clap::Args;
use serde::{Deserialize, Serialize};

use super::Words;

/// What runs in a replica.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Container")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ContainerFlags {
    /// Image
    #[arg(long, value_name = "IMAGE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// When to pull the image [default: IfNotPresent]
    #[arg(long, value_name = "WHEN", value_parser = Words(&["Always", "IfNotPresent", "Never"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image_pull_policy: Option<String>,
    /// Secret that opens the registry (repeat) [default: imagePullSecrets of Arena's configuration]
    #[arg(long, value_name = "SECRET")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub image_pull_secret: Vec<String>,
    /// Line that the shell runs, instead of positional words
    #[arg(long, value_name = "LINE")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub command: Option<String>,
    /// Shell that runs the command [default: sh]
    #[arg(long, value_name = "SHELL", value_parser = Words(&["sh", "bash"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shell: Option<String>,
    /// Port that the container listens on; beside a port of HTTP it is gRPC's [default: 8080 for KServe, else the command's or the engine's]
    #[arg(long, value_name = "PORT")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub port: Option<String>,
    /// Environment variable (repeat)
    #[arg(short, long, value_name = "NAME=VALUE")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::pairs")]
    pub env: Vec<String>,
    /// Environment variable from a Secret; the key is NAME unless given (repeat)
    #[arg(long, value_name = "NAME=SECRET[:KEY]")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::pairs")]
    pub env_from_secret: Vec<String>,
    /// User to run as: runAsUser, runAsGroup, fsGroup, runAsNonRoot (repeat)
    #[arg(long, value_name = "KEY=VALUE")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::pairs")]
    pub security_context: Vec<String>,
    /// ServiceAccount of the pods
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_account: Option<String>,
    /// How loading is told from hanging, with the patience after a colon, as vllm:45m [default: none; patience 30m]
    #[arg(long, value_name = "ENGINE[:DURATION]", value_parser = Words(&["auto", "vllm", "sglang", "triton", "tgi", "none"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub startup_probe: Option<String>,
    /// How replicas are replaced: all at once, or with surge=N more than wanted (0 where GPUs are full)
    #[arg(long, value_name = "HOW", value_parser = Words(&["recreate", "surge=0", "surge=1"]))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rollout: Option<String>,
}
