//! `/metrics`: what Prometheus scrapes, under the names that each engine and version has.

use std::fmt::Write;

use super::super::engine::{Engine as Batcher, Scheduling};
use super::super::histogram::Histogram;
use super::super::settings::Settings;
use crate::engines::metrics::preset;
use crate::engines::{Detected, Engine, Version};

/// Both names of the KV cache's gauge were served from this version on.
const TWO_KV_NAMES_SINCE: Version = Version(0, 9, 0);
/// Since this version, what lies between two tokens is called by its name.
const INTER_TOKEN_SINCE: Version = Version(0, 11, 0);

/// The text of `/metrics`.
pub fn text(settings: &Settings, engine: &Batcher) -> String {
    match settings.engine {
        Engine::Sglang => sglang(settings, engine),
        _ => vllm(settings, engine),
    }
}

fn vllm(settings: &Settings, engine: &Batcher) -> String {
    let counted = engine.statistics();
    let v1 = settings.version >= Version(0, 8, 0) && engine.limits().scheduling == Scheduling::V1;
    let name = settings.name().replace('\\', "\\\\").replace('"', "\\\"");
    let labels = match v1 {
        true => format!("engine=\"0\",model_name=\"{name}\""),
        false => format!("model_name=\"{name}\""),
    };
    let mut page = Page { labels, text: String::new() };
    let called = |short: &str| {
        let detected = Detected { engine: Engine::Vllm, version: Some(settings.version) };
        preset(short).map_or("", |preset| preset.series_in(Some(detected)))
    };
    page.gauge(
        called("vllm-running"),
        "Number of requests in model execution batches.",
        engine.running() as f64,
    );
    page.gauge(
        called("vllm-waiting"),
        "Number of requests waiting to be processed.",
        engine.waiting() as f64,
    );
    if !v1 {
        page.gauge("vllm:num_requests_swapped", "Number of requests swapped to CPU.", 0.0);
        page.gauge("vllm:cpu_cache_usage_perc", "CPU KV-cache usage. 1 means 100 percent usage.", 0.0);
    }
    let usage = "KV-cache usage. 1 means 100 percent usage.";
    page.gauge(called("vllm-kv-cache"), usage, engine.kv_usage());
    if called("vllm-kv-cache") != "vllm:kv_cache_usage_perc" && settings.version >= TWO_KV_NAMES_SINCE {
        page.gauge("vllm:kv_cache_usage_perc", usage, engine.kv_usage());
    }
    if v1 {
        page.counter(
            "vllm:prefix_cache_queries_total",
            "Prefix cache queries, in terms of number of queried tokens.",
            counted.cache_queries,
        );
        page.counter(
            "vllm:prefix_cache_hits_total",
            "Prefix cache hits, in terms of number of cached tokens.",
            counted.cache_hits,
        );
    }
    page.counter(
        "vllm:num_preemptions_total",
        "Cumulative number of preemption from the engine.",
        counted.preemptions,
    );
    page.counter("vllm:prompt_tokens_total", "Number of prefill tokens processed.", counted.prompt_tokens);
    page.counter(
        "vllm:generation_tokens_total",
        "Number of generation tokens processed.",
        counted.answer_tokens,
    );
    page.family("vllm:request_success_total", "counter", "Count of successfully processed requests.");
    for (reason, count) in [("stop", counted.stopped), ("length", counted.cut), ("abort", counted.aborted)] {
        page.sample("vllm:request_success_total", &format!("finished_reason=\"{reason}\""), count as f64);
    }
    if v1 {
        page.histogram(
            "vllm:iteration_tokens_total",
            "Histogram of number of tokens per engine_step.",
            &counted.step_tokens,
        );
    }
    page.histogram(
        "vllm:time_to_first_token_seconds",
        "Histogram of time to first token in seconds.",
        &counted.first_token,
    );
    let between = match settings.version >= INTER_TOKEN_SINCE {
        true => ("vllm:inter_token_latency_seconds", "Histogram of inter-token latency in seconds."),
        false => ("vllm:time_per_output_token_seconds", "Histogram of time per output token in seconds."),
    };
    page.histogram(between.0, between.1, &counted.next_token);
    page.histogram(
        "vllm:e2e_request_latency_seconds",
        "Histogram of e2e request latency in seconds.",
        &counted.request,
    );
    if v1 {
        page.histogram(
            "vllm:request_queue_time_seconds",
            "Histogram of time spent in WAITING phase for request.",
            &counted.queue,
        );
    }
    page.histogram(
        "vllm:request_prompt_tokens",
        "Number of prefill tokens processed.",
        &counted.request_prompt,
    );
    page.histogram(
        "vllm:request_generation_tokens",
        "Number of generation tokens processed.",
        &counted.request_answer,
    );
    page.text
}

