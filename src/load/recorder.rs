//! What a thread's connections measured, in memory that does not grow with requests.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;

use super::fault::Fault;
use super::sample::Sample;

/// The most different error messages that are told apart; a server that makes up a new one for each request must not
/// fill the memory.
const MOST_MESSAGES: usize = 200;
/// Under which further messages are counted.
pub const OTHER_MESSAGES: &str = "other errors";
/// The longest time that the histogram tells apart; longer ones count as this, the exact maximum is kept beside it.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// The finest step of the histogram in nanoseconds.
const FINEST: u64 = 64;
/// Significant digits: a value is known to 0.1 %.
const DIGITS: u8 = 3;

/// Exact sum, minimum and maximum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Extent {
    /// How many values.
    pub count: u64,
    /// Of all values.
    pub sum: Duration,
    /// The smallest.
    pub min: Duration,
    /// The largest.
    pub max: Duration,
}

impl Extent {
    fn add(&mut self, value: Duration) {
        self.merge(&Self { count: 1, sum: value, min: value, max: value });
    }

    fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        self.min = if self.count == 0 { other.min } else { self.min.min(other.min) };
        self.max = self.max.max(other.max);
        self.sum += other.sum;
        self.count += other.count;
    }

    /// The mean in seconds; `None` without a value.
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum.as_secs_f64() / self.count as f64)
    }
}

/// Exact extents of the parts of a request.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PhaseExtents {
    /// See [`super::sample::Phases`].
    pub connect: Extent,
    /// See [`super::sample::Phases`].
    pub dns: Extent,
    /// See [`super::sample::Phases`].
    pub write: Extent,
    /// See [`super::sample::Phases`].
    pub wait: Extent,
    /// See [`super::sample::Phases`].
    pub read: Extent,
}

/// What a thread's connections measured; recorders of several threads are merged at the end.
#[derive(Debug, Clone)]
pub struct Recorder {
    latency: Histogram<u64>,
    /// Latency, exactly.
    pub total: Extent,
    /// How many requests took exactly the minimum: hey's first histogram row.
    pub at_min: u64,
    /// The parts of a request, exactly.
    pub phases: PhaseExtents,
    /// Answers by status code.
    pub statuses: BTreeMap<u16, u64>,
    /// Failed requests by message.
    pub faults: BTreeMap<String, u64>,
    /// Bytes of all bodies.
    pub bytes: u64,
    /// Requests that ended (answered or failed) while requests were being sent.
    pub within: u64,
    /// Requests that ended in the grace after that.
    pub drained: u64,
    /// Requests that were sent again on a fresh connection, because the kept one was closed under them.
    pub resent: u64,
    /// When the last request ended, from the start of the run.
    pub last: Duration,
}

impl Recorder {
    /// An empty one.
    ///
    /// # Errors
    /// Never with these bounds; the histogram's constructor cannot say so.
    pub fn new() -> Result<Self, hdrhistogram::CreationError> {
        Ok(Self {
            latency: Histogram::new_with_bounds(FINEST, nanoseconds(LONGEST), DIGITS)?,
            total: Extent::default(),
            at_min: 0,
            phases: PhaseExtents::default(),
            statuses: BTreeMap::new(),
            faults: BTreeMap::new(),
            bytes: 0,
            within: 0,
            drained: 0,
            resent: 0,
            last: Duration::ZERO,
        })
    }

    /// Counts an answered request; `window` is how long requests are sent.
    pub fn record(&mut self, sample: &Sample, window: Option<Duration>) {
        self.latency.saturating_record(nanoseconds(sample.total));
        if self.total.count == 0 || sample.total < self.total.min {
            self.at_min = 0;
        }
        self.total.add(sample.total);
        self.at_min += u64::from(sample.total == self.total.min);
        self.phases.connect.add(sample.phases.connect);
        self.phases.dns.add(sample.phases.dns);
        self.phases.write.add(sample.phases.write);
        self.phases.wait.add(sample.phases.wait);
        self.phases.read.add(sample.phases.read);
        *self.statuses.entry(sample.status).or_default() += 1;
        self.bytes += sample.body;
        self.ended(sample.offset + sample.total, window);
    }

    /// Counts a failed request that ended at `at`.
    pub fn fail(&mut self, fault: &Fault, at: Duration, window: Option<Duration>) {
        self.count_fault(fault.to_string(), 1);
        self.ended(at, window);
    }

    fn ended(&mut self, at: Duration, window: Option<Duration>) {
        match window.is_some_and(|window| at > window) {
            true => self.drained += 1,
            false => self.within += 1,
        }
        self.last = self.last.max(at);
    }

    fn count_fault(&mut self, message: String, count: u64) {
        let known = self.faults.len() < MOST_MESSAGES || self.faults.contains_key(&message);
        let message = if known { message } else { OTHER_MESSAGES.to_owned() };
        *self.faults.entry(message).or_default() += count;
    }

