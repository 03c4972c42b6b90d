//! One step.

use std::sync::Arc;
use std::time::Duration;

use super::Steps;
use crate::commands::bench::follow;
use crate::commands::bench::llm::Prompts;
use crate::commands::bench::llm::sampler::Gauge;
use crate::commands::bench::load::cores;
use crate::error::{Error, Result};
use crate::load::measure::span::Span;
use crate::load::plan::{Load, Plan};
use crate::load::schedule::Amount;
use crate::load::schedule::profile::Profile;
use crate::load::schedule::timetable::{Course, Timetable};
use crate::load::summary::{Ending, Summary};
use crate::report::bench::document::Document;
use crate::report::bench::{About, document};
use crate::session::Session;

/// What a step measured.
pub struct Measured {
    /// The result.
    pub summary: Summary,
    /// The same as a document.
    pub document: Document,
    /// What the engine's gauges showed in its second half, where that was asked for.
    pub gauges: Vec<Gauge>,
}

impl Measured {
    /// An error if the run was ended from outside: what it measured counts no more.
    ///
    /// # Errors
    /// A signal, or nothing could be reached; `place` says when.
    pub fn ended(&self, place: &str) -> Result<()> {
        match self.summary.ending {
            Ending::Complete => Ok(()),
            Ending::Unreachable => Err(Error::failed(format!("nothing could be reached {place}"))
                .hint("try it alone: `neap bench -n 1 -c 1 URL`")),
            ending => Err(ending.given_up(&format!(" {place}"))),
        }
    }

    /// Answers a second, of the part that is looked at.
    pub fn goodput(&self) -> f64 {
        self.document.steady.as_ref().unwrap_or(&self.document.whole).goodput
    }
}

/// The beginning of a step, when connections are new and queues empty, is left out.
const WARMUP: f64 = 0.1;
/// Until so many answers' time has passed, more and more is under way: that is no queue.
const SETTLING: f64 = 2.0;
/// No step begins longer than that.
const LONGEST_WARMUP: Duration = Duration::from_secs(300);

/// How long a step is whose part of this length is looked at, and that part. An answer takes about `answer`, as far as is known.
pub(super) fn span(length: Duration, answer: Duration) -> (Duration, Span) {
    let usual = length.mul_f64(WARMUP);
    let warmup = usual.max(answer.mul_f64(SETTLING).min(LONGEST_WARMUP));
    let whole = length + (warmup - usual);
    (whole, Span { from: warmup, to: Some(whole) })
}

impl Steps<'_> {
    /// An open loop at a rate.
    ///
    /// # Errors
    /// The machine gives no thread, or the output no place.
    pub fn at_rate(&mut self, rate: f64, length: Duration, session: &mut Session) -> Result<Measured> {
        self.seed = self.seed.wrapping_add(1);
        let (length, steady) = span(length, self.answer);
        let course =
            Course::Rate { profile: Profile::constant(rate), process: self.process, seed: self.seed };
        let load = Load::Open(Timetable { course, most: None, window: Some(length) });
        self.run(load, self.most, (length, steady), session)
    }

    /// A closed loop of some workers.
    ///
    /// # Errors
    /// As [`Self::at_rate`].
    pub fn closed(&mut self, workers: usize, length: Duration, session: &mut Session) -> Result<Measured> {
        let (length, steady) = span(length, self.answer);
        let load = Load::Closed { amount: Amount::Time(length), period: None };
        self.run(load, workers, (length, steady), session)
    }

    /// Learns how long answers take from a step whose queue did not grow.
    pub fn learn(&mut self, measured: &Measured) {
        let document = &measured.document;
        let window = document.steady.as_ref().unwrap_or(&document.whole);
        let steady = document.queue.is_none_or(|queue| queue.steady);
        if let Some(mean) = window.latency.mean.filter(|_| steady) {
            self.answer = Duration::try_from_secs_f64(mean).unwrap_or_default();
        }
    }

    fn run(
        &mut self,
        load: Load,
        concurrency: usize,
        (length, steady): (Duration, Span),
        session: &mut Session,
    ) -> Result<Measured> {
        // No step may find the prompts of another one in a cache.
        let llm = self.plan.llm.as_ref().map(|llm| Arc::new(llm.beginning_at(self.done << 32)));
        self.done += 1;
        let plan = Plan {
            llm,
            threads: self.plan.threads.max(cores(&load, concurrency).min(self.cores)).min(concurrency),
            steady: Some(steady),
            load,
            concurrency,
            ..self.plan.clone()
        };
        let about = About::of(&plan);
        let sampler = self.prompts.map(Prompts::sampler).transpose()?.flatten();
        let run = crate::commands::block_on(|| follow(plan, None, session))?;
        // What runs in an engine comes to its level only after some answers.
        let (half, end) = (run.start() + length / 2, run.start() + length);
        let gauges = sampler.map_or_else(Vec::new, |sampler| sampler.end(half, end));
        let summary = run.finish()?;
        let mut document = document(&summary, &about);
        document.llm = self.prompts.and_then(|prompts| prompts.section(&summary));
        Ok(Measured { summary, document, gauges })
    }
}
