//! Steps as tables of at most 80 columns.

use super::document::{Found, Maximum, Sweep, SweepStep};
use super::suggestion::{Suggestion, suggestion_text};
use crate::report::bench::document::{Document, Window};
use crate::report::bench::text::{at, one_line};
use crate::report::units::share;

/// The search, step by step, and what it found.
pub fn found_text(maximum: &Maximum) -> String {
    let mut lines = vec![row(["rate", "sent/s", "seconds", "p50", "p99", "errors"], "")];
    for step in &maximum.steps {
        let window = judged(&step.document);
        let sent = step.document.pacing.as_ref().and_then(|pacing| pacing.achieved_rate);
        let cells = [
            rate(step.rate),
            sent.map_or_else(|| "-".to_owned(), rate),
            format!("{:.0}", step.document.whole.to),
            at(&window.latency, 50.0),
            at(&window.latency, 99.0),
            window.error_share.map_or_else(|| "-".to_owned(), share),
        ];
        let why = if step.why.is_empty() { String::new() } else { format!(": {}", step.why) };
        let line = row(cells.each_ref().map(String::as_str), &step.outcome);
        lines.push(line);
        if !why.is_empty() {
            lines.push(format!("  {}{why}", step.outcome));
        }
    }
    lines.push(String::new());
    lines.push(found(maximum));
    with(lines, maximum.suggestion.as_ref())
}

/// What was found, in a sentence or two.
pub fn found(maximum: &Maximum) -> String {
    let objective = &maximum.objective;
    let kept = maximum.kept.map(rate);
    match (maximum.found, kept) {
        (Found::Maximum, Some(kept)) => {
            let sure = maximum.confidence.map_or_else(String::new, |sure| {
                format!("\nIn {:.0} of 100 runs that might have been it does.", sure * 100.0)
            });
            let missed =
                maximum.missed.map_or_else(String::new, |missed| format!("; {} does not", rate(missed)));
            format!("{kept} keeps {objective}{missed}.{sure}")
        }
        (Found::ClientLimit, Some(kept)) => {
            format!(
                "{kept} keeps {objective}; this client cannot send much faster, so the server may bear more."
            )
        }
        (Found::ClientLimit, None) => "This client could not send at any rate that was tried.".to_owned(),
        (Found::Unsettled, _) => "Replicas changed in step after step: nothing was found.".to_owned(),
        (Found::Unclear, Some(kept)) => {
            format!("{kept} keeps {objective}; of higher rates it cannot be told.")
        }
        (Found::Unclear, None) => {
            format!("It cannot be told of any rate that was tried whether it keeps {objective}.")
        }
        (Found::Stopped, Some(kept)) => format!("Stopped; {kept} kept {objective} until then."),
        (Found::Stopped, None) => "Stopped before anything was found.".to_owned(),
        (Found::None | Found::Maximum, _) => {
            let lowest = maximum.missed.map_or_else(String::new, |missed| format!(" {}", rate(missed)));
            format!("Not even{lowest} keeps {objective}.")
        }
    }
}

/// The steps of a sweep; the knee is marked.
pub fn sweep_text(sweep: &Sweep) -> String {
    let mut lines = vec![row(["rate", "done/s", "p50", "p90", "p99", "errors"], "")];
    for (place, step) in sweep.steps.iter().enumerate() {
        let window = judged(&step.document);
        let cells = [
            asked(step),
            rate(window.goodput),
            at(&window.latency, 50.0),
            at(&window.latency, 90.0),
            at(&window.latency, 99.0),
            window.error_share.map_or_else(|| "-".to_owned(), share),
        ];
        let mut marks = Vec::new();
        if sweep.knee == Some(place) {
            marks.push("<- knee");
        }
        if step.document.queue.is_some_and(|queue| !queue.steady) {
            marks.push("queue grows");
        }
        if step.document.client.saturated {
            marks.push("client saturated");
        }
        lines.push(row(cells.each_ref().map(String::as_str), &marks.join(", ")));
    }
    let failed = sweep.steps.iter().flat_map(|step| errors(&asked(step), &step.document));
    let failed: Vec<String> = failed.collect();
    if !failed.is_empty() {
        lines.extend([String::new(), "Errors:".to_owned()]);
        lines.extend(failed);
    }
    with(lines, sweep.suggestion.as_ref())
}

/// What went wrong in a step, a class a line: a share alone does not say whether the server was overloaded or gone.
fn errors(step: &str, document: &Document) -> Vec<String> {
    let told = document.whole.errors.iter().map(|error| {
        let body = error.body.as_ref().map_or_else(String::new, |body| format!(": {}", one_line(body)));
        format!("{step:>10}  {}  {}: {}{body}", error.count, error.class, error.example)
    });
    told.collect()
}

/// The lines, and below them what is suggested.
fn with(lines: Vec<String>, suggestion: Option<&Suggestion>) -> String {
    let suggested = suggestion.map_or_else(String::new, |it| format!("\n{}", suggestion_text(it)));
    lines.join("\n") + "\n" + &suggested
}

fn asked(step: &SweepStep) -> String {
    step.rate.map_or_else(|| step.kind.clone(), rate)
}

/// The part of a run that is looked at.
fn judged(document: &Document) -> &Window {
    document.steady.as_ref().unwrap_or(&document.whole)
}

fn row(cells: [&str; 6], last: &str) -> String {
    let cells: String = cells.iter().map(|cell| format!("{cell:>10}")).collect();
    format!("{cells}  {last}").trim_end().to_owned()
}

pub(super) fn rate(rate: f64) -> String {
    match rate {
        rate if rate >= 100.0 => format!("{rate:.0}/s"),
        rate if rate >= 10.0 => format!("{rate:.1}/s"),
        rate => format!("{rate:.2}/s"),
    }
}
