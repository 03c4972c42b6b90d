//! The ingress before pods on paper.

use std::sync::Arc;

use http_body_util::BodyExt;
use serde_json::{Value, json};

use jiff::Timestamp;

use super::*;
use crate::sandbox::control::paper::Paper;
use crate::sandbox::machines::serving::{Listener, Server};

struct Way {
    ingress: Ingress,
    listeners: Listeners,
    paper: Paper,
}

impl Way {
    fn new(policy: Balance, delay: u64) -> Self {
        let settings = scenario::Ingress {
            policy,
            endpoint_delay: crate::sandbox::scenario::text::Span::seconds(delay),
            ..scenario::Ingress::default()
        };
        let listeners = Listeners::default();
        let clock = ClusterClock::new(Timestamp::UNIX_EPOCH, 1.0);
        let ingress = Ingress::new(settings, 1, clock, listeners.clone());
        let mut paper = Paper::new(vec![Box::new(ingress.router())]);
        paper.put(json!({
            "apiVersion": "networking.k8s.io/v1", "kind": "Ingress", "metadata": {"name": "a", "namespace": "ns"},
            "spec": {"rules": [{"host": "a.example.com", "http": {"paths": [
                {"path": "/v1", "pathType": "Prefix", "backend": {"service": {"name": "a", "port": {"number": 80}}}},
            ]}}]},
        }));
        paper.put(json!({
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": "a", "namespace": "ns"},
            "spec": {"ports": [{"name": "http", "port": 80, "targetPort": 8080}]},
        }));
        let mut way = Self { ingress, listeners, paper };
        way.endpoints(&[]);
        way
    }

    /// Pods answer there, and the slices say so.
    fn endpoints(&mut self, pods: &[&str]) {
        let endpoints: Vec<Value> = pods
            .iter()
            .map(|address| json!({"addresses": [address], "conditions": {"ready": true}}))
            .collect();
        for address in pods {
            let pod = Key::new("ns", format!("pod-{address}"));
            let server = Server::Web { pod: pod.name.clone() };
            let listener = Listener { pod, container: "c".into(), port: Some(8080), server };
            self.listeners.open(address, listener);
        }
        self.paper.put(json!({
            "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
            "metadata": {"name": "a-1", "namespace": "ns", "labels": {"kubernetes.io/service-name": "a"}},
            "endpoints": endpoints, "ports": [{"name": "http", "port": 8080}],
        }));
        self.paper.settle();
    }

    /// Status, and the last letter of the pod's address.
    async fn get(&self, connection: u64, host: &str, path: &str) -> (u16, String) {
        let request = Request::get(path).header("host", host).body(Bytes::new()).unwrap();
        let answer = self.ingress.send(Connection(connection), request).await.unwrap();
        let code = answer.status().as_u16();
        let text = answer.into_body().collect().await.unwrap().to_bytes();
        (code, String::from_utf8_lossy(&text).trim().chars().last().unwrap().to_string())
    }

    async fn codes(&self, host: &str, path: &str) -> u16 {
        self.get(0, host, path).await.0
    }
}

#[tokio::test(start_paused = true)]
async fn hosts_and_paths_lead_to_services() {
    let mut way = Way::new(Balance::RoundRobin, 0);
    assert_eq!(way.codes("a.example.com", "/v1/x").await, 503);
    way.endpoints(&["10.0.0.1"]);
    assert_eq!(way.codes("A.example.com:80", "/v1/x").await, 200);
    assert_eq!(way.codes("a.example.com", "/v11").await, 404);
    assert_eq!(way.codes("b.example.com", "/v1").await, 404);
    way.listeners.close("10.0.0.1", "c");
    assert_eq!(way.codes("a.example.com", "/v1").await, 502);
    let ingress = way.paper.get("Ingress", "a");
    assert_eq!(ingress["status"]["loadBalancer"]["ingress"][0]["ip"], "127.0.0.1");
}

