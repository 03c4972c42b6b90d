//! The section → text: vLLM's rows, one line a measure instead of one a figure.

use std::fmt::Write;

use super::document::{Amounts, Answers, Llm, StreamOptions, TokenCounts};
use crate::report::bench::document::{Document, Model, Times, Window};
use crate::ui::wrap;

/// What of the report is shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// The measures, as `--percentile-metrics` names them.
    pub metrics: Vec<String>,
    /// Percentiles.
    pub percents: Vec<f64>,
}

impl Default for Shown {
    fn default() -> Self {
        let metrics = ["ttft", "tpot", "itl", "e2el"].map(str::to_owned).into();
        Self { metrics, percents: vec![50.0, 90.0, 95.0, 99.0] }
    }
}

const LABEL: usize = 28;

/// The part of the report that is about prompts: what was asked, then what came of it.
pub fn text(document: &Document, llm: &Llm, shown: &Shown) -> String {
    let mut out = String::new();
    asked(&mut out, llm);
    for (window, answers, name) in windows(document, llm) {
        let heading = match llm.steady {
            Some(_) => format!("Serving benchmark: {name}, {:.1} to {:.1} s", window.from, window.to),
            None => "Serving benchmark".to_owned(),
        };
        let _ = writeln!(out, "\n{heading}:");
        counts(&mut out, document, llm, window, answers);
        table(&mut out, document, llm, answers, shown);
    }
    reasons(&mut out, &llm.whole);
    engine(&mut out, llm);
    if !llm.notes.is_empty() {
        out.push_str("\nNotes:\n");
        llm.notes.iter().for_each(|note| wrapped(&mut out, &note.text));
    }
    out
}

fn windows<'a>(document: &'a Document, llm: &'a Llm) -> Vec<(&'a Window, &'a Answers, &'static str)> {
    let steady = document.steady.as_ref().zip(llm.steady.as_ref());
    let whole = (&document.whole, &llm.whole, "whole run");
    std::iter::once(whole).chain(steady.map(|(window, answers)| (window, answers, "steady window"))).collect()
}

fn asked(out: &mut String, llm: &Llm) {
    out.push_str("\nPrompts:\n");
    let mut row = |label: &str, text: &str| {
        let _ = writeln!(out, "  {:<18}{text}", format!("{label}:"));
    };
    let streamed = if llm.streaming { "streamed" } else { "not streamed: only whole answers have times" };
    row("Model", &format!("{} ({}, {streamed})", llm.model.as_deref().unwrap_or("-"), llm.backend));
    row("Dataset", &format!("{}: {}", llm.dataset.name, llm.dataset.about));
    if !llm.fields.is_empty() {
        let fields: Vec<String> =
            llm.fields.iter().map(|field| format!("{}={}", field.name, field.value)).collect();
        row("Each request", &fields.join(", "));
    }
    let counted = match (llm.token_counts, llm.stream_options) {
        (TokenCounts::Usage, StreamOptions::Continuous) => "by the engine, with each chunk",
        (TokenCounts::Usage, _) => "by the engine",
        (TokenCounts::Tokenizer, _) => "by the tokenizer",
        (TokenCounts::Chunks, _) => "as chunks",
        (TokenCounts::Mixed, _) => "by the engine or as chunks",
        (TokenCounts::None, _) => "-",
    };
    row("Tokens counted", counted);
}

