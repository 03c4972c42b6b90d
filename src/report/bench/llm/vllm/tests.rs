//! Figures by hand, and as NumPy would have them.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::*;
use crate::load::llm::Limits;
use crate::load::llm::log::Entry;
use crate::report::bench::llm::document::Speculation;

fn millis(millis: u64) -> Duration {
    Duration::from_millis(millis)
}

/// Two that came, a second apart, and one that did not.
fn entries() -> Vec<Entry> {
    let came = |begun, first, gaps: &[u64], tokens| Entry {
        begun: millis(begun),
        waited: millis(5),
        succeeded: true,
        first: millis(first),
        last: millis(first + gaps.iter().sum::<u64>()),
        gaps: gaps.iter().copied().map(millis).collect(),
        prompt_tokens: 100,
        output_tokens: tokens,
        text: "t".to_owned(),
        error: String::new(),
    };
    vec![
        came(0, 100, &[10, 30], 3),
        came(1000, 200, &[20, 20, 20, 20], 5),
        Entry::failed(millis(1500), millis(0), Some(7), "reset".to_owned()),
    ]
}

fn setup() -> Setup {
    Setup {
        date: "20261122-183500".to_owned(),
        backend: "vllm".to_owned(),
        model: Some("q".to_owned()),
        tokenizer: Some("q".to_owned()),
        num_prompts: 3,
        metadata: vec![("tp".to_owned(), "1".to_owned())],
        burstiness: 1.0,
        max_concurrency: Some(2),
        metrics: ["ttft", "tpot", "itl", "e2el"].map(str::to_owned).into(),
        percents: vec![25.0, 99.9],
        ..Setup::default()
    }
}

fn figures(setup: &Setup) -> Figures {
    let limits = Limits { ttft: Some(millis(150)), ..Limits::default() };
    Figures::of(&entries(), Duration::from_secs(2), &limits, setup)
}

#[test]
fn figures_are_those_of_numpy() {
    let it = figures(&setup());
    assert_eq!((it.completed, it.failed, it.input_tokens, it.output_tokens), (2, 1, 200, 8));
    assert_eq!((it.goodput, it.peak_tokens, it.peak_requests), (Some(0.5), 5, 1));
    let near = |value: f64, expected: f64| assert!((value - expected).abs() < 1e-9, "{value} {expected}");
    let [ttft, tpot, itl, e2el] = &it.metrics[..] else { panic!("{:?}", it.metrics) };
    // numpy.mean, median, std and percentile of [100, 200].
    near(ttft.mean, 150.0);
    near(ttft.median, 150.0);
    near(ttft.deviation, 50.0);
    near(ttft.percentiles[0].1, 125.0);
    near(ttft.percentiles[1].1, 199.9);
    // 40 ms over two tokens, 80 over four.
    near(tpot.mean, 20.0);
    // numpy.std([10, 30, 20, 20, 20, 20]).
    near(itl.deviation, 5.773_502_691_896_258);
    near(itl.percentiles[0].1, 20.0);
    near(e2el.mean, 210.0);
}

#[test]
fn the_table_is_vllms_to_the_byte() {
    let text = table(&setup(), &figures(&setup()));
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "============ Serving Benchmark Result ============");
    assert_eq!(lines[1], "Successful requests:                     2         ");
    assert_eq!(lines[3], "Maximum request concurrency:             2         ");
    assert_eq!(lines[4], "Benchmark duration (s):                  2.00      ");
    assert!(lines.contains(&"---------------Time to First Token----------------"));
    assert!(lines.contains(&"-----Time per Output Token (excl. 1st token)------"));
    assert!(lines.contains(&"---------------Inter-token Latency----------------"));
    assert!(lines.contains(&"----------------End-to-end Latency----------------"));
    assert!(lines.contains(&"P99.9 TTFT (ms):                         199.90    "));
    assert_eq!(lines.last(), Some(&"=".repeat(50).as_str()));
}

