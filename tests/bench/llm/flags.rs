//! The flags: vLLM's as they stand, and what is said about a bad one.

use super::*;

#[test]
fn a_command_line_of_vllm_runs_as_it_stands() {
    let server = engine(|_, out| stream(out, &answer(4), Duration::from_millis(2)));
    let port = server.address.port().to_string();
    let folder = tempfile::tempdir().unwrap();
    let outcome = bench([
        "llm",
        "--backend",
        "vllm",
        "--host",
        "127.0.0.1",
        "--port",
        &port,
        "--endpoint",
        "/v1/completions",
        "--model",
        "Qwen/Qwen3-8B",
        "--served-model-name",
        "q",
        "--dataset-name",
        "random",
        "--random-input-len",
        "16",
        "--random-output-len",
        "4",
        "--num-prompts",
        "20",
        "--request-rate",
        "inf",
        "--burstiness",
        "1.0",
        "--max-concurrency",
        "5",
        "--ignore-eos",
        "--temperature",
        "0",
        "--percentile-metrics",
        "ttft,tpot,itl,e2el",
        "--metric-percentiles",
        "50,90",
        "--goodput",
        "ttft:1000",
        "e2el:2000",
        "--trust-remote-code",
        "--seed",
        "3",
        "--header",
        "x-tenant=a",
        "--save-result",
        "--result-dir",
        folder.path().to_str().unwrap(),
        "--result-filename",
        "r.json",
    ]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.stdout, outcome.stderr);
    for line in [
        "Successful requests",
        "Request throughput (req/s)",
        "Output token throughput (tok/s)",
        "Time to first token (TTFT)",
    ] {
        assert!(outcome.stdout.contains(line), "{}", outcome.stdout);
    }
    assert!(outcome.stdout.lines().all(|line| line.chars().count() <= 80), "{}", outcome.stdout);
    let saved: Value = serde_json::from_slice(&std::fs::read(folder.path().join("r.json")).unwrap()).unwrap();
    assert_eq!(number(&saved, "/llm/whole/completed"), 20.0);
    let heard = server.counts.heard.lock().unwrap();
    let prompt = heard.iter().find(|heard| heard.path() == "/v1/completions").unwrap();
    let body: Value = serde_json::from_slice(&prompt.body).unwrap();
    assert_eq!(
        (&body["model"], &body["max_tokens"], &body["ignore_eos"]),
        (&"q".into(), &4.into(), &true.into())
    );
    assert_eq!(prompt.header("x-tenant"), Some("a"));
    assert_eq!(prompt.header("content-type"), Some("application/json"));
}

#[test]
fn an_objective_on_ttft_decides_the_exit_code() {
    let server = engine(|_, out| {
        std::thread::sleep(Duration::from_millis(30));
        stream(out, &answer(2), Duration::ZERO)
    });
    let url = server.url();
    let run = |terms: &str| {
        bench(["llm", &url, "-n", "40", "-c", "4", "--random-input-len", "8", "--fail-if", terms]).code
    };
    assert_eq!((run("ttft.p50>10ms"), run("ttft.p50>10s|error>1%")), (4, 0));
}

#[test]
fn a_bad_flag_is_named_before_anything_is_sent() {
    for (args, words) in [
        (&["--backend", "tgi"][..], "`--backend`"),
        (&["--goodput", "ttft=5"], "`--goodput`"),
        (&["--goodput", "itl:5"], "`--goodput`"),
        (&["--metric-percentiles", "101"], "`--metric-percentiles`"),
        (&["--percentile-metrics", "x"], "`--percentile-metrics`"),
        (&["--temperature", "warm"], "`--temperature`"),
        (&["--extra-body", "[1]"], "`--extra-body`"),
        (&["--extra-body", "{\"stream\": false}"], "`stream`"),
        (&["--header", "x"], "`--header`"),
        (&["--port", "0"], "`--port`"),
        (&["--port", "1", "--base-url", "http://127.0.0.1:1"], "exclude each other"),
        (&["--num-prompts", "0"], "`--num-prompts`"),
        (&["-d", "x"], "`-d`"),
        (&["--fail-if", "ttft.p99>2"], "`--fail-if`"),
        (&["--num-warmups", "x"], "`--num-warmups`"),
    ] {
        let outcome = bench([&["llm"], args].concat());
        assert_eq!(outcome.code, 2, "{args:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(words), "{args:?}: {}", outcome.stderr);
    }
    // Without a server nothing can be asked for its models.
    let outcome = bench(["llm", "--base-url", "http://127.0.0.1:1", "-n", "1"]);
    assert_eq!(outcome.code, 1);
    assert!(outcome.stderr.contains("--model"), "{}", outcome.stderr);
}
