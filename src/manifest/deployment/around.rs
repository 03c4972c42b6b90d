//! What stands around the pods: Service, autoscaler, budget, monitor, and the way in.

use serde_json::{Map, Value, json};

use super::autoscaler::{Autoscaler, Scaled};
use super::{keda, pod};
use crate::error::{Error, Result};
use crate::kubernetes::Identity;
use crate::kubernetes::resources::StringMap;
use crate::manifest::assemble::{Document, autoscaler_name, intended, reference};
use crate::manifest::metrics::Monitor;
use crate::platform::Capabilities;
use crate::workload::deployment::{Deployment, Expose};
use crate::workload::metrics::{Port, Scrape, Selector};

/// Whether what is asked for can be had.
///
/// # Errors
/// A usage error that says what is missing.
pub fn check(workload: &Deployment, capabilities: &Capabilities) -> Result<()> {
    match &workload.expose {
        Some(Expose::HttpRoute { .. }) if !capabilities.serves("gateway.networking.k8s.io") => {
            Err(Error::usage(
                "`--expose=httproute`: this cluster serves no Gateway API (gateway.networking.k8s.io)",
            )
            .hint("install the Gateway API, or use `--expose=ingress`"))
        }
        Some(Expose::Ingress { .. } | Expose::HttpRoute { .. }) if workload.ports.http.is_none() => Err(
            Error::usage("`--expose`: the service has no port of HTTP that could be shown to the outside")
                .hint("name it: `--restful-port=8000`"),
        ),
        _ => Ok(()),
    }
}

/// The documents after the root, in the order of applying.
pub fn documents(
    workload: &Deployment,
    capabilities: &Capabilities,
    scaled: &Scaled,
    notes: &mut Vec<String>,
) -> Vec<Document> {
    let common = &workload.common;
    let name = common.service.object_name.as_str();
    let mut documents = Vec::new();
    let mut add = |template, api_version: &str, kind: &str, name: &str| {
        documents.push(Document { template, identity: intended(common, api_version, kind, name) });
    };
    add("service.yaml", "v1", "Service", name);
    if scaled.by == Autoscaler::Keda {
        add("scaledobject.yaml", "keda.sh/v1alpha1", "ScaledObject", name);
    }
    if workload.budget.is_some() {
        add("poddisruptionbudget.yaml", "policy/v1", "PodDisruptionBudget", &format!("{name}-pdb"));
    }
    match (workload.scrape, capabilities.service_monitor) {
        (Scrape::PodMonitor, true) => add("podmonitor.yaml", "monitoring.coreos.com/v1", "PodMonitor", name),
        (Scrape::PodMonitor, false) => {
            notes.push("this cluster serves no PodMonitor: `--scrape=annotations` says it to a Prometheus that looks for annotations".into());
        }
        _ => {}
    }
    match &workload.expose {
        Some(Expose::Ingress { .. }) => add("ingress.yaml", "networking.k8s.io/v1", "Ingress", name),
        Some(Expose::HttpRoute { .. }) => {
            add("httproute.yaml", "gateway.networking.k8s.io/v1", "HTTPRoute", name);
        }
        _ => {}
    }
    // Last: where there is another autoscaler, this one goes through it.
    if matches!(scaled.by, Autoscaler::CronHpa { .. }) {
        let api_version = "autoscaling.alibabacloud.com/v1beta1";
        add(
            "cronhorizontalpodautoscaler.yaml",
            api_version,
            "CronHorizontalPodAutoscaler",
            &format!("{name}-cron"),
        );
    }
    documents
}

/// What their templates see.
///
/// # Errors
/// A usage error: a schedule that KEDA cannot keep.
pub fn values(
    workload: &Deployment,
    scaled: &Scaled,
    root: &Identity,
    selector: &Value,
    own_labels: &StringMap,
) -> Result<Map<String, Value>> {
    let name = &workload.common.service.object_name;
    let mut values = Map::new();
    values.insert("service".into(), service(workload));
    if scaled.by == Autoscaler::Keda {
        values.insert("keda".into(), keda::values(workload, scaled, root)?);
    }
    if let Autoscaler::CronHpa { through_hpa } = scaled.by {
        let scaled_object = match through_hpa {
            true => {
                json!({ "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "name": autoscaler_name(&workload.common) })
            }
            false => reference(root),
        };
        let jobs = workload.autoscaling.schedules.iter().enumerate().map(|(at, schedule)| {
            json!({
                "name": format!("{}-to-{}", at + 1, schedule.replicas),
                "schedule": format!("0 {}", schedule.cron),
                "size": schedule.replicas,
            })
        });
        let jobs: Vec<Value> = jobs.collect();
        values.insert(
            "cron".into(),
            json!({ "name": format!("{name}-cron"), "scaled": scaled_object, "jobs": jobs }),
        );
    }
    if let Some(budget) = &workload.budget {
        let budget =
            json!({ "name": format!("{name}-pdb"), "bound": budget.bound, "pods": pod::share(&budget.pods) });
        values.insert("budget".into(), budget);
    }
    if let (Scrape::PodMonitor, Some((port, _))) = (workload.scrape, workload.ports.scraped()) {
        values.insert("monitor".into(), monitor(workload, port, selector, own_labels));
    }
    if let Some(exposed) = exposed(workload) {
        values.insert("exposed".into(), exposed);
    }
    Ok(values)
}

/// The PodMonitor of `neap metrics render`, for this service alone.
fn monitor(workload: &Deployment, port: &str, selector: &Value, own_labels: &StringMap) -> Value {
    let service = &workload.common.service;
    let labels = selector.as_object().into_iter().flatten();
    let labels = labels.map(|(key, value)| (key.clone(), value.as_str().unwrap_or_default().to_owned()));
    let monitor = Monitor {
        name: service.object_name.clone(),
        namespace: service.namespace.clone(),
        selector: Selector { labels: labels.collect(), present: Vec::new() },
        all_namespaces: false,
        port: Port::Name(port.to_owned()),
        path: pod::metrics_path(workload).to_owned(),
        interval: 15,
    };
    let mut values = monitor.values();
    values["labels"] = json!(own_labels);
    values
}

/// The Service has the names of ports by which Arena finds the address.
fn service(workload: &Deployment) -> Value {
    let ports: Vec<Value> = workload
        .ports
        .named()
        .map(|(name, port)| json!({ "name": serving_name(name), "port": port, "target": name }))
        .collect();
    let outside = matches!(workload.expose, Some(Expose::LoadBalancer));
    json!({ "type": if outside { "LoadBalancer" } else { "ClusterIP" }, "ports": ports })
}

fn serving_name(port: &str) -> &'static str {
    match port {
        "grpc" => "grpc-serving",
        "metrics" => "http-metrics",
        _ => "http-serving",
    }
}

fn exposed(workload: &Deployment) -> Option<Value> {
    let port = workload.ports.http;
    match workload.expose.as_ref()? {
        Expose::Ingress { host, class, certificate } => Some(json!({
            "host": host, "class": class, "certificate": certificate, "port_name": serving_name("http"),
        })),
        Expose::HttpRoute { host, namespace, gateway } => Some(json!({
            "host": host, "gateway": gateway, "gateway_namespace": namespace, "port": port,
        })),
        Expose::LoadBalancer => None,
    }
}
