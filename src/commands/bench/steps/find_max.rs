//! `--find-max`: the highest steady rate that keeps an objective.

use std::time::Duration;

use super::Steps;
use super::step::Measured;
use super::suggest::{Seen, suggest};
use crate::cli::bench::Bench;
use crate::commands::bench::compare::window_of;
use crate::commands::bench::llm::sampler::Gauge;
use crate::commands::bench::{objectives, service};
use crate::error::{Error, Kind, Result};
use crate::load::compare::holding;
use crate::load::objective::Term;
use crate::load::sweep::search::{self, CONFIRMING, Next, Outcome, Search, Trial};
use crate::report::bench::steps::document::{Found, Maximum, Step, VERSION, json};
use crate::report::bench::steps::{found, found_text};
use crate::report::units::seconds;
use crate::session::Session;

/// How long a step is if nothing is said: long enough for a queue to show what it does.
pub const USUAL: Duration = Duration::from_secs(30);
/// No step is longer, however few requests a rate gives.
const LONGEST: Duration = Duration::from_secs(600);
/// Rates that are nearer to each other are not told apart.
const PRECISION: f64 = 1.03;
/// From this share of runs that might have been on, there is no doubt.
const SURE: f64 = 0.95;
/// How many runs that might have been are drawn.
const DRAWS: u32 = 400;

/// Runs `neap bench --find-max`.
pub fn run(args: &Bench, text: &str, mut steps: Steps<'_>, session: &mut Session) -> Result<()> {
    let terms = objectives::read_kept(text, steps.prompts.is_some())?;
    let serial = steps.closed(1, steps.length.div_f64(10.0), session)?;
    if serial.goodput() <= 0.0 || serial.stopped() {
        let stopped = if serial.stopped() { "it was stopped" } else { "no request succeeded" };
        return Err(Error::failed(format!("one request at a time already fails: {stopped}"))
            .hint("try it alone: `neap bench -n 1 -c 1 URL`"));
    }
    steps.learn(&serial);
    let needed = needed(&terms);
    let search =
        Search { first: serial.goodput(), least: needed / LONGEST.as_secs_f64(), precision: PRECISION };
    let (mut trials, mut told): (Vec<Trial>, Vec<Step>) = (Vec::new(), Vec::new());
    // What the gauges showed in each step.
    let mut gauges: Vec<Vec<Gauge>> = Vec::new();
    let ended = loop {
        let (rate, length) = match search.next(&trials) {
            Next::Found(found) => break Some(found),
            Next::Step { rate, length } => (rate, length),
        };
        let time = steps.length.mul_f64(length).max(Duration::from_secs_f64(needed / rate)).min(LONGEST);
        let told_as = seconds(time.as_secs_f64());
        session.ui.status(format_args!("step {}: {rate:.1}/s for {told_as}", told.len() + 1));
        let before = service::ready(args, session)?;
        let mut measured = steps.at_rate(rate, time, session)?;
        steps.learn(&measured);
        gauges.push(std::mem::take(&mut measured.gauges));
        let after = service::ready(args, session)?;
        let replicas = before.zip(after);
        let step = judge(&terms, rate, length, &measured, replicas);
        trials.push(Trial { rate, length, outcome: step.1 });
        told.push(step.0);
        if step.2 {
            break None;
        }
    };
    let mut maximum = maximum(text, ended, &trials, told);
    if let (Some(asked), Found::Maximum) =
        (steps.prompts.and_then(|prompts| prompts.suggest.as_ref()), maximum.found)
    {
        let all = trials.iter().zip(&gauges).zip(&maximum.steps);
        let seen = all.map(|((trial, gauges), step)| Seen {
            rate: trial.rate,
            kept: match trial.outcome {
                Outcome::Kept => Some(true),
                Outcome::Missed => Some(false),
                _ => None,
            },
            full: false,
            gauges,
            document: &step.document,
        });
        maximum.suggestion = Some(suggest(asked, &seen.collect::<Vec<_>>())?);
    }
    session.ui.data(if steps.json { json(&maximum) } else { found_text(&maximum) })?;
    match maximum.found {
        Found::Maximum => Ok(()),
        Found::Stopped => Err(Error::new(Kind::Interrupted, "the search was stopped")),
        Found::None => Err(Error::not_ready(found(&maximum).trim_end_matches('.').to_owned())),
        Found::ClientLimit | Found::Unsettled => {
            Err(Error::failed(found(&maximum).trim_end_matches('.').to_owned()))
        }
    }
}

