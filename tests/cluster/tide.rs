//! The whole story on the real control plane: deploy, the tide comes, cloud nodes join, the tide goes, delete leaves nothing.
//!
//! What `neap` says is what these tests watch with: `status -w` and `--for`.

use std::process::Command;

use crate::plane::{Namespace, Node, Outcome, Running, outcome, secs};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![
        the_command_of_seed_000_ends_ready,
        the_command_of_seed_003_ends_ready,
        a_queue_metric_asks_for_three_at_once,
        a_capped_metric_grows_in_two_cold_starts,
        affinity_fills_the_edge_pool_first,
        without_a_policy_the_younger_edge_pod_goes_first,
    ]
}

/// The metric that the seeds scale on.
const SM_UTILISATION: &str = "DCGM_CUSTOM_PROCESS_SM_UTIL";

/// A command line as it was typed, run by a shell in which `arena` is `neap`; `more` are words after its own.
fn as_typed(ns: &Namespace, line: &str, more: &str) -> Outcome {
    let script = format!("arena() {{ {} \"$@\" {more}; }}\n{line}", env!("CARGO_BIN_EXE_neap"));
    let mut shell = Command::new("sh");
    let neap = ns.command([""; 0]);
    shell.env_clear().envs(neap.get_envs().filter_map(|(name, value)| Some((name, value?))));
    outcome(shell.args(["-c", &script]))
}

const SEED_000: &str = include_str!("commands/seed-000.sh");
const SEED_003: &str = include_str!("commands/seed-003.sh");

fn the_command_of_seed_000_ends_ready(ns: &Namespace) {
    ends_ready(ns, SEED_000);
}

fn the_command_of_seed_003_ends_ready(ns: &Namespace) {
    ends_ready(ns, SEED_003);
}

/// The command as it was typed succeeds, with `--wait` it ends when the service is ready, and again it changes nothing.
fn ends_ready(ns: &Namespace, line: &str) {
    ns.add_node(Node::new("edge").pool("np-edge").gpus(1));
    ns.bound_pvc("llm-model");
    ns.pods_take(secs(1), secs(2));
    let first = as_typed(ns, line, "").ended_with(0);
    assert_eq!(first.stdout.matches(" created\n").count(), 2, "{}", first.stdout);
    let waited = as_typed(ns, line, "--wait").ended_with(0);
    assert_eq!(waited.stdout.matches(" unchanged\n").count(), 2, "{}", waited.stdout);
    assert!(waited.stderr.contains("loading"), "no progress line about the load:\n{}", waited.stderr);
    let deployment = ns.get("Deployment", "qwen-chat-predictor").unwrap();
    assert_eq!(deployment["status"]["availableReplicas"], 1, "ended before a replica was available");
    // KServe's own word for it comes a moment after the pods are available.
    ns.until("KServe to call it ready", secs(20), || {
        let service = ns.get("InferenceService", "qwen-chat").unwrap();
        let conditions = service["status"]["conditions"].as_array().cloned().unwrap_or_default();
        conditions.iter().any(|it| it["type"] == "Ready" && it["status"] == "True")
    });
    let pod = &ns.list("Pod")[0];
    assert_eq!(pod["spec"]["containers"][0]["resources"]["limits"]["nvidia.com/gpu"], "1");
    assert_eq!(pod["spec"]["containers"][0]["volumeMounts"][0]["mountPath"], "/mnt/models/Qwen");
}

/// The edge pool and the cloud pool of a namespace: other tests have nodes too.
struct Pools {
    edge: String,
    cloud: String,
}

impl Pools {
    fn of(ns: &Namespace) -> Self {
        Self { edge: format!("edge-{}", ns.name), cloud: format!("cloud-{}", ns.name) }
    }

    fn edge(&self, name: &str, gpus: u32) -> Node {
        Node::new(name).pool(&self.edge).gpus(gpus)
    }

    fn cloud(&self, name: &str, gpus: u32) -> Node {
        Node::new(name).pool(&self.cloud).gpus(gpus).boots_in(secs(2))
    }
}

/// `neap status qwen-chat --for STATE`, which must come about.
fn wait_for(ns: &Namespace, state: &str) {
    let _ = ns.neap(["status", "qwen-chat", "--for", state, "--timeout", "60s"]).ended_with(0);
}

fn status(ns: &Namespace) -> String {
    ns.neap(["status", "qwen-chat"]).ended_with(0).stdout
}

/// The lines of the watch so far that contain this text, one for each pod.
fn pods_that(watch: &mut Running, text: &str, count: usize) {
    let mut pods = std::collections::BTreeSet::new();
    while pods.len() < count {
        let line = watch.line_with(text, secs(20));
        let name = line.split_whitespace().find(|word| word.starts_with("qwen-chat-predictor-"));
        pods.insert(name.unwrap_or_else(|| panic!("no pod in {line}")).to_owned());
    }
}

