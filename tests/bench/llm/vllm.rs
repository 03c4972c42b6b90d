//! `--format vllm`, and vLLM's flags that change what is sent.

use std::sync::atomic::{AtomicU64, Ordering};

use super::*;

fn server() -> Wire {
    engine(|_, out| stream(out, &answer(4), Duration::from_millis(20)))
}

fn run(server: &Wire, args: &[&str]) -> crate::support::Outcome {
    let url = format!("http://{}", server.address);
    let fixed = ["llm", "--base-url", &url, "--random-input-len", "8", "--random-output-len", "4"];
    bench([fixed.as_slice(), args].concat())
}

#[test]
fn the_table_and_the_document_are_those_of_vllms_client() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(
        &server,
        &[
            "--num-prompts",
            "20",
            "--max-concurrency",
            "5",
            "--format",
            "vllm",
            "--percentile-metrics",
            "ttft,tpot,itl,e2el,client_queue_time",
            "--metric-percentiles",
            "50,99.9",
            "--goodput",
            "ttft:1000",
            "--save-result",
            "--save-detailed",
            "--append-result",
            "--result-dir",
            folder.path().join("new").to_str().unwrap(),
            "--result-filename",
            "r.json",
            "--metadata",
            "tp=1",
            "version=0.11",
        ],
    );
    assert_eq!(outcome.code, 0, "{}{}", outcome.stdout, outcome.stderr);
    let lines: Vec<&str> = outcome.stdout.lines().collect();
    assert_eq!(lines[0], "============ Serving Benchmark Result ============");
    assert_eq!(lines[1], "Successful requests:                     20        ");
    assert_eq!(lines[3], "Maximum request concurrency:             5         ");
    assert!(outcome.stdout.contains("\nP99.9 E2EL (ms):  "), "{}", outcome.stdout);
    let file = folder.path().join("new/r.json");
    let saved: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
    for (key, value) in
        [("tp", "1"), ("version", "0.11"), ("request_rate", "inf"), ("backend", "openai"), ("model_id", "q")]
    {
        assert_eq!(saved[key], value, "{key}");
    }
    assert_eq!((number(&saved, "/num_prompts"), number(&saved, "/completed")), (20.0, 20.0));
    assert_eq!(
        (number(&saved, "/total_input_tokens"), number(&saved, "/total_output_tokens")),
        (100.0, 80.0)
    );
    // Four events twenty milliseconds apart: E2EL is TTFT and three gaps, TPOT a gap.
    let at = |key: &str| number(&saved, &format!("/{key}"));
    assert!((at("mean_e2el_ms") - at("mean_ttft_ms") - 3.0 * at("mean_tpot_ms")).abs() < 1e-6, "{saved}");
    assert!(
        (19.0..500.0).contains(&at("median_itl_ms")) && at("std_itl_ms") >= 0.0 && at("p99.9_tpot_ms") > 19.0,
        "{saved}"
    );
    for array in [
        "ttfts",
        "itls",
        "latencies",
        "start_times",
        "queue_times",
        "generated_texts",
        "errors",
        "input_lens",
        "output_lens",
    ] {
        assert_eq!(saved[array].as_array().unwrap().len(), 20, "{array}");
    }
    assert_eq!(saved["generated_texts"][0], " t1 t2 t3 t4");
    // The next result is a line of its own.
    let again = run(
        &server,
        &[
            "--num-prompts",
            "2",
            "--format",
            "vllm",
            "--append-result",
            "--result-filename",
            file.to_str().unwrap(),
        ],
    );
    assert_eq!(again.code, 0, "{}", again.stderr);
    let text = std::fs::read_to_string(&file).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), lines[1]["num_prompts"].as_u64(), lines[1].get("ttfts")), (2, Some(2), None));
}

#[test]
fn a_failed_request_is_counted_as_vllm_does() {
    let server = engine(|heard, out| match heard.header("x-request-id") {
        Some("r-1") => {
            out.write_all(b"HTTP/1.1 500 X\r\nContent-Length: 13\r\n\r\nout of memory")?;
            Ok(Then::Keep)
        }
        _ => stream(out, &answer(2), Duration::from_millis(1)),
    });
    let outcome = run(
        &server,
        &[
            "--num-prompts",
            "4",
            "--max-concurrency",
            "1",
            "--request-id-prefix",
            "r-",
            "--format",
            "vllm",
            "--save-detailed",
            "-o",
            "json",
        ],
    );
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!((number(&document, "/completed"), number(&document, "/failed")), (3.0, 1.0));
    assert_eq!((document["output_lens"][1].as_u64(), document["ttfts"][1].as_f64()), (Some(0), Some(0.0)));
    assert!(document["errors"][1].as_str().unwrap().contains("out of memory"), "{document}");
}

