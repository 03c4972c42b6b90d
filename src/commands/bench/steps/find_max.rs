//! `--find-max`: the highest steady rate that keeps an objective.

use std::time::Duration;

use super::Steps;
use super::judge::{judge, stopped};
use super::suggest::{Seen, suggest};
use crate::cli::bench::Bench;
use crate::commands::bench::llm::sampler::Gauge;
use crate::commands::bench::{objectives, service};
use crate::error::{Error, Result};
use crate::load::objective::Term;
use crate::load::sweep::search::{self, Next, Outcome, Search, Trial};
use crate::report::bench::steps::document::{Found, Maximum, Step, VERSION, json};
use crate::report::bench::steps::{found as found_in_words, found_text};
use crate::report::units::seconds;
use crate::session::Session;

/// How long a step is if nothing is said: long enough for a queue to show what it does.
pub const USUAL: Duration = Duration::from_secs(30);
/// No step is longer, however few requests a rate gives.
const LONGEST: Duration = Duration::from_secs(600);
/// Where the first step is.
pub(super) const SERIAL: &str = "in the step with one request at a time";
/// Rates that are nearer to each other are not told apart.
const PRECISION: f64 = 1.03;

/// Runs `neap bench --find-max`.
pub fn run(args: &Bench, text: &str, mut steps: Steps<'_>, session: &mut Session) -> Result<()> {
    let terms = objectives::read_kept(text, steps.prompts.is_some())?;
    let mut done = Done::default();
    let (found, end) = match search(args, &terms, &mut steps, &mut done, session) {
        Ok(found) => (Some(found), Ok(())),
        // There is nothing to show but why.
        Err(error) if done.told.is_empty() && !error.kind.is_signal() => return Err(error),
        Err(error) => (None, Err(error)),
    };
    let told = std::mem::take(&mut done.told);
    let mut maximum = maximum(text, found, &done.trials, told);
    if let (Some(asked), Found::Maximum) =
        (steps.prompts.and_then(|prompts| prompts.suggest.as_ref()), maximum.found)
    {
        let all = done.trials.iter().zip(&done.gauges).zip(&maximum.steps);
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
    end?;
    let said = found_in_words(&maximum).trim_end_matches('.').to_owned();
    match maximum.found {
        Found::Maximum | Found::Stopped => Ok(()),
        Found::None => Err(Error::not_ready(said)),
        Found::ClientLimit | Found::Unsettled | Found::Unclear => Err(Error::failed(said)),
    }
}

/// The steps of a search so far.
#[derive(Default)]
struct Done {
    trials: Vec<Trial>,
    told: Vec<Step>,
    /// What the gauges showed in each step.
    gauges: Vec<Vec<Gauge>>,
}

/// Searches. Whatever ends it early is an error, and what was done until then is in `done`.
fn search(
    args: &Bench,
    terms: &[Term],
    steps: &mut Steps<'_>,
    done: &mut Done,
    session: &mut Session,
) -> Result<search::Found> {
    let serial = steps.closed(1, steps.length.div_f64(10.0), session)?;
    serial.ended(SERIAL)?;
    if serial.goodput() <= 0.0 {
        return Err(Error::failed("one request at a time already fails: no request succeeded")
            .hint("try it alone: `neap bench -n 1 -c 1 URL`"));
    }
    steps.learn(&serial);
    let needed = needed(terms);
    let search =
        Search { first: serial.goodput(), least: needed / LONGEST.as_secs_f64(), precision: PRECISION };
    loop {
        let (rate, length) = match search.next(&done.trials) {
            Next::Found(found) => return Ok(found),
            Next::Step { rate, length } => (rate, length),
        };
        let time = time_of(steps.length, length, rate, needed);
        let told_as = seconds(time.as_secs_f64());
        session.ui.status(format_args!("step {}: {rate:.1}/s for {told_as}", done.told.len() + 1));
        let before = service::ready(args, session)?;
        let mut measured = steps.at_rate(rate, time, session)?;
        if let Err(ended) = measured.ended(&format!("in step {}", done.told.len() + 1)) {
            done.told.push(stopped(rate, &measured));
            return Err(ended);
        }
        steps.learn(&measured);
        let after = service::ready(args, session)?;
        let (step, outcome) = judge(terms, rate, length, &measured, before.zip(after));
        done.gauges.push(std::mem::take(&mut measured.gauges));
        done.trials.push(Trial { rate, length, outcome });
        done.told.push(step);
    }
}

/// How long a step of so many usual lengths is, which needs so many requests.
///
/// One that looks for the magnitude asks for few: if even the slowest of them is as it should be, the rate is doubled, and if that
/// cannot be told the step is done again with all it needs. A rate of one a second would take minutes to be told what it is.
pub(super) fn time_of(usual: Duration, length: f64, rate: f64, needed: f64) -> Duration {
    const FEW: f64 = 40.0;
    let needed = if length < 1.0 { needed.min(FEW) } else { needed };
    usual.mul_f64(length).max(Duration::from_secs_f64(needed / rate)).min(LONGEST)
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

fn maximum(text: &str, ended: Option<search::Found>, trials: &[Trial], steps: Vec<Step>) -> Maximum {
    let highest =
        trials.iter().filter(|trial| trial.outcome == Outcome::Kept).map(|trial| trial.rate).reduce(f64::max);
    let (found, kept, missed) = match ended {
        Some(search::Found::Between { kept, missed }) => (Found::Maximum, Some(kept), Some(missed)),
        Some(search::Found::Below(missed)) => (Found::None, None, Some(missed)),
        Some(search::Found::ClientLimit(kept)) => (Found::ClientLimit, kept, None),
        Some(search::Found::Unsettled) => (Found::Unsettled, None, None),
        Some(search::Found::Unclear(kept)) => (Found::Unclear, kept, None),
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
