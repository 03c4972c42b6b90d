//! `--sweep`: one request at a time, as many as the server takes, and rates between.

use std::time::Duration;

use super::Steps;
use super::find_max::{SERIAL, needed};
use super::judge::judge;
use super::step::Measured;
use super::suggest::{Seen, suggest};
use crate::commands::bench::objectives;
use crate::error::{Error, Result};
use crate::load::objective::Term;
use crate::load::sweep::knee::{between, knee};
use crate::load::sweep::search::{CONFIRMING, Outcome};
use crate::report::bench::steps::document::{Sweep, SweepStep, VERSION, json};
use crate::report::bench::steps::sweep_text;
use crate::report::units::seconds;
use crate::session::Session;

/// How long a step is if nothing is said.
pub const USUAL: Duration = Duration::from_secs(10);
/// How many rates lie between the ends.
const RATES: u32 = 8;
/// No step of a sweep is made longer than that.
const LONGEST: Duration = Duration::from_secs(120);

/// Runs `neap bench --sweep`.
pub fn run(mut steps: Steps<'_>, session: &mut Session) -> Result<()> {
    let saturating = steps.plan.concurrency;
    let length = steps.length;
    let told = |session: &mut Session, what: &str| {
        session.ui.status(format_args!("{what} for {}", seconds(length.as_secs_f64())));
    };
    told(session, "one request at a time");
    let mut serial = steps.closed(1, length, session)?;
    steps.learn(&serial);
    told(session, &format!("{saturating} requests at a time"));
    let mut ended = serial.ended(SERIAL);
    let mut saturation = None;
    if ended.is_ok() {
        // Also a second signal leaves what was measured before.
        match steps.closed(saturating, length, session) {
            Ok(measured) => {
                ended = measured.ended(&format!("in the step with {saturating} requests at a time"));
                saturation = Some(measured);
            }
            Err(error) => ended = Err(error),
        }
    }
    let asked = steps.prompts.and_then(|prompts| prompts.suggest.as_ref());
    let terms = asked.map(|asked| objectives::read_suggested(&asked.objective)).transpose()?;
    let terms = terms.as_deref();
    // A step must have enough requests for the objective, but not take for ever at a low rate.
    let enough = terms.map_or(0.0, needed);
    let lasts = |rate: f64| length.max(Duration::from_secs_f64(enough / rate).min(LONGEST));
    let mut done = vec![step("serial", None, &serial)];
    let mut kept = vec![terms.map(|terms| keeps(terms, serial.goodput(), &serial))];
    let mut gauges = vec![std::mem::take(&mut serial.gauges)];
    let most = saturation.as_ref().map_or(0.0, Measured::goodput);
    for rate in between(serial.goodput(), most, RATES) {
        if ended.is_err() {
            break;
        }
        told(session, &format!("{rate:.1}/s"));
        let mut measured = match steps.at_rate(rate, lasts(rate), session) {
            Ok(measured) => measured,
            Err(error) => {
                ended = Err(error);
                break;
            }
        };
        ended = measured.ended(&format!("in the step at {rate:.1}/s"));
        steps.learn(&measured);
        done.push(step("rate", Some(rate), &measured));
        gauges.push(std::mem::take(&mut measured.gauges));
        kept.push(terms.map(|terms| keeps(terms, rate, &measured)));
    }
    if let Some(mut saturation) = saturation {
        done.push(step("saturation", None, &saturation));
        gauges.push(std::mem::take(&mut saturation.gauges));
        kept.push(terms.map(|terms| keeps(terms, most, &saturation)));
    }
    let sizes: Vec<(f64, f64)> = done
        .iter()
        .map(|step| {
            let window = step.document.steady.as_ref().unwrap_or(&step.document.whole);
            (window.goodput, window.latency.mean.unwrap_or(0.0))
        })
        .collect();
    let suggestion = match asked.filter(|_| ended.is_ok()) {
        Some(asked) => {
            let all = done.iter().zip(&sizes).zip(gauges.iter().zip(&kept));
            let seen = all.map(|((step, (goodput, _)), (gauges, kept))| Seen {
                rate: step.rate.unwrap_or(*goodput),
                kept: kept.flatten(),
                full: step.kind == "saturation",
                gauges,
                document: &step.document,
            });
            Some(suggest(asked, &seen.collect::<Vec<_>>()))
        }
        None => None,
    };
    let (suggestion, failed) = match suggestion {
        Some(Ok(suggestion)) => (Some(suggestion), None),
        Some(Err(error)) => (None, Some(error)),
        None => (None, None),
    };
    let sweep = Sweep { version: VERSION, knee: knee(&sizes), steps: done, suggestion };
    session.ui.data(if steps.json { json(&sweep) } else { sweep_text(&sweep) })?;
    ended?;
    match sweep.knee {
        None => Err(Error::failed("no request succeeded")),
        // The table stands above why there is no suggestion.
        Some(_) => failed.map_or(Ok(()), Err),
    }
}

/// Whether a step keeps the objective; `None` where that cannot be told.
fn keeps(terms: &[Term], rate: f64, measured: &Measured) -> Option<bool> {
    let (step, outcome) = judge(terms, rate, CONFIRMING, measured, None);
    match outcome {
        _ if step.terms.iter().any(|term| term.failed.is_none()) => None,
        Outcome::Kept => Some(true),
        Outcome::Missed => Some(false),
        Outcome::Doubtful | Outcome::Unclear | Outcome::Saturated | Outcome::Discarded => None,
    }
}

fn step(kind: &str, rate: Option<f64>, measured: &Measured) -> SweepStep {
    SweepStep { kind: kind.to_owned(), rate, document: measured.document.clone() }
}
