//! A Knative Service as a bundle of objects.

mod annotations;
mod notes;

pub use notes::aim;

use crate::kubernetes::labels;
use serde_json::{Map, Value, json};

use self::annotations::Annotations;
use super::Overrides;
use super::assemble::{self, Document, Shape, config_map, intended, labels};
use super::bundle::Bundle;
use super::pod::{Fields, container, spec, spill};
use crate::error::{Error, Result};
use crate::platform::Capabilities;
use crate::workload::Knative;
use crate::workload::knative::Share;
use crate::workload::storage::VolumeSource;

/// Renders the objects of a service, in the order in which they are applied, and verifies them.
///
/// # Errors
/// A usage error: what is asked cannot be done, or a template or patch of the user's breaks what it must not.
pub fn render(workload: &Knative, capabilities: &Capabilities, overrides: &Overrides) -> Result<Bundle> {
    let common = &workload.common;
    if capabilities.asked && !capabilities.knative {
        return Err(Error::usage("this cluster does not serve Knative")
            .hint("install Knative Serving, or choose another cluster with `--context`")
            .hint("`neap serve kserve` does without it"));
    }
    let shared: u32 = workload.traffic.iter().map(|share| share.percent).sum();
    if let Some(percent) = workload.canary.filter(|_| shared != 100) {
        return Err(Error::usage(format!(
            "`--canary={percent}`: which revision keeps the rest is the cluster's to say, and none is asked"
        ))
        .hint(format!(
            "ask one (`--dry-run=server`), or name it: `--traffic={}-00001={} --traffic=latest={percent}`",
            common.service.object_name,
            100 - percent.min(100)
        )));
    }
    let mut notes = Vec::new();
    let spill = spill::choose(&common.placement, capabilities, &mut notes)?;
    let name = &common.service.object_name;
    // Knative gives it to the revision and so to the pods; the revision's own label would change with each version.
    let selector = json!({ labels::KNATIVE: name });
    let annotations = Annotations::of(workload)?;
    notes::collect(workload, &annotations.revision, &mut notes);

    let pod = spec::pod(common, spill.as_ref(), &config_map(common), &selector, false);
    let (pod, user) = split_user(pod);
    let labels = labels(common, "knative", common.service.labels.clone());
    let own = [
        ("annotations", json!(annotations.service)),
        ("container", container(workload, user)),
        ("pod", pod),
        ("traffic", workload.traffic.iter().map(share).collect()),
        (
            "revision",
            json!({
                "name": workload.revision,
                // Knative hands down the template's labels alone; those of the service stay where they are.
                "labels": labels,
                "annotations": annotations.revision,
                "spec": revision(workload),
            }),
        ),
    ];
    let root = intended(common, "serving.knative.dev/v1", "Service", name);
    let shape = Shape {
        root: Document::new("knative-service.yaml", root.clone()),
        serving_type: "knative",
        scaled: root,
        selector,
        // Knative makes its own, also where it is Kubernetes'.
        own_autoscaler: None,
        parts: Vec::new(),
        before: Vec::new(),
        after: Vec::new(),
        values: own.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>(),
    };
    assemble::bundle(common, capabilities, overrides, spill.as_ref(), shape, notes)
}

/// Fields of the revision that are not the pod's.
fn revision(workload: &Knative) -> Value {
    let mut fields = Fields::default();
    fields
        .put("containerConcurrency", workload.container_concurrency)
        .put("timeoutSeconds", workload.request_timeout);
    fields.into_value()
}

/// The container; `user` is who it runs as.
fn container(workload: &Knative, user: Value) -> Value {
    let common = &workload.common;
    let mut container = container::container(common);
    if user.as_object().is_some_and(|fields| !fields.is_empty()) {
        container["securityContext"] = user;
    }
    // Knative takes a directory of the node only where it is not written to.
    let of_node = |mount: &Value| {
        let name = mount.get("name").and_then(Value::as_str).unwrap_or_default();
        common.storage.volumes.iter().any(|it| it.name == name && matches!(it.source, VolumeSource::Host(_)))
    };
    let mounts = container.get_mut("volumeMounts").and_then(Value::as_array_mut);
    for mount in mounts.into_iter().flatten().filter(|mount| of_node(mount)) {
        mount["readOnly"] = json!(true);
    }
    container
}

/// Who the container runs as needs a gate in the pod, and none in the container; only the group of volumes is the pod's.
fn split_user(mut pod: Value) -> (Value, Value) {
    let Some(Value::Object(mut user)) = pod.get("securityContext").cloned() else { return (pod, json!({})) };
    let of_volumes = user.shift_remove("fsGroup");
    if let Value::Object(fields) = &mut pod {
        match of_volumes {
            Some(group) => _ = fields.insert("securityContext".into(), json!({ "fsGroup": group })),
            None => _ = fields.shift_remove("securityContext"),
        }
    }
    (pod, Value::Object(user))
}

fn share(share: &Share) -> Value {
    let mut fields = Fields::default();
    fields
        .put("revisionName", share.revision.clone())
        .put("latestRevision", share.revision.is_none())
        .put("percent", share.percent)
        .put("tag", share.tag.clone());
    fields.into_value()
}
