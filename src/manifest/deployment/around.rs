//! What stands around the pods: Service, autoscaler, budget, monitor, and the way in.

use serde_json::{Map, Value, json};

use super::autoscaler::{Ask, Autoscaler, Scaled};
use super::{cron, exposure, keda, pod};
use crate::error::Result;
use crate::kubernetes::resources::StringMap;
use crate::kubernetes::{FleetApi, Identity};
use crate::manifest::assemble::{Document, autoscaler_name, intended};
use crate::manifest::metrics::Monitor;
use crate::platform::Capabilities;
use crate::workload::deployment::Deployment;
use crate::workload::metrics::{Port, Scrape, Selector};

/// What is asked of an autoscaler; `fleet` is whose fleet the service is of, if of any.
pub fn ask(workload: &Deployment, fleet: Option<FleetApi>) -> Ask<'_> {
    Ask {
        fleet,
        autoscaling: &workload.autoscaling,
        scaling: &workload.common.scaling,
        resources: &workload.common.resources,
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
        documents.push(Document::new(template, intended(common, api_version, kind, name)));
    };
    add("service.yaml", "v1", "Service", common.service.front());
    if scaled.by == Autoscaler::Keda {
        add("scaledobject.yaml", "keda.sh/v1alpha1", "ScaledObject", name);
    }
    if workload.life.budget.is_some() {
        add("poddisruptionbudget.yaml", "policy/v1", "PodDisruptionBudget", &format!("{name}-pdb"));
    }
    match (workload.scrape, capabilities.service_monitor) {
        (Scrape::PodMonitor, true) => add("podmonitor.yaml", "monitoring.coreos.com/v1", "PodMonitor", name),
        (Scrape::PodMonitor, false) => {
            notes.push("this cluster serves no PodMonitor: `--scrape=annotations` says it to a Prometheus that looks for annotations".into());
        }
        _ => {}
    }
    documents.extend(exposure::document(workload.expose.as_ref(), common));
    // Last: where there is another autoscaler, this one goes through it.
    if matches!(scaled.by, Autoscaler::CronHpa { .. }) {
        let api_version = "autoscaling.alibabacloud.com/v1beta1";
        let kind = "CronHorizontalPodAutoscaler";
        let identity = intended(common, api_version, kind, &format!("{name}-cron"));
        documents.push(Document::new("cronhorizontalpodautoscaler.yaml", identity));
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
    let (type_name, ports) = exposure::service(workload.expose.as_ref(), &workload.ports);
    values.insert("service".into(), json!({ "type": type_name, "ports": ports }));
    if scaled.by == Autoscaler::Keda {
        let common = &workload.common;
        let source = keda::Source {
            namespace: common.service.namespace.as_deref(),
            pods: name,
            engine: common.engine,
            scrape: workload.scrape,
        };
        values.insert("keda".into(), keda::values(ask(workload, None), scaled, root, source)?);
    }
    if let Autoscaler::CronHpa { through_hpa } = scaled.by {
        let common = &workload.common;
        let hpa = || intended(common, "autoscaling/v2", "HorizontalPodAutoscaler", &autoscaler_name(common));
        let target = if through_hpa { hpa() } else { root.clone() };
        let schedules = &workload.autoscaling.schedules;
        values.insert("cron".into(), cron::values(&format!("{name}-cron"), &target, schedules));
    }
    if let Some(budget) = &workload.life.budget {
        let budget =
            json!({ "name": format!("{name}-pdb"), "bound": budget.bound, "pods": pod::share(&budget.pods) });
        values.insert("budget".into(), budget);
    }
    if let (Scrape::PodMonitor, Some((port, _))) = (workload.scrape, workload.ports.scraped()) {
        values.insert("monitor".into(), monitor(workload, port, selector, own_labels));
    }
    if let Some(exposed) = exposure::values(workload.expose.as_ref(), &workload.ports) {
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
