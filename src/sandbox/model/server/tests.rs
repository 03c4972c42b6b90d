//! Requests and answers, in virtual time.

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

#[tokio::test(start_paused = true)]
async fn the_guides_request() {
    let body = json!({"model": "qwen", "messages": [{"role": "user", "content": "Test"}], "max_tokens": 10, "temperature": 0.7, "top_p": 0.9, "seed": 10});
    let server = vllm();
    let (code, answer) = asked(&server, CHAT, body.clone()).await;
    assert_eq!(code, 200);
    assert_eq!(answer["object"], "chat.completion");
    assert_eq!(answer["model"], "qwen");
    assert_eq!(answer["choices"][0]["finish_reason"], "length");
    assert_eq!(answer["choices"][0]["message"]["role"], "assistant");
    assert_eq!(
        answer["usage"],
        json!({"prompt_tokens": 9, "total_tokens": 19, "completion_tokens": 10, "prompt_tokens_details": null})
    );
    // The same question gets the same answer; a request without a model is served.
    let mut unnamed = body;
    unnamed.as_object_mut().unwrap().remove("model");
    let (_, again) = asked(&server, CHAT, unnamed).await;
    assert_eq!(again["choices"], answer["choices"]);
    assert_eq!(again["model"], "qwen");
    assert_ne!(again["id"], answer["id"]);
}

#[tokio::test(start_paused = true)]
async fn a_stream_says_the_same_as_a_whole_answer() {
    let server = vllm();
    let mut body = json!({"messages": [{"role": "user", "content": "How are the tides?"}], "n": 2});
    let (_, whole) = asked(&server, CHAT, body.clone()).await;
    body["stream"] = true.into();
    body["stream_options"] = json!({"include_usage": true});
    let (code, stream) = text(&server, post(CHAT, &body)).await;
    let events = events(&stream);
    assert_eq!(code, 200);
    assert_eq!(events.iter().filter(|event| event["choices"][0]["delta"]["role"] == "assistant").count(), 2);
    for choice in 0..2 {
        let mine = events.iter().filter(|event| event["choices"][0]["index"] == choice);
        let said: String =
            mine.clone().filter_map(|event| event["choices"][0]["delta"]["content"].as_str()).collect();
        assert_eq!(said, whole["choices"][choice]["message"]["content"]);
        let reasons: Vec<_> =
            mine.map(|event| &event["choices"][0]["finish_reason"]).filter(|it| !it.is_null()).collect();
        assert_eq!(reasons, [&whole["choices"][choice]["finish_reason"]]);
        assert_eq!(whole["choices"][choice]["finish_reason"], "stop");
    }
    let last = events.last().unwrap();
    assert_eq!((&last["choices"], &last["usage"]), (&json!([]), &whole["usage"]));
    // Without being asked, a stream has no counts.
    body.as_object_mut().unwrap().remove("stream_options");
    assert!(!text(&server, post(CHAT, &body)).await.1.contains("usage"));
}

#[tokio::test(start_paused = true)]
async fn lengths_are_what_was_asked_for() {
    let server = vllm();
    let path = "/v1/completions";
    let tokens = |answer: &Value| answer["usage"]["completion_tokens"].as_u64().unwrap();
    let (_, short) = asked(&server, path, json!({"prompt": "The tide"})).await;
    assert_eq!((tokens(&short), &short["choices"][0]["finish_reason"]), (16, &json!("length")));
    let (_, long) =
        asked(&server, path, json!({"prompt": "x", "max_tokens": 3000, "ignore_eos": true})).await;
    assert_eq!((tokens(&long), &long["choices"][0]["finish_reason"]), (3000, &json!("length")));
    let (_, least) =
        asked(&server, path, json!({"prompt": "x", "max_tokens": 3000, "min_tokens": 2500})).await;
    assert_eq!((tokens(&least), &least["choices"][0]["finish_reason"]), (2500, &json!("stop")));
    let (_, said) = asked(&server, path, json!({"prompt": "x", "max_tokens": 3000})).await;
    assert!(tokens(&said) < 2500 && said["choices"][0]["finish_reason"] == "stop");
    let (_, stopped) =
        asked(&server, path, json!({"prompt": "x", "max_tokens": 300, "stop": ["."], "ignore_eos": true}))
            .await;
    let first = said["choices"][0]["text"].as_str().unwrap().split('.').next().unwrap();
    assert_eq!(stopped["choices"][0]["text"], first);
    assert_eq!(stopped["choices"][0]["stop_reason"], ".");
    let (_, several) =
        asked(&server, path, json!({"prompt": ["a", "b", [1, 2, 3]], "n": 2, "max_tokens": 2})).await;
    assert_eq!(several["choices"].as_array().unwrap().len(), 6);
    assert_eq!(several["usage"]["prompt_tokens"], 5);
}