fn counts(out: &mut String, document: &Document, llm: &Llm, window: &Window, answers: &Answers) {
    let mut row = |label: &str, value: String| {
        let _ = writeln!(out, "  {label:<40}{value:>14}");
    };
    let failed = window.requests.answered + window.requests.failed - answers.completed;
    row("Successful requests", answers.completed.to_string());
    row("Failed requests", failed.to_string());
    if answers.shed > 0 {
        row("  of these shed (429, 503)", answers.shed.to_string());
    }
    if window.requests.unfinished > 0 {
        row("Unfinished requests", window.requests.unfinished.to_string());
    }
    if document.load.model == Model::Open && window.requests.never_sent > 0 {
        row("Never sent", window.requests.never_sent.to_string());
    }
    row("Duration (s)", format!("{:.2}", window.to - window.from));
    row("Total input tokens", answers.prompt_tokens.to_string());
    if let Some(cached) = answers.cached_tokens {
        let share =
            answers.cache_hit_share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0));
        row("  of these in the prefix cache", format!("{cached} = {share}"));
    }
    row("Total generated tokens", answers.output_tokens.to_string());
    row("Request throughput (req/s)", format!("{:.2}", answers.requests_per_second));
    if let Some(goodput) = &answers.goodput {
        let limits: Vec<String> =
            llm.limits.iter().map(|limit| format!("{} {}", limit.metric, millis(limit.seconds))).collect();
        row("Request goodput (req/s)", format!("{:.2}", goodput.per_second));
        let share = goodput.share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0));
        row(&format!("  {} of {} scheduled", goodput.good, goodput.scheduled), share);
        for (limit, missed) in limits.iter().zip(&goodput.missed) {
            row(&format!("  missed {limit} ms"), missed.to_string());
        }
        row("  as vLLM counts it (req/s)", format!("{:.2}", goodput.vllm_per_second));
    }
    row("Output token throughput (tok/s)", format!("{:.2}", answers.output_tokens_per_second));
    row("Total token throughput (tok/s)", format!("{:.2}", answers.total_tokens_per_second));
    if let Some(probe) = &llm.probe {
        let time = |time: Option<f64>| time.map_or_else(|| "-".to_owned(), millis);
        row("Probes of one token, failed", format!("{}, {}", probe.completed, probe.failed));
        row("  p50, p99, slowest (ms)", [probe.p50, probe.p99, probe.max].map(time).join(", "));
    }
    if let Some(speed) = answers.stream_tokens_per_second.p50 {
        row("Output tokens of a stream, p50 (tok/s)", format!("{speed:.2}"));
    }
    row("Input tokens a request", lengths(&answers.prompt_lengths));
    if let (Some(here), Some(engine)) = (answers.prompt_tokens_here, answers.prompt_lengths.mean)
        && (here - engine).abs() > SAME * engine
    {
        row("  as counted here", format!("{here:.1}"));
    }
    row("Output tokens a request", lengths(&answers.output_lengths));
    if answers.requested_lengths.count > 0 {
        row("  asked for", lengths(&answers.requested_lengths));
    }
}

/// The counts of both sides are the same within this share.
const SAME: f64 = 0.01;

/// `mean 12.5, 3 to 20`, or one number if all are the same.
fn lengths(amounts: &Amounts) -> String {
    match (amounts.mean, amounts.min, amounts.max) {
        (Some(_), Some(min), Some(max)) if min == max => format!("{min:.0}"),
        (Some(mean), Some(min), Some(max)) => format!("{mean:.1} ({min:.0} to {max:.0})"),
        _ => "-".to_owned(),
    }
}