#[test]
fn a_ramp_follows_the_number_of_the_request() {
    let server = server();
    let report = report(
        &server,
        &[
            "--num-prompts",
            "40",
            "--ramp-up-strategy",
            "linear",
            "--ramp-up-start-rps",
            "10",
            "--ramp-up-end-rps",
            "50",
            "--arrivals",
            "constant",
        ],
    );
    // The mean of the gaps: ln(5) / 40.
    let rate = number(&report, "/pacing/achievedRate");
    assert!((rate - 40.0 / (5f64.ln() * 39.0 / 40.0)).abs() < 4.0, "{rate}");
}

#[test]
fn a_probe_is_sent_beside_the_load() {
    let server = server();
    let report = report(
        &server,
        &["--num-prompts", "20", "--max-concurrency", "1", "--probe-request-rate", "20", "--metadata", "a=b"],
    );
    let probe = &report["llm"]["probe"];
    assert!(probe["completed"].as_u64().unwrap() >= 5 && probe["failed"] == 0, "{probe}");
    assert!(probe["p50"].as_f64().unwrap() >= 0.06, "{probe}");
    assert_eq!(report["llm"]["metadata"][0]["value"], "b");
    assert_eq!(number(&report, "/llm/whole/completed"), 20.0);
    let heard = server.counts.heard.lock().unwrap();
    let probes = heard.iter().filter(|heard| String::from_utf8_lossy(&heard.body).contains("\"Hi\""));
    assert!(probes.count() >= 5);
}

#[test]
fn a_profile_begins_before_the_first_prompt_and_ends_after_the_last() {
    let server = engine(|heard, out| match heard.path() {
        "/start_profile" | "/stop_profile" => {
            out.write_all(ok("").as_bytes())?;
            Ok(Then::Keep)
        }
        _ => stream(out, &answer(2), Duration::from_millis(1)),
    });
    let outcome = run(&server, &["--num-prompts", "3", "--max-concurrency", "1", "--profile"]);
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let heard = server.counts.heard.lock().unwrap();
    let paths: Vec<&str> =
        heard.iter().map(Heard::path).filter(|path| *path != "/metrics" && *path != "/v1/models").collect();
    let (first, last) = (paths.first().copied(), paths.last().copied());
    assert_eq!((first, last, paths.len()), (Some("/start_profile"), Some("/stop_profile"), 5), "{paths:?}");
}

#[test]
fn what_goes_into_the_body_does() {
    let server = server();
    let outcome = run(
        &server,
        &[
            "--backend",
            "openai-chat",
            "--num-prompts",
            "1",
            "--use-beam-search",
            "--chat-template-kwargs",
            r#"{"enable_thinking": false}"#,
        ],
    );
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let heard = server.counts.heard.lock().unwrap();
    let prompt = heard.iter().find(|heard| heard.path() == "/v1/chat/completions").unwrap();
    let body: Value = serde_json::from_slice(&prompt.body).unwrap();
    assert_eq!(body["chat_template_kwargs"]["enable_thinking"], false);
    assert_eq!(body["use_beam_search"], true);
}

#[test]
fn the_timeline_is_the_page() {
    let server = server();
    let folder = tempfile::tempdir().unwrap();
    let outcome = run(
        &server,
        &[
            "--num-prompts",
            "2",
            "--plot-timeline",
            "--timeline-itl-thresholds",
            "25,50",
            "--save-result",
            "--result-dir",
            folder.path().to_str().unwrap(),
            "--result-filename",
            "a.json",
        ],
    );
    assert_eq!(outcome.code, 0, "{}", outcome.stderr);
    let page = std::fs::read_to_string(folder.path().join("a.timeline.html")).unwrap();
    assert!(page.contains("id=\"document\""));
}

