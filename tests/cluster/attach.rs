//! The sandbox's machines on a real API server: the real scheduler and the real autoscaler decide, real HTTP load comes through the ingress.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::attached::{self, Machines};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::own![Need::Plane; a_busy_deployment_grows_into_the_cloud_and_comes_back, a_busy_inference_service_does_the_same]
}

/// The seed's cluster, with times that a test can wait for.
const SCENARIO: &str = "
pools:
- {name: GPU-V100-Edge, min: 1, max: 1, initial: 1, gpu: {model: Tesla-V100-SXM2-16GB}}
- {name: GPU-V100-Elastic, max: 3, boot: 5s, gpuPlugin: 1s, gpu: {model: Tesla-V100-SXM2-16GB}}
nodeAutoscaler: {scanInterval: 1s, unschedulablePodTimeBuffer: 0s, unschedulablePodWithGpuTimeBuffer: 1s, scaleDownUnneededTime: 4s, scaleDownDelayAfterAdd: 4s, nodeDeleteDelayAfterTaint: 1s}
sources: [{name: registry, bandwidth: 10Gi/s}, {name: nas, bandwidth: 10Gi/s}]
pods: {sandbox: 200ms, containerStart: 100ms, engineStart: 500ms, warmUp: 500ms}
metrics: {scrapeInterval: 2s, linger: 2s}
";

/// The model lies on a volume that is bound.
fn volume() -> [Value; 2] {
    [
        json!({"apiVersion": "v1", "kind": "PersistentVolume", "metadata": {"name": "llm-model"}, "spec": {
            "capacity": {"storage": "30Gi"}, "accessModes": ["ReadOnlyMany"], "claimRef": {"namespace": "default", "name": "llm-model"},
            "csi": {"driver": "nas.example.com", "volumeHandle": "llm-model"}}}),
        json!({"apiVersion": "v1", "kind": "PersistentVolumeClaim", "metadata": {"name": "llm-model"}, "spec": {
            "accessModes": ["ReadOnlyMany"], "storageClassName": "", "volumeName": "llm-model", "resources": {"requests": {"storage": "30Gi"}}}}),
    ]
}

fn service() -> Vec<Value> {
    let labels = json!({"app": "qwen"});
    let pool = |weight: u32, name: &str| json!({"weight": weight, "preference": {"matchExpressions": [{"key": "alibabacloud.com/nodepool-id", "operator": "In", "values": [name]}]}});
    let pod = json!({
        "terminationGracePeriodSeconds": 5,
        "affinity": {"nodeAffinity": {"preferredDuringSchedulingIgnoredDuringExecution": [pool(100, "GPU-V100-Edge"), pool(50, "GPU-V100-Elastic")]}},
        "volumes": [{"name": "model", "persistentVolumeClaim": {"claimName": "llm-model"}}],
        "containers": [{
            "name": "vllm", "image": "kube-ai/vllm:0.4.1", "ports": [{"name": "http", "containerPort": 8080}],
            "command": ["sh", "-c", "python3 -m vllm.entrypoints.openai.api_server --port 8080 --served-model-name qwen --model /mnt/models/Qwen --quantization gptq --max-model-len=6144 --max-num-seqs 4"],
            "resources": {"limits": {"nvidia.com/gpu": "1"}},
            "readinessProbe": {"httpGet": {"path": "/health", "port": "http"}, "periodSeconds": 1},
            "volumeMounts": [{"name": "model", "mountPath": "/mnt/models/Qwen"}],
        }],
    });
    vec![
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "qwen"}, "spec": {
            "selector": {"matchLabels": labels}, "template": {"metadata": {"labels": labels}, "spec": pod}}}),
        json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "qwen"}, "spec": {
            "selector": labels, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]}}),
        json!({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "qwen"}, "spec": {"rules": [{
            "host": "qwen.example.com", "http": {"paths": [{"path": "/", "pathType": "Prefix", "backend": {"service": {"name": "qwen", "port": {"number": 80}}}}]}}]}}),
        json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": {"name": "qwen"}, "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "qwen"}, "minReplicas": 1, "maxReplicas": 3,
            "metrics": [{"type": "Pods", "pods": {"metric": {"name": "vllm:num_requests_waiting"}, "target": {"type": "AverageValue", "averageValue": "5"}}}]}}),
    ]
}

/// A tide on a real control plane.
struct Ground(Machines);

impl Ground {
    fn new(kserve: bool) -> Self {
        Self(Machines::start(SCENARIO, attached::Ground { kserve, egress: true, flags: &[] }))
    }

