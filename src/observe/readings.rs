//! What a moment's questions add to a watch: what each engine says of itself, and what an adapter says of it.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

/// What was read at one moment. Nothing of it is in a watch; without it some signs cannot be seen.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Readings {
    /// What each pod's engine says of itself.
    pub engines: Vec<EngineReading>,
    /// What adapters serve of the autoscaler's metrics.
    pub served: Vec<ServedMetric>,
}

/// What an engine says of itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EngineReading {
    /// Its pod.
    pub pod: String,
    /// Requests in its queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<f64>,
    /// Requests that it works on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub running: Option<f64>,
    /// The share of its KV cache that is in use, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cache: Option<f64>,
    /// How often it has thrown away what it had computed, since its start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preemptions: Option<f64>,
}

/// What an adapter serves of a metric.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ServedMetric {
    /// Its name, as the autoscaler asks for it.
    pub name: String,
    /// The time of the oldest value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Values by pod; of an external metric all of them under an empty name.
    pub values: BTreeMap<String, f64>,
}

impl Readings {
    /// What an adapter serves of a metric.
    pub fn of(&self, metric: &str) -> Option<&ServedMetric> {
        self.served.iter().find(|it| it.name == metric)
    }
}
