//! Zipf's law: of many groups a few are asked for most of the time.

use std::sync::Arc;

use crate::load::schedule::random::Random;

/// The groups by rank: the share of rank `k`, from 1, is in proportion to `1 / k^alpha` (SGLang's `--gsp-zipf-alpha`).
#[derive(Debug, Clone, PartialEq)]
pub struct Zipf {
    /// The exponent: the greater, the more the first groups have.
    pub alpha: f64,
    /// What the ranks up to each have together.
    sums: Arc<[f64]>,
}

impl Zipf {
    /// So many ranks, at least one.
    pub fn new(ranks: u32, alpha: f64) -> Self {
        let weights = (1..=ranks.max(1)).map(|rank| f64::from(rank).powf(-alpha));
        let sums = weights.scan(0.0, |sum, weight| {
            *sum += weight;
            Some(*sum)
        });
        Self { alpha, sums: sums.collect() }
    }

    /// How many ranks there are.
    pub fn ranks(&self) -> usize {
        self.sums.len()
    }

    /// A rank, from 0.
    pub fn draw(&self, random: &mut Random) -> u32 {
        let whole = self.sums.last().copied().unwrap_or_default();
        let point = random.share() * whole;
        let place = self.sums.partition_point(|sum| *sum < point);
        u32::try_from(place.min(self.sums.len().saturating_sub(1))).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_follow_the_law() {
        for alpha in [0.5, 1.0, 1.5] {
            let zipf = Zipf::new(20, alpha);
            let mut counts = [0u32; 20];
            let mut random = Random::new(5);
            let draws = 200_000;
            for _ in 0..draws {
                counts[zipf.draw(&mut random) as usize] += 1;
            }
            let whole: f64 = (1..=20).map(|rank| f64::from(rank).powf(-alpha)).sum();
            for (rank, count) in (1..).zip(counts) {
                let share = f64::from(rank).powf(-alpha) / whole;
                let expected = share * f64::from(draws);
                let deviation = (expected * (1.0 - share)).sqrt();
                assert!(
                    (f64::from(count) - expected).abs() < 5.0 * deviation,
                    "alpha {alpha}, rank {rank}: {count}"
                );
            }
        }
    }

    #[test]
    fn a_rank_that_nobody_asks_for_is_none() {
        let zipf = Zipf::new(3, 300.0);
        let mut random = Random::new(1);
        assert!((0..1000).all(|_| zipf.draw(&mut random) == 0));
        assert_eq!(Zipf::new(0, 1.0).draw(&mut random), 0);
    }
}
