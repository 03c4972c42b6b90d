//! `--sweep`: one request at a time, as many as the server takes, and rates between.

use std::time::Duration;

use super::Steps;
use super::step::Measured;
use crate::error::{Error, Kind, Result};
use crate::load::sweep::knee::{between, knee};
use crate::report::bench::steps::document::{Sweep, SweepStep, VERSION, json};
use crate::report::bench::steps::sweep_text;
use crate::session::Session;

/// How long a step is if nothing is said.
pub const USUAL: Duration = Duration::from_secs(10);
/// How many rates lie between the ends.
const RATES: u32 = 8;

/// Runs `neap bench --sweep`.
pub fn run(mut steps: Steps<'_>, session: &mut Session) -> Result<()> {
    let saturating = steps.plan.concurrency;
    let length = steps.length;
    let told = |session: &mut Session, what: &str| {
        session.ui.status(format_args!("{what} for {:.0} s", length.as_secs_f64()));
    };
    told(session, "one request at a time");
    let serial = steps.closed(1, length, session)?;
    told(session, &format!("{saturating} requests at a time"));
    let saturation = if serial.stopped() { None } else { Some(steps.closed(saturating, length, session)?) };
    let mut done = vec![step("serial", None, &serial)];
    let mut stopped = serial.stopped() || saturation.as_ref().is_none_or(Measured::stopped);
    let most = saturation.as_ref().map_or(0.0, Measured::goodput);
    for rate in between(serial.goodput(), most, RATES) {
        if stopped {
            break;
        }
        told(session, &format!("{rate:.1}/s"));
        let measured = steps.at_rate(rate, length, session)?;
        stopped = measured.stopped();
        done.push(step("rate", Some(rate), &measured));
    }
    done.extend(saturation.as_ref().map(|saturation| step("saturation", None, saturation)));
    let sizes: Vec<(f64, f64)> = done
        .iter()
        .map(|step| {
            let window = step.document.steady.as_ref().unwrap_or(&step.document.whole);
            (window.goodput, window.latency.mean.unwrap_or(0.0))
        })
        .collect();
    let sweep = Sweep { version: VERSION, knee: knee(&sizes), steps: done };
    session.ui.data(if steps.json { json(&sweep) } else { sweep_text(&sweep) })?;
    match (stopped, sweep.knee) {
        (true, _) => Err(Error::new(Kind::Interrupted, "the sweep was stopped")),
        (false, None) => Err(Error::failed("no request succeeded")),
        (false, Some(_)) => Ok(()),
    }
}

fn step(kind: &str, rate: Option<f64>, measured: &Measured) -> SweepStep {
    SweepStep { kind: kind.to_owned(), rate, document: measured.document.clone() }
}
