//! All that a thread measured of its answers.

use std::time::Duration;

use hdrhistogram::CreationError;
use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::log::Entry;
use super::options::Level;
use super::outcome::Outcome;
use super::window::Window;
use crate::load::measure::blocks::{Series, Times};
use crate::load::measure::span::Span;
use crate::load::measure::spread::Spread;

/// All that a thread measured of its answers; those of several threads are merged at the end.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Measured {
    /// Of the whole run.
    pub whole: Window,
    /// Of the run without its warm-up and cool-down, if there are any.
    pub steady: Option<(Span, Window)>,
    /// What `--goodput` asks for.
    pub limits: Limits,
    /// The least of `stream_options` that any request was sent with: what was refused before.
    pub asked: Level,
    /// Requests that were sent once more for that, with less.
    #[serde(default)]
    pub asked_again: u64,
    /// TTFT by the second in which the first token came.
    pub ttft: Spread,
    seconds: Vec<Moment>,
    /// TTFT, TPOT and E2EL in blocks, for what compares runs.
    pub blocks: [Series<Times>; 3],
    /// Each request, if it is kept.
    pub log: Vec<Entry>,
}

/// What came in one second.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// First tokens.
    pub first_tokens: u64,
    /// Chunks with a token.
    pub chunks: u64,
    /// Tokens.
    pub tokens: u64,
    /// Requests that were shed.
    pub shed: u64,
}

/// A chunk with a token, as it came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// When, from the start of the run.
    pub at: Duration,
    /// Since the chunk before of the same stream; `None` for the first.
    pub gap: Option<Duration>,
    /// How many tokens it has.
    pub tokens: u64,
    /// Whether it came in one read with the one before.
    pub coalesced: bool,
    /// For the first one: since the request was begun.
    pub ttft: Option<Duration>,
}

impl Measured {
    /// Nothing yet.
    ///
    /// # Errors
    /// Never; the histograms' constructors cannot say so.
    pub fn new(steady: Option<Span>, limits: Limits) -> Result<Self, CreationError> {
        let steady = steady.map(|span| Ok((span, Window::new()?))).transpose()?;
        Ok(Self {
            whole: Window::new()?,
            steady,
            limits,
            asked: Level::Continuous,
            asked_again: 0,
            ttft: Spread::default(),
            seconds: Vec::new(),
            blocks: Default::default(),
            log: Vec::new(),
        })
    }

    /// A chunk of the request that was due at `offset`.
    pub fn chunk(&mut self, offset: Duration, chunk: Chunk) {
        let second = usize::try_from(chunk.at.as_secs()).unwrap_or(usize::MAX);
        let moment = self.at(second);
        moment.chunks += 1;
        moment.tokens += chunk.tokens;
        if let Some(ttft) = chunk.ttft {
            moment.first_tokens += 1;
            self.ttft.add(second, ttft);
        }
        self.of(offset, |window| {
            window.chunks += 1;
            window.coalesced += u64::from(chunk.coalesced);
            if let Some(gap) = chunk.gap {
                window.inter_chunk.record(gap);
                window.itl.record(gap);
            }
            // Tokens of one chunk came together.
            window.itl.record_many(Duration::ZERO, chunk.tokens.saturating_sub(1));
        });
    }

    /// The time between two events with a choice, for vLLM's ITL.
    pub fn event(&mut self, offset: Duration, gap: Duration) {
        self.of(offset, |window| window.vllm_itl.record(gap));
    }

    /// A request was sent with so much of `stream_options` at last, `again` times more for that.
    pub fn asked_for(&mut self, level: Level, again: u64) {
        self.asked = self.asked.min(level);
        self.asked_again += again;
    }

    /// A request whose whole answer came.
    pub fn completed(&mut self, offset: Duration, outcome: &Outcome) {
        let times = [outcome.first, outcome.tpot(), Some(outcome.last)];
        for (series, time) in self.blocks.iter_mut().zip(times) {
            if let Some(time) = time {
                series.at(offset).record(time);
            }
        }
        let limits = self.limits;
        self.of(offset, |window| window.completed(outcome, &limits));
    }

    /// A request that was refused at `end`, and what the server said.
    pub fn refused(&mut self, offset: Duration, end: Duration, status: u16, message: &str) {
        let shed = is_shed(status);
        if shed {
            self.at(usize::try_from(end.as_secs()).unwrap_or(usize::MAX)).shed += 1;
        }
        self.of(offset, |window| {
            window.shed += u64::from(shed);
            window.refused(status, message, 1);
        });
    }

    /// A request that had not ended when the run did, `since` after it was begun and `waited` longer after it was due.
    pub fn unfinished(&mut self, offset: Duration, since: Duration, waited: Duration, has_token: bool) {
        self.of(offset, |window| window.unfinished(since, waited, has_token));
    }

    /// A request that was due and never sent.
    pub fn never_sent(&mut self, due: Duration, end: Duration) {
        self.of(due, |window| window.never_sent(end.saturating_sub(due)));
    }

    fn of(&mut self, offset: Duration, mut count: impl FnMut(&mut Window)) {
        count(&mut self.whole);
        if let Some((_, window)) = self.steady.as_mut().filter(|(span, _)| span.contains(offset)) {
            count(window);
        }
    }

    fn at(&mut self, second: usize) -> &mut Moment {
        if self.seconds.len() <= second {
            self.seconds.resize(second + 1, Moment::default());
        }
        &mut self.seconds[second]
    }

    /// Each second of the run in which something came.
    pub fn seconds(&self) -> &[Moment] {
        &self.seconds
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        self.whole.merge(&other.whole);
        if let (Some((_, ours)), Some((_, theirs))) = (&mut self.steady, &other.steady) {
            ours.merge(theirs);
        }
        self.asked = self.asked.min(other.asked);
        self.asked_again += other.asked_again;
        self.ttft.merge(&other.ttft);
        self.log.extend_from_slice(&other.log);
        self.blocks.iter_mut().zip(&other.blocks).for_each(|(ours, theirs)| ours.merge(theirs));
        for (second, moment) in other.seconds.iter().enumerate() {
            let ours = self.at(second);
            ours.first_tokens += moment.first_tokens;
            ours.chunks += moment.chunks;
            ours.tokens += moment.tokens;
            ours.shed += moment.shed;
        }
    }
}

/// Whether a server says with this status that it has too much to do.
pub fn is_shed(status: u16) -> bool {
    matches!(status, 429 | 503)
}
