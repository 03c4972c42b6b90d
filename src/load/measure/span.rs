//! A part of a run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// From one time of a run to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// Its beginning, which belongs to it.
    pub from: Duration,
    /// Its end; `None`: that of the run.
    pub to: Option<Duration>,
}

impl Span {
    /// A run that sends for so long.
    pub fn run(window: Option<Duration>) -> Self {
        Self { from: Duration::ZERO, to: window }
    }

    /// Whether a time lies in it.
    pub fn contains(&self, time: Duration) -> bool {
        time >= self.from && self.to.is_none_or(|to| time < to)
    }

    /// How long it is in a run that sent for `elapsed`.
    pub fn length(&self, elapsed: Duration) -> Duration {
        self.to.map_or(elapsed, |to| to.min(elapsed)).saturating_sub(self.from)
    }
}
