//! All that a thread measured.

use std::time::Duration;

use hdrhistogram::CreationError;
use serde::{Deserialize, Serialize};

use super::blocks::Blocks;
use super::extent::Extent;
use super::pacing::{LastSend, Pacing};
use super::pods::Pods;
use super::recorder::{Recorder, is_success};
use super::span::Span;
use super::timeline::{End, Timeline};
use crate::load::connection::Handshake;
use crate::load::fault::Fault;
use crate::load::llm::measured::Measured;
use crate::load::sample::Sample;

/// All that a thread measured; those of several threads are merged at the end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Measurements {
    /// Of the whole run.
    pub whole: Recorder,
    /// Of the run without its warm-up and cool-down, if there are any.
    pub steady: Option<Recorder>,
    /// Of an open loop.
    pub pacing: Option<Pacing>,
    /// By the second.
    pub timeline: Timeline,
    /// Connections that were opened.
    pub connections: Connections,
    /// By the pod that answers name.
    pub pods: Pods,
    /// In blocks, for what compares runs.
    pub blocks: Blocks,
    /// Of a load of prompts: of their answers.
    pub llm: Option<Box<Measured>>,
}

/// Connections that were opened: each stays with what it found until it is closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Connections {
    /// How many.
    pub opened: u64,
    /// Of these, the ones that were opened before the start.
    #[serde(default)]
    pub before: u64,
    /// When the last one was, from the start of the run.
    pub last: Option<Duration>,
    /// The TLS handshakes.
    pub handshakes: Extent,
    /// How many of these took up an earlier session.
    pub resumed: u64,
}

impl Measurements {
    /// Nothing yet.
    ///
    /// # Errors
    /// Never; the histogram's constructor cannot say so.
    pub fn new(whole: Span, steady: Option<Span>, open_loop: bool) -> Result<Self, CreationError> {
        Ok(Self {
            whole: Recorder::new(whole)?,
            steady: steady.map(Recorder::new).transpose()?,
            pacing: open_loop.then(Pacing::new).transpose()?,
            timeline: Timeline::default(),
            connections: Connections::default(),
            pods: Pods::default(),
            blocks: Blocks::default(),
            llm: None,
        })
    }

    /// A request is begun at `at`; in an open loop it was due at `due`. Returns how late it is.
    pub fn begun(&mut self, due: Option<Duration>, at: Duration, last: &LastSend) -> Duration {
        self.timeline.due(due.unwrap_or(at));
        self.timeline.sent(at);
        match (&mut self.pacing, due) {
            (Some(pacing), Some(due)) => pacing.sent(due, at, last),
            _ => Duration::ZERO,
        }
    }

    /// A request was answered.
    pub fn answered(&mut self, sample: &Sample) {
        let (end, succeeded) = (sample.offset + sample.total, is_success(sample.status));
        self.whole.record(sample);
        if let Some(steady) = self.steady.as_mut().filter(|steady| steady.span.contains(sample.offset)) {
            steady.record(sample);
        }
        let end_of = match sample.status {
            502..=504 => End::Lost,
            _ if succeeded => End::Succeeded,
            _ => End::Failed,
        };
        self.blocks.answered(sample.offset, succeeded, sample.total);
        self.ended(end, end_of, Some(sample.total));
    }

    /// A request that began at `offset` failed at `end`.
    pub fn failed(&mut self, fault: &Fault, offset: Duration, end: Duration) {
        self.of(offset, |recorder| recorder.fail(fault));
        self.blocks.failed(offset);
        self.ended(end, if fault.class.is_cut() { End::Lost } else { End::Failed }, None);
    }

    /// A request that began at `offset` had not ended at `end`, when the run did.
    pub fn unfinished(&mut self, offset: Duration, end: Duration) {
        self.of(offset, |recorder| {
            recorder.unfinished += 1;
            recorder.latency.record_open(end.saturating_sub(offset));
        });
    }

