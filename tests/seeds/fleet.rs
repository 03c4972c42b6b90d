//! The guide of the fleet: a Deployment, a PropagationPolicy and a FederatedHPA on ACK One's hub.

use serde_json::{Value, json};

use super::{Mended, holds};
use crate::support::pods::SEED_002;
use crate::support::rendering::{objects, refused};

/// The three objects as the guide shows them, with what it has wrong.
fn guide() -> Vec<Value> {
    let line = SEED_002.last().unwrap();
    let deployment = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "qwen3", "namespace": "test"}, "spec": {
        "progressDeadlineSeconds": 600, "replicas": 1, "revisionHistoryLimit": 10,
        "selector": {"matchLabels": {"app": "qwen3"}},
        "template": {
            "metadata": {
                "annotations": {"prometheus.io/path": "/metrics", "prometheus.io/port": "8000", "prometheus.io/scrape": "true"},
                "labels": {"app": "qwen3"},
            },
            "spec": {
                "containers": [{
                    "command": ["sh", "-c", line],
                    "image": "kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm-openai:v0.9.1",
                    "imagePullPolicy": "IfNotPresent",
                    "name": "vllm",
                    "ports": [{"containerPort": 8000, "name": "restful", "protocol": "TCP"}],
                    "readinessProbe": {"failureThreshold": 3, "initialDelaySeconds": 30, "periodSeconds": 10, "successThreshold": 1,
                        "tcpSocket": {"port": 8000}, "timeoutSeconds": 1},
                    "resources": {"limits": {"nvidia.com/gpu": "1"}, "requests": {"nvidia.com/gpu": "1"}},
                }],
                "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "schedulerName": "default-scheduler", "securityContext": {},
                "terminationGracePeriodSeconds": 30,
            },
        },
    }});
    let policy = json!({"apiVersion": "policy.one.alibabacloud.com/v1alpha1", "kind": "PropagationPolicy",
    "metadata": {"name": "vllm-deploy-pp", "namespace": "test"}, "spec": {
        "autoScaling": {"ecsProvision": true},
        "placement": {
            "clusterAffinities": [
                {"affinityName": "high-priority", "clusterNames": ["${cluster1_id}"]},
                {"affinityName": "low-priority", "clusterNames": ["${cluster2_id}"]},
            ],
            "replicaScheduling": {"replicaSchedulingType": "Divided", "replicaDivisionPreference": "Weighted",
                "weightPreference": {"dynamicWeight": "AvailableReplicas"}},
        },
        "preserveResourcesOnDeletion": false,
        "resourceSelectors": [
            {"apiVersion": "apps/v1", "kind": "Deployment", "namespace": "test", "name": null},
            {"apiVersion": "v1", "kind": "Service", "namespace": "test", "name": null},
        ],
        "schedulerName": "default-scheduler",
    }});
    let metric = |name: &str, value: &str| json!({"type": "Pods", "pods": {"metric": {"name": name}, "target": {"type": "AverageValue", "averageValue": value}}});
    let autoscaler = json!({"apiVersion": "autoscaling.one.alibabacloud.com/v1alpha1", "kind": "FederatedHPA",
    "metadata": {"name": "vllm-fhpa", "namespace": "test"}, "spec": {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen3"},
        "minReplicas": 1, "maxReplicas": 10,
        "behavior": {"scaleDown": {"stabilizationWindowSeconds": 30}, "scaleUp": {"stabilizationWindowSeconds": 10}},
        "metrics": [metric("num_requests_waiting", "${waiting_size}"), metric("num_requests_running", "${running_size}")],
    }});
    vec![deployment, policy, autoscaler]
}

#[test]
fn every_object_of_the_guide_is_made_with_its_errors_mended() {
    const DEPLOYMENT: &str = "Deployment/qwen3";
    const POLICY: &str = "PropagationPolicy/vllm-deploy-pp";
    const AUTOSCALER: &str = "FederatedHPA/vllm-fhpa";
    const DEFAULT: &str = "what the API server fills in by itself is not sent";
    const PLACEHOLDER: &str = "a placeholder, which is refused";
    const NAMELESS: &str = "a selector without a name sends every object of its kind in the namespace";
    let fix = |object, field, ours: Value, why| Mended { object, field, ours, why };
    let (name, port) =
        ("/spec/template/spec/containers/0/name", "/spec/template/spec/containers/0/ports/0/name");
    let mended = [
        fix(DEPLOYMENT, "/spec/replicas", Value::Null, "the count is the autoscaler's"),
        fix(DEPLOYMENT, "/spec/progressDeadlineSeconds", Value::Null, DEFAULT),
        fix(DEPLOYMENT, "/spec/revisionHistoryLimit", Value::Null, DEFAULT),
        fix(DEPLOYMENT, "/spec/template/spec/dnsPolicy", Value::Null, DEFAULT),
        fix(DEPLOYMENT, "/spec/template/spec/restartPolicy", Value::Null, DEFAULT),
        fix(DEPLOYMENT, "/spec/template/spec/schedulerName", Value::Null, DEFAULT),
        fix(DEPLOYMENT, name, json!("custom-serving"), "Arena finds the container by this name"),
        fix(DEPLOYMENT, port, json!("http"), "the monitors of the other guides look for `http`"),
        fix(POLICY, "/spec/schedulerName", Value::Null, DEFAULT),
        fix(POLICY, "/spec/placement/clusterAffinities/0/clusterNames/0", json!("cluster1"), PLACEHOLDER),
        fix(POLICY, "/spec/placement/clusterAffinities/1/clusterNames/0", json!("cluster2"), PLACEHOLDER),
        fix(POLICY, "/spec/resourceSelectors/0/name", json!("qwen3"), NAMELESS),
        fix(POLICY, "/spec/resourceSelectors/1/name", json!("qwen3"), NAMELESS),
        fix(AUTOSCALER, "/spec/metrics/0/pods/target/averageValue", json!("5"), PLACEHOLDER),
        fix(AUTOSCALER, "/spec/metrics/1/pods/target/averageValue", json!("40"), PLACEHOLDER),
    ];
    let made = objects("deployment", SEED_002);
    holds(&guide(), &made, &mended);
    // The Service that the policy sends, which the guide never shows.
    let service = made.iter().find(|object| object["kind"] == "Service").unwrap();
    assert_eq!(
        (&service["spec"]["selector"], &service["spec"]["ports"][0]["port"]),
        (&json!({"app": "qwen3"}), &json!(8000))
    );
    for (flag, part) in [
        ("--cluster-group=again=${cluster1_id}", "the placeholder of a guide"),
        ("--scale-metric=waiting=${waiting_size}", "${waiting_size}"),
    ] {
        let said = refused("deployment", &[&SEED_002[..SEED_002.len() - 1], &[flag]].concat());
        assert!(said.contains(part), "{said}");
    }
}
