//! What befalls who looks on: `status`, `status -w` and `doctor` while the API server restarts, is busy, forgets versions, or its
//! clock is another; and objects that come again under the same name. Cut watches and expired events are in `status.rs`.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::plane::{Cluster, Objects, Options, Outcome, Proxy, Rule, Running, neap, outcome, secs};
use crate::suite::{Need, Test};

pub fn tests() -> Vec<Test> {
    crate::own![Need::ApiServer;
        a_restarted_api_server_is_found_again,
        a_busy_api_server_says_so_and_is_watched_on,
        a_version_that_is_too_old_is_listed_anew,
        an_answer_that_is_cut_is_no_answer,
        stamps_of_another_clock_are_never_negative,
        the_same_name_may_be_another_object,
    ]
}

/// A service on a bare API server, where nothing moves but what the test moves.
struct Ground {
    cluster: Cluster,
    objects: Objects,
}

impl Ground {
    fn new() -> Self {
        let cluster = Cluster::private(&Options::default());
        let objects = Objects { client: cluster.client.clone(), namespace: Some("default".into()) };
        let ground = Self { cluster, objects };
        ground.deployment(1, 1);
        ground.pod("qwen-0");
        ground
    }

    fn deployment(&self, wanted: u32, ready: u32) {
        let labels = json!({"servingName": "qwen", "app": "qwen"});
        self.objects.apply(json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "qwen", "labels": {"servingName": "qwen", "servingType": "custom-serving"}},
            "spec": {"replicas": wanted, "selector": {"matchLabels": {"app": "qwen"}}, "template": {
                "metadata": {"labels": labels},
                "spec": {"containers": [{"name": "vllm", "image": "registry.invalid/vllm:1"}]}}},
        }));
        let counts = json!({"observedGeneration": 9, "replicas": wanted, "readyReplicas": ready,
            "availableReplicas": ready, "updatedReplicas": wanted});
        self.objects.patch_status("Deployment", "qwen", counts);
    }

    fn pod(&self, name: &str) {
        self.objects.create(json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "labels": {"servingName": "qwen", "app": "qwen"}},
            "spec": {"nodeName": "edge", "containers": [{"name": "vllm", "image": "registry.invalid/vllm:1"}]},
        }));
        self.ready(name, &jiff::Timestamp::now().to_string());
    }

    fn ready(&self, name: &str, since: &str) {
        let condition = |kind: &str| json!({"type": kind, "status": "True", "lastTransitionTime": since});
        let status = json!({
            "phase": "Running", "startTime": since, "conditions": [condition("PodScheduled"), condition("Ready")],
            "containerStatuses": [{"name": "vllm", "ready": true, "restartCount": 0, "image": "registry.invalid/vllm:1",
                "imageID": "sha256:1", "state": {"running": {"startedAt": since}}}],
        });
        self.objects.patch_status("Pod", name, status);
    }

    /// A kubeconfig that leads through a proxy.
    fn through(&self, proxy: &Proxy) -> PathBuf {
        self.cluster.write_kubeconfig("kubeconfig-of-proxy", &proxy.url, None, "default")
    }

    /// Runs a verb.
    fn run(&self, args: &[&str]) -> Outcome {
        outcome(neap(&self.cluster.kubeconfig).args(args))
    }

    fn watch(&self) -> Running {
        let mut watch = Running::start(neap(&self.cluster.kubeconfig).args(["status", "qwen", "-w"]));
        watch.line_with("ready: 1/1 replicas", secs(20));
        watch
    }
}

fn a_restarted_api_server_is_found_again() {
    let ground = Ground::new();
    let mut watch = ground.watch();
    ground.cluster.stop("kube-apiserver");
    watch.line_with("reconnecting", secs(30));
    for verb in ["status", "doctor"] {
        let outcome = ground.run(&[verb, "qwen"]).ended_with(1);
        assert!(outcome.stderr.contains("connection refused"), "{verb}: {}", outcome.stderr);
    }
    ground.cluster.restart("kube-apiserver");
    ground.cluster.wait_ready();
    ground.deployment(2, 1);
    watch.line_with("1/2 replicas", secs(60));
    let table = ground.run(&["status", "qwen"]).ended_with(0).stdout;
    assert!(table.contains("1/2 replicas"), "{table}");
}

fn a_busy_api_server_says_so_and_is_watched_on() {
    let ground = Ground::new();
    let proxy = ground.cluster.proxy();
    let kubeconfig = ground.through(&proxy);
    proxy.add(Rule::path("/deployments").status(429));
    for verb in ["status", "doctor"] {
        let outcome = outcome(neap(&kubeconfig).args([verb, "qwen"])).ended_with(1);
        assert!(outcome.stderr.contains("is busy (429)"), "{verb}: {}", outcome.stderr);
    }
    proxy.clear();
    proxy.add(Rule::watches().times(6).status(429));
    let mut watch = Running::start(neap(&kubeconfig).args(["status", "qwen", "-w"]));
    watch.line_with("ready: 1/1 replicas", secs(20));
    ground.deployment(2, 1);
    watch.line_with("1/2 replicas", secs(60));
}