/// The sizes that the autoscaler asked for, in order.
fn sizes(ns: &Namespace) -> Vec<String> {
    let mut rescales = ns.list("Event");
    rescales.retain(|event| event["reason"] == "SuccessfulRescale");
    rescales.sort_by_key(|event| event["metadata"]["creationTimestamp"].to_string());
    let size = |message: &str| message.trim_start_matches("New size: ").split(';').next().unwrap().to_owned();
    rescales.iter().map(|event| size(event["message"].as_str().unwrap())).collect()
}

/// Deletes the service and waits until nothing of it is left.
fn delete_leaves_nothing(ns: &Namespace) {
    let _ = ns.neap(["serve", "delete", "qwen-chat", "--yes"]).ended_with(0);
    let kinds = [
        "InferenceService",
        "HorizontalPodAutoscaler",
        "ResourcePolicy",
        "Deployment",
        "Pod",
        "Service",
        "Ingress",
    ];
    ns.until("nothing to be left", secs(30), || kinds.iter().all(|kind| ns.list(kind).is_empty()));
}

fn a_queue_metric_asks_for_three_at_once(ns: &Namespace) {
    let pools = Pools::of(ns);
    ns.add_node(pools.edge("edge", 1));
    ns.bound_pvc("llm-model");
    ns.pods_take(secs(1), secs(1));
    let (edge, cloud) =
        (format!("resource=ecs,nodepool={}", pools.edge), format!("resource=ecs,nodepool={}", pools.cloud));
    let deploy = [
        "serve",
        "kserve",
        "--name=qwen-chat",
        "--image=registry.invalid/vllm:0.4.1",
        "--scale-metric=vllm-waiting",
        "--scale-target=5",
        "--min-replicas=1",
        "--max-replicas=3",
        "--gpus=1",
        "--data=llm-model:/mnt/models/Qwen",
        "--unit",
        &edge,
        "--unit",
        &cloud,
        "--wait",
        "vllm serve /mnt/models/Qwen",
    ];
    let deployed = ns.neap(deploy).ended_with(0);
    assert!(
        deployed.stdout.contains("resourcepolicy.scheduling.alibabacloud.com/qwen-chat"),
        "{}",
        deployed.stdout
    );
    let mut watch = ns.start_neap(["status", "qwen-chat", "-w"]);
    watch.line_with("ready: 1/1 replicas", secs(20));

    // The tide comes: 11 requests wait, the target is 5.
    ns.metric("vllm:num_requests_waiting").set(11);
    wait_for(ns, "desired=3");
    pods_that(&mut watch, "unschedulable: no free nvidia.com/gpu", 2);
    let shown = status(ns);
    for text in ["11 / 5", "1 current / 3 desired", "unschedulable", "no free nvidia.com/gpu", &pools.edge] {
        assert!(shown.contains(text), "no {text:?} in\n{shown}");
    }
    assert_eq!(shown.matches(" unschedulable ").count(), 2, "{shown}");
    assert_eq!(ns.pods_in("Pending").len(), 2);
    assert_eq!(sizes(ns), ["3"]);

    // The cloud pool answers.
    ns.add_node(pools.cloud("cloud-1", 1));
    ns.add_node(pools.cloud("cloud-2", 1));
    watch.line_with("on their way", secs(20));
    wait_for(ns, &format!("nodes.{}=2", pools.cloud));
    wait_for(ns, "ready=3");
    wait_for(ns, &format!("pool.{}=2", pools.cloud));
    watch.line_with("ready: 3/3 replicas", secs(20));

    // The tide goes.
    ns.metric("vllm:num_requests_waiting").set(0);
    wait_for(ns, "desired=1");
    wait_for(ns, "ready=1");
    watch.line_with("ready: 1/1 replicas", secs(20));
    assert_eq!(sizes(ns).last().unwrap(), "1");
    delete_leaves_nothing(ns);
    watch.interrupt();
    assert_eq!(watch.wait(secs(10)).code, 130);
}

