//! A cache in a whole simulated cluster, in virtual time: bound, loaded at the source's bandwidth, read at its own.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::scenario::Scenario;
use super::world::World;
use super::{Options, Sandbox};
use crate::clock::Clock;

const SCENARIO: &str = "sources:\n- {name: registry, bandwidth: 1Gi/s}\n- {name: nas, bandwidth: 1Gi/s}\n- {name: cache, bandwidth: 4Gi/s}\n\
    images:\n- {image: '*', size: 0, preloaded: true}\n\
    models:\n- {model: '*llm-model*', size: 20Gi}\n\
    pods: {sandbox: 1s, containerStart: 1s, engineStart: 5s, warmUp: 4s, lease: 1h}\n\
    pools:\n- {name: edge, min: 3, max: 3, initial: 3, gpu: {model: Tesla-V100-SXM2-16GB}}\n";

async fn put(sandbox: &Sandbox, path: &str, object: Value) {
    let request = http::Request::post(path).header("content-type", "application/json");
    let request = request.body(object.to_string().into_bytes()).unwrap();
    let _: Value = sandbox.client().request(request).await.unwrap();
}

/// Looks each tenth of a second until something holds; how long it took.
async fn until(sandbox: &Sandbox, what: &str, holds: impl Fn(&World) -> bool) -> Duration {
    let begun = sandbox.clock().now();
    for _ in 0..6000 {
        if holds(&sandbox.inside().world.read()) {
            return Duration::try_from(sandbox.clock().now().duration_since(begun)).unwrap();
        }
        sandbox.clock().sleep(Duration::from_millis(100)).await;
    }
    panic!("never: {what}");
}

fn pod(name: &str, claim: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "default"}, "spec": {
        "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": claim}}],
        "containers": [{
            "name": "vllm", "image": "ai/vllm:0.4.1", "args": ["--port", "8080", "--model", "/m/Qwen", "--quantization", "gptq", "--max-model-len", "6144"],
            "resources": {"limits": {"nvidia.com/gpu": "1"}},
            "readinessProbe": {"httpGet": {"path": "/health", "port": 8080}, "periodSeconds": 1},
        }],
    }})
}

/// How long a pod takes from the start of its container to readiness, in seconds; `None` before that.
fn cold_start(world: &World, name: &str) -> Option<i64> {
    let pod = world.pods.get("default", name)?;
    let ready = pod.status.conditions.iter().find(|it| it.kind == "Ready" && it.status == "True")?;
    let started = pod.status.container_statuses.first()?.state.running.as_ref()?.started_at?;
    Some(ready.last_transition_time?.as_second() - started.as_second())
}

async fn start(sandbox: &Sandbox, name: &str, claim: &str) -> i64 {
    put(sandbox, "/api/v1/namespaces/default/pods", pod(name, claim)).await;
    until(sandbox, name, |world| cold_start(world, name).is_some()).await;
    cold_start(&sandbox.inside().world.read(), name).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_cache_is_bound_loaded_and_read() {
    let start_time: Timestamp = "2026-11-22T05:00:00Z".parse().unwrap();
    let scenario = Scenario::parse(SCENARIO).unwrap();
    let options = Options { scenario, start: start_time, port: 0, state: None };
    let sandbox = Sandbox::start(options).await.unwrap();
    put(&sandbox, "/api/v1/persistentvolumes", json!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "llm-model"},
        "spec": {"capacity": {"storage": "30Gi"}, "accessModes": ["ReadOnlyMany"], "nfs": {"server": "nas", "path": "/"}}})).await;
    put(&sandbox, "/api/v1/namespaces/default/persistentvolumeclaims", json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "llm-model"},
        "spec": {"accessModes": ["ReadOnlyMany"], "storageClassName": "", "resources": {"requests": {"storage": "30Gi"}}}})).await;
    let cold = start(&sandbox, "cold", "llm-model").await;

    let fluid = |plural: &str| format!("/apis/data.fluid.io/v1alpha1/namespaces/default/{plural}");
    put(&sandbox, &fluid("datasets"), json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": "Dataset", "metadata": {"name": "warm"},
        "spec": {"mounts": [{"mountPoint": "pvc://llm-model", "name": "data", "path": "/"}], "accessModes": ["ReadOnlyMany"]}})).await;
    put(&sandbox, &fluid("jindoruntimes"), json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": "JindoRuntime", "metadata": {"name": "warm"},
        "spec": {"replicas": 2, "tieredstore": {"levels": [{"mediumtype": "MEM", "volumeType": "emptyDir", "path": "/dev/shm", "quota": "12Gi"}]}}})).await;
    let dataset = |world: &World| world.datasets.get("default", "warm").cloned();
    until(&sandbox, "bound", |world| {
        let bound = dataset(world).is_some_and(|it| it.status.phase.as_deref() == Some("Bound"));
        let claim = world.claims.get("default", "warm");
        bound && claim.is_some_and(|claim| claim.status.phase.as_deref() == Some("Bound"))
    })
    .await;
    until(&sandbox, "both workers", |world| {
        dataset(world).is_some_and(|it| it.status.cache_states["cacheCapacity"] == "24.00GiB")
    })
    .await;

    put(&sandbox, &fluid("dataloads"), json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": "DataLoad", "metadata": {"name": "warm-load"},
        "spec": {"dataset": {"name": "warm", "namespace": "default"}, "target": [{"path": "/", "replicas": 1}]}})).await;
    let percent = |world: &World| {
        let states = dataset(world).unwrap().status.cache_states.clone();
        states["cachedPercentage"].trim_end_matches('%').parse::<f64>().unwrap()
    };
    let part = until(&sandbox, "a part of it", |world| percent(world) > 0.0).await;
    assert!(percent(&sandbox.inside().world.read()) < 50.0);
    let rest = until(&sandbox, "all of it", |world| {
        let load = world.data_loads.get("default", "warm-load").unwrap();
        load.status.phase.as_deref() == Some("Complete") && percent(world) >= 100.0
    })
    .await;
    // 20 GiB at 1 GiB a second, behind a sandbox and a start of a second each.
    let took = (part + rest).as_secs_f64();
    assert!((22.0..24.0).contains(&took), "{took}");

    // Engine start, 20 s from the NAS or 5 s from the cache, warm-up.
    let warm = start(&sandbox, "warm", "warm").await;
    assert_eq!((cold, warm), (29, 14));
    assert_eq!(
        dataset(&sandbox.inside().world.read()).unwrap().status.ufs_total.as_deref(),
        Some("20.00GiB")
    );
}
