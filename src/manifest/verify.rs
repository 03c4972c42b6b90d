//! Are the objects those that were meant, and do selectors find the pods?

use serde_json::Value;

use crate::error::{Error, Result};
use crate::kubernetes::resources::StringMap;
use crate::kubernetes::{Identity, Object};
use crate::kubernetes::{pod_templates, selector};

/// Checks that each document is the object that was meant.
///
/// # Errors
/// A usage error that names the object: only a template or a patch can have changed it.
pub fn identities(documents: Vec<(Identity, Value)>) -> Result<Vec<Object>> {
    documents
        .into_iter()
        .map(|(meant, document)| {
            let object = Object::new(document)
                .map_err(|field| Error::usage(format!("{meant} has lost its {field}")).hint(CULPRITS))?;
            let found = object.identity();
            match found == meant {
                true => Ok(object),
                false => Err(Error::usage(format!(
                    "{meant} has become {found}{}",
                    found
                        .namespace
                        .as_ref()
                        .map(|namespace| format!(" in namespace {namespace}"))
                        .unwrap_or_default()
                ))
                .hint(CULPRITS)),
            }
        })
        .collect()
}

const CULPRITS: &str =
    "look at what `--template-dir` and `--patch` change; names, kinds and namespaces must stay";

/// Checks each selector of the bundle against the labels that the service's pods will carry.
///
/// # Errors
/// A usage error that names object, label and the value that pods will have.
pub fn selectors(objects: &[Object], root: &Identity, scaled: &Identity) -> Result<()> {
    let Some(service) = objects.iter().find(|object| object.identity() == *root) else { return Ok(()) };
    let labels = pod_labels(service);
    for object in objects {
        let identity = object.identity();
        let (pointer, required) = match identity.kind.as_str() {
            "ResourcePolicy" | "Service" if identity != *root => ("/spec/selector", true),
            "PodDisruptionBudget" => ("/spec/selector/matchLabels", true),
            // It may also say which pods by expressions.
            "PodMonitor" => ("/spec/selector/matchLabels", false),
            "HorizontalPodAutoscaler" | "ScaledObject" => {
                aims_at(object, root, scaled)?;
                continue;
            }
            // ACK's scheduled autoscaler goes through the other autoscaler where there is one.
            "CronHorizontalPodAutoscaler" => {
                let other = objects
                    .iter()
                    .map(Object::identity)
                    .find(|other| other.kind == "HorizontalPodAutoscaler");
                aims_at(object, root, other.as_ref().unwrap_or(scaled))?;
                continue;
            }
            _ => continue,
        };
        let selector = object.get(pointer).map(strings).unwrap_or_default();
        if selector.is_empty() && required {
            return Err(Error::usage(format!(
                "{identity} selects all pods of the namespace: its selector is empty"
            ))
            .hint(format!("the service's pods have {}", selector::query(&labels))));
        }
        if let Some(wrong) = selector::mismatch(&selector, &labels) {
            let found = match wrong.found {
                Some(found) => format!("the pods have {}={found}", wrong.key),
                None => format!("the pods have no label {}", wrong.key),
            };
            return Err(Error::usage(format!(
                "{identity} would match no pod: it selects {}={}, {found}",
                wrong.key, wrong.wanted
            ))
            .hint(format!("the service's pods have {}", selector::query(&labels))));
        }
    }
    Ok(())
}

/// An autoscaler must aim at what runs the service, and must not have the name of KServe's own.
fn aims_at(autoscaler: &Object, root: &Identity, scaled: &Identity) -> Result<()> {
    let identity = autoscaler.identity();
    if root.kind == "InferenceService" && identity.name == scaled.name {
        return Err(Error::usage(format!(
            "{identity} has the name of KServe's own autoscaler, which would overwrite it"
        )));
    }
    let text = |field: &str| {
        let pointer = format!("/spec/scaleTargetRef/{field}");
        autoscaler.get(&pointer).and_then(Value::as_str).unwrap_or_default()
    };
    let (kind, target) = (text("kind"), text("name"));
    match (kind, target) == (scaled.kind.as_str(), scaled.name.as_str()) {
        true => Ok(()),
        false => Err(Error::usage(format!(
            "{identity} scales {kind} {target:?}, but the service's {} is {}",
            scaled.kind, scaled.name
        ))
        .hint(CULPRITS)),
    }
}

/// The labels that the pods of a service carry.
pub fn pod_labels(service: &Object) -> StringMap {
    if service.identity().kind == "InferenceService" {
        return kserve_labels(service);
    }
    let mut labels = StringMap::new();
    // Of several templates only what all their pods carry is the service's.
    for (index, template) in pod_templates::of(service).iter().enumerate() {
        let pointer = template.metadata.as_ref().map(|metadata| format!("{metadata}/labels"));
        let own = pointer.and_then(|pointer| service.get(&pointer)).map(strings).unwrap_or_default();
        match index {
            0 => labels = own,
            _ => labels.retain(|key, value| own.get(key) == Some(value)),
        }
    }
    let identity = service.identity();
    match (identity.group(), identity.kind.as_str()) {
        ("serving.knative.dev", "Service") => {
            labels.insert("serving.knative.dev/service".into(), identity.name);
        }
        ("leaderworkerset.x-k8s.io", _) => {
            labels.insert("leaderworkerset.sigs.k8s.io/name".into(), identity.name);
        }
        ("workloads.x-k8s.io", _) => {
            labels.insert("rolebasedgroup.workloads.x-k8s.io/name".into(), identity.name);
        }
        _ => {}
    }
    labels
}

/// KServe copies the labels of the service and of its predictor, and sets its own. Knative's pods have another `app`.
fn kserve_labels(service: &Object) -> StringMap {
    let name = service.identity().name;
    let mut labels = service.get("/metadata/labels").map(strings).unwrap_or_default();
    labels.extend(service.get("/spec/predictor/labels").map(strings).unwrap_or_default());
    labels.insert("serving.kserve.io/inferenceservice".into(), name.clone());
    labels.insert("component".into(), "predictor".into());
    let annotations = service.get("/metadata/annotations").map(strings).unwrap_or_default();
    let mode = annotations.get("serving.kserve.io/deploymentMode").map(String::as_str);
    match mode {
        Some("Serverless" | "Knative") => {
            labels.remove("app");
            labels.insert("serving.knative.dev/service".into(), format!("{name}-predictor"));
        }
        _ => {
            labels.insert("app".into(), format!("isvc.{name}-predictor"));
        }
    }
    labels
}

fn strings(value: &Value) -> StringMap {
    let pairs = value.as_object().into_iter().flatten();
    pairs
        .map(|(key, value)| (key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned)))
        .collect()
}
