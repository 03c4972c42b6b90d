//! What came of requests: latencies, parts, statuses, faults.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::CreationError;
use serde::{Deserialize, Serialize};

use super::distribution::Distribution;
use super::extent::Extent;
use super::span::Span;
use crate::load::fault::{Class, Fault};
use crate::load::sample::Sample;

/// The most different error messages that are told apart; a server that makes up a new one for each request must not
/// fill the memory.
const MOST_MESSAGES: usize = 200;
/// Under which further messages of a class are counted.
pub const OTHER_MESSAGES: &str = "other errors";

/// Exact extents of the parts of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhaseExtents {
    /// See [`crate::load::sample::Phases`].
    pub connect: Extent,
    /// See [`crate::load::sample::Phases`].
    pub dns: Extent,
    /// Only of requests over HTTP/2; see [`crate::load::sample::Phases`].
    pub queue: Extent,
    /// See [`crate::load::sample::Phases`].
    pub write: Extent,
    /// See [`crate::load::sample::Phases`].
    pub wait: Extent,
    /// See [`crate::load::sample::Phases`].
    pub read: Extent,
}

/// What came of the requests of a span of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Recorder {
    /// Which requests: those that were to be sent in this span.
    pub span: Span,
    /// How long answered requests took.
    pub latency: Distribution,
    /// The parts of a request, exactly.
    pub phases: PhaseExtents,
    /// Answers by status code.
    pub statuses: BTreeMap<u16, u64>,
    /// Failed requests by class and message.
    #[serde(with = "super::portable::pairs")]
    pub faults: BTreeMap<(Class, String), u64>,
    /// The beginning of a body with each status from 400 on: one example each, of the whole run.
    pub bodies: BTreeMap<u16, String>,
    /// Bytes of all bodies.
    pub bytes: u64,
    /// Requests that ended (answered or failed) within the span, whenever they were sent.
    pub within: u64,
    /// Of these, the ones that succeeded.
    pub succeeded_within: u64,
    /// Requests that ended after it.
    pub drained: u64,
    /// Requests that were sent and had not ended when the run did.
    pub unfinished: u64,
    /// Requests that were due and were never sent.
    pub never_sent: u64,
    /// Requests that were sent again on a fresh connection, because the kept one was closed under them.
    pub resent: u64,
    /// When the last request ended, from the start of the run.
    pub last: Duration,
}

/// The parts of an HTTP status that are an answer as it should be.
pub fn is_success(status: u16) -> bool {
    status < 400
}

impl Recorder {
    /// An empty one.
    ///
    /// # Errors
    /// Never; the histogram's constructor cannot say so.
    pub fn new(span: Span) -> Result<Self, CreationError> {
        Ok(Self {
            span,
            latency: Distribution::new()?,
            phases: PhaseExtents::default(),
            statuses: BTreeMap::new(),
            faults: BTreeMap::new(),
            bodies: BTreeMap::new(),
            bytes: 0,
            within: 0,
            succeeded_within: 0,
            drained: 0,
            unfinished: 0,
            never_sent: 0,
            resent: 0,
            last: Duration::ZERO,
        })
    }

    /// Counts an answered request.
    pub fn record(&mut self, sample: &Sample) {
        self.latency.record(sample.total);
        self.phases.connect.add(sample.phases.connect);
        self.phases.dns.add(sample.phases.dns);
        if let Some(queue) = sample.phases.queue {
            self.phases.queue.add(queue);
        }
        self.phases.write.add(sample.phases.write);
        self.phases.wait.add(sample.phases.wait);
        self.phases.read.add(sample.phases.read);
        *self.statuses.entry(sample.status).or_default() += 1;
        self.bytes += sample.body;
    }

    /// Keeps the beginning of the first body with a status.
    pub fn refused(&mut self, status: u16, body: &str) {
        self.bodies.entry(status).or_insert_with(|| body.to_owned());
    }

    /// Counts a failed request.
    pub fn fail(&mut self, fault: &Fault) {
        self.count_fault(fault.class, &fault.message, 1);
    }

    /// Counts the end of a request.
    pub fn ended(&mut self, at: Duration, succeeded: bool) {
        match self.span.to.is_some_and(|to| at > to) {
            true => self.drained += 1,
            false => {
                self.within += 1;
                self.succeeded_within += u64::from(succeeded);
            }
        }
        self.last = self.last.max(at);
    }

