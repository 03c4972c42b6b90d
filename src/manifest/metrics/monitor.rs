//! The PodMonitor: which pods are scraped, where, and what their series are labelled with.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::kubernetes::{Identity, Object, labels};
use crate::manifest::{Overrides, verify};
use crate::workload::metrics::{Metrics, Port, Selector};

/// All pods of inference workloads carry it, with the workload's name: by it one PodMonitor scrapes them all.
pub const FLEET_LABEL: &str = "alibabacloud.com/inference-workload";

/// Labels of pods → labels of their series. A RoleBasedGroup's role has another label since v1alpha2.
pub const RELABELINGS: [(&str, &str); 6] = [
    ("__meta_kubernetes_pod_name", "pod_name"),
    ("__meta_kubernetes_namespace", "pod_namespace"),
    ("__meta_kubernetes_pod_label_rolebasedgroup_workloads_x_k8s_io_role", "rbg_role"),
    ("__meta_kubernetes_pod_label_rbg_workloads_x_k8s_io_role_name", "rbg_role"),
    ("__meta_kubernetes_pod_label_alibabacloud_com_inference_workload", "workload_name"),
    ("__meta_kubernetes_pod_label_alibabacloud_com_inference_backend", "backend"),
];

/// A PodMonitor to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Monitor {
    /// Its name.
    pub name: String,
    /// Its namespace.
    pub namespace: Option<String>,
    /// Which pods.
    pub selector: Selector,
    /// Of all namespaces, not only of its own.
    pub all_namespaces: bool,
    /// The port of a container.
    pub port: Port,
    /// The path.
    pub path: String,
    /// How often, in seconds.
    pub interval: u32,
}

impl Monitor {
    /// That of a service, or the one for all inference workloads where none is named.
    pub fn of(metrics: &Metrics) -> Self {
        let mut selector = metrics.selector.clone();
        if selector == Selector::default() {
            match &metrics.name {
                // By this label neap finds the pods of its services.
                Some(name) => drop(selector.labels.insert(labels::NAME.into(), name.clone())),
                None => selector.present.push(FLEET_LABEL.into()),
            }
        }
        Self {
            name: metrics
                .name
                .as_ref()
                .map_or("llm-serving-podmonitor".to_owned(), |name| format!("{name}-podmonitor")),
            namespace: metrics.namespace.clone(),
            selector,
            all_namespaces: metrics.name.is_none(),
            port: metrics.endpoint.port.clone().unwrap_or(Port::Name("http".into())),
            path: metrics.endpoint.path.clone(),
            interval: metrics.endpoint.interval,
        }
    }

    /// What the template sees under `monitor`.
    pub fn values(&self) -> Value {
        let port = match &self.port {
            Port::Name(name) => json!({"field": "port", "value": name}),
            Port::Number(number) => json!({"field": "portNumber", "value": number}),
        };
        let mut selector = json!({});
        if !self.selector.labels.is_empty() {
            selector["matchLabels"] = json!(self.selector.labels);
        }
        if !self.selector.present.is_empty() {
            let exists = |key: &String| json!({"key": key, "operator": "Exists"});
            selector["matchExpressions"] = self.selector.present.iter().map(exists).collect();
        }
        json!({
            "name": self.name, "namespace": self.namespace, "labels": {"app.kubernetes.io/managed-by": "neap"}, "selector": selector, "all_namespaces": self.all_namespaces,
            "port": port, "path": self.path, "interval": format!("{}s", self.interval), "relabelings": RELABELINGS,
        })
    }

    /// What the object is called.
    pub fn identity(&self) -> Identity {
        Identity {
            api_version: "monitoring.coreos.com/v1".into(),
            kind: "PodMonitor".into(),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
        }
    }
}

/// Renders a PodMonitor.
///
/// # Errors
/// A template or a patch of the user's makes something else of it.
pub fn pod_monitor(monitor: &Monitor, overrides: &Overrides) -> Result<Object> {
    let values = json!({"monitor": monitor.values()});
    let document = overrides.templates.render("podmonitor.yaml", &values)?;
    let patched = overrides.patches.apply(vec![(monitor.identity(), document)])?;
    verify::identities(patched)?
        .pop()
        .ok_or_else(|| Error::failed("the template podmonitor.yaml makes no object"))
}
