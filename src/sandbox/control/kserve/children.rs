//! The children of a service: Deployment, Service, autoscaler, Ingress.

use serde_json::{Value, json};

use super::Settings;
use super::predictor::{Predictor, metadata};
use crate::kubernetes::Identity;
use crate::kubernetes::resources::InferenceService;
use crate::sandbox::{Kept, World, Write};

/// Who scales a predictor.
const CLASS: &str = "serving.kserve.io/autoscalerClass";

/// What is there from the start; the Ingress comes later.
pub fn of(service: &InferenceService, predictor: &Predictor) -> Vec<Value> {
    let mut children = vec![deployment(service, predictor), cluster_service(service, predictor)];
    if predictor.annotations.get(CLASS).is_none_or(|class| class == "hpa") {
        children.push(autoscaler(service, predictor));
    }
    children
}

/// The name of a predictor's pods in its Service's selector.
fn app(predictor: &Predictor) -> String {
    format!("isvc.{}", predictor.name)
}

fn deployment(service: &InferenceService, predictor: &Predictor) -> Value {
    let mut labels = predictor.labels.clone();
    // KServe overwrites it on the Deployment and on its pods alike: both share one map there.
    labels.insert("app".into(), app(predictor));
    let strategy = predictor.component.get("deploymentStrategy").cloned().unwrap_or_else(
        || json!({"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "25%", "maxSurge": "25%"}}),
    );
    // No count: a new Deployment gets 1 from the API server, and so does one that is replaced.
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": metadata(service, predictor, &labels),
        "spec": {
            "selector": {"matchLabels": {"app": app(predictor)}},
            "strategy": strategy,
            "revisionHistoryLimit": 10,
            "progressDeadlineSeconds": 600,
            "template": {
                "metadata": {
                    "name": predictor.name, "namespace": service.namespace(),
                    "labels": labels, "annotations": predictor.annotations,
                },
                "spec": predictor.spec,
            },
        },
    })
}

fn cluster_service(service: &InferenceService, predictor: &Predictor) -> Value {
    let mut labels = predictor.labels.clone();
    labels.insert("app".into(), app(predictor));
    let ports = predictor.spec.pointer("/containers/0/ports").and_then(Value::as_array);
    let ports: Vec<Value> = match ports.filter(|ports| !ports.is_empty()) {
        Some(ports) => ports
            .iter()
            .enumerate()
            .map(|(place, port)| {
                let number = &port["containerPort"];
                let outside = if place == 0 { json!(80) } else { number.clone() };
                let protocol = port.get("protocol").cloned().unwrap_or_else(|| "TCP".into());
                let mut wanted = json!({"port": outside, "targetPort": number, "protocol": protocol});
                if let Some(name) = port.get("name") {
                    wanted["name"] = name.clone();
                }
                wanted
            })
            .collect(),
        None => vec![json!({"name": predictor.name, "port": 80, "targetPort": 8080, "protocol": "TCP"})],
    };
    json!({
        "apiVersion": "v1", "kind": "Service", "metadata": metadata(service, predictor, &labels),
        "spec": {"selector": {"app": app(predictor)}, "ports": ports},
    })
}

fn autoscaler(service: &InferenceService, predictor: &Predictor) -> Value {
    let number = |field: &str| predictor.component.get(field).and_then(Value::as_i64);
    let least = number("minReplicas").unwrap_or(1).max(1);
    let most = number("maxReplicas").unwrap_or(0).max(least);
    let metric = predictor.component.get("scaleMetric").and_then(Value::as_str).unwrap_or("cpu");
    let annotated = predictor.annotations.get("serving.kserve.io/targetUtilizationPercentage");
    let target = number("scaleTarget").or_else(|| annotated?.parse().ok()).unwrap_or(80);
    let mut labels = predictor.labels.clone();
    labels.insert("app".into(), app(predictor));
    json!({
        "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
        "metadata": metadata(service, predictor, &labels),
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": predictor.name},
            "minReplicas": least, "maxReplicas": most,
            "metrics": [{"type": "Resource", "resource": {"name": metric, "target": {"type": "Utilization", "averageUtilization": target}}}],
            "behavior": {},
        },
    })
}

