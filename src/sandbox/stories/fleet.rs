//! Seed 002: the second replica goes to the second cluster, the third onto a new node of its pool.

use super::*;

/// The guide's Deployment, its Service and the fleet's way in.
fn service() -> [Value; 3] {
    [
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "qwen3", "namespace": "test"},
            "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "qwen3"}}, "template": {"metadata": {"labels": {"app": "qwen3"},
                "annotations": {"prometheus.io/path": "/metrics", "prometheus.io/port": "8000", "prometheus.io/scrape": "true"}},
                "spec": {"terminationGracePeriodSeconds": 30, "containers": [{"name": "vllm",
                    "image": "kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm-openai:v0.9.1",
                    "command": ["sh", "-c", "export VLLM_USE_MODELSCOPE=True; vllm serve Qwen/Qwen3-0.6B --served-model-name qwen3-0.6b --port 8000 --trust-remote-code --tensor_parallel_size=1 --max-model-len 2048 --gpu-memory-utilization 0.8"],
                    "ports": [{"containerPort": 8000, "name": "http"}],
                    "readinessProbe": {"tcpSocket": {"port": 8000}, "initialDelaySeconds": 30, "periodSeconds": 10},
                    "resources": {"limits": {"nvidia.com/gpu": "1"}, "requests": {"nvidia.com/gpu": "1"}}}]}}}}),
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "qwen3", "namespace": "test"},
            "spec": {"selector": {"app": "qwen3"}, "ports": [{"port": 8000, "targetPort": 8000}]}}),
        json!({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "qwen3", "namespace": "test"},
            "spec": {"rules": [{"host": "qwen3.example.com", "http": {"paths": [{"path": "/", "pathType": "Prefix",
                "backend": {"service": {"name": "qwen3", "port": {"number": 8000}}}}]}}]}}),
    ]
}

/// The guide's policy, with names where it has none.
fn policy(group: &str) -> Value {
    let (high, low) = (
        json!({"affinityName": "high-priority", "clusterNames": ["c1"]}),
        json!({"affinityName": "low-priority", "clusterNames": ["c2"]}),
    );
    let mut spec = json!({"placement": {"clusterAffinities": [high, low], "replicaScheduling": {"replicaSchedulingType": "Divided",
            "replicaDivisionPreference": "Weighted", "weightPreference": {"dynamicWeight": "AvailableReplicas"}}},
        "preserveResourcesOnDeletion": false, "schedulerName": "default-scheduler",
        "resourceSelectors": [{"apiVersion": "apps/v1", "kind": "Deployment", "namespace": "test", "name": "qwen3"},
            {"apiVersion": "v1", "kind": "Service", "namespace": "test", "name": "qwen3"},
            {"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "namespace": "test", "name": "qwen3"}]});
    match group {
        "policy.one.alibabacloud.com" => spec["autoScaling"] = json!({"ecsProvision": true}),
        _ => {
            spec["placement"]["clusterAffinities"][0]["overflowAffinities"] =
                json!([spec["placement"]["clusterAffinities"][1].clone()]);
            spec["placement"]["clusterAffinities"] =
                json!([spec["placement"]["clusterAffinities"][0].clone()]);
        }
    }
    json!({"apiVersion": format!("{group}/v1alpha1"), "kind": "PropagationPolicy", "metadata": {"name": "vllm-deploy-pp", "namespace": "test"}, "spec": spec})
}

fn autoscaler(group: &str) -> Value {
    let metric = |name: &str, value: &str| json!({"type": "Pods", "pods": {"metric": {"name": name}, "target": {"type": "AverageValue", "averageValue": value}}});
    json!({"apiVersion": format!("{group}/v1alpha1"), "kind": "FederatedHPA", "metadata": {"name": "vllm-fhpa", "namespace": "test"},
        "spec": {"scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen3"}, "minReplicas": 1, "maxReplicas": 3,
            "behavior": {"scaleDown": {"stabilizationWindowSeconds": 30}, "scaleUp": {"stabilizationWindowSeconds": 10}},
            "metrics": [metric("vllm:num_requests_waiting", "10"), metric("vllm:num_requests_running", "8")]}})
}

/// Pods that are ready in each cluster, and nodes of the second one.
fn state(sandbox: &Sandbox) -> (usize, usize, usize) {
    let [c1, c2] = sandbox.members() else { panic!("two clusters") };
    let (c1, c2) = (c1.world.read(), c2.world.read());
    (super::ready(&c1, "test").len(), super::ready(&c2, "test").len(), c2.nodes.len())
}

fn scenario() -> Scenario {
    let mut scenario = builtin("demo-fleet").unwrap();
    scenario.load = serde_json::from_value(json!([{"after": "14m", "for": "4m", "concurrency": 24, "host": "qwen3.example.com",
        "body": {"messages": [{"role": "user", "content": "Test it"}], "max_tokens": 400, "ignore_eos": true}, "timeout": "120s"}]))
    .unwrap();
    scenario
}

async fn begin(group: &str) -> Sandbox {
    let sandbox = sandbox(scenario()).await;
    put(sandbox.client(), json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "test"}}))
        .await;
    for object in service().into_iter().chain([policy(group)]) {
        put(sandbox.client(), object).await;
    }
    sandbox
}

