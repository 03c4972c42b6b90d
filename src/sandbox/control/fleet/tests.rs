use std::sync::Arc;

use serde_json::{Value, json};

use super::*;
use crate::sandbox::Refusal;
use crate::sandbox::control::paper::Paper;

/// A cluster with as many nodes of one GPU each, and pods on so many of them.
fn member(name: &str, nodes: usize, growth: u32) -> Cluster {
    let mut paper = Paper::new(Vec::new());
    for node in 0..nodes {
        paper.put(json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": format!("{name}-{node}")}, "spec": {},
            "status": {"allocatable": {"nvidia.com/gpu": "1", "pods": "10"}, "conditions": [{"type": "Ready", "status": "True"}]}}));
    }
    let world = Shared::default();
    *world.write() = paper.world;
    Cluster { name: name.into(), world, growth: Arc::new(move |_, _| growth) }
}

fn policy(spec: Value) -> Value {
    json!({"apiVersion": "policy.one.alibabacloud.com/v1alpha1", "kind": "PropagationPolicy", "metadata": {"name": "pp", "namespace": "test"},
        "spec": spec})
}

fn seed() -> Value {
    json!({"autoScaling": {"ecsProvision": true}, "placement": {"clusterAffinities": [
            {"affinityName": "high", "clusterNames": ["c1"]}, {"affinityName": "low", "clusterNames": ["c2"]}],
        "replicaScheduling": {"replicaSchedulingType": "Divided", "replicaDivisionPreference": "Weighted",
            "weightPreference": {"dynamicWeight": "AvailableReplicas"}}},
        "resourceSelectors": [{"apiVersion": "apps/v1", "kind": "Deployment", "namespace": "test"},
            {"apiVersion": "v1", "kind": "Service", "namespace": "test"}]})
}

fn hub(clusters: Vec<Cluster>, policy: Value) -> Paper {
    let mut paper = Paper::new(vec![Box::new(FleetController::new(clusters))]);
    paper.answer = |paper, path| {
        let found = paper.objects.iter().find(|(identity, _)| {
            resource(identity).is_some_and(|it| {
                path == format!("{}/{}", it.path(identity.namespace.as_deref()), identity.name)
            })
        });
        let missing = || Refusal { code: 404, reason: "NotFound".into(), message: "not found".into() };
        found.map(|(_, object)| object.clone()).ok_or_else(missing)
    };
    paper.put(policy);
    paper.put(json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "qwen3", "namespace": "test"},
        "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "qwen3"}}, "template": {"metadata": {"labels": {"app": "qwen3"}},
            "spec": {"containers": [{"name": "vllm", "resources": {"limits": {"nvidia.com/gpu": "1"}}}]}}}}));
    paper.put(
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "qwen3", "namespace": "test"},
        "spec": {"selector": {"app": "qwen3"}, "clusterIP": "10.1.2.3", "ports": [{"port": 8000}]}}),
    );
    paper.settle();
    paper
}

/// What each cluster is given of the Deployment.
fn given(paper: &Paper) -> Vec<(String, i64)> {
    let works =
        paper.of("Work").into_iter().filter(|work| work["metadata"]["name"] == "test.qwen3-deployment");
    works
        .map(|work| {
            let count = work["spec"]["workload"]["manifests"][0]["spec"]["replicas"].as_i64().unwrap();
            (work["metadata"]["namespace"].as_str().unwrap().to_owned(), count)
        })
        .collect()
}

/// A pod of the Deployment that has found its place.
fn place(cluster: &Cluster, pod: &str, node: &str) {
    let pod = json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": pod, "namespace": "test", "resourceVersion": "99",
            "uid": pod, "labels": {"app": "qwen3"}},
        "spec": {"nodeName": node, "containers": [{"name": "vllm", "resources": {"limits": {"nvidia.com/gpu": "1"}}}]},
        "status": {"phase": "Running"}});
    let news = World::answer(crate::kubernetes::resources::Pod::RESOURCE, &pod.to_string()).unwrap();
    news(&mut cluster.world.write(), &mut Vec::new());
}

