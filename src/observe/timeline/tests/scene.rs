//! A scale-up of seed 000 as the API tells it: one replica on the edge, two more asked for, a node that boots for a minute.

use serde_json::{Value, json};

use crate::observe::timeline::{Evidence, Series, Timeline};
use crate::observe::{Record, Scope};

/// A time of the day of the story.
pub fn at(time: &str) -> String {
    format!("2026-01-01T{time}Z")
}

/// A record that a watch brings.
pub fn applied(time: &str, object: Value) -> Value {
    json!({"at": at(time), "change": "applied", "object": object})
}

/// What a list brings.
pub fn listed(want: Value, objects: Vec<Value>) -> Value {
    json!({"at": at("00:10:00"), "change": "listed", "want": want, "objects": objects})
}

pub fn condition(kind: &str, time: &str) -> Value {
    json!({"type": kind, "status": "True", "lastTransitionTime": at(time)})
}

pub fn event(kind: &str, name: &str, reason: &str, message: &str, time: &str, component: &str) -> Value {
    json!({"kind": "Event", "metadata": {"name": format!("{name}.{reason}.{time}"), "namespace": "default"},
        "reason": reason, "message": message, "type": "Normal", "source": {"component": component}, "count": 1,
        "involvedObject": {"kind": kind, "name": name, "uid": if kind == "Pod" { format!("u-{name}") } else { String::new() },
            "fieldPath": if component == "kubelet" && kind == "Pod" { "spec.containers{kserve-container}" } else { "" }},
        "firstTimestamp": at(time), "lastTimestamp": at(time)})
}

pub fn pod(
    name: &str,
    created: &str,
    node: &str,
    conditions: &[(&str, &str)],
    started: Option<&str>,
) -> Value {
    let conditions: Vec<Value> = conditions.iter().map(|(kind, time)| condition(kind, time)).collect();
    let running = started.map(|time| json!({"running": {"startedAt": at(time)}})).unwrap_or(json!({}));
    json!({"kind": "Pod",
        "metadata": {"name": name, "namespace": "default", "uid": format!("u-{name}"), "creationTimestamp": at(created),
            "labels": {"serving.kserve.io/inferenceservice": "qwen", "pod-template-hash": "7d"},
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "qwen-predictor-7d", "uid": "rs", "controller": true}]},
        "spec": {"nodeName": node, "containers": [{"name": "kserve-container", "image": "r.invalid/vllm:2",
            "readinessProbe": {"periodSeconds": 5}, "resources": {"limits": {"nvidia.com/gpu": "1"}}}]},
        "status": {"phase": "Running", "conditions": conditions, "containerStatuses": [{"name": "kserve-container", "state": running}]}})
}

pub fn node(name: &str, created: &str, ready: &str, more: &Value) -> Value {
    let mut labels = json!({"alibabacloud.com/nodepool-id": name.split('-').next()});
    for (key, value) in more.as_object().into_iter().flatten() {
        labels[key] = value.clone();
    }
    json!({"kind": "Node", "metadata": {"name": name, "creationTimestamp": at(created), "labels": labels},
        "status": {"allocatable": {"nvidia.com/gpu": "1"}, "conditions": [condition("Ready", ready)]}})
}

