//! One scenario, three clusters: all of it simulated; the machines on a real API server, HPA and scheduler; the same with the
//! real KServe. The load is real HTTP by `neap bench`, and the same counts come in the same order at the same time.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use kube::Client;
use kube::api::{Api, DynamicObject, ListParams};
use neap::sandbox::Runtime;
use neap::sandbox::machines::deletion_cost::DeletionCost;
use serde_json::{Value, json};

use crate::attached::{self, ENGINE, Machines};
use crate::beside::Beside;
use crate::plane::{block_on, resource, spawn};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::own![Need::Plane; the_same_tide_on_three_clusters]
}

/// The autoscaler's period: times may differ by as much, since it looks when it looks.
const PERIOD: Duration = Duration::from_secs(5);
/// Counts that hold for less than this are on the way from one state to the next.
const BLINK: Duration = Duration::from_millis(1500);

/// The guide's cluster, with times that a test can wait for.
const SCENARIO: &str = "
pools:
- {name: GPU-V100-Edge, min: 1, max: 1, initial: 1, gpu: {model: Tesla-V100-SXM2-16GB}}
- {name: GPU-V100-Elastic, max: 3, boot: 6s, gpuPlugin: 1s, gpu: {model: Tesla-V100-SXM2-16GB}}
nodeAutoscaler: {scanInterval: 1s, unschedulablePodTimeBuffer: 0s, unschedulablePodWithGpuTimeBuffer: 2s, scaleDownUnneededTime: 6s, scaleDownDelayAfterAdd: 6s, nodeDeleteDelayAfterTaint: 1s}
sources: [{name: registry, bandwidth: 2Gi/s}, {name: nas, bandwidth: 10Gi/s}]
pods: {sandbox: 200ms, containerStart: 100ms, engineStart: 500ms, warmUp: 500ms}
metrics: {scrapeInterval: 1s, linger: 2s}
controllers: {hpa: {syncPeriod: 5s, downscaleStabilization: 12s}}
objects:
- {apiVersion: v1, kind: PersistentVolume, metadata: {name: llm-model}, spec: {capacity: {storage: 30Gi}, accessModes: [ReadOnlyMany], persistentVolumeReclaimPolicy: Retain, claimRef: {namespace: default, name: llm-model}, csi: {driver: nas.example.com, volumeHandle: llm-model}}}
- {apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: llm-model, namespace: default}, spec: {accessModes: [ReadOnlyMany], storageClassName: '', volumeName: llm-model, resources: {requests: {storage: 30Gi}}}}
";
const HOST: &str = "qwen-default.example.com";

/// Replicas that are asked for, pods that are ready, pods without a node, nodes with a GPU.
type Counts = [usize; 4];

/// A cluster that the scenario runs on.
trait Ground {
    fn kubeconfig(&self) -> PathBuf;
    fn ingress(&self) -> String;
    fn client(&self) -> Client;
}

/// All of it simulated.
struct Embedded(Beside);

impl Embedded {
    fn new() -> Self {
        let beside = Beside::start(SCENARIO, "default");
        // Affinity says nothing of who goes; attached machines do, and so they do here.
        let mut costs = Runtime::new(beside.sandbox.client().clone(), beside.sandbox.clock());
        costs.add(DeletionCost);
        spawn(costs.run(std::future::pending()));
        Self(beside)
    }
}

impl Ground for Embedded {
    fn kubeconfig(&self) -> PathBuf {
        self.0.kubeconfig()
    }
    fn ingress(&self) -> String {
        self.0.sandbox.ingress()
    }
    fn client(&self) -> Client {
        self.0.sandbox.client().clone()
    }
}

/// The machines on a real control plane.
struct Real(Machines);

impl Real {
    fn new(kserve: bool) -> Self {
        let flags = &[
            "--horizontal-pod-autoscaler-sync-period=5s",
            "--horizontal-pod-autoscaler-downscale-stabilization=12s",
        ];
        Self(Machines::start(SCENARIO, attached::Ground { kserve, egress: false, flags }))
    }
}

