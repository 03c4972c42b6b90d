//! What 1,000 nodes and 10,000 pods cost the embedded API server: `cargo run --release --example apiserver_load`.
//!
//! One thread, in process. Each pod is created, bound, and gets its status twice, as from a scheduler and a kubelet.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Instant;

use http::Request;
use http_body_util::{BodyExt, Full};
use hyper::body::Bytes;
use neap::apiserver::network::Nowhere;
use neap::apiserver::{ApiServer, Options};
use neap::clock::SystemClock;
use serde_json::{Value, json};

const NODES: usize = 1_000;
const PODS: usize = 10_000;

fn main() -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(run())
}

async fn run() -> io::Result<()> {
    let server = ApiServer::new(Options {
        clock: Arc::new(SystemClock),
        network: Arc::new(Nowhere),
        seed: 1,
        version: "v1.36.3".to_owned(),
    });
    let before = resident()?;
    let pods = "/api/v1/namespaces/default/pods";

    let start = Instant::now();
    for number in 0..NODES {
        send(&server, "POST", "/api/v1/nodes", "application/json", "", node(number).to_string()).await?;
    }
    say("1,000 nodes created", start, before)?;

    let start = Instant::now();
    for number in 0..PODS {
        send(&server, "POST", pods, "application/json", "", pod(number).to_string()).await?;
    }
    say("10,000 pods created", start, before)?;

    let start = Instant::now();
    for number in 0..PODS {
        let binding = json!({"target": {"kind": "Node", "name": format!("node-{}", number % NODES)}});
        let path = format!("{pods}/web-{number}/binding");
        send(&server, "POST", &path, "application/json", "", binding.to_string()).await?;
    }
    say("10,000 pods bound", start, before)?;

    for ready in [false, true] {
        let start = Instant::now();
        for number in 0..PODS {
            let path = format!("{pods}/web-{number}/status");
            let patch = status(number, ready).to_string();
            send(&server, "PATCH", &path, "application/merge-patch+json", "", patch).await?;
        }
        say("10,000 statuses patched", start, before)?;
    }

    let table = "application/json;as=Table;v=v1;g=meta.k8s.io";
    for (what, path, accept) in [
        ("pods as JSON", "/api/v1/pods", ""),
        ("pods of a label as JSON", "/api/v1/pods?labelSelector=part%3D7", ""),
        ("pods of a node as JSON", "/api/v1/pods?fieldSelector=spec.nodeName%3Dnode-7", ""),
        ("pods as a table", "/api/v1/pods", table),
        ("pods as a table without objects", "/api/v1/pods?includeObject=None", table),
        ("nodes as a table", "/api/v1/nodes", table),
    ] {
        let start = Instant::now();
        let bytes = send(&server, "GET", path, "", accept, String::new()).await?;
        say(&format!("{what}, {} kB", bytes.len() / 1000), start, before)?;
    }
    Ok(())
}

async fn send(
    server: &ApiServer,
    method: &str,
    path: &str,
    kind: &str,
    accept: &str,
    body: String,
) -> io::Result<Bytes> {
    let request = Request::builder().method(method).uri(path).header("content-type", kind);
    let request = request.header("accept", accept).header("user-agent", "load/1");
    let request = request.body(Full::new(Bytes::from(body))).map_err(io::Error::other)?;
    let answer = server.answer(request).await;
    let code = answer.status();
    let bytes = answer.into_body().collect().await.map_err(io::Error::other)?.to_bytes();
    match code.is_success() {
        true => Ok(bytes),
        false => Err(io::Error::other(format!("{method} {path}: {}", String::from_utf8_lossy(&bytes)))),
    }
}

fn say(what: &str, start: Instant, before: u64) -> io::Result<()> {
    let grown = resident()?.saturating_sub(before) / 1000;
    writeln!(io::stdout(), "{:>8.1} ms  {what}  (+{grown} MB)", start.elapsed().as_secs_f64() * 1e3)
}

/// Memory that the process has in use: kB.
fn resident() -> io::Result<u64> {
    let status = std::fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    Ok(line.trim().trim_end_matches("kB").trim().parse().unwrap_or_default())
}

fn node(number: usize) -> Value {
    json!({
        "metadata": {"name": format!("node-{number}"), "labels": {"pool": "a"}},
        "status": {
            "capacity": {"cpu": "32", "memory": "128Gi", "pods": "110", "nvidia.com/gpu": "8"},
            "allocatable": {"cpu": "32", "memory": "128Gi", "pods": "110", "nvidia.com/gpu": "8"},
            "addresses": [{"type": "InternalIP", "address": format!("10.1.{}.{}", number / 250, number % 250)}],
            "conditions": [{"type": "Ready", "status": "True", "reason": "KubeletReady"}],
        },
    })
}

fn pod(number: usize) -> Value {
    json!({
        "metadata": {
            "name": format!("web-{number}"), "labels": {"app": "web", "part": (number % 100).to_string()},
        },
        "spec": {"containers": [{
            "name": "main", "image": "registry.example.com/web:1", "args": ["serve", "--port=8080"],
            "ports": [{"containerPort": 8080}],
            "resources": {"requests": {"cpu": "1", "memory": "1Gi"}, "limits": {"nvidia.com/gpu": "1"}},
            "readinessProbe": {"httpGet": {"path": "/health", "port": 8080}},
        }]},
    })
}

fn status(number: usize, ready: bool) -> Value {
    let now = "2026-01-01T00:00:00Z";
    let is = if ready { "True" } else { "False" };
    let condition =
        |kind: &str| json!({"type": kind, "status": is, "lastProbeTime": null, "lastTransitionTime": now});
    json!({"status": {
        "phase": if ready { "Running" } else { "Pending" },
        "podIP": format!("10.2.{}.{}", number / 250, number % 250),
        "podIPs": [{"ip": format!("10.2.{}.{}", number / 250, number % 250)}],
        "hostIP": "10.1.0.1", "startTime": now,
        "conditions": [condition("Ready"), condition("ContainersReady"), condition("Initialized"), condition("PodScheduled")],
        "containerStatuses": [{
            "name": "main", "image": "registry.example.com/web:1", "imageID": "x", "ready": ready, "restartCount": 0,
            "started": ready,
            "state": if ready { json!({"running": {"startedAt": now}}) } else { json!({"waiting": {"reason": "ContainerCreating"}}) },
        }],
    }})
}
