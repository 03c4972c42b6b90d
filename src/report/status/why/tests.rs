//! What is said of a service in many states: on a recording of the real control plane, and on worlds of a few objects.

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::observe::{Change, EngineReading, Readings, Record, Scope, ServedMetric, World};

const RECORDING: &str = include_str!("../../../../tests/fixtures/observe/queue-1-to-3.jsonl");

fn scope(service: &str) -> Scope {
    Scope { namespace: Some("default".into()), service: Some(service.into()), ..Scope::default() }
}

fn said(world: &World, readings: &Readings, now: Timestamp) -> Vec<String> {
    let snapshot = world.snapshot(now);
    let service = &snapshot.services[0];
    sentences(service, &Outlook::of(service, readings, now), now)
}

#[test]
fn a_scale_up_of_the_real_control_plane_is_told_at_each_of_its_steps() {
    let mut text = String::new();
    for time in ["02:59:10", "02:59:18", "02:59:22", "02:59:40", "03:00:20"] {
        let until: Timestamp = format!("2026-11-22T{time}Z").parse().unwrap();
        let mut world = World::new(scope("qwen-chat"));
        let records = RECORDING.lines().map(|line| serde_json::from_str::<Record>(line).unwrap());
        records.filter(|record| record.at <= until).for_each(|record| world.apply(record));
        let said = said(&world, &Readings::default(), until);
        text.push_str(&format!("{time}\n  {}\n", said.join("\n  ")));
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("a_scale_up", text) });
}

fn now() -> Timestamp {
    "2026-11-22T03:00:00Z".parse().unwrap()
}

fn world(objects: &[Value]) -> World {
    let mut world = World::new(scope("qwen"));
    let mut apply = |change| world.apply(Record { at: now(), change });
    for want in World::new(scope("qwen")).wants() {
        apply(Change::Listed { want, objects: vec![] });
    }
    apply(Change::Listed { want: crate::observe::Want::Nodes(String::new()), objects: vec![] });
    for object in objects {
        apply(Change::Applied { object: serde_json::from_value(object.clone()).unwrap() });
    }
    world
}

fn labels() -> Value {
    json!({"servingName": "qwen", "app": "qwen"})
}

fn spec() -> Value {
    json!({"containers": [{"name": "engine", "image": "r.invalid/vllm:1",
        "resources": {"limits": {"nvidia.com/gpu": "1", "memory": "12Gi"}}}]})
}

fn deployment(replicas: u32, ready: u32) -> Value {
    json!({"kind": "Deployment", "metadata": {"name": "qwen", "namespace": "default", "uid": "d", "labels": labels()},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": "qwen"}}, "template": {"spec": spec()}},
        "status": {"replicas": replicas, "readyReplicas": ready, "availableReplicas": ready, "updatedReplicas": replicas}})
}

/// A service of Knative's with a replica.
fn knative() -> Vec<Value> {
    let conditions = json!([{"type": "Ready", "status": "True"}]);
    let service = json!({"kind": "KnativeService", "metadata": {"name": "qwen", "namespace": "default", "uid": "k", "generation": 1}, "spec": {},
        "status": {"observedGeneration": 1, "latestCreatedRevisionName": "qwen-1", "conditions": conditions}});
    let mut revision = deployment(1, 1);
    revision["metadata"] = json!({"name": "qwen-1-deployment", "namespace": "default", "uid": "d", "labels": labels(),
        "ownerReferences": [{"apiVersion": "serving.knative.dev/v1", "kind": "Revision", "name": "qwen-1", "uid": "r", "controller": true}]});
    vec![service, revision, ready("qwen-a")]
}

fn pod(name: &str, node: Option<&str>, status: Value) -> Value {
    let mut spec = spec();
    spec["nodeName"] = json!(node);
    json!({"kind": "Pod", "metadata": {"name": name, "namespace": "default", "uid": name, "labels": labels(),
        "creationTimestamp": "2026-11-22T02:59:00Z"}, "spec": spec, "status": status})
}

