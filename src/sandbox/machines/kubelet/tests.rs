//! Pods on the nodes of a small cluster on paper, second by second.

mod restarts;

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::*;
use crate::sandbox::control::paper::Paper;
use crate::sandbox::machines::nodes::Nodes;
use crate::sandbox::machines::pools::controller::Pools;
use crate::sandbox::machines::pools::platform::Platform;

/// A cluster with the nodes of a scenario.
struct Ground {
    paper: Paper,
    shared: Shared,
    start: Timestamp,
}

const SCENARIO: &str = "sources:\n- {name: registry, bandwidth: 100Mi/s}\n- {name: nas, bandwidth: 1Gi/s}\n\
    images:\n- {image: '*missing*', size: 0, missing: true}\n- {image: '*vllm*', size: 1000Mi}\n- {image: '*', size: 0, preloaded: true}\n\
    models:\n- {model: llm-model, size: 20Gi}\n\
    pods: {sandbox: 1s, containerStart: 1s, engineStart: 5s, warmUp: 4s, lease: 1h}\n\
    pools:\n- {name: edge, min: 2, max: 2, initial: 2, gpu: {model: Tesla-V100-SXM2-16GB}}\n";

impl Ground {
    fn new(more: &str) -> Self {
        Self::of(&format!("{SCENARIO}{more}"))
    }

    fn of(scenario: &str) -> Self {
        let scenario = Arc::new(Scenario::parse(scenario).unwrap());
        let start = Timestamp::from_second(1_700_000_000).unwrap();
        let platform = Arc::new(Mutex::new(Platform::new(scenario.pools.clone(), 1, start)));
        let shared = Shared {
            platform: platform.clone(),
            addresses: Arc::default(),
            listeners: Listeners::default(),
            logs: Logs::default(),
            loading: Loading::default(),
        };
        let wakes = Arc::new(Mutex::new(vec![(0, Key::new("", "pools"))]));
        let woken = wakes.clone();
        let clock = ClusterClock::new(start, 1.0);
        let wake = move |key| woken.lock().unwrap().push((2, key));
        let controllers: Vec<Box<dyn Controller>> = vec![
            Box::new(Pools::new(platform.clone(), shared.addresses.clone(), None)),
            Box::new(Nodes::new(platform, scenario.pods.lease.0)),
            Box::new(Kubelet::new(shared.clone(), scenario, clock, start, wake)),
        ];
        let mut paper = Paper::with_wakes(controllers, wakes);
        paper.settle();
        paper.events.clear();
        Self { paper, shared, start }
    }

    fn pod(&mut self, name: &str, spec: Value) {
        let mut spec = spec;
        spec["nodeName"] = spec.get("nodeName").cloned().unwrap_or(json!("edge-1"));
        let scheduled =
            json!({"type": "PodScheduled", "status": "True", "lastTransitionTime": "2023-11-14T22:13:20Z"});
        self.paper.put(json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "default", "labels": {"app": name}},
            "spec": spec, "status": {"phase": "Pending", "conditions": [scheduled]},
        }));
        self.paper.settle();
    }

    fn get(&self, pod: &str, path: &str) -> Value {
        self.paper.get("Pod", pod).pointer(path).cloned().unwrap_or_default()
    }

    fn condition(&self, pod: &str, kind: &str) -> String {
        let conditions = self.get(pod, "/status/conditions");
        let found = conditions.as_array().unwrap().iter().find(|condition| condition["type"] == kind);
        found.map_or("absent".into(), |found| found["status"].as_str().unwrap().to_owned())
    }

    /// The reasons of new events.
    fn reasons(&mut self) -> Vec<String> {
        self.paper.events.drain(..).map(|(reason, _)| reason).collect()
    }

    fn end(&mut self, pod: &str, seconds: i64) {
        let patch = json!({"metadata": {"deletionTimestamp": self.paper.now.to_string(), "deletionGracePeriodSeconds": seconds}});
        self.paper.patch("Pod", pod, patch);
        self.paper.settle();
    }

    fn exists(&self, pod: &str) -> bool {
        self.paper.names("Pod").iter().any(|name| name == pod)
    }
}

fn engine() -> Value {
    json!({
        "terminationGracePeriodSeconds": 30,
        "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": "llm-model"}}],
        "containers": [{
            "name": "vllm", "image": "ai/vllm:0.4.1", "args": ["--port", "8080", "--model", "/m/Qwen", "--quantization", "gptq", "--max-model-len", "6144"],
            "resources": {"limits": {"nvidia.com/gpu": "1"}},
            "readinessProbe": {"httpGet": {"path": "/health", "port": 8080}, "periodSeconds": 5},
        }],
    })
}

fn claim(ground: &mut Ground) {
    ground.paper.put(json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "llm-model", "namespace": "default"}, "status": {"phase": "Bound"}}));
    ground.paper.settle();
}

fn web(more: Value) -> Value {
    let mut container = json!({"name": "web", "image": "nginx"});
    container.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"containers": [container]})
}

