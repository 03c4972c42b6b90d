//! Exact sums and bounds.

use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Exact sum, minimum and maximum.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Counts a value.
    pub fn add(&mut self, value: Duration) {
        self.merge(&Self { count: 1, sum: value, min: value, max: value });
    }

    /// Counts what another one counted.
    pub fn merge(&mut self, other: &Self) {
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
