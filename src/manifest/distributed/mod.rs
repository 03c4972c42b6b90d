//! One model over several pods as a bundle of objects.

mod choice;
mod groups;
mod member;
mod notes;

use serde_json::{Map, Value, json};

use self::choice::Keeper;
use super::Overrides;
use super::assemble::{self, Document, Part, Shape, config_map, intended};
use super::bundle::Bundle;
use super::metrics::Monitor;
use super::pod::{spec, spill};
use crate::engines::metrics::exposition;
use crate::error::Result;
use crate::kubernetes::resources::StringMap;
use crate::platform::Capabilities;
use crate::workload::distributed::Distributed;
use crate::workload::metrics::{Port, Scrape, Selector};

/// Arena's word for it, by which it finds the service.
const SERVING_TYPE: &str = "distributed-serving";

/// Renders the objects of a service, in the order in which they are applied, and verifies them.
///
/// # Errors
/// A usage error: what is asked cannot be done, or a template or patch of the user's breaks what it must not.
pub fn render(workload: &Distributed, capabilities: &Capabilities, overrides: &Overrides) -> Result<Bundle> {
    let common = &workload.common;
    let mut notes = Vec::new();
    let keeper = choice::choose(workload, capabilities, &mut notes)?;
    choice::check_scaling(workload)?;
    let spill = spill::choose(&common.placement, capabilities, &mut notes)?;
    notes::collect(workload, &mut notes);

    let name = common.service.object_name.clone();
    let selector = json!({ "servingName": name });
    let root = intended(common, keeper.api_version(), keeper.kind(), &name);
    let pod = spec::pod(common, spill.as_ref(), &config_map(common), &selector, false);
    let labels = assemble::labels(common, SERVING_TYPE, common.service.labels.clone());
    let (template, rendered) = match keeper {
        Keeper::LeaderWorkerSet => ("leaderworkerset.yaml", ("group", groups::group(workload, &labels))),
        Keeper::RoleBasedGroup => ("rolebasedgroup.yaml", ("roles", groups::roles(workload, &labels))),
    };
    let mut own: Map<String, Value> = [
        rendered,
        ("pod", pod),
        ("pod_annotations", json!(member::annotations(workload))),
        ("leaders", json!(leaders(workload, keeper))),
        ("ports", ports(workload)),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let after = around(workload, capabilities, &mut own, &mut notes);
    let by_roles = keeper == Keeper::RoleBasedGroup;
    let parts = workload.roles.iter().filter(|role| by_roles && role.is_scaled());
    let parts = parts
        .map(|role| Part { scaled: choice::scaled(common, &root, &role.name), scaling: role.scaling.clone() })
        .collect();
    let shape = Shape {
        root: Document { template, identity: root.clone() },
        serving_type: SERVING_TYPE,
        scaled: root,
        selector,
        own_autoscaler: (!by_roles && workload.roles.iter().any(|role| role.is_scaled()))
            .then(|| assemble::hpa(common)),
        parts,
        before: Vec::new(),
        after,
        values: own,
    };
    assemble::bundle(common, capabilities, overrides, spill.as_ref(), shape, notes)
}

/// The labels of the pods that answer.
fn leaders(workload: &Distributed, keeper: Keeper) -> StringMap {
    let mut labels = StringMap::new();
    labels.insert("servingName".into(), workload.common.service.object_name.clone());
    labels.insert("role".into(), "leader".into());
    if let (Keeper::RoleBasedGroup, Some(entry)) = (keeper, workload.roles.get(workload.entry)) {
        labels.insert("servingRole".into(), entry.name.clone());
    }
    labels
}

/// The ports of the Service have the names by which Arena finds the address.
fn ports(workload: &Distributed) -> Value {
    let Some(entry) = workload.roles.get(workload.entry) else { return json!([]) };
    let ports = entry.ports.named().map(|(name, port)| {
        let serving = match name {
            "grpc" => "grpc-serving",
            "metrics" => "http-metrics",
            _ => "http-serving",
        };
        json!({ "name": serving, "port": port, "target": name })
    });
    ports.collect()
}

/// The documents after the root, and what their templates see.
fn around(
    workload: &Distributed,
    capabilities: &Capabilities,
    own: &mut Map<String, Value>,
    notes: &mut Vec<String>,
) -> Vec<Document> {
    let common = &workload.common;
    let name = common.service.object_name.as_str();
    let document = |template, api_version: &str, kind: &str| Document {
        template,
        identity: intended(common, api_version, kind, name),
    };
    let mut documents = vec![document("leader-service.yaml", "v1", "Service")];
    match (workload.scrape, capabilities.service_monitor) {
        (Scrape::PodMonitor, true) => {
            documents.push(document("podmonitor.yaml", "monitoring.coreos.com/v1", "PodMonitor"));
            own.insert("monitor".into(), monitor(workload));
        }
        (Scrape::PodMonitor, false) => {
            notes.push("this cluster serves no PodMonitor: `--scrape=annotations` says it to a Prometheus that looks for annotations".into());
        }
        _ => {}
    }
    documents
}

/// The leaders of all roles: workers show no metrics.
fn monitor(workload: &Distributed) -> Value {
    let common = &workload.common;
    let service = &common.service;
    let labels = [("servingName", service.object_name.as_str()), ("role", "leader")];
    let labels = labels.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let scraped = workload.roles.iter().find_map(|role| role.ports.scraped());
    let monitor = Monitor {
        name: service.object_name.clone(),
        namespace: service.namespace.clone(),
        selector: Selector { labels: labels.into(), present: Vec::new() },
        all_namespaces: false,
        port: Port::Name(scraped.map_or("http", |(name, _)| name).to_owned()),
        path: metrics_path(workload).to_owned(),
        interval: 15,
    };
    let mut values = monitor.values();
    let mut labels = assemble::labels(common, SERVING_TYPE, StringMap::new());
    labels.insert("app.kubernetes.io/managed-by".into(), "neap".into());
    values["labels"] = json!(labels);
    values
}

/// Where the engine shows its metrics.
fn metrics_path(workload: &Distributed) -> &'static str {
    let engine = workload.roles.iter().find_map(|role| role.leader.engine).or(workload.common.engine);
    engine.map_or("/metrics", |found| exposition(found.engine).path)
}
