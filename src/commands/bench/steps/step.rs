//! One step.

use std::sync::Arc;
use std::time::Duration;

use super::Steps;
use crate::commands::bench::follow;
use crate::commands::bench::load::cores;
use crate::error::Result;
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
}

impl Measured {
    /// Whether the run was ended from outside.
    pub fn stopped(&self) -> bool {
        self.summary.ending != Ending::Complete
    }

    /// Answers a second, of the part that is looked at.
    pub fn goodput(&self) -> f64 {
        self.document.steady.as_ref().unwrap_or(&self.document.whole).goodput
    }
}

/// The beginning of a step, when connections are new and queues empty, is left out.
const WARMUP: f64 = 0.1;

impl Steps<'_> {
    /// An open loop at a rate.
    ///
    /// # Errors
    /// The machine gives no thread, or the output no place.
    pub fn at_rate(&mut self, rate: f64, length: Duration, session: &mut Session) -> Result<Measured> {
        self.seed = self.seed.wrapping_add(1);
        let course =
            Course::Rate { profile: Profile::constant(rate), process: self.process, seed: self.seed };
        let load = Load::Open(Timetable { course, most: None, window: Some(length) });
        self.run(load, self.most, length, session)
    }

    /// A closed loop of some workers.
    ///
    /// # Errors
    /// As [`Self::at_rate`].
    pub fn closed(&mut self, workers: usize, length: Duration, session: &mut Session) -> Result<Measured> {
        self.run(Load::Closed { amount: Amount::Time(length), period: None }, workers, length, session)
    }

    fn run(
        &mut self,
        load: Load,
        concurrency: usize,
        length: Duration,
        session: &mut Session,
    ) -> Result<Measured> {
        // No step may find the prompts of another one in a cache.
        let llm = self.plan.llm.as_ref().map(|llm| Arc::new(llm.beginning_at(self.done << 32)));
        self.done += 1;
        let plan = Plan {
            llm,
            threads: self.plan.threads.max(cores(&load, concurrency).min(self.cores)).min(concurrency),
            steady: Some(Span { from: length.mul_f64(WARMUP), to: Some(length) }),
            load,
            concurrency,
            ..self.plan.clone()
        };
        let about = About::of(&plan);
        let summary = crate::commands::block_on(|| follow(plan, None, session))?.finish()?;
        let mut document = document(&summary, &about);
        document.llm = self.prompts.and_then(|prompts| prompts.section(&summary));
        Ok(Measured { summary, document })
    }
}
