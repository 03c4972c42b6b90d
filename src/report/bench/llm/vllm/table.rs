//! The table that vLLM's client prints: fifty columns, labels of forty.

use std::fmt::Write;

use super::Setup;
use super::figures::{Figures, percentile};

/// The table.
pub fn table(setup: &Setup, figures: &Figures) -> String {
    let mut out = format!("{:=^50}\n", " Serving Benchmark Result ");
    let mut row = |label: &str, value: String| {
        let _ = writeln!(out, "{label:<40} {value:<10}");
    };
    let two = |value: f64| format!("{value:.2}");
    row("Successful requests:", figures.completed.to_string());
    row("Failed requests:", figures.failed.to_string());
    if let Some(most) = setup.max_concurrency {
        row("Maximum request concurrency:", most.to_string());
    }
    if let Some(rate) = setup.rate {
        row("Request rate configured (RPS):", two(rate));
    }
    row("Benchmark duration (s):", two(figures.duration));
    row("Total input tokens:", figures.input_tokens.to_string());
    row("Total generated tokens:", figures.output_tokens.to_string());
    row("Request throughput (req/s):", two(figures.per_second(figures.completed as f64)));
    if let Some(goodput) = figures.goodput {
        row("Request goodput (req/s):", two(goodput));
    }
    row("Output token throughput (tok/s):", two(figures.per_second(figures.output_tokens as f64)));
    row("Peak output token throughput (tok/s):", two(figures.peak_tokens as f64));
    row("Peak concurrent requests:", two(figures.peak_requests as f64));
    let tokens = figures.input_tokens + figures.output_tokens;
    row("Total token throughput (tok/s):", two(figures.per_second(tokens as f64)));
    if let Some(probe) = figures.probe.as_ref().filter(|probe| !probe.took.is_empty()) {
        let _ = writeln!(out, "{:-^50}", "Probe Requests");
        let mut row = |label: &str, value: String| {
            let _ = writeln!(out, "{label:<40} {value:<10}");
        };
        row("Probe requests completed:", probe.took.len().to_string());
        row("Probe requests failed:", probe.failed.to_string());
        row("Median probe E2EL (ms):", two(percentile(&probe.took, 50.0) * 1e3));
        row("P99 probe E2EL (ms):", two(percentile(&probe.took, 99.0) * 1e3));
        row("Max probe E2EL (ms):", two(percentile(&probe.took, 100.0) * 1e3));
    }
    for metric in &figures.metrics {
        let _ = writeln!(out, "{:-^50}", metric.heading);
        let mut row = |label: String, value: f64| {
            let _ = writeln!(out, "{label:<40} {:<10}", two(value));
        };
        row(format!("Mean {} (ms):", metric.name), metric.mean);
        row(format!("Median {} (ms):", metric.name), metric.median);
        for (percent, value) in &metric.percentiles {
            row(format!("P{percent} {} (ms):", metric.name), *value);
        }
    }
    if let Some(drafts) = &figures.speculation {
        let _ = writeln!(out, "{:-^50}", "Speculative Decoding");
        let mut row = |label: &str, value: String| {
            let _ = writeln!(out, "{label:<40} {value:<10}");
        };
        row("Acceptance rate (%):", two(drafts.acceptance_share * 100.0));
        row("Acceptance length:", two(drafts.acceptance_length));
        row("Drafts:", drafts.drafts.to_string());
        row("Draft tokens:", drafts.draft_tokens.to_string());
        row("Accepted tokens:", drafts.accepted_tokens.to_string());
        if !drafts.by_position.is_empty() {
            let _ = writeln!(out, "Per-position acceptance (%):");
        }
        for (place, share) in drafts.by_position.iter().enumerate() {
            let _ = writeln!(out, "{:<40} {:<10}", format!("  Position {place}:"), two(share * 100.0));
        }
    }
    let _ = writeln!(out, "{}", "=".repeat(50));
    out
}
