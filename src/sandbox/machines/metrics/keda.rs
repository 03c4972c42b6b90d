//! The external metrics of KEDA's triggers.

use http::Response;

use super::Metrics;
use super::answer::{external, list, not_found, ok};
use super::series::{Sample, seconds};
use crate::clock::Clock;
use crate::elastic::keda::{Source, Trigger};
use crate::engines::promql;
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
        promql::evaluate(&query, seconds(now), &|selector| metrics.lines(selector, now)).map_err(refused)?;
    match elements.as_slice() {
        [] if ignore_null => Ok(0.0),
        [] => Err("prometheus metrics 'prometheus' target may be lost, the result is empty".into()),
        [one] if one.value.is_infinite() && ignore_null => Ok(0.0),
        [one] if one.value.is_infinite() => Err(format!("prometheus query returns {}", one.value)),
        [one] => Ok(one.value),
        _ => Err(format!("prometheus query {query_text} returned multiple elements")),
    }
}