fn ready(name: &str) -> Value {
    pod(
        name,
        Some("edge-1"),
        json!({"phase": "Running",
        "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-11-22T02:40:00Z"}],
        "containerStatuses": [{"name": "engine", "ready": true, "state": {"running": {"startedAt": "2026-11-22T02:39:00Z"}}}]}),
    )
}

fn pending(name: &str) -> Value {
    pod(
        name,
        None,
        json!({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False",
        "reason": "Unschedulable", "lastTransitionTime": "2026-11-22T02:57:00Z",
        "message": "0/1 nodes are available: 1 Insufficient nvidia.com/gpu."}]}),
    )
}

fn loading(name: &str) -> Value {
    pod(
        name,
        Some("edge-1"),
        json!({"phase": "Running", "containerStatuses": [
        {"name": "engine", "state": {"running": {"startedAt": "2026-11-22T02:59:20Z"}}}]}),
    )
}

fn waiting(name: &str, reason: &str, message: &str) -> Value {
    pod(
        name,
        Some("edge-1"),
        json!({"phase": "Pending", "containerStatuses": [
        {"name": "engine", "state": {"waiting": {"reason": reason, "message": message}}}]}),
    )
}

fn node(name: &str, created: &str, ready: Option<&str>, gpus: u32) -> Value {
    let status = if ready.is_some() { "True" } else { "False" };
    json!({"kind": "Node", "metadata": {"name": name, "creationTimestamp": created,
            "labels": {"alibabacloud.com/nodepool-id": "cloud", "aliyun.accelerator/nvidia_name": "T4"}},
        "status": {"allocatable": {"cpu": "16", "memory": "64Gi", "nvidia.com/gpu": gpus.to_string()},
            "conditions": [{"type": "Ready", "status": status, "lastTransitionTime": ready.unwrap_or(created)}]}})
}

fn event(kind: &str, about: &str, reason: &str, message: &str, count: u32) -> Value {
    json!({"kind": "Event", "metadata": {"name": format!("{about}.{reason}.{message}"), "namespace": "default"},
        "reason": reason, "message": message, "type": "Normal", "count": count,
        "involvedObject": {"kind": kind, "name": about, "namespace": "default"},
        "firstTimestamp": "2026-11-22T02:40:00Z", "lastTimestamp": "2026-11-22T02:59:30Z"})
}

fn autoscaler(value: &str, replicas: u32, conditions: Value) -> Value {
    json!({"kind": "HorizontalPodAutoscaler", "metadata": {"name": "qwen-hpa", "namespace": "default", "uid": "h"},
        "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen"},
            "minReplicas": 1, "maxReplicas": 3, "metrics": [{"type": "Pods", "pods": {"metric": {"name": "vllm:num_requests_waiting"},
                "target": {"type": "AverageValue", "averageValue": "5"}}}]},
        "status": {"currentReplicas": replicas, "desiredReplicas": replicas, "lastScaleTime": "2026-11-22T02:59:05Z",
            "currentMetrics": [{"type": "Pods", "pods": {"metric": {"name": "vllm:num_requests_waiting"}, "current": {"averageValue": value}}}],
            "conditions": conditions}})
}

fn well() -> Value {
    json!([{"type": "AbleToScale", "status": "True", "reason": "ReadyForNewScale"},
        {"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"},
        {"type": "ScalingLimited", "status": "False", "reason": "DesiredWithinRange"}])
}

fn engine(pod: &str, waiting: f64, running: f64) -> EngineReading {
    EngineReading {
        pod: pod.into(),
        waiting: Some(waiting),
        running: Some(running),
        cache: Some(0.5),
        preemptions: Some(0.0),
    }
}

