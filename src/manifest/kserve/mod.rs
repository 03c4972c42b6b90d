//! A service on KServe as a bundle of objects.

mod mode;
mod notes;

use crate::kubernetes::labels;
use serde_json::{Map, Value, json};

use self::mode::Mode;
use super::Overrides;
use super::assemble::{self, Document, Shape, config_map, intended};
use super::bundle::Bundle;
use super::pod::{Fields, container, files, spec, spill};
use crate::error::Result;
use crate::platform::Capabilities;
use crate::workload::Kserve;

/// Renders the objects of a service, in the order in which they are applied, and verifies them.
///
/// # Errors
/// A usage error: what is asked cannot be done, or a template or patch of the user's breaks what it must not.
pub fn render(workload: &Kserve, capabilities: &Capabilities, overrides: &Overrides) -> Result<Bundle> {
    let common = &workload.common;
    let chosen = mode::choose(workload, capabilities)?;
    let mut notes: Vec<String> = chosen.note.iter().cloned().collect();
    let spill = spill::choose(&common.placement, capabilities, &mut notes)?;

    let name = &common.service.object_name;
    let deployment = format!("{name}-predictor");
    let selector = match chosen.mode {
        Mode::Raw => json!({ "app": format!("isvc.{deployment}") }),
        Mode::Knative => json!({ labels::KSERVE: name }),
    };
    let mut annotations = common.service.annotations.clone();
    if common.prometheus.is_some() {
        annotations.insert("serving.kserve.io/enable-prometheus-scraping".into(), "true".into());
    }
    mode::annotate(&mut annotations, &chosen, workload);
    let by_deployment = chosen.mode == Mode::Raw;
    let pod = spec::pod(common, spill.as_ref(), &config_map(common), &selector, by_deployment);
    notes::collect(workload, chosen.mode, &pod, &mut notes);
    let own = [
        ("deployment", json!(deployment)),
        ("annotations", json!(annotations)),
        ("predictor", predictor(workload)),
        ("model", model(workload)),
        ("container", container::container(common)),
        ("pod", pod),
    ];
    let shape = Shape {
        root: Document::new(
            "inferenceservice.yaml",
            intended(common, "serving.kserve.io/v1beta1", "InferenceService", name),
        ),
        serving_type: "kserve",
        scaled: intended(common, "apps/v1", "Deployment", &deployment),
        selector,
        own_autoscaler: common.scaling.needs_an_autoscaler().then(|| assemble::hpa(common)),
        parts: Vec::new(),
        before: Vec::new(),
        after: Vec::new(),
        values: own.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>(),
    };
    assemble::bundle(common, capabilities, overrides, spill.as_ref(), shape, notes)
}

/// Fields of the predictor that are not the pod's.
fn predictor(workload: &Kserve) -> Value {
    let common = &workload.common;
    let mut fields = Fields::default();
    match common.scaling.metric() {
        // Some versions pin the Deployment to minReplicas although the autoscaler is external.
        _ if common.scaling.needs_an_autoscaler() => {}
        metric => {
            fields.put("minReplicas", common.scaling.min).put("maxReplicas", common.scaling.max);
            if let Some(metric) = metric {
                fields.put("scaleMetric", metric.name()).put("scaleTarget", metric.whole_target());
            }
        }
    }
    fields
        .put("containerConcurrency", workload.container_concurrency)
        .put("timeout", workload.request_timeout)
        .put("canaryTrafficPercent", workload.canary_traffic)
        .put("deploymentStrategy", spec::rollout(common.rollout));
    if !common.storage.files.is_empty() {
        // A file that is mounted by its own path does not change under a running pod: a new content needs a new pod.
        fields.put("annotations", json!({ "neap/config-files": files::digest(&common.storage.files) }));
    }
    fields.into_value()
}

fn model(workload: &Kserve) -> Value {
    let Some(model) = &workload.model else { return Value::Null };
    let mut format = Fields::default();
    format.put("name", model.format.as_str()).put("version", model.format_version.clone());
    let mut fields = Fields::default();
    fields
        .put("modelFormat", format.into_value())
        .put("runtime", model.runtime.clone())
        .put("runtimeVersion", model.runtime_version.clone())
        .put("storageUri", model.storage_uri.clone())
        .put("protocolVersion", model.protocol);
    fields.into_value()
}
