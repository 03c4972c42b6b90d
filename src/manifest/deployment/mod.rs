//! A service as pods of a Deployment or a StatefulSet, as a bundle of objects.

mod around;
pub mod autoscaler;
pub mod cron;
pub mod exposure;
mod fleet;
pub mod keda;
mod notes;
mod pod;

pub use pod::{probe, share};

use crate::kubernetes::labels;
use serde_json::{Map, Value, json};

use self::autoscaler::Autoscaler;
use super::Overrides;
use super::assemble::{self, Document, Shape, config_map, intended};
use super::bundle::Bundle;
use super::pod::{container, spec, spill};
use crate::error::Result;
use crate::kubernetes::resources::StringMap;
use crate::platform::Capabilities;
use crate::workload::deployment::{Controller, Deployment};

/// Renders the objects of a service, in the order in which they are applied, and verifies them.
///
/// # Errors
/// A usage error: what is asked cannot be done, or a template or patch of the user's breaks what it must not.
pub fn render(workload: &Deployment, capabilities: &Capabilities, overrides: &Overrides) -> Result<Bundle> {
    let mut notes = Vec::new();
    let api = workload.fleet.as_ref().map(|fleet| fleet::choose(workload, fleet, capabilities, &mut notes));
    let api = api.transpose()?;
    let scaled = autoscaler::choose(around::ask(workload, api), capabilities, &mut notes)?;
    let mut common = workload.common.clone();
    (common.scaling.min, common.scaling.max) = (scaled.min, Some(scaled.max));
    let spill = spill::choose(&common.placement, capabilities, &mut notes)?;
    exposure::check(workload.expose.as_ref(), &workload.ports, capabilities)?;
    notes::collect(workload, &mut notes);

    let name = common.service.object_name.clone();
    let selector = json!({ "app": name });
    let serving_type = workload.flavour.serving_type();
    // Arena looks for pods and Services that have this label, with any value.
    let versioned = |mut labels: StringMap| {
        labels.entry(labels::VERSION.into()).or_default();
        labels
    };
    let labels = versioned(assemble::labels(&common, serving_type, common.service.labels.clone()));
    let mut own_labels = versioned(assemble::labels(&common, serving_type, StringMap::new()));
    own_labels.insert("app.kubernetes.io/managed-by".into(), "neap".into());
    let root = intended(&common, "apps/v1", workload.controller.kind(), &name);
    let (template, ordered) = match &workload.controller {
        Controller::Deployment { .. } => ("deployment.yaml", None),
        Controller::StatefulSet { ordered } => ("statefulset.yaml", Some(*ordered)),
    };
    let headless = workload.controller.headless(&name);
    let around = around::documents(workload, capabilities, &scaled, &mut notes);
    let named =
        |name: &String| Document::new("headless-service.yaml", intended(&common, "v1", "Service", name));
    let mut before: Vec<Document> = headless.iter().map(named).collect();
    let mut values: Map<String, Value> = [
        ("labels", json!(labels)),
        ("own_labels", json!(own_labels)),
        ("replicas", json!((scaled.by == Autoscaler::Nobody).then_some(scaled.min))),
        ("progress_deadline", json!(pod::progress_deadline(workload))),
        ("strategy", pod::strategy(workload)),
        ("pod_management", json!(if ordered == Some(true) { "OrderedReady" } else { "Parallel" })),
        ("headless", json!(headless)),
        ("pod_labels", json!(pod::labels(workload, labels, &selector))),
        ("pod_annotations", json!(pod::annotations(workload))),
        ("container_name", json!(workload.flavour.container())),
        ("container", pod::container(workload, container::container(&common))),
        (
            "pod",
            pod::spec(
                workload,
                spec::pod(&common, spill.as_ref(), &config_map(&common), &selector, true),
                &selector,
            ),
        ),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    values.extend(around::values(workload, &scaled, &root, &selector, &own_labels)?);
    if let (Some(fleet), Some(api)) = (&workload.fleet, api) {
        let policy = fleet::policy(&common, fleet, api);
        let mut sent = vec![root.clone()];
        sent.extend(before.iter().chain(&around).map(|document| document.identity.clone()));
        sent.extend(fleet::beside(&common, spill.as_ref()));
        values.insert("fleet".into(), fleet::values(&common, fleet, &policy, &sent));
        // Before the service: else a policy that takes all of the namespace would place it first.
        before.insert(0, Document::new("propagationpolicy.yaml", policy));
    }
    let shape = Shape {
        root: Document::new(template, root.clone()),
        serving_type,
        scaled: root,
        selector,
        own_autoscaler: scaled.own(&common),
        parts: Vec::new(),
        before,
        after: around,
        values,
    };
    assemble::bundle(&common, capabilities, overrides, spill.as_ref(), shape, notes)
}