/// How many requests a step must have, so that its percentiles are known: ten beyond each, and a tenth more since the beginning is
/// left out and chance may send fewer.
pub(super) fn needed(terms: &[Term]) -> f64 {
    use crate::load::objective::{Metric, Statistic};
    let least = terms.iter().map(|term| match term.metric {
        Metric::Time(_, Statistic::Percentile(percent)) => 10.0 / (percent.min(100.0 - percent) / 100.0),
        _ => 20.0,
    });
    least.fold(20.0, f64::max) * 1.3
}

/// What a step came to; and whether it was stopped.
pub(super) fn judge(
    terms: &[Term],
    rate: f64,
    length: f64,
    measured: &Measured,
    replicas: Option<(u64, u64)>,
) -> (Step, Outcome, bool) {
    let stopped = measured.stopped();
    let Measured { summary, document, .. } = measured;
    let mut judged = objectives::judge(terms, summary);
    // Here a term says what is to be kept.
    judged.iter_mut().for_each(|term| term.failed = term.failed.map(|kept| !kept));
    let kept = judged.iter().all(|term| term.failed == Some(false));
    let (run, block_seconds) = window_of(document, &objectives::TIMES);
    let confidence = holding(&run, terms, block_seconds, DRAWS, 1).filter(|_| kept_is_known(&judged));
    let sure = confidence.is_none_or(|share| share >= SURE || share <= 1.0 - SURE);
    // Other strains make a step doubtful, but only being late is not sending.
    let late = document.client.strains.iter().filter(|strain| strain.cause == "sendLag");
    let late =
        late.map(|strain| strain.seconds).max().unwrap_or(0) as f64 > summary.elapsed.as_secs_f64() * 0.2;
    let grows = document.queue.is_some_and(|queue| !queue.steady);
    let (outcome, why) = match () {
        () if replicas.is_some_and(|(before, after)| before != after) => {
            let (before, after) = replicas.unwrap_or_default();
            (Outcome::Discarded, format!("ready replicas went from {before} to {after}"))
        }
        () if late && kept => (Outcome::Saturated, "this client sends late".to_owned()),
        () if grows => (
            Outcome::Missed,
            format!("queue grows {:.1}/s", document.queue.map_or(0.0, |queue| queue.growth)),
        ),
        () if !sure && length < CONFIRMING => (Outcome::Doubtful, String::new()),
        () if kept => (Outcome::Kept, String::new()),
        () => (Outcome::Missed, missed(&judged)),
    };
    let word = match outcome {
        Outcome::Kept => "kept",
        Outcome::Missed => "missed",
        Outcome::Doubtful => "doubtful",
        Outcome::Saturated => "saturated",
        Outcome::Discarded => "discarded",
    };
    let step = Step {
        rate,
        outcome: word.to_owned(),
        why,
        confidence,
        replicas,
        terms: judged,
        document: document.clone(),
    };
    (step, outcome, stopped)
}

/// Whether all terms could be judged: a percentile that is only bounded is no matter of blocks.
fn kept_is_known(terms: &[crate::report::bench::document::Objective]) -> bool {
    terms.iter().all(|term| term.failed.is_some() && !term.at_least)
}

fn missed(terms: &[crate::report::bench::document::Objective]) -> String {
    let missed = terms.iter().filter(|term| term.failed != Some(false));
    let told = missed.map(|term| match term.failed {
        Some(_) => term.term.clone(),
        None => format!("{} cannot be judged", term.term),
    });
    told.collect::<Vec<_>>().join(", ")
}

fn maximum(text: &str, ended: Option<search::Found>, trials: &[Trial], steps: Vec<Step>) -> Maximum {
    let highest =
        trials.iter().filter(|trial| trial.outcome == Outcome::Kept).map(|trial| trial.rate).reduce(f64::max);
    let (found, kept, missed) = match ended {
        Some(search::Found::Between { kept, missed }) => (Found::Maximum, Some(kept), Some(missed)),
        Some(search::Found::Below(missed)) => (Found::None, None, Some(missed)),
        Some(search::Found::ClientLimit(kept)) => (Found::ClientLimit, kept, None),
        Some(search::Found::Unsettled) => (Found::Unsettled, None, None),
        None => (Found::Stopped, highest, None),
    };
    let last = steps.iter().rev().find(|step| Some(step.rate) == kept && step.outcome == "kept");
    Maximum {
        version: VERSION,
        objective: text.to_owned(),
        found,
        kept,
        confidence: last.and_then(|step| step.confidence),
        missed,
        steps,
        suggestion: None,
    }
}
