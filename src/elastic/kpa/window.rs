//! A metric over a window of time, in buckets of one second, as the autoscaler's collector keeps it.

use jiff::Timestamp;

/// How the buckets of a window are weighed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Aggregation {
    /// All alike.
    #[default]
    Linear,
    /// The newer, the more: `weighted-exponential`.
    WeightedExponential,
}

/// The least by which a bucket's weight falls to the next older one's.
const LEAST_DECAY: f64 = 0.2;
/// The weights of all buckets together leave no more than this of 1.
const REST: f64 = 0.0001;
/// A time before all others.
const NEVER: i64 = i64::MIN / 4;

/// Values of the last seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    buckets: Vec<f64>,
    aggregation: Aggregation,
    /// Seconds of the first and the last write; a pause of a whole window makes the next write the first.
    first: i64,
    last: i64,
    total: f64,
}

impl Window {
    /// An empty window of so many seconds.
    pub fn new(seconds: u32, aggregation: Aggregation) -> Self {
        let length = usize::try_from(seconds.max(1)).unwrap_or(1);
        Self { buckets: vec![0.0; length], aggregation, first: NEVER, last: NEVER, total: 0.0 }
    }

    fn seconds(&self) -> i64 {
        i64::try_from(self.buckets.len()).unwrap_or(i64::MAX)
    }

    fn bucket(&mut self, second: i64) -> &mut f64 {
        let index = self.index(second);
        &mut self.buckets[index]
    }

    fn index(&self, second: i64) -> usize {
        usize::try_from(second.rem_euclid(self.seconds())).unwrap_or(0)
    }

    /// Adds a value to the bucket of its second. What is older than the window is left out.
    pub fn record(&mut self, now: Timestamp, value: f64) {
        let second = now.as_second();
        if second + self.seconds() <= self.last {
            return;
        }
        if self.first == NEVER || self.first > second {
            self.first = second;
        }
        if second > self.last {
            if second - self.last >= self.seconds() {
                self.first = second;
                self.buckets.fill(0.0);
                self.total = 0.0;
            } else {
                for skipped in self.last + 1..=second {
                    self.total -= std::mem::take(self.bucket(skipped));
                }
            }
            self.last = second;
        }
        *self.bucket(second) += value;
        self.total += value;
    }

    /// Whether nothing was recorded for longer than the window.
    pub fn is_empty(&self, now: Timestamp) -> bool {
        now.as_second() - self.last > self.seconds()
    }

    /// The average over the part of the window that was written.
    pub fn average(&self, now: Timestamp) -> f64 {
        match self.aggregation {
            Aggregation::Linear => self.linear(now.as_second()),
            Aggregation::WeightedExponential => self.weighted(now),
        }
    }

    fn linear(&self, now: i64) -> f64 {
        let silent = (now - self.last).max(0);
        if silent >= self.seconds() {
            return 0.0;
        }
        let outdated = (self.last + 1..=now).map(|second| self.buckets[self.index(second)]);
        let total = outdated.fold(self.total, |total, bucket| total - bucket);
        let count = (self.last - self.first + 1).min(self.seconds() - silent);
        (total / count as f64 * 1e6).round() / 1e6
    }

    fn weighted(&self, now: Timestamp) -> f64 {
        if self.is_empty(now) {
            return 0.0;
        }
        let decay = (1.0 - (REST.ln() / self.seconds() as f64).exp()).max(LEAST_DECAY);
        let silent = (now.as_second() - self.last).max(0);
        let mut weight = decay * (1.0 - decay).powf(silent as f64);
        let mut sum = 0.0;
        for age in 0..self.seconds() - silent {
            sum += self.buckets[self.index(self.last - age)] * weight;
            weight *= 1.0 - decay;
        }
        sum
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_000_000 + second).unwrap()
    }

    fn filled(aggregation: Aggregation, values: &[f64]) -> Window {
        let mut window = Window::new(4, aggregation);
        for (second, value) in (0..).zip(values) {
            window.record(at(second), *value);
        }
        window
    }

    #[test]
    fn the_average_is_over_what_was_written() {
        assert_eq!(filled(Aggregation::Linear, &[2.0, 4.0]).average(at(1)), 3.0);
        assert_eq!(filled(Aggregation::Linear, &[1.0, 2.0, 3.0, 4.0, 5.0]).average(at(4)), 3.5);
        assert_eq!(Window::new(4, Aggregation::Linear).average(at(0)), 0.0);
    }

    #[test]
    fn silence_shortens_the_window_and_a_gap_counts_as_nothing() {
        let window = filled(Aggregation::Linear, &[1.0, 2.0, 3.0, 4.0]);
        assert_eq!(window.average(at(5)), 3.5, "the two newest of the four that are left");
        assert_eq!(window.average(at(7)), 0.0);
        assert!(!window.is_empty(at(7)) && window.is_empty(at(8)));
        let mut window = filled(Aggregation::Linear, &[4.0]);
        window.record(at(2), 2.0);
        assert_eq!(window.average(at(2)), 2.0);
    }

    #[test]
    fn after_a_whole_window_of_silence_it_begins_anew() {
        let mut window = filled(Aggregation::Linear, &[8.0, 8.0]);
        window.record(at(5), 2.0);
        assert_eq!(window.average(at(5)), 2.0);
        window.record(at(1), 100.0);
        assert_eq!(window.average(at(5)), 2.0, "it is too old to count");
    }

    #[test]
    fn newer_buckets_weigh_more() {
        let rising = filled(Aggregation::WeightedExponential, &[1.0, 2.0, 3.0, 4.0]).average(at(3));
        let falling = filled(Aggregation::WeightedExponential, &[4.0, 3.0, 2.0, 1.0]).average(at(3));
        assert!(rising > 3.5 && falling < 1.5, "{rising} {falling}");
    }
}
