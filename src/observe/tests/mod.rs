//! The fold on objects as the API sends them, and on recordings in any order.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::elastic::hpa::{Reason, When};

const NOW: &str = "2026-11-22T03:00:00Z";

fn now() -> Timestamp {
    NOW.parse().unwrap()
}

mod autoscalers;
mod fleet;
mod kinds;
mod outlook;
mod overview;

fn scope() -> Scope {
    Scope { namespace: Some("default".into()), service: Some("qwen".into()), ..Scope::default() }
}

fn seen(object: Value) -> Seen {
    serde_json::from_value(object).unwrap()
}

/// A world in which everything was listed, with these objects in it.
fn world(objects: Vec<Value>) -> World {
    let mut world = World::new(scope());
    let apply = |world: &mut World, change| world.apply(Record { at: now(), change });
    for want in world.wants().into_iter().chain([Want::Nodes(String::new())]) {
        apply(&mut world, Change::Listed { want, objects: vec![] });
    }
    for object in objects {
        apply(&mut world, Change::Applied { object: seen(object) });
    }
    world
}

fn labels() -> Value {
    json!({"app": "isvc.qwen-predictor", "component": "predictor", "serving.kserve.io/inferenceservice": "qwen"})
}

fn service() -> Value {
    json!({"kind": "InferenceService", "metadata": {"name": "qwen", "namespace": "default", "uid": "s"}})
}

fn spec() -> Value {
    json!({"containers": [{"name": "kserve-container", "image": "r.invalid/vllm:1",
        "resources": {"limits": {"nvidia.com/gpu": "1", "memory": "12Gi"}, "requests": {"cpu": "4"}}}]})
}

fn deployment(replicas: u32, available: u32) -> Value {
    json!({"kind": "Deployment", "metadata": {"name": "qwen-predictor", "namespace": "default", "uid": "d", "labels": labels()},
        "spec": {"replicas": replicas, "selector": {"matchLabels": {"app": "isvc.qwen-predictor"}}, "template": {"spec": spec()}},
        "status": {"replicas": replicas, "readyReplicas": available, "availableReplicas": available, "updatedReplicas": replicas}})
}

fn pod(name: &str, node: Option<&str>, status: Value) -> Value {
    let mut spec = spec();
    spec["nodeName"] = json!(node);
    json!({"kind": "Pod", "metadata": {"name": name, "namespace": "default", "uid": format!("uid-{name}"), "labels": labels(),
        "creationTimestamp": "2026-11-22T02:59:00Z",
        "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "qwen-predictor-1", "uid": "rs", "controller": true}]},
        "spec": spec, "status": status})
}

fn ready(name: &str, node: &str, since: &str) -> Value {
    pod(
        name,
        Some(node),
        json!({"phase": "Running", "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": since}],
        "containerStatuses": [{"name": "kserve-container", "ready": true, "state": {"running": {"startedAt": since}}}]}),
    )
}

fn node(name: &str, pool: &str, gpus: u32) -> Value {
    json!({"kind": "Node", "metadata": {"name": name, "labels": {"alibabacloud.com/nodepool-id": pool, "aliyun.accelerator/nvidia_name": "T4"}},
        "status": {"allocatable": {"cpu": "16", "memory": "64Gi", "nvidia.com/gpu": gpus.to_string()},
            "conditions": [{"type": "Ready", "status": "True"}]}})
}

fn event(reason: &str, about: &str, message: &str) -> Value {
    json!({"kind": "Event", "metadata": {"name": format!("{about}.{reason}"), "namespace": "default"}, "reason": reason, "message": message,
        "type": "Warning", "involvedObject": {"kind": "Pod", "name": about, "namespace": "default", "uid": format!("uid-{about}")},
        "lastTimestamp": "2026-11-22T02:59:30Z"})
}

fn waiting(reason: &str, message: &str) -> Value {
    json!({"phase": "Pending", "containerStatuses": [{"name": "kserve-container", "state": {"waiting": {"reason": reason, "message": message}}}]})
}

