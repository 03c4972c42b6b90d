//! Requests and loads, under exactly their Roles.

use serde_json::json;

use super::services::DEPLOYMENT;
use super::{Rotated as _, Runs};
use crate::model_server::{Answer, Server};
use crate::plane::{Namespace, Node};
use crate::suite::Test;

pub fn tests() -> Vec<Test> {
    crate::shared![ways_into_a_service_need_what_is_printed]
}

pub const WAYS: [&str; 4] = ["serve test", "bench", "bench llm", "bench --watch"];

/// A model behind the port of every pod of the namespace.
fn model(ns: &Namespace) -> Server {
    let server = Server::start(|_| {
        Answer::json(json!({
            "choices": [{"message": {"content": "Hello"}, "text": "Hello", "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 5, "completion_tokens": 1, "total_tokens": 6},
        }))
    });
    ns.forward(8080, server.address.port());
    server
}

fn ways_into_a_service_need_what_is_printed(ns: &Namespace) {
    ns.add_node(Node::new("node"));
    ns.metric("vllm:num_requests_waiting").set(1);
    let _ = ns.neap([&DEPLOYMENT[..], &["--wait=60s"]].concat().rotated()).ended_with(0);
    let model = model(ns);
    let runs = Runs::new(ns);
    let (said, _) = runs.run("serve test", &["serve", "test", "qwen"], 0);
    assert_eq!(said, "Hello\n");
    // A load goes to an address only.
    ns.apply(json!({"apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "qwen"},
        "spec": {"rules": [{"host": "qwen.example.com", "http": {"paths": [{"path": "/", "pathType": "Prefix",
            "backend": {"service": {"name": "qwen", "port": {"number": 8080}}}}]}}]}}));
    let gateway = format!("--gateway={}", model.address);
    let load = ["--service=qwen", &gateway, "-n", "4", "-c", "2"];
    runs.run("bench", &[&["bench", "-d", "{}"], &load[..]].concat(), 0);
    let llm = ["--num-prompts=2", "--model=m", "--disable-stream"];
    runs.run("bench llm", &[&["bench", "llm"], &load[..2], &llm[..]].concat(), 0);
    // Nothing listens at the pods' addresses. This one the API server refuses itself, once it has looked at the rights.
    for pod in ns.pods_in("Running") {
        ns.patch_status("Pod", &pod, json!({"podIP": "127.0.0.1", "podIPs": [{"ip": "127.0.0.1"}]}));
    }
    let (_, asked) = runs.run("bench --watch", &[&["bench", "-d", "{}", "--watch"], &load[..]].concat(), 0);
    assert!(asked.contains("/proxy/metrics"), "{asked}");
    runs.are(&WAYS);
}
