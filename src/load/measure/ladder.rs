//! Steps of time that are the same in every run, 16 to each doubling: for histograms that are shown, kept by the second, or
//! compared, where the recorder's 0.1 % would be more than anyone can see.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Steps to each doubling, as a power of two.
const BITS: u32 = 4;

/// A step of the ladder: it holds the nanoseconds from [`Rung::from`] up to the next one's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rung(u16);

impl Rung {
    /// The one that holds a time.
    pub fn of(time: Duration) -> Self {
        let nanoseconds = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let octave = (u64::BITS - (nanoseconds >> BITS).leading_zeros()).saturating_sub(1);
        let place = (u64::from(octave) << BITS) + (nanoseconds >> octave);
        Self(u16::try_from(place).unwrap_or(u16::MAX))
    }

    /// Its number, from 0 on; below a thousand for any time that is measured.
    pub fn place(self) -> usize {
        usize::from(self.0)
    }

    /// The one with this number.
    pub fn at(place: usize) -> Self {
        Self(u16::try_from(place).unwrap_or(u16::MAX))
    }

    /// The shortest time that it holds.
    pub fn from(self) -> Duration {
        let within = (1 << BITS) - 1;
        let octave = u32::from(self.0 >> BITS).saturating_sub(1);
        let steps = match self.0 >> BITS {
            0 => u64::from(self.0),
            _ => u64::from(self.0 & within) + (1 << BITS),
        };
        Duration::from_nanos(steps.checked_shl(octave).unwrap_or(u64::MAX))
    }

    /// The end of it: the beginning of the next one.
    pub fn to(self) -> Duration {
        Self(self.0.saturating_add(1)).from()
    }
}

/// How many times fell on each rung; only those that have any.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ladder(Vec<(Rung, u32)>);

impl Ladder {
    /// Counts some times of one rung.
    pub fn add(&mut self, rung: Rung, count: u32) {
        match self.0.binary_search_by_key(&rung, |(rung, _)| *rung) {
            Ok(at) => self.0[at].1 = self.0[at].1.saturating_add(count),
            Err(at) => self.0.insert(at, (rung, count)),
        }
    }

    /// Adds another one; nothing is lost.
    pub fn merge(&mut self, other: &Self) {
        match self.0.is_empty() {
            true => self.0.clone_from(&other.0),
            false => other.0.iter().for_each(|(rung, count)| self.add(*rung, *count)),
        }
    }

    /// The rungs that have any, from the shortest on.
    pub fn rungs(&self) -> &[(Rung, u32)] {
        &self.0
    }

    /// The value below which this share (0 to 1) lies, by the nearest rank, within 3 % where a rung has many; no longer
    /// than the longest of them, which is known exactly. `None` if there are none.
    pub fn quantile(&self, share: f64, longest: Duration) -> Option<Duration> {
        let all: u64 = self.0.iter().map(|(_, count)| u64::from(*count)).sum();
        let rank = (all as f64 * share - 1e-6).ceil().max(1.0);
        let mut seen = 0.0;
        for (rung, count) in &self.0 {
            let count = f64::from(*count);
            if seen + count >= rank {
                // As if the times of a rung were spread evenly over it.
                let part = (rank - seen - 0.5) / count;
                let time = rung.from() + (rung.to() - rung.from()).mul_f64(part);
                return Some(time.min(longest));
            }
            seen += count;
        }
        None
    }
}

impl FromIterator<(Rung, u32)> for Ladder {
    fn from_iter<T: IntoIterator<Item = (Rung, u32)>>(counts: T) -> Self {
        let mut ladder = Self::default();
        counts.into_iter().for_each(|(rung, count)| ladder.add(rung, count));
        ladder
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rungs_follow_each_other_without_a_gap() {
        for place in 0..900 {
            let rung = Rung(place);
            assert_eq!(Rung::of(rung.from()), rung);
            assert_eq!(Rung::of(rung.to() - Duration::from_nanos(1)), rung);
        }
    }

    proptest! {
        #[test]
        fn a_rung_is_at_most_a_sixteenth_wide(nanoseconds in 1u64..100_000_000_000_000) {
            let time = Duration::from_nanos(nanoseconds);
            let rung = Rung::of(time);
            prop_assert!(rung.from() <= time && time < rung.to());
            prop_assert!((rung.to() - rung.from()).as_nanos() as f64 <= (nanoseconds as f64 / 16.0).max(1.0));
        }

        #[test]
        fn a_quantile_is_near_the_sorted_ones(mut values in prop::collection::vec(1_000u64..3_000_000_000, 1..300), percent in 1u32..100) {
            let mut ladder = Ladder::default();
            values.iter().for_each(|value| ladder.add(Rung::of(Duration::from_nanos(*value)), 1));
            values.sort_unstable();
            let longest = Duration::from_nanos(values[values.len() - 1]);
            let share = f64::from(percent) / 100.0;
            let rank = (values.len() * percent as usize).div_ceil(100);
            let exact = values[rank - 1] as f64;
            let found = ladder.quantile(share, longest).unwrap().as_nanos() as f64;
            prop_assert!((found - exact).abs() <= exact * 0.0626, "{found} {exact}");
        }
    }
}
