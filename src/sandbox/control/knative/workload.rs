//! What a revision runs: a Deployment whose pods have Knative's sidecar, and the PodAutoscaler that scales it.

use serde_json::{Value, json};

use super::state::metadata;
use super::template::{port, serving};
use crate::elastic::kpa::{Class, Settings};
use crate::kubernetes::resources::StringMap;
use crate::sandbox::Kept;
use crate::sandbox::world::serving::Revision;

/// The image of the sidecar.
const QUEUE_IMAGE: &str = "gcr.io/knative-releases/knative.dev/serving/cmd/queue:v1.21.1";
/// Ports of the sidecar.
const QUEUE_PORT: u16 = 8012;
const QUEUE_ADMIN_PORT: u16 = 8022;
const AUTOSCALING: &str = "autoscaling.knative.dev";

/// The name of a revision's Deployment.
pub fn deployment_name(revision: &Revision) -> String {
    format!("{}-deployment", revision.name())
}

/// Labels of everything that a revision makes.
pub fn labels(revision: &Revision) -> StringMap {
    let excluded = ["serving.knative.dev/route", "serving.knative.dev/routingState"];
    let mut labels: StringMap = revision.labels().clone();
    labels.retain(|key, _| !excluded.contains(&key.as_str()));
    labels.insert("serving.knative.dev/revision".into(), revision.name().into());
    labels.insert("serving.knative.dev/revisionUID".into(), revision.uid().into());
    labels.entry("app".into()).or_insert_with(|| revision.name().into());
    labels
}

fn annotations(revision: &Revision, with_autoscaling: bool) -> StringMap {
    let excluded = ["lastPinned", "preserved", "routingStateModified", "routes"];
    let mut annotations: StringMap = revision.annotations().clone();
    annotations.retain(|key, _| {
        let own = key.strip_prefix("serving.knative.dev/").is_some_and(|key| excluded.contains(&key));
        !own && (with_autoscaling || !key.starts_with(AUTOSCALING))
    });
    annotations
}

/// The Deployment of a revision.
pub fn deployment(revision: &Revision, settings: &Settings) -> Value {
    let labels = labels(revision);
    let mut pod_annotations = annotations(revision, false);
    if let Some(name) = serving(&revision.spec).and_then(|it| it["name"].as_str()) {
        pod_annotations.insert("kubectl.kubernetes.io/default-container".into(), name.into());
    }
    let given = |key: &str| revision.annotations().get(key);
    let first =
        given(&format!("{AUTOSCALING}/initial-scale")).or(given(&format!("{AUTOSCALING}/initialScale")));
    let replicas = first.and_then(|scale| scale.parse().ok()).unwrap_or(settings.initial_scale);
    json!({
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": metadata(revision, &deployment_name(revision), labels.clone(), annotations(revision, false)),
        "spec": {
            "replicas": replicas,
            "selector": {"matchLabels": {"serving.knative.dev/revisionUID": revision.uid()}},
            "progressDeadlineSeconds": super::revision::progress_deadline(revision).as_secs(),
            "revisionHistoryLimit": 0,
            "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0}},
            "template": {"metadata": {"labels": labels, "annotations": pod_annotations}, "spec": pod(revision)},
        },
    })
}

fn pod(revision: &Revision) -> Value {
    let mut pod = revision.spec.clone();
    let timeout = pod.get("timeoutSeconds").cloned().unwrap_or(json!(300));
    for own in ["containerConcurrency", "timeoutSeconds", "responseStartTimeoutSeconds", "idleTimeoutSeconds"]
    {
        pod.as_object_mut().map(|pod| pod.remove(own));
    }
    let serving_name = serving(&revision.spec).and_then(|it| it["name"].as_str()).map(str::to_owned);
    let containers = pod.get_mut("containers").and_then(Value::as_array_mut);
    for container in containers.into_iter().flatten() {
        let serves = container["name"].as_str().map(str::to_owned) == serving_name;
        user_container(container, revision, serves);
    }
    if let Some(containers) = pod.get_mut("containers").and_then(Value::as_array_mut) {
        containers.push(queue(revision, &timeout));
    }
    pod["terminationGracePeriodSeconds"] = timeout;
    if pod.get("affinity").is_none() {
        let term = json!({"topologyKey": "kubernetes.io/hostname",
            "labelSelector": {"matchLabels": {"serving.knative.dev/revision": revision.name()}}});
        pod["affinity"] = json!({"podAntiAffinity": {
            "preferredDuringSchedulingIgnoredDuringExecution": [{"weight": 100, "podAffinityTerm": term}]}});
    }
    pod
}

