//! How well an open loop kept to its timetable: what was sent when, and how late.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use hdrhistogram::CreationError;

use super::distribution::Distribution;

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
#[derive(Debug, Clone)]
pub struct Pacing {
    /// From when a request was due to when it was begun.
    pub lag: Distribution,
    gaps: Gaps,
    last: Duration,
}

/// Sums over the gaps between sends, in seconds.
#[derive(Debug, Clone, Copy, Default)]
struct Gaps {
    count: u64,
    sum: f64,
    squares: f64,
}

impl Pacing {
    /// Nothing was sent yet.
    ///
    /// # Errors
    /// Never; the histogram's constructor cannot say so.
    pub fn new() -> Result<Self, CreationError> {
        Ok(Self { lag: Distribution::new()?, gaps: Gaps::default(), last: Duration::ZERO })
    }

    /// Counts a request that was due at `due` and begun at `at`; returns how late it was.
    pub fn sent(&mut self, due: Duration, at: Duration, last: &LastSend) -> Duration {
        let lag = at.saturating_sub(due);
        self.lag.record(lag);
        self.last = self.last.max(at);
        if let Some(before) = last.replace(at) {
            // Threads may pass each other between looking at the clock and coming here.
            let gap = at.saturating_sub(before).as_secs_f64();
            self.gaps.count += 1;
            self.gaps.sum += gap;
            self.gaps.squares += gap * gap;
        }
        lag
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        self.lag.merge(&other.lag);
        self.gaps.count += other.gaps.count;
        self.gaps.sum += other.gaps.sum;
        self.gaps.squares += other.gaps.squares;
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
        let count = self.gaps.count as f64;
        let mean = self.gaps.sum / count;
        let variance = (self.gaps.squares / count - mean * mean).max(0.0);
        (self.gaps.count > 1 && mean > 0.0).then(|| variance.sqrt() / mean)
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
