//! What Prometheus knows of load, metric and first tokens: raw samples with the times of their scrapes.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::Value;

use crate::cluster::Cluster;
use crate::commands::metrics::check::prometheus::Prometheus;
use crate::error::{Error, Result};
use crate::kubernetes::quantity::thousandths;
use crate::observe::Snapshot;
use crate::observe::timeline::{Samples, Series, together};

/// Labels that hold a pod's name: as scraped, without honoured labels, and ACK's own.
const POD_LABELS: [&str; 3] = ["pod", "exported_pod", "PodName"];
/// Requests that run or wait.
const LOAD: &str =
    "vllm:num_requests_running|vllm:num_requests_waiting|sglang:num_running_reqs|sglang:num_queue_reqs";
/// First tokens, counted.
const FIRST_TOKENS: &str = "vllm:time_to_first_token_seconds_count|sglang:time_to_first_token_seconds_count";
/// The metric is looked at from so long before what is shown: a rise begins before its decision.
const BEFORE: SignedDuration = SignedDuration::from_mins(10);

/// Asks for the series of a service's pods.
///
/// # Errors
/// Prometheus does not answer, or not as Prometheus does.
pub async fn ask(
    prometheus: &Prometheus,
    cluster: &Cluster,
    snapshot: &Snapshot,
    back: SignedDuration,
) -> Result<Series> {
    let Some(service) = snapshot.services.first() else { return Ok(Series::default()) };
    let window = back.saturating_add(BEFORE).as_secs().max(1);
    let metric = service.autoscalers.first().and_then(|it| it.metrics.first());
    let asked = |names: String| async move {
        for label in POD_LABELS {
            let selector = format!("{{__name__=~\"{names}\",{label}=~\"{}.*\"}}[{window}s]", service.name);
            let answer = prometheus.answer(cluster, &selector).await?;
            let refused = |why: String| Error::failed(format!("{prometheus}: {why}"));
            let found = matrix(&answer.map_err(refused)?, label)
                .ok_or_else(|| refused("it answers, but not as Prometheus does".to_owned()))?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok::<_, Error>(BTreeMap::new())
    };
    let measured = async {
        match metric {
            Some(metric) => asked(metric.name.clone()).await,
            None => Ok(BTreeMap::new()),
        }
    };
    let (load, measured, first_tokens) =
        tokio::try_join!(asked(LOAD.to_owned()), measured, asked(FIRST_TOKENS.to_owned()))?;
    #[expect(clippy::cast_precision_loss, reason = "a target for people")]
    let target = metric
        .and_then(|it| thousandths(&Value::from(it.target.as_str())))
        .map(|target| target as f64 / 1000.0);
    Ok(Series { load, metric: measured, target, first_tokens })
}

/// The samples of a matrix by pod; several series of one pod are added up. `None` if it is no answer of Prometheus.
fn matrix(answer: &Value, label: &str) -> Option<BTreeMap<String, Samples>> {
    let mut pods: BTreeMap<String, Vec<Samples>> = BTreeMap::new();
    for series in answer.pointer("/data/result")?.as_array()? {
        let Some(pod) = series.pointer("/metric")?.get(label).and_then(Value::as_str) else { continue };
        let values = series.get("values").and_then(Value::as_array)?;
        let samples = values.iter().filter_map(sample).collect();
        pods.entry(pod.to_owned()).or_default().push(samples);
    }
    Some(pods.into_iter().map(|(pod, series)| (pod, together(series))).collect())
}

fn sample(pair: &Value) -> Option<(Timestamp, f64)> {
    let millis = (pair.get(0)?.as_f64()? * 1000.0).round();
    #[expect(clippy::cast_possible_truncation, reason = "a time of day; what is out of range is no time")]
    let at = Timestamp::from_millisecond(millis as i64).ok()?;
    Some((at, pair.get(1)?.as_str()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn series_of_one_pod_are_added_up_and_odd_answers_are_none() {
        let series = |pod: &str, values: Value| json!({"metric": {"pod": pod}, "values": values});
        let answer = json!({"data": {"resultType": "matrix", "result": [
            series("a", json!([[10.5, "1"], [25.5, "2"]])),
            series("a", json!([[10.5, "4"], [25.5, "5"]])),
            {"metric": {}, "values": []},
        ]}});
        let pods = matrix(&answer, "pod").unwrap();
        let last = pods["a"].last().unwrap();
        assert_eq!((last.0.as_millisecond(), last.1), (25_500, 7.0));
        assert_eq!(pods.len(), 1);
        assert_eq!(
            matrix(&json!({"data": {"result": [{"metric": {"pod": "a"}, "value": [1, "2"]}]}}), "pod"),
            None
        );
        assert_eq!(matrix(&json!({}), "pod"), None);
    }
}
