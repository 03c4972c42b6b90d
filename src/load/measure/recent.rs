//! What happened in the last seconds, for who looks on while a run is under way.

use std::time::Duration;

use super::ladder::Ladder;

/// The last whole seconds of a run.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Recent {
    /// How many seconds.
    pub seconds: u32,
    /// Requests that ended well in them.
    pub succeeded: u64,
    /// Requests that failed in them, or were answered with a status from 400 on.
    pub failed: u64,
    /// Requests that are under way.
    pub under_way: u64,
    /// How long what was answered in them took.
    pub latencies: Ladder,
    /// The longest of these.
    pub slowest: Duration,
}

impl Recent {
    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        self.seconds = self.seconds.max(other.seconds);
        self.succeeded += other.succeeded;
        self.failed += other.failed;
        self.under_way += other.under_way;
        self.latencies.merge(&other.latencies);
        self.slowest = self.slowest.max(other.slowest);
    }

    /// Requests that ended a second.
    pub fn rate(&self) -> f64 {
        (self.succeeded + self.failed) as f64 / f64::from(self.seconds.max(1))
    }

    /// A quantile of how long what was answered took, by the nearest rank.
    pub fn quantile(&self, share: f64) -> Option<Duration> {
        self.latencies.quantile(share, self.slowest)
    }
}
