//! Who is scraped, and what a scrape adds to the labels of its series.

use std::sync::Arc;

use crate::engines::promql::Labels;
use crate::kubernetes::resources::Pod;
use crate::kubernetes::selector::selects;
use crate::sandbox::machines::serving::Listener;
use crate::sandbox::scenario::Scraped;
use crate::sandbox::world::monitoring::{PodMetricsEndpoint, PodMonitor, Relabeling};
use crate::sandbox::{Kept, World};

/// A page to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// Its path.
    pub path: String,
    /// What its series are labelled with besides their own labels.
    pub labels: Arc<Labels>,
}

/// How a container is scraped; not at all if nothing selects it.
pub fn target(world: &World, listener: &Listener, address: &str, scraped: Scraped) -> Option<Target> {
    match scraped {
        // Under the labels of both ways, so that rules for either find it.
        Scraped::All => {
            let mut labels = Labels::new();
            pair(&mut labels, ("namespace", "pod"), &listener.pod);
            pair(&mut labels, ("kubernetes_namespace", "kubernetes_pod_name"), &listener.pod);
            Some(Target { path: "/metrics".into(), labels: Arc::new(labels) })
        }
        Scraped::Selected => {
            let pod = world.pods.at(&listener.pod)?;
            by_monitor(world, pod, listener, address).or_else(|| by_annotation(pod, listener, address))
        }
    }
}

/// What the exporter of the node labels the series of a pod's GPUs with, as ACK's does and as NVIDIA's without `honorLabels`.
pub fn of_gpu(listener: &Listener) -> Labels {
    let mut labels = Labels::new();
    pair(&mut labels, ("NamespaceName", "PodName"), &listener.pod);
    pair(&mut labels, ("exported_namespace", "exported_pod"), &listener.pod);
    labels
}

fn pair(labels: &mut Labels, (namespace, pod): (&str, &str), of: &crate::sandbox::Key) {
    labels.insert(namespace.to_owned(), of.namespace.clone());
    labels.insert(pod.to_owned(), of.name.clone());
}

fn by_monitor(world: &World, pod: &Pod, listener: &Listener, address: &str) -> Option<Target> {
    world.pod_monitors.iter().find_map(|(_, monitor)| {
        let among = &monitor.spec.namespace_selector;
        let there = among.any
            || among.match_names.iter().any(|name| name == pod.namespace())
            || (among.match_names.is_empty() && monitor.namespace() == pod.namespace());
        if !there || !selects(&monitor.spec.selector, pod.labels()) {
            return None;
        }
        let endpoint = monitor.spec.pod_metrics_endpoints.iter().find(|endpoint| {
            port(endpoint, pod).is_some_and(|port| listener.port.is_none_or(|own| own == port))
        })?;
        Some(Target {
            path: endpoint.path.clone().unwrap_or_else(|| "/metrics".into()),
            labels: Arc::new(labelled(monitor, endpoint, pod, listener, address)),
        })
    })
}

/// The number of the port that an endpoint names.
fn port(endpoint: &PodMetricsEndpoint, pod: &Pod) -> Option<u16> {
    let mut ports = pod.spec.containers.iter().flat_map(|container| &container.ports);
    let found = ports.find(|port| match (&endpoint.port, endpoint.port_number) {
        (Some(name), _) => port.name.as_deref() == Some(name),
        (None, number) => number == Some(port.container_port),
    });
    found.map(|port| port.container_port)
}

/// As the Prometheus operator labels a PodMonitor's targets, and then as the endpoint relabels them.
fn labelled(
    monitor: &PodMonitor,
    endpoint: &PodMetricsEndpoint,
    pod: &Pod,
    listener: &Listener,
    address: &str,
) -> Labels {
    let mut labels = Labels::new();
    pair(&mut labels, ("namespace", "pod"), &listener.pod);
    let port = port(endpoint, pod).unwrap_or_default();
    for (label, value) in [
        ("container", listener.container.clone()),
        ("endpoint", endpoint.port.clone().unwrap_or_else(|| port.to_string())),
        ("instance", format!("{address}:{port}")),
        ("job", format!("{}/{}", monitor.namespace(), monitor.name())),
    ] {
        labels.insert(label.to_owned(), value);
    }
    for relabeling in &endpoint.relabelings {
        relabel(&mut labels, relabeling, pod);
    }
    labels
}

/// `action: replace` over what is known of a pod; others are left alone.
fn relabel(labels: &mut Labels, relabeling: &Relabeling, pod: &Pod) {
    let replaces = relabeling.action.as_deref().is_none_or(|action| action.eq_ignore_ascii_case("replace"));
    let (true, Some(target)) = (replaces, &relabeling.target_label) else { return };
    let sources = relabeling.source_labels.iter().map(|label| meta(label, pod).unwrap_or_default());
    let text = sources.collect::<Vec<_>>().join(relabeling.separator.as_deref().unwrap_or(";"));
    let pattern = relabeling.regex.as_deref().unwrap_or("(.*)");
    let Ok(pattern) = regex::Regex::new(&format!("^(?:{pattern})$")) else { return };
    if pattern.is_match(&text) {
        let replacement = relabeling.replacement.as_deref().unwrap_or("$1").replace("$1", "${1}");
        let value = pattern.replace(&text, replacement.as_str()).into_owned();
        match value.is_empty() {
            true => drop(labels.remove(target)),
            false => drop(labels.insert(target.clone(), value)),
        }
    }
}

/// What service discovery tells of a pod under a label of its own.
fn meta(label: &str, pod: &Pod) -> Option<String> {
    match label.strip_prefix("__meta_kubernetes_")? {
        "pod_name" => Some(pod.name().to_owned()),
        "namespace" => Some(pod.namespace().to_owned()),
        "pod_node_name" => pod.spec.node_name.clone(),
        other => {
            let wanted = other.strip_prefix("pod_label_")?;
            let plain = |key: &str| key.replace(|c: char| !c.is_ascii_alphanumeric(), "_");
            pod.labels().iter().find(|(key, _)| plain(key) == wanted).map(|(_, value)| value.clone())
        }
    }
}

fn by_annotation(pod: &Pod, listener: &Listener, address: &str) -> Option<Target> {
    let annotations = pod.metadata.annotations.as_ref()?;
    let of = |key: &str| annotations.get(&format!("prometheus.io/{key}")).map(String::as_str);
    let port: u16 = of("port")?.parse().ok()?;
    if of("scrape") != Some("true") || listener.port.is_some_and(|own| own != port) {
        return None;
    }
    let mut labels = Labels::new();
    pair(&mut labels, ("kubernetes_namespace", "kubernetes_pod_name"), &listener.pod);
    labels.insert("instance".into(), format!("{address}:{port}"));
    labels.insert("job".into(), "kubernetes-pods".into());
    Some(Target { path: of("path").unwrap_or("/metrics").to_owned(), labels: Arc::new(labels) })
}