fn stage_of(world: &World) -> Stage {
    world.snapshot(now()).services[0].pods[0].stage.clone()
}

fn stage(status: Value, more: Vec<Value>) -> Stage {
    let mut objects = vec![service(), deployment(1, 0), pod("qwen-predictor-a", Some("edge-1"), status)];
    objects.extend(more);
    stage_of(&world(objects))
}

#[test]
fn a_container_says_where_it_is() {
    assert_eq!(stage(waiting("ContainerCreating", ""), vec![]), Stage::Creating);
    let pulling = event("Pulling", "qwen-predictor-a", "Pulling image \"r.invalid/vllm:2\"");
    let image = Some("r.invalid/vllm:2".to_owned());
    assert_eq!(stage(waiting("ContainerCreating", ""), vec![pulling]), Stage::Pulling { image });
    let loading = json!({"phase": "Running", "containerStatuses": [{"name": "kserve-container", "state": {"running": {"startedAt": "2026-11-22T02:59:10Z"}}}]});
    assert_eq!(stage(loading, vec![]), Stage::Loading { probe: None, after: None });
    let storage = json!({"phase": "Pending", "initContainerStatuses": [{"name": "storage-initializer", "state": {"running": {}}}]});
    assert_eq!(stage(storage, vec![]), Stage::Initialising { container: "storage-initializer".into() });
    let evicted = json!({"phase": "Failed", "reason": "Evicted", "message": "low on memory"});
    assert_eq!(stage(evicted, vec![]), Stage::Evicted { message: Some("low on memory".into()) });
}

#[test]
fn a_pull_is_known_without_events_once_the_sandbox_is_up() {
    let mut status = waiting("ContainerCreating", "");
    status["conditions"] = json!([{"type": "PodReadyToStartContainers", "status": "True"}]);
    assert_eq!(stage(status, vec![]), Stage::Pulling { image: Some("r.invalid/vllm:1".into()) });
}

#[test]
fn a_failed_pull_tells_the_cause_and_not_the_back_off() {
    let cause =
        event("Failed", "qwen-predictor-a", "Failed to pull image \"r.invalid/vllm:1\": manifest unknown");
    let Stage::PullFailed { message, .. } =
        stage(waiting("ImagePullBackOff", "Back-off pulling image"), vec![cause])
    else {
        panic!("not a failed pull")
    };
    assert!(message.contains("manifest unknown"), "{message}");
}