#[test]
fn flags_of_other_clients_are_refused_by_name() {
    for (args, why) in [
        (&["--self-timed"][..], "`--trace FILE`"),
        (&["--hf-split", "train"], "nothing is downloaded"),
        (&["--random-mm-base-items-per-request=2"], "no images"),
        (&["--plot-dataset-stats"], "`--report FILE.html`"),
        (&["--sonnet_input_len", "5"], "prefix_repetition"),
        (&["--save-detailed"], "`--format vllm`"),
        (&["--format", "xml"], "`vllm` or `neap`"),
        (&["--metadata", "x"], "KEY=VALUE"),
        (
            &["--ramp-up-strategy", "steep", "--ramp-up-start-rps", "1", "--ramp-up-end-rps", "2"],
            "`linear` or `exponential`",
        ),
        (
            &["--ramp-up-strategy", "exponential", "--ramp-up-start-rps", "0", "--ramp-up-end-rps", "2"],
            "the start too",
        ),
        (&["--chat-template-kwargs", "{}"], "chat API"),
        (&["--chat-template-kwargs", "[", "--backend", "openai-chat"], "a JSON object"),
        (&["--probe-request-rate=-1"], "requests a second"),
        (&["--suggest-target=ttft.p95<2"], "--suggest-target"),
        (&["--suggest-target", "--load-doubles", "0s"], "doubles"),
    ] {
        let outcome = bench([&["llm"], args].concat());
        assert_eq!(outcome.code, 2, "{args:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(why), "{args:?}: {}", outcome.stderr);
    }
}

/// Each answer is two drafts of three tokens, of which four in all are taken.
fn drafting() -> Wire {
    let answers = AtomicU64::new(0);
    Wire::http(move |heard, out| match heard.path() {
        "/v1/models" => {
            out.write_all(ok(MODELS).as_bytes())?;
            Ok(Then::Keep)
        }
        "/metrics" => {
            let count = answers.load(Ordering::SeqCst);
            let mut page = format!(
                "vllm:time_to_first_token_seconds_bucket{{le=\"+Inf\"}} {count}\nvllm:time_to_first_token_seconds_sum 1\n"
            );
            // It had drafted before, in vain.
            for (name, value) in [
                ("drafts_total", 5 + 2 * count),
                ("draft_tokens_total", 15 + 6 * count),
                ("accepted_tokens_total", 4 * count),
                ("accepted_tokens_per_pos_total{position=\"0\"}", 2 * count),
                ("accepted_tokens_per_pos_total{position=\"1\"}", 2 * count),
                ("accepted_tokens_per_pos_total{position=\"2\"}", 0),
            ] {
                page += &format!("vllm:spec_decode_num_{name} {value}\n");
            }
            out.write_all(ok(&page).as_bytes())?;
            Ok(Then::Keep)
        }
        _ => {
            answers.fetch_add(1, Ordering::SeqCst);
            stream(out, &answer(4), Duration::from_millis(1))
        }
    })
}

#[test]
fn what_the_engine_drafted_in_the_run_is_in_every_form() {
    let server = drafting();
    let text = run(&server, &["--num-prompts", "10"]);
    let told = "\n  Speculation: 66.7 % of 60 draft tokens accepted, 3.00 tokens a step\n";
    assert!(text.stdout.contains(told), "{}{}", text.stdout, text.stderr);
    let url = format!("http://{}", server.address);
    let own = checked(&["llm", "--base-url", &url, "--random-output-len", "4", "--num-prompts", "10"]);
    assert_eq!(own["llm"]["engine"]["speculation"]["acceptedTokens"], 40);
    assert_eq!(own["llm"]["engine"]["speculation"]["byPosition"], serde_json::json!([1.0, 1.0, 0.0]));
    let ramp = "--ramp-up-strategy linear --ramp-up-start-rps 50 --ramp-up-end-rps 53";
    let args = format!("--num-prompts 10 --format vllm -o json {ramp}");
    let outcome = run(&server, &args.split(' ').collect::<Vec<_>>());
    let vllms: Value = serde_json::from_str(&outcome.stdout).unwrap();
    assert_eq!(
        (number(&vllms, "/spec_decode_num_drafts"), number(&vllms, "/spec_decode_draft_tokens")),
        (20.0, 60.0)
    );
    let events = vllms["rps_change_events"].as_array().unwrap();
    let rates: Vec<u64> = events.iter().map(|event| event["rps"].as_u64().unwrap()).collect();
    assert_eq!(rates, [50, 51, 52, 53]);
    let times: Vec<&str> = events.iter().map(|event| event["timestamp"].as_str().unwrap()).collect();
    assert!(times.is_sorted() && times[0] < times[3], "{times:?}");
}