impl Ground for Real {
    fn kubeconfig(&self) -> PathBuf {
        self.0.cluster.kubeconfig.clone()
    }
    fn ingress(&self) -> String {
        self.0.attached.ingress()
    }
    fn client(&self) -> Client {
        self.0.cluster.client.clone()
    }
}

fn neap(ground: &impl Ground, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_neap"));
    command.env("KUBECONFIG", ground.kubeconfig()).args(args);
    command
}

/// With KServe, by neap; the spill is by affinity, which every scheduler knows.
fn deploy_service(ground: &impl Ground) {
    let args = attached::serve("qwen");
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let output = neap(ground, &args).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Without KServe: what KServe would have made.
fn deploy_children(ground: &impl Ground) {
    let labels = json!({"app": "isvc.qwen-predictor", "serving.kserve.io/inferenceservice": "qwen"});
    let pool = |weight: u32, name: &str| {
        json!({"weight": weight, "preference": {"matchExpressions": [
        {"key": "alibabacloud.com/nodepool-id", "operator": "In", "values": [name]}]}})
    };
    let objects = [
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "qwen-predictor", "namespace": "default"}, "spec": {
        "selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": {
            "affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [pool(100, "GPU-V100-Edge"), pool(50, "GPU-V100-Elastic")]}},
            "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": "llm-model"}}],
            "containers": [{
                "name": "kserve-container", "image": "kube-ai/vllm:0.4.1", "command": ["sh", "-c", ENGINE],
                "resources": {"limits": {"nvidia.com/gpu": "1", "cpu": "4", "memory": "12Gi"}},
                "readinessProbe": {"tcpSocket": {"port": 8080}, "periodSeconds": 10},
                "volumeMounts": [{"name": "model", "mountPath": "/mnt/models/Qwen"}],
            }]}}}}),
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "qwen-predictor", "namespace": "default"}, "spec": {
            "selector": labels, "ports": [{"port": 80, "targetPort": 8080}]}}),
        json!({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "qwen", "namespace": "default"}, "spec": {"rules": [{
            "host": HOST, "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "qwen-predictor", "port": {"number": 80}}}}]}}]}}),
        json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "qwen", "namespace": "default"}, "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen-predictor"}, "minReplicas": 1, "maxReplicas": 3,
            "metrics": [{"type": "Pods", "pods": {"metric": {"name": "vllm:num_requests_waiting"}, "target": {"type": "AverageValue", "averageValue": "5"}}}]}}),
    ];
    for object in objects {
        block_on(neap::sandbox::actors::apply(&ground.client(), "test", &object)).unwrap();
    }
}

async fn list(client: &Client, kind: &str) -> Vec<Value> {
    let api = Api::<DynamicObject>::all_with(client.clone(), &resource(kind));
    let items = api.list(&ListParams::default()).await.map(|list| list.items).unwrap_or_default();
    items.into_iter().map(|item| serde_json::to_value(item).unwrap()).collect()
}

fn is(object: &Value, kind: &str) -> bool {
    let conditions = object["status"]["conditions"].as_array().into_iter().flatten();
    conditions.into_iter().any(|it| it["type"] == kind && it["status"] == "True")
}

async fn counts(client: &Client) -> Counts {
    let (deployments, pods, nodes) =
        futures::future::join3(list(client, "Deployment"), list(client, "Pod"), list(client, "Node")).await;
    let mine = deployments.iter().find(|it| it["metadata"]["name"] == "qwen-predictor");
    let desired = mine.and_then(|it| it["spec"]["replicas"].as_u64()).unwrap_or(0);
    let alive: Vec<&Value> = pods.iter().filter(|it| it["metadata"]["deletionTimestamp"].is_null()).collect();
    let gpus =
        |node: &&Value| node["status"]["allocatable"]["nvidia.com/gpu"].as_str().is_some_and(|it| it != "0");
    [
        usize::try_from(desired).unwrap(),
        alive.iter().filter(|pod| is(pod, "Ready")).count(),
        alive.iter().filter(|pod| pod["spec"]["nodeName"].is_null()).count(),
        nodes.iter().filter(gpus).filter(|node| is(node, "Ready")).count(),
    ]
}