fn a_capped_metric_grows_in_two_cold_starts(ns: &Namespace) {
    let pools = Pools::of(ns);
    ns.add_node(pools.edge("edge", 1));
    ns.bound_pvc("llm-model");
    ns.pods_take(secs(1), secs(1));
    let _ = as_typed(ns, SEED_000, "--wait").ended_with(0);
    let mut watch = ns.start_neap(["status", "qwen-chat", "-w"]);

    // The utilisation is at its cap of 100, the target is 50: one replica asks for two, never three.
    ns.metric(SM_UTILISATION).set(100);
    wait_for(ns, "desired=2");
    pods_that(&mut watch, "unschedulable: no free nvidia.com/gpu", 1);
    let shown = status(ns);
    for text in ["100 / 50", "1 current / 2 desired", "stays at 2", "2-fold a cold start"] {
        assert!(shown.contains(text), "no {text:?} in\n{shown}");
    }
    ns.add_node(pools.cloud("cloud-1", 1));
    wait_for(ns, "ready=2");
    wait_for(ns, "desired=3");
    pods_that(&mut watch, "unschedulable: no free nvidia.com/gpu", 1);
    ns.add_node(pools.cloud("cloud-2", 1));
    wait_for(ns, "ready=3");
    watch.line_with("ready: 3/3 replicas", secs(20));
    assert_eq!(sizes(ns), ["2", "3"]);

    ns.metric(SM_UTILISATION).set(10);
    wait_for(ns, "desired=1");
    wait_for(ns, "ready=1");
    delete_leaves_nothing(ns);
}

/// Deploys with two pools in order, said by node affinity.
fn deploy_by_affinity(ns: &Namespace, pools: &Pools) {
    ns.bound_pvc("llm-model");
    let (edge, cloud) = (format!("nodepool={}", pools.edge), format!("nodepool={}", pools.cloud));
    let deploy = [
        "serve",
        "kserve",
        "--name=qwen-chat",
        "--image=registry.invalid/vllm:0.4.1",
        "--scale-metric=vllm-waiting",
        "--scale-target=5",
        "--min-replicas=1",
        "--max-replicas=3",
        "--gpus=1",
        "--data=llm-model:/mnt/models/Qwen",
        "--spill-with=affinity",
        "--unit",
        &edge,
        "--unit",
        &cloud,
        "--wait",
        "vllm serve /mnt/models/Qwen",
    ];
    let _ = ns.neap(deploy).ended_with(0);
}

fn affinity_fills_the_edge_pool_first(ns: &Namespace) {
    let pools = Pools::of(ns);
    // Both pools are free from the start, and the cloud nodes are the larger ones.
    ns.add_node(pools.edge("edge-1", 1));
    ns.add_node(pools.edge("edge-2", 1));
    ns.add_node(pools.cloud("cloud-1", 8).cpu("128").memory("1Ti"));
    wait_for_node(ns, "cloud-1");
    deploy_by_affinity(ns, &pools);
    wait_for(ns, &format!("pool.{}=1", pools.edge));
    ns.metric("vllm:num_requests_waiting").set(9);
    wait_for(ns, "ready=2");
    wait_for(ns, &format!("pool.{}=2", pools.edge));
    ns.metric("vllm:num_requests_waiting").set(11);
    wait_for(ns, "ready=3");
    wait_for(ns, &format!("pool.{}=1", pools.cloud));
}

fn wait_for_node(ns: &Namespace, name: &str) {
    let name = format!("{}-{name}", ns.name);
    ns.until("the node to be ready", secs(20), || {
        let node = ns.get("Node", &name).unwrap();
        let conditions = node["status"]["conditions"].as_array().cloned().unwrap_or_default();
        // The taint goes after the condition has come.
        conditions.iter().any(|it| it["type"] == "Ready" && it["status"] == "True")
            && node["spec"]["taints"].is_null()
    });
}

fn without_a_policy_the_younger_edge_pod_goes_first(ns: &Namespace) {
    let pools = Pools::of(ns);
    ns.add_node(pools.cloud("cloud-1", 1));
    deploy_by_affinity(ns, &pools);
    wait_for(ns, &format!("pool.{}=1", pools.cloud));
    let cloud_pod = ns.pods_in("Running").remove(0);
    // Ages count by powers of two: the cloud pod must be twice as old as the edge pod will be.
    // On a busy machine the edge pod lives longer before it goes.
    std::thread::sleep(secs(20));
    ns.add_node(pools.edge("edge-1", 1));
    ns.metric("vllm:num_requests_waiting").set(9);
    wait_for(ns, &format!("pool.{}=1", pools.edge));
    let shown = status(ns);
    let scale_in = shown.split("SCALE-IN").nth(1).unwrap_or_else(|| panic!("no SCALE-IN in\n{shown}"));
    assert!(scale_in.contains(&format!("({}) goes first", pools.edge)), "{shown}");
    assert!(scale_in.contains("without a ResourcePolicy nothing keeps the order"), "{shown}");
    // What it says is what the ReplicaSet does.
    ns.metric("vllm:num_requests_waiting").set(0);
    wait_for(ns, "ready=1");
    ns.until("one pod", secs(20), || ns.list("Pod").len() == 1);
    assert_eq!(ns.pods_in("Running"), [cloud_pod]);
}
