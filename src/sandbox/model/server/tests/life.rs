//! A server from its start to its end: what it shows of itself meanwhile.

use super::*;

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