    fn count_fault(&mut self, class: Class, message: &str, count: u64) {
        // A message that is known costs a copy, and only failures come here.
        let key = (class, message.to_owned());
        let known = self.faults.len() < MOST_MESSAGES || self.faults.contains_key(&key);
        let key = if known { key } else { (class, OTHER_MESSAGES.to_owned()) };
        *self.faults.entry(key).or_default() += count;
    }

    /// Adds what another thread measured; nothing is lost.
    pub fn merge(&mut self, other: &Self) {
        self.latency.merge(&other.latency);
        self.phases.connect.merge(&other.phases.connect);
        self.phases.dns.merge(&other.phases.dns);
        self.phases.queue.merge(&other.phases.queue);
        self.phases.write.merge(&other.phases.write);
        self.phases.wait.merge(&other.phases.wait);
        self.phases.read.merge(&other.phases.read);
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        for ((class, message), count) in &other.faults {
            self.count_fault(*class, message, *count);
        }
        for (status, body) in &other.bodies {
            self.refused(*status, body);
        }
        self.bytes += other.bytes;
        self.within += other.within;
        self.succeeded_within += other.succeeded_within;
        self.drained += other.drained;
        self.unfinished += other.unfinished;
        self.never_sent += other.never_sent;
        self.resent += other.resent;
        self.last = self.last.max(other.last);
    }

    /// How many requests were answered, whatever the status.
    pub fn answered(&self) -> u64 {
        self.latency.extent.count
    }

    /// Answers that are as they should be: a status below 400.
    pub fn succeeded(&self) -> u64 {
        self.statuses.iter().filter(|(status, _)| is_success(**status)).map(|(_, count)| count).sum()
    }

    /// How many requests failed.
    pub fn failed(&self) -> u64 {
        self.faults.values().sum()
    }

    /// Failed requests of one class.
    pub fn failed_by(&self, class: Class) -> u64 {
        self.faults.iter().filter(|((of, _), _)| *of == class).map(|(_, count)| count).sum()
    }

    /// How many requests were begun.
    pub fn sent(&self) -> u64 {
        self.answered() + self.failed() + self.unfinished
    }

    /// The share of the requests that ended which failed or were answered with a status from 400 on; `None` if none ended.
    pub fn error_share(&self) -> Option<f64> {
        let ended = self.answered() + self.failed();
        (ended > 0).then(|| (ended - self.succeeded()) as f64 / ended as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::sample::Phases;

    fn sample(status: u16) -> Sample {
        Sample {
            offset: Duration::ZERO,
            total: Duration::from_secs(1),
            phases: Phases::default(),
            status,
            body: 1,
        }
    }

    fn until(seconds: u64) -> Recorder {
        Recorder::new(Span::run(Some(Duration::from_secs(seconds)))).unwrap()
    }

    #[test]
    fn messages_without_end_are_counted_together() {
        let mut recorder = until(1);
        for number in 0..1000 {
            recorder.fail(&Fault::new(Class::Protocol, format!("{number}")));
        }
        assert_eq!((recorder.failed(), recorder.faults.len()), (1000, MOST_MESSAGES + 1));
        assert_eq!(recorder.faults[&(Class::Protocol, OTHER_MESSAGES.to_owned())], 800);
        assert_eq!((recorder.failed_by(Class::Protocol), recorder.failed_by(Class::Reset)), (1000, 0));
    }

    #[test]
    fn what_ends_after_the_span_is_drained() {
        let mut recorder = until(2);
        recorder.ended(Duration::from_secs(1), true);
        recorder.ended(Duration::from_secs(2), false);
        recorder.ended(Duration::from_secs(3), true);
        assert_eq!((recorder.within, recorder.succeeded_within, recorder.drained), (2, 1, 1));
    }

    #[test]
    fn a_status_from_400_on_is_an_error() {
        let mut recorder = until(1);
        assert_eq!(recorder.error_share(), None);
        [200, 302, 404, 503].into_iter().for_each(|status| recorder.record(&sample(status)));
        assert_eq!((recorder.answered(), recorder.succeeded(), recorder.error_share()), (4, 2, Some(0.5)));
    }
}
