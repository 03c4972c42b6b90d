//! What a predictor runs: its pod spec, and the labels and annotations of its children.

use crate::kubernetes::labels;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{container, runtime};
use crate::kubernetes::resources::{InferenceService, StringMap};
use crate::sandbox::{Kept, World};

/// How a service is deployed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// As a Deployment; the sandbox's default.
    Raw,
    /// By Knative.
    Serverless,
    /// By ModelMesh, which does not run here.
    ModelMesh,
}

/// A predictor.
#[derive(Debug, Clone)]
pub struct Predictor {
    /// `NAME-predictor`.
    pub name: String,
    /// Labels of its children, without `app`.
    pub labels: StringMap,
    /// Annotations of its children.
    pub annotations: StringMap,
    /// The pod spec, with KServe's defaults.
    pub spec: Value,
    /// `spec.predictor`: replicas, scale target, strategy.
    pub component: Value,
}

/// Why there is no predictor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// As `NoSupportingRuntime`; `None` where KServe says nothing in the status.
    pub reason: Option<&'static str>,
    /// In the status.
    pub message: &'static str,
    /// In the event.
    pub error: String,
}

/// The annotation that names the mode.
const MODE: &str = "serving.kserve.io/deploymentMode";
/// Annotations of a service that its children do not get.
const KEPT_BACK: [&str; 4] = [
    "autoscaling.knative.dev/min-scale",
    "autoscaling.knative.dev/max-scale",
    "internal.serving.kserve.io/storage-initializer-sourceuri",
    "kubectl.kubernetes.io/last-applied-configuration",
];
/// What the webhook gives a container that asks for nothing.
const DEFAULT_RESOURCES: [(&str, &str); 2] = [("cpu", "1"), ("memory", "2Gi")];
/// The container that serves.
pub const SERVING: &str = "kserve-container";

/// The mode that the annotation asks for. 0.13 takes what it does not know for its default.
pub fn mode(service: &InferenceService) -> Mode {
    match service.annotations().get(MODE).map(String::as_str) {
        Some("Serverless") => Mode::Serverless,
        Some("ModelMesh") => Mode::ModelMesh,
        _ => Mode::Raw,
    }
}

/// A service with what the webhook sets on it: the mode, where it names none.
pub fn defaulted(service: &Arc<InferenceService>) -> Arc<InferenceService> {
    let mut service = Arc::clone(service);
    if !service.annotations().contains_key(MODE) {
        let annotations = &mut Arc::make_mut(&mut service).metadata.annotations;
        annotations.get_or_insert_default().insert(MODE.into(), "RawDeployment".into());
    }
    service
}

/// The predictor of a service.
///
/// # Errors
/// No runtime supports the model, or there is nothing to run.
pub fn predictor(service: &InferenceService, world: &World) -> Result<Predictor, Refusal> {
    let component = service.spec.get("predictor").cloned().unwrap_or_default();
    let mut annotations: StringMap = service.annotations().clone();
    annotations.retain(|key, _| !KEPT_BACK.contains(&key.as_str()));
    let (mut labels, mut spec, uri) = match component.get("model").filter(|model| model.is_object()) {
        Some(model) => {
            let chosen = runtime::choose(service, model, world)?;
            let spec = runtime::pod_spec(service, &component, model, &chosen)?;
            annotations = union([&chosen.annotations, &annotations]);
            (chosen.labels, spec, model.get("storageUri"))
        }
        None => (StringMap::new(), own_pod_spec(&component)?, None),
    };
    labels = union([&labels, service.labels(), &map(&component, "labels")]);
    labels.insert(labels::KSERVE.into(), service.name().into());
    labels.insert("component".into(), "predictor".into());
    annotations = union([&annotations, &map(&component, "annotations")]);
    if let Some(uri) = uri.and_then(Value::as_str) {
        annotations.insert(KEPT_BACK[2].into(), uri.into());
        container::add_storage_initializer(&mut spec, uri);
    }
    if mode(service) == Mode::Raw {
        container::fill_in(&mut spec);
    }
    Ok(Predictor { name: format!("{}-predictor", service.name()), labels, annotations, spec, component })
}

/// A predictor that names its own containers.
fn own_pod_spec(component: &Value) -> Result<Value, Refusal> {
    let mut spec = pod_fields(component);
    let Some(first) = spec.pointer_mut("/containers/0") else {
        return Err(Refusal {
            reason: None,
            message: "",
            error: "the predictor has neither a model nor a container".into(),
        });
    };
    first["name"] = SERVING.into();
    default_resources(first);
    Ok(spec)
}

/// The fields of a component that belong to a pod.
pub fn pod_fields(component: &Value) -> Value {
    const OWN: [&str; 22] = [
        "minReplicas",
        "maxReplicas",
        "scaleTarget",
        "scaleMetric",
        "containerConcurrency",
        "timeout",
        "canaryTrafficPercent",
        "logger",
        "batcher",
        "labels",
        "annotations",
        "deploymentStrategy",
        "model",
        "sklearn",
        "xgboost",
        "tensorflow",
        "pytorch",
        "triton",
        "onnx",
        "huggingface",
        "pmml",
        "workerSpec",
    ];
    let fields = component.as_object().into_iter().flatten();
    let pod = fields.filter(|(name, _)| !OWN.contains(&name.as_str()));
    Value::Object(pod.map(|(name, value)| (name.clone(), value.clone())).collect())
}

/// Requests and limits of a container that says nothing of them, as the webhook does it.
pub fn default_resources(container: &mut Value) {
    for side in ["requests", "limits"] {
        for (resource, amount) in DEFAULT_RESOURCES {
            if container.pointer(&format!("/resources/{side}/{resource}")).is_none() {
                container["resources"][side][resource] = amount.into();
            }
        }
    }
}

/// Maps of texts in one; later ones win.
fn union<const N: usize>(maps: [&StringMap; N]) -> StringMap {
    maps.into_iter().flatten().map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// A map of texts in an object.
pub fn map(object: &Value, field: &str) -> StringMap {
    let empty = Map::new();
    let fields = object.get(field).and_then(Value::as_object).unwrap_or(&empty);
    fields.iter().filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

/// The metadata of a child.
pub fn metadata(service: &InferenceService, predictor: &Predictor, labels: &StringMap) -> Value {
    json!({
        "name": predictor.name, "namespace": service.namespace(), "labels": labels,
        "annotations": predictor.annotations, "ownerReferences": [service.controls()],
    })
}