/// A container of the user's: the sidecar probes it and decides when it may end.
fn user_container(container: &mut Value, revision: &Revision, serves: bool) {
    let mut env = container.get("env").and_then(Value::as_array).cloned().unwrap_or_default();
    if serves {
        let port = port(&revision.spec);
        container["ports"] = json!([{"name": "user-port", "containerPort": port, "protocol": "TCP"}]);
        env.push(json!({"name": "PORT", "value": port.to_string()}));
    }
    let label =
        |key: &str| revision.labels().get(&format!("serving.knative.dev/{key}")).cloned().unwrap_or_default();
    env.push(json!({"name": "K_REVISION", "value": revision.name()}));
    env.push(json!({"name": "K_CONFIGURATION", "value": label("configuration")}));
    env.push(json!({"name": "K_SERVICE", "value": label("service")}));
    container["env"] = env.into();
    container["lifecycle"] =
        json!({"preStop": {"httpGet": {"path": "/wait-for-drain", "port": QUEUE_ADMIN_PORT}}});
    if container.get("terminationMessagePolicy").is_none() {
        container["terminationMessagePolicy"] = "FallbackToLogsOnError".into();
    }
    let probed = |probe: &Value| ["httpGet", "tcpSocket", "grpc"].iter().any(|way| probe.get(way).is_some());
    if container.get("readinessProbe").is_some_and(probed) {
        container.as_object_mut().map(|container| container.remove("readinessProbe"));
    }
}

/// Knative's sidecar: requests come through it, and it counts them.
fn queue(revision: &Revision, timeout: &Value) -> Value {
    let label =
        |key: &str| revision.labels().get(&format!("serving.knative.dev/{key}")).cloned().unwrap_or_default();
    let port = port(&revision.spec);
    let concurrency = revision.spec.get("containerConcurrency").and_then(Value::as_i64).unwrap_or(0);
    let mut probe =
        serving(&revision.spec).and_then(|it| it.get("readinessProbe")).cloned().unwrap_or(json!({}));
    for way in ["httpGet", "tcpSocket"] {
        if let Some(target) = probe.get_mut(way) {
            target["host"] = "127.0.0.1".into();
            target["port"] = port.into();
            if way == "httpGet" {
                target["scheme"] = "HTTP".into();
            }
        }
    }
    let value = |name: &str, value: String| json!({"name": name, "value": value});
    let field =
        |name: &str, path: &str| json!({"name": name, "valueFrom": {"fieldRef": {"fieldPath": path}}});
    let container_port =
        |name: &str, port: u16| json!({"name": name, "containerPort": port, "protocol": "TCP"});
    json!({
        "name": "queue-proxy", "image": QUEUE_IMAGE,
        "ports": [container_port("http-autometric", 9090), container_port("http-usermetric", 9091),
            container_port("queue-port", QUEUE_PORT), container_port("https-port", 8112)],
        "env": [
            value("SERVING_NAMESPACE", revision.namespace().into()),
            value("SERVING_SERVICE", label("service")),
            value("SERVING_CONFIGURATION", label("configuration")),
            value("SERVING_REVISION", revision.name().into()),
            value("QUEUE_SERVING_PORT", QUEUE_PORT.to_string()),
            value("CONTAINER_CONCURRENCY", concurrency.to_string()),
            value("REVISION_TIMEOUT_SECONDS", timeout.to_string()),
            field("SERVING_POD", "metadata.name"),
            field("SERVING_POD_IP", "status.podIP"),
            value("USER_PORT", port.to_string()),
            value("SYSTEM_NAMESPACE", "knative-serving".into()),
            value("SERVING_READINESS_PROBE", probe.to_string()),
        ],
        "resources": {"requests": {"cpu": "25m"}},
        "readinessProbe": {"httpGet": {"path": "/", "port": QUEUE_PORT,
            "httpHeaders": [{"name": "K-Network-Probe", "value": "queue"}]}},
        "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true, "runAsNonRoot": true,
            "capabilities": {"drop": ["ALL"]}, "seccompProfile": {"type": "RuntimeDefault"}},
    })
}

/// The annotations and the spec of a revision's PodAutoscaler.
pub fn autoscaler(revision: &Revision, reachability: &str, settings: &Settings) -> Value {
    let mut annotations = annotations(revision, true);
    let class = match settings.class {
        Class::Hpa => "hpa.autoscaling.knative.dev",
        _ => "kpa.autoscaling.knative.dev",
    };
    let class = annotations.entry(format!("{AUTOSCALING}/class")).or_insert_with(|| class.into()).clone();
    let metric = if Class::parse(&class) == Class::Hpa { "cpu" } else { "concurrency" };
    annotations.entry(format!("{AUTOSCALING}/metric")).or_insert_with(|| metric.into());
    let mut spec = json!({
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": deployment_name(revision)},
        "protocolType": "http1",
    });
    if !reachability.is_empty() {
        spec["reachability"] = reachability.into();
    }
    let concurrency = revision.spec.get("containerConcurrency").and_then(Value::as_i64).unwrap_or(0);
    if concurrency != 0 {
        spec["containerConcurrency"] = concurrency.into();
    }
    json!({"apiVersion": "autoscaling.internal.knative.dev/v1alpha1", "kind": "PodAutoscaler",
        "metadata": metadata(revision, revision.name(), labels(revision), annotations), "spec": spec})
}
