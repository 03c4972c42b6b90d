//! Measurements on their way from an engine to who asks for them.

use std::sync::Arc;

use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::*;
use crate::sandbox::Key;
use crate::sandbox::control::paper::Paper;
use crate::sandbox::machines::serving::Server;
use crate::sandbox::model::settings::{Container, Settings};
use crate::sandbox::scenario::text::Span;

struct Way {
    metrics: Metrics,
    listeners: Listeners,
    clock: ClusterClock,
}

fn engine(clock: ClusterClock) -> ModelServer {
    let container = Container {
        image: "vllm/vllm-openai:v0.11.0".into(),
        command: vec!["vllm serve Qwen/Qwen2.5-7B-Instruct --port 8080".into()],
        gpu: Some("H100".into()),
        gpus: 1,
        preset: None,
    };
    let settings = Settings::read(&container).unwrap().unwrap();
    ModelServer::new(settings, clock, Arc::new(|_| {}))
}

impl Way {
    fn new(delay: u64) -> (Self, ModelServer) {
        let mut paper = Paper::new(Vec::new());
        paper.put(json!({
            "apiVersion": "v1", "kind": "Service", "metadata": {"name": "s", "namespace": "ns"}, "spec": {"selector": {"app": "a"}},
        }));
        paper.put(json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "a", "namespace": "ns", "labels": {"app": "a"}},
            "spec": {"nodeName": "n", "containers": [{"name": "c"}]}, "status": {"phase": "Running", "podIP": "10.0.0.1"},
        }));
        let settings = scenario::Metrics {
            scrape_interval: Span::seconds(15),
            adapter_delay: Span::seconds(delay),
            linger: Span::seconds(60),
            ..scenario::Metrics::default()
        };
        let (clock, listeners) = (ClusterClock::new(Timestamp::UNIX_EPOCH, 1.0), Listeners::default());
        let server = engine(clock);
        let pod = Key::new("ns", "a");
        let listener =
            Listener { pod, container: "c".into(), port: Some(8080), server: Server::Engine(server.clone()) };
        listeners.open("10.0.0.1", listener);
        let shared = Shared::default();
        *shared.write() = paper.world;
        let metrics = Metrics::new(settings, clock, listeners.clone(), shared);
        tokio::spawn(metrics.clone().run());
        (Self { metrics, listeners, clock }, server)
    }

    async fn ask(&self, path: &str) -> (u16, Value) {
        let answer = self.metrics.answer(&Request::get(path).body(Bytes::new()).unwrap());
        let code = answer.status().as_u16();
        let text = answer.into_body().collect().await.unwrap().to_bytes();
        (code, serde_json::from_slice(&text).unwrap())
    }

    async fn seconds(&self, seconds: u64) {
        self.clock.sleep(Duration::from_secs(seconds)).await;
    }
}

const PODS: &str = "/apis/custom.metrics.k8s.io/v1beta2/namespaces/ns/pods/%2A/";

async fn load(server: &ModelServer, requests: usize) {
    for _ in 0..requests {
        let server = server.clone();
        tokio::spawn(async move {
            let body = json!({"prompt": "x", "max_tokens": 8000, "ignore_eos": true}).to_string();
            let request = Request::post("/v1/completions").body(Bytes::from(body)).unwrap();
            let _ = server.answer(request).await;
        });
    }
}

#[tokio::test(start_paused = true)]
async fn gauges_come_with_the_scrape_and_with_the_adapters_delay() {
    let (way, server) = Way::new(10);
    way.seconds(1).await;
    // The port is open and the weights are not loaded: no gauges yet.
    assert_eq!(way.ask(&format!("{PODS}vllm:num_requests_running")).await.0, 404);
    server.loaded(Duration::from_secs(1));
    server.ready(Duration::from_secs(1));
    load(&server, 5).await;
    // Scraped at 15, answered from 25 on.
    way.seconds(23).await;
    let (code, list) = way.ask(&format!("{PODS}vllm:num_requests_running")).await;
    assert_eq!((code, list["items"].as_array().unwrap().len()), (200, 0));
    way.seconds(2).await;
    for name in ["vllm:num_requests_running", "vllm_num_requests_running"] {
        let (_, list) = way.ask(&format!("{PODS}{name}?labelSelector=app%3Da")).await;
        let item = &list["items"][0];
        assert_eq!(
            (&item["value"], &item["metric"]["name"], &item["describedObject"]["name"]),
            (&json!("5"), &json!(name), &json!("a"))
        );
        assert_eq!(item["timestamp"], "1970-01-01T00:00:15Z");
    }
    let (_, none) = way.ask(&format!("{PODS}vllm:num_requests_running?labelSelector=app%3Db")).await;
    assert_eq!(none["items"], json!([]));
    let (_, old) = way
        .ask("/apis/custom.metrics.k8s.io/v1beta1/namespaces/ns/services/s/vllm:num_requests_running")
        .await;
    assert_eq!(
        (&old["items"][0]["metricName"], &old["items"][0]["describedObject"]["kind"]),
        (&json!("vllm:num_requests_running"), &json!("Service"))
    );
    way.seconds(15).await;
    let (_, gpu) = way.ask(&format!("{PODS}DCGM_CUSTOM_PROCESS_SM_UTIL")).await;
    let busy: f64 = gpu["items"][0]["value"].as_str().unwrap().trim_end_matches('m').parse().unwrap();
    assert!(busy > 0.0, "{gpu}");
}

