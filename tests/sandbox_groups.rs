//! Groups and roles in the sandbox, by the product's own verbs: they become ready, grow under load, and are counted with all their pods.

use crate::support::sandbox::{Load, Sandbox};

/// A sandbox with nodes of four GPUs.
fn cluster() -> Sandbox {
    Sandbox::up("demo-distributed", 60)
}

/// More requests at once than one replica takes, each long enough that a slow client keeps the queue full; until it is dropped.
fn load(cluster: &Sandbox, service: &str) -> Load {
    let content = "The tide. ".repeat(300);
    let body = serde_json::json!({"model": "qwen", "messages": [{"role": "user", "content": content}], "max_tokens": 300, "ignore_eos": true});
    cluster.load(service, (24, "30m"), &body)
}

const COMMON: [&str; 8] = [
    "serve",
    "distributed",
    "--image=vllm/vllm-openai:v0.11.0",
    "--model-dir=llm-model:/models",
    "--expose=ingress",
    "--scrape=podmonitor",
    "--wait=30m",
    "--scale-down-window=30m",
];
const LINE: &str = "vllm serve /models/Qwen3-32B --served-model-name qwen --port 8000 --max-num-seqs 9";

#[test]
fn groups_become_ready_and_grow_and_all_views_count_their_gpus() {
    let cluster = cluster();
    let own = ["--name=qwen", "--host=qwen.example.com", "--group-size=2", "--gpus=4", "--init-backend=ray"];
    let scaled = ["--scale-metric=vllm-waiting=5", "--max-replicas=2", LINE];
    let deployed = cluster.neap(&[&COMMON[..], &own, &scaled].concat());
    assert_eq!(deployed.code, 0, "{}{}", deployed.stdout, deployed.stderr);
    assert!(deployed.stderr.contains("qwen is ready"), "{}", deployed.stderr);
    assert!(deployed.stderr.contains("2 of them are 16 GPUs"), "{}", deployed.stderr);
    let load = load(&cluster, "qwen");
    let status = cluster.said(&["status", "qwen", "--for", "ready=2", "--timeout", "30m"]);
    drop(load);
    assert!(status.contains("2/2 replicas, each 2 pods with 8 GPUs (16 GPUs in all)"), "{status}");
    let listed = cluster.json(&["serve", "list"]);
    assert_eq!((&listed[0]["requestGPUs"], &listed[0]["desiredInstances"]), (&16.into(), &2.into()));
    let got = cluster.said(&["serve", "get", "qwen"]);
    assert!(got.contains("GPU:         16") && got.contains("RESTFUL:8000"), "{got}");
    // Time is told by the sandbox's clock, which runs ahead of the one on the wall.
    let picture = cluster.json(&["status", "qwen"]);
    let since = picture["services"][0]["pods"][0]["since"].as_str().unwrap();
    assert!(picture["at"].as_str().unwrap() >= since, "{since} is not after {}", picture["at"]);
    // The leader answers, and its worker's log is shown where it is named.
    assert_eq!(cluster.said(&["serve", "exec", "qwen", "--", "hostname"]).trim(), "qwen-0");
    let tested = cluster.said(&["serve", "test", "qwen"]);
    assert!(!tested.is_empty());
    let logs = cluster.said(&["serve", "logs", "qwen"]);
    assert!(logs.contains("qwen-0 | ") && !logs.contains("qwen-0-1 | "), "{logs}");
}

#[test]
fn roles_become_ready_and_one_grows_by_its_adapter() {
    let cluster = cluster();
    let roles = [
        "--name=pd",
        "--host=pd.example.com",
        "--role=prefill,size=2,gpus=2,backend=mp",
        "--role=decode,gpus=4,entry=true,min=1,max=2,metric=vllm-waiting=5",
        LINE,
    ];
    let deployed = cluster.neap(&[&COMMON[..], &roles].concat());
    assert_eq!(deployed.code, 0, "{}{}", deployed.stdout, deployed.stderr);
    assert_eq!(cluster.json(&["serve", "list"])[0]["requestGPUs"], 8);
    let load = load(&cluster, "pd");
    let status = cluster.said(&["status", "pd", "--for", "ready=2", "--timeout", "30m"]);
    drop(load);
    for part in ["2/2 replicas of decode", "prefill: 1/1 replicas available", "pd-decode-hpa"] {
        assert!(status.contains(part), "{part}: {status}");
    }
    // Prefill is two pods with two GPUs each, and decode two with four.
    let listed = cluster.json(&["serve", "list"]);
    assert_eq!((&listed[0]["requestGPUs"], &listed[0]["desiredInstances"]), (&12.into(), &3.into()));
    assert!(cluster.said(&["serve", "list", "-o", "wide"]).contains("RoleBasedGroup"));
    assert_eq!(cluster.said(&["serve", "exec", "pd", "--", "hostname"]).trim(), "pd-decode-0");
}
