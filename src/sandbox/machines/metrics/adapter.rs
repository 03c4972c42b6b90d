//! The adapter: custom, external and resource metrics as aggregated APIs, from the series that scrapes have brought.

use http::{Method, Request, Response};
use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::answer::{SERVED, external, list, not_found, ok, value};
use super::series::Sample;
use super::{Metrics, keda, rules, usage};
use crate::engines::metrics::{Measure, measure_of};
use crate::kubernetes::resources::Pod;
use crate::sandbox::machines::query::{decoded, parameter};
use crate::sandbox::machines::selection::Selection;
use crate::sandbox::model::server::body::Body;
use crate::sandbox::{Kept, Key, World};

const CUSTOM: &str = "custom.metrics.k8s.io";
const EXTERNAL: &str = "external.metrics.k8s.io";

pub fn answer(metrics: &Metrics, request: &Request<Bytes>) -> Response<Body> {
    let path: Vec<String> =
        request.uri().path().split('/').filter(|part| !part.is_empty()).map(decoded).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let query = request.uri().query().unwrap_or_default();
    let selector = parameter(query, "labelSelector").unwrap_or_default();
    let selection = match Selection::parse(&selector) {
        Ok(selection) if matches!(*request.method(), Method::GET | Method::HEAD) => selection,
        _ => return not_found("the server could not find the requested resource".into()),
    };
    match path.as_slice() {
        ["apis", group, version] if SERVED.contains(&(group, version)) => {
            ok(&resources(metrics, group, version))
        }
        ["apis", CUSTOM, version, "namespaces", namespace, "pods", "*", metric] if known(CUSTOM, version) => {
            pods(metrics, version, namespace, metric, &selection)
        }
        ["apis", CUSTOM, version, "namespaces", namespace, kind, name, metric] if known(CUSTOM, version) => {
            object(metrics, version, (namespace, kind, name), metric)
        }
        ["apis", EXTERNAL, "v1beta1", "namespaces", namespace, metric] => match keda::owner(&selector) {
            Some(owner) => keda::answer(metrics, namespace, owner, metric),
            None => sum(metrics, namespace, metric, &selection),
        },
        ["apis", "metrics.k8s.io", "v1beta1", rest @ ..] => usage::answer(metrics, rest, &selection),
        _ => not_found("the server could not find the requested resource".into()),
    }
}

fn known(group: &str, version: &str) -> bool {
    SERVED.contains(&(group, version))
}

/// What discovery says of a group and version.
fn resources(metrics: &Metrics, group: &str, version: &str) -> Value {
    let resource = |name: String, kind: &str, namespaced: bool| json!({"name": name, "singularName": "", "namespaced": namespaced, "kind": kind, "verbs": ["get", "list"]});
    let rules = rules::rules(metrics);
    let names: Vec<String> = match &rules {
        Some(rules) => rules::names(metrics, rules),
        None => metrics.series().names().map(str::to_owned).collect(),
    };
    let resources: Vec<Value> = match group {
        "metrics.k8s.io" => {
            vec![resource("nodes".into(), "NodeMetrics", false), resource("pods".into(), "PodMetrics", true)]
        }
        EXTERNAL => names.into_iter().map(|name| resource(name, "ExternalMetricValueList", true)).collect(),
        _ => names
            .into_iter()
            .flat_map(|name| [format!("pods/{name}"), format!("services/{name}")])
            .map(|name| resource(name, "MetricValueList", true))
            .collect(),
    };
    json!({
        "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": format!("{group}/{version}"), "resources": resources,
    })
}

fn missing(metric: &str, of: &str) -> Response<Body> {
    not_found(format!("the server could not find the metric {metric} for {of}"))
}

/// A pod's newest value.
fn newest(metrics: &Metrics, world: &World, pod: &Key, metric: &str) -> Option<Sample> {
    let there = world.pods.at(pod).is_some_and(|pod| !pod.is_going());
    metrics.series().newest(pod, metric, metrics.as_of(), metrics.lives(there))
}

