//! The scale-up, as it is played: delays that a cloud has, in small.

use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::lines;
use crate::plane::{Namespace, Node, secs};

/// The node autoscaler looks.
const SCAN: Duration = Duration::from_secs(2);
/// A machine boots.
pub const BOOT: Duration = Duration::from_secs(5);
/// The driver is loaded and the device plugin answers.
pub const PLUGIN: Duration = Duration::from_secs(2);
/// Volumes are mounted, the sandbox gets its network.
pub const MOUNT: Duration = Duration::from_secs(2);
/// The image is pulled.
pub const PULL: Duration = Duration::from_secs(4);
/// What simulated kubelets say of its size.
pub const PULLED_BYTES: u64 = 629_145_600;
/// Weights are loaded.
pub const WEIGHTS: Duration = Duration::from_secs(4);
/// The engine warms up.
pub const WARM_UP: Duration = Duration::from_secs(3);

/// What the test itself did, and when.
pub struct Story {
    /// The pod that came second.
    pub pod: String,
    /// Its node.
    pub node: String,
    /// The metric was above its target from a moment in between.
    pub passed: (Timestamp, Timestamp),
    /// A node was asked for.
    pub requested: Timestamp,
    /// The engine wrote that its weights are loaded.
    pub loaded: (Timestamp, Timestamp),
    /// What `--record` wrote.
    pub recording: PathBuf,
}

impl Story {
    pub fn play(ns: &Namespace) -> Self {
        let edge = ns.add_node(Node::new("edge").pool("np-edge").gpus(1));
        // A node is tainted until its lifecycle controller has seen it ready.
        ns.until("a node without a taint", secs(60), || {
            ns.get("Node", &edge)
                .is_some_and(|node| node["spec"]["taints"].as_array().is_none_or(Vec::is_empty))
        });
        let metric = ns.metric("vllm:num_requests_waiting");
        metric.set(0);
        for object in service() {
            ns.apply(object);
        }
        let first = started(ns, &|_| true);
        release(ns, &first);
        let _ = ns.neap(["status", "qwen", "--for", "ready=1", "--timeout=90s"]).ended_with(0);
        ns.until("the autoscaler's first look", secs(60), || {
            let hpa = ns.get("HorizontalPodAutoscaler", "qwen").unwrap();
            hpa["status"]["currentMetrics"][0]["pods"]["current"]["averageValue"] == "0"
        });

        let recording = ns.cluster.folder.join("scale-up.jsonl");
        let recorder = ns.start_neap(["status", "qwen", "--record", recording.to_str().unwrap()]);
        let wanted = ["deployments", "autoscalers", "pods", "events", "nodeEvents", "slices", "nodes"];
        ns.until("all to be listed", secs(60), || {
            let lines = lines(&recording);
            let listed =
                |noun: &str| lines.iter().any(|it| it["change"] == "listed" && of(&it["want"], noun));
            // The first renewal that is watched is the first one whose way here took no list.
            let renewed = lines.iter().any(|it| it["object"]["kind"] == "Lease");
            renewed && wanted.iter().all(|noun| listed(noun))
        });

        let before = Timestamp::now();
        metric.set(11);
        let passed = (before, Timestamp::now());
        let pod = ns.until_some("a refused pod", secs(60), || refused(ns));
        sleep(SCAN);
        let requested = Timestamp::now();
        ns.create(triggered(&pod, requested));
        let node = ns.add_node(Node::new("cloud").pool("np-cloud").boots_in(BOOT));
        ns.until("the node", secs(60), || {
            let node = ns.get("Node", &node).unwrap();
            node["status"]["conditions"].as_array().unwrap().iter().any(|it| it["status"] == "True")
        });
        sleep(PLUGIN);
        ns.patch_status(
            "Node",
            &node,
            json!({"allocatable": {"nvidia.com/gpu": "1"}, "capacity": {"nvidia.com/gpu": "1"}}),
        );
        let name = pod["metadata"]["name"].as_str().unwrap().to_owned();
        started(ns, &|pod| pod["metadata"]["name"] == name.as_str());
        sleep(WEIGHTS);
        let before = Timestamp::now();
        ns.log("INFO [gpu_model_runner.py:1000] Model loading took 5.5 GiB and 4.0 seconds");
        let loaded = (before, Timestamp::now());
        release(ns, &name);
        ns.until("the end of the recording", secs(60), || {
            let lines = lines(&recording);
            let logged = |it: &Value| {
                it["change"] == "logged"
                    && it["want"]["loadLog"]["pod"] == name.as_str()
                    && it["line"].is_string()
            };
            let live = |it: &Value| it["object"]["kind"] == "EndpointSlice" && ready_in(&it["object"], &name);
            lines.iter().any(logged) && lines.iter().any(live)
        });
        recorder.interrupt();
        let _ = recorder.wait(secs(30)).ended_with(130);
        Self { pod: name, node, passed, requested, loaded, recording }
    }
}

