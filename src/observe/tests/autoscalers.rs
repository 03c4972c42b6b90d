//! What autoscalers will do next.

use super::*;

fn autoscaler(value: &str, current: u32, desired: u32) -> Value {
    let metric = |of: Value| json!({"type": "Pods", "pods": of});
    json!({"kind": "HorizontalPodAutoscaler", "metadata": {"name": "qwen-hpa", "namespace": "default", "uid": "h"},
        "spec": {"scaleTargetRef": {"kind": "Deployment", "name": "qwen-predictor"}, "minReplicas": 1, "maxReplicas": 3,
            "metrics": [metric(json!({"metric": {"name": "DCGM_CUSTOM_PROCESS_SM_UTIL"}, "target": {"type": "AverageValue", "averageValue": "50"}}))]},
        "status": {"currentReplicas": current, "desiredReplicas": desired,
            "currentMetrics": [metric(json!({"metric": {"name": "DCGM_CUSTOM_PROCESS_SM_UTIL"}, "current": {"averageValue": value}}))],
            "conditions": [{"type": "ScalingActive", "status": "True", "reason": "ValidMetricFound"}]}})
}

#[test]
fn a_capped_metric_explains_why_it_grows_in_series() {
    let objects = vec![
        service(),
        deployment(2, 1),
        ready("qwen-predictor-a", "edge-1", "2026-11-22T02:00:00Z"),
        pod("qwen-predictor-b", None, unscheduled(None)),
        autoscaler("100", 2, 2),
    ];
    let snapshot = world(objects).snapshot(now());
    let next = &snapshot.services[0].autoscalers[0].next;
    assert_eq!((next.replicas, next.when), (Some(2), When::Stays));
    assert!(next.reasons.contains(&Reason::Capped { cap: 100.0, target: 50.0, factor: 2 }), "{next:?}");
    assert!(matches!(next.reasons[0], Reason::PodsWithoutValue { pending: 1, missing: 0, .. }), "{next:?}");
}

#[test]
fn a_watch_knows_since_when_the_window_runs() {
    let pods = ["a", "b", "c"]
        .map(|name| ready(&format!("qwen-predictor-{name}"), "edge-1", "2026-11-22T02:00:00Z"));
    let mut objects = vec![service(), deployment(3, 3), autoscaler("60", 3, 3)];
    objects.extend(pods);
    let mut world = world(objects);
    let fall: Timestamp = "2026-11-22T02:58:00Z".parse().unwrap();
    world.apply(Record { at: fall, change: Change::Applied { object: seen(autoscaler("1", 3, 3)) } });
    // A later look with another low value does not begin the window anew.
    world.apply(Record { at: now(), change: Change::Applied { object: seen(autoscaler("2", 3, 3)) } });
    let next = world.snapshot(now()).services[0].autoscalers[0].next.clone();
    assert_eq!(
        (next.replicas, next.when),
        (Some(1), When::NotBefore("2026-11-22T03:03:00Z".parse().unwrap()))
    );
}

#[test]
fn a_total_is_told_by_the_replicas_of_the_look_that_saw_it() {
    let hpa = json!({"kind": "HorizontalPodAutoscaler", "metadata": {"name": "qwen-hpa", "namespace": "default", "uid": "h"},
        "spec": {"minReplicas": 1, "maxReplicas": 5, "scaleTargetRef": {"kind": "Deployment", "name": "qwen-predictor"},
            "metrics": [{"type": "External", "external": {"metric": {"name": "s0-cron"}, "target": {"type": "AverageValue", "averageValue": "1"}}}]},
        "status": {"currentReplicas": 1, "desiredReplicas": 2,
            "conditions": [{"type": "ScalingActive", "status": "True"}, {"type": "AbleToScale", "status": "True"}],
            "currentMetrics": [{"type": "External", "external": {"metric": {"name": "s0-cron"}, "current": {"averageValue": "2"}}}]}});
    let world = world(vec![service(), deployment(2, 1), hpa]);
    let next = &world.snapshot(now()).services[0].autoscalers[0].next;
    assert_eq!((next.replicas, &next.when), (Some(2), &When::Stays), "{next:?}");
}