#[tokio::test(start_paused = true)]
async fn turns_go_round_and_a_connection_keeps_its_pod() {
    for (policy, seen) in [(Balance::RoundRobin, 2), (Balance::L4, 1)] {
        let mut way = Way::new(policy, 0);
        way.endpoints(&["10.0.0.1", "10.0.0.2"]);
        let mut pods = std::collections::BTreeSet::new();
        for _ in 0..4 {
            pods.insert(way.get(7, "a.example.com", "/v1").await.1);
        }
        assert_eq!(pods.len(), seen, "{policy:?}");
        let other = way.get(8, "a.example.com", "/v1").await.1;
        way.ingress.close(Connection(7));
        assert!(policy != Balance::L4 || !pods.contains(&other));
    }
}

#[tokio::test(start_paused = true)]
async fn who_has_least_to_do_gets_the_next() {
    let mut way = Way::new(Balance::LeastRequest, 0);
    way.endpoints(&["10.0.0.1", "10.0.0.2"]);
    let request = || Request::get("/v1").header("host", "a.example.com").body(Bytes::new()).unwrap();
    // An answer whose body nobody has read is under way.
    let held = way.ingress.send(Connection(1), request()).await.unwrap();
    let free = way.get(2, "a.example.com", "/v1").await.1;
    for _ in 0..3 {
        assert_eq!(way.get(2, "a.example.com", "/v1").await.1, free);
    }
    drop(held);
    let mut pods = std::collections::BTreeSet::new();
    for _ in 0..2 {
        pods.insert(way.get(2, "a.example.com", "/v1").await.1);
    }
    assert_eq!(pods.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_pod_that_is_gone_gets_traffic_until_the_delay_is_over() {
    let mut way = Way::new(Balance::RoundRobin, 3);
    way.paper.pass(5);
    way.endpoints(&["10.0.0.1"]);
    assert_eq!(way.codes("a.example.com", "/v1").await, 503);
    way.paper.pass(3);
    assert_eq!(way.codes("a.example.com", "/v1").await, 200);
    way.endpoints(&[]);
    way.paper.pass(2);
    assert_eq!(way.codes("a.example.com", "/v1").await, 200);
    way.paper.pass(1);
    assert_eq!(way.codes("a.example.com", "/v1").await, 503);
}

#[tokio::test(start_paused = true)]
async fn a_request_for_a_revision_without_pods_waits_for_one() {
    let mut way = Way::new(Balance::RoundRobin, 0);
    way.paper.put(json!({
        "apiVersion": "serving.knative.dev/v1", "kind": "Route", "metadata": {"name": "k", "namespace": "ns"},
        "status": {"url": "http://k.ns.example.com", "traffic": [{"revisionName": "k-1", "percent": 100}]},
    }));
    way.paper.settle();
    let revision = Key::new("ns", "k-1");
    let (ingress, waits) = (way.ingress.clone(), Arc::new(tokio::sync::Notify::new()));
    let told = waits.clone();
    let request = Request::get("/").header("host", "k.ns.example.com").body(Bytes::new()).unwrap();
    let asked = tokio::spawn(async move {
        let answer = ingress.send(Connection(1), request).await.unwrap();
        told.notify_one();
        answer.status().as_u16()
    });
    tokio::time::sleep(std::time::Duration::from_secs(10)).await;
    assert_eq!((asked.is_finished(), way.ingress.meters().waiting(&revision)), (false, 1));
    let traffic = way.ingress.meters().take(&revision, way.ingress.0.clock.now());
    assert!((traffic.concurrency - 1.0).abs() < 0.01 && (traffic.rate - 0.1).abs() < 0.01, "{traffic:?}");
    way.endpoints(&["10.0.0.9"]);
    way.paper.put(json!({
        "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "k", "namespace": "ns", "labels": {"serving.knative.dev/revision": "k-1"}},
        "spec": {"nodeName": "n", "containers": [{"name": "c", "ports": [{"containerPort": 8080}]}]},
        "status": {"podIP": "10.0.0.9", "conditions": [{"type": "Ready", "status": "True"}]},
    }));
    way.paper.settle();
    waits.notified().await;
    assert_eq!((asked.await.unwrap(), way.ingress.meters().waiting(&revision)), (200, 0));
}