/// The steps of the second pod, each by one record, so that one may be left out.
pub fn records() -> Vec<Value> {
    let second =
        [("PodScheduled", "00:02:30"), ("PodReadyToStartContainers", "00:02:32"), ("Ready", "00:03:31")];
    let pulled = "Successfully pulled image \"r.invalid/vllm:2\" in 40s (40s including waiting). Image size: 5368709120 bytes.";
    let mut refused = event(
        "Pod",
        "qwen-predictor-b",
        "FailedScheduling",
        "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.",
        "00:01:00",
        "",
    );
    refused["eventTime"] = json!("2026-01-01T00:01:01.250000Z");
    refused["reportingComponent"] = json!("default-scheduler");
    vec![
        listed(
            json!("services"),
            vec![
                json!({"kind": "InferenceService", "metadata": {"name": "qwen", "namespace": "default", "creationTimestamp": at("00:00:00")}}),
            ],
        ),
        listed(
            json!({"deployments": "kserve"}),
            vec![json!({"kind": "Deployment", "metadata": {"name": "qwen-predictor", "namespace": "default",
            "labels": {"serving.kserve.io/inferenceservice": "qwen"}}, "spec": {"replicas": 2}})],
        ),
        listed(
            json!("autoscalers"),
            vec![
                json!({"kind": "HorizontalPodAutoscaler", "metadata": {"name": "qwen-hpa", "namespace": "default"},
            "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "qwen-predictor"}, "maxReplicas": 3}, "status": {"lastScaleTime": at("00:01:00"), "desiredReplicas": 2}}),
            ],
        ),
        listed(
            json!({"pods": "kserve"}),
            vec![pod(
                "qwen-predictor-a",
                "00:00:01",
                "edge-1",
                &[("PodScheduled", "00:00:01"), ("Ready", "00:00:31")],
                Some("00:00:10"),
            )],
        ),
        listed(json!({"pods": "named"}), vec![]),
        listed(json!({"nodes": ""}), vec![node("edge-1", "00:00:00", "00:00:00", &json!({}))]),
        applied("00:10:00", pod("qwen-predictor-b", "00:01:01", "cloud-1", &second, Some("00:03:13"))),
        applied("00:10:00", node("cloud-1", "00:02:00", "00:02:20", &json!({}))),
        applied(
            "00:10:00",
            event(
                "HorizontalPodAutoscaler",
                "qwen-hpa",
                "SuccessfulRescale",
                "New size: 2; reason: pods metric x above target",
                "00:01:00",
                "horizontal-pod-autoscaler",
            ),
        ),
        applied("00:10:00", refused),
        applied(
            "00:10:00",
            event(
                "Pod",
                "qwen-predictor-b",
                "TriggeredScaleUp",
                "pod triggered scale-up: [{cloud 0->1 (max: 3)}]",
                "00:01:08",
                "cluster-autoscaler",
            ),
        ),
        applied(
            "00:10:00",
            event(
                "Pod",
                "qwen-predictor-b",
                "Pulling",
                "Pulling image \"r.invalid/vllm:2\"",
                "00:02:32",
                "kubelet",
            ),
        ),
        applied("00:10:00", event("Pod", "qwen-predictor-b", "Pulled", pulled, "00:03:12", "kubelet")),
        applied(
            "00:10:00",
            json!({"kind": "EndpointSlice", "metadata": {"name": "qwen-x", "namespace": "default",
            "managedFields": [{"manager": "kube-controller-manager", "time": at("00:03:31")}],
            "annotations": {"endpoints.kubernetes.io/last-change-trigger-time": at("00:03:31")}},
            "endpoints": [{"targetRef": {"uid": "u-qwen-predictor-b"}, "conditions": {"ready": true}}]}),
        ),
        json!({"at": at("00:10:00"), "change": "logged", "want": {"loadLog": {"namespace": "default", "pod": "qwen-predictor-b", "container": "kserve-container"}},
            "line": "2026-01-01T00:03:26.500000000Z INFO [x.py:1] Model loading took 14.5 GiB and 13.2 seconds"}),
    ]
}

/// What these records make.
pub fn evidence(records: &[Value]) -> Evidence {
    let scope = Scope {
        namespace: Some("default".into()),
        service: Some("qwen".into()),
        chronicle: true,
        ..Scope::default()
    };
    let mut evidence = Evidence::new(None, scope);
    for record in records {
        let record: Record =
            serde_json::from_value(record.clone()).unwrap_or_else(|why| panic!("{why}: {record}"));
        evidence.note(&record);
    }
    evidence
}

/// The timeline, ten minutes after midnight.
pub fn timeline(records: &[Value]) -> Timeline {
    let now = at("00:10:00").parse().unwrap();
    Timeline::of(&[evidence(records)], &Series::default(), now, jiff::SignedDuration::from_hours(1))
}
