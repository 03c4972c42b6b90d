//! What a service is doing, and why, in worlds of a few objects and on the recording of a scale-up.

use super::*;
use crate::observe::outlook::{Cause, Doing, Hold, NoNodeReason, Obstacle, Sign};

fn outlook(objects: Vec<Value>) -> Outlook {
    with(objects, &Readings::default())
}

fn with(objects: Vec<Value>, readings: &Readings) -> Outlook {
    let snapshot = world(objects).snapshot(now());
    Outlook::of(&snapshot.services[0], readings, snapshot.at)
}

fn condition(kind: &str, status: &str, since: &str) -> Value {
    json!({"type": kind, "status": status, "lastTransitionTime": since})
}

fn pending(name: &str) -> Value {
    let unschedulable = json!({"type": "PodScheduled", "status": "False", "reason": "Unschedulable",
        "message": "0/1 nodes are available: 1 Insufficient nvidia.com/gpu.", "lastTransitionTime": "2026-11-22T02:59:10Z"});
    pod(name, None, json!({"phase": "Pending", "conditions": [unschedulable]}))
}

fn young(name: &str, ready: Option<&str>) -> Value {
    let mut value = node(name, "cloud", if ready.is_some() { 1 } else { 0 });
    value["metadata"]["creationTimestamp"] = json!("2026-11-22T02:58:00Z");
    let status = if ready.is_some() { "True" } else { "False" };
    value["status"]["conditions"] =
        json!([condition("Ready", status, ready.unwrap_or("2026-11-22T02:58:00Z"))]);
    value
}

fn about(kind: &str, name: &str, reason: &str, message: &str, count: u32) -> Value {
    json!({"kind": "Event", "metadata": {"name": format!("{name}.{reason}.{message}"), "namespace": "default"},
        "reason": reason, "message": message, "type": "Normal", "count": count,
        "involvedObject": {"kind": kind, "name": name, "namespace": "default"},
        "firstTimestamp": "2026-11-22T02:40:00Z", "lastTimestamp": "2026-11-22T02:59:40Z"})
}

fn autoscaler(current: &str, replicas: u32) -> Value {
    json!({"kind": "HorizontalPodAutoscaler", "metadata": {"name": "qwen-hpa", "namespace": "default", "uid": "h"},
        "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen-predictor"},
            "minReplicas": 1, "maxReplicas": 3, "metrics": [{"type": "Pods", "pods": {"metric": {"name": "q"},
                "target": {"type": "AverageValue", "averageValue": "5"}}}]},
        "status": {"currentReplicas": replicas, "desiredReplicas": replicas, "lastScaleTime": "2026-11-22T02:59:05Z",
            "currentMetrics": [{"type": "Pods", "pods": {"metric": {"name": "q"}, "current": {"averageValue": current}}}],
            "conditions": [{"type": "AbleToScale", "status": "True", "reason": "ReadyForNewScale"},
                {"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"},
                {"type": "ScalingLimited", "status": "False", "reason": "DesiredWithinRange"}]}})
}

#[test]
fn a_service_grows_while_nodes_boot_and_says_how_long_that_usually_takes() {
    let it = outlook(vec![
        service(),
        deployment(2, 1),
        autoscaler("11", 2),
        ready("qwen-predictor-a", "edge-1", "2026-11-22T02:50:00Z"),
        pending("qwen-predictor-b"),
        node("edge-1", "edge", 1),
        young("cloud-1", Some("2026-11-22T02:59:10Z")),
        young("cloud-2", None),
        event("TriggeredScaleUp", "qwen-predictor-b", "pod triggered scale-up: [{cloud 1->2 (max: 3)}]"),
    ]);
    assert_eq!(it.doing, Doing::Growing { ready: 1, wanted: 2 });
    let [hold] = it.holds.as_slice() else { panic!("{:?}", it.holds) };
    let Obstacle::NodeComing { coming, group, .. } = &hold.obstacle else { panic!("{hold:?}") };
    assert_eq!((coming[0].pool.as_deref(), coming[0].booting, coming[0].usual), (Some("cloud"), 1, Some(70)));
    assert_eq!((group.as_deref(), hold.usual, hold.stuck), (Some("cloud"), Some(70), false));
    let Cause::Asked { replicas: 2, .. } = &it.because[0] else { panic!("{:?}", it.because) };
    let Cause::Metric { current, target, .. } = &it.because[1] else { panic!("{:?}", it.because) };
    assert_eq!((current.as_str(), target.as_str()), ("11", "5"));
    let plan = it.plan.unwrap();
    assert_eq!((plan.told, plan.max, plan.held_out), (Some(2), 3, 1));
}

