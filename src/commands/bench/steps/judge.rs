//! What a step of a search came to. What this client did, and what too little was measured of, is no failure of the server.

use super::step::Measured;
use crate::commands::bench::compare::window_of;
use crate::commands::bench::objectives;
use crate::load::compare::holding;
use crate::load::fault::Class;
use crate::load::objective::{Metric, Statistic, Term};
use crate::load::sweep::search::{CONFIRMING, Outcome};
use crate::report::bench::document::{Document, Objective};
use crate::report::bench::steps::document::Step;
use crate::report::units::{counted, share};

/// From this share of runs that might have been on, there is no doubt.
const SURE: f64 = 0.95;
/// How many runs that might have been are drawn.
const DRAWS: u32 = 400;
/// A client that is late in so much of a step cannot send at its rate.
const LATE: f64 = 0.2;

/// What a step came to.
pub fn judge(
    terms: &[Term],
    rate: f64,
    length: f64,
    measured: &Measured,
    replicas: Option<(u64, u64)>,
) -> (Step, Outcome) {
    let Measured { summary, document, .. } = measured;
    let mut judged = objectives::judge(terms, summary);
    // Here a term says what is to be kept.
    judged.iter_mut().for_each(|term| term.failed = term.failed.map(|kept| !kept));
    let kept = judged.iter().all(|term| term.failed == Some(false));
    let known = kept || judged.iter().any(|term| term.failed == Some(true));
    let (run, block_seconds) = window_of(document, &objectives::TIMES);
    let confidence = holding(&run, terms, block_seconds, DRAWS, 1).filter(|_| blocks_tell(&judged));
    let sure = confidence.is_none_or(|share| share >= SURE || share <= 1.0 - SURE);
    let client = Client::of(measured);
    let (outcome, why) = match () {
        () if replicas.is_some_and(|(before, after)| before != after) => {
            let (before, after) = replicas.unwrap_or_default();
            (Outcome::Discarded, format!("ready replicas went from {before} to {after}"))
        }
        () if client.late && kept => (Outcome::Saturated, client.why()),
        () if client.grows() => (
            Outcome::Missed,
            format!("queue grows {:.1}/s", document.queue.map_or(0.0, |queue| queue.growth)),
        ),
        () if !known => (Outcome::Unclear, unclear(&judged, document)),
        () if !kept && !terms.iter().zip(&judged).any(|(term, judged)| client.is_innocent(term, judged)) => {
            (Outcome::Saturated, client.why())
        }
        () if !sure && length < CONFIRMING => (Outcome::Doubtful, String::new()),
        () if kept => (Outcome::Kept, by_chance(confidence, sure)),
        () => (Outcome::Missed, join([missed(&judged), by_chance(confidence, sure)])),
    };
    let step = Step {
        rate,
        outcome: outcome.as_str().to_owned(),
        why,
        confidence,
        replicas,
        terms: judged,
        document: document.clone(),
    };
    (step, outcome)
}

/// A step that was ended before it came to anything.
pub fn stopped(rate: f64, measured: &Measured) -> Step {
    Step {
        rate,
        outcome: "stopped".to_owned(),
        why: String::new(),
        confidence: None,
        replicas: None,
        terms: Vec::new(),
        document: measured.document.clone(),
    }
}

/// What this client did to a step.
struct Client<'a> {
    measured: &'a Measured,
    /// Whether requests left late in so much of it that it was not this rate.
    late: bool,
    /// Requests that failed for want of descriptors or ports.
    refused: u64,
}

impl<'a> Client<'a> {
    fn of(measured: &'a Measured) -> Self {
        let Measured { summary, document, .. } = measured;
        // Other strains make a step doubtful, but only being late is not sending. Where all connections were taken,
        // requests waited for answers and not for this client.
        let late = document.client.strains.iter().filter(|strain| strain.cause == "sendLag");
        let late = late.map(|strain| strain.seconds).max().unwrap_or(0) as f64;
        let full = document
            .timeline
            .iter()
            .any(|second| second.under_way >= u64::try_from(document.load.concurrency).unwrap_or(u64::MAX));
        let late = late > summary.elapsed.as_secs_f64() * LATE && !full;
        Self { measured, late, refused: summary.whole().failed_by(Class::Client) }
    }

