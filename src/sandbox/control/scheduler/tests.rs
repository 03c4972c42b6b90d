use serde_json::{Value, json};

use super::super::paper::Paper;
use super::super::resource_policy::ResourcePolicyController;
use super::super::volumes::VolumeController;
use super::Scheduler;

fn paper() -> Paper {
    let controllers: Vec<Box<dyn crate::sandbox::Controller>> =
        vec![Box::new(Scheduler::default()), Box::new(ResourcePolicyController), Box::new(VolumeController)];
    Paper::new(controllers)
}

fn node(paper: &mut Paper, name: &str, pool: &str, gpus: u32) {
    paper.put(json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": name, "labels": {"pool": pool}},
        "status": {"allocatable": {"cpu": "8", "memory": "64Gi", "pods": "110", "nvidia.com/gpu": gpus.to_string()}}}));
}

fn pod(paper: &mut Paper, name: &str, spec: Value) {
    let mut pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "ns", "labels": {"app": "qwen"}},
        "spec": {"containers": [{"name": "c", "resources": {"requests": {"nvidia.com/gpu": "1"}}}]}});
    for (field, value) in spec.as_object().unwrap() {
        pod["spec"][field] = value.clone();
    }
    paper.put(pod);
}

fn place<'a>(paper: &'a Paper, pod: &str) -> Option<&'a str> {
    paper.get("Pod", pod)["spec"]["nodeName"].as_str()
}

#[test]
fn a_pod_waits_for_a_node_and_says_why() {
    let mut paper = paper();
    node(&mut paper, "edge", "edge", 1);
    pod(&mut paper, "one", json!({}));
    paper.settle();
    pod(&mut paper, "two", json!({}));
    paper.settle();
    assert_eq!((place(&paper, "one"), place(&paper, "two")), (Some("edge"), None));
    let condition = &paper.get("Pod", "two")["status"]["conditions"][0];
    assert_eq!(
        (&condition["type"], &condition["status"], &condition["reason"]),
        (&json!("PodScheduled"), &json!("False"), &json!("Unschedulable"))
    );
    assert_eq!(
        condition["message"],
        "0/1 nodes are available: 1 Insufficient nvidia.com/gpu. no new claims to deallocate, preemption: 0/1 nodes are available: 1 No preemption victims found for incoming pod."
    );
    assert_eq!(paper.events[0], ("Scheduled".into(), "Successfully assigned ns/one to edge".into()));
    node(&mut paper, "cloud", "cloud", 1);
    paper.pass(2);
    assert_eq!(place(&paper, "two"), Some("cloud"));
}

#[test]
fn a_claim_that_is_missing_or_unbound_is_named() {
    let mut paper = paper();
    node(&mut paper, "edge", "edge", 1);
    pod(
        &mut paper,
        "one",
        json!({"volumes": [{"name": "m", "persistentVolumeClaim": {"claimName": "llm-model"}}]}),
    );
    paper.settle();
    let message = |paper: &Paper| {
        paper.get("Pod", "one")["status"]["conditions"][0]["message"].as_str().unwrap().to_owned()
    };
    assert!(
        message(&paper).starts_with(
            "0/1 nodes are available: persistentvolumeclaim \"llm-model\" not found. no new claims to deallocate, preemption:"
        )
    );
    paper.put(json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "llm-model", "namespace": "ns"}, "spec": {"accessModes": ["ReadOnlyMany"]}}));
    paper.pass(600);
    assert!(message(&paper).contains("pod has unbound immediate PersistentVolumeClaims"));
    paper.put(json!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "v"}, "spec": {"accessModes": ["ReadOnlyMany"], "capacity": {"storage": "1Gi"}}}));
    paper.pass(600);
    assert_eq!(place(&paper, "one"), Some("edge"));
}

#[test]
fn a_higher_rank_pushes_a_lower_one_aside() {
    let mut paper = paper();
    node(&mut paper, "edge", "edge", 1);
    pod(&mut paper, "low", json!({"priority": 0}));
    paper.settle();
    pod(&mut paper, "high", json!({"priority": 100}));
    paper.settle();
    assert!(paper.get("Pod", "low")["metadata"].get("deletionTimestamp").is_some());
    assert_eq!(paper.get("Pod", "high")["status"]["nominatedNodeName"], "edge");
    let uid = paper.get("Pod", "high")["metadata"]["uid"].as_str().unwrap();
    assert!(paper.events.contains(&("Preempted".into(), format!("Preempted by pod {uid} on node edge"))));
    paper.delete("Pod", "low");
    pod(&mut paper, "other", json!({"priority": 50}));
    paper.pass(5);
    assert_eq!((place(&paper, "high"), place(&paper, "other")), (Some("edge"), None));
}

#[test]
fn units_fill_in_order_and_empty_in_reverse() {
    let mut paper = paper();
    for (name, pool) in [("cloud-1", "cloud"), ("cloud-2", "cloud"), ("edge-1", "edge"), ("other-1", "other")]
    {
        node(&mut paper, name, pool, 1);
    }
    paper.put(json!({"apiVersion": "scheduling.alibabacloud.com/v1alpha1", "kind": "ResourcePolicy", "metadata": {"name": "qwen", "namespace": "ns"},
        "spec": {"selector": {"app": "qwen"}, "strategy": "prefer", "units": [
            {"resource": "ecs", "nodeSelector": {"pool": "edge"}},
            {"resource": "ecs", "max": 1, "nodeSelector": {"pool": "cloud"}, "podLabels": {"unit": "cloud"}}]}}));
    for name in ["one", "two", "three"] {
        pod(&mut paper, name, json!({}));
        paper.settle();
    }
    assert_eq!(
        [place(&paper, "one"), place(&paper, "two"), place(&paper, "three")],
        [Some("edge-1"), Some("cloud-1"), None]
    );
    let cost = |name: &str| {
        paper.get("Pod", name)["metadata"]["annotations"]["controller.kubernetes.io/pod-deletion-cost"]
            .clone()
    };
    assert_eq!((cost("one"), cost("two")), (json!("200"), json!("100")));
    assert_eq!(paper.get("Pod", "two")["metadata"]["labels"]["unit"], "cloud");
}