    fn until(&self, what: &str, seconds: u64, holds: impl Fn() -> bool) {
        let started = Instant::now();
        while !holds() {
            if started.elapsed() > Duration::from_secs(seconds) {
                let state = self.kubectl(&["get", "pods,nodes,hpa,deploy,events", "-o", "wide"]);
                panic!("{what}: not within {seconds} s\n{state}");
            }
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    fn kubectl(&self, args: &[&str]) -> String {
        self.0.cluster.kubectl(args)
    }

    fn ready(&self, name: &str) -> u64 {
        let deployment = self.0.objects.get("Deployment", name);
        deployment.and_then(|it| it["status"]["readyReplicas"].as_u64()).unwrap_or(0)
    }

    fn names(&self, kind: &str) -> Vec<String> {
        let list = self.0.objects.list(kind);
        list.iter().map(|it| it["metadata"]["name"].as_str().unwrap().to_owned()).collect()
    }

    /// Load through the ingress takes a Deployment from one replica to three, two of them in the cloud, and its end back.
    fn tide(&self, name: &str, host: &str) {
        self.until("one replica", 60, || self.ready(name) == 1);
        assert_eq!(self.names("Node"), ["gpu-v100-edge-1"]);
        let pod = self.names("Pod")[0].clone();
        // Logs, the pod's address and its use go through the real API server.
        assert!(self.kubectl(&["logs", &pod]).contains("Uvicorn running on http://0.0.0.0:8080"));
        let path = format!("/api/v1/namespaces/default/pods/{pod}:8080/proxy/v1/models");
        assert!(self.kubectl(&["get", "--raw", &path]).contains("\"qwen\""));
        self.until("kubectl top", 20, || self.kubectl(&["top", "pods"]).contains(&pod));
        let url = format!("{}/v1/chat/completions", self.0.attached.ingress());
        let body =
            r#"{"messages": [{"role": "user", "content": "Test"}], "max_tokens": 200, "ignore_eos": true}"#;
        let bench = |more: [&str; 4]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_neap"));
            let json = "Content-Type: application/json";
            command.arg("bench").args(more).args(["-m", "POST", "-host", host, "-H", json, "-d", body, &url]);
            command
        };
        self.until("the ingress leads to the pod", 10, || {
            let one = bench(["-n", "1", "-c", "1"]).output().unwrap();
            String::from_utf8_lossy(&one.stdout).contains("[200]")
        });
        let mut load = bench(["-z", "40s", "-c", "30"]).stdout(Stdio::piped()).spawn().unwrap();
        self.until("three replicas wanted at once", 20, || {
            self.0.objects.get("Deployment", name).is_some_and(|it| it["spec"]["replicas"] == 3)
        });
        self.until("two cloud nodes", 20, || self.names("Node").len() == 3);
        self.until("three ready replicas", 30, || self.ready(name) == 3);
        let events = self.kubectl(&["get", "events", "--no-headers"]);
        for words in [
            "pod triggered scale-up: [{GPU-V100-Elastic 0->2 (max: 3)}]",
            "Successfully pulled image",
            "New size: 3; reason: pods metric vllm:num_requests_waiting above target",
        ] {
            assert!(events.contains(words), "{words}:\n{events}");
        }
        let mut report = String::new();
        std::io::Read::read_to_string(&mut load.stdout.take().unwrap(), &mut report).unwrap();
        assert!(load.wait().unwrap().success() && report.contains("[200]"), "{report}");
        self.until("one replica again", 60, || self.ready(name) == 1 && self.names("Pod").len() == 1);
        // The cloud went first, since the machines say what pods cost.
        assert_eq!(self.0.objects.list("Pod")[0]["spec"]["nodeName"], "gpu-v100-edge-1");
        self.until("the cloud nodes are gone", 30, || self.names("Node") == ["gpu-v100-edge-1"]);
    }
}

fn a_busy_deployment_grows_into_the_cloud_and_comes_back() {
    let ground = Ground::new(false);
    for object in volume().into_iter().chain(service()) {
        ground.0.objects.apply(object);
    }
    ground.tide("qwen", "qwen.example.com");
}

/// The seed's command with its metric exchanged; KServe makes Deployment, Service and Ingress.
fn a_busy_inference_service_does_the_same() {
    let ground = Ground::new(true);
    for object in volume() {
        ground.0.objects.apply(object);
    }
    let args = attached::serve("qwen-chat");
    let served = crate::plane::neap(&ground.0.cluster.kubeconfig).args(args).output().unwrap();
    assert!(served.status.success(), "{}", String::from_utf8_lossy(&served.stderr));
    ground.tide("qwen-chat-predictor", "qwen-chat-default.example.com");
}