fn sglang(settings: &Settings, engine: &Batcher) -> String {
    let counted = engine.statistics();
    let name = settings.name().replace('\\', "\\\\").replace('"', "\\\"");
    let mut page = Page {
        labels: format!("engine_type=\"unified\",model_name=\"{name}\",pp_rank=\"0\",tp_rank=\"0\""),
        text: String::new(),
    };
    let called = |short: &str| preset(short).map_or("", |preset| preset.metric);
    let total = f64::from(engine.limits().blocks.tokens().0);
    page.gauge(called("sglang-running"), "The number of running requests.", engine.running() as f64);
    page.gauge(
        called("sglang-queue"),
        "The number of requests in the waiting queue.",
        engine.waiting() as f64,
    );
    page.gauge(called("sglang-token-usage"), "The token usage.", engine.kv_usage());
    page.gauge("sglang:num_used_tokens", "The number of used tokens.", (engine.kv_usage() * total).round());
    page.gauge("sglang:max_total_num_tokens", "Maximum total number of tokens in the KV cache pool.", total);
    let hits = counted.cache_hits as f64 / (counted.cache_queries as f64).max(1.0);
    page.gauge("sglang:cache_hit_rate", "The prefix cache hit rate.", hits);
    page.counter(
        "sglang:num_retracted_requests_total",
        "Total number of retracted requests.",
        counted.preemptions,
    );
    page.counter("sglang:prompt_tokens_total", "Number of prefill tokens processed.", counted.prompt_tokens);
    page.counter(
        "sglang:generation_tokens_total",
        "Number of generation tokens processed.",
        counted.answer_tokens,
    );
    page.counter("sglang:cached_tokens_total", "Number of cached prompt tokens.", counted.cache_hits);
    page.counter("sglang:num_requests_total", "Number of requests processed.", counted.completed());
    page.counter("sglang:num_aborted_requests_total", "Number of requests aborted.", counted.aborted);
    page.histogram(
        "sglang:time_to_first_token_seconds",
        "Histogram of time to first token in seconds.",
        &counted.first_token,
    );
    page.histogram(
        "sglang:inter_token_latency_seconds",
        "Histogram of inter-token latency in seconds.",
        &counted.next_token,
    );
    page.histogram(
        "sglang:e2e_request_latency_seconds",
        "Histogram of End-to-end request latency in seconds",
        &counted.request,
    );
    page.text
}

/// A page in Prometheus' text format.
struct Page {
    labels: String,
    text: String,
}

impl Page {
    fn family(&mut self, name: &str, kind: &str, about: &str) {
        // Writing to a string does not fail.
        let _ = writeln!(self.text, "# HELP {name} {about}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, more: &str, value: f64) {
        let comma = if more.is_empty() { "" } else { "," };
        // As Python writes floats: whole ones with a zero.
        let _ = writeln!(self.text, "{name}{{{}{comma}{more}}} {value:?}", self.labels);
    }

    fn gauge(&mut self, name: &str, about: &str, value: f64) {
        self.family(name, "gauge", about);
        self.sample(name, "", value);
    }

    fn counter(&mut self, name: &str, about: &str, value: u64) {
        self.family(name, "counter", about);
        self.sample(name, "", value as f64);
    }

    fn histogram(&mut self, name: &str, about: &str, histogram: &Histogram) {
        self.family(name, "histogram", about);
        for (bound, count) in histogram.cumulative() {
            let bound = if bound.is_infinite() { "+Inf".to_owned() } else { format!("{bound:?}") };
            self.sample(&format!("{name}_bucket"), &format!("le=\"{bound}\""), count as f64);
        }
        self.sample(&format!("{name}_sum"), "", histogram.sum());
        self.sample(&format!("{name}_count"), "", histogram.count() as f64);
    }
}
