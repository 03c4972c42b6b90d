//! Services that Knative serves: one Knative Service each, and the status that is told after it.
//!
//! As `reconcilers/knative/ksvc_reconciler.go` and `PropagateStatus` of 0.13.1 have it, without Istio's virtual hosts: the address
//! of the service is its predictor's.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::predictor::Predictor;
use super::status::{Status, model};
use crate::kubernetes::resources::{InferenceService, Pod};
use crate::sandbox::world::serving::KnativeService;
use crate::sandbox::{Kept, World};

/// Annotations that belong to the Knative Service itself; all others go to its revisions.
const OF_SERVICE: [&str; 2] =
    ["serving.knative.dev/rollout-duration", "serving.knative.openshift.io/enablePassthrough"];
/// A label that revisions must not carry.
const VISIBILITY: &str = "networking.knative.dev/visibility";
/// Asks for a tag on the traffic.
const TAGS: &str = "serving.kserve.io/enable-tag-routing";
/// The conditions that are told after those of the Knative Service: ours, and theirs.
const TOLD: [(&str, &str); 3] = [
    ("PredictorReady", "Ready"),
    ("PredictorRouteReady", "RoutesReady"),
    ("PredictorConfigurationReady", "ConfigurationsReady"),
];
/// What all components have in common: the sum, and the part of the predictor.
const SUMS: [(&str, &str); 2] =
    [("RoutesReady", "PredictorRouteReady"), ("LatestDeploymentReady", "PredictorConfigurationReady")];

/// The Knative Service of a predictor.
pub fn knative_service(service: &InferenceService, predictor: &Predictor) -> Value {
    let component = &predictor.component;
    let mut annotations = predictor.annotations.clone();
    let number = |field: &str| component.get(field).and_then(Value::as_i64);
    let mut set = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            annotations.insert(format!("autoscaling.knative.dev/{name}"), value);
        }
    };
    set("min-scale", Some(number("minReplicas").unwrap_or(1).to_string()));
    set("max-scale", number("maxReplicas").filter(|most| *most != 0).map(|most| most.to_string()));
    set("target", number("scaleTarget").map(|target| target.to_string()));
    set("metric", component.get("scaleMetric").and_then(Value::as_str).map(str::to_owned));
    annotations
        .entry("autoscaling.knative.dev/class".into())
        .or_insert_with(|| "kpa.autoscaling.knative.dev".into());
    let own: serde_json::Map<String, Value> = OF_SERVICE
        .iter()
        .filter_map(|name| Some(((*name).to_owned(), annotations.remove(*name)?.into())))
        .collect();
    let mut labels = predictor.labels.clone();
    labels.remove(VISIBILITY);
    let mut spec = predictor.spec.clone();
    if let Some(timeout) = component.get("timeout") {
        spec["timeoutSeconds"] = timeout.clone();
        spec["responseStartTimeoutSeconds"] = timeout.clone();
    }
    if let Some(concurrency) = component.get("containerConcurrency") {
        spec["containerConcurrency"] = concurrency.clone();
    }
    let tagged = annotations.get(TAGS).is_some_and(|value| value == "true");
    json!({
        "apiVersion": "serving.knative.dev/v1", "kind": "Service",
        "metadata": {
            "name": predictor.name, "namespace": service.namespace(), "labels": predictor.labels, "annotations": own,
            "ownerReferences": [service.controls()],
        },
        "spec": {
            "template": {"metadata": {"labels": labels, "annotations": annotations}, "spec": spec},
            "traffic": traffic(service, component, tagged),
        },
    })
}

/// All to the latest revision, or a share where a canary is asked for and something was rolled out before.
fn traffic(service: &InferenceService, component: &Value, tagged: bool) -> Vec<Value> {
    let before =
        component_status(service).get("latestRolledoutRevision").and_then(Value::as_str).map(str::to_owned);
    let canary = component.get("canaryTrafficPercent").and_then(Value::as_i64);
    let (share, rest) = match (canary, before) {
        (Some(share), Some(before)) => (share, (share < 100).then_some(before)),
        _ => (100, None),
    };
    let mut latest = json!({"latestRevision": true, "percent": share});
    if tagged {
        latest["tag"] = "latest".into();
    }
    let rest = rest.map(|revision| {
        json!({"revisionName": revision, "latestRevision": false, "percent": 100 - share, "tag": "prev"})
    });
    std::iter::once(latest).chain(rest).collect()
}

