//! CPU and memory, as metrics-server tells them: for `kubectl top` and Resource metrics.
//!
//! No process uses anything here, so the figures are told: a model server takes a core for its HTTP side when it is busy and one for
//! its engine, and its weights pass through the node's memory; others take little.

use http::Response;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::Metrics;
use super::answer::{list, not_found, ok};
use crate::kubernetes::resources::Pod;
use crate::sandbox::machines::selection::Selection;
use crate::sandbox::machines::serving::Server;
use crate::sandbox::machines::span::second;
use crate::sandbox::model::server::body::Body;
use crate::sandbox::{Kept, World};

const GROUP: &str = "metrics.k8s.io";
/// What a node's own services take.
const NODE: Usage = Usage { milli: 150.0, mib: 900.0 };
/// What a container takes that does nothing.
const IDLE: Usage = Usage { milli: 5.0, mib: 30.0 };

#[derive(Debug, Clone, Copy, PartialEq)]
struct Usage {
    milli: f64,
    mib: f64,
}

impl Usage {
    fn plus(self, other: Self) -> Self {
        Self { milli: self.milli + other.milli, mib: self.mib + other.mib }
    }

    fn written(self) -> Value {
        json!({"cpu": format!("{}m", self.milli.round()), "memory": format!("{}Mi", self.mib.round())})
    }
}

/// Answers below `/apis/metrics.k8s.io/v1beta1`.
pub fn answer(metrics: &Metrics, path: &[&str], selection: &Selection) -> Response<Body> {
    let world = metrics.0.world.read();
    let at = measured(metrics);
    let many = |kind: &str, items: Vec<Value>| ok(&list(GROUP, "v1beta1", kind, items));
    match path {
        ["nodes"] => {
            let nodes = world.nodes.iter().filter(|(_, node)| selection.admits(node.labels()));
            many(
                "NodeMetricsList",
                nodes.map(|(_, node)| of_node(metrics, &world, node.name(), at)).collect(),
            )
        }
        ["nodes", name] if world.nodes.get("", name).is_some() => ok(&of_node(metrics, &world, name, at)),
        ["pods"] => {
            let pods = world.pods.iter().map(|(_, pod)| pod);
            let pods = pods.filter(|pod| selection.admits(pod.labels()) && runs(pod));
            many("PodMetricsList", pods.map(|pod| of_pod(metrics, pod, at)).collect())
        }
        ["namespaces", namespace, "pods"] => {
            let pods = world.pods.of(namespace).filter(|pod| selection.admits(pod.labels()) && runs(pod));
            many("PodMetricsList", pods.map(|pod| of_pod(metrics, pod, at)).collect())
        }
        ["namespaces", namespace, "pods", name] => {
            match world.pods.get(namespace, name).filter(|pod| runs(pod)) {
                Some(pod) => ok(&of_pod(metrics, pod, at)),
                None => not_found(format!("podmetrics.metrics.k8s.io \"{namespace}/{name}\" not found")),
            }
        }
        ["nodes", name] => not_found(format!("nodemetrics.metrics.k8s.io \"{name}\" not found")),
        _ => not_found("the server could not find the requested resource".into()),
    }
}

/// When it was measured: measurements come in rounds.
fn measured(metrics: &Metrics) -> Timestamp {
    let interval = i64::try_from(metrics.0.settings.resource_interval.0.as_secs().max(1)).unwrap_or(15);
    let now = crate::clock::Clock::now(&metrics.0.clock);
    Timestamp::from_second(now.as_second() / interval * interval).unwrap_or(now)
}

fn runs(pod: &Pod) -> bool {
    pod.status.phase.as_deref() == Some("Running")
}

fn of_pod(metrics: &Metrics, pod: &Pod, at: Timestamp) -> Value {
    let containers: Vec<Value> = pod
        .spec
        .containers
        .iter()
        .map(|container| json!({"name": container.name, "usage": used(metrics, pod, &container.name).written()}))
        .collect();
    json!({
        "kind": "PodMetrics", "apiVersion": "metrics.k8s.io/v1beta1",
        "metadata": {"name": pod.name(), "namespace": pod.namespace(), "creationTimestamp": second(at), "labels": pod.labels()},
        "timestamp": second(at), "window": window(metrics), "containers": containers,
    })
}

fn of_node(metrics: &Metrics, world: &World, node: &str, at: Timestamp) -> Value {
    let containers = world
        .pods_on(node)
        .filter(|pod| runs(pod))
        .flat_map(|pod| pod.spec.containers.iter().map(move |container| used(metrics, pod, &container.name)));
    let usage = containers.fold(NODE, Usage::plus);
    let labels = world.nodes.get("", node).map(|node| node.labels().clone()).unwrap_or_default();
    json!({
        "kind": "NodeMetrics", "apiVersion": "metrics.k8s.io/v1beta1",
        "metadata": {"name": node, "creationTimestamp": second(at), "labels": labels},
        "timestamp": second(at), "window": window(metrics), "usage": usage.written(),
    })
}

fn window(metrics: &Metrics) -> String {
    crate::sandbox::machines::go::duration(metrics.0.settings.resource_interval.0)
}

fn used(metrics: &Metrics, pod: &Pod, container: &str) -> Usage {
    let address = pod.status.pod_ip.as_deref().unwrap_or_default();
    match metrics.0.listeners.of(address, container).map(|listener| listener.server) {
        Some(Server::Engine(engine)) => {
            let busy = engine.busy(metrics.0.settings.resource_interval.0);
            let weights = engine.settings().cost.weights().as_f64() / f64::from(1 << 20);
            Usage { milli: 120.0 + 1600.0 * busy, mib: 3500.0 + 0.3 * weights }
        }
        _ => IDLE,
    }
}
