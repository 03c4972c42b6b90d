//! Seed 001, reverse elasticity: nodes stay, and a training Job gives way to inference and comes back.

use super::*;

fn pod(class: &str, command: &str, restart: &str) -> Value {
    json!({"restartPolicy": restart, "priorityClassName": class, "terminationGracePeriodSeconds": 5,
        "containers": [{"name": "main", "image": "busybox", "command": ["sh", "-c", command],
            "resources": {"limits": {"nvidia.com/gpu": "1"}}}]})
}

#[tokio::test(start_paused = true)]
async fn a_training_job_is_preempted_by_inference_and_comes_back() {
    let mut scenario =
        Scenario::parse("pools: [{name: gpus, min: 2, max: 2, initial: 2, gpu: {model: NVIDIA-A10}}]")
            .unwrap();
    scenario.node_autoscaler.enabled = false;
    let sandbox = sandbox(scenario).await;
    let client = sandbox.client();
    for (name, value) in [("inference-high", 1000), ("training-low", 10)] {
        put(client, json!({"apiVersion": "scheduling.k8s.io/v1", "kind": "PriorityClass", "metadata": {"name": name}, "value": value})).await;
    }
    let mut training = pod("training-low", "sleep infinity", "Never");
    training["containers"][0]["name"] = "train".into();
    put(
        client,
        json!({"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "train", "namespace": "default"},
            "spec": {"parallelism": 1, "completions": 1, "backoffLimit": 6, "template": {"metadata": {"labels": {"job": "train"}}, "spec": training},
                "podFailurePolicy": {"rules": [{"action": "Ignore", "onPodConditions": [{"type": "DisruptionTarget", "status": "True"}]}]}}}),
    )
    .await;
    put(
        client,
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "qwen", "namespace": "default"},
            "spec": {"replicas": 1, "selector": {"matchLabels": {"app": "qwen"}}, "template": {"metadata": {"labels": {"app": "qwen"}},
                "spec": pod("inference-high", "sleep infinity", "Always")}}}),
    )
    .await;
    let running = |prefix: &str| {
        super::ready(&sandbox.inside().world.read(), "default")
            .iter()
            .filter(|name| name.starts_with(prefix))
            .count()
    };
    until(&sandbox, "both run", 300, || running("qwen") == 1 && running("train") == 1).await;
    scale(client, "/apis/apps/v1/namespaces/default/deployments/qwen", 2).await;
    let took =
        until(&sandbox, "training gives way", 120, || running("qwen") == 2 && running("train") == 0).await;
    assert!(took < 60, "no node has to come: {took} s");
    let job = |what: fn(&crate::sandbox::world::workloads::JobStatus) -> bool| {
        what(&sandbox.inside().world.read().jobs.get("default", "train").unwrap().status)
    };
    assert!(job(|status| status.conditions.iter().all(|it| it.kind != "Failed")), "it has not failed");
    // The Job has made another pod, which waits.
    until(&sandbox, "another one waits", 60, || {
        sandbox.inside().world.read().pods.of("default").any(|pod| {
            pod.metadata.name.as_deref().is_some_and(|name| name.starts_with("train"))
                && pod.spec.node_name.is_none()
        })
    })
    .await;
    scale(client, "/apis/apps/v1/namespaces/default/deployments/qwen", 1).await;
    until(&sandbox, "training comes back", 120, || running("qwen") == 1 && running("train") == 1).await;
}