#[tokio::test(start_paused = true)]
async fn the_series_of_a_pod_that_is_gone_lingers() {
    let (way, server) = Way::new(0);
    server.loaded(Duration::from_secs(1));
    server.ready(Duration::from_secs(1));
    way.seconds(20).await;
    way.listeners.close("10.0.0.1", "c");
    *way.metrics.0.world.write() = crate::sandbox::World::default();
    let external = "/apis/external.metrics.k8s.io/v1beta1/namespaces/ns/vllm:num_requests_waiting";
    way.seconds(50).await;
    assert_eq!(way.ask(external).await.1["items"][0]["value"], "0");
    way.seconds(30).await;
    assert_eq!(way.ask(external).await.1["items"], json!([]));
}

#[tokio::test(start_paused = true)]
async fn discovery_and_usage_are_there() {
    let (way, _server) = Way::new(0);
    way.seconds(1).await;
    for (group, version) in SERVED {
        let (code, list) = way.ask(&format!("/apis/{group}/{version}")).await;
        assert_eq!((code, &list["groupVersion"]), (200, &json!(format!("{group}/{version}"))));
    }
    let (_, top) = way.ask("/apis/metrics.k8s.io/v1beta1/namespaces/ns/pods").await;
    assert_eq!(top["items"][0]["containers"][0]["name"], "c");
    assert!(top["items"][0]["containers"][0]["usage"]["memory"].as_str().unwrap().ends_with("Mi"));
    let (code, missing) = way.ask(&format!("{PODS}nothing")).await;
    assert_eq!(
        (code, &missing["message"]),
        (404, &json!("the server could not find the metric nothing for pods"))
    );
}

#[tokio::test(start_paused = true)]
async fn prometheus_answers_a_range_with_the_samples_of_each_scrape() {
    let (way, server) = Way::new(10);
    server.loaded(Duration::from_secs(1));
    server.ready(Duration::from_secs(1));
    way.seconds(20).await;
    load(&server, 5).await;
    way.seconds(395).await;
    let asked = |query: &str| {
        let encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let path = format!("/api/v1/query?query={encoded}");
        let answer = way.metrics.prometheus(&Request::get(path).body(Bytes::new()).unwrap());
        async move {
            let text = answer.into_body().collect().await.unwrap().to_bytes();
            serde_json::from_slice::<Value>(&text).unwrap()
        }
    };
    let answer = asked("{__name__=~\"vllm:num_requests_running|up\",pod=~\"a.*\"}[1h]").await;
    assert_eq!((&answer["status"], &answer["data"]["resultType"]), (&json!("success"), &json!("matrix")));
    let running = &answer["data"]["result"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["metric"]["__name__"] == "vllm:num_requests_running")
        .unwrap()["values"];
    // One a scrape: longer than an adapter's memory.
    assert_eq!((&running[1], &running[2]), (&json!([15.0, "0"]), &json!([30.0, "5"])));
    assert_eq!(running.as_array().unwrap().len(), 28);
    assert_eq!(asked("up{pod=\"a\"}[30s]").await["data"]["result"][0]["values"].as_array().unwrap().len(), 2);
    assert_eq!(asked("up{pod=\"b\"}[1h]").await["data"]["result"], json!([]));
    assert_eq!(asked("up{pod=\"a\"}").await["data"]["resultType"], "vector");
}

#[test]
fn what_is_kept_fits_a_budget() {
    let interval = Duration::from_secs(15);
    assert_eq!(history(100, interval), HISTORY);
    assert_eq!(history(400_000, interval), interval);
    assert_eq!(history(0, interval), HISTORY);
}
