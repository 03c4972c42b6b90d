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

/// The names of a page's series without the engine's prefix: of vLLM, SGLang, TGI, TensorRT-LLM.
const WAITING: [&str; 3] = ["num_requests_waiting", "num_queue_reqs", "tgi_queue_size"];
const RUNNING: [&str; 3] = ["num_requests_running", "num_running_reqs", "tgi_batch_current_size"];
const CACHE: [&str; 4] =
    ["kv_cache_usage_perc", "gpu_cache_usage_perc", "token_usage", "trtllm_kv_cache_utilization"];
const PREEMPTIONS: [&str; 2] = ["num_preemptions_total", "num_retracted_reqs_total"];

impl EngineReading {
    /// Reads a page of metrics, given by name and value: counts are added up, of shares the fullest counts.
    pub fn read<'a>(pod: &str, samples: impl IntoIterator<Item = (&'a str, f64)>) -> Self {
        let mut series: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
        for (name, value) in samples {
            let name = name.split_once(':').map_or(name, |(_, rest)| rest);
            let (sum, most) = series.entry(name).or_insert((0.0, f64::MIN));
            (*sum, *most) = (*sum + value, most.max(value));
        }
        let of = |names: &[&str]| names.iter().find_map(|name| series.get(name).copied());
        Self {
            pod: pod.to_owned(),
            waiting: of(&WAITING).map(|(sum, _)| sum),
            running: of(&RUNNING).map(|(sum, _)| sum),
            cache: of(&CACHE).map(|(_, most)| most),
            preemptions: of(&PREEMPTIONS).map(|(sum, _)| sum),
        }
    }
}

impl Readings {
    /// What an adapter serves of a metric.
    pub fn of(&self, metric: &str) -> Option<&ServedMetric> {
        self.served.iter().find(|it| it.name == metric)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_whatever_the_engine() {
        let page = [
            ("vllm:num_requests_waiting", 2.0),
            ("vllm:num_requests_waiting", 3.0),
            ("vllm:gpu_cache_usage_perc", 0.4),
            ("vllm:gpu_cache_usage_perc", 0.9),
        ];
        let read = EngineReading::read("a", page);
        assert_eq!((read.waiting, read.cache, read.running), (Some(5.0), Some(0.9), None));
        let read = EngineReading::read("b", [("sglang:num_running_reqs", 7.0), ("sglang:token_usage", 0.1)]);
        assert_eq!((read.running, read.cache, read.preemptions), (Some(7.0), Some(0.1), None));
    }
}
