//! A small histogram of times on the steps of the [`super::ladder`], quick to count into: many of them tell how a run went over time,
//! where one [`super::distribution::Distribution`] tells exactly what it came to.

use std::fmt::Write;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::ladder::Rung;

/// More steps than any time needs.
const MOST_STEPS: u32 = 1 << 10;

/// The step in which a time lies.
fn step_of(time: Duration) -> u32 {
    u32::try_from(Rung::of(time).place()).unwrap_or(u32::MAX)
}

/// Where a step begins, in seconds; it ends where the next one begins.
pub fn begins(step: u32) -> f64 {
    Rung::at(step as usize).from().as_secs_f64()
}

/// Counts of times by step.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sketch {
    /// The step of the first count.
    first: u32,
    counts: Vec<u32>,
}

impl Sketch {
    /// Counts a time.
    pub fn record(&mut self, time: Duration) {
        self.add(step_of(time), 1);
    }

    fn add(&mut self, step: u32, count: u32) {
        if self.counts.is_empty() {
            self.first = step;
        }
        if step < self.first {
            let more = (self.first - step) as usize;
            self.counts.splice(0..0, std::iter::repeat_n(0, more));
            self.first = step;
        }
        let index = (step - self.first) as usize;
        if index >= self.counts.len() {
            self.counts.resize(index + 1, 0);
        }
        self.counts[index] = self.counts[index].saturating_add(count);
    }

    /// Adds what another one counted; nothing is lost.
    pub fn merge(&mut self, other: &Self) {
        other.steps().for_each(|(step, count)| self.add(step, count));
    }

    /// The steps with anything in them, ascending, and their counts.
    pub fn steps(&self) -> impl Iterator<Item = (u32, u32)> {
        (self.first..).zip(self.counts.iter().copied()).filter(|(_, count)| *count > 0)
    }

    /// How many times.
    pub fn count(&self) -> u64 {
        self.counts.iter().map(|count| u64::from(*count)).sum()
    }

    /// The value below which this share (0 to 1) of the times lies, in seconds and within a step; `None` of nothing.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        let rank = self.count() as f64 * share;
        let mut below = 0.0;
        for (step, count) in self.steps() {
            let count = f64::from(count);
            if below + count >= rank {
                let (low, high) = (begins(step), begins(step + 1));
                return Some(low + (high - low) * ((rank - below) / count).clamp(0.0, 1.0));
            }
            below += count;
        }
        None
    }

    /// As text: `STEP:COUNT,COUNT,…` for each unbroken row of steps that were met, with a space between rows.
    pub fn written(&self) -> String {
        let mut text = String::new();
        let mut next = None;
        for (step, count) in self.steps() {
            // Writing to a string cannot fail.
            let _ = match next {
                Some(next) if next == step => write!(text, ",{count}"),
                Some(_) => write!(text, " {step}:{count}"),
                None => write!(text, "{step}:{count}"),
            };
            next = Some(step + 1);
        }
        text
    }

    /// What [`Self::written`] wrote; `None` if it is not that.
    pub fn read(text: &str) -> Option<Self> {
        let mut sketch = Self::default();
        for row in text.split_ascii_whitespace() {
            let (first, counts) = row.split_once(':')?;
            let first = first.parse::<u32>().ok()?;
            for (step, count) in (first..).zip(counts.split(',')) {
                if step >= MOST_STEPS {
                    return None;
                }
                sketch.add(step, count.parse().ok()?);
            }
        }
        Some(sketch)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(nanoseconds: &[u64]) -> Sketch {
        let mut sketch = Sketch::default();
        nanoseconds.iter().for_each(|time| sketch.record(Duration::from_nanos(*time)));
        sketch
    }

    #[test]
    fn steps_follow_each_other_without_a_gap() {
        for step in 0..MOST_STEPS - 64 {
            let (low, high) = (begins(step), begins(step + 1));
            assert!(high > low && (step < 16 || high / low < 1.07), "{step}: {low} to {high}");
        }
        assert_eq!(step_of(Duration::ZERO), 0);
        assert!(step_of(Duration::MAX) < MOST_STEPS);
    }

    #[test]
    fn text_is_short_and_refuses_what_is_none() {
        assert_eq!(of(&[]).written(), "");
        assert_eq!(of(&[10, 10, 11, 60, 128]).written(), "10:2,1 46:1 64:1");
        for text in ["x", "10", "10:", "10:1,,2", "10:-1", "99999999:1", "1023:1,1", "1:99999999999"] {
            assert_eq!(Sketch::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_time_lies_in_its_step(nanoseconds in prop_oneof![0u64..1000, 0u64..1 << 60]) {
            let step = step_of(Duration::from_nanos(nanoseconds));
            let time = nanoseconds as f64 * 1e-9;
            prop_assert!(begins(step) <= time * (1.0 + 1e-12) && time <= begins(step + 1) * (1.0 + 1e-12));
        }

        #[test]
        fn what_is_written_is_read_and_merging_loses_nothing(
            first in prop::collection::vec(0u64..3_000_000_000, 0..80),
            second in prop::collection::vec(1_000_000u64..2_000_000, 0..80),
        ) {
            let whole = of(&[first.clone(), second.clone()].concat());
            let mut merged = of(&first);
            merged.merge(&of(&second));
            prop_assert_eq!(merged.steps().collect::<Vec<_>>(), whole.steps().collect::<Vec<_>>());
            let read = Sketch::read(&whole.written()).unwrap();
            prop_assert_eq!(read.written(), whole.written());
            prop_assert_eq!(read.count(), (first.len() + second.len()) as u64);
        }

        #[test]
        fn a_quantile_is_within_a_step(mut times in prop::collection::vec(1_000_000u64..3_000_000_000, 1..80), share in 0.0..1.0) {
            let found = of(&times).quantile(share).unwrap();
            times.sort_unstable();
            let rank = (times.len() as f64 * share).ceil().max(1.0) as usize - 1;
            let truth = times[rank] as f64 * 1e-9;
            prop_assert!((found / truth - 1.0).abs() < 0.07, "{found} {truth}");
        }
    }
}
