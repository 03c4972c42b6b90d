//! Which runtime serves a model, and the pod spec that both make together.

use std::cmp::Reverse;

use serde_json::Value;

use super::predictor::{Refusal, SERVING, default_resources, map, pod_fields};
use crate::kubernetes::resources::{InferenceService, StringMap};
use crate::sandbox::{Kept, World};

/// A runtime that was chosen.
#[derive(Debug, Clone)]
pub struct Runtime {
    spec: Value,
    /// Labels that its pods get.
    pub labels: StringMap,
    /// Annotations that its pods get.
    pub annotations: StringMap,
}

impl Runtime {
    fn new(spec: &Value) -> Self {
        Self { spec: spec.clone(), labels: map(spec, "labels"), annotations: map(spec, "annotations") }
    }

    fn is_disabled(&self) -> bool {
        self.spec.get("disabled").and_then(Value::as_bool).unwrap_or(false)
    }

    /// The format of the model, if it is supported: by name, and by version where the model names one.
    fn format(&self, model: &Value) -> Option<&Value> {
        let wanted = &model["modelFormat"];
        let formats = self.spec.get("supportedModelFormats").and_then(Value::as_array)?;
        formats.iter().find(|format| {
            let version = wanted.get("version").is_none() || wanted.get("version") == format.get("version");
            format["name"] == wanted["name"] && version
        })
    }

    fn speaks(&self, protocol: &str) -> bool {
        let protocols = self.spec.get("protocolVersions").and_then(Value::as_array);
        protocols.is_none_or(|all| all.is_empty() || all.iter().any(|it| it == protocol))
    }
}

fn refused(reason: &'static str, message: &'static str, error: String) -> Refusal {
    Refusal { reason: Some(reason), message, error }
}

/// The runtime that the model names, or the first that supports it: those of the namespace, then those of the cluster, each by
/// priority, the newest first.
///
/// # Errors
/// There is none.
pub fn choose(service: &InferenceService, model: &Value, world: &World) -> Result<Runtime, Refusal> {
    let protocol = model.get("protocolVersion").and_then(Value::as_str).unwrap_or("v1");
    let Some(name) = model.get("runtime").and_then(Value::as_str) else {
        return automatic(service, model, protocol, world);
    };
    let own = world.serving_runtimes.get(service.namespace(), name).map(|it| &it.spec);
    let spec = own.or_else(|| world.cluster_serving_runtimes.get("", name).map(|it| &it.spec));
    let runtime = spec.map(Runtime::new).ok_or_else(|| {
        refused(
            "RuntimeNotRecognized",
            "Waiting for runtime to become available",
            format!("No ServingRuntimes or ClusterServingRuntimes with the name: {name}"),
        )
    })?;
    if runtime.is_disabled() {
        return Err(refused(
            "RuntimeDisabled",
            "Specified runtime is disabled",
            format!("specified runtime {name} is disabled"),
        ));
    }
    if model.get("protocolVersion").is_some() && !runtime.speaks(protocol) {
        return Err(refused(
            "NoSupportingRuntime",
            "Specified runtime does not support specified protocol version",
            format!("specified runtime {name} does not support specified protocol version"),
        ));
    }
    if runtime.format(model).is_none() {
        return Err(refused(
            "NoSupportingRuntime",
            "Specified runtime does not support specified framework/version",
            format!("specified runtime {name} does not support specified framework/version"),
        ));
    }
    Ok(runtime)
}

fn automatic(
    service: &InferenceService,
    model: &Value,
    protocol: &str,
    world: &World,
) -> Result<Runtime, Refusal> {
    let suits = |spec: &Value| {
        let runtime = Runtime::new(spec);
        let format = runtime.format(model)?;
        // Without a runtime's name only formats count that allow it.
        let offered = format.get("autoSelect").and_then(Value::as_bool).unwrap_or(false);
        let priority = format.get("priority").and_then(Value::as_i64).unwrap_or(0);
        (offered && !runtime.is_disabled() && runtime.speaks(protocol)).then_some((priority, runtime))
    };
    let own = world.serving_runtimes.of(service.namespace()).map(|it| (&it.metadata, &it.spec));
    let cluster = world.cluster_serving_runtimes.iter().map(|(_, it)| (&it.metadata, &it.spec));
    let first = |found: Vec<(&k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta, &Value)>| {
        let mut suiting: Vec<_> = found
            .into_iter()
            .filter_map(|(meta, spec)| Some((meta.creation_timestamp.as_ref().map(|it| it.0), suits(spec)?)))
            .collect();
        suiting.sort_by_key(|(created, (priority, _))| (Reverse(*priority), Reverse(*created)));
        suiting.into_iter().next().map(|(_, (_, runtime))| runtime)
    };
    first(own.collect()).or_else(|| first(cluster.collect())).ok_or_else(|| {
        refused(
            "NoSupportingRuntime",
            "No runtime found to support specified framework/version",
            format!(
                "no runtime found to support predictor with model type: {}",
                model.pointer("/modelFormat/name").and_then(Value::as_str).unwrap_or_default()
            ),
        )
    })
}