/// Each state: its name, its objects, and what was read besides.
fn states() -> Vec<(&'static str, Vec<Value>, Readings)> {
    let none = Readings::default;
    let engines = |engines: Vec<EngineReading>| Readings { engines, served: Vec::new() };
    let grown = |more: Vec<Value>| {
        let mut objects = vec![
            deployment(2, 1),
            autoscaler("11", 2, well()),
            ready("qwen-a"),
            node("edge-1", "2026-11-22T01:00:00Z", Some("2026-11-22T01:01:00Z"), 1),
        ];
        objects.extend(more);
        objects
    };
    let answered = |reason: &str, message: &str| {
        grown(vec![pending("qwen-b"), event("Pod", "qwen-b", reason, message, 1)])
    };
    let stands = |value: &str, replicas: u32| {
        let mut objects = vec![deployment(replicas, replicas), autoscaler(value, replicas, well())];
        objects.extend((0..replicas).map(|index| ready(&format!("qwen-{index}"))));
        objects
    };
    let asked = "New size: 2; reason: pods metric vllm:num_requests_waiting above target";
    let blind = json!([{"type": "AbleToScale", "status": "True", "reason": "SucceededGetScale"},
        {"type": "ScalingActive", "status": "False", "reason": "FailedGetPodsMetric", "lastTransitionTime": "2026-11-22T02:50:00Z",
         "message": "unable to get metric vllm:num_requests_waiting: no metrics returned"}]);
    let unable = json!([{"type": "AbleToScale", "status": "False", "reason": "FailedGetScale", "lastTransitionTime": "2026-11-22T02:50:00Z",
         "message": "the HPA controller was unable to get the target's current scale: deployments.apps \"qwen\" is forbidden"},
        {"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"}]);
    let mut rolling = vec![
        deployment(1, 1),
        ready("qwen-a"),
        pending("qwen-b"),
        node("edge-1", "2026-11-22T01:00:00Z", Some("2026-11-22T01:01:00Z"), 1),
    ];
    rolling[0]["status"]["replicas"] = json!(2);
    let mut gone = deployment(1, 1);
    gone["metadata"]["deletionTimestamp"] = json!("2026-11-22T02:59:40Z");
    let mut sgd = pod(
        "qwen-b",
        Some("edge-1"),
        json!({"phase": "Running", "containerStatuses": [{"name": "engine", "restartCount": 3,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}},
        "lastState": {"terminated": {"exitCode": 1, "reason": "Error", "message": "CUDA out of memory", "finishedAt": "2026-11-22T02:59:40Z"}}}]}),
    );
    sgd["metadata"]["labels"] = labels();
    let limits = json!([{"type": "AbleToScale", "status": "True", "reason": "ReadyForNewScale"},
        {"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"},
        {"type": "ScalingLimited", "status": "True", "reason": "TooManyReplicas",
         "message": "the desired replica count is more than the maximum replica count"}]);
    let mut at_most = stands("20", 3);
    at_most[1] = autoscaler("20", 3, limits);
    vec![
        ("asleep", vec![deployment(0, 0)], none()),
        ("nobody scales it", vec![deployment(1, 1), ready("qwen-a")], none()),
        ("starting", vec![deployment(1, 0), loading("qwen-a")], none()),
        (
            "growing, a node boots",
            grown(vec![
                pending("qwen-b"),
                event("HorizontalPodAutoscaler", "qwen-hpa", "SuccessfulRescale", asked, 1),
                event(
                    "Pod",
                    "qwen-b",
                    "TriggeredScaleUp",
                    "pod triggered scale-up: [{cloud 1->2 (max: 3)}]",
                    1,
                ),
                node("cloud-2", "2026-11-22T02:59:10Z", None, 0),
            ]),
            none(),
        ),
        (
            "growing, a node has no GPU yet",
            grown(vec![
                pending("qwen-b"),
                node("cloud-2", "2026-11-22T02:59:10Z", Some("2026-11-22T02:59:40Z"), 0),
            ]),
            none(),
        ),
        ("growing, a model loads", grown(vec![loading("qwen-b")]), none()),
        (
            "the pool is at its maximum",
            answered("NotTriggerScaleUp", "pod didn't trigger scale-up: 1 max node group size reached"),
            none(),
        ),
        (
            "out of stock, back-off",
            answered("NotTriggerScaleUp", "pod didn't trigger scale-up: 1 in backoff after failed scale-up"),
            none(),
        ),
        ("out of stock", answered("ProvisionNodeFailed", "no inventory of ecs.gn7i"), none()),
        ("nobody brings a node", grown(vec![pending("qwen-b")]), none()),
        ("a roll-out waits for its own GPU", rolling, none()),
        ("no image", grown(vec![waiting("qwen-b", "ImagePullBackOff", "not found")]), none()),
        ("crashes", grown(vec![sgd]), none()),
        (
            "a quota",
            {
                let mut objects = grown(vec![]);
                objects[0]["status"]["conditions"] = json!([{"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate",
                "message": "exceeded quota: gpus", "lastTransitionTime": "2026-11-22T02:58:00Z"}]);
                objects
            },
            none(),
        ),
        ("at its maximum", at_most, none()),
        ("steady", stands("4", 2), none()),
        ("to shrink", stands("0", 2), none()),
        ("blind", vec![deployment(1, 1), autoscaler("0", 1, blind), ready("qwen-a")], none()),
        ("without a scale", vec![deployment(1, 1), autoscaler("0", 1, unable), ready("qwen-a")], none()),
        (
            "set by others",
            {
                let mut objects = stands("11", 1);
                objects.push(event("HorizontalPodAutoscaler", "qwen-hpa", "SuccessfulRescale", asked, 4));
                objects.push(event(
                    "Deployment",
                    "qwen",
                    "ScalingReplicaSet",
                    "Scaled down replica set qwen-1 from 2 to 1",
                    4,
                ));
                objects
            },
            none(),
        ),
        (
            "swings",
            {
                let mut objects = stands("11", 1);
                objects.push(event("HorizontalPodAutoscaler", "qwen-hpa", "SuccessfulRescale", asked, 4));
                objects.push(event(
                    "HorizontalPodAutoscaler",
                    "qwen-hpa",
                    "SuccessfulRescale",
                    "New size: 1; reason: All metrics below target",
                    4,
                ));
                objects
            },
            none(),
        ),
        ("lopsided", stands("4", 2), engines(vec![engine("qwen-0", 8.0, 4.0), engine("qwen-1", 0.0, 0.0)])),
        (
            "preempting",
            stands("0", 1),
            engines(vec![EngineReading {
                cache: Some(1.0),
                preemptions: Some(21.0),
                ..engine("qwen-0", 0.0, 9.0)
            }]),
        ),
        (
            "an old value",
            stands("4", 1),
            Readings {
                engines: Vec::new(),
                served: vec![ServedMetric {
                    name: "vllm:num_requests_waiting".into(),
                    at: Some("2026-11-22T02:50:00Z".parse().unwrap()),
                    values: [(String::new(), 4.0)].into(),
                }],
            },
        ),
        ("going away", vec![gone], none()),
        ("by requests", knative(), none()),
    ]
}

