//! What is mounted.

use clap::Args;
use serde::{Deserialize, Serialize};

/// What is mounted.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Data")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct DataFlags {
    /// PersistentVolumeClaim and where it is mounted (repeat)
    #[arg(short, long, value_name = "PVC:/PATH[:SUBPATH][:ro]")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<String>,
    /// The claim that holds the model, mounted read-only
    #[arg(long, value_name = "PVC:/PATH[:SUBPATH]")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_dir: Option<String>,
    /// Cache that the model is read from, as `cache create` makes it, mounted read-only [path: /mnt/models]
    #[arg(long, value_name = "NAME[:/PATH]")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<String>,
    /// Sub-path of a --data with $(VARIABLE) in it (repeat)
    #[arg(long, value_name = "PVC:EXPR")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data_subpath_expr: Vec<String>,
    /// Directory of the node and where it is mounted (repeat)
    #[arg(long, value_name = "HOST[:CONTAINER]")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub data_dir: Vec<String>,
    /// Scratch space that goes with the pod (repeat)
    #[arg(long, value_name = "NAME:/PATH")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub temp_dir: Vec<String>,
    /// Sub-path of a --temp-dir with $(VARIABLE) in it (repeat)
    #[arg(long, value_name = "NAME:EXPR")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub temp_dir_subpath_expr: Vec<String>,
    /// File of this machine that becomes a ConfigMap, and where it is mounted (repeat)
    #[arg(long, value_name = "FILE[:/PATH]")]
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub config_file: Vec<String>,
}
