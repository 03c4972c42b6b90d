//! What an engine counts, from which its metrics are written.

use std::time::Duration;

use super::histogram::Histogram;
use super::sequence::{Finish, Sequence};
use super::units::Tokens;

/// Upper bounds of the histograms of an engine.
#[derive(Debug, PartialEq)]
pub struct Bounds {
    first_token: &'static [f64],
    next_token: &'static [f64],
    request: &'static [f64],
}

impl Bounds {
    /// vLLM before 0.8: `vllm/engine/metrics.py`.
    pub const VLLM_V0: Self = Self {
        first_token: &[
            0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0,
        ],
        next_token: &[0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5],
        request: &[1.0, 2.5, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0],
    };
    /// vLLM since 0.8: `vllm/v1/metrics/loggers.py`.
    pub const VLLM: Self = Self {
        first_token: &[
            0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 20.0,
            40.0, 80.0, 160.0, 640.0, 2560.0,
        ],
        next_token: &[
            0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.75, 1.0, 2.5, 5.0, 7.5, 10.0, 20.0,
            40.0, 80.0,
        ],
        request: &[
            0.3, 0.5, 0.8, 1.0, 1.5, 2.0, 2.5, 5.0, 10.0, 15.0, 20.0, 30.0, 40.0, 50.0, 60.0, 120.0, 240.0,
            480.0, 960.0, 1920.0, 7680.0,
        ],
    };
    /// SGLang: `python/sglang/srt/metrics/collector.py`.
    pub const SGLANG: Self = Self {
        first_token: &[
            0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 20.0, 40.0, 60.0, 80.0, 100.0, 200.0,
            400.0,
        ],
        next_token: &[
            0.002, 0.004, 0.006, 0.008, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.06, 0.08, 0.1, 0.2,
            0.4, 0.6, 0.8, 1.0, 2.0, 4.0, 6.0, 8.0,
        ],
        request: &[
            0.1, 0.2, 0.4, 0.6, 0.8, 1.0, 2.0, 4.0, 6.0, 8.0, 10.0, 20.0, 40.0, 60.0, 80.0, 100.0, 200.0,
            400.0, 600.0, 1200.0, 1800.0, 2400.0,
        ],
    };
}

/// Of requests' tokens: one, two and five times the powers of ten, up to the longest sequence.
static TOKENS: [f64; 18] =
    [1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5];
/// Of steps' tokens.
const STEP: &[f64] =
    &[1.0, 8.0, 16.0, 32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0, 4096.0, 8192.0, 16_384.0];

/// Counters and histograms since the engine began.
#[derive(Debug, Clone)]
pub struct Statistics {
    /// Requests that came.
    pub arrived: u64,
    /// Requests that ended because all was said.
    pub stopped: u64,
    /// Requests that ended because they were long enough.
    pub cut: u64,
    /// Requests whose client went.
    pub aborted: u64,
    /// Times that a request was thrown out of the batch.
    pub preemptions: u64,
    /// Tokens of prompts whose first answer token came.
    pub prompt_tokens: u64,
    /// Tokens of answers.
    pub answer_tokens: u64,
    /// Tokens that were looked up in the prefix cache.
    pub cache_queries: u64,
    /// Of these, those that were there.
    pub cache_hits: u64,
    /// Seconds to the first token.
    pub first_token: Histogram,
    /// Seconds between tokens.
    pub next_token: Histogram,
    /// Seconds from arrival to the last token.
    pub request: Histogram,
    /// Seconds in the queue.
    pub queue: Histogram,
    /// Prompt tokens of each request.
    pub request_prompt: Histogram,
    /// Answer tokens of each request.
    pub request_answer: Histogram,
    /// Tokens of each step.
    pub step_tokens: Histogram,
}

impl Statistics {
    /// Nothing counted yet, for an engine whose sequences have at most `longest` tokens.
    pub fn new(bounds: &'static Bounds, longest: Tokens) -> Self {
        let tokens = TOKENS.split_at(TOKENS.partition_point(|bound| *bound <= f64::from(longest.0))).0;
        Self {
            arrived: 0,
            stopped: 0,
            cut: 0,
            aborted: 0,
            preemptions: 0,
            prompt_tokens: 0,
            answer_tokens: 0,
            cache_queries: 0,
            cache_hits: 0,
            first_token: Histogram::new(bounds.first_token),
            next_token: Histogram::new(bounds.next_token),
            request: Histogram::new(bounds.request),
            queue: Histogram::new(bounds.request),
            request_prompt: Histogram::new(tokens),
            request_answer: Histogram::new(tokens),
            step_tokens: Histogram::new(STEP),
        }
    }

    /// Requests that were answered to the end.
    pub fn completed(&self) -> u64 {
        self.stopped + self.cut
    }

    /// A request is over.
    pub(super) fn finished(&mut self, finish: Finish) {
        match finish {
            Finish::Stop => self.stopped += 1,
            Finish::Length => self.cut += 1,
            Finish::Abort => self.aborted += 1,
        }
    }

    /// A prompt was looked up in the prefix cache; a preempted one is not counted again.
    pub(super) fn looked_up(&mut self, sequence: &Sequence, found: Tokens) {
        if sequence.admitted.is_none() {
            self.cache_queries += u64::from(sequence.prompt().0);
            self.cache_hits += u64::from(found.0);
        }
    }

    /// A token came out.
    pub(super) fn token(&mut self, sequence: &mut Sequence, now: Duration, finish: Option<Finish>) {
        self.answer_tokens += 1;
        match sequence.last_token.replace(now) {
            Some(before) => self.next_token.observe((now - before).as_secs_f64()),
            None => {
                self.prompt_tokens += u64::from(sequence.prompt().0);
                self.first_token.observe((now - sequence.arrived).as_secs_f64());
                let admitted = sequence.admitted.unwrap_or(now);
                self.queue.observe(admitted.saturating_sub(sequence.arrived).as_secs_f64());
            }
        }
        if let Some(finish) = finish {
            self.finished(finish);
            self.request.observe((now - sequence.arrived).as_secs_f64());
            self.request_prompt.observe(f64::from(sequence.prompt().0));
            self.request_answer.observe(f64::from(sequence.answer().0));
        }
    }
}