const DEPLOYMENT: &str = "/apis/apps/v1/namespaces/test/deployments/qwen3";

#[tokio::test(start_paused = true)]
async fn the_guides_result_replica_two_in_the_second_cluster_and_three_on_a_new_node() {
    let sandbox = begin("policy.one.alibabacloud.com").await;
    until(&sandbox, "one replica in the first cluster", 400, || state(&sandbox) == (1, 0, 1)).await;
    scale(sandbox.client(), DEPLOYMENT, 2).await;
    until(&sandbox, "the second in the second cluster", 400, || state(&sandbox) == (1, 1, 1)).await;
    scale(sandbox.client(), DEPLOYMENT, 3).await;
    until(&sandbox, "the third on a new node", 600, || state(&sandbox) == (1, 2, 2)).await;
    let status: Value = {
        let request = http::Request::get(DEPLOYMENT).body(Vec::new()).unwrap();
        sandbox.client().request(request).await.unwrap()
    };
    assert_eq!(
        (&status["status"]["replicas"], &status["status"]["readyReplicas"]),
        (&json!(3), &json!(3)),
        "{status:#}"
    );
    // Under load the federated autoscaler asks for three by itself; without, for one.
    put(sandbox.client(), autoscaler("autoscaling.one.alibabacloud.com")).await;
    until(&sandbox, "back to one without load", 300, || state(&sandbox).0 + state(&sandbox).1 == 1).await;
    assert_eq!(state(&sandbox).0, 1, "the second cluster gives back first");
    until(&sandbox, "three under load", 1500, || {
        let (c1, c2, _) = state(&sandbox);
        (c1, c2) == (1, 2)
    })
    .await;
    let hub = sandbox.inside().world.read().one_autoscalers.get("test", "vllm-fhpa").unwrap().clone();
    assert_eq!(hub.status.desired_replicas, 3);
    until(&sandbox, "one again", 1200, || state(&sandbox).0 + state(&sandbox).1 == 1).await;
    until(&sandbox, "the new node goes", 600, || state(&sandbox) == (1, 0, 1)).await;
}

#[tokio::test(start_paused = true)]
async fn with_karmadas_own_kinds_it_overflows_into_the_second_cluster() {
    let sandbox = begin("policy.karmada.io").await;
    until(&sandbox, "one replica in the first cluster", 400, || state(&sandbox) == (1, 0, 1)).await;
    put(sandbox.client(), autoscaler("autoscaling.karmada.io")).await;
    until(&sandbox, "the load asks for more", 1500, || state(&sandbox) == (1, 1, 1)).await;
    let binding =
        sandbox.inside().world.read().resource_bindings.get("test", "qwen3-deployment").unwrap().clone();
    assert_eq!(binding.spec.clusters.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_fleets_kubeconfig_has_a_context_for_the_hub_and_each_cluster() {
    let sandbox = begin("policy.one.alibabacloud.com").await;
    let config: Value = serde_yaml::from_str(&sandbox.kubeconfig()).unwrap();
    let names: Vec<&str> =
        config["contexts"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap()).collect();
    assert_eq!((names, &config["current-context"]), (vec!["hub", "c1", "c2"], &json!("hub")));
    let [c1, _] = sandbox.members() else { panic!("two clusters") };
    let nodes: Value =
        c1.client.request(http::Request::get("/api/v1/nodes").body(Vec::new()).unwrap()).await.unwrap();
    assert_eq!(nodes["items"].as_array().unwrap().len(), 1);
}