#[test]
fn pods_without_a_node_are_stuck_when_no_node_comes() {
    let objects = |answer: &str| {
        let mut objects = vec![service(), deployment(2, 1), node("edge-1", "edge", 1)];
        objects.push(ready("qwen-predictor-a", "edge-1", "2026-11-22T02:50:00Z"));
        objects.push(pending("qwen-predictor-b"));
        objects.push(event("NotTriggerScaleUp", "qwen-predictor-b", answer));
        objects
    };
    let reason = |it: &Outlook| match &it.holds[0].obstacle {
        Obstacle::NoRoom { no_node, resource, .. } => {
            assert_eq!(resource.as_deref(), Some("nvidia.com/gpu"));
            no_node.as_ref().map(|it| it.reason)
        }
        other => panic!("{other:?}"),
    };
    for (answer, meant) in [
        ("pod didn't trigger scale-up: 1 max node group size reached", NoNodeReason::PoolAtMaximum),
        ("pod didn't trigger scale-up: 1 in backoff after failed scale-up", NoNodeReason::BackOff),
        ("pod didn't trigger scale-up: 1 Insufficient nvidia.com/gpu", NoNodeReason::NoneFits),
    ] {
        let it = outlook(objects(answer));
        assert_eq!(it.doing, Doing::Stuck { ready: 1, wanted: 2 }, "{answer}");
        assert_eq!(reason(&it), Some(meant), "{answer}");
    }
    // Nobody answered: for so short a time that says nothing.
    let mut silent = objects("");
    silent.pop();
    let it = outlook(silent);
    assert_eq!((reason(&it), it.doing), (None, Doing::Growing { ready: 1, wanted: 2 }));
}

#[test]
fn a_service_sleeps_starts_shrinks_and_stands() {
    assert_eq!(outlook(vec![service(), deployment(0, 0)]).doing, Doing::Asleep);
    let starting = outlook(vec![service(), deployment(1, 0), pending("qwen-predictor-a")]);
    assert_eq!(starting.doing, Doing::Starting { wanted: 1 });
    assert_eq!(starting.since, Some("2026-11-22T02:59:00Z".parse().unwrap()));
    let mut leaving = ready("qwen-predictor-b", "edge-1", "2026-11-22T02:50:00Z");
    leaving["metadata"]["deletionTimestamp"] = json!("2026-11-22T03:00:20Z");
    leaving["metadata"]["deletionGracePeriodSeconds"] = json!(30);
    let stays = ready("qwen-predictor-a", "edge-1", "2026-11-22T02:51:00Z");
    let it = outlook(vec![service(), deployment(1, 1), stays.clone(), leaving]);
    assert_eq!(it.doing, Doing::Shrinking { leaving: 1, wanted: 1 });
    assert_eq!(it.since, Some("2026-11-22T02:59:50Z".parse().unwrap()));
    let it = outlook(vec![service(), deployment(1, 1), stays]);
    assert_eq!((it.doing, it.holds), (Doing::Steady { ready: 1 }, Vec::<Hold>::new()));
    assert_eq!(it.since, Some("2026-11-22T02:51:00Z".parse().unwrap()));
    assert_eq!(it.because, [Cause::Written { replicas: 1 }]);
    let mut gone = service();
    gone["metadata"]["deletionTimestamp"] = json!("2026-11-22T02:59:00Z");
    assert_eq!(outlook(vec![gone, deployment(1, 1)]).doing, Doing::Leaving);
}