#[test]
fn nodes_are_there_with_their_gpus() {
    let ground = Ground::new("");
    let node = ground.paper.get("Node", "edge-1");
    assert_eq!(node["status"]["allocatable"]["nvidia.com/gpu"], "1");
    assert_eq!(node["metadata"]["labels"]["alibabacloud.com/nodepool-id"], "edge");
    assert_eq!(
        (&node["spec"]["providerID"], &node["spec"]["taints"]),
        (&json!("neap://edge/edge-1"), &json!([]))
    );
    assert_eq!(ground.paper.names("Lease"), ["edge-1", "edge-2"]);
}

#[tokio::test(start_paused = true)]
async fn an_engine_pulls_loads_warms_up_and_is_ready() {
    let mut ground = Ground::new("");
    claim(&mut ground);
    ground.pod("a", engine());
    assert_eq!(ground.get("a", "/status/containerStatuses/0/state/waiting/reason"), "ContainerCreating");
    assert_eq!(ground.condition("a", "PodReadyToStartContainers"), "False");
    ground.paper.pass(5);
    assert_eq!(ground.condition("a", "PodReadyToStartContainers"), "True");
    assert_eq!(ground.get("a", "/status/podIP"), "10.128.0.2");
    assert_eq!(ground.reasons(), ["Pulling"]);
    // Sandbox 1 s, 1000 MiB at 100 MiB/s, start 1 s.
    ground.paper.pass(7);
    assert_eq!(
        ground.paper.events[0].1,
        "Successfully pulled image \"ai/vllm:0.4.1\" in 10s (10s including waiting). Image size: 1048576000 bytes."
    );
    assert_eq!(ground.reasons(), ["Pulled", "Created", "Started", "Unhealthy"]);
    assert_eq!(ground.get("a", "/status/phase"), "Running");
    let listens = |ground: &Ground| ground.shared.listeners.at("10.128.0.2", 8080).is_some();
    // Engine 5 s, weights 20 s, warm-up 4 s: at 41 s. The probe looks at 12 + 5 n.
    ground.paper.pass(28);
    assert!(!listens(&ground));
    ground.paper.pass(1);
    assert!(listens(&ground));
    assert_eq!(ground.condition("a", "Ready"), "False");
    ground.paper.pass(1);
    assert_eq!(
        (ground.condition("a", "Ready"), ground.condition("a", "ContainersReady")),
        ("True".into(), "True".into())
    );
    let ready = ground.get("a", "/status/conditions/2/lastTransitionTime");
    assert_eq!(
        ready.as_str().unwrap(),
        crate::sandbox::machines::span::second(later(ground.start, Duration::from_secs(42)))
    );
    assert_eq!(ground.condition("a", "PodScheduled"), "True");
    let (run, _) = ground.shared.logs.now(&("default".into(), "a".into(), "vllm".into())).unwrap();
    assert!(run.from(0).0.iter().any(|(_, line)| line.contains("Uvicorn running on http://0.0.0.0:8080")));
}

#[tokio::test(start_paused = true)]
async fn two_nodes_share_the_registry_and_a_node_has_an_image_once() {
    let mut ground = Ground::new("");
    claim(&mut ground);
    let mut other = engine();
    other["nodeName"] = json!("edge-2");
    ground.pod("a", engine());
    ground.pod("b", other);
    ground.pod("c", engine());
    ground.paper.pass(20);
    assert_eq!(ground.reasons(), ["Pulling", "Pulling", "Pulling"]);
    ground.paper.pass(2);
    let pulled: Vec<String> = ground
        .paper
        .events
        .drain(..)
        .filter(|(reason, _)| reason == "Pulled")
        .map(|(_, text)| text)
        .collect();
    assert_eq!(pulled.iter().filter(|text| text.contains("in 20s (20s including")).count(), 2, "{pulled:?}");
    assert_eq!(
        pulled.iter().filter(|text| text.contains("in 300ms (20s including")).count(),
        1,
        "{pulled:?}"
    );
    ground.pod("d", engine());
    ground.paper.pass(2);
    assert_eq!(
        ground.paper.events[0].1,
        "Container image \"ai/vllm:0.4.1\" already present on machine and can be accessed by the pod"
    );
}

#[test]
fn a_pod_is_taken_up_once_the_api_server_tells_of_its_binding() {
    let mut ground = Ground::new("");
    let mut assumed = json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "default"},
        "spec": web(json!({})), "status": {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "True"}]},
    });
    assumed["spec"]["nodeName"] = "edge-1".into();
    ground.paper.put(assumed);
    ground.paper.pass(10);
    // Its own conditions would take the place of the scheduler's, which is not known yet.
    assert_eq!((ground.reasons().len(), ground.condition("a", "Ready").as_str()), (0, "absent"));
    ground.pod("a", web(json!({})));
    ground.paper.pass(10);
    assert_eq!(
        (ground.condition("a", "Ready").as_str(), ground.condition("a", "PodScheduled").as_str()),
        ("True", "True")
    );
    assert_eq!(ground.get("a", "/status/conditions/4/lastTransitionTime"), "2023-11-14T22:13:20Z");
}

