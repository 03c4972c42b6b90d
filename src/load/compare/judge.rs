//! A word for each difference, and whether it is over its limit.

use super::intervals::{self, Difference, Sides};
use super::limit::{By, Limit};
use crate::load::objective::{Metric, Statistic};

/// What a difference means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// All of the interval is better.
    Better,
    /// All of the interval is worse.
    Worse,
    /// No difference is in the interval.
    NoDifference,
    /// One of the sides does not know it.
    NotComparable,
}

/// How a metric differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// Of what.
    pub metric: Metric,
    /// What the first side came to: seconds, a share, or requests per second.
    pub base: Option<f64>,
    /// What the other side came to.
    pub other: Option<f64>,
    /// The difference and the ends of its 95 % interval: a share of the first side, of errors the difference of the shares.
    pub difference: Option<(f64, f64, f64)>,
    /// What that means.
    pub word: Word,
    /// Whether all of the interval is worse than what is allowed; `None` if nothing is asked of this metric.
    pub over: Option<bool>,
}

/// Compares two sides of runs by some metrics, and looks at the limits.
///
/// The metrics are those for which the runs have figures, in the same order. The seed decides what the bootstrap draws.
pub fn changes(
    sides: &Sides<'_>,
    metrics: &[Metric],
    limits: &[Limit],
    draws: usize,
    seed: u64,
) -> Vec<Change> {
    let found = intervals::differences(sides, metrics, draws, seed);
    let made = metrics.iter().zip(found).enumerate().map(|(place, (metric, difference))| {
        let typical = |runs: &[super::Run]| -> Option<f64> {
            let values: Option<Vec<f64>> =
                runs.iter().map(|run| run.figures.get(place).copied().flatten()).collect();
            let values = values?;
            Some(values.iter().sum::<f64>() / values.len() as f64)
        };
        let (base, other) = (typical(sides.base), typical(sides.other));
        let limit = limits.iter().find(|limit| limit.metric == *metric);
        Change {
            word: difference.map_or(Word::NotComparable, |difference| word(metric, difference)),
            difference: difference.map(|difference| shown(metric, difference)),
            over: limit.and_then(|limit| Some(is_over(limit, difference?, base?))),
            metric: metric.clone(),
            base,
            other,
        }
    });
    made.collect()
}

/// 1 if more is worse, else -1.
fn worse(metric: &Metric) -> f64 {
    if *metric == Metric::Rate { -1.0 } else { 1.0 }
}

fn word(metric: &Metric, Difference { estimate, margin, .. }: Difference) -> Word {
    let estimate = estimate * worse(metric);
    match () {
        () if estimate - margin > 0.0 => Word::Worse,
        () if estimate + margin < 0.0 => Word::Better,
        () => Word::NoDifference,
    }
}

fn shown(metric: &Metric, Difference { estimate, margin, .. }: Difference) -> (f64, f64, f64) {
    let shown = |value: f64| if intervals::is_ratio(metric) { value.exp_m1() } else { value };
    (shown(estimate), shown(estimate - margin), shown(estimate + margin))
}

/// Whether the mildest of what may be true is still worse than the limit.
fn is_over(limit: &Limit, difference: Difference, base: f64) -> bool {
    let (_, low, high) = shown(&limit.metric, difference);
    let mildest = if limit.metric == Metric::Rate { -high } else { low };
    match (limit.by, intervals::is_ratio(&limit.metric)) {
        (By::Share(share), true) => mildest > share,
        (By::Amount(amount), true) => mildest * base > amount,
        (By::Share(amount) | By::Amount(amount), false) => mildest > amount,
    }
}

/// What is compared of each time that every document has.
pub const USUAL: [Statistic; 4] =
    [Statistic::Mean, Statistic::Percentile(50.0), Statistic::Percentile(90.0), Statistic::Percentile(99.0)];

#[cfg(test)]
mod tests {
    use super::*;

    const P99: Metric = Metric::Time(0, Statistic::Percentile(99.0));

    fn difference(estimate: f64, margin: f64) -> Difference {
        Difference { estimate, error: margin / 2.0, margin }
    }

    #[test]
    fn a_word_needs_all_of_the_interval() {
        assert_eq!(word(&P99, difference(0.05, 0.04)), Word::Worse);
        assert_eq!(word(&P99, difference(0.05, 0.06)), Word::NoDifference);
        assert_eq!(word(&P99, difference(-0.05, 0.04)), Word::Better);
        assert_eq!(word(&Metric::Rate, difference(-0.05, 0.04)), Word::Worse);
    }

    #[test]
    fn a_limit_is_passed_by_the_mildest_of_what_may_be_true() {
        let over = |text: &str, estimate, margin| {
            let limit = &Limit::parse(text, &["latency"]).unwrap()[0];
            is_over(limit, difference(estimate, margin), 0.1)
        };
        assert!(over("p99+5%", 0.10, 0.04) && !over("p99+5%", 0.10, 0.06));
        assert!(over("p99+5ms", 0.10, 0.04) && !over("p99+7ms", 0.10, 0.04));
        assert!(over("rps-5%", -0.10, 0.04) && !over("rps-5%", 0.10, 0.04));
        assert!(over("error+1%", 0.03, 0.01) && !over("error+2.5%", 0.03, 0.01));
    }
}