#[test]
fn a_crash_shows_exit_code_and_last_line() {
    let ended =
        json!({"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": "2026-11-22T02:59:40Z"}});
    let status = json!({"phase": "Running", "containerStatuses": [{"name": "kserve-container", "restartCount": 3,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": ended}]});
    let mut world = world(vec![service(), deployment(1, 0), pod("qwen-predictor-a", Some("edge-1"), status)]);
    let log = world.wants().into_iter().find(|want| matches!(want, Want::Log { .. })).unwrap();
    assert!(matches!(&log, Want::Log { previous: true, restarts: 3, .. }), "{log:?}");
    let line = Some("ValueError: no such model".to_owned());
    world.apply(Record { at: now(), change: Change::Logged { want: log, line: line.clone() } });
    let Stage::Crashed(exit) = stage_of(&world) else { panic!("not a crash") };
    assert_eq!((exit.exit_code, exit.restarts, exit.line), (1, 3, line));
}

#[test]
fn a_container_killed_for_memory_is_not_called_a_crash() {
    let status = json!({"phase": "Running", "containerStatuses": [{"name": "kserve-container", "restartCount": 1,
        "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 137, "reason": "OOMKilled"}}}]});
    let expected =
        Stage::OutOfMemory { container: "kserve-container".into(), restarts: 1, limit: Some("12Gi".into()) };
    assert_eq!(stage(status, vec![]), expected);
}

fn unscheduled(message: Option<&str>) -> Value {
    let conditions = message.map(|message| json!([{"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message}]));
    json!({"phase": "Pending", "conditions": conditions.unwrap_or_else(|| json!([]))})
}

#[test]
fn without_condition_and_events_the_shortage_is_computed() {
    let objects = vec![
        service(),
        deployment(2, 1),
        node("edge-1", "np-edge", 1),
        ready("qwen-predictor-a", "edge-1", "2026-11-22T02:00:00Z"),
        pod("qwen-predictor-b", None, unscheduled(None)),
    ];
    let snapshot = world(objects).snapshot(now());
    let Stage::Unschedulable(room) = &snapshot.services[0].pods[1].stage else { panic!("not unschedulable") };
    assert_eq!((room.source, room.nodes), (Source::Computed, Some(1)));
    assert_eq!(room.shortfalls[0].resource.as_deref(), Some("nvidia.com/gpu"));
    assert_eq!(
        (&room.shortfalls[0].on[..], &room.shortfalls[0].pools[..]),
        (&["edge-1".to_owned()][..], &["np-edge".to_owned()][..])
    );
}

#[test]
fn what_cannot_be_known_is_called_unknown() {
    let mut world = World::new(scope());
    let denial = Denial::Forbidden { action: "list nodes".into() };
    world.apply(Record { at: now(), change: Change::Denied { want: Want::Nodes(String::new()), denial } });
    for object in [service(), deployment(1, 0), pod("qwen-predictor-b", None, unscheduled(None))] {
        world.apply(Record { at: now(), change: Change::Applied { object: seen(object) } });
    }
    let snapshot = world.snapshot(now());
    let Stage::Unschedulable(room) = &snapshot.services[0].pods[0].stage else { panic!("not unschedulable") };
    assert_eq!(room.source, Source::Unknown);
    assert_eq!(snapshot.unread[0].what, "nodes");
}

#[test]
fn the_schedulers_condition_is_joined_with_the_nodes_that_it_means() {
    let message = "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod.";
    let objects = vec![
        service(),
        deployment(2, 1),
        node("edge-1", "np-edge", 1),
        ready("qwen-predictor-a", "edge-1", "2026-11-22T02:00:00Z"),
        pod("qwen-predictor-b", None, unscheduled(Some(message))),
        event("TriggeredScaleUp", "qwen-predictor-b", "pod triggered scale-up: [{asg-cloud 0->2 (max: 10)}]"),
    ];
    let snapshot = world(objects).snapshot(now());
    let pod = &snapshot.services[0].pods[1];
    let Stage::Unschedulable(room) = &pod.stage else { panic!("not unschedulable") };
    assert_eq!((room.source, &room.shortfalls[0].on[..]), (Source::Condition, &["edge-1".to_owned()][..]));
    let expected = Request::Asked { nodes: Some(2), group: Some("asg-cloud".into()) };
    assert_eq!(pod.node_request.as_ref().unwrap().request, expected);
}

#[test]
fn a_missing_claim_is_found_with_the_events_gone() {
    let mut waits = pod("qwen-predictor-a", None, unscheduled(None));
    waits["spec"]["volumes"] =
        json!([{"name": "model", "persistentVolumeClaim": {"claimName": "llm-model"}}]);
    let mut world = world(vec![service(), deployment(1, 0), waits]);
    let want = Want::Claim { namespace: "default".into(), name: "llm-model".into() };
    assert!(world.wants().contains(&want));
    world.apply(Record { at: now(), change: Change::Listed { want, objects: vec![] } });
    let claims = vec![Claim { name: "llm-model".into(), phase: None }];
    assert_eq!(stage_of(&world), Stage::Volume { claims, message: None });
}

fn policy(selector: &Value) -> Value {
    json!({"kind": "ResourcePolicy", "metadata": {"name": "qwen", "namespace": "default", "uid": "p",
            "annotations": {"neap/pool-names": "np-edge=GPU-V100-Edge"}},
        "spec": {"selector": selector, "units": [
            {"resource": "ecs", "nodeSelector": {"alibabacloud.com/nodepool-id": "np-edge"}},
            {"resource": "ecs", "max": 2, "nodeSelector": {"alibabacloud.com/nodepool-id": "np-cloud"}}]}})
}

#[test]
fn nodes_are_asked_for_by_their_pools_while_all_pods_are_there() {
    let prefers = |weight: u32, pool: &str| {
        json!({"weight": weight, "preference": {"matchExpressions": [
            {"key": "alibabacloud.com/nodepool-id", "operator": "In", "values": [pool]}]}})
    };
    let mut runner = deployment(2, 2);
    runner["spec"]["template"]["spec"]["affinity"] = json!({"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
            prefers(100, "np-edge"), prefers(50, "np-cloud")]}});
    let mut world = World::new(scope());
    let listed = |world: &mut World, want: Want, objects: Vec<Value>| {
        let objects = objects.into_iter().map(seen).collect();
        world.apply(Record { at: now(), change: Change::Listed { want, objects } });
    };
    for want in world.wants() {
        listed(&mut world, want, vec![]);
    }
    for object in [service(), runner, ready("qwen-predictor-a", "edge-1", "2026-11-22T02:00:00Z")] {
        world.apply(Record { at: now(), change: Change::Applied { object: seen(object) } });
    }
    let pools = Want::Nodes("alibabacloud.com/nodepool-id in (np-cloud,np-edge)".into());
    assert!(world.wants().contains(&pools));
    listed(&mut world, pools.clone(), vec![node("edge-1", "np-edge", 1)]);
    assert!(world.wants().contains(&pools));
    // Nothing keeps a pod from a node that no unit means.
    let elsewhere = seen(ready("qwen-predictor-b", "other", "2026-11-22T02:30:00Z"));
    world.apply(Record { at: now(), change: Change::Applied { object: elsewhere } });
    let all = Want::Nodes(String::new());
    assert!(world.wants().contains(&all));
    listed(&mut world, all.clone(), vec![node("edge-1", "np-edge", 1), node("other", "np-other", 8)]);
    assert!(world.wants().contains(&all) && !world.wants().contains(&pools));
}

#[test]
fn units_and_pools_are_counted_in_the_order_of_the_policy() {
    let objects = vec![
        service(),
        deployment(2, 2),
        policy(&json!({"app": "isvc.qwen-predictor"})),
        node("cloud-1", "np-cloud", 1),
        node("cloud-2", "np-cloud", 0),
        node("edge-1", "np-edge", 1),
        node("other", "np-other", 8),
        ready("qwen-predictor-a", "edge-1", "2026-11-22T02:00:00Z"),
        ready("qwen-predictor-b", "cloud-1", "2026-11-22T02:30:00Z"),
    ];
    let world = world(objects);
    assert!(
        world.wants().contains(&Want::Nodes("alibabacloud.com/nodepool-id in (np-cloud,np-edge)".into()))
    );
    let service = &world.snapshot(now()).services[0];
    let units: Vec<_> = service.units.iter().map(|it| (it.pool.as_deref(), it.used, it.max)).collect();
    assert_eq!(units, [(Some("GPU-V100-Edge"), 1, None), (Some("np-cloud"), 1, Some(2))]);
    let pools: Vec<_> = service
        .pools
        .iter()
        .map(|it| (it.name.as_deref(), it.counts.used, it.counts.total, it.counts.without_accelerator))
        .collect();
    assert_eq!(pools, [(Some("GPU-V100-Edge"), 1, 1, 0), (Some("np-cloud"), 1, 1, 1)]);
}

#[test]
fn a_policy_that_selects_no_pod_is_named() {
    let selector = json!({"app": "isvc.qwen"});
    let objects =
        vec![service(), deployment(1, 1), policy(&selector), ready("qwen-predictor-a", "edge-1", NOW)];
    let service = &world(objects).snapshot(now()).services[0];
    assert_eq!((service.units.len(), service.idle_policies[0].name.as_str()), (0, "qwen"));
}

#[test]
fn with_affinity_a_young_edge_pod_goes_before_an_old_cloud_pod() {
    let term = |pool: &str| json!({"matchExpressions": [{"key": "alibabacloud.com/nodepool-id", "operator": "In", "values": [pool]}]});
    let affinity = json!({"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [
        {"weight": 100, "preference": term("np-edge")}, {"weight": 1, "preference": term("np-cloud")}]}});
    let mut deployment = deployment(2, 2);
    deployment["spec"]["template"]["spec"]["affinity"] = affinity;
    let objects = vec![
        service(),
        deployment,
        node("cloud-1", "np-cloud", 1),
        node("edge-1", "np-edge", 1),
        ready("qwen-predictor-cloud", "cloud-1", "2026-11-22T00:00:00Z"),
        ready("qwen-predictor-edge", "edge-1", "2026-11-22T02:59:00Z"),
    ];
    let service = &world(objects).snapshot(now()).services[0];
    let order = service.scale_in.as_ref().unwrap();
    assert_eq!(
        (order.victims[0].pod.as_str(), order.against_units, &order.policy),
        ("qwen-predictor-edge", true, &None)
    );
}

#[test]
fn a_rollout_is_not_ready_by_what_it_replaces() {
    let mut rolling = deployment(1, 1);
    rolling["status"]["replicas"] = json!(2);
    rolling["status"]["updatedReplicas"] = json!(1);
    assert!(!world(vec![service(), rolling.clone()]).snapshot(now()).services[0].ready);
    rolling["status"]["availableReplicas"] = json!(2);
    assert!(world(vec![service(), rolling]).snapshot(now()).services[0].ready);
}

#[test]
fn conditions_of_an_older_generation_are_not_believed() {
    let mut changed = deployment(1, 1);
    changed["metadata"]["generation"] = json!(2);
    changed["status"]["observedGeneration"] = json!(1);
    assert!(!world(vec![service(), changed]).snapshot(now()).services[0].ready);
}

#[test]
fn goals_tell_what_is_missing_and_what_will_not_heal() {
    use goal::{Goal, Progress};
    let check = |world: &World, goal: &str| Goal::parse(goal).unwrap().check(&world.snapshot(now()));
    let one = world(vec![
        service(),
        deployment(2, 1),
        ready("qwen-predictor-a", "edge-1", NOW),
        node("edge-1", "np-edge", 1),
    ]);
    for reached in ["ready=1", "desired=2", "pool.np-edge=1", "nodes.np-edge>=1", "ready<=2"] {
        assert_eq!(check(&one, reached), Progress::Reached, "{reached}");
    }
    assert_eq!(check(&one, "ready=2"), Progress::Waiting("ready is 1, not 2".into()));
    assert_eq!(check(&one, "ready"), Progress::Waiting("1 of 2 pods available".into()));
    assert_eq!(check(&one, "deleted"), Progress::Waiting("the service is still there".into()));
    assert_eq!(check(&world(vec![]), "deleted"), Progress::Reached);
    let mut stuck = pod("qwen-predictor-b", Some("edge-1"), waiting("ImagePullBackOff", "not found"));
    let fresh =
        json!([{"type": "PodScheduled", "status": "True", "lastTransitionTime": "2026-11-22T02:59:30Z"}]);
    stuck["status"]["conditions"] = fresh;
    let young = world(vec![service(), deployment(2, 1), stuck.clone()]);
    assert!(matches!(check(&young, "ready=2"), Progress::Waiting(_)), "a pull may heal for a minute");
    stuck["status"]["conditions"][0]["lastTransitionTime"] = json!("2026-11-22T02:58:00Z");
    let old = world(vec![service(), deployment(2, 1), stuck]);
    assert!(matches!(check(&old, "ready=2"), Progress::Broken(_)));
    assert!(matches!(check(&old, "ready<=0"), Progress::Reached));
}

#[test]
fn an_object_of_the_same_name_is_another_one() {
    // Deleted and made anew: the predecessor's events are not this pod's.
    let mut old = event("FailedMount", "qwen-predictor-a", "not found");
    old["involvedObject"]["uid"] = json!("before");
    assert_eq!(stage(waiting("ContainerCreating", ""), vec![old]), Stage::Creating);
}