#[test]
fn a_claim_that_is_not_bound_holds_the_pod() {
    let mut ground = Ground::new("");
    ground.pod("a", engine());
    ground.paper.pass(130);
    assert_eq!(ground.reasons(), ["FailedMount"]);
    claim(&mut ground);
    ground.paper.pass(2);
    assert_eq!(ground.reasons(), ["Pulling"]);
}

#[test]
fn a_job_ends_and_init_containers_come_first() {
    let mut ground = Ground::new("");
    ground.pod(
        "a",
        json!({
            "restartPolicy": "Never",
            "initContainers": [{"name": "prepare", "image": "busybox", "command": ["sleep", "3"]}],
            "containers": [{"name": "work", "image": "busybox", "command": ["sh", "-c", "sleep 10; exit 3"]}],
        }),
    );
    ground.paper.pass(3);
    assert_eq!(
        (ground.get("a", "/status/phase"), ground.condition("a", "Initialized")),
        (json!("Pending"), "False".into())
    );
    assert_eq!(ground.get("a", "/status/containerStatuses/0/state/waiting/reason"), "PodInitializing");
    // Sandbox 1, start 1, sleep 3, start 1, sleep 10.
    ground.paper.pass(4);
    assert_eq!(
        (ground.get("a", "/status/phase"), ground.condition("a", "Initialized")),
        (json!("Running"), "True".into())
    );
    ground.paper.pass(10);
    assert_eq!(ground.get("a", "/status/phase"), "Failed");
    assert_eq!(ground.get("a", "/status/containerStatuses/0/state/terminated/exitCode"), 3);
}

#[test]
fn a_storage_initializer_loads_the_model_first() {
    let mut ground = Ground::new("");
    ground.pod("a", json!({
        "initContainers": [{"name": "storage-initializer", "image": "kserve/storage-initializer", "args": ["llm-model", "/mnt/models"]}],
        "containers": [{"name": "web", "image": "nginx"}],
    }));
    ground.paper.pass(21);
    assert_eq!(ground.condition("a", "Initialized"), "False");
    ground.paper.pass(2);
    assert_eq!(ground.condition("a", "Initialized"), "True");
}

#[test]
fn pods_of_a_node_that_is_gone_are_cleared_away() {
    let mut ground = Ground::new("");
    ground.pod("a", web(json!({})));
    ground.paper.pass(5);
    ground.shared.platform.lock().unwrap().remove("edge-1");
    ground.paper.delete("Node", "edge-1");
    ground.paper.pass(1);
    assert!(ground.shared.listeners.at("10.128.0.2", 80).is_none() && ground.exists("a"));
    ground.paper.pass(41);
    assert!(!ground.exists("a"));
}

/// How long a pod takes from its placement to readiness, with so much of its dataset cached.
fn cold_start(cached: Option<&str>) -> i64 {
    let sources = "- {name: nas, bandwidth: 1Gi/s}\n- {name: cache, bandwidth: 4Gi/s}";
    let mut ground = Ground::of(&SCENARIO.replace("- {name: nas, bandwidth: 1Gi/s}", sources));
    if let Some(percent) = cached {
        ground.paper.put(json!({"apiVersion": "data.fluid.io/v1alpha1", "kind": "Dataset", "metadata": {"name": "warm", "namespace": "default"},
            "spec": {"mounts": [{"mountPoint": "pvc://llm-model"}]}, "status": {"phase": "Bound", "cacheStates": {"cachedPercentage": percent}}}));
    }
    let name = if cached.is_some() { "warm" } else { "llm-model" };
    ground.paper.put(json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": name, "namespace": "default"}, "status": {"phase": "Bound"}}));
    let mut spec = engine();
    spec["volumes"][0]["persistentVolumeClaim"]["claimName"] = name.into();
    spec["containers"][0]["readinessProbe"]["periodSeconds"] = 1.into();
    ground.pod("a", spec);
    ground.paper.pass(120);
    let conditions = ground.get("a", "/status/conditions");
    let ready = conditions.as_array().unwrap().iter().find(|it| it["type"] == "Ready").unwrap();
    assert_eq!(ready["status"], "True");
    let at: Timestamp = ready["lastTransitionTime"].as_str().unwrap().parse().unwrap();
    at.as_second() - ground.start.as_second()
}

/// 20 GiB come in 20 s from the NAS and in 5 s from the cache; nothing else of a start changes.
#[tokio::test(start_paused = true)]
async fn a_warm_cache_shortens_the_one_step() {
    let cold = cold_start(None);
    assert_eq!(cold_start(Some("0.0%")), cold);
    assert_eq!(cold_start(Some("100.0%")), cold - 15);
    // Three fifths from the cache: 8 s and 3 s instead of 20.
    assert_eq!(cold_start(Some("60.0%")), cold - 9);
}
