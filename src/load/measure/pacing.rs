//! How well an open loop kept to its timetable: what was sent when, and how late.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hdrhistogram::CreationError;
use serde::{Deserialize, Serialize};

use super::distribution::Distribution;
use super::sends::Sends;

/// The time of the last send of all threads, for the gaps between sends.
#[derive(Debug, Default)]
pub struct LastSend(AtomicU64);

impl LastSend {
    /// Takes the time of a send; the one before it, if there was one.
    fn replace(&self, at: Duration) -> Option<Duration> {
        // Zero stands for none.
        let at = u64::try_from(at.as_nanos()).unwrap_or(u64::MAX - 1) + 1;
        let before = self.0.swap(at, Ordering::Relaxed);
        (before > 0).then(|| Duration::from_nanos(before - 1))
    }
}

/// What was sent when.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Pacing {
    /// From when a request was due to when it was begun.
    pub lag: Distribution,
    gaps: Gaps,
    /// Each send, if other processes send too: then the gaps are between the sends of all.
    sends: Option<Sends>,
    last: Duration,
}

/// Sums over the gaps between sends, in nanoseconds: whole numbers, so that their order does not matter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Gaps {
    count: u64,
    sum: u64,
    #[serde(with = "super::portable::wide")]
    squares: u128,
}

impl Gaps {
    /// Counts a gap.
    pub fn add(&mut self, gap: Duration) {
        let gap = u64::try_from(gap.as_nanos()).unwrap_or(u64::MAX);
        self.count += 1;
        self.sum = self.sum.saturating_add(gap);
        self.squares = self.squares.saturating_add(u128::from(gap) * u128::from(gap));
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum = self.sum.saturating_add(other.sum);
        self.squares = self.squares.saturating_add(other.squares);
    }

    /// The coefficient of variation.
    fn variation(&self) -> Option<f64> {
        let count = self.count as f64;
        let mean = self.sum as f64 / count;
        let variance = (self.squares as f64 / count - mean * mean).max(0.0);
        (self.count > 1 && mean > 0.0).then(|| variance.sqrt() / mean)
    }
}

impl Pacing {
    /// Nothing was sent yet.
    ///
    /// # Errors
    /// Never; the histogram's constructor cannot say so.
    pub fn new() -> Result<Self, CreationError> {
        Ok(Self { lag: Distribution::new()?, gaps: Gaps::default(), sends: None, last: Duration::ZERO })
    }

    /// Keeps each send from now on: the gaps are between the sends of all processes.
    pub fn keep_sends(&mut self) {
        self.sends = Some(Sends::default());
    }

    /// Counts a request that was due at `due` and begun at `at`; returns how late it was.
    pub fn sent(&mut self, due: Duration, at: Duration, last: &LastSend) -> Duration {
        let lag = at.saturating_sub(due);
        self.lag.record(lag);
        self.last = self.last.max(at);
        if let Some(before) = last.replace(at) {
            // Threads may pass each other between looking at the clock and coming here.
            self.gaps.add(at.saturating_sub(before));
        }
        if let Some(sends) = &mut self.sends {
            sends.push(at);
        }
        lag
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        self.lag.merge(&other.lag);
        self.gaps.merge(&other.gaps);
        if let (Some(ours), Some(theirs)) = (&mut self.sends, &other.sends) {
            ours.merge(theirs);
        }
        self.last = self.last.max(other.last);
    }

    /// Requests begun.
    pub fn count(&self) -> u64 {
        self.lag.extent.count
    }

    /// Requests begun per second while requests were sent: until the window ended, else one gap after the last.
    pub fn rate(&self, window: Option<Duration>) -> Option<f64> {
        let count = self.count();
        let spread = match window {
            Some(window) => window.as_secs_f64(),
            None => self.last.as_secs_f64() * count as f64 / count.saturating_sub(1) as f64,
        };
        (count > 1 && spread > 0.0).then(|| count as f64 / spread)
    }

    /// The coefficient of variation of the gaps between sends.
    pub fn variation(&self) -> Option<f64> {
        match &self.sends {
            Some(sends) => sends.gaps().variation(),
            None => self.gaps.variation(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::schedule::arrivals::Process;
    use crate::load::schedule::profile::Profile;
    use crate::load::schedule::timetable::{Course, Timetable};

    #[test]
    fn threads_together_see_the_gaps_of_the_whole_process() {
        for process in [Process::Constant, Process::POISSON, Process::Gamma(0.4)] {
            let course = Course::Rate { profile: Profile::constant(1000.0), process, seed: 11 };
            let timetable = Timetable { course, most: Some(50_000), window: None };
            let mut threads = [Pacing::new().unwrap(), Pacing::new().unwrap(), Pacing::new().unwrap()];
            let last = LastSend::default();
            let late = Duration::from_micros(50);
            for (number, due) in timetable.times().enumerate() {
                assert_eq!(threads[number % 3].sent(due, due + late, &last), late);
            }
            let [mut whole, second, third] = threads;
            whole.merge(&second);
            whole.merge(&third);
            assert_eq!(whole.count(), 50_000);
            let variation = whole.variation().unwrap();
            assert!((variation - process.variation()).abs() < 0.03, "{process:?}: {variation}");
            let rate = whole.rate(None).unwrap();
            assert!((rate / 1000.0 - 1.0).abs() < 0.03, "{rate}");
            assert_eq!(whole.lag.extent.max, late);
        }
    }

    #[test]
    fn a_constant_rate_is_told_exactly() {
        let (mut pacing, last) = (Pacing::new().unwrap(), LastSend::default());
        for number in 0..100 {
            let due = Duration::from_millis(10 * number);
            pacing.sent(due, due, &last);
        }
        assert!((pacing.rate(None).unwrap() - 100.0).abs() < 1e-9);
        assert!((pacing.rate(Some(Duration::from_secs(1))).unwrap() - 100.0).abs() < 1e-9);
    }
}
