//! How sure it is that a run keeps an objective.

use super::intervals::{LEAST_BLOCKS, draw};
use super::run::{Blocks, Run, Stretch};
use crate::load::objective::{Metric, Statistic, Term};
use crate::load::schedule::random::Random;

/// The share of runs that might have been, drawn from the run's blocks, in which all terms are true; `None` if it is too short to
/// tell, or a term looks at what blocks do not have.
///
/// `block_seconds` makes a rate of what a block has.
pub fn holding(run: &Run, terms: &[Term], block_seconds: f64, draws: u32, seed: u64) -> Option<f64> {
    let blocks = Blocks::of(run);
    if blocks.count() < LEAST_BLOCKS {
        return None;
    }
    let mut random = Random::new(seed);
    let mut held = 0u32;
    for _ in 0..draws {
        let chosen = draw(blocks.count(), &mut random);
        let mut all = true;
        for term in terms {
            all &= holds(&blocks, term, &chosen, block_seconds)?;
        }
        held += u32::from(all);
    }
    Some(f64::from(held) / f64::from(draws))
}

fn holds(blocks: &Blocks, term: &Term, chosen: &[Stretch], block_seconds: f64) -> Option<bool> {
    let value = match &term.metric {
        // A choice of blocks does not tell how far extremes may be off; that they are judged as measured is no doubt.
        Metric::Time(_, Statistic::Min | Statistic::Max) => return Some(true),
        Metric::Rate => blocks.figure(&term.metric, chosen).unwrap_or(0.0) / block_seconds,
        metric => blocks.figure(metric, chosen)?,
    };
    Some(term.comparison.holds(value, term.limit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::measure::blocks::{Ended, Times};
    use crate::load::objective::parse_all;
    use std::time::Duration;

    /// Sixteen blocks whose latencies are so many milliseconds and up to half as many more.
    fn run(milliseconds: impl Fn(u64) -> u64) -> Run {
        let times = (0..16).map(|block| {
            let mut times = Times::default();
            (0..100).for_each(|part| {
                times.record(Duration::from_micros(milliseconds(block) * (1000 + 5 * part)))
            });
            times
        });
        let requests = vec![Ended { succeeded: 99, failed: 1 }; 16];
        Run { requests, times: vec![times.collect()], figures: Vec::new() }
    }

    fn sure(run: &Run, text: &str) -> f64 {
        holding(run, &parse_all(text, &["latency"]).unwrap(), 0.5, 200, 7).unwrap()
    }

    #[test]
    fn what_is_far_from_the_limit_is_sure() {
        let even = run(|_| 20);
        assert_eq!(sure(&even, "p90<100ms,error<5%,rps>150"), 1.0);
        assert_eq!(sure(&even, "p90<22ms"), 0.0);
        assert_eq!(sure(&even, "p90<100ms,error<0.5%"), 0.0);
        assert_eq!(sure(&even, "p90<100ms,rps>250"), 0.0);
    }

    #[test]
    fn blocks_that_differ_make_doubt() {
        let uneven = run(|block| if block % 4 == 0 { 60 } else { 20 });
        let share = sure(&uneven, "mean<37ms");
        assert!((0.3..0.8).contains(&share), "{share}");
    }
}