fn a_version_that_is_too_old_is_listed_anew() {
    let ground = Ground::new();
    let proxy = ground.cluster.proxy();
    let kubeconfig = ground.through(&proxy);
    // As the API server says it within a watch that has begun.
    proxy.add(Rule::watches().times(8).answer(
        200,
        json!({"type": "ERROR", "object": {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": "too old resource version: 1 (2)", "reason": "Expired", "code": 410}}),
    ));
    let mut watch = Running::start(neap(&kubeconfig).args(["status", "qwen", "-w"]));
    watch.line_with("ready: 1/1 replicas", secs(20));
    ground.deployment(2, 1);
    watch.line_with("1/2 replicas", secs(60));
    assert!(proxy.count(|seen| seen.is_watch()) > 8);
    proxy.clear();
    proxy.add(Rule::path("/deployments").status(410));
    let refused = outcome(neap(&kubeconfig).args(["doctor", "qwen"])).ended_with(1);
    assert!(refused.stderr.contains("410"), "{}", refused.stderr);
}

fn an_answer_that_is_cut_is_no_answer() {
    let ground = Ground::new();
    let proxy = ground.cluster.proxy();
    let kubeconfig = ground.through(&proxy);
    for bytes in [0, 40, 700] {
        proxy.clear();
        proxy.add(Rule::path("/pods").cut_after_bytes(bytes));
        for args in [["status", "qwen"], ["status", "-A"], ["doctor", "qwen"]] {
            let outcome = outcome(neap(&kubeconfig).args(args)).ended_with(1);
            assert_eq!(outcome.stdout, "", "{args:?} after {bytes} bytes");
            assert!(outcome.stderr.contains("was cut"), "{args:?} after {bytes} bytes: {}", outcome.stderr);
        }
    }
}

/// The cluster's clock runs ten minutes before the one here.
fn stamps_of_another_clock_are_never_negative() {
    let ground = Ground::new();
    let ahead = jiff::Timestamp::now().checked_add(jiff::SignedDuration::from_mins(10)).unwrap();
    ground.ready("qwen-0", &ahead.to_string());
    let table = ground.run(&["status", "qwen"]).ended_with(0).stdout;
    let row = table.lines().find(|line| line.trim_start().starts_with("qwen-0")).unwrap_or_default();
    assert!(row.contains("ready") && !row.contains("-1") && !row.contains("-9"), "{table}");
    let list = ground.run(&["status", "-A"]).ended_with(0).stdout;
    assert!(list.contains("1/1"), "{list}");
    let picture: Value =
        serde_json::from_str(&ground.run(&["status", "qwen", "-o", "json"]).ended_with(0).stdout).unwrap();
    assert_eq!(picture["services"][0]["ready"], json!(true), "{picture:#}");
    let doctor = ground.run(&["doctor", "qwen", "-o", "json"]);
    assert!(serde_json::from_str::<Value>(&doctor.stdout).is_ok(), "{}{}", doctor.stdout, doctor.stderr);
    let mut watch = ground.watch();
    ground.deployment(2, 1);
    watch.line_with("1/2 replicas", secs(20));
}

fn the_same_name_may_be_another_object() {
    let ground = Ground::new();
    let mut watch = ground.watch();
    let old = ground.objects.get("Pod", "qwen-0").unwrap()["metadata"]["uid"].clone();
    ground.objects.create(json!({
        "apiVersion": "v1", "kind": "Event", "metadata": {"name": "qwen-0.1", "namespace": "default"},
        "involvedObject": {"kind": "Pod", "name": "qwen-0", "namespace": "default", "uid": old},
        "reason": "Failed", "type": "Warning", "message": "Failed to pull image of the one before",
        "lastTimestamp": jiff::Timestamp::now().to_string(), "count": 1,
    }));
    ground.cluster.kubectl(["delete", "pod", "qwen-0", "--grace-period=0", "--force"]);
    ground.objects.create(json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "qwen-0", "labels": {"servingName": "qwen", "app": "qwen"}},
        "spec": {"nodeName": "edge", "containers": [{"name": "vllm", "image": "registry.invalid/vllm:2"}]},
    }));
    watch.line_with("pod qwen-0 creating", secs(20));
    let table = ground.run(&["status", "qwen"]).ended_with(0).stdout;
    assert!(!table.contains("the one before"), "{table}");
    // The service itself, with other replicas; its pod is still there.
    ground.objects.delete("Deployment", "qwen");
    watch.line_with("0/? replicas", secs(20));
    ground.deployment(3, 0);
    watch.line_with("0/3 replicas", secs(20));
    let doctor = ground.run(&["doctor", "qwen", "-o", "json"]);
    assert!(serde_json::from_str::<Value>(&doctor.stdout).is_ok(), "{}{}", doctor.stdout, doctor.stderr);
}
