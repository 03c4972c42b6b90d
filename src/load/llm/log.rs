//! Each request by itself, for reports that list them. It is kept only where one asks for it: it grows with the run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::outcome::Outcome;

/// How much of each request is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Detail {
    /// Nothing.
    #[default]
    None,
    /// Its times and counts.
    Times,
    /// Also the text of its answer.
    Texts,
}

/// One request. Times are those of vLLM's client: events with a choice, with or without a token.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Entry {
    /// When it was begun, from the start of the run.
    pub begun: Duration,
    /// From when it was due until then.
    pub waited: Duration,
    /// Whether the whole answer came.
    pub succeeded: bool,
    /// From then to the first event; nothing if none came.
    pub first: Duration,
    /// To the last event.
    pub last: Duration,
    /// Between events.
    pub gaps: Vec<Duration>,
    /// Tokens of the prompt.
    pub prompt_tokens: u64,
    /// Tokens of the answer.
    pub output_tokens: u64,
    /// The answer, if it is kept.
    pub text: String,
    /// Why it failed.
    pub error: String,
}

impl Entry {
    /// A request whose whole answer came.
    pub fn of(outcome: &Outcome, begun: Duration, gaps: Vec<Duration>, text: String) -> Self {
        Self {
            begun,
            waited: outcome.waited,
            succeeded: true,
            first: outcome.first_event.unwrap_or_default(),
            last: outcome.last_event.unwrap_or(outcome.last),
            gaps,
            prompt_tokens: outcome.prompt_tokens.unwrap_or(0),
            output_tokens: outcome.output_tokens,
            text,
            error: String::new(),
        }
    }

    /// A request that has no whole answer.
    pub fn failed(begun: Duration, waited: Duration, prompt_tokens: Option<u64>, error: String) -> Self {
        Self { begun, waited, prompt_tokens: prompt_tokens.unwrap_or(0), error, ..Self::default() }
    }

    /// Time per output token as vLLM has it.
    pub fn tpot(&self) -> Option<f64> {
        let after = self.output_tokens.checked_sub(1).filter(|tokens| *tokens > 0)?;
        Some((self.last.as_secs_f64() - self.first.as_secs_f64()) / after as f64)
    }
}
