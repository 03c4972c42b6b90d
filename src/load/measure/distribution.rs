//! A distribution of times: exact bounds and sum, everything between to 0.1 %, and the times that never came to an end.

use std::time::Duration;

use hdrhistogram::{CreationError, Histogram};
use serde::{Deserialize, Serialize};

use super::extent::Extent;
use super::ladder::{Ladder, Rung};

/// The longest time that the histogram tells apart; longer ones count as this, the exact maximum is kept beside it.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
/// The finest step of the histogram in nanoseconds.
pub const FINEST: u64 = 64;
/// Significant digits: a value is known to 0.1 %.
const DIGITS: u8 = 3;
/// A percentile is known if what did not end could change it by no more than this.
const CERTAIN: f64 = 1.01;
/// A percentile is told if so many values lie beyond it.
pub const LEAST_BEYOND: f64 = 10.0;

/// A distribution of times.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Distribution {
    #[serde(with = "super::portable::counts")]
    values: Histogram<u64>,
    /// Of the values, exactly.
    pub extent: Extent,
    /// How many values are exactly the minimum: hey's first histogram row.
    pub at_min: u64,
    /// Times of which only a lower bound is known, since their end was not seen (right-censored).
    #[serde(with = "super::portable::some_counts")]
    open: Option<Histogram<u64>>,
}

/// What is known of a percentile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantile {
    /// Fewer than ten values lie beyond it.
    TooFew,
    /// Within 0.1 %; within 1 % if some requests did not end.
    At(Duration),
    /// Requests whose end was not seen may have been slower: at least this.
    AtLeast(Duration),
}

impl Quantile {
    /// What is known to be reached.
    pub fn least(self) -> Option<Duration> {
        match self {
            Quantile::TooFew => None,
            Quantile::At(time) | Quantile::AtLeast(time) => Some(time),
        }
    }
}

impl Distribution {
    /// An empty one.
    ///
    /// # Errors
    /// Never with these bounds; the histogram's constructor cannot say so.
    pub fn new() -> Result<Self, CreationError> {
        Ok(Self { values: histogram()?, extent: Extent::default(), at_min: 0, open: None })
    }

    /// Counts a value.
    pub fn record(&mut self, value: Duration) {
        self.values.saturating_record(nanoseconds(value));
        if self.extent.count == 0 || value < self.extent.min {
            self.at_min = 0;
        }
        self.extent.add(value);
        self.at_min += u64::from(value == self.extent.min);
    }

    /// Counts a value so many times.
    pub fn record_many(&mut self, value: Duration, count: u64) {
        if count == 0 {
            return;
        }
        self.values.saturating_record_n(nanoseconds(value), count);
        if self.extent.count == 0 || value < self.extent.min {
            self.at_min = 0;
        }
        let sum = value.saturating_mul(u32::try_from(count).unwrap_or(u32::MAX));
        self.extent.merge(&Extent { count, sum, min: value, max: value });
        self.at_min += if value == self.extent.min { count } else { 0 };
    }

    /// Counts a time whose end was not seen: it is at least `bound`.
    pub fn record_open(&mut self, bound: Duration) {
        if self.open.is_none() {
            self.open = histogram().ok();
        }
        if let Some(open) = &mut self.open {
            open.saturating_record(nanoseconds(bound));
        }
    }

    /// Adds what another one counted; nothing is lost.
    pub fn merge(&mut self, other: &Self) {
        // All have the same bounds, so that this cannot fail.
        let _ = self.values.add(&other.values);
        let (ours, theirs) = (self.extent, other.extent);
        self.extent.merge(&theirs);
        self.at_min = [(ours, self.at_min), (theirs, other.at_min)]
            .iter()
            .filter(|(extent, _)| extent.count > 0 && extent.min == self.extent.min)
            .map(|(_, at_min)| at_min)
            .sum();
        match (&mut self.open, &other.open) {
            (Some(ours), Some(theirs)) => drop(ours.add(theirs)),
            (None, Some(theirs)) => self.open = Some(theirs.clone()),
            (_, None) => {}
        }
    }