#[tokio::test(start_paused = true)]
async fn what_is_wrong_is_said_as_vllm_says_it() {
    let server = vllm();
    let user = json!([{"role": "user", "content": "x"}]);
    for (body, code, words) in [
        (json!({"messages": user, "model": "llama"}), 404, "The model `llama` does not exist."),
        (
            json!({"messages": user, "stream_options": {"include_usage": true}}),
            400,
            "Stream options can only be defined when `stream=True`.",
        ),
        (
            json!({"messages": user, "max_tokens": 6140}),
            400,
            "This model's maximum context length is 6144 tokens. However, you requested 6149 tokens (9 in the messages, 6140 in the completion). Please reduce the length of the messages or completion.",
        ),
        (json!({"messages": user, "max_tokens": 0}), 400, "max_tokens must be at least 1, got 0."),
        (json!({"messages": user, "max_tokens": -1}), 400, "max_tokens must be at least 1, got -1."),
        (
            json!({"messages": user, "max_tokens": "x"}),
            400,
            "'type': 'integer_type', 'loc': ('body', 'max_tokens')",
        ),
        (json!({"messages": user, "n": 0}), 400, "n must be at least 1, got 0."),
        (json!({"messages": user, "stream": 1}), 400, "boolean"),
        (json!({"model": "qwen"}), 400, "'type': 'missing', 'loc': ('body', 'messages')"),
        (json!([]), 400, "dictionary"),
    ] {
        let (status, answer) = asked(&server, CHAT, body.clone()).await;
        let said = answer["message"].as_str().unwrap();
        assert_eq!((status, answer["code"].as_u64()), (code, Some(u64::from(code))), "{body}");
        assert!(said.contains(words), "{body}: {said}");
        assert_eq!(answer["object"], "error");
    }
    let broken = Request::post(CHAT).body(Bytes::from_static(b"{\"messages\": [")).unwrap();
    let (code, said) = text(&server, broken).await;
    assert!(code == 400 && said.contains("JSON decode error"), "{said}");
    assert_eq!(got(&server, CHAT).await.0, 405);
    assert_eq!(got(&server, "/nothing").await.0, 404);
    assert!(server.look(Batcher::is_idle));
    // Newer versions wrap it.
    let new = ready("vllm/vllm-openai:v0.11.0", "vllm serve /m --served-model-name a b --api-key secret");
    assert_eq!(asked(&new, CHAT, json!({"messages": user})).await.0, 401);
    let request = Request::post(CHAT).header("authorization", "Bearer secret");
    let request = request.body(Bytes::from(json!({"messages": user, "model": "c"}).to_string())).unwrap();
    let (code, said) = text(&new, request).await;
    assert_eq!((code, said.contains(r#"{"error":{"message":"The model `c` does not exist.","#)), (404, true));
}

#[tokio::test(start_paused = true)]
async fn a_server_that_loads_has_no_gauges_and_takes_no_requests() {
    let (server, log) = begun("kube-ai/vllm:0.4.1", SEED);
    let chat = json!({"messages": [{"role": "user", "content": "x"}], "max_tokens": 1});
    assert_eq!(got(&server, "/health").await, (503, String::new()));
    assert_eq!(got(&server, "/metrics").await, (200, String::new()));
    assert_eq!(asked(&server, CHAT, chat.clone()).await.0, 503);
    server.loaded(Duration::from_secs(20));
    // Loaded but not warm: a request is taken, and waits for the graphs.
    let waits = tokio::spawn({
        let server = server.clone();
        async move { asked(&server, CHAT, chat).await.0 }
    });
    tokio::time::sleep(Duration::from_secs(7)).await;
    assert!(!waits.is_finished());
    assert_eq!(got(&server, "/health").await.0, 503);
    server.ready(Duration::from_secs(7));
    assert_eq!(waits.await.unwrap(), 200);
    assert_eq!(got(&server, "/health").await, (200, String::new()));
    assert!(got(&server, "/metrics").await.1.contains("vllm:num_requests_running{model_name=\"qwen\"} 0.0"));
    let log = log.lock().unwrap().join("\n");
    for line in [
        "INFO 11-22 05:00:00 api_server.py:151] vLLM API server version 0.4.1",
        "Loading model weights took 5.4",
        "# GPU blocks: 86",
        "INFO 11-22 05:00:07 model_runner.py:867] Graph capturing finished in 7 secs.",
        "Uvicorn running on http://0.0.0.0:8080",
    ] {
        assert!(log.contains(line), "{line} is not in:\n{log}");
    }
}

#[tokio::test(start_paused = true)]
async fn metrics_have_the_names_of_the_version() {
    let chat = json!({"messages": [{"role": "user", "content": "x"}], "max_tokens": 5});
    let old = vllm();
    asked(&old, CHAT, chat.clone()).await;
    let (_, page) = got(&old, "/metrics").await;
    for line in [
        "# TYPE vllm:num_requests_waiting gauge",
        "vllm:gpu_cache_usage_perc{model_name=\"qwen\"} 0.0",
        "vllm:request_success_total{model_name=\"qwen\",finished_reason=\"length\"} 1.0",
        "vllm:generation_tokens_total{model_name=\"qwen\"} 5.0",
        "vllm:time_to_first_token_seconds_bucket{model_name=\"qwen\",le=\"10.0\"} 1.0",
        "vllm:time_to_first_token_seconds_bucket{model_name=\"qwen\",le=\"+Inf\"} 1.0",
        "vllm:time_per_output_token_seconds_count{model_name=\"qwen\"} 4.0",
        "vllm:e2e_request_latency_seconds_count{model_name=\"qwen\"} 1.0",
    ] {
        assert!(page.contains(line), "{line} is not in:\n{page}");
    }
    assert!(
        !page.contains("vllm:kv_cache_usage_perc") && !page.contains("le=\"20.0\"} 1.0\nvllm:time_to_first")
    );
    let new = ready("vllm/vllm-openai:v0.11.0", "vllm serve /m --served-model-name q");
    // The card of these tests is too old for v1 before 0.11.
    let (_, page) = got(&new, "/metrics").await;
    for line in [
        "vllm:kv_cache_usage_perc{engine=\"0\",model_name=\"q\"} 0.0",
        "vllm:inter_token_latency_seconds_count",
        "vllm:request_queue_time_seconds_sum",
    ] {
        assert!(page.contains(line), "{line} is not in:\n{page}");
    }
    assert!(!page.contains("gpu_cache_usage_perc"));
    let sglang = ready("lmsysorg/sglang:v0.5.0", SGLANG);
    asked(&sglang, CHAT, chat).await;
    let (_, page) = got(&sglang, "/metrics").await;
    for line in [
        "sglang:num_running_reqs{",
        "sglang:num_queue_reqs{",
        "sglang:token_usage{",
        "sglang:time_to_first_token_seconds_bucket{",
    ] {
        assert!(page.contains(line), "{line} is not in:\n{page}");
    }
    let silent = ready("lmsysorg/sglang:v0.5.0", SGLANG.trim_end_matches(" --enable-metrics"));
    assert_eq!(got(&silent, "/metrics").await.0, 404);
}

#[tokio::test(start_paused = true)]
async fn sglang_generates() {
    let server = ready("lmsysorg/sglang:v0.5.0", SGLANG);
    let body = json!({"text": "The tide", "sampling_params": {"max_new_tokens": 6, "ignore_eos": true}});
    let (code, answer) = asked(&server, "/generate", body.clone()).await;
    assert_eq!((code, &answer["meta_info"]["finish_reason"]), (200, &json!({"type": "length", "length": 6})));
    assert_eq!(
        (&answer["meta_info"]["prompt_tokens"], &answer["meta_info"]["completion_tokens"]),
        (&json!(2), &json!(6))
    );
    let mut streamed = body;
    streamed["stream"] = true.into();
    let (_, stream) = text(&server, post("/generate", &streamed)).await;
    let events = events(&stream);
    assert_eq!(events.len(), 6);
    assert_eq!(events[5]["text"], answer["text"]);
    assert!(answer["text"].as_str().unwrap().starts_with(events[0]["text"].as_str().unwrap()));
    // vLLM has no such path.
    assert_eq!(asked(&vllm(), "/generate", json!({})).await.0, 404);
}

#[tokio::test(start_paused = true)]
async fn a_client_that_goes_is_forgotten() {
    let server = vllm();
    let body = json!({"messages": [{"role": "user", "content": "x"}], "max_tokens": 2000, "ignore_eos": true, "stream": true});
    let mut stream = server.answer(post(CHAT, &body)).await.unwrap().into_body();
    stream.frame().await.unwrap().unwrap();
    assert_eq!(server.look(Batcher::running), 1);
    drop(stream);
    assert_eq!(server.look(|engine| (engine.running(), engine.kv_usage())), (0, 0.0));
    // The same before there is anything to stream.
    let mut plain = body;
    plain["stream"] = false.into();
    let waits = tokio::time::timeout(Duration::from_secs(1), server.answer(post(CHAT, &plain))).await;
    assert!(waits.is_err() && server.look(|engine| engine.statistics().aborted) == 2);
    tokio::time::sleep(Duration::from_secs(60)).await;
    assert!(!server.0.state().driven, "an idle server has no task");
}

#[tokio::test(start_paused = true)]
async fn a_server_that_ends_breaks_its_streams() {
    let server = vllm();
    let body = json!({"messages": [{"role": "user", "content": "x"}], "max_tokens": 2000, "ignore_eos": true, "stream": true});
    let mut stream = server.answer(post(CHAT, &body)).await.unwrap().into_body();
    stream.frame().await.unwrap().unwrap();
    server.stop();
    let rest = stream.collect().await;
    assert_eq!(rest.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
    assert_eq!(
        server.answer(post(CHAT, &body)).await.err().unwrap().kind(),
        io::ErrorKind::ConnectionRefused
    );
}

#[tokio::test(start_paused = true)]
async fn ten_thousand_idle_servers_have_no_task() {
    let before = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let servers: Vec<_> = (0..10_000).map(|_| vllm()).collect();
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(tokio::runtime::Handle::current().metrics().num_alive_tasks(), before);
    assert!(std::mem::size_of::<State>() < 2048, "{}", std::mem::size_of::<State>());
    assert_eq!(servers.iter().filter(|server| server.look(Batcher::is_idle)).count(), 10_000);
}

#[tokio::test(start_paused = true)]
async fn the_log_says_how_busy_it_is() {
    let (server, log) = begun("kube-ai/vllm:0.4.1", SEED);
    server.loaded(Duration::from_secs(20));
    server.ready(Duration::from_secs(4));
    let body =
        json!({"messages": [{"role": "user", "content": "x"}], "max_tokens": 1000, "ignore_eos": true});
    asked(&server, CHAT, body).await;
    assert!(server.busy(Duration::from_secs(10)) > 0.9);
    tokio::time::sleep(Duration::from_secs(30)).await;
    assert_eq!(server.busy(Duration::from_secs(10)), 0.0);
    let log = log.lock().unwrap();
    let reports: Vec<_> = log.iter().filter(|line| line.contains("Avg prompt throughput")).collect();
    assert!(
        reports[0].starts_with("INFO 11-22 05:00:05 metrics.py:229] Avg prompt throughput: 1.8 tokens/s"),
        "{}",
        reports[0]
    );
    assert!(reports[0].contains("Running: 1 reqs, Swapped: 0 reqs, Pending: 0 reqs"), "{}", reports[0]);
    assert!(reports.last().unwrap().contains("generation throughput: 0.0 tokens/s, Running: 0 reqs"));
}

fn any_json() -> impl proptest::strategy::Strategy<Value = Value> {
    use proptest::prelude::*;
    let names = [
        "messages",
        "prompt",
        "text",
        "model",
        "max_tokens",
        "n",
        "stop",
        "stream",
        "stream_options",
        "include_usage",
        "ignore_eos",
        "min_tokens",
        "role",
        "content",
        "sampling_params",
        "max_new_tokens",
        "input_ids",
        "seed",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-3i64..40).prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::vec((proptest::sample::select(names.to_vec()), inner), 0..6).prop_map(
                |fields| {
                    Value::Object(fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
                }
            ),
        ]
    })
}

proptest::proptest! {
    #[test]
    fn any_body_gets_an_answer(body in any_json(), path in 0usize..3, sound in proptest::prelude::any::<bool>()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let server = ready("lmsysorg/sglang:v0.5.0", SGLANG);
            let path = [CHAT, "/v1/completions", "/generate"][path];
            let mut body = body;
            if let Some(fields) = body.as_object_mut().filter(|_| sound) {
                fields.insert("messages".into(), json!([{"role": "user", "content": "x"}]));
                fields.insert("prompt".into(), "x".into());
                fields.insert("text".into(), "x".into());
            }
            let (code, text) = text(&server, post(path, &body)).await;
            assert!([200, 400].contains(&code), "{code} {text}");
            assert!(server.look(Batcher::is_idle));
        });
    }
}