fn component_status(service: &InferenceService) -> Value {
    service.status.components.get("predictor").cloned().unwrap_or_else(|| json!({}))
}

/// The status after the Knative Service's.
pub fn status(service: &InferenceService, predictor: &Predictor, world: &World, now: Timestamp) -> Status {
    let mut status = Status::of(service);
    let known = world.knative_services.get(service.namespace(), &predictor.name);
    let told = known.map(|known| known.status.clone()).unwrap_or_default();
    for (ours, theirs) in TOLD {
        let condition = known.and_then(|known| condition(known, theirs));
        if let Some(condition) = condition {
            let word = |field: &str| condition.get(field).and_then(Value::as_str).map(str::to_owned);
            let is = word("status").unwrap_or_default();
            let (reason, message) =
                if is == "True" { (None, None) } else { (word("reason"), word("message")) };
            status.mark(ours, &is, reason, message, now);
        }
    }
    let component = component(&component_status(service), &told);
    for (sum, part) in SUMS {
        let is = status.says(part).unwrap_or("Unknown").to_owned();
        let reason = (is != "True").then(|| format!("{part} not ready"));
        status.mark(sum, &is, reason, None, now);
    }
    status.value["url"] = json!(service.status.url);
    status.value["address"] = json!(service.status.address);
    if let Some(url) = component.get("url") {
        status.value["url"] = url.clone();
        let address = format!("http://{}.{}.svc.cluster.local", predictor.name, service.namespace());
        status.value["address"] = json!({ "url": address });
        status.mark("IngressReady", "True", None, None, now);
    }
    status.value["observedGeneration"] = told.get("observedGeneration").cloned().unwrap_or(Value::Null);
    let revision = component.get("latestCreatedRevision").and_then(Value::as_str).unwrap_or_default();
    let is_of = |pod: &&std::sync::Arc<Pod>| {
        !revision.is_empty()
            && pod.labels().get("serving.knative.dev/revision").is_some_and(|it| it == revision)
    };
    let pods: Vec<_> = world.pods.of(service.namespace()).filter(is_of).collect();
    let settled = component.get("latestCreatedRevision") == component.get("latestReadyRevision");
    let ready = status.says("Ready") == Some("True") && settled;
    status.value["modelStatus"] = model(service, &pods, ready);
    status.value["components"] = json!({ "predictor": component });
    status.write_conditions();
    status
}

/// What is told of the predictor's revisions and traffic.
fn component(before: &Value, told: &Value) -> Value {
    let mut component = before.clone();
    let mut copy = |ours: &str, theirs: &str| {
        if let Some(value) = told.get(theirs) {
            component[ours] = value.clone();
        }
    };
    copy("latestCreatedRevision", "latestCreatedRevisionName");
    copy("latestReadyRevision", "latestReadyRevisionName");
    copy("traffic", "traffic");
    let (ready, created) = (told.get("latestReadyRevisionName"), told.get("latestCreatedRevisionName"));
    let targets = told.get("traffic").and_then(Value::as_array).into_iter().flatten();
    let to_ready = |target: &&Value| target.get("revisionName") == ready && ready.is_some();
    let share = |target: &Value| target.get("percent").and_then(Value::as_i64).unwrap_or(0);
    let whole: i64 = targets.clone().filter(to_ready).map(share).sum();
    for target in targets.filter(to_ready).filter(|target| target["latestRevision"] == true) {
        let rolled_out = component.get("latestRolledoutRevision").cloned();
        match (rolled_out.as_ref() == ready, share(target)) {
            (false, 100) => {
                if let Some(before) = rolled_out {
                    component["previousRolledoutRevision"] = before;
                }
                component["latestRolledoutRevision"] = json!(ready);
            }
            // A canary over the same revision takes the rollout back.
            (true, share) if share < 100 && whole == 100 && ready == created => {
                if let Some(before) = component.get("previousRolledoutRevision").cloned() {
                    component["latestRolledoutRevision"] = before;
                }
            }
            _ => {}
        }
    }
    let conditions = told.get("conditions").and_then(Value::as_array).into_iter().flatten();
    if conditions.into_iter().any(|it| it["type"] == "Ready" && it["status"] == "True") {
        for field in ["url", "address"] {
            if let Some(value) = told.get(field) {
                component[field] = value.clone();
            }
        }
    }
    component
}

fn condition<'a>(service: &'a KnativeService, kind: &str) -> Option<&'a Value> {
    service.status.get("conditions")?.as_array()?.iter().find(|it| it["type"] == kind)
}