    /// Adds what another thread measured; nothing is lost.
    pub fn merge(&mut self, other: &Self) {
        // Both have the same bounds, so that this cannot fail.
        let _ = self.latency.add(&other.latency);
        let (ours, theirs) = (self.total, other.total);
        self.total.merge(&other.total);
        self.at_min = [(ours, self.at_min), (theirs, other.at_min)]
            .iter()
            .filter(|(extent, _)| extent.count > 0 && extent.min == self.total.min)
            .map(|(_, at_min)| at_min)
            .sum();
        self.phases.connect.merge(&other.phases.connect);
        self.phases.dns.merge(&other.phases.dns);
        self.phases.write.merge(&other.phases.write);
        self.phases.wait.merge(&other.phases.wait);
        self.phases.read.merge(&other.phases.read);
        for (status, count) in &other.statuses {
            *self.statuses.entry(*status).or_default() += count;
        }
        for (message, count) in &other.faults {
            self.count_fault(message.clone(), *count);
        }
        self.bytes += other.bytes;
        self.within += other.within;
        self.drained += other.drained;
        self.resent += other.resent;
        self.last = self.last.max(other.last);
    }

    /// How many requests failed.
    pub fn failed(&self) -> u64 {
        self.faults.values().sum()
    }

    /// The latency at the given place of the sorted latencies (0 is the fastest), within the histogram's 0.1 %.
    pub fn latency_at(&self, index: u64) -> Duration {
        if index + 1 >= self.total.count {
            return self.total.max;
        }
        let mut seen = 0;
        for step in self.latency.iter_recorded() {
            seen += step.count_since_last_iteration();
            if seen > index {
                let value = Duration::from_nanos(step.value_iterated_to());
                return value.clamp(self.total.min, self.total.max);
            }
        }
        self.total.max
    }

    /// For each mark (ascending) how many latencies lie at or below it, within the histogram's 0.1 %.
    pub fn at_or_below(&self, marks: &[Duration]) -> Vec<u64> {
        let mut counts = vec![0; marks.len()];
        for step in self.latency.iter_recorded() {
            // A step is taken whole by the mark in whose range its middle lies.
            let middle = Duration::from_nanos(self.latency.median_equivalent(step.value_iterated_to()));
            let middle = middle.clamp(self.total.min, self.total.max);
            for (count, mark) in counts.iter_mut().zip(marks) {
                if middle <= *mark {
                    *count += step.count_since_last_iteration();
                }
            }
        }
        counts
    }
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::fault::Class;
    use crate::load::sample::Phases;
    use proptest::prelude::*;

    fn sample(total: Duration) -> Sample {
        let phases = Phases { read: total / 2, ..Phases::default() };
        Sample { offset: Duration::ZERO, total, phases, status: 200, body: 1 }
    }

    #[test]
    fn messages_without_end_are_counted_together() {
        let mut recorder = Recorder::new().unwrap();
        for number in 0..1000 {
            recorder.fail(&Fault::new(Class::Protocol, format!("{number}")), Duration::ZERO, None);
        }
        assert_eq!((recorder.failed(), recorder.faults.len()), (1000, MOST_MESSAGES + 1));
        assert_eq!(recorder.faults[OTHER_MESSAGES], 800);
    }

    #[test]
    fn a_time_beyond_the_histogram_keeps_its_exact_maximum() {
        let mut recorder = Recorder::new().unwrap();
        recorder.record(&sample(Duration::from_secs(200_000)), None);
        assert_eq!(recorder.total.max, Duration::from_secs(200_000));
        assert_eq!(recorder.latency_at(0), Duration::from_secs(200_000));
    }

    #[test]
    fn what_ends_after_the_window_is_drained() {
        let mut recorder = Recorder::new().unwrap();
        recorder.record(&sample(Duration::from_secs(1)), Some(Duration::from_secs(2)));
        recorder.record(&sample(Duration::from_secs(3)), Some(Duration::from_secs(2)));
        assert_eq!((recorder.within, recorder.drained), (1, 1));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn ranks_and_extents_agree_with_the_sorted_values(
            mut values in prop::collection::vec(1_000u64..30_000_000_000, 1..60),
            parts in 1usize..5,
        ) {
            let mut recorders = vec![Recorder::new().unwrap(); parts];
            for (at, value) in values.iter().enumerate() {
                recorders[at % parts].record(&sample(Duration::from_nanos(*value)), None);
            }
            let mut merged = Recorder::new().unwrap();
            recorders.iter().for_each(|recorder| merged.merge(recorder));
            values.sort_unstable();
            prop_assert_eq!(merged.total.count, values.len() as u64);
            prop_assert_eq!(merged.total.sum, Duration::from_nanos(values.iter().sum()));
            prop_assert_eq!(merged.total.min, Duration::from_nanos(values[0]));
            prop_assert_eq!(merged.total.max, Duration::from_nanos(values[values.len() - 1]));
            prop_assert_eq!(merged.at_min, values.iter().filter(|value| **value == values[0]).count() as u64);
            for (index, value) in values.iter().enumerate() {
                let found = merged.latency_at(index as u64).as_nanos() as f64;
                let exact = *value as f64;
                prop_assert!((found - exact).abs() <= exact * 0.001 + FINEST as f64, "{found} {exact}");
            }
        }

        #[test]
        fn counts_below_marks_agree_with_the_values_to_a_step(
            values in prop::collection::vec(1_000_000u64..2_000_000_000, 1..200),
            mark in 1_000_000u64..2_000_000_000,
        ) {
            let mut recorder = Recorder::new().unwrap();
            values.iter().for_each(|value| recorder.record(&sample(Duration::from_nanos(*value)), None));
            let count = recorder.at_or_below(&[Duration::from_nanos(mark)])[0];
            let below = |mark: f64| values.iter().filter(|value| **value as f64 <= mark).count() as u64;
            let mark = mark as f64;
            prop_assert!((below(mark * 0.999)..=below(mark * 1.001)).contains(&count));
        }
    }
}
