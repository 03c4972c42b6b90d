//! The document that `--save-result` writes.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::figures::{Figures, percentile};
use super::{Setup, ramp};
use crate::load::llm::log::Entry;

/// The keys of vLLM's client, in its order, of a run that was begun then. `latencies` and `queue_times` stand there without `--save-detailed` too.
pub fn json(setup: &Setup, figures: &Figures, entries: &[Entry], begun: Timestamp) -> Value {
    let mut out = Map::new();
    let mut put = |key: &str, value: Value| {
        out.insert(key.to_owned(), value);
    };
    put("date", json!(setup.date));
    put("endpoint_type", json!(setup.backend));
    put("backend", json!(setup.backend));
    put("label", json!(setup.label));
    put("model_id", json!(setup.model));
    put("tokenizer_id", json!(setup.tokenizer));
    put("num_prompts", json!(setup.num_prompts));
    setup.metadata.iter().for_each(|(key, value)| put(key, json!(value)));
    put("request_rate", setup.rate.map_or_else(|| json!("inf"), |rate| json!(rate)));
    put("burstiness", json!(setup.burstiness));
    put("max_concurrency", json!(setup.max_concurrency));
    if let Some((strategy, start, end)) = &setup.ramp {
        put("ramp_up_strategy", json!(strategy));
        put("ramp_up_start_rps", json!(start));
        put("ramp_up_end_rps", json!(end));
    }
    put("duration", json!(figures.duration));
    put("completed", json!(figures.completed));
    put("failed", json!(figures.failed));
    put("total_input_tokens", json!(figures.input_tokens));
    put("total_output_tokens", json!(figures.output_tokens));
    put("request_throughput", json!(figures.per_second(figures.completed as f64)));
    put("request_goodput", json!(figures.goodput));
    put("output_throughput", json!(figures.per_second(figures.output_tokens as f64)));
    let tokens = figures.input_tokens + figures.output_tokens;
    put("total_token_throughput", json!(figures.per_second(tokens as f64)));
    let each = |pick: fn(&Entry) -> Value| Value::Array(entries.iter().map(pick).collect());
    if setup.detailed {
        put("input_lens", each(|entry| json!(entry.prompt_tokens)));
        put("output_lens", each(|entry| json!(entry.output_tokens)));
        put("ttfts", each(|entry| seconds(entry.first)));
        put("itls", each(|entry| Value::Array(entry.gaps.iter().copied().map(seconds).collect())));
    }
    put("latencies", each(|entry| seconds(entry.last)));
    if setup.detailed {
        put("start_times", each(|entry| seconds(entry.begun)));
    }
    put("queue_times", each(|entry| seconds(entry.waited)));
    if setup.detailed {
        put("generated_texts", each(|entry| json!(entry.text)));
        put("errors", each(|entry| json!(entry.error)));
    }
    put("max_output_tokens_per_s", json!(figures.peak_tokens as f64));
    put("max_concurrent_requests", json!(figures.peak_requests));
    put("rtfx", json!(0.0));
    if let Some(probe) = figures.probe.as_ref().filter(|probe| !probe.took.is_empty()) {
        put("probe_completed", json!(probe.took.len()));
        put("probe_failed", json!(probe.failed));
        put("probe_median_e2el_ms", json!(percentile(&probe.took, 50.0) * 1e3));
        put("probe_p99_e2el_ms", json!(percentile(&probe.took, 99.0) * 1e3));
        put("probe_max_e2el_ms", json!(percentile(&probe.took, 100.0) * 1e3));
    }
    if let Some(events) = ramp::events(setup, entries, begun) {
        put("rps_change_events", events);
    }
    if let Some(drafts) = &figures.speculation {
        put("spec_decode_acceptance_rate", json!(drafts.acceptance_share * 100.0));
        put("spec_decode_acceptance_length", json!(drafts.acceptance_length));
        put("spec_decode_num_drafts", json!(drafts.drafts));
        put("spec_decode_draft_tokens", json!(drafts.draft_tokens));
        put("spec_decode_accepted_tokens", json!(drafts.accepted_tokens));
        put("spec_decode_per_position_acceptance_rates", json!(drafts.by_position));
    }
    for metric in &figures.metrics {
        let word = metric.word;
        put(&format!("mean_{word}_ms"), json!(metric.mean));
        put(&format!("median_{word}_ms"), json!(metric.median));
        put(&format!("std_{word}_ms"), json!(metric.deviation));
        for (percent, value) in &metric.percentiles {
            put(&format!("p{percent}_{word}_ms"), json!(value));
        }
    }
    Value::Object(out)
}

fn seconds(time: Duration) -> Value {
    json!(time.as_secs_f64())
}
