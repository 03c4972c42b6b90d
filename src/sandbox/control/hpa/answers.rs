//! What the metrics APIs answer, read into what the rules take.

use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::Value;

use crate::clock::parse_duration;
use crate::elastic::hpa::{Answer, Metric, Sample, Samples, Unanswered};
use crate::kubernetes::quantity::thousandths;
use crate::sandbox;

/// The window of a sample that does not say its own.
const WINDOW: SignedDuration = SignedDuration::from_secs(60);

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct List {
    items: Vec<Item>,
}

/// A MetricValue, an ExternalMetricValue or a PodMetrics.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Item {
    described_object: Named,
    metadata: Named,
    timestamp: Option<Timestamp>,
    window_seconds: Option<i64>,
    window: Option<String>,
    value: Value,
    containers: Vec<ContainerUsage>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Named {
    name: String,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct ContainerUsage {
    name: String,
    usage: serde_json::Map<String, Value>,
}

/// What an API said about a metric.
pub fn read(metric: &Metric, answer: sandbox::Answer) -> Result<Answer, Unanswered> {
    let answer = answer.map_err(|refusal| Unanswered::Failed(refusal.message))?;
    let list: List = serde_json::from_value(answer).map_err(|error| Unanswered::Failed(error.to_string()))?;
    if let Metric::Object { .. } = metric {
        return match list.items.as_slice() {
            [item] => Ok(Answer::Object(thousandths(&item.value).unwrap_or(0))),
            items => Err(Unanswered::Failed(format!(
                "the custom metrics API server returned {} results when we asked for exactly one",
                items.len()
            ))),
        };
    }
    if list.items.is_empty() {
        return Err(Unanswered::Nothing);
    }
    let items = list.items.into_iter();
    Ok(match metric {
        Metric::External { .. } => {
            Answer::External(items.filter_map(|item| thousandths(&item.value)).collect())
        }
        Metric::Resource { name, container, .. } => {
            Answer::Pods(items.filter_map(|item| item.usage(name, container.as_deref())).collect())
        }
        _ => Answer::Pods(items.map(Item::of_pod).collect::<Samples>()),
    })
}

/// The version of the custom metrics API to ask, as `custom.metrics.k8s.io/v1beta2`.
///
/// # Errors
/// There is none, in the controller's words.
pub fn custom_version(group: &sandbox::Answer) -> Result<String, String> {
    const KNOWN: [&str; 2] = ["custom.metrics.k8s.io/v1beta2", "custom.metrics.k8s.io/v1beta1"];
    let group = group.as_ref().map_err(|refusal| match refusal.code {
        404 => "no custom metrics API (custom.metrics.k8s.io) registered".to_owned(),
        _ => refusal.message.clone(),
    })?;
    let preferred = group.pointer("/preferredVersion/groupVersion").and_then(Value::as_str);
    let served = group.get("versions").and_then(Value::as_array).into_iter().flatten();
    let served = served.filter_map(|version| version.get("groupVersion").and_then(Value::as_str));
    let known = preferred.into_iter().chain(served).find(|version| KNOWN.contains(version));
    known.map(str::to_owned).ok_or_else(|| "no known available metric versions found".to_owned())
}

impl Item {
    fn of_pod(self) -> (String, Sample) {
        let window = self.window_seconds.map_or(WINDOW, SignedDuration::from_secs);
        let sample = Sample {
            value: thousandths(&self.value).unwrap_or(0),
            at: self.timestamp.unwrap_or(Timestamp::UNIX_EPOCH),
            window,
        };
        (self.described_object.name, sample)
    }

    /// Of one container, or of all; a pod of which one container does not report does not report.
    fn usage(self, resource: &str, container: Option<&str>) -> Option<(String, Sample)> {
        let of = |usage: &ContainerUsage| usage.usage.get(resource).and_then(thousandths);
        let value = match container {
            Some(name) => self.containers.iter().find(|it| it.name == name).and_then(of)?,
            None if self.containers.is_empty() => return None,
            None => self.containers.iter().map(of).sum::<Option<i64>>()?,
        };
        let window = self.window.as_deref().and_then(|window| parse_duration(window).ok());
        let sample = Sample {
            value,
            at: self.timestamp.unwrap_or(Timestamp::UNIX_EPOCH),
            window: window.and_then(|window| SignedDuration::try_from(window).ok()).unwrap_or_default(),
        };
        Some((self.metadata.name, sample))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sandbox::Refusal;

    fn refused(code: u16, message: &str) -> sandbox::Answer {
        Err(Refusal { code, reason: String::new(), message: message.into() })
    }

    #[test]
    fn values_of_pods_keep_their_time_and_window() {
        let metric = Metric::parse(&json!({"type": "Pods"}));
        let list = json!({"items": [{"describedObject": {"kind": "Pod", "name": "a"}, "metric": {"name": "m"},
            "timestamp": "2026-01-01T00:00:00Z", "windowSeconds": 30, "value": "1500m"},
            {"describedObject": {"name": "b"}, "timestamp": "2026-01-01T00:00:00Z", "value": "2"}]});
        let Ok(Answer::Pods(samples)) = read(&metric, Ok(list)) else { panic!() };
        assert_eq!((samples["a"].value, samples["a"].window), (1500, SignedDuration::from_secs(30)));
        assert_eq!((samples["b"].value, samples["b"].window), (2000, WINDOW));
        assert_eq!(read(&metric, Ok(json!({"items": []}))), Err(Unanswered::Nothing));
        assert_eq!(read(&metric, refused(404, "gone")), Err(Unanswered::Failed("gone".into())));
    }

    #[test]
    fn usage_is_that_of_all_containers_or_of_one() {
        let list = json!({"items": [{"metadata": {"name": "a"}, "timestamp": "2026-01-01T00:00:00Z", "window": "30s",
            "containers": [{"name": "x", "usage": {"cpu": "250m", "memory": "1Gi"}}, {"name": "y", "usage": {"cpu": "1"}}]}]});
        let of = |container: Value, resource: &str| {
            let source = json!({"name": resource, "container": container});
            let kind = if container.is_null() { "Resource" } else { "ContainerResource" };
            let metric = json!({"type": kind, "resource": source, "containerResource": source});
            let Ok(Answer::Pods(samples)) = read(&Metric::parse(&metric), Ok(list.clone())) else { panic!() };
            samples.get("a").map(|sample| sample.value)
        };
        assert_eq!(of(Value::Null, "cpu"), Some(1250));
        assert_eq!(of("x".into(), "cpu"), Some(250));
        assert_eq!(of(Value::Null, "memory"), None, "one of its containers does not report");
    }

    #[test]
    fn an_object_has_exactly_one_value() {
        let metric = Metric::parse(&json!({"type": "Object"}));
        assert_eq!(read(&metric, Ok(json!({"items": [{"value": "3"}]}))), Ok(Answer::Object(3000)));
        assert_eq!(
            read(&metric, Ok(json!({"items": []}))),
            Err(Unanswered::Failed(
                "the custom metrics API server returned 0 results when we asked for exactly one".into()
            ))
        );
    }

    #[test]
    fn the_preferred_version_is_asked_if_it_is_known() {
        let group = |preferred: &str| {
            let versions: Vec<Value> = ["v1beta1", "v1beta2"]
                .iter()
                .map(|version| json!({"groupVersion": format!("custom.metrics.k8s.io/{version}")}))
                .collect();
            Ok(json!({"preferredVersion": {"groupVersion": preferred}, "versions": versions}))
        };
        let version = |preferred| custom_version(&group(preferred)).unwrap();
        assert_eq!(version("custom.metrics.k8s.io/v1beta2"), "custom.metrics.k8s.io/v1beta2");
        assert_eq!(version("custom.metrics.k8s.io/v2"), "custom.metrics.k8s.io/v1beta1");
        assert_eq!(
            custom_version(&refused(404, "")).unwrap_err(),
            "no custom metrics API (custom.metrics.k8s.io) registered"
        );
    }
}
