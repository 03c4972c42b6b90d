//! `--fail-if`: reads the terms, and says which of them are true of the run.

use crate::cli::bench::Bench;
use crate::commands::bench::load::marked;
use crate::error::{Error, Result};
use crate::load::objective::{self, Figures, Term};
use crate::load::summary::Summary;
use crate::report::bench::document::Objective;
use crate::report::bench::measured;

/// The times of a request that a term may look at, the first one; of a prompt there are more.
pub const TIMES: [&str; 5] = ["latency", "ttft", "tpot", "itl", "e2el"];

/// Reads the flag.
///
/// # Errors
/// A usage error that marks the place.
pub fn read(args: &Bench) -> Result<Vec<Term>> {
    let Some(text) = &args.fail_if else { return Ok(Vec::new()) };
    let example = "-z 30s --fail-if 'p99>2s|error>1%|rps<50'";
    objective::parse(text, &TIMES[..1]).map_err(|misread| marked("--fail-if", text, &misread, example))
}

/// Reads the flag of a load of prompts.
///
/// # Errors
/// A usage error that marks the place.
pub fn read_llm(text: Option<&str>) -> Result<Vec<Term>> {
    let Some(text) = text else { return Ok(Vec::new()) };
    let example = "llm -z 30s --fail-if 'ttft.p99>2s|tpot.p50>50ms|error>1%'";
    objective::parse(text, &TIMES).map_err(|misread| marked("--fail-if", text, &misread, example))
}

/// Reads what `--find-max` is to keep, of prompts or of any other load.
///
/// # Errors
/// A usage error that marks the place.
pub fn read_kept(text: &str, prompts: bool) -> Result<Vec<Term>> {
    let times = if prompts { &TIMES[..] } else { &TIMES[..1] };
    let example = "--find-max 'p99<200ms,error<1%'";
    objective::parse_all(text, times).map_err(|misread| marked("--find-max", text, &misread, example))
}

/// Reads what `--suggest-target` is to keep.
///
/// # Errors
/// A usage error that marks the place.
pub fn read_suggested(text: &str) -> Result<Vec<Term>> {
    let example = "llm --suggest-target='ttft.p95<2s,error<1%'";
    objective::parse_all(text, &TIMES).map_err(|misread| marked("--suggest-target", text, &misread, example))
}

/// Each term of the run: of its steady window, if it has one.
pub fn judge(terms: &[Term], summary: &Summary) -> Vec<Objective> {
    let recorder = summary.measured.steady.as_ref().unwrap_or(summary.whole());
    let seconds = recorder.span.length(summary.elapsed).as_secs_f64();
    let mut times = vec![&recorder.latency];
    if let Some(llm) = &summary.measured.llm {
        let window = llm.steady.as_ref().map_or(&llm.whole, |(_, window)| window);
        times.extend([&window.ttft, &window.tpot, &window.itl, &window.e2el]);
    }
    let figures = Figures {
        times,
        error: recorder.error_share(),
        rate: if seconds > 0.0 { recorder.succeeded_within as f64 / seconds } else { 0.0 },
    };
    let judged = terms.iter().map(|term| {
        let verdict = objective::judge(term, &figures);
        Objective {
            term: term.text.clone(),
            value: verdict.value,
            at_least: verdict.at_least,
            failed: verdict.failed,
        }
    });
    judged.collect()
}

/// An error if one of the terms is true, or cannot be judged.
///
/// # Errors
/// Exit code 4.
pub fn verdict(objectives: &[Objective]) -> Result<()> {
    let missed: Vec<&Objective> =
        objectives.iter().filter(|objective| objective.failed != Some(false)).collect();
    if missed.is_empty() {
        return Ok(());
    }
    let unjudged = missed.iter().any(|objective| objective.failed.is_none());
    let told: Vec<String> = missed.iter().map(|objective| measured(objective)).collect();
    let error = Error::not_ready(format!("the run failed by --fail-if: {}", told.join("; ")));
    Err(match unjudged {
        true => error.hint(
            "a percentile needs ten requests beyond it: 1000 for p99. Send more, or ask for a lower one",
        ),
        false => error,
    })
}