/// The counts of the whole tide, each with the time since the load began.
fn play(ground: &impl Ground, deploy: impl Fn()) -> Vec<(Duration, Counts)> {
    deploy();
    let client = ground.client();
    let until = |what: &str, limit: u64, holds: &dyn Fn() -> bool| {
        let started = Instant::now();
        while !holds() {
            assert!(started.elapsed() < Duration::from_secs(limit), "{what}: not within {limit} s");
            std::thread::sleep(Duration::from_millis(100));
        }
    };
    until("one replica", 60, &|| block_on(counts(&client)) == [1, 1, 0, 1]);
    let url = format!("{}/v1/chat/completions", ground.ingress());
    let body =
        r#"{"messages": [{"role": "user", "content": "Test"}], "max_tokens": 200, "ignore_eos": true}"#;
    let bench = |more: &[&str]| -> Child {
        let json = "Content-Type: application/json";
        let rest = ["-m", "POST", "-host", HOST, "-H", json, "-d", body, &url];
        let mut command = neap(ground, &[&["bench"], more, &rest].concat());
        command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
    };
    until("the way to the pod", 30, &|| {
        let one = bench(&["-n", "1", "-c", "1"]).wait_with_output().unwrap();
        String::from_utf8_lossy(&one.stdout).contains("[200]")
    });
    let (began, mut load) = (Instant::now(), bench(&["-z", "46s", "-c", "30"]));
    let mut seen: Vec<(Duration, Counts)> = Vec::new();
    loop {
        let now = block_on(counts(&client));
        if seen.last().map(|(_, counts)| counts) != Some(&now) {
            seen.push((began.elapsed(), now));
        }
        let quiet = began.elapsed() > Duration::from_secs(50) && now == [1, 1, 0, 1];
        if quiet || began.elapsed() > Duration::from_secs(130) {
            break;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    assert!(load.wait().unwrap().success(), "requests failed");
    lasting(&seen)
}

/// What held for long enough.
fn lasting(seen: &[(Duration, Counts)]) -> Vec<(Duration, Counts)> {
    let ends = seen.iter().skip(1).map(|(at, _)| *at).chain([Duration::MAX]);
    let long = seen.iter().zip(ends).filter(|((at, _), end)| end.saturating_sub(*at) >= BLINK);
    let mut kept: Vec<(Duration, Counts)> = long.map(|(state, _)| *state).collect();
    kept.dedup_by(|after, before| after.1 == before.1);
    kept
}

fn the_same_tide_on_three_clusters() {
    let (embedded, bare, kserve) = std::thread::scope(|scope| {
        let embedded = scope.spawn(|| {
            let ground = Embedded::new();
            play(&ground, || deploy_service(&ground))
        });
        let bare = scope.spawn(|| {
            let ground = Real::new(false);
            play(&ground, || deploy_children(&ground))
        });
        let kserve = scope.spawn(|| {
            let ground = Real::new(true);
            play(&ground, || deploy_service(&ground))
        });
        (embedded.join().unwrap(), bare.join().unwrap(), kserve.join().unwrap())
    });
    let show = |name: &str, tide: &[(Duration, Counts)]| {
        let states = tide.iter().map(|(at, counts)| format!("{:>5.1}s {counts:?}", at.as_secs_f64()));
        format!("{name}: desired, ready, pending, nodes\n  {}\n", states.collect::<Vec<_>>().join("\n  "))
    };
    let all = [show("embedded", &embedded), show("attached", &bare), show("with KServe", &kserve)].concat();
    let states = |tide: &[(Duration, Counts)]| tide.iter().map(|(_, counts)| *counts).collect::<Vec<_>>();
    assert!(states(&embedded).contains(&[3, 1, 2, 1]) && states(&embedded).contains(&[3, 3, 0, 3]), "{all}");
    for other in [&bare, &kserve] {
        assert_eq!(states(&embedded), states(other), "not the same sequence\n{all}");
        for ((at, counts), (there, _)) in embedded.iter().zip(other) {
            assert!(at.abs_diff(*there) <= PERIOD, "{counts:?} comes too early or too late\n{all}");
        }
    }
}
