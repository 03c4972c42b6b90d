use serde_json::{Value, json};

use super::*;
use crate::sandbox::control::deployment::DeploymentController;
use crate::sandbox::control::leader_worker::LeaderWorkerController;
use crate::sandbox::control::paper::Paper;
use crate::sandbox::control::replica_set::ReplicaSetController;
use crate::sandbox::control::stateful_set::StatefulSetController;

fn pod(image: &str) -> Value {
    json!({"metadata": {"labels": {"app": "x"}}, "spec": {"containers": [{"name": "engine", "image": image}]}})
}

/// Prefill and decode, and a router that waits for both.
fn group() -> Value {
    json!({"apiVersion": "workloads.x-k8s.io/v1alpha1", "kind": "RoleBasedGroup", "metadata": {"name": "pd", "namespace": "ns"},
        "spec": {"roles": [
            {"name": "router", "replicas": 1, "dependencies": ["prefill", "decode"], "template": pod("router:1"),
                "workload": {"apiVersion": "apps/v1", "kind": "Deployment"}},
            {"name": "prefill", "replicas": 2, "template": pod("sglang:1"), "workload": {"apiVersion": "apps/v1", "kind": "StatefulSet"},
                "servicePorts": [{"name": "http", "port": 8000}], "scalingAdapter": {"enable": true}},
            {"name": "decode", "replicas": 1, "template": pod("sglang:1"),
                "workload": {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet"},
                "leaderWorkerSet": {"size": 2, "patchWorkerTemplate": {"spec": {"containers": [{"name": "engine", "args": ["worker"]}]}}},
                "scalingAdapter": {"enable": true}}]}})
}

fn paper(group: Value) -> Paper {
    let mut paper = Paper::new(vec![
        Box::new(RoleBasedGroupController),
        Box::new(ScalingAdapterController),
        Box::new(LeaderWorkerController),
        Box::new(DeploymentController),
        Box::new(ReplicaSetController::default()),
        Box::new(StatefulSetController),
    ]);
    paper.put(group);
    paper.settle();
    paper
}

fn live(paper: &mut Paper) {
    for _ in 0..20 {
        paper.run_all();
        paper.pass(1);
    }
}

fn ready(paper: &Paper) -> Value {
    paper.get("RoleBasedGroup", "pd")["status"]["conditions"][0]["status"].clone()
}

#[test]
fn each_role_is_a_workload_and_a_role_waits_for_others() {
    let mut paper = paper(group());
    assert!(paper.names("Deployment").is_empty(), "the router waits");
    assert_eq!(ready(&paper), "False");
    live(&mut paper);
    assert_eq!(paper.names("Deployment"), ["pd-router"]);
    assert_eq!(paper.names("LeaderWorkerSet"), ["pd-decode"]);
    assert_eq!(paper.get("StatefulSet", "pd-prefill")["spec"]["serviceName"], "s-pd-prefill");
    assert_eq!(paper.get("Service", "s-pd-prefill")["spec"]["ports"][0]["port"], 8000);
    assert_eq!(ready(&paper), "True");
    let worker = paper.get("Pod", "pd-decode-0-1");
    assert_eq!(worker["spec"]["containers"][0]["args"], json!(["worker"]));
    assert_eq!(worker["metadata"]["labels"]["rolebasedgroup.workloads.x-k8s.io/role"], "decode");
    assert!(paper.get("Pod", "pd-decode-0")["spec"]["containers"][0].get("args").is_none());
    assert_eq!(
        paper.get("RoleBasedGroup", "pd")["status"]["roleStatuses"][1],
        json!({"name": "prefill", "replicas": 2, "readyReplicas": 2, "updatedReplicas": 2})
    );
}

#[test]
fn a_role_is_scaled_through_its_adapter() {
    let mut paper = paper(group());
    live(&mut paper);
    let status = &paper.get("RoleBasedGroupScalingAdapter", "pd-prefill")["status"];
    assert_eq!(
        (&status["phase"], &status["replicas"], &status["readyReplicas"]),
        (&json!("Bound"), &json!(2), &json!(2))
    );
    assert_eq!(
        status["selector"],
        "rolebasedgroup.workloads.x-k8s.io/name=pd,rolebasedgroup.workloads.x-k8s.io/role=prefill"
    );
    paper.patch("RoleBasedGroupScalingAdapter", "pd-decode", json!({"spec": {"replicas": 3}}));
    live(&mut paper);
    assert_eq!(paper.get("LeaderWorkerSet", "pd-decode")["spec"]["replicas"], 3);
    assert_eq!(paper.names("Pod").iter().filter(|name| name.starts_with("pd-decode")).count(), 6);
    assert_eq!(paper.get("RoleBasedGroup", "pd")["spec"]["roles"][2]["replicas"], 3);
    assert_eq!(ready(&paper), "True");
    assert!(paper.events.contains(&(
        "SuccessfulScale".into(),
        "Succeed to scale target role [decode] of rbg [pd] from 1 to 3 replicas".into()
    )));
}

#[test]
fn a_new_template_and_a_role_that_is_gone() {
    let mut paper = paper(group());
    live(&mut paper);
    let mut roles = paper.get("RoleBasedGroup", "pd")["spec"]["roles"].clone();
    roles[1]["template"]["spec"]["containers"][0]["image"] = "sglang:2".into();
    roles.as_array_mut().unwrap().remove(0);
    paper.patch("RoleBasedGroup", "pd", json!({"spec": {"roles": roles}}));
    live(&mut paper);
    assert!(paper.names("Deployment").is_empty());
    let images: Vec<&Value> = ["pd-prefill-0", "pd-prefill-1"]
        .iter()
        .map(|name| &paper.get("Pod", name)["spec"]["containers"][0]["image"])
        .collect();
    assert_eq!(images, ["sglang:2", "sglang:2"]);
}

#[test]
fn the_newer_form_has_the_newer_labels() {
    let newer = json!({"apiVersion": "workloads.x-k8s.io/v1alpha1", "kind": "RoleBasedGroup", "metadata": {"name": "pd", "namespace": "ns"},
        "spec": {"roles": [{"name": "decode", "replicas": 1, "leaderWorkerPattern": {"size": 2, "template": pod("sglang:1")}},
            {"name": "prefill", "replicas": 1, "standalonePattern": {"template": pod("sglang:1")}}]}});
    let mut paper = paper(newer);
    live(&mut paper);
    assert_eq!(paper.names("Pod"), ["pd-decode-0", "pd-decode-0-1", "pd-prefill-0"]);
    assert_eq!(
        paper.get("Pod", "pd-prefill-0")["metadata"]["labels"]["rbg.workloads.x-k8s.io/role-name"],
        "prefill"
    );
}