#[test]
fn replicas_go_to_the_first_group_and_spill_into_the_second_and_onto_new_machines() {
    let clusters = vec![member("c1", 1, 0), member("c2", 1, 2)];
    let mut paper = hub(clusters.clone(), policy(seed()));
    assert_eq!(given(&paper), [("karmada-es-c1".to_owned(), 1)]);
    let services =
        paper.of("Work").into_iter().filter(|work| work["metadata"]["name"] == "test.qwen3-service");
    let services: Vec<Value> = services.cloned().collect();
    assert_eq!(services.len(), 2, "a service goes to all clusters");
    let service = &services[0]["spec"]["workload"]["manifests"][0];
    assert!(service["spec"].get("clusterIP").is_none() && service["metadata"].get("uid").is_none());
    place(&clusters[0], "a", "c1-0");
    paper.patch("Deployment", "qwen3", json!({"spec": {"replicas": 2}}));
    paper.settle();
    assert_eq!(given(&paper), [("karmada-es-c1".to_owned(), 1), ("karmada-es-c2".to_owned(), 1)]);
    place(&clusters[1], "b", "c2-0");
    paper.patch("Deployment", "qwen3", json!({"spec": {"replicas": 3}}));
    paper.settle();
    assert_eq!(given(&paper), [("karmada-es-c1".to_owned(), 1), ("karmada-es-c2".to_owned(), 2)]);
    let binding = paper.get("ResourceBinding", "qwen3-deployment");
    assert_eq!(
        binding["spec"]["clusters"],
        json!([{"name": "c1", "replicas": 1}, {"name": "c2", "replicas": 2}])
    );
    paper.patch("Deployment", "qwen3", json!({"spec": {"replicas": 1}}));
    paper.settle();
    assert_eq!(given(&paper), [("karmada-es-c1".to_owned(), 1)], "the last group gives back first");
}

#[test]
fn without_room_the_rest_waits_and_is_told() {
    let clusters = vec![member("c1", 1, 5), member("c2", 1, 5)];
    let mut spec = seed();
    spec["autoScaling"]["ecsProvision"] = false.into();
    let mut paper = hub(clusters, policy(spec));
    paper.patch("Deployment", "qwen3", json!({"spec": {"replicas": 4}}));
    paper.pass(20);
    assert_eq!(given(&paper).len(), 2);
    let conditions = &paper.get("ResourceBinding", "qwen3-deployment")["status"]["conditions"];
    assert_eq!(
        (&conditions[0]["reason"], &conditions[0]["message"]),
        (&json!("Unschedulable"), &json!("there is no room for 2 of the replicas in any of the clusters"))
    );
}

#[test]
fn karmadas_groups_exclude_each_other_and_overflow_does_not() {
    let clusters = vec![member("c1", 1, 0), member("c2", 3, 0)];
    let mut spec = seed();
    spec["autoScaling"] = Value::Null;
    let mut karmada = policy(spec.clone());
    karmada["apiVersion"] = "policy.karmada.io/v1alpha1".into();
    let mut paper = hub(clusters.clone(), karmada.clone());
    assert_eq!(given(&paper), [("karmada-es-c1".to_owned(), 1)]);
    paper.patch("Deployment", "qwen3", json!({"spec": {"replicas": 3}}));
    paper.settle();
    assert_eq!(given(&paper), [("karmada-es-c2".to_owned(), 3)], "the second group takes all");
    karmada["spec"]["placement"]["clusterAffinities"] = json!([{"affinityName": "high", "clusterNames": ["c1"],
        "overflowAffinities": [{"affinityName": "low", "clusterNames": ["c2"]}]}]);
    let mut paper = hub(clusters, karmada);
    paper.patch("Deployment", "qwen3", json!({"spec": {"replicas": 3}}));
    paper.settle();
    assert_eq!(given(&paper), [("karmada-es-c1".to_owned(), 1), ("karmada-es-c2".to_owned(), 2)]);
}

#[test]
fn statuses_of_clusters_are_added_up() {
    let clusters = vec![member("c1", 1, 0), member("c2", 1, 0)];
    let mut paper = hub(clusters.clone(), policy(seed()));
    paper.patch("Deployment", "qwen3", json!({"spec": {"replicas": 2}}));
    paper.settle();
    for cluster in &clusters {
        let object = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "qwen3", "namespace": "test",
            "resourceVersion": "50", "uid": "d"}, "status": {"replicas": 1, "readyReplicas": 1, "updatedReplicas": 1, "availableReplicas": 1}});
        let kind = crate::sandbox::world::workloads::Deployment::RESOURCE;
        World::answer(kind, &object.to_string()).unwrap()(&mut cluster.world.write(), &mut Vec::new());
    }
    paper.patch("Deployment", "qwen3", json!({"metadata": {"labels": {"touched": "yes"}}}));
    paper.settle();
    let status = &paper.get("Deployment", "qwen3")["status"];
    assert_eq!((&status["replicas"], &status["readyReplicas"]), (&json!(2), &json!(2)));
    let binding = paper.get("ResourceBinding", "qwen3-deployment");
    assert_eq!(binding["status"]["aggregatedStatus"][1]["health"], "Healthy");
    paper.delete("Deployment", "qwen3");
    paper.settle();
    assert!(given(&paper).is_empty());
}
