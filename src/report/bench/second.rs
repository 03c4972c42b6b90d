//! A second of the document's timeline. Times are seconds.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One second of the run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Second {
    /// Requests that were due; in a closed loop those that were begun.
    pub due: u64,
    /// Requests that were begun.
    pub sent: u64,
    /// Requests that ended well.
    pub succeeded: u64,
    /// Requests that failed or were answered with a status from 400 on.
    pub failed: u64,
    /// Requests that were due and had not ended when the second was over.
    pub under_way: u64,
    /// The mean latency of those that were answered in it.
    pub mean: Option<f64>,
    /// The median latency of those that were answered in it, within 3 %.
    pub p50: Option<f64>,
    /// The 90th percentile by the nearest rank, within 3 %: of fewer than ten answers the longest.
    pub p90: Option<f64>,
    /// The 99th percentile by the nearest rank, within 3 %: of fewer than a hundred answers the longest.
    pub p99: Option<f64>,
    /// The longest latency of those that were answered in it.
    pub max: Option<f64>,
    /// Requests whose connection broke, or which a gateway answered with 502, 503 or 504; these are among the failed.
    pub lost: u64,
}