fn pods(
    metrics: &Metrics,
    version: &str,
    namespace: &str,
    metric: &str,
    selection: &Selection,
) -> Response<Body> {
    if let Some(rules) = rules::rules(metrics) {
        let chosen: Vec<String> = {
            let world = metrics.0.world.read();
            let pods = world.pods.of(namespace).filter(|pod| selection.admits(pod.labels()));
            pods.map(|pod| pod.name().to_owned()).collect()
        };
        return match rules::values(metrics, &rules, namespace, metric, &chosen) {
            None => missing(metric, "pods"),
            Some(values) => {
                let item = |(pod, sample): (&String, &Sample)| {
                    value(version, metric, ("Pod", namespace, pod), *sample)
                };
                ok(&list(CUSTOM, version, "MetricValueList", values.iter().map(item).collect()))
            }
        };
    }
    if !metrics.series().knows(metric) {
        return missing(metric, "pods");
    }
    let world = metrics.0.world.read();
    let chosen = world.pods.of(namespace).filter(|pod| selection.admits(pod.labels()));
    let items = chosen.filter_map(|pod| {
        let sample = newest(metrics, &world, &pod.key(), metric)?;
        Some(value(version, metric, ("Pod", namespace, pod.name()), sample))
    });
    ok(&list(CUSTOM, version, "MetricValueList", items.collect()))
}

fn object(
    metrics: &Metrics,
    version: &str,
    (namespace, kind, name): (&str, &str, &str),
    metric: &str,
) -> Response<Body> {
    let of = format!("{kind} {name}");
    let world = metrics.0.world.read();
    let selects = |selector: &crate::kubernetes::resources::StringMap, pod: &Pod| {
        !selector.is_empty() && crate::kubernetes::selector::matches(selector, pod.labels())
    };
    let (object_kind, chosen): (&str, Vec<Key>) = match kind {
        "pods" => ("Pod", vec![Key::new(namespace, name)]),
        "services" | "services.v1." => {
            let Some(service) = world.services.get(namespace, name) else { return missing(metric, &of) };
            let pods = world.pods.of(namespace).filter(|pod| selects(&service.spec.selector, pod));
            ("Service", pods.map(|pod| pod.key()).collect())
        }
        _ => return missing(metric, &of),
    };
    let samples = chosen.iter().filter_map(|pod| newest(metrics, &world, pod, metric));
    match combine(metric, samples) {
        Some(sample) => {
            let item = value(version, metric, (object_kind, namespace, name), sample);
            ok(&list(CUSTOM, version, "MetricValueList", vec![item]))
        }
        None => missing(metric, &of),
    }
}

/// An external metric: of all series of the namespace, those of pods that are gone and linger too.
fn sum(metrics: &Metrics, namespace: &str, metric: &str, selection: &Selection) -> Response<Body> {
    let world = metrics.0.world.read();
    let pods: Vec<Key> = metrics.series().pods_of(namespace).cloned().collect();
    // The series of a pod that is gone has kept its labels.
    let admitted =
        pods.iter().filter(|pod| metrics.series().labels(pod).is_some_and(|own| selection.admits(own)));
    let samples = admitted.filter_map(|pod| newest(metrics, &world, pod, metric));
    let items: Vec<Value> =
        combine(metric, samples).map(|sample| external(metric, sample)).into_iter().collect();
    ok(&list(EXTERNAL, "v1beta1", "ExternalMetricValueList", items))
}

/// Counts are added, ratios averaged; as old as the oldest.
fn combine(metric: &str, samples: impl Iterator<Item = Sample>) -> Option<Sample> {
    let samples: Vec<Sample> = samples.collect();
    let at: Timestamp = samples.iter().map(|sample| sample.at).min()?;
    let sum: f64 = samples.iter().map(|sample| sample.value).sum();
    #[expect(clippy::cast_precision_loss, reason = "few pods")]
    let value = match measure_of(metric) {
        Some(Measure::Ratio | Measure::Percent) => sum / samples.len() as f64,
        Some(Measure::Count | Measure::Seconds) | None => sum,
    };
    Some(Sample { at, value })
}
