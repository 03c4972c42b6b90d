//! A service of a fleet, as its hub tells it.

use serde_json::{Value, json};

use super::{now, spec, world};
use crate::kubernetes::FleetApi;
use crate::observe::fleet::ClusterView;
use crate::observe::{Change, Record};

fn metadata(name: &str) -> Value {
    json!({"name": name, "namespace": "default", "uid": name, "generation": 1,
        "labels": {"servingName": "qwen", "servingType": "custom-serving", "app.kubernetes.io/managed-by": "neap"}})
}

fn deployment() -> Value {
    json!({"kind": "Deployment", "metadata": metadata("qwen"),
        "spec": {"replicas": 3, "selector": {"matchLabels": {"servingName": "qwen"}}, "template": {"spec": spec()}},
        "status": {"replicas": 3, "readyReplicas": 2, "availableReplicas": 2, "updatedReplicas": 3, "observedGeneration": 1}})
}

fn autoscaler(kind: &str) -> Value {
    json!({"kind": kind, "metadata": metadata("qwen-fhpa"),
        "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen"}, "minReplicas": 1, "maxReplicas": 5},
        "status": {"currentReplicas": 3, "desiredReplicas": 3}})
}

fn binding(clusters: &Value, status: &Value) -> Value {
    json!({"kind": "ResourceBinding", "metadata": metadata("qwen-deployment"),
        "spec": {"resource": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen"}, "replicas": 3, "clusters": clusters,
            "placement": {"clusterAffinities": [
                {"affinityName": "idc", "clusterNames": ["c1"], "overflowAffinities": [{"affinityName": "cloud", "clusterNames": ["c2"]}]},
                {"affinityName": "far", "clusterNames": ["c3"]}]}},
        "status": {"aggregatedStatus": status, "conditions": [{"type": "FullyApplied", "status": "False", "reason": "AppliedPartially"}]}})
}

fn cluster(name: &str, group: Option<&str>, replicas: u32, ready: u32, problem: Option<&str>) -> ClusterView {
    ClusterView {
        name: name.into(),
        group: group.map(str::to_owned),
        replicas,
        ready,
        problem: problem.map(str::to_owned),
        asked: false,
    }
}

#[test]
fn replicas_stand_by_cluster_in_the_order_of_the_groups() {
    // Told in any order, with a cluster that no group names.
    let given =
        json!([{"name": "c9", "replicas": 1}, {"name": "c2", "replicas": 1}, {"name": "c1", "replicas": 1}]);
    let status = json!([
        {"clusterName": "c2", "applied": false, "appliedMessage": "no such claim"},
        {"clusterName": "c1", "applied": true, "status": {"readyReplicas": 1}},
        {"clusterName": "c9", "applied": true, "status": {"readyReplicas": 1}},
        {"clusterName": "gone", "applied": true, "status": {"readyReplicas": 7}},
    ]);
    for (kind, api) in [("OneAutoscaler", FleetApi::AckOne), ("KarmadaAutoscaler", FleetApi::Karmada)] {
        let mut world = world(vec![deployment(), autoscaler(kind), binding(&given, &status)]);
        let service = world.snapshot(now()).services.remove(0);
        let fleet = service.fleet.unwrap();
        assert_eq!(
            fleet.clusters,
            [
                cluster("c1", Some("idc"), 1, 1, None),
                cluster("c2", Some("cloud"), 1, 0, Some("no such claim")),
                cluster("c3", Some("far"), 0, 0, None),
                cluster("c9", None, 1, 1, None),
            ]
        );
        assert_eq!(fleet.conditions[0].reason.as_deref(), Some("AppliedPartially"));
        let federated = service.autoscalers[0].federated.clone().unwrap();
        assert_eq!((federated.api, federated.reference.as_str()), (api, "Deployment/qwen"));
        // Where the binding goes, the service is one of no fleet again.
        let gone = serde_json::from_value(binding(&given, &status)).unwrap();
        world.apply(Record { at: now(), change: Change::Deleted { object: gone } });
        assert!(world.snapshot(now()).services[0].fleet.is_none());
    }
}

#[test]
fn a_binding_of_something_else_is_none_of_its() {
    let mut other = binding(&json!([{"name": "c1"}]), &json!([]));
    other["spec"]["resource"]["kind"] = json!("ConfigMap");
    let world = world(vec![deployment(), other]);
    assert!(world.snapshot(now()).services[0].fleet.is_none());
}
