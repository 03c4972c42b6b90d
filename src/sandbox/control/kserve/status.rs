//! The status of a service: what KServe copies from its Deployment and pods.

use std::cmp::Reverse;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::predictor::{Predictor, Refusal, SERVING};
use super::{Settings, children};
use crate::kubernetes::resources::{Condition, ContainerStatus, InferenceService, Pod};
use crate::sandbox::control::conditions::{find, seconds};
use crate::sandbox::world::workloads::Deployment;
use crate::sandbox::{Kept, World};

/// The conditions that make up Ready, and Ready; others inform.
const DECIDING: [&str; 3] = ["PredictorReady", "IngressReady", "Ready"];

/// A status that is being made.
#[derive(Debug)]
pub struct Status {
    /// As it is written.
    pub value: Value,
    /// Whether the Deployment is available.
    pub predictor_ready: bool,
    conditions: Vec<Condition>,
}

/// Whether a status says Ready.
pub fn is_ready(status: &Value) -> bool {
    let conditions = status.get("conditions").and_then(Value::as_array).into_iter().flatten();
    conditions.into_iter().any(|it| it["type"] == "Ready" && it["status"] == "True")
}

/// The status as the Deployment and its pods make it.
pub fn of(
    service: &InferenceService,
    predictor: &Predictor,
    settings: &Settings,
    world: &World,
    now: Timestamp,
) -> Status {
    let deployment = world.deployments.get(service.namespace(), &predictor.name);
    let mut status = Status::of(service);
    let available = deployment.and_then(|it| find(&it.status.conditions, "Available"));
    status.predictor_ready = available.is_some_and(|it| it.status == "True");
    match available {
        Some(it) if it.status == "True" => status.mark("PredictorReady", "True", None, None, now),
        Some(it) => status.mark("PredictorReady", &it.status, it.reason.clone(), it.message.clone(), now),
        None => {}
    }
    if !status.predictor_ready {
        status.mark("IngressReady", "False", Some("Predictor ingress not created".into()), None, now);
    }
    status.value["components"] =
        json!({"predictor": component(service, predictor, deployment, settings, status.predictor_ready)});
    if let Some(deployment) = deployment {
        status.value["observedGeneration"] = json!(deployment.status.observed_generation);
    }
    // What was written of an Ingress stays while the predictor is not available.
    status.value["url"] = json!(service.status.url);
    status.value["address"] = json!(service.status.address);
    let app = format!("isvc.{}", predictor.name);
    let mut pods: Vec<&Arc<Pod>> =
        world.pods.of(service.namespace()).filter(|pod| pod.labels().get("app") == Some(&app)).collect();
    pods.sort_by_key(|pod| Reverse(pod.metadata.creation_timestamp.as_ref().map(|it| it.0)));
    // The readiness of the round before: KServe looks at it before it comes to the Ingress.
    let ready = status.conditions.iter().any(|it| it.kind == "Ready" && it.status == "True");
    status.value["modelStatus"] = model(service, &pods, ready);
    status.write_conditions();
    status
}

impl Status {
    /// A status that begins with the conditions of the one before.
    pub fn of(service: &InferenceService) -> Self {
        Self { value: json!({}), predictor_ready: false, conditions: service.status.conditions.clone() }
    }

    /// What a condition says, as `True`.
    pub fn says(&self, kind: &str) -> Option<&str> {
        find(&self.conditions, kind).map(|it| it.status.as_str())
    }

    /// The Ingress is there.
    pub fn ingress(
        &mut self,
        service: &InferenceService,
        predictor: &Predictor,
        settings: &Settings,
        now: Timestamp,
    ) {
        self.value["url"] =
            format!("http://{}", children::host(service.name(), service.namespace(), settings)).into();
        let address = format!("http://{}.{}.svc.cluster.local", predictor.name, service.namespace());
        self.value["address"] = json!({ "url": address });
        self.mark("IngressReady", "True", None, None, now);
        self.write_conditions();
    }

    /// Sets a condition, and Ready with it: the first that is False, else one that is Unknown or missing, else True.
    pub fn mark(
        &mut self,
        kind: &str,
        status: &str,
        reason: Option<String>,
        message: Option<String>,
        now: Timestamp,
    ) {
        self.set(kind, status, reason, message, now);
        let parts = ["PredictorReady", "IngressReady"].map(|kind| find(&self.conditions, kind).cloned());
        let unhappy = |wanted: &str| parts.iter().flatten().find(|it| it.status == wanted).cloned();
        match unhappy("False").or_else(|| unhappy("Unknown")) {
            Some(it) => self.set("Ready", &it.status, it.reason, it.message, now),
            None if parts.iter().any(Option::is_none) => self.set("Ready", "Unknown", None, None, now),
            None => self.set("Ready", "True", None, None, now),
        }
    }