fn table(out: &mut String, document: &Document, llm: &Llm, answers: &Answers, shown: &Shown) {
    let mut line = |label: &str, cells: Vec<String>| {
        let cells: String = cells.iter().map(|cell| format!(" {cell:>7}")).collect();
        let _ = writeln!(out, "{}", format!("  {label:<LABEL$}{cells}").trim_end());
    };
    let percents = shown.percents.iter().map(|percent| format!("p{percent}"));
    let head: Vec<String> =
        std::iter::once("mean".to_owned()).chain(percents).chain(["max".to_owned()]).collect();
    line("", Vec::new());
    line("Milliseconds", head);
    let open = document.load.model == Model::Open;
    let has = |name: &str| shown.metrics.iter().any(|metric| metric == name);
    let mut row = |label: &str, times: &Times| {
        let percents = shown.percents.iter().map(|percent| at(times, *percent));
        let some = |time: Option<f64>| time.map_or_else(|| "-".to_owned(), millis);
        line(label, std::iter::once(some(times.mean)).chain(percents).chain([some(times.max)]).collect());
    };
    if has("ttft") && llm.streaming {
        row("Time to first token (TTFT)", &answers.ttft);
        if open {
            row("  since it was due", &answers.ttft_since_due);
        }
        let thinks = answers.first_answer_token.mean != answers.ttft.mean;
        if thinks {
            row("  to the first answer token", &answers.first_answer_token);
        }
        for turn in answers.turns.iter().filter(|_| answers.turns.len() > 1) {
            row(&format!("  turn {}", turn.turn), &turn.ttft);
        }
    }
    if has("tpot") && llm.streaming {
        row("Time per output token (TPOT)", &answers.tpot);
    }
    if has("itl") && llm.streaming {
        row("Inter-token latency (ITL)", &answers.itl);
        if answers.inter_chunk.count != answers.itl.count {
            row("  between chunks", &answers.inter_chunk);
        }
    }
    if has("e2el") || has("e2el_including_client_queue") {
        row("End-to-end latency (E2EL)", &answers.e2el);
        if open {
            row("  since it was due", &answers.e2el_since_due);
        }
    }
    if has("client_queue_time")
        && let Some(pacing) = &document.pacing
    {
        row("Client queue", &pacing.send_lag);
    }
}

fn at(times: &Times, percent: f64) -> String {
    match times.percentile(percent).and_then(|found| Some((found.value?, found.at_least))) {
        Some((value, true)) => format!("≥{}", millis(value)),
        Some((value, false)) => millis(value),
        None => "-".to_owned(),
    }
}

/// Milliseconds with two digits behind the point, as vLLM has them, while there is room.
fn millis(seconds: f64) -> String {
    match seconds * 1e3 {
        time if time >= 100_000.0 => format!("{time:.0}"),
        time if time >= 10_000.0 => format!("{time:.1}"),
        time => format!("{time:.2}"),
    }
}

fn reasons(out: &mut String, answers: &Answers) {
    if !answers.finish_reasons.is_empty() {
        out.push_str("\nFinish reasons:\n");
        for reason in &answers.finish_reasons {
            let _ = writeln!(out, "  {}  {}", reason.count, reason.reason);
        }
    }
    if !answers.refusals.is_empty() {
        out.push_str("\nRefusals:\n");
        for refusal in &answers.refusals {
            wrapped(out, &format!("{}  {}: {}", refusal.count, refusal.status, refusal.message));
        }
    }
}

fn engine(out: &mut String, llm: &Llm) {
    let Some(engine) = &llm.engine else { return };
    let _ = writeln!(out, "\nThe engine's own view ({}, {}):", engine.name, engine.url);
    if let Some(ttft) = &engine.ttft {
        let some = |time: Option<f64>| time.map_or_else(|| "-".to_owned(), millis);
        let _ = writeln!(
            out,
            "  TTFT ({}): mean {}, p50 {}, p99 {} of {} requests",
            if engine.speed == 1.0 {
                "ms".to_owned()
            } else {
                format!("ms of its clock, {} times as fast", engine.speed)
            },
            some(ttft.mean),
            some(ttft.p50),
            some(ttft.p99),
            ttft.count
        );
    }
    if let Some(share) = engine.cache_hit_share {
        let _ = writeln!(out, "  Prefix cache hits: {:.1} % of the prompt tokens", share * 100.0);
    }
    if let Some(drafts) = &engine.speculation {
        let said = format!(
            "Speculation: {:.1} % of {} draft tokens accepted, {:.2} tokens a step",
            drafts.acceptance_share * 100.0,
            drafts.draft_tokens,
            drafts.acceptance_length
        );
        wrapped(out, &said);
    }
}

/// A paragraph of at most 80 columns with an indent.
fn wrapped(out: &mut String, text: &str) {
    for (at, line) in wrap(text, 74).iter().enumerate() {
        let indent = if at == 0 { "  " } else { "    " };
        let _ = writeln!(out, "{indent}{line}");
    }
}
