//! Requests and answers, in virtual time.

mod answers;
mod life;

use std::time::Duration;

use http_body_util::BodyExt;
use serde_json::{Value, json};

use super::*;
use crate::sandbox::model::settings::Container;

const SEED: &str = "python3 -m vllm.entrypoints.openai.api_server --port 8080 --served-model-name qwen --model /mnt/models/Qwen --gpu-memory-utilization 0.95 --quantization gptq --max-model-len=6144";
const SGLANG: &str = "python3 -m sglang.launch_server --model-path /m/Qwen-7B-Chat-Int4 --context-length 4096 --enable-metrics";

/// A server that has just begun, and its log.
fn begun(image: &str, command: &str) -> (ModelServer, Arc<Mutex<Vec<String>>>) {
    let container = Container {
        image: image.into(),
        command: command.split(' ').map(str::to_owned).collect(),
        gpu: Some("Tesla-V100-SXM2-16GB".into()),
        gpus: 1,
        preset: None,
    };
    let settings = Settings::read(&container).unwrap().unwrap();
    let lines = Arc::new(Mutex::new(Vec::new()));
    let log: Log = {
        let lines = Arc::clone(&lines);
        Arc::new(move |line| lines.lock().unwrap().push(line))
    };
    let start = "2026-11-22T05:00:00Z".parse().unwrap();
    (ModelServer::new(settings, ClusterClock::new(start, 1.0), log), lines)
}

fn ready(image: &str, command: &str) -> ModelServer {
    let (server, _) = begun(image, command);
    server.loaded(Duration::from_secs(20));
    server.ready(Duration::from_secs(4));
    server
}

fn vllm() -> ModelServer {
    ready("kube-ai/vllm:0.4.1", SEED)
}

fn post(path: &str, body: &Value) -> Request<Bytes> {
    Request::post(path).body(Bytes::from(body.to_string())).unwrap()
}

async fn text(server: &ModelServer, request: Request<Bytes>) -> (u16, String) {
    let response = server.answer(request).await.unwrap();
    let code = response.status().as_u16();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    (code, String::from_utf8(bytes.to_vec()).unwrap())
}

async fn asked(server: &ModelServer, path: &str, body: Value) -> (u16, Value) {
    let (code, text) = text(server, post(path, &body)).await;
    (code, serde_json::from_str(&text).unwrap())
}

async fn got(server: &ModelServer, path: &str) -> (u16, String) {
    text(server, Request::get(path).body(Bytes::new()).unwrap()).await
}

/// The events of a stream; the last one is `[DONE]`.
fn events(text: &str) -> Vec<Value> {
    let mut lines: Vec<&str> = text.split("\n\n").filter(|line| !line.is_empty()).collect();
    assert_eq!(lines.pop(), Some("data: [DONE]"));
    lines.iter().map(|line| serde_json::from_str(line.strip_prefix("data: ").unwrap()).unwrap()).collect()
}

const CHAT: &str = "/v1/chat/completions";
