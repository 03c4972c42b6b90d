//! The result of a run.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::fault::Class;
use super::measure::Measurements;
use super::measure::recorder::Recorder;
use super::saturation::strain::{Cause, Strains};
use crate::error::{Error, Kind};

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ending {
    /// Everything was sent, or the time was over.
    Complete,
    /// The user stopped it.
    Interrupted,
    /// SIGTERM stopped it.
    Terminated,
    /// Nothing could be reached.
    Unreachable,
}

impl Ending {
    /// The error of what a signal ended; `more` follows the word that says which signal.
    pub fn given_up(self, more: &str) -> Error {
        match self {
            Ending::Terminated => Error::new(Kind::Terminated, format!("terminated{more}")),
            _ => Error::new(Kind::Interrupted, format!("interrupted{more}")),
        }
    }
}

/// The result of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Summary {
    /// What the connections measured, merged.
    pub measured: Measurements,
    /// What shows that the client was the limit.
    pub strains: Strains,
    /// How long requests were sent; without a time limit, until the last answer.
    pub elapsed: Duration,
    /// Why the run ended.
    pub ending: Ending,
    /// Whether a server that was offered HTTP/2 chose HTTP/1.1.
    pub fell_back: bool,
}

/// One row of the histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// The upper end of the row.
    pub mark: Duration,
    /// Latencies above the row before and at or below the mark.
    pub count: u64,
}

impl Summary {
    /// What was measured; that requests failed for want of descriptors or ports is a strain of the client's too.
    pub fn new(
        measured: Measurements,
        mut strains: Strains,
        elapsed: Duration,
        ending: Ending,
        fell_back: bool,
    ) -> Self {
        let refused = measured.whole.failed_by(Class::Client);
        if refused > 0 {
            strains.note(Cause::Descriptors, 0, refused as f64);
        }
        Self { measured, strains, elapsed, ending, fell_back }
    }

    /// Adds that of another process, which sent another part of the same load at the same time.
    pub fn merge(&mut self, other: &Self) {
        self.measured.merge(&other.measured);
        self.strains.merge(&other.strains);
        self.elapsed = self.elapsed.max(other.elapsed);
        self.fell_back |= other.fell_back;
        if self.ending == Ending::Complete {
            self.ending = other.ending;
        }
    }

    /// The whole run.
    pub fn whole(&self) -> &Recorder {
        &self.measured.whole
    }

    /// Requests that ended while requests were being sent, by the second: answers and errors.
    pub fn rate(&self) -> f64 {
        match self.elapsed.is_zero() {
            true => 0.0,
            false => self.whole().within as f64 / self.elapsed.as_secs_f64(),
        }
    }

    /// hey's percentile: the first latency that has at least `percent` of all below it.
    pub fn percentile(&self, percent: u64) -> Duration {
        let latency = &self.whole().latency;
        let count = latency.extent.count;
        let below = count.saturating_mul(percent).div_ceil(100);
        latency.at_rank(below.min(count.saturating_sub(1)))
    }

