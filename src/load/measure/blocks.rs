//! A run in blocks of equal length, so that one can see how much its parts differ: never more than [`MOST`] of them.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::sketch::Sketch;

/// The shortest block.
const SHORTEST: Duration = Duration::from_millis(125);
/// The most blocks; a longer run has longer ones.
pub const MOST: usize = 64;

/// What can be added up.
pub trait Merge {
    /// Adds another one; nothing is lost.
    fn merge(&mut self, other: &Self);
}

/// One thing over time. A block takes what was due (in a closed loop: begun) in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Series<T> {
    /// How often the shortest block was doubled.
    doublings: u32,
    blocks: Vec<T>,
}

impl<T> Default for Series<T> {
    fn default() -> Self {
        Self { doublings: 0, blocks: Vec::new() }
    }
}

impl<T: Merge + Default + Clone> Series<T> {
    /// The block of a time, counted from the start of the run.
    pub fn at(&mut self, time: Duration) -> &mut T {
        let shortest = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX) / SHORTEST.as_nanos() as u64;
        while shortest >> self.doublings >= MOST as u64 {
            self.double();
        }
        #[expect(clippy::cast_possible_truncation, reason = "less than the most blocks")]
        let index = (shortest >> self.doublings) as usize;
        if index >= self.blocks.len() {
            self.blocks.resize_with(index + 1, T::default);
        }
        &mut self.blocks[index]
    }

    /// Two blocks become one.
    fn double(&mut self) {
        let pairs = self.blocks.chunks(2).map(|pair| {
            let mut first = pair[0].clone();
            pair.iter().skip(1).for_each(|second| first.merge(second));
            first
        });
        self.blocks = pairs.collect();
        self.doublings += 1;
    }

    /// With blocks that were doubled at least so often.
    #[must_use]
    pub fn doubled_to(&self, doublings: u32) -> Self {
        let mut series = self.clone();
        while series.doublings < doublings {
            series.double();
        }
        series
    }

    /// How often the shortest block was doubled.
    pub fn doublings(&self) -> u32 {
        self.doublings
    }

    /// The blocks from the start of the run on.
    pub fn blocks(&self) -> &[T] {
        &self.blocks
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        while self.doublings < other.doublings {
            self.double();
        }
        let other = other.doubled_to(self.doublings);
        if self.blocks.len() < other.blocks.len() {
            self.blocks.resize_with(other.blocks.len(), T::default);
        }
        self.blocks.iter_mut().zip(&other.blocks).for_each(|(ours, theirs)| ours.merge(theirs));
    }
}

/// How long a block is that was doubled so often.
pub fn length(doublings: u32) -> Duration {
    SHORTEST * 2u32.saturating_pow(doublings)
}

/// What became of the requests of a block.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ended {
    /// Ended well.
    pub succeeded: u64,
    /// Failed, or answered with a status from 400 on.
    pub failed: u64,
}

impl Merge for Ended {
    fn merge(&mut self, other: &Self) {
        self.succeeded += other.succeeded;
        self.failed += other.failed;
    }
}

/// Times of the requests of a block.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Times {
    /// How many of which length.
    pub sketch: Sketch,
    /// All together.
    pub sum: Duration,
}

impl Times {
    /// Counts a time.
    pub fn record(&mut self, time: Duration) {
        self.sketch.record(time);
        self.sum = self.sum.saturating_add(time);
    }
}

impl Merge for Times {
    fn merge(&mut self, other: &Self) {
        self.sketch.merge(&other.sketch);
        self.sum = self.sum.saturating_add(other.sum);
    }
}

/// What every run has by the block.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Blocks {
    /// What became of requests.
    pub ended: Series<Ended>,
    /// How long answered requests took.
    pub latencies: Series<Times>,
}

impl Blocks {
    /// A request that was due (in a closed loop: begun) at `offset` was answered.
    pub fn answered(&mut self, offset: Duration, succeeded: bool, latency: Duration) {
        self.latencies.at(offset).record(latency);
        let ended = self.ended.at(offset);
        match succeeded {
            true => ended.succeeded += 1,
            false => ended.failed += 1,
        }
    }

    /// A request that was due at `offset` failed.
    pub fn failed(&mut self, offset: Duration) {
        self.ended.at(offset).failed += 1;
    }

    /// Adds another thread's.
    pub fn merge(&mut self, other: &Self) {
        self.ended.merge(&other.ended);
        self.latencies.merge(&other.latencies);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_long_run_has_longer_blocks_not_more() {
        let mut series = Series::<Ended>::default();
        for second in 0..3600 {
            series.at(Duration::from_secs(second)).succeeded += 1;
        }
        assert_eq!(length(series.doublings()), Duration::from_secs(64));
        assert_eq!(series.blocks().len(), 57);
        assert!(series.blocks()[..56].iter().all(|block| block.succeeded == 64));
        series.at(Duration::MAX).failed += 1;
        assert_eq!(series.blocks().iter().map(|block| block.succeeded).sum::<u64>(), 3600);
    }

    proptest! {
        #[test]
        fn merged_threads_are_the_whole(times in prop::collection::vec((0u64..40_000, 1u64..5000, 0usize..3), 0..80)) {
            let mut whole = Series::<Times>::default();
            let mut threads = [(); 3].map(|()| Series::<Times>::default());
            for (at, took, thread) in times {
                let (at, took) = (Duration::from_millis(at), Duration::from_micros(took));
                whole.at(at).record(took);
                threads[thread].at(at).record(took);
            }
            let [mut merged, second, third] = threads;
            merged.merge(&second);
            merged.merge(&third);
            prop_assert_eq!(merged.doublings(), whole.doublings());
            let told = |series: &Series<Times>| -> Vec<_> {
                series.blocks().iter().map(|block| (block.sum, block.sketch.written())).collect()
            };
            prop_assert_eq!(told(&merged), told(&whole));
        }
    }
}
