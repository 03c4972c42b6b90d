//! `--suggest-target` as a process, against an engine that shows its queue.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use super::*;

/// Sequences that run at a time, and how long each does.
const SEATS: usize = 2;
const TAKES: Duration = Duration::from_millis(40);

/// Fifty prompts a second and no more; what waits and what runs stands on its page.
fn queueing() -> Wire {
    let free = Mutex::new([Instant::now(); SEATS]);
    let (waiting, running) = (AtomicU64::new(0), AtomicU64::new(0));
    Wire::http(move |heard, out| match heard.path() {
        "/v1/models" => {
            out.write_all(ok(MODELS).as_bytes())?;
            Ok(Then::Keep)
        }
        "/metrics" => {
            let [waiting, running] = [&waiting, &running].map(|gauge| gauge.load(Ordering::SeqCst));
            let page = format!(
                "# TYPE vllm:num_requests_waiting gauge\nvllm:num_requests_waiting{{model_name=\"q\"}} {waiting}\n\
                 # TYPE vllm:num_requests_running gauge\nvllm:num_requests_running{{model_name=\"q\"}} {running}\n"
            );
            out.write_all(ok(&page).as_bytes())?;
            Ok(Then::Keep)
        }
        _ => {
            waiting.fetch_add(1, Ordering::SeqCst);
            let begins = {
                let mut free = free.lock().unwrap();
                let soonest = free.iter_mut().min().unwrap();
                let begins = (*soonest).max(Instant::now());
                *soonest = begins + TAKES;
                begins
            };
            std::thread::sleep(begins.saturating_duration_since(Instant::now()));
            waiting.fetch_sub(1, Ordering::SeqCst);
            running.fetch_add(1, Ordering::SeqCst);
            std::thread::sleep((begins + TAKES).saturating_duration_since(Instant::now()));
            running.fetch_sub(1, Ordering::SeqCst);
            stream(out, &answer(2), Duration::ZERO)
        }
    })
}

#[test]
fn a_sweep_ends_with_the_gauges_and_what_becomes_of_each() {
    let server = queueing();
    let url = format!("http://{}", server.address);
    let outcome = bench([
        "llm",
        "--base-url",
        &url,
        "--random-input-len",
        "8",
        "--suggest-target=error<1%",
        "--cold-start",
        "1m",
        "-c",
        "16",
        "-z",
        "1200ms",
        "-o",
        "json",
    ]);
    assert_eq!(outcome.code, 0, "{}{}", outcome.stdout, outcome.stderr);
    let sweep: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let suggestion = &sweep["suggestion"];
    assert_eq!(suggestion["objective"], "error<1%");
    // No step missed it: the highest rate is what the engine bears, and half of it or less is one at a time.
    let keeps = number(suggestion, "/keeps");
    assert!(keeps > 5.0 && keeps < 70.0 && suggestion["misses"].is_null(), "{suggestion:#}");
    assert!((number(suggestion, "/asks") * number(suggestion, "/growth") / keeps - 1.0).abs() < 1e-6);
    let candidates = suggestion["candidates"].as_array().unwrap();
    let mut names: Vec<&str> = candidates.iter().filter_map(|it| it["preset"].as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["vllm-running", "vllm-waiting"], "{suggestion:#}");
    assert!(candidates.iter().all(|it| it["verdict"].is_string() && it["reason"].is_string()));
    if let Some(chosen) = suggestion["chosen"].as_object() {
        let (preset, target) = (chosen["preset"].as_str().unwrap(), chosen["target"].as_str().unwrap());
        assert_eq!(chosen["flags"], format!("--scale-metric={preset} --scale-target={target}"));
    }
    let notes = suggestion["notes"].to_string();
    assert!(notes.contains("no step missed the objective"), "{notes}");
}

#[test]
fn an_engine_without_a_page_has_no_gauge_to_suggest() {
    let server = engine_of(2);
    let url = format!("http://{}", server.address);
    let args = ["--random-input-len", "8", "--suggest-target", "-c", "2", "-z", "200ms"];
    let outcome = bench([&["llm", "--base-url", &url][..], &args].concat());
    assert_eq!(outcome.code, 1, "{}{}", outcome.stdout, outcome.stderr);
    assert!(outcome.stderr.contains("no gauge that a service could be scaled on"), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("--metrics-url"), "{}", outcome.stderr);
}
