//! What finds the pods to scrape: PodMonitors and annotations.

use serde::Deserialize;
use serde_json::Value;

use super::ask::{self, Answer};
use super::engine::Place;
use crate::cluster::{Action, Cluster};
use crate::error::Result;
use crate::kubernetes::resources::{LabelSelector, Pod};
use crate::kubernetes::selector::selects;

/// A PodMonitor that selects pods, and whether it finds their port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selecting {
    /// NAMESPACE/NAME.
    pub name: String,
    /// How many pods it selects.
    pub pods: usize,
    /// How many of them have the port.
    pub with_port: usize,
    /// The port as it asks for it.
    pub port: String,
}

/// What finds the pods.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Finders {
    /// PodMonitors.
    pub monitors: Vec<Selecting>,
    /// How many pods say by annotations that they are to be scraped.
    pub annotated: usize,
    /// Names of the pods' ports.
    pub ports: Vec<String>,
    /// Where they look.
    pub places: Vec<Place>,
    /// Whether PodMonitors cannot be read.
    pub unread: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    selector: LabelSelector,
    namespace_selector: Namespaces,
    pod_metrics_endpoints: Vec<Endpoint>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Namespaces {
    any: bool,
    match_names: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Endpoint {
    port: Option<String>,
    port_number: Option<u16>,
    target_port: Option<Value>,
    path: Option<String>,
}

impl Endpoint {
    fn asked(&self) -> String {
        let number = self.port_number.map(|number| number.to_string());
        let target = || {
            self.target_port
                .as_ref()
                .map(|port| port.as_str().map_or_else(|| port.to_string(), str::to_owned))
        };
        self.port.clone().or(number).or_else(target).unwrap_or_default()
    }

    /// The number of the pod's port that it means.
    fn number(&self, pod: &Pod) -> Option<u16> {
        let asked = self.asked();
        let mut ports = pod.spec.containers.iter().flat_map(|container| &container.ports);
        let found = ports.find(|port| match self.port {
            Some(_) => port.name.as_deref() == Some(asked.as_str()),
            None => port.container_port.to_string() == asked || port.name.as_deref() == Some(asked.as_str()),
        });
        found.map(|port| port.container_port)
    }
}

/// Looks for them.
///
/// # Errors
/// The API server does not answer.
pub async fn find(cluster: &Cluster, pods: &[Pod]) -> Result<Finders> {
    let mut finders = Finders::default();
    for pod in pods {
        let annotations = pod.metadata.annotations.as_ref();
        let of = |key: &str| annotations.and_then(|all| all.get(key)).map(String::as_str);
        for port in pod.spec.containers.iter().flat_map(|container| &container.ports) {
            let name = port.name.clone().unwrap_or_else(|| port.container_port.to_string());
            if !finders.ports.contains(&name) {
                finders.ports.push(name);
            }
        }
        if of("prometheus.io/scrape") == Some("true") {
            finders.annotated += 1;
            if let Some(port) = of("prometheus.io/port").and_then(|port| port.parse().ok()) {
                finders.add(Place { port, path: of("prometheus.io/path").unwrap_or("/metrics").to_owned() });
            }
        }
    }
    let everywhere = "/apis/monitoring.coreos.com/v1/podmonitors".to_owned();
    let here = format!("/apis/monitoring.coreos.com/v1/namespaces/{}/podmonitors", cluster.namespace);
    let mut items = Vec::new();
    for path in [everywhere, here] {
        match ask::json(cluster, &Action::new("list", "podmonitors.monitoring.coreos.com"), &path).await? {
            Answer::Given(mut list) => {
                finders.unread = None;
                if let Some(Value::Array(all)) = list.get_mut("items").map(Value::take) {
                    items = all;
                }
                break;
            }
            Answer::Refused(404, _) => break,
            Answer::Refused(_, words) => finders.unread = Some(words),
        }
    }
    for item in items {
        finders.take(&item, pods);
    }
    Ok(finders)
}

impl Finders {
    fn add(&mut self, place: Place) {
        if !self.places.contains(&place) {
            self.places.push(place);
        }
    }

    fn take(&mut self, monitor: &Value, pods: &[Pod]) {
        let text =
            |pointer: &str| monitor.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        let namespace = text("/metadata/namespace");
        let Some(spec) = monitor.get("spec").and_then(|spec| Spec::deserialize(spec).ok()) else { return };
        let among = &spec.namespace_selector;
        let selected = |pod: &&Pod| {
            let of = pod.metadata.namespace.clone().unwrap_or_default();
            let there = among.any
                || among.match_names.contains(&of)
                || (among.match_names.is_empty() && namespace == of);
            there && selects(&spec.selector, &pod.metadata.labels.clone().unwrap_or_default())
        };
        let chosen: Vec<&Pod> = pods.iter().filter(selected).collect();
        if chosen.is_empty() {
            return;
        }
        let name = format!("{namespace}/{}", text("/metadata/name"));
        for endpoint in &spec.pod_metrics_endpoints {
            let numbers: Vec<u16> = chosen.iter().filter_map(|pod| endpoint.number(pod)).collect();
            for port in &numbers {
                let path = endpoint.path.clone().unwrap_or_else(|| "/metrics".to_owned());
                self.add(Place { port: *port, path });
            }
            let (pods, with_port, port) = (chosen.len(), numbers.len(), endpoint.asked());
            self.monitors.push(Selecting { name: name.clone(), pods, with_port, port });
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_monitor_finds_pods_by_label_and_port() {
        let pod: Pod = serde_json::from_value(json!({
            "metadata": {"name": "a", "namespace": "ns", "labels": {"app": "q"}},
            "spec": {"containers": [{"name": "c", "ports": [{"name": "restful", "containerPort": 8000}]}]},
        }))
        .unwrap();
        let monitor = |selector: &Value, port: &Value, namespace: &str| {
            let mut finders = Finders::default();
            finders.take(
                &json!({"metadata": {"name": "m", "namespace": namespace}, "spec": {"selector": selector, "podMetricsEndpoints": [port]}}),
                std::slice::from_ref(&pod),
            );
            finders.monitors.first().map(|it| it.with_port)
        };
        let app = json!({"matchLabels": {"app": "q"}});
        assert_eq!(monitor(&app, &json!({"port": "restful"}), "ns"), Some(1));
        assert_eq!(monitor(&app, &json!({"port": "http"}), "ns"), Some(0));
        assert_eq!(monitor(&app, &json!({"portNumber": 8000}), "ns"), Some(1));
        assert_eq!(monitor(&app, &json!({"port": "restful"}), "other"), None);
        let exists = json!({"matchExpressions": [{"key": "alibabacloud.com/inference-workload", "operator": "Exists"}]});
        assert_eq!(monitor(&exists, &json!({"port": "restful"}), "ns"), None);
    }
}
