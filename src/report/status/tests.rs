//! The views on a recording of the real control plane: a queue of 11 against 5 grows one replica to three over two pools.

use jiff::Timestamp;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::observe::listing::Traffic;
use crate::observe::{Record, Scope, Snapshot, World};

const RECORDING: &str = include_str!("../../../tests/fixtures/observe/queue-1-to-3.jsonl");

fn records() -> Vec<Record> {
    RECORDING.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn scope(service: Option<&str>) -> Scope {
    Scope { namespace: Some("default".into()), service: service.map(str::to_owned), ..Scope::default() }
}

/// The picture when the recording had come to this time of day.
fn at(time: &str) -> Snapshot {
    let until: Timestamp = format!("2026-11-22T{time}Z").parse().unwrap();
    let mut world = World::new(scope(Some("qwen-chat")));
    records().into_iter().filter(|record| record.at <= until).for_each(|record| world.apply(record));
    world.snapshot(until)
}

fn screen(width: usize) -> Screen {
    Screen { width: Some(width), ..Screen::default() }
}

#[test]
fn two_pods_wait_for_a_gpu_at_80_columns() {
    insta::assert_snapshot!(detail(&at("02:59:20"), screen(80)), @r#"
    qwen-chat   in default, RawDeployment, 34s old
    ready   1/3 replicas   http://qwen-chat-default.example.com
    KServe's own READY is False (Predictor ingress not created), as during every
    scale-up: enough replicas serve.

    AUTOSCALER   qwen-chat-hpa, 1 to 3 replicas
      3 current / 3 desired, last rescale 4s ago
      vllm:num_requests_waiting   11 / 5 a pod
      AbleToScale True ReadyForNewScale, ScalingActive True ValidMetricFound,
      ScalingLimited False DesiredWithinRange
      next: stays at 3: 2 pending pods count as 0, so 2.20 of the target becomes
      0.73

    PODS               STAGE           SINCE   POOL
    6b57546ddf-gf4xl   ready           24s     GPU-V100-Edge
    6b57546ddf-kz9df   unschedulable   4s      -
    6b57546ddf-r8p7b   unschedulable   4s      -
        no free nvidia.com/gpu on edge-1 (pool GPU-V100-Edge)

    UNITS   POOL                     PODS/MAX   GPUS USED   NODES
    1       GPU-V100-Edge (ecs)      1/no max   1/1         1 ready
    2       GPU-V100-Elastic (ecs)   0/2        -           none
      order by ResourcePolicy qwen-chat

    SCALE-IN
      ResourcePolicy qwen-chat empties the last unit first, as far as it can. By the
      ReplicaSet's own rules 6b57546ddf-r8p7b goes first: all are of about the same
      age, and then the uid decides, which is chance.

    EVENTS              AGE   ABOUT                  MESSAGE
    SuccessfulRescale   4s    hpa                    New size: 3; reason: pods metr…
    ScalingReplicaSet   4s    deploy                 Scaled up replica set qwen-cha…
    FailedScheduling    4s    pod/6b57546ddf-r8p7b   0/2 nodes are available: 2 Ins…
    "#);
}

#[test]
fn all_that_matters_is_seen_at_80_by_24() {
    let text = detail(&at("02:59:20"), Screen { compact: true, ..screen(80) });
    let seen: Vec<&str> = text.lines().take(23).collect();
    insta::assert_snapshot!(seen.join("\n"), @r#"
    qwen-chat   in default, RawDeployment, 34s old
    ready   1/3 replicas   http://qwen-chat-default.example.com
    KServe's own READY is False (Predictor ingress not created), as during every
    scale-up: enough replicas serve.
    AUTOSCALER   qwen-chat-hpa, 1 to 3 replicas
      3 current / 3 desired, last rescale 4s ago
      vllm:num_requests_waiting   11 / 5 a pod
      AbleToScale True ReadyForNewScale, ScalingActive True ValidMetricFound,
      ScalingLimited False DesiredWithinRange
      next: stays at 3: 2 pending pods count as 0, so 2.20 of the target becomes
      0.73
    PODS               STAGE           SINCE   POOL
    6b57546ddf-gf4xl   ready           24s     GPU-V100-Edge
    6b57546ddf-kz9df   unschedulable   4s      -
    6b57546ddf-r8p7b   unschedulable   4s      -
        no free nvidia.com/gpu on edge-1 (pool GPU-V100-Edge)
    UNITS   POOL                     PODS/MAX   GPUS USED   NODES
    1       GPU-V100-Edge (ecs)      1/no max   1/1         1 ready
    2       GPU-V100-Elastic (ecs)   0/2        -           none
      order by ResourcePolicy qwen-chat
    SCALE-IN
      ResourcePolicy qwen-chat empties the last unit first, as far as it can. By the
      ReplicaSet's own rules 6b57546ddf-r8p7b goes first: all are of about the same
    "#);
}

#[test]
fn cloud_nodes_join_at_100_columns() {
    insta::assert_snapshot!(detail(&at("02:59:27"), screen(100)), @r#"
    qwen-chat   in default, RawDeployment, 41s old
    ready   1/3 replicas   http://qwen-chat-default.example.com
    KServe's own READY is False (Predictor ingress not created), as during every scale-up: enough
    replicas serve.

    AUTOSCALER   qwen-chat-hpa, 1 to 3 replicas
      3 current / 3 desired, last rescale 11s ago
      vllm:num_requests_waiting   11 / 5 a pod
      AbleToScale True ReadyForNewScale, ScalingActive True ValidMetricFound, ScalingLimited False
      DesiredWithinRange
      next: stays at 3: 2 pending pods count as 0, so 2.20 of the target becomes 0.73

    PODS               STAGE           SINCE   POOL
    6b57546ddf-gf4xl   ready           31s     GPU-V100-Edge
    6b57546ddf-kz9df   pulling image   2s      GPU-V100-Elastic
    6b57546ddf-r8p7b   pulling image   1s      GPU-V100-Elastic
        registry.invalid/vllm:1

    UNITS   POOL                     PODS/MAX   GPUS USED   NODES
    1       GPU-V100-Edge (ecs)      1/no max   1/1         1 ready
    2       GPU-V100-Elastic (ecs)   2/2        2/2         0 ready, 2 not ready
      order by ResourcePolicy qwen-chat

    SCALE-IN
      ResourcePolicy qwen-chat empties the last unit first, as far as it can. By the ReplicaSet's own
      rules 6b57546ddf-r8p7b (GPU-V100-Elastic) goes first: all are of about the same age, and then the
      uid decides, which is chance.

    EVENTS              AGE   ABOUT    MESSAGE
    SuccessfulRescale   11s   hpa      New size: 3; reason: pods metric vllm:num_requests_waiting above…
    ScalingReplicaSet   11s   deploy   Scaled up replica set qwen-chat-predictor-6b57546ddf from 1 to 3
    "#);
}

#[test]
fn three_are_ready_in_wide_at_200_columns() {
    insta::assert_snapshot!(detail(&at("02:59:44"), Screen { wide: true, ..screen(200) }), @r#"
    qwen-chat   in default, RawDeployment, 58s old
    ready   3/3 replicas   http://qwen-chat-default.example.com

    AUTOSCALER   qwen-chat-hpa, 1 to 3 replicas
      3 current / 3 desired, last rescale 28s ago
      vllm:num_requests_waiting   11 / 5 a pod
      AbleToScale True ReadyForNewScale: recommended size matches current size
      ScalingActive True ValidMetricFound: the HPA was able to successfully calculate a replica count from pods metric vllm:num_requests_waiting
      ScalingLimited True TooManyReplicas: the desired replica count is more than the maximum replica count
      next: stays at 3: the metric asks for 7, the maximum is 3

    PODS               STAGE   SINCE   POOL               NODE      UNIT   GPUS   RESTARTS   IP         IMAGE
    6b57546ddf-gf4xl   ready   2s      GPU-V100-Edge      edge-1    1      1      0          10.0.0.1   registry.invalid/vllm:1
    6b57546ddf-kz9df   ready   10s     GPU-V100-Elastic   cloud-1   2      1      0          10.0.0.2   registry.invalid/vllm:1
    6b57546ddf-r8p7b   ready   9s      GPU-V100-Elastic   cloud-2   2      1      0          10.0.0.3   registry.invalid/vllm:1

    UNITS   POOL                     PODS/MAX   GPUS USED   NODES
    1       GPU-V100-Edge (ecs)      1/no max   1/1         1 ready
    2       GPU-V100-Elastic (ecs)   2/2        2/2         2 ready
      order by ResourcePolicy qwen-chat

    SCALE-IN
      ResourcePolicy qwen-chat empties the last unit first, as far as it can. By the ReplicaSet's own rules 6b57546ddf-gf4xl (GPU-V100-Edge) goes first: it has been ready for a shorter time.

    EVENTS              AGE   ABOUT    MESSAGE
    SuccessfulRescale   28s   hpa      New size: 3; reason: pods metric vllm:num_requests_waiting above target
    ScalingReplicaSet   28s   deploy   Scaled up replica set qwen-chat-predictor-6b57546ddf from 1 to 3
    "#);
}

#[test]
fn the_overview_has_one_row_a_service() {
    insta::assert_snapshot!(list(&at("02:59:36"), true, screen(100)), @r#"
    NAMESPACE   NAME        READY   METRIC   WANTED       PENDING   POOLS                                 AGE
    default     qwen-chat   3/3     11/5     3 (1 to 3)   0         GPU-V100-Edge 1, GPU-V100-Elastic 2   50s
    "#);
}

#[test]
fn the_whole_story_is_one_line_a_change() {
    let mut world = World::new(scope(Some("qwen-chat")));
    let mut before: Option<Snapshot> = None;
    let mut lines = Vec::new();
    for record in records() {
        let now = record.at;
        world.apply(record);
        if !world.is_complete() {
            continue;
        }
        let snapshot = world.snapshot(now);
        let time = now.strftime("%H:%M:%S");
        lines.extend(changes(before.as_ref(), &snapshot).into_iter().map(|line| format!("{time} {line}")));
        before = Some(snapshot);
    }
    insta::assert_snapshot!(lines.join("\n"), @r#"
    02:59:07 qwen-chat  ready: 1/1 replicas
    02:59:07 qwen-chat  autoscaler qwen-chat-hpa: vllm:num_requests_waiting 0 / 5, 1 current / 1 desired; next stays at 1: the metric asks for 0, the minimum is 1
    02:59:07 qwen-chat  pod qwen-chat-predictor-6b57546ddf-gf4xl ready on edge-1 (GPU-V100-Edge)
    02:59:07 qwen-chat  pool GPU-V100-Edge: 1 node ready, 1/1 GPUs used
    02:59:16 qwen-chat  ready: 1/3 replicas
    02:59:16 qwen-chat  autoscaler qwen-chat-hpa: vllm:num_requests_waiting 11 / 5, 1 current / 3 desired; next stays at 3
    02:59:16 qwen-chat  pod qwen-chat-predictor-6b57546ddf-kz9df unschedulable: no free nvidia.com/gpu on edge-1 (pool GPU-V100-Edge) (computed from the nodes: no condition or event says so)
    02:59:16 qwen-chat  pod qwen-chat-predictor-6b57546ddf-kz9df unschedulable: no free nvidia.com/gpu on edge-1 (pool GPU-V100-Edge)
    02:59:16 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b unschedulable: no free nvidia.com/gpu on edge-1 (pool GPU-V100-Edge) (computed from the nodes: no condition or event says so)
    02:59:16 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b unschedulable: no free nvidia.com/gpu on edge-1 (pool GPU-V100-Edge)
    02:59:18 qwen-chat  autoscaler qwen-chat-hpa: vllm:num_requests_waiting 11 / 5, 3 current / 3 desired; next stays at 3: 2 pending pods count as 0, so 2.20 of the target becomes 0.73
    02:59:25 qwen-chat  pod qwen-chat-predictor-6b57546ddf-kz9df unschedulable: no free nvidia.com/gpu on edge-1 (pool GPU-V100-Edge); 1 node had untolerated taint(s)
    02:59:25 qwen-chat  pool GPU-V100-Elastic: 0 nodes ready, 0/1 GPUs used, 1 on their way
    02:59:25 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b unschedulable: no free nvidia.com/gpu on edge-1 (pool GPU-V100-Edge); 1 node had untolerated taint(s)
    02:59:25 qwen-chat  pod qwen-chat-predictor-6b57546ddf-kz9df unschedulable: no free nvidia.com/gpu on 2 of 3 nodes; 1 node had untolerated taint(s)
    02:59:25 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b unschedulable: no free nvidia.com/gpu on 2 of 3 nodes; 1 node had untolerated taint(s)
    02:59:25 qwen-chat  pod qwen-chat-predictor-6b57546ddf-kz9df creating on cloud-1 (GPU-V100-Elastic): volumes, network or image: no record says which
    02:59:25 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b unschedulable: no free nvidia.com/gpu on cloud-1, edge-1 (pool GPU-V100-Elastic, GPU-V100-Edge); 1 node had untolerated taint(s)
    02:59:25 qwen-chat  pool GPU-V100-Elastic: 0 nodes ready, 1/2 GPUs used, 2 on their way
    02:59:25 qwen-chat  pod qwen-chat-predictor-6b57546ddf-kz9df pulling image on cloud-1 (GPU-V100-Elastic): registry.invalid/vllm:1
    02:59:26 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b unschedulable: no free nvidia.com/gpu on 3 of 4 nodes; 1 node had untolerated taint(s)
    02:59:26 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b creating on cloud-2 (GPU-V100-Elastic): volumes, network or image: no record says which
    02:59:26 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b pulling image on cloud-2 (GPU-V100-Elastic): registry.invalid/vllm:1
    02:59:29 qwen-chat  pool GPU-V100-Elastic: 1 node ready, 2/2 GPUs used, 1 on their way
    02:59:29 qwen-chat  pod qwen-chat-predictor-6b57546ddf-kz9df loading on cloud-1 (GPU-V100-Elastic): running, not ready yet
    02:59:30 qwen-chat  pool GPU-V100-Elastic: 2 nodes ready, 2/2 GPUs used
    02:59:30 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b loading on cloud-2 (GPU-V100-Elastic): running, not ready yet
    02:59:30 qwen-chat  autoscaler qwen-chat-hpa: vllm:num_requests_waiting 11 / 5, 3 current / 3 desired; next stays at 3: 2 pods that report nothing yet count as 0, so 2.20 of the target becomes 0.73
    02:59:34 qwen-chat  pod qwen-chat-predictor-6b57546ddf-kz9df ready on cloud-1 (GPU-V100-Elastic)
    02:59:34 qwen-chat  ready: 2/3 replicas
    02:59:35 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b ready on cloud-2 (GPU-V100-Elastic)
    02:59:35 qwen-chat  ready: 3/3 replicas
    02:59:37 qwen-chat  pool GPU-V100-Edge: 0 nodes ready, 1/1 GPUs used, 1 on their way
    02:59:37 qwen-chat  pod qwen-chat-predictor-6b57546ddf-gf4xl loading on edge-1 (GPU-V100-Edge): running, not ready yet
    02:59:37 qwen-chat  pool GPU-V100-Edge: 1 node ready, 1/1 GPUs used
    02:59:37 qwen-chat  ready: 2/3 replicas
    02:59:42 qwen-chat  pod qwen-chat-predictor-6b57546ddf-gf4xl ready on edge-1 (GPU-V100-Edge)
    02:59:42 qwen-chat  ready: 3/3 replicas
    02:59:45 qwen-chat  autoscaler qwen-chat-hpa: vllm:num_requests_waiting 0 / 5, 3 current / 3 desired; next 3 → 1, after its stabilization window
    02:59:53 qwen-chat  ready: 3/1 replicas
    02:59:53 qwen-chat  autoscaler qwen-chat-hpa: vllm:num_requests_waiting 0 / 5, 3 current / 1 desired; next stays at 1: the metric asks for 0, the minimum is 1
    02:59:53 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b terminating on cloud-2 (GPU-V100-Elastic)
    02:59:53 qwen-chat  pod qwen-chat-predictor-6b57546ddf-gf4xl terminating on edge-1 (GPU-V100-Edge)
    02:59:53 qwen-chat  ready: 1/1 replicas
    02:59:53 qwen-chat  pod qwen-chat-predictor-6b57546ddf-r8p7b gone
    02:59:53 qwen-chat  pod qwen-chat-predictor-6b57546ddf-gf4xl gone
    02:59:55 qwen-chat  autoscaler qwen-chat-hpa: vllm:num_requests_waiting 0 / 5, 1 current / 1 desired; next stays at 1: the metric asks for 0, the minimum is 1
    03:00:22 qwen-chat  pool GPU-V100-Elastic: 1 node ready, 1/2 GPUs used, 1 on their way
    03:00:22 qwen-chat  pool GPU-V100-Elastic: 0 nodes ready, 1/2 GPUs used, 2 on their way
    03:00:22 qwen-chat  pod qwen-chat-predictor-6b57546ddf-kz9df loading on cloud-1 (GPU-V100-Elastic): running, not ready yet
    03:00:22 qwen-chat  not ready: 0/1 replicas
    "#);
}

#[test]
fn knative_mode_and_two_autoscalers_are_said() {
    let mut snapshot = at("02:59:20");
    let service = &mut snapshot.services[0];
    service.mode = Some("Serverless".into());
    service.autoscalers.push(service.autoscalers[0].clone());
    service.exists = false;
    let text = detail(&snapshot, Screen::default());
    for said in [
        "in default, Serverless",
        "Knative's autoscaler decides",
        "2 autoscalers act on one Deployment",
        "is gone",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
}

#[test]
fn who_gets_the_requests_is_said_where_it_is_not_the_newest_alone() {
    let told = |shares: Value| {
        let mut snapshot = at("02:59:20");
        let service = &mut snapshot.services[0];
        service.revision = Some("qwen-00002".to_owned());
        service.traffic = shares
            .as_object()
            .unwrap()
            .iter()
            .map(|(revision, percent)| Traffic {
                revision: revision.clone(),
                percent: percent.as_i64().unwrap(),
                tag: None,
            })
            .collect();
        let text = detail(&snapshot, screen(80));
        text.lines().find(|line| line.starts_with("Requests go to")).map(str::to_owned)
    };
    let split = told(serde_json::json!({"qwen-00001": 80, "qwen-00002": 20}));
    assert_eq!(split.as_deref(), Some("Requests go to: 80 % qwen-00001, 20 % qwen-00002."));
    assert!(told(serde_json::json!({"qwen-00001": 100, "qwen-00002": 0})).is_some());
    assert_eq!(told(serde_json::json!({"qwen-00002": 100})), None);
    assert_eq!(told(serde_json::json!({})), None);
}

#[test]
fn text_from_outside_drives_no_terminal() {
    let mut snapshot = at("02:59:20");
    let service = &mut snapshot.services[0];
    service.events[0].message = "\u{1b}[2J\u{7}gone".into();
    service.name = "a\u{1b}[31m".into();
    service.model_failure = Some(crate::observe::ModelFailure {
        reason: "\u{9b}1m".into(),
        message: "x\ny\u{1b}]0;title\u{7}".into(),
    });
    let text = detail(&snapshot, screen(100));
    assert!(!text.chars().any(|c| c.is_control() && c != '\n'), "{text:?}");
}

#[test]
fn nothing_is_wider_than_the_screen_but_names() {
    for width in [80, 100, 200] {
        for line in detail(&at("02:59:20"), screen(width)).lines() {
            assert!(crate::ui::columns(line) <= width, "{width}: {line}");
        }
    }
}

#[test]
fn a_terminal_gets_colour_and_a_pipe_none() {
    let snapshot = at("02:59:20");
    assert!(!detail(&snapshot, Screen::default()).contains('\u{1b}'));
    assert!(detail(&snapshot, Screen { colour: true, ..Screen::default() }).contains('\u{1b}'));
}

/// Takes away whatever stands at a place of a document, counted through all its fields.
fn without(value: &mut Value, place: &mut usize) {
    match value {
        Value::Object(fields) => {
            for key in fields.keys().cloned().collect::<Vec<_>>() {
                if key == "change" || key == "at" || key == "kind" || key == "want" {
                    continue;
                }
                if *place == 0 {
                    fields.shift_remove(&key);
                    return;
                }
                *place -= 1;
                if let Some(inner) = fields.get_mut(&key) {
                    without(inner, place);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| without(item, place)),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, ..ProptestConfig::default() })]

    /// Records in any order, repeated, left out, with fields missing: the fold and the views take them all.
    #[test]
    fn no_order_and_no_gap_is_too_much(
        picks in proptest::collection::vec((0_usize..200, 0_usize..600), 0..60),
        width in 1_usize..250,
        seconds in -4000_i64..4000,
        one in any::<bool>(),
    ) {
        let lines: Vec<&str> = RECORDING.lines().collect();
        let mut world = World::new(scope(one.then_some("qwen-chat")));
        let mut before: Option<Snapshot> = None;
        for (index, hole) in picks {
            let mut value: Value = serde_json::from_str(lines[index % lines.len()]).unwrap();
            let mut place = hole;
            // Half of the records stay whole.
            if hole < 300 {
                without(&mut value, &mut place);
            }
            let Ok(record) = serde_json::from_value::<Record>(value) else { continue };
            let now = record.at + jiff::SignedDuration::from_secs(seconds);
            world.apply(record);
            let _ = world.wants();
            let snapshot = world.snapshot(now);
            let _ = changes(before.as_ref(), &snapshot);
            let _ = detail(&snapshot, screen(width));
            let _ = list(&snapshot, one, Screen { wide: true, colour: true, ..screen(width) });
            let _ = serde_json::to_string(&snapshot).unwrap();
            before = Some(snapshot);
        }
    }
}