/// The pod spec of a runtime with what the service sets over it.
///
/// # Errors
/// The runtime has no container that serves.
pub fn pod_spec(
    service: &InferenceService,
    component: &Value,
    model: &Value,
    runtime: &Runtime,
) -> Result<Value, Refusal> {
    let containers = runtime.spec.get("containers").and_then(Value::as_array).cloned().unwrap_or_default();
    if containers.is_empty() {
        return Err(refused(
            "InvalidPredictorSpec",
            "No container configuration found in selected serving runtime",
            "no container configuration found in selected serving runtime".into(),
        ));
    }
    let (serving, others): (Vec<Value>, Vec<Value>) =
        containers.into_iter().partition(|container| container["name"] == SERVING);
    let mut serving = serving.into_iter().next().ok_or_else(|| Refusal {
        reason: None,
        message: "",
        error: "failed to find kserve-container in ServingRuntime containers".into(),
    })?;
    overlay(&mut serving, &container_fields(model));
    fill_placeholders(&mut serving, service);
    if let Some(version) = model.get("runtimeVersion").and_then(Value::as_str) {
        set_tag(&mut serving, version);
    }
    default_resources(&mut serving);
    let mut spec = pod_fields(&runtime.spec);
    for field in [
        "supportedModelFormats",
        "multiModel",
        "disabled",
        "protocolVersions",
        "builtInAdapter",
        "grpcDataEndpoint",
        "grpcEndpoint",
        "httpDataEndpoint",
        "replicas",
        "storageHelper",
    ] {
        spec.as_object_mut().map(|fields| fields.shift_remove(field));
    }
    overlay(&mut spec, &pod_fields(component));
    spec["containers"] = std::iter::once(serving).chain(others).collect();
    Ok(spec)
}

/// The fields of a model that belong to its container.
fn container_fields(model: &Value) -> Value {
    const OWN: [&str; 6] =
        ["modelFormat", "runtime", "runtimeVersion", "protocolVersion", "storageUri", "storage"];
    let fields = model.as_object().into_iter().flatten();
    Value::Object(
        fields
            .filter(|(name, _)| !OWN.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

/// A strategic merge as far as containers and pods need it: lists with names merge by name, arguments are replaced.
fn overlay(base: &mut Value, over: &Value) {
    match (base, over) {
        (Value::Object(base), Value::Object(over)) => {
            for (name, value) in over {
                overlay(base.entry(name.clone()).or_insert(Value::Null), value);
            }
        }
        (Value::Array(base), Value::Array(over)) if over.iter().all(|item| item.get("name").is_some()) => {
            for item in over {
                match base.iter_mut().find(|it| it.get("name") == item.get("name")) {
                    Some(same) => overlay(same, item),
                    None => base.push(item.clone()),
                }
            }
        }
        (base, over) => *base = over.clone(),
    }
}

/// `{{.Name}}`, `{{.Namespace}}`, `{{.Labels.x}}` and `{{.Annotations.x}}` of the service.
fn fill_placeholders(value: &mut Value, service: &InferenceService) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(|it| fill_placeholders(it, service)),
        Value::Array(items) => items.iter_mut().for_each(|it| fill_placeholders(it, service)),
        Value::String(text) if text.contains("{{") => {
            let mut filled =
                text.replace("{{.Name}}", service.name()).replace("{{.Namespace}}", service.namespace());
            for (field, map) in [("Labels", service.labels()), ("Annotations", service.annotations())] {
                for (key, value) in map {
                    filled = filled.replace(&format!("{{{{.{field}.{key}}}}}"), value);
                }
            }
            *text = filled;
        }
        _ => {}
    }
}

fn set_tag(container: &mut Value, version: &str) {
    let Some(image) = container.get("image").and_then(Value::as_str) else { return };
    let slash = image.rfind('/').map_or(0, |at| at + 1);
    let name = image[slash..].split_once(':').map_or(&image[slash..], |(name, _)| name);
    container["image"] = format!("{}{name}:{version}", &image[..slash]).into();
}