#[test]
fn a_roll_out_that_waits_for_its_own_gpu_is_stuck_and_says_so() {
    let mut objects = vec![service(), node("edge-1", "edge", 1)];
    let mut rolling = deployment(1, 1);
    rolling["status"]["replicas"] = json!(2);
    rolling["status"]["updatedReplicas"] = json!(1);
    objects.push(rolling);
    objects.push(ready("qwen-predictor-a", "edge-1", "2026-11-22T02:50:00Z"));
    let mut extra = pending("qwen-predictor-b");
    extra["status"]["conditions"][0]["lastTransitionTime"] = json!("2026-11-22T02:55:00Z");
    objects.push(extra);
    let it = outlook(objects);
    assert_eq!(it.doing, Doing::Stuck { ready: 1, wanted: 1 });
    assert!(matches!(it.holds[0].obstacle, Obstacle::NoRoom { surge: true, .. }), "{:?}", it.holds);
    assert_eq!(it.because[0], Cause::Template);
}

#[test]
fn replicas_that_fall_to_what_no_autoscaler_asked_for_are_set_by_others() {
    let mut objects = vec![service(), deployment(1, 1), autoscaler("11", 1)];
    objects.push(ready("qwen-predictor-a", "edge-1", "2026-11-22T02:50:00Z"));
    let asked = "New size: 3; reason: pods metric q above target";
    objects.push(about("HorizontalPodAutoscaler", "qwen-hpa", "SuccessfulRescale", asked, 4));
    let up = "Scaled up replica set qwen-predictor-1 from 1 to 3";
    objects.push(about("Deployment", "qwen-predictor", "ScalingReplicaSet", up, 4));
    assert_eq!(outlook(objects.clone()).signs, []);
    let down = "Scaled down replica set qwen-predictor-1 from 3 to 1";
    objects.push(about("Deployment", "qwen-predictor", "ScalingReplicaSet", down, 4));
    let last = Some("2026-11-22T02:59:40Z".parse().unwrap());
    assert_eq!(outlook(objects.clone()).signs, [Sign::SetByOthers { replicas: 1, times: 4, last }]);
    // Where the autoscaler asked for it, it goes up and down by itself.
    let asked = "New size: 1; reason: All metrics below target";
    objects.push(about("HorizontalPodAutoscaler", "qwen-hpa", "SuccessfulRescale", asked, 3));
    assert_eq!(outlook(objects).signs, [Sign::Swings { falls: 3, least: 1, most: 3 }]);
}

#[test]
fn what_engines_say_shows_what_the_autoscaler_cannot_see() {
    let objects = vec![
        service(),
        deployment(2, 2),
        autoscaler("4", 2),
        ready("qwen-predictor-a", "edge-1", "2026-11-22T02:50:00Z"),
        ready("qwen-predictor-b", "edge-1", "2026-11-22T02:50:00Z"),
    ];
    let engine = |pod: &str, waiting: f64, running: f64| EngineReading {
        pod: pod.into(),
        waiting: Some(waiting),
        running: Some(running),
        cache: Some(0.5),
        preemptions: Some(0.0),
    };
    let (a, b) = (engine("qwen-predictor-a", 8.0, 4.0), engine("qwen-predictor-b", 0.0, 0.0));
    let readings = |engines: Vec<EngineReading>| Readings { engines, served: Vec::new() };
    let signs = with(objects.clone(), &readings(vec![a.clone(), b.clone()])).signs;
    let busy = vec![("qwen-predictor-a".to_owned(), 12.0)];
    assert_eq!(signs, [Sign::Lopsided { busy, idle: vec!["qwen-predictor-b".into()] }]);
    let both = vec![a.clone(), EngineReading { running: Some(3.0), ..b }];
    assert_eq!(with(objects.clone(), &readings(both)).signs, []);
    let full = EngineReading { waiting: Some(0.0), cache: Some(1.0), preemptions: Some(20.0), ..a };
    let signs = with(objects, &readings(vec![full])).signs;
    assert_eq!(signs, [Sign::Preempting { times: 20.0, waiting: 0.0, cache: Some(1.0) }]);
}
