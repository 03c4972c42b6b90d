//! One model over several pods as a bundle of objects.

mod choice;
mod groups;
mod member;
mod notes;
mod scaling;

use crate::kubernetes::labels;
use serde_json::{Map, Value, json};

use self::choice::Keeper;
use super::Overrides;
use super::assemble::{self, Document, Shape, config_map, intended};
use super::bundle::Bundle;
use super::deployment::exposure;
use super::metrics::Monitor;
use super::pod::{spec, spill};
use crate::engines::Detected;
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
    let name = common.service.object_name.clone();
    let root = intended(common, keeper.api_version(), keeper.kind(), &name);
    let roles = scaling::of_roles(workload, keeper, &root, capabilities, &mut notes)?;
    let entry = roles.get(workload.entry);
    if let Some(entry) = entry {
        exposure::check(workload.expose.as_ref(), &entry.role.ports, capabilities)?;
    }
    let mut common = common.clone();
    if let (Keeper::LeaderWorkerSet, Some(only)) = (keeper, entry) {
        (common.scaling.min, common.scaling.max) = (only.scaled.min, Some(only.scaled.max));
    }
    let spill = spill::choose(&common.placement, capabilities, &mut notes)?;
    notes::collect(workload, &roles, &mut notes);

    let selector = json!({ labels::NAME: name });
    let pod = pod(workload, spec::pod(&common, spill.as_ref(), &config_map(&common), &selector, false));
    let labels = assemble::labels(&common, SERVING_TYPE, common.service.labels.clone());
    let (template, rendered) = match (keeper, entry) {
        (Keeper::LeaderWorkerSet, Some(only)) => {
            ("leaderworkerset.yaml", ("group", groups::group(workload, only, &labels, &pod)))
        }
        _ => ("rolebasedgroup.yaml", ("roles", groups::roles(workload, &roles, &labels, &pod))),
    };
    let ports = entry.map(|entry| exposure::service(workload.expose.as_ref(), &entry.role.ports));
    let (service_type, ports) = ports.unwrap_or_default();
    let mut own: Map<String, Value> = [
        rendered,
        ("leaders", json!(leaders(workload, keeper))),
        ("service", json!({ "type": service_type, "ports": ports })),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    let exposed = entry.and_then(|entry| exposure::values(workload.expose.as_ref(), &entry.role.ports));
    own.extend(exposed.map(|exposed| ("exposed".to_owned(), exposed)));
    let mut after = around(workload, capabilities, &mut own, &mut notes);
    after.extend(scaling::budgets(workload, keeper, &roles));
    after.extend(exposure::document(workload.expose.as_ref(), &common));
    after.extend(scaling::documents(workload, &roles)?);
    let shape = Shape {
        root: Document::new(template, root.clone()),
        serving_type: SERVING_TYPE,
        scaled: root,
        selector,
        own_autoscaler: entry
            .filter(|_| keeper == Keeper::LeaderWorkerSet)
            .and_then(|only| only.scaled.own(&common)),
        parts: scaling::parts(&common, keeper, &roles),
        before: Vec::new(),
        after,
        values: own,
    };
    assemble::bundle(&common, capabilities, overrides, spill.as_ref(), shape, notes)
}

/// The fields of all pods, with the time that they have to end.
fn pod(workload: &Distributed, pod: Value) -> Value {
    let Value::Object(mut fields) = pod else { return pod };
    if let Some(grace) = workload.life.grace() {
        fields.insert("terminationGracePeriodSeconds".into(), json!(grace));
    }
    Value::Object(fields)
}

/// The labels of the pods that answer.
fn leaders(workload: &Distributed, keeper: Keeper) -> StringMap {
    let mut labels = StringMap::new();
    labels.insert(labels::NAME.into(), workload.common.service.object_name.clone());
    labels.insert("role".into(), "leader".into());
    if let (Keeper::RoleBasedGroup, Some(entry)) = (keeper, workload.roles.get(workload.entry)) {
        labels.insert("servingRole".into(), entry.name.clone());
    }
    labels
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
    let document = |template, api_version: &str, kind: &str| {
        Document::new(template, intended(common, api_version, kind, name))
    };
    let front = intended(common, "v1", "Service", common.service.front());
    let mut documents = vec![Document::new("leader-service.yaml", front)];
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
    let labels = [(labels::NAME, service.object_name.as_str()), ("role", "leader")];
    let labels = labels.map(|(key, value)| (key.to_owned(), value.to_owned()));
    let scraped = workload.roles.iter().find_map(|role| role.ports.scraped());
    let engine = workload.roles.iter().find_map(|role| role.leader.engine);
    let monitor = Monitor {
        name: service.object_name.clone(),
        namespace: service.namespace.clone(),
        selector: Selector { labels: labels.into(), present: Vec::new() },
        all_namespaces: false,
        port: Port::Name(scraped.map_or("http", |(name, _)| name).to_owned()),
        path: metrics_path(engine.or(common.engine)).to_owned(),
        interval: 15,
    };
    let mut values = monitor.values();
    let mut labels = assemble::labels(common, SERVING_TYPE, StringMap::new());
    labels.insert("app.kubernetes.io/managed-by".into(), "neap".into());
    values["labels"] = json!(labels);
    values
}

/// Where an engine shows its metrics.
fn metrics_path(engine: Option<Detected>) -> &'static str {
    engine.map_or("/metrics", |found| exposition(found.engine).path)
}
