//! Seed 004, distributed: an HPA scales a LeaderWorkerSet, and each replica is a whole group on nodes that come for it.

use super::*;

fn set() -> Value {
    let pod = |command: &str| {
        json!({"metadata": {"labels": {"app": "deepseek"}}, "spec": {"containers": [{"name": "vllm", "image": "vllm/vllm-openai:v0.11.0",
            "command": ["sh", "-c", command], "ports": [{"containerPort": 8000}],
            "resources": {"limits": {"nvidia.com/gpu": "4"}}}]}})
    };
    let mut leader = pod(
        "vllm serve Qwen/Qwen2.5-72B-Instruct --served-model-name qwen --port 8000 --tensor-parallel-size 4 --pipeline-parallel-size 2 --max-model-len 8192",
    );
    leader["spec"]["containers"][0]["readinessProbe"] =
        json!({"httpGet": {"path": "/health", "port": 8000}, "periodSeconds": 5});
    json!({"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet", "metadata": {"name": "deepseek", "namespace": "default"},
        "spec": {"replicas": 1, "leaderWorkerTemplate": {"size": 2, "leaderTemplate": leader, "workerTemplate": pod("sleep infinity")}}})
}

#[tokio::test(start_paused = true)]
async fn a_group_is_one_replica_for_the_autoscaler_and_two_nodes_for_the_pool() {
    let mut scenario = builtin("demo-distributed").unwrap();
    scenario.speed = 1.0;
    let sandbox = sandbox(scenario).await;
    put(sandbox.client(), set()).await;
    let world = || sandbox.inside().world.read();
    until(&sandbox, "the first group", 900, || {
        super::ready(&world(), "default") == ["deepseek-0", "deepseek-0-1"]
    })
    .await;
    scale(
        sandbox.client(),
        "/apis/leaderworkerset.x-k8s.io/v1/namespaces/default/leaderworkersets/deepseek",
        2,
    )
    .await;
    until(&sandbox, "the second group on new nodes", 1500, || super::ready(&world(), "default").len() == 4)
        .await;
    assert_eq!(world().nodes.len(), 4, "a group needs two nodes of four GPUs");
    let status = world().leader_worker_sets.get("default", "deepseek").unwrap().status.clone();
    assert_eq!((status.replicas, status.ready_replicas), (2, 2));
    // An HPA reads the leaders only.
    put(
        sandbox.client(),
        json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "deepseek", "namespace": "default"},
            "spec": {"scaleTargetRef": {"apiVersion": "leaderworkerset.x-k8s.io/v1", "kind": "LeaderWorkerSet", "name": "deepseek"},
                "minReplicas": 1, "maxReplicas": 3, "behavior": {"scaleDown": {"stabilizationWindowSeconds": 30}},
                "metrics": [{"type": "Pods", "pods": {"metric": {"name": "vllm:num_requests_running"},
                    "target": {"type": "AverageValue", "averageValue": "8"}}}]}}),
    )
    .await;
    until(&sandbox, "back to one group", 300, || super::ready(&world(), "default").len() == 2).await;
    until(&sandbox, "the nodes go", 900, || world().nodes.len() == 2).await;
}