    fn set(
        &mut self,
        kind: &str,
        status: &str,
        reason: Option<String>,
        message: Option<String>,
        now: Timestamp,
    ) {
        let (reason, message) = (reason.filter(|it| !it.is_empty()), message.filter(|it| !it.is_empty()));
        let before = find(&self.conditions, kind);
        let same = before
            .is_some_and(|it| (it.status.as_str(), &it.reason, &it.message) == (status, &reason, &message));
        if same {
            return;
        }
        let condition = Condition {
            kind: kind.to_owned(),
            status: status.to_owned(),
            reason,
            message,
            last_transition_time: Some(seconds(now)),
            ..Condition::default()
        };
        self.conditions.retain(|it| it.kind != kind);
        self.conditions.push(condition);
        self.conditions.sort_by(|a, b| a.kind.cmp(&b.kind));
    }

    /// Writes the conditions as they are now.
    pub fn write_conditions(&mut self) {
        let conditions = self.conditions.iter().map(|it| {
            let mut value =
                json!({"type": it.kind, "status": it.status, "lastTransitionTime": it.last_transition_time});
            if !DECIDING.contains(&it.kind.as_str()) {
                value["severity"] = "Info".into();
            }
            for (field, text) in [("reason", &it.reason), ("message", &it.message)] {
                if let Some(text) = text {
                    value[field] = text.as_str().into();
                }
            }
            value
        });
        self.value["conditions"] = conditions.collect();
    }
}

fn component(
    service: &InferenceService,
    predictor: &Predictor,
    deployment: Option<&Arc<Deployment>>,
    settings: &Settings,
    ready: bool,
) -> Value {
    let before = service.status.components.get("predictor").cloned().unwrap_or_else(|| json!({}));
    let mut component = json!({});
    let revision = deployment.and_then(|it| it.annotations().get("deployment.kubernetes.io/revision"));
    if let Some(revision) = revision {
        component["latestCreatedRevision"] = revision.as_str().into();
    }
    let url = format!("http://{}", children::host(&predictor.name, service.namespace(), settings));
    match ready {
        true => component["url"] = url.into(),
        false => before.get("url").into_iter().for_each(|url| component["url"] = url.clone()),
    }
    component
}

/// How the model fares: what the newest pod's containers say.
pub fn model(service: &InferenceService, pods: &[&Arc<Pod>], ready: bool) -> Value {
    let before = service.status.model_status.clone().unwrap_or_default();
    let loaded = before.transition_status.as_deref() == Some("UpToDate") || ready;
    let states = |target: &str| match loaded {
        true => json!({"activeModelState": "Loaded", "targetModelState": target}),
        false => json!({"activeModelState": "", "targetModelState": target}),
    };
    let pending = || json!({"states": states("Pending"), "transitionStatus": "InProgress"});
    let Some(first) = pods.first() else { return pending() };
    if ready {
        return json!({
            "states": states("Loaded"), "transitionStatus": "UpToDate",
            "copies": {"failedCopies": 0, "totalCopies": pods.len()},
        });
    }
    let initializer = first.status.init_container_statuses.iter().find(|it| it.name == "storage-initializer");
    let server = first.status.container_statuses.iter().find(|it| it.name == SERVING);
    if initializer.is_some_and(|it| it.state.running.is_some()) {
        return json!({"states": states("Loading"), "transitionStatus": "InProgress"});
    }
    match initializer.and_then(failure).or_else(|| server.and_then(failure)) {
        Some(failure) => json!({
            "states": states("FailedToLoad"), "transitionStatus": "BlockedByFailedLoad", "lastFailureInfo": failure,
        }),
        None => pending(),
    }
}

fn failure(container: &ContainerStatus) -> Option<Value> {
    let looping =
        container.state.waiting.as_ref().is_some_and(|it| it.reason.as_deref() == Some("CrashLoopBackOff"));
    let ended = match looping {
        true => container.last_state.terminated.as_ref(),
        false => container.state.terminated.as_ref().filter(|it| it.reason.as_deref() == Some("Error")),
    }?;
    Some(json!({"reason": "ModelLoadFailed", "message": ended.message, "exitCode": ended.exit_code}))
}

/// The status of a service that nothing can serve.
pub fn refused(service: &InferenceService, refusal: &Refusal) -> Value {
    let mut status = serde_json::to_value(&service.status).unwrap_or_default();
    if let Some(reason) = refusal.reason {
        status["modelStatus"] = json!({
            "states": {"activeModelState": "", "targetModelState": "FailedToLoad"},
            "transitionStatus": "InvalidSpec",
            "lastFailureInfo": {"reason": reason, "message": refusal.message},
        });
    }
    status
}
