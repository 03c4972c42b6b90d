//! Each provisioner of nodes, by what it writes.

use serde_json::{Value, json};

use super::scene::{applied, at, event, node, records, timeline};
use super::{finding, second};
use crate::observe::timeline::{Finding, Step};

/// The records with those of the cluster autoscaler replaced.
fn with(others: Vec<Value>) -> Vec<Value> {
    let mut all = records();
    all.remove(10);
    all.extend(others);
    all
}

fn said(reason: &str, message: &str, time: &str, component: &str) -> Value {
    applied("00:10:00", event("Pod", "qwen-predictor-b", reason, message, time, component))
}

fn requested(records: &[Value]) -> (String, String) {
    let timeline = timeline(records);
    let mark = finding(&timeline, Step::NodeRequested).stamped().unwrap().clone();
    (mark.source, mark.at.earliest.to_string())
}

#[test]
fn the_cluster_autoscaler_says_when_it_asked_and_when_it_could_not() {
    assert_eq!(requested(&records()), ("event TriggeredScaleUp".into(), at("00:01:08")));
    let mut all = records();
    all.push(said(
        "NotTriggerScaleUp",
        "pod didn't trigger scale-up: 1 max node group size reached",
        "00:01:05",
        "cluster-autoscaler",
    ));
    let timeline = timeline(&all);
    let attempts = &second(&timeline).chains[0].attempts;
    assert_eq!(attempts.len(), 1);
    assert!(attempts[0].words.starts_with("NotTriggerScaleUp: pod didn't trigger scale-up"), "{attempts:?}");
}

#[test]
fn instant_elasticity_tries_another_type_when_one_is_out_of_stock() {
    let task = "Provision node asa-2ze in Zone: cn-beijing-i with InstanceType: ecs.gn7i-c8g1.2xlarge, Triggered time 2026-01-01";
    let all = with(vec![
        said(
            "ProvisionNodeFailed",
            "Fail to provision node asa-1: OperationDenied.NoStock",
            "00:01:04",
            "GOATScaler",
        ),
        said("ProvisionNode", task, "00:01:10", "GOATScaler"),
    ]);
    assert_eq!(requested(&all), ("event ProvisionNode".into(), at("00:01:10")));
    let timeline = timeline(&all);
    let attempts = &second(&timeline).chains[0].attempts;
    assert_eq!(attempts.iter().map(|it| it.step).collect::<Vec<_>>(), [Step::NodeRequested]);
    assert!(attempts[0].words.contains("NoStock"));
}

#[test]
fn karpenter_asks_with_an_object_that_the_api_server_stamps() {
    let claim = json!({"kind": "NodeClaim", "metadata": {"name": "cloud-x7z2p", "creationTimestamp": at("00:01:06")},
        "status": {"nodeName": "cloud-1"}});
    let nominated =
        said("Nominated", "Pod should schedule on: nodeclaim/cloud-x7z2p", "00:01:07", "karpenter");
    let both = with(vec![applied("00:10:00", claim.clone()), nominated.clone()]);
    assert_eq!(requested(&both), ("NodeClaim creationTimestamp".into(), at("00:01:06")));
    assert_eq!(requested(&with(vec![nominated])), ("event Nominated".into(), at("00:01:07")));
    // The claim knows its node, when the event has expired.
    assert_eq!(requested(&with(vec![applied("00:10:00", claim)])).0, "NodeClaim creationTimestamp");
}

#[test]
fn a_virtual_node_takes_a_pod_without_a_node_being_asked_for() {
    let mut all = with(Vec::new());
    all[7] =
        applied("00:10:00", node("cloud-1", "00:00:00", "00:00:00", &json!({"type": "virtual-kubelet"})));
    let timeline = timeline(&all);
    for step in [Step::NodeRequested, Step::NodeReady, Step::AcceleratorAllocatable] {
        assert_eq!(*finding(&timeline, step), Finding::Unneeded { reason: "a virtual node takes it" });
    }
    assert_eq!(second(&timeline).chains[0].place.pool.as_deref(), Some("cloud"));
}

#[test]
fn a_pod_of_a_member_follows_the_decision_of_the_hub() {
    use crate::observe::timeline::{Series, Timeline};
    let hub: Vec<Value> = records()
        .into_iter()
        .enumerate()
        .filter(|(place, _)| ![6, 7].contains(place))
        .map(|(_, it)| it)
        .collect();
    let member = vec![records()[6].clone(), records()[7].clone()];
    let mut there = super::scene::evidence(&member);
    there.cluster = Some("c2".into());
    let now = at("00:10:00").parse().unwrap();
    let timeline = Timeline::of(
        &[super::scene::evidence(&hub), there],
        &Series::default(),
        now,
        jiff::SignedDuration::from_hours(1),
    );
    let up = second(&timeline);
    assert_eq!(up.decision().unwrap().to, Some(2));
    assert_eq!(up.chains[0].place.cluster.as_deref(), Some("c2"));
    assert!(up.chains[0].path.is_some());
}
