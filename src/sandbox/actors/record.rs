//! What became of the requests.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

/// How a request ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// With this status, and a whole body.
    Status(u16),
    /// The answer broke off, or none came.
    Broken,
    /// The client gave it up.
    TimedOut,
}

/// A request, in cluster time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// Which of the scenario's loads.
    pub load: usize,
    /// When it was sent.
    pub sent: Timestamp,
    /// From then until the first byte of the body.
    pub first: Option<Duration>,
    /// From then until the end.
    pub took: Duration,
    /// How it ended.
    pub outcome: Outcome,
}

impl Record {
    /// Whether it was served.
    pub fn is_served(&self) -> bool {
        matches!(self.outcome, Outcome::Status(200..=299))
    }
}

/// All requests that have ended. Clones share them.
#[derive(Debug, Clone, Default)]
pub struct Records(Arc<Mutex<Vec<Record>>>);

impl Records {
    pub(super) fn add(&self, record: Record) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(record);
    }

    /// All of them, in the order in which they ended.
    pub fn all(&self) -> Vec<Record> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Those that were sent in a span of time.
    pub fn sent_in(&self, from: Timestamp, to: Timestamp) -> Window {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let inside = all.iter().filter(|record| (from..to).contains(&record.sent));
        Window(inside.copied().collect())
    }
}

/// Some requests.
#[derive(Debug, Clone, Default)]
pub struct Window(pub Vec<Record>);

impl Window {
    /// How many were served.
    pub fn served(&self) -> usize {
        self.0.iter().filter(|record| record.is_served()).count()
    }

    /// How many ended so.
    pub fn ended(&self, outcome: Outcome) -> usize {
        self.0.iter().filter(|record| record.outcome == outcome).count()
    }

    /// How many were not served.
    pub fn failed(&self) -> usize {
        self.0.len() - self.served()
    }

    /// How long the served ones took, at this share of them: 0.5 is the median. `None` if none was served.
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        let mut took: Vec<_> = self.0.iter().filter(|it| it.is_served()).map(|it| it.took).collect();
        took.sort_unstable();
        // Nearest rank; a share beyond 0 and 1 is the first or the last.
        let rank = (share * took.len() as f64).ceil() as usize;
        took.get(rank.saturating_sub(1).min(took.len().saturating_sub(1))).copied()
    }
}
