//! A distribution of numbers, such as the tokens of answers.

use std::time::Duration;

use hdrhistogram::CreationError;
use serde::{Deserialize, Serialize};

use crate::load::measure::distribution::Distribution;

/// A distribution of numbers: exact bounds and sum, everything between to 0.1 %. A number is kept as so many microseconds, so that
/// it is counted, merged and sent to other machines as times are.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Counts(Distribution);

impl Counts {
    /// An empty one.
    ///
    /// # Errors
    /// Never; the histogram's constructor cannot say so.
    pub fn new() -> Result<Self, CreationError> {
        Distribution::new().map(Self)
    }

    /// Counts a number.
    pub fn record(&mut self, value: u64) {
        self.0.record(Duration::from_micros(value));
    }

    /// Adds what another one counted.
    pub fn merge(&mut self, other: &Self) {
        self.0.merge(&other.0);
    }

    /// How many.
    pub fn count(&self) -> u64 {
        self.0.extent.count
    }

    /// The mean.
    pub fn mean(&self) -> Option<f64> {
        self.0.extent.mean().map(|seconds| seconds * 1e6)
    }

    /// The smallest and the largest.
    pub fn bounds(&self) -> Option<(f64, f64)> {
        (self.count() > 0).then(|| (number(self.0.extent.min), number(self.0.extent.max)))
    }

    /// The number below which this share (0 to 1) lies, by the nearest rank, however few there are.
    pub fn quantile(&self, share: f64) -> Option<f64> {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
        let rank = (self.count() as f64 * share - 1e-6).ceil().max(1.0) as u64 - 1;
        (self.count() > 0).then(|| number(self.0.at_rank(rank)))
    }
}

fn number(time: Duration) -> f64 {
    (time.as_secs_f64() * 1e6).round()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let mut counts = Counts::new().unwrap();
        (1..=200).for_each(|value| counts.record(value));
        assert_eq!((counts.count(), counts.bounds()), (200, Some((1.0, 200.0))));
        assert_eq!([0.5, 0.99].map(|share| counts.quantile(share)), [Some(100.0), Some(198.0)]);
        assert!((counts.mean().unwrap() - 100.5).abs() < 1e-9);
        assert_eq!(Counts::new().unwrap().quantile(0.5), None);
    }
}
