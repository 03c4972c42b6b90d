//! Seed 001: how long the first answer takes after a calm, with and without a cache, with and without a reserve instance.

use super::*;

/// The guide's service, asleep without requests.
fn service(reserve: bool) -> Value {
    let mut annotations = json!({"autoscaling.knative.dev/class": "kpa.autoscaling.knative.dev",
        "autoscaling.knative.dev/metric": "concurrency", "autoscaling.knative.dev/target": "2",
        "autoscaling.knative.dev/min-scale": "0", "autoscaling.knative.dev/max-scale": "3"});
    if reserve {
        annotations["knative.aliyun.com/reserve-instance"] = "enable".into();
        annotations["knative.aliyun.com/reserve-instance-eci-use-specs"] = "4-16Gi".into();
    }
    json!({"apiVersion": "serving.knative.dev/v1", "kind": "Service", "metadata": {"name": "qwen", "namespace": "default"},
        "spec": {"template": {"metadata": {"labels": {"release": "qwen"}, "annotations": annotations}, "spec": {"containers": [{
            "image": "kube-ai-registry.cn-shanghai.cr.aliyuncs.com/kube-ai/vllm:0.4.1",
            "command": ["sh", "-c", "python3 -m vllm.entrypoints.openai.api_server --port 8080 --trust-remote-code --served-model-name qwen --model /mnt/models/Qwen-7B-Chat-Int8 --gpu-memory-utilization 0.95 --quantization gptq --max-model-len=6144"],
            "ports": [{"containerPort": 8080}],
            "resources": {"limits": {"cpu": "8", "memory": "32Gi", "nvidia.com/gpu": "1"}, "requests": {"cpu": "4", "memory": "32Gi", "nvidia.com/gpu": "1"}},
            "readinessProbe": {"httpGet": {"path": "/health", "port": 8080}, "periodSeconds": 2}}]}}}})
}

/// Seconds until the answer of the first request after a calm, and names of the pods at that moment.
async fn first_answer(cache: bool, reserve: bool) -> (f64, Vec<String>) {
    let mut scenario = builtin("demo-knative").unwrap();
    if cache {
        // As if a Dataset held all of it.
        scenario.models.iter_mut().for_each(|model| model.cache = Some("cache".into()));
    }
    scenario.load = serde_json::from_value(json!([{"after": "12m", "for": "1s", "concurrency": 1, "host": "qwen.default.svc.cluster.local",
        "body": {"messages": [{"role": "user", "content": "How do tides rise?"}], "max_tokens": 1}, "timeout": "600s"}]))
    .unwrap();
    let sandbox = sandbox(scenario).await;
    put(sandbox.client(), service(reserve)).await;
    let world = || sandbox.inside().world.read();
    until(&sandbox, "the first pod", 600, || super::ready(&world(), "default").len() == 1).await;
    until(&sandbox, "it sleeps", 600, || {
        let pods = super::ready(&world(), "default");
        match reserve {
            true => pods.len() == 1 && pods[0].contains("-reserve-"),
            false => world().pods.of("default").next().is_none(),
        }
    })
    .await;
    until(&sandbox, "an answer", 1200, || sandbox.records().all().iter().any(|record| record.is_served()))
        .await;
    let names = super::ready(&world(), "default");
    let records = sandbox.records().all();
    let record = records.iter().find(|record| record.is_served()).unwrap();
    let took = record.first.unwrap_or(record.took).as_secs_f64();
    if reserve {
        until(&sandbox, "the usual pod takes over and the reserve goes", 300, || {
            let pods = super::ready(&world(), "default");
            pods.len() == 1 && !pods[0].contains("-reserve-")
        })
        .await;
    }
    (took, names)
}

#[tokio::test(start_paused = true)]
async fn the_guides_table_a_cache_shortens_the_load_and_a_reserve_answers_at_once() {
    let (bare, _) = first_answer(false, false).await;
    let (cached, _) = first_answer(true, false).await;
    let (reserved, names) = first_answer(false, true).await;
    // 15 GB of weights: 90 s from the file store, 20 s from the cache.
    assert!((90.0..150.0).contains(&bare), "{bare}");
    assert!((65.0..75.0).contains(&(bare - cached)), "{bare} {cached}");
    assert!(reserved < 5.0, "{reserved}");
    assert!(names.iter().any(|name| name.contains("-reserve-")), "{names:?}");
}