#[test]
fn each_state_has_sentences_of_its_own() {
    let mut text = String::new();
    for (name, objects, readings) in states() {
        let said = said(&world(&objects), &readings, now());
        text.push_str(&format!("{name}\n  {}\n", said.join("\n  ")));
    }
    insta::with_settings!({ omit_expression => true }, { insta::assert_snapshot!("states", text) });
}

#[test]
fn there_are_three_to_six_sentences_and_none_is_said_twice() {
    for (name, objects, readings) in states() {
        let said = said(&world(&objects), &readings, now());
        assert!((3..=6).contains(&said.len()), "{name}: {said:#?}");
        for (index, sentence) in said.iter().enumerate() {
            assert!(sentence.ends_with('.') && !said[..index].contains(sentence), "{name}: {sentence}");
        }
    }
}

proptest! {
    /// Whatever part of a state is known, something is said of it, and nothing panics.
    #[test]
    fn a_part_of_a_state_is_told_too(state in 0..states().len(), keep in prop::collection::vec(any::<bool>(), 12), late in -5000_i64..5000) {
        let (_, objects, readings) = states().swap_remove(state);
        let kept: Vec<Value> = objects.into_iter().zip(keep.into_iter().chain([true])).filter(|(_, keep)| *keep).map(|(object, _)| object).collect();
        let now = now() + jiff::SignedDuration::from_secs(late);
        let snapshot = world(&kept).snapshot(now);
        for service in &snapshot.services {
            prop_assert!(!sentences(service, &Outlook::of(service, &readings, now), now).is_empty());
        }
    }
}
