//! The external metrics of KEDA's triggers.

use std::collections::BTreeMap;

use http::Response;

use super::Metrics;
use super::answer::{external, list, not_found, ok};
use super::series::Sample;
use crate::clock::Clock;
use crate::elastic::keda::{Source, Trigger};
use crate::engines::promql::{self, Line, Matcher, Pattern, Point, Selector};
use crate::sandbox::model::server::body::Body;

/// The label by which an HPA of KEDA's says whose metric it wants.
const OWNER: &str = "scaledobject.keda.sh/name";

/// The ScaledObject that a label selector names.
pub fn owner(selector: &str) -> Option<&str> {
    selector.split(',').find_map(|part| part.trim().strip_prefix(OWNER)?.strip_prefix('='))
}

/// Answers with the value of a trigger.
pub fn answer(metrics: &Metrics, namespace: &str, owner: &str, metric: &str) -> Response<Body> {
    match value(metrics, namespace, owner, metric) {
        Ok(value) => {
            let sample = Sample { at: metrics.0.clock.now(), value };
            ok(&list(
                "external.metrics.k8s.io",
                "v1beta1",
                "ExternalMetricValueList",
                vec![external(metric, sample)],
            ))
        }
        Err(message) => not_found(message),
    }
}

fn value(metrics: &Metrics, namespace: &str, owner: &str, metric: &str) -> Result<f64, String> {
    let missing = || format!("no matching metrics found for {metric}");
    let trigger = {
        let world = metrics.0.world.read();
        let scaled = world.scaled_objects.get(namespace, owner).ok_or_else(missing)?;
        let triggers = scaled.spec.triggers.iter().enumerate();
        let mut read = triggers.filter_map(|(place, it)| {
            Trigger::parse(place, &it.kind, &it.metadata, it.metric_type.as_deref()).ok()
        });
        read.find(|trigger| trigger.metric == metric).ok_or_else(missing)?
    };
    match &trigger.source {
        Source::Prometheus { query, ignore_null } => ask(metrics, query, *ignore_null),
        source => source.by_clock(metrics.0.clock.now()).ok_or_else(missing),
    }
}

/// What a query's one element is.
fn ask(metrics: &Metrics, query: &str, ignore_null: bool) -> Result<f64, String> {
    let refused = |error: String| {
        format!(
            "prometheus query api returned error. status: 400 response: invalid parameter \"query\": {error}"
        )
    };
    let query_text = query;
    let query = promql::parse(query).map_err(refused)?;
    let now = metrics.as_of();
    let elements =
        promql::evaluate(&query, seconds(now), &|selector| lines(metrics, selector)).map_err(refused)?;
    match elements.as_slice() {
        [] if ignore_null => Ok(0.0),
        [] => Err("prometheus metrics 'prometheus' target may be lost, the result is empty".into()),
        [one] if one.value.is_infinite() && ignore_null => Ok(0.0),
        [one] if one.value.is_infinite() => Err(format!("prometheus query returns {}", one.value)),
        [one] => Ok(one.value),
        _ => Err(format!("prometheus query {query_text} returned multiple elements")),
    }
}

fn seconds(at: jiff::Timestamp) -> f64 {
    at.as_duration().as_secs_f64()
}

/// The series that a selector means. Their labels are those of both ways of scraping; an engine's own are not kept, and a matcher of
/// one holds.
fn lines(metrics: &Metrics, selector: &Selector) -> Vec<Line> {
    let Some(name) = selector.name.as_deref() else { return Vec::new() };
    let (now, world) = (metrics.as_of(), metrics.0.world.read());
    let series = metrics.series();
    let mut lines = Vec::new();
    for (pod, samples) in series.of(name) {
        let labels: BTreeMap<String, String> = [
            ("__name__", name),
            ("namespace", &pod.namespace),
            ("pod", &pod.name),
            ("kubernetes_namespace", &pod.namespace),
            ("kubernetes_pod_name", &pod.name),
        ]
        .into_iter()
        .map(|(label, value)| (label.to_owned(), value.to_owned()))
        .collect();
        let there = world.pods.at(pod).is_some_and(|pod| !crate::sandbox::Kept::is_going(&**pod));
        let lives = series.newest(pod, name, now, metrics.lives(there)).is_some();
        if lives && selector.matchers.iter().all(|matcher| holds(matcher, &labels)) {
            let points = samples.filter(|sample| sample.at <= now);
            let points = points.map(|sample| Point { at: seconds(sample.at), value: sample.value });
            lines.push(Line { labels, points: points.collect() });
        }
    }
    lines
}

fn holds(matcher: &Matcher, labels: &BTreeMap<String, String>) -> bool {
    let Some(value) = labels.get(&matcher.label) else { return true };
    let same = match &matcher.value {
        Pattern::Text(text) => text == value,
        Pattern::Regex(regex) => regex.is_match(value),
    };
    same != matcher.not
}