/// Whether a want is of this noun, with or without more.
fn of(want: &Value, noun: &str) -> bool {
    want == noun || !want[noun].is_null()
}

/// Whether an EndpointSlice names a pod as ready.
pub fn ready_in(slice: &Value, pod: &str) -> bool {
    let endpoints = slice["endpoints"].as_array().into_iter().flatten();
    endpoints.into_iter().any(|it| it["targetRef"]["name"] == pod && it["conditions"]["ready"] == true)
}

/// A pod whose container runs.
fn started(ns: &Namespace, accepts: &dyn Fn(&Value) -> bool) -> String {
    let running = |pod: &Value| !pod["status"]["containerStatuses"][0]["state"]["running"].is_null();
    ns.until_some("a running container", secs(60), || {
        let pods = ns.list("Pod");
        let pod = pods.iter().find(|pod| accepts(pod) && running(pod))?;
        Some(pod["metadata"]["name"].as_str().unwrap().to_owned())
    })
}

/// It may become ready.
fn release(ns: &Namespace, pod: &str) {
    ns.patch("Pod", pod, json!({"metadata": {"annotations": {"neap.test/held": null}}}));
}

/// The pod for which no node has room, once that is told too.
fn refused(ns: &Namespace) -> Option<Value> {
    let events = ns.list("Event");
    let told = |pod: &Value| {
        events.iter().any(|it| {
            it["reason"] == "FailedScheduling" && it["involvedObject"]["name"] == pod["metadata"]["name"]
        })
    };
    ns.list("Pod").into_iter().find(|pod| {
        let conditions = pod["status"]["conditions"].as_array().into_iter().flatten();
        conditions.into_iter().any(|it| it["reason"] == "Unschedulable") && told(pod)
    })
}

/// What the cluster autoscaler writes.
fn triggered(pod: &Value, at: Timestamp) -> Value {
    let metadata = &pod["metadata"];
    json!({"apiVersion": "v1", "kind": "Event", "metadata": {"generateName": "triggered-"},
        "involvedObject": {"apiVersion": "v1", "kind": "Pod", "name": metadata["name"], "namespace": metadata["namespace"], "uid": metadata["uid"]},
        "reason": "TriggeredScaleUp", "message": "pod triggered scale-up: [{np-cloud 0->1 (max: 3)}]", "type": "Normal",
        "source": {"component": "cluster-autoscaler"}, "firstTimestamp": at.to_string(), "lastTimestamp": at.to_string(), "count": 1})
}

/// A Deployment with a Service and an autoscaler, as `neap serve deployment` makes them, and with the delays. Its size belongs to
/// somebody: only then does the API server keep who sets another through `scale`.
fn service() -> [Value; 3] {
    let labels = json!({"app": "qwen", "servingName": "qwen", "servingType": "deployment"});
    let delays = json!({"neap.test/mount": format!("{}s", MOUNT.as_secs()), "neap.test/pull": format!("{}s", PULL.as_secs()),
        "neap.test/load": format!("{}s", WARM_UP.as_secs()), "neap.test/held": "true"});
    [
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "qwen", "labels": labels}, "spec": {
            "replicas": 1, "selector": {"matchLabels": {"app": "qwen"}},
            "template": {"metadata": {"labels": labels, "annotations": delays}, "spec": {"containers": [{
                "name": "engine", "image": "registry.invalid/vllm:1", "ports": [{"containerPort": 8000}],
                "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"nvidia.com/gpu": "1"}}}]}}}}),
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "qwen", "labels": labels},
            "spec": {"selector": {"app": "qwen"}, "ports": [{"port": 8000}]}}),
        json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "qwen", "labels": labels}, "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen"},
            "minReplicas": 1, "maxReplicas": 2, "metrics": [{"type": "Pods", "pods": {
                "metric": {"name": "vllm:num_requests_waiting"}, "target": {"type": "AverageValue", "averageValue": "5"}}}]}}),
    ]
}