    /// A request that was due at `due` was never sent until `end`: whoever waits for it has waited at least that long.
    pub fn never_sent(&mut self, due: Duration, end: Duration) {
        self.timeline.due(due);
        if let Some(llm) = &mut self.llm {
            llm.never_sent(due, end);
        }
        self.of(due, |recorder| {
            recorder.never_sent += 1;
            recorder.latency.record_open(end.saturating_sub(due));
        });
    }

    /// A connection was opened.
    pub fn connected(&mut self, at: Duration, tls: Option<Handshake>) {
        if let Some(tls) = tls {
            self.connections.handshakes.add(tls.took);
            self.connections.resumed += u64::from(tls.resumed);
        }
        self.connections.opened += 1;
        self.connections.last = self.connections.last.max(Some(at));
    }

    /// A connection was opened before the start.
    pub fn connected_before(&mut self, tls: Option<Handshake>) {
        self.connected(Duration::ZERO, tls);
        self.connections.before += 1;
    }

    /// A request was sent again on a fresh connection.
    pub fn resent(&mut self) {
        self.whole.resent += 1;
    }

    fn ended(&mut self, end: Duration, how: End, latency: Option<Duration>) {
        let succeeded = how == End::Succeeded;
        self.whole.ended(end, succeeded);
        if let Some(steady) = self.steady.as_mut().filter(|steady| steady.span.contains(end)) {
            steady.ended(end, succeeded);
        }
        self.timeline.ended(end, how, latency);
    }

    /// The recorders of the spans in which a request began.
    fn of(&mut self, offset: Duration, mut count: impl FnMut(&mut Recorder)) {
        count(&mut self.whole);
        if let Some(steady) = self.steady.as_mut().filter(|steady| steady.span.contains(offset)) {
            count(steady);
        }
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        self.whole.merge(&other.whole);
        if let (Some(ours), Some(theirs)) = (&mut self.steady, &other.steady) {
            ours.merge(theirs);
        }
        if let (Some(ours), Some(theirs)) = (&mut self.pacing, &other.pacing) {
            ours.merge(theirs);
        }
        self.timeline.merge(&other.timeline);
        self.blocks.merge(&other.blocks);
        if let (Some(ours), Some(theirs)) = (&mut self.llm, &other.llm) {
            ours.merge(theirs);
        }
        self.pods.merge(&other.pods);
        self.connections.opened += other.connections.opened;
        self.connections.before += other.connections.before;
        self.connections.last = self.connections.last.max(other.connections.last);
        self.connections.handshakes.merge(&other.connections.handshakes);
        self.connections.resumed += other.connections.resumed;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::fault::Class;
    use crate::load::sample::Phases;

    #[test]
    fn the_steady_window_takes_requests_by_when_they_were_due() {
        let seconds = Duration::from_secs;
        let steady = Span { from: seconds(2), to: Some(seconds(8)) };
        let mut measured = Measurements::new(Span::run(Some(seconds(10))), Some(steady), true).unwrap();
        let last = LastSend::default();
        for second in 0..10 {
            assert_eq!(measured.begun(Some(seconds(second)), seconds(second + 1), &last), seconds(1));
            let total = seconds(2);
            let sample =
                Sample { offset: seconds(second), total, phases: Phases::default(), status: 200, body: 0 };
            measured.answered(&sample);
        }
        measured.failed(&Fault::new(Class::Reset, "x"), seconds(3), seconds(9));
        measured.unfinished(seconds(7), seconds(15));
        measured.never_sent(seconds(9), seconds(15));
        let steady = measured.steady.unwrap();
        // Due in 2..8; ended in 2..8: those due in 0..6.
        assert_eq!((steady.answered(), steady.within), (6, 6));
        assert_eq!((steady.failed(), steady.unfinished, steady.never_sent), (1, 1, 0));
        let whole = measured.whole;
        assert_eq!((whole.answered(), whole.within, whole.drained), (10, 10, 1));
        assert_eq!((whole.sent(), whole.never_sent, whole.latency.open()), (12, 1, 2));
    }
}