    /// How many times have no known end.
    pub fn open(&self) -> u64 {
        self.open.as_ref().map_or(0, Histogram::len)
    }

    /// The value at the given place of the sorted values (0 is the smallest), within 0.1 %.
    pub fn at_rank(&self, rank: u64) -> Duration {
        self.known_at(rank).unwrap_or(self.extent.max)
    }

    /// The value at a place if all times without a known end are longer than all values.
    fn known_at(&self, rank: u64) -> Option<Duration> {
        if rank >= self.extent.count {
            return None;
        }
        if rank + 1 == self.extent.count {
            return Some(self.extent.max);
        }
        let mut seen = 0;
        for step in self.values.iter_recorded() {
            seen += step.count_since_last_iteration();
            if seen > rank {
                return Some(self.within(step.value_iterated_to()));
            }
        }
        Some(self.extent.max)
    }

    /// The value at a place if each time without a known end is as short as it can be.
    fn least_at(&self, rank: u64) -> Duration {
        let Some(open) = &self.open else { return self.at_rank(rank) };
        let mut values = self.values.iter_recorded().peekable();
        let mut opens = open.iter_recorded().peekable();
        let mut seen = 0;
        loop {
            let value = values.peek().map(|step| step.value_iterated_to());
            let bound = opens.peek().map(|step| step.value_iterated_to());
            let (count, at) = match (value, bound) {
                (None, None) => return self.extent.max,
                (Some(value), bound) if bound.is_none_or(|bound| value <= bound) => {
                    (values.next().map_or(0, |step| step.count_since_last_iteration()), self.within(value))
                }
                // A step of the histogram ends above its values: of a bound only its beginning is certain.
                (_, bound) => {
                    let bound = open.lowest_equivalent(bound.unwrap_or(0));
                    (
                        opens.next().map_or(0, |step| step.count_since_last_iteration()),
                        Duration::from_nanos(bound),
                    )
                }
            };
            seen += count;
            if seen > rank {
                return at;
            }
        }
    }

    fn within(&self, value: u64) -> Duration {
        Duration::from_nanos(value).clamp(self.extent.min, self.extent.max)
    }

    /// The value below which this share (0 to 1) of all times lies, by the nearest rank.
    pub fn quantile(&self, share: f64) -> Quantile {
        let count = (self.extent.count + self.open()) as f64;
        if count * share.min(1.0 - share) < LEAST_BEYOND - 1e-6 {
            return Quantile::TooFew;
        }
        // A share like 0.99 is not exact: what it lacks must not make up a rank.
        self.at_place((count * share - 1e-6).ceil().max(1.0) - 1.0)
    }

    /// Between which values the quantile of the whole population lies with 95 % confidence, if the times come from so many groups
    /// that are independent of each other, and a group tells no more than one time would (a time each: the ranks of the binomial
    /// distribution, by its normal approximation). The upper one is `None` if times without a known end reach it, or the groups
    /// are too few to know it.
    pub fn interval(&self, share: f64, groups: u64) -> Option<(Duration, Option<Duration>)> {
        const TWO_SIDED_95: f64 = 1.96;
        self.quantile(share).least()?;
        let count = (self.extent.count + self.open()) as f64;
        let groups = (groups as f64).min(count);
        if groups < 1.0 {
            return None;
        }
        let spread = TWO_SIDED_95 * count * (share * (1.0 - share) / groups).sqrt();
        let low = self.at_place((count * share - spread).floor().max(0.0)).least()?;
        let high = match (count * share + spread).ceil() {
            place if place > count - 1.0 => None,
            place => match self.at_place(place) {
                Quantile::At(high) => Some(high),
                Quantile::TooFew | Quantile::AtLeast(_) => None,
            },
        };
        Some((low, high))
    }

