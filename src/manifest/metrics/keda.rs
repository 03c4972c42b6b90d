//! KEDA: a ScaledObject whose triggers ask Prometheus themselves.

use serde_json::{Map, Value, json};

use super::{Document, Part, rules};
use crate::engines::metrics::{Kind, Measure};
use crate::error::{Error, Result};
use crate::kubernetes::{Object, Quantity};
use crate::workload::metrics::{Header, LabelPair, Metrics, Series, Url};

/// A trigger of type `prometheus`. Counts are divided by the replicas, as a metric of pods is; shares and times are compared as
/// they are.
pub fn trigger(
    series: &Series,
    labels: &LabelPair,
    pods: &Pods<'_>,
    prometheus: &Url,
    headers: &[Header],
    target: &Quantity,
    interval: u32,
) -> Value {
    let matchers = format!(
        "{}=\"{}\",{}=~\"{}-.+\"",
        labels.namespace,
        pods.namespace,
        labels.pod,
        pods.workload.replace('.', "\\\\.")
    );
    let adds_up = series.kind != Kind::Histogram
        && !matches!(series.measure, Some(Measure::Ratio | Measure::Percent | Measure::Seconds));
    let mut metadata = Map::new();
    metadata.insert("serverAddress".into(), prometheus.to_string().into());
    let query = rules::query(series, &series.exposed(), &matchers, None, interval);
    metadata.insert("query".into(), query.into());
    metadata.insert("threshold".into(), decimal(target).into());
    if !headers.is_empty() {
        let pairs: Vec<String> =
            headers.iter().map(|header| format!("{}={}", header.name, header.value)).collect();
        metadata.insert("customHeaders".into(), pairs.join(",").into());
    }
    json!({
        "type": "prometheus",
        "metricType": if adds_up { "AverageValue" } else { "Value" },
        "metadata": metadata,
    })
}

/// Whose series a trigger asks for.
#[derive(Debug, Clone, Copy)]
pub struct Pods<'a> {
    /// Their namespace.
    pub namespace: &'a str,
    /// With what their names begin.
    pub workload: &'a str,
}

/// KEDA reads decimal numbers, not quantities: 0.8 and not 800m.
fn decimal(quantity: &Quantity) -> String {
    format!("{}", quantity.as_f64())
}

/// The ScaledObject of a service.
pub fn scaled_object(metrics: &Metrics) -> Result<Part> {
    let (Some(name), Some(prometheus), Some(scaled)) = (&metrics.name, &metrics.prometheus, &metrics.scaled)
    else {
        return Err(Error::usage("KEDA needs a NAME and a `--prometheus`"));
    };
    let pods = Pods { namespace: metrics.namespace.as_deref().unwrap_or("default"), workload: &scaled.name };
    let mut triggers = Vec::new();
    for wanted in &metrics.wanted {
        let series = &wanted.series;
        let example = series.example.map(|text| {
            text.strip_suffix('%').map_or_else(|| text.to_owned(), |number| format!("{number}0m"))
        });
        let target = match (&wanted.target, example) {
            (Some(target), _) => target.clone(),
            (None, Some(example)) => Quantity::parse(&example).map_err(Error::failed)?,
            (None, None) => {
                return Err(Error::usage(format!(
                    "`--metric={}` needs a target: neap does not know the metric",
                    series.name
                ))
                .hint(format!("for example `--metric={}=5`", series.name)));
            }
        };
        let labels = metrics.label_pair(series);
        triggers.push(trigger(
            series,
            &labels,
            &pods,
            prometheus,
            &metrics.headers,
            &target,
            metrics.endpoint.interval,
        ));
    }
    let mut spec = json!({
        "scaleTargetRef": {"apiVersion": scaled.api_version, "kind": scaled.kind, "name": scaled.name},
    });
    if let Some(min) = scaled.min {
        spec["minReplicaCount"] = min.into();
    }
    if let Some(max) = scaled.max {
        spec["maxReplicaCount"] = max.into();
    }
    spec["triggers"] = triggers.into();
    let mut metadata = json!({"name": name, "labels": {"app.kubernetes.io/managed-by": "neap"}});
    if let Some(namespace) = &metrics.namespace {
        metadata["namespace"] = namespace.clone().into();
    }
    let object =
        json!({"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "metadata": metadata, "spec": spec});
    let object =
        Object::new(object).map_err(|field| Error::failed(format!("the ScaledObject has no {field}")))?;
    Ok(Part {
        title: "what KEDA scales on".into(),
        document: Document::Object(Box::new(object)),
        notes: Vec::new(),
    })
}
