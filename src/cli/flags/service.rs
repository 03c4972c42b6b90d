//! Which service.

use clap::Args;
use serde::{Deserialize, Serialize};

/// Which service.
#[derive(Debug, Clone, Default, Args, Serialize, Deserialize)]
#[command(next_help_heading = "Service")]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct ServiceFlags {
    /// Name of the service
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Version; the object is then called NAME-VERSION
    #[arg(long, value_name = "VERSION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Label of the service and its pods, as team=chat (repeat)
    #[arg(short, long, value_name = "KEY=VALUE")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::pairs")]
    pub label: Vec<String>,
    /// Annotation of the service and its pods (repeat)
    #[arg(short, long, value_name = "KEY=VALUE")]
    #[serde(skip_serializing_if = "Vec::is_empty", deserialize_with = "super::list::pairs")]
    pub annotation: Vec<String>,
    /// Sets the label modelName
    #[arg(long, value_name = "NAME")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_name: Option<String>,
    /// Sets the label modelVersion
    #[arg(long, value_name = "VERSION")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_version: Option<String>,
    /// Ask for Istio's sidecar; does nothing for KServe
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub enable_istio: Option<bool>,
    /// Accepted for Arena's sake; does nothing
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "BOOL")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expose_service: Option<bool>,
}