    /// hey's histogram: ten steps of equal width from the fastest to the slowest, and a row before them for the fastest alone.
    pub fn histogram(&self) -> Vec<Bar> {
        const STEPS: u32 = 10;
        let latency = &self.whole().latency;
        let extent = latency.extent;
        if extent.count == 0 {
            return Vec::new();
        }
        let width = (extent.max - extent.min) / STEPS;
        let mut marks: Vec<Duration> = (0..STEPS).map(|step| extent.min + width * step).collect();
        marks.push(extent.max);
        let mut below = latency.at_or_below(&marks);
        // These are known exactly.
        below[0] = latency.at_min;
        for at in 1..below.len() {
            below[at] = below[at].max(below[at - 1]);
        }
        if let Some(last) = below.last_mut() {
            *last = extent.count;
        }
        let before = std::iter::once(0).chain(below.iter().copied());
        let rows = marks.iter().zip(below.iter().zip(before));
        rows.map(|(mark, (upto, before))| Bar { mark: *mark, count: upto - before }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::measure::span::Span;
    use crate::load::sample::{Phases, Sample};
    use proptest::prelude::*;

    fn summary(values: &[u64]) -> Summary {
        let mut measured = Measurements::new(Span::run(None), None, false).unwrap();
        for value in values {
            let total = Duration::from_nanos(*value);
            let sample =
                Sample { offset: Duration::ZERO, total, phases: Phases::default(), status: 200, body: 0 };
            measured.whole.record(&sample);
        }
        Summary::new(measured, Strains::default(), Duration::from_secs(1), Ending::Complete, false)
    }

    /// What hey does with all values in hand.
    fn hey_rows(sorted: &[u64]) -> Vec<(f64, u64)> {
        let (fastest, slowest) = (sorted[0] as f64, sorted[sorted.len() - 1] as f64);
        let marks: Vec<f64> =
            (0..=10).map(|step| fastest + (slowest - fastest) / 10.0 * f64::from(step)).collect();
        let upto = |mark: f64| sorted.iter().filter(|value| **value as f64 <= mark + 0.5).count() as u64;
        let below: Vec<u64> = marks.iter().map(|mark| upto(*mark)).collect();
        (0..=10).map(|row| (marks[row], below[row] - if row == 0 { 0 } else { below[row - 1] })).collect()
    }

    #[test]
    fn one_value_is_the_first_row() {
        let rows = summary(&[5_000_000]).histogram();
        assert_eq!(rows.len(), 11);
        assert_eq!((rows[0].count, rows[10].count), (1, 0));
        assert!(rows.iter().all(|row| row.mark == Duration::from_millis(5)));
    }

    #[test]
    fn the_first_row_is_the_fastest_alone() {
        // One value in the middle of each step, two at the very start.
        let middles = (0..10).map(|step| 150_000_000 + step * 100_000_000);
        let values: Vec<u64> = [100_000_000; 2].into_iter().chain(middles).chain([1_100_000_000]).collect();
        let counts: Vec<u64> = summary(&values).histogram().iter().map(|row| row.count).collect();
        assert_eq!(counts, [2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
    }

    #[test]
    fn percentiles_of_few_values_are_the_slowest() {
        let five = summary(&[1_000_000, 2_000_000, 3_000_000, 4_000_000, 5_000_000]);
        let near = |percent| (five.percentile(percent).as_secs_f64() * 1e3).round() as u64;
        assert_eq!([10, 25, 50, 75, 90, 95, 99].map(near), [2, 3, 4, 5, 5, 5, 5]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn rows_agree_with_heys_arithmetic_to_a_step(
            mut values in prop::collection::vec(1_000_000u64..3_000_000_000, 2..200),
        ) {
            values.sort_unstable();
            let rows = summary(&values).histogram();
            prop_assert_eq!(rows.iter().map(|row| row.count).sum::<u64>(), values.len() as u64);
            let exact = hey_rows(&values);
            let mut ours = 0;
            let mut heys = 0;
            for (row, (mark, count)) in rows.iter().zip(exact) {
                prop_assert!((row.mark.as_nanos() as f64 - mark).abs() <= 10.0);
                ours += row.count;
                heys += count;
                // Values within a step of the mark may stand on either side of it.
                let near = values.iter().filter(|value| (**value as f64 - mark).abs() <= mark * 0.001).count();
                prop_assert!(ours.abs_diff(heys) <= near as u64);
            }
        }

        #[test]
        fn percentiles_agree_with_heys_arithmetic(
            mut values in prop::collection::vec(1_000_000u64..3_000_000_000, 100..300),
        ) {
            values.sort_unstable();
            let summary = summary(&values);
            for percent in [10u64, 25, 50, 75, 90, 95, 99] {
                let first = (0..values.len()).find(|at| (at * 100 / values.len()) as u64 >= percent).unwrap();
                let (ours, heys) = (summary.percentile(percent).as_nanos() as f64, values[first] as f64);
                prop_assert!((ours - heys).abs() <= heys * 0.001, "{percent}%: {ours} {heys}");
            }
        }
    }
}