    fn at_place(&self, place: f64) -> Quantile {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a rank: whole, and not negative"
        )]
        let rank = place as u64;
        let least = self.least_at(rank);
        match self.known_at(rank) {
            Some(most) if most.as_secs_f64() <= least.as_secs_f64() * CERTAIN => Quantile::At(most),
            _ => Quantile::AtLeast(least),
        }
    }

    /// All times on the steps of the [`Ladder`], and beside them those without a known end by how long they lasted at least.
    pub fn ladders(&self) -> (Ladder, Ladder) {
        let ladder = |values: &Histogram<u64>| {
            let steps = values.iter_recorded().map(|step| {
                let middle = values.median_equivalent(step.value_iterated_to());
                let count = u32::try_from(step.count_since_last_iteration()).unwrap_or(u32::MAX);
                (Rung::of(Duration::from_nanos(middle)), count)
            });
            steps.collect()
        };
        (ladder(&self.values), self.open.as_ref().map(ladder).unwrap_or_default())
    }

    /// For each mark (ascending) how many values lie at or below it, within 0.1 %.
    pub fn at_or_below(&self, marks: &[Duration]) -> Vec<u64> {
        let mut counts = vec![0; marks.len()];
        for step in self.values.iter_recorded() {
            // A step is taken whole by the mark in whose range its middle lies.
            let middle = self.within(self.values.median_equivalent(step.value_iterated_to()));
            for (count, mark) in counts.iter_mut().zip(marks) {
                if middle <= *mark {
                    *count += step.count_since_last_iteration();
                }
            }
        }
        counts
    }
}

/// An empty histogram with the bounds that all have.
///
/// # Errors
/// Never with these bounds; the constructor cannot say so.
pub fn histogram() -> Result<Histogram<u64>, CreationError> {
    Histogram::new_with_bounds(FINEST, nanoseconds(LONGEST), DIGITS)
}