    fn why(&self) -> String {
        match self.refused {
            0 => "this client sends late".to_owned(),
            count => format!("{} had no descriptor or port on this machine", counted(count, "request")),
        }
    }

    /// Whether more and more is under way, by more than what this client was late with.
    fn grows(&self) -> bool {
        let Measured { document, summary, .. } = self.measured;
        let Some(queue) = document.queue.filter(|queue| !queue.steady) else { return false };
        let late = document.pacing.as_ref().filter(|_| self.late);
        let late = late.map_or(0.0, |pacing| {
            pacing.send_lag.max.unwrap_or(0.0) * pacing.scheduled as f64 / summary.elapsed.as_secs_f64()
        });
        queue.growth * summary.elapsed.as_secs_f64() > late
    }

    /// Whether a term is missed also without what this client did.
    fn is_innocent(&self, term: &Term, judged: &Objective) -> bool {
        if judged.failed != Some(true) {
            return false;
        }
        let whole = self.measured.summary.whole();
        let without = match term.metric {
            Metric::Error => {
                let ended = (whole.answered() + whole.failed()).saturating_sub(self.refused);
                let failed = ended.saturating_sub(whole.succeeded());
                if self.refused == 0 { judged.value } else { Some(failed as f64 / ended.max(1) as f64) }
            }
            // What was not sent cannot succeed.
            Metric::Rate => judged.value.filter(|_| !self.late && self.refused == 0),
            Metric::Time(_, statistic) => judged.value.map(|value| value - self.lag(statistic)),
        };
        // A time that is only bounded is judged by its bound.
        let Some(without) = without else { return judged.value.is_none() && !self.late };
        !term.comparison.holds(without, term.limit)
    }

    /// By how much being late can have made a time longer.
    fn lag(&self, statistic: Statistic) -> f64 {
        let Some(pacing) = self.measured.document.pacing.as_ref().filter(|_| self.late) else { return 0.0 };
        let lag = &pacing.send_lag;
        match statistic {
            Statistic::Percentile(percent) if percent <= 95.0 => {
                lag.percentile(99.0).and_then(|it| it.value).or(lag.max)
            }
            Statistic::Mean => lag.mean,
            _ => lag.max,
        }
        .unwrap_or(0.0)
    }
}

/// Whether all terms could be judged: a percentile that is only bounded is no matter of blocks.
fn blocks_tell(terms: &[Objective]) -> bool {
    terms.iter().all(|term| term.failed.is_some() && !term.at_least)
}

fn missed(terms: &[Objective]) -> String {
    let missed = terms.iter().filter(|term| term.failed == Some(true));
    missed.map(|term| term.term.clone()).collect::<Vec<_>>().join(", ")
}

/// Why it cannot be told whether an objective is kept.
fn unclear(terms: &[Objective], document: &Document) -> String {
    let window = document.steady.as_ref().unwrap_or(&document.whole);
    let unknown: Vec<&str> =
        terms.iter().filter(|term| term.failed.is_none()).map(|term| term.term.as_str()).collect();
    let unfinished = match window.requests.unfinished {
        0 => String::new(),
        count => format!(", {count} of them not at the end"),
    };
    format!(
        "{} cannot be told of {}{unfinished}",
        unknown.join(", "),
        counted(window.requests.sent, "request")
    )
}

/// Of a step that counts although by chance it could have been the other way round.
fn by_chance(confidence: Option<f64>, sure: bool) -> String {
    let told = confidence.filter(|_| !sure);
    told.map_or_else(String::new, |kept| format!("{} of runs that might have been keep it", share(kept)))
}

fn join(parts: [String; 2]) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("; ")
}