/// The host of a service or of its predictor, as KServe's default template has it.
pub fn host(name: &str, namespace: &str, settings: &Settings) -> String {
    format!("{name}-{namespace}.{}", settings.domain)
}

/// The Ingress, which KServe makes once the predictor is available.
pub fn ingress(service: &InferenceService, predictor: &Predictor, settings: &Settings) -> Value {
    let rule = |name: &str| {
        json!({
            "host": host(name, service.namespace(), settings),
            "http": {"paths": [{
                "path": "/", "pathType": "Prefix",
                "backend": {"service": {"name": predictor.name, "port": {"number": 80}}},
            }]},
        })
    };
    json!({
        "apiVersion": "networking.k8s.io/v1", "kind": "Ingress",
        "metadata": {
            "name": service.name(), "namespace": service.namespace(), "annotations": service.annotations(),
            "ownerReferences": [service.controls()],
        },
        "spec": {"ingressClassName": settings.class, "rules": [rule(service.name()), rule(&predictor.name)]},
    })
}

/// Whether a service is for the cluster alone: it has no Ingress.
pub fn is_local(service: &InferenceService) -> bool {
    service.labels().get("networking.kserve.io/visibility").is_some_and(|it| it == "cluster-local")
}

/// What somebody else must do now: KServe takes its autoscaler away from a service that others scale.
pub fn unwanted(service: &InferenceService, predictor: &Predictor, world: &World) -> Option<Write> {
    let external = predictor.annotations.get(CLASS).is_some_and(|class| class == "external");
    let autoscaler = world.autoscalers.get(service.namespace(), &predictor.name).filter(|_| external)?;
    Some(Write::Delete { target: autoscaler.identity(), uid: Some(autoscaler.uid().to_owned()), grace: None })
}

/// Whether a child is there.
pub fn exists(identity: &Identity, world: &World) -> bool {
    let namespace = identity.namespace.as_deref().unwrap_or_default();
    match identity.kind.as_str() {
        "Service" if identity.api_version.starts_with("serving.knative.dev/") => {
            world.knative_services.get(namespace, &identity.name).is_some()
        }
        "Deployment" => world.deployments.get(namespace, &identity.name).is_some(),
        "Service" => world.services.get(namespace, &identity.name).is_some(),
        "HorizontalPodAutoscaler" => world.autoscalers.get(namespace, &identity.name).is_some(),
        "Ingress" => world.ingresses.get(namespace, &identity.name).is_some(),
        _ => false,
    }
}

/// What of a child KServe compares; another label or annotation alone changes an autoscaler, and nothing else.
pub fn essence(child: &Value) -> &Value {
    match child["kind"] == "HorizontalPodAutoscaler" {
        true => child,
        false => &child["spec"],
    }
}

/// Whether a child is as it is wanted. Of a Deployment that is its template, of the others that they are there.
pub fn holds(child: &Value, world: &World) -> bool {
    let text = |pointer: &str| child.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    if child["kind"] != "Deployment" {
        return true;
    }
    let there = world.deployments.get(text("/metadata/namespace"), text("/metadata/name"));
    there.is_none_or(|there| covers(&there.spec.template, &child["spec"]["template"]))
}

/// Whether an object has all that is wanted of it; what the API server added besides is no difference.
fn covers(there: &Value, wanted: &Value) -> bool {
    match (there, wanted) {
        (Value::Object(there), Value::Object(wanted)) => wanted.iter().all(|(name, value)| {
            there.get(name).map_or_else(
                // What is empty is not stored.
                || [json!(null), json!({}), json!([]), json!(false)].contains(value),
                |it| covers(it, value),
            )
        }),
        (Value::Array(there), Value::Array(wanted)) => {
            there.len() == wanted.len()
                && there.iter().zip(wanted).all(|(there, wanted)| covers(there, wanted))
        }
        // `4` and `"4"` are the same amount.
        (there, wanted) => {
            there == wanted || (there.is_string() && there.as_str() == Some(&wanted.to_string()))
        }
    }
}