fn nanoseconds(time: Duration) -> u64 {
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn of(values: &[u64], open: &[u64]) -> Distribution {
        let mut distribution = Distribution::new().unwrap();
        values.iter().for_each(|value| distribution.record(Duration::from_nanos(*value)));
        open.iter().for_each(|bound| distribution.record_open(Duration::from_nanos(*bound)));
        distribution
    }

    fn near(found: Duration, exact: u64) -> bool {
        (found.as_nanos() as f64 - exact as f64).abs() <= exact as f64 * 0.001 + FINEST as f64
    }

    #[test]
    fn a_percentile_needs_ten_values_beyond_it() {
        let values: Vec<u64> = (1..=1000).map(|milli| milli * 1_000_000).collect();
        assert_eq!(of(&values[..999], &[]).quantile(0.99), Quantile::TooFew);
        let p99 = of(&values, &[]).quantile(0.99).least().unwrap();
        assert!(near(p99, 990_000_000), "{p99:?}");
        assert_eq!(of(&values[..19], &[]).quantile(0.5), Quantile::TooFew);
        assert!(matches!(of(&values[..20], &[]).quantile(0.5), Quantile::At(_)));
        assert_eq!(of(&[], &[]).quantile(0.5), Quantile::TooFew);
    }

    #[test]
    fn a_percentile_among_the_unfinished_is_a_lower_bound() {
        let values: Vec<u64> = (1..=980).map(|milli| milli * 1_000_000).collect();
        let distribution = of(&values, &[5_000_000_000; 20]);
        assert!(matches!(distribution.quantile(0.95), Quantile::At(time) if near(time, 950_000_000)));
        assert!(matches!(distribution.quantile(0.99), Quantile::AtLeast(time) if near(time, 5_000_000_000)));
        // One that was given up early may be anywhere above, and moves the others by a rank only.
        let early = of(&values, &[1_000]);
        assert!(matches!(early.quantile(0.5), Quantile::At(_)), "{:?}", early.quantile(0.5));
        let many = of(&values, &[1_000; 500]);
        assert!(matches!(many.quantile(0.5), Quantile::AtLeast(time) if near(time, 240_000_000)));
    }

    #[test]
    fn a_time_beyond_the_histogram_keeps_its_exact_maximum() {
        let distribution = of(&[200_000_000_000_000], &[]);
        assert_eq!(distribution.extent.max, Duration::from_secs(200_000));
        assert_eq!(distribution.at_rank(0), Duration::from_secs(200_000));
    }

    #[test]
    fn the_interval_holds_the_true_percentile_as_often_as_it_says() {
        // The exponential distribution's median is ln 2.
        let mut seed = 1u64;
        let mut uniform = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((seed >> 11) as f64 + 1.0) / (1u64 << 53) as f64
        };
        // Ten times of a group that are all the same tell no more than one.
        for times in [1, 10] {
            let held = (0..400).filter(|_| {
                let mut group = || std::iter::repeat_n((-uniform().ln() * 1e9) as u64, times);
                let values: Vec<u64> = (0..200).flat_map(|_| group()).collect();
                let (low, high) = of(&values, &[]).interval(0.5, 200).unwrap();
                let truth = Duration::from_secs_f64(2.0f64.ln());
                low <= truth && high.unwrap() >= truth
            });
            let held = held.count();
            assert!((365..=395).contains(&held), "{held} of 400, {times} a group");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn ranks_and_extents_agree_with_the_sorted_values(
            mut values in prop::collection::vec(1_000u64..30_000_000_000, 1..60),
            parts in 1usize..5,
        ) {
            let mut merged = Distribution::new().unwrap();
            for part in 0..parts {
                let share: Vec<u64> = values.iter().skip(part).step_by(parts).copied().collect();
                merged.merge(&of(&share, &[]));
            }
            values.sort_unstable();
            prop_assert_eq!(merged.extent.count, values.len() as u64);
            prop_assert_eq!(merged.extent.sum, Duration::from_nanos(values.iter().sum()));
            prop_assert_eq!(merged.extent.min, Duration::from_nanos(values[0]));
            prop_assert_eq!(merged.extent.max, Duration::from_nanos(values[values.len() - 1]));
            prop_assert_eq!(merged.at_min, values.iter().filter(|value| **value == values[0]).count() as u64);
            for (index, value) in values.iter().enumerate() {
                let found = merged.at_rank(index as u64);
                prop_assert!(near(found, *value), "{found:?} {value}");
            }
        }

        /// Whatever the unfinished times would have become, the true percentile is what is said of it.
        #[test]
        fn no_end_of_the_unfinished_contradicts_what_is_said(
            values in prop::collection::vec(1_000_000u64..1_000_000_000, 20..80),
            open in prop::collection::vec((1_000_000u64..1_000_000_000, 0u64..2_000_000_000), 0..20),
            share in 0.3..0.7,
        ) {
            let bounds: Vec<u64> = open.iter().map(|(bound, _)| *bound).collect();
            let said = of(&values, &bounds).quantile(share);
            let mut truth: Vec<u64> = values.iter().copied().chain(open.iter().map(|(bound, more)| bound + more)).collect();
            truth.sort_unstable();
            let rank = (truth.len() as f64 * share - 1e-6).ceil() as usize - 1;
            let truth = truth[rank] as f64;
            match said {
                Quantile::TooFew => prop_assert!((values.len() + open.len()) as f64 * share.min(1.0 - share) < 10.0),
                Quantile::At(time) => prop_assert!((time.as_nanos() as f64 / truth - 1.0).abs() < 0.012),
                Quantile::AtLeast(time) => prop_assert!(time.as_nanos() as f64 <= truth * 1.001 + 64.0),
            }
        }

        #[test]
        fn counts_below_marks_agree_with_the_values_to_a_step(
            values in prop::collection::vec(1_000_000u64..2_000_000_000, 1..200),
            mark in 1_000_000u64..2_000_000_000,
        ) {
            let count = of(&values, &[]).at_or_below(&[Duration::from_nanos(mark)])[0];
            let below = |mark: f64| values.iter().filter(|value| **value as f64 <= mark).count() as u64;
            let mark = mark as f64;
            prop_assert!((below(mark * 0.999)..=below(mark * 1.001)).contains(&count));
        }
    }
}