#[test]
fn the_keys_are_vllms_in_its_order() {
    let setup = Setup { detailed: true, ..setup() };
    let document = json(&setup, &figures(&setup), &entries(), Timestamp::UNIX_EPOCH);
    let keys: Vec<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = "date endpoint_type backend label model_id tokenizer_id num_prompts tp request_rate burstiness max_concurrency \
        duration completed failed total_input_tokens total_output_tokens request_throughput request_goodput output_throughput \
        total_token_throughput input_lens output_lens ttfts itls latencies start_times queue_times generated_texts errors \
        max_output_tokens_per_s max_concurrent_requests rtfx mean_ttft_ms median_ttft_ms std_ttft_ms p25_ttft_ms p99.9_ttft_ms \
        mean_tpot_ms median_tpot_ms std_tpot_ms p25_tpot_ms p99.9_tpot_ms mean_itl_ms median_itl_ms std_itl_ms p25_itl_ms \
        p99.9_itl_ms mean_e2el_ms median_e2el_ms std_e2el_ms p25_e2el_ms p99.9_e2el_ms";
    assert_eq!(keys, expected.split_whitespace().collect::<Vec<_>>());
    assert_eq!(document["request_rate"], "inf");
    assert_eq!(document["label"], json!(null));
    assert_eq!(document["itls"], json!([[0.01, 0.03], [0.02, 0.02, 0.02, 0.02], []]));
    assert_eq!(document["errors"], json!(["", "", "reset"]));
    let short = Setup { detailed: false, ..setup };
    let short = json(&short, &figures(&self::setup()), &entries(), Timestamp::UNIX_EPOCH);
    assert_eq!((short.get("ttfts"), short["latencies"].as_array().map(Vec::len)), (None, Some(3)));
}

#[test]
fn what_was_drafted_ahead_has_its_rows_and_keys() {
    let mut figures = figures(&setup());
    figures.speculation = Some(Speculation {
        drafts: 200,
        draft_tokens: 400,
        accepted_tokens: 240,
        acceptance_share: 0.6,
        acceptance_length: 2.2,
        by_position: vec![0.8, 0.4],
    });
    let text = table(&setup(), &figures);
    let rows = "---------------Speculative Decoding---------------
Acceptance rate (%):                     60.00     
Acceptance length:                       2.20      
Drafts:                                  200       
Draft tokens:                            400       
Accepted tokens:                         240       
Per-position acceptance (%):
  Position 0:                            80.00     
  Position 1:                            40.00     
==================================================
";
    assert!(text.ends_with(rows), "{text}");
    let document = json(&setup(), &figures, &entries(), Timestamp::UNIX_EPOCH);
    let key = |name: &str| document[format!("spec_decode_{name}")].clone();
    assert_eq!([key("acceptance_rate"), key("acceptance_length")], [json!(60.0), json!(2.2)]);
    assert_eq!(
        [key("num_drafts"), key("draft_tokens"), key("accepted_tokens")],
        [json!(200), json!(400), json!(240)]
    );
    assert_eq!(key("per_position_acceptance_rates"), json!([0.8, 0.4]));
}

#[test]
fn a_ramp_tells_when_it_came_to_each_whole_rate() {
    let events = |strategy: &str, from, to| {
        let setup = Setup { ramp: Some((strategy.to_owned(), from, to)), ..setup() };
        let document = json(&setup, &figures(&setup), &entries(), Timestamp::UNIX_EPOCH);
        let told = document["rps_change_events"].as_array().unwrap().clone();
        let time = |event: &serde_json::Value| event["timestamp"].as_str().unwrap()[17..].to_owned();
        told.iter().map(|event| (event["rps"].clone(), time(event))).collect::<Vec<_>>()
    };
    // Three requests, at 0, 1 and 1.5 s: the rate of the second is in the middle, or the root of the product.
    let at = |rps: u64, second: &str| (json!(rps), second.to_owned());
    assert_eq!(
        events("linear", 1.0, 4.0),
        [at(1, "00.000000"), at(2, "01.000000"), at(3, "01.500000"), at(4, "01.500000")]
    );
    assert_eq!(
        events("exponential", 1.0, 4.0),
        [at(1, "00.000000"), at(2, "01.000000"), at(3, "01.500000"), at(4, "01.500000")]
    );
    assert_eq!(events("linear", 1.5, 2.0)[0], (json!(1.5), "00.000000".to_owned()));
    let flat = json(&setup(), &figures(&setup()), &entries(), Timestamp::UNIX_EPOCH);
    assert_eq!(flat.get("rps_change_events"), None);
}
