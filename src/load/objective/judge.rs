//! Compares what was measured with a limit; says so if too little was measured.

use super::{Comparison, Metric, Statistic, Term};
use crate::load::measure::distribution::{Distribution, Quantile};

/// What was measured.
#[derive(Debug, Clone)]
pub struct Figures<'a> {
    /// Distributions of times, in the order in which their names were given to the parser.
    pub times: Vec<&'a Distribution>,
    /// The share of requests that failed; `None` if none ended.
    pub error: Option<f64>,
    /// Requests per second that succeeded.
    pub rate: f64,
}

/// What is known of a term.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    /// What was measured; `None` if nothing was.
    pub value: Option<f64>,
    /// Whether the value is a lower bound.
    pub at_least: bool,
    /// Whether the term is true; `None` if too little was measured to tell.
    pub failed: Option<bool>,
}

/// Whether a term is true of what was measured.
pub fn judge(term: &Term, figures: &Figures<'_>) -> Verdict {
    let exact = |value: Option<f64>| Verdict {
        value,
        at_least: false,
        failed: value.map(|value| term.comparison.holds(value, term.limit)),
    };
    match term.metric {
        Metric::Error => exact(figures.error),
        Metric::Rate => exact(Some(figures.rate)),
        Metric::Time(place, statistic) => match figures.times.get(place) {
            Some(times) => of_times(term, statistic, times),
            None => exact(None),
        },
    }
}

fn of_times(term: &Term, statistic: Statistic, times: &Distribution) -> Verdict {
    let (least, most) = bounds(statistic, times);
    let Some(least) = least else { return Verdict { value: None, at_least: false, failed: None } };
    // The bounds are the same where the value is known.
    let at_least = term.comparison.holds(least, term.limit);
    let at_most = most.map(|most| term.comparison.holds(most, term.limit));
    let failed = match (at_least, at_most, term.comparison) {
        (true, Some(true), _) => Some(true),
        (false, Some(false), _) => Some(false),
        // Without an upper bound it is above what its lower bound is above.
        (true, None, Comparison::Above | Comparison::AtLeast) => Some(true),
        (false, None, Comparison::Below | Comparison::AtMost) => Some(false),
        _ => None,
    };
    // Of too few values a percentile is not told, even if its bounds are enough to judge.
    let told = least_is_value(statistic, times);
    Verdict { value: told.then_some(least), at_least: told && most != Some(least), failed }
}

/// Whether the lower bound is what was measured, and not only the fastest of too few.
fn least_is_value(statistic: Statistic, times: &Distribution) -> bool {
    match statistic {
        Statistic::Percentile(percent) => times.quantile(percent / 100.0) != Quantile::TooFew,
        Statistic::Mean | Statistic::Min | Statistic::Max => true,
    }
}

/// Between which seconds a statistic lies; without an upper end if there may be anything above.
fn bounds(statistic: Statistic, times: &Distribution) -> (Option<f64>, Option<f64>) {
    let extent = times.extent;
    let some = |time: std::time::Duration| (extent.count > 0).then_some(time.as_secs_f64());
    // Times without a known end may be longer than all that are known.
    let closed = |value: Option<f64>| value.filter(|_| times.open() == 0);
    match statistic {
        Statistic::Mean => (extent.mean(), closed(extent.mean())),
        Statistic::Min => (some(extent.min), closed(some(extent.min))),
        Statistic::Max => (some(extent.max), closed(some(extent.max))),
        Statistic::Percentile(percent) => match times.quantile(percent / 100.0) {
            Quantile::At(value) => (Some(value.as_secs_f64()), Some(value.as_secs_f64())),
            Quantile::AtLeast(value) => (Some(value.as_secs_f64()), None),
            // It lies between the extremes, which may be enough to tell.
            Quantile::TooFew => (some(extent.min), closed(some(extent.max))),
        },
    }
}

impl Comparison {
    /// Whether a value is on the side of the limit that is asked for.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Comparison::Above => value > limit,
            Comparison::AtLeast => value >= limit,
            Comparison::Below => value < limit,
            Comparison::AtMost => value <= limit,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::objective::parse;
    use std::time::Duration;

    fn times(millis: impl IntoIterator<Item = u64>, open: impl IntoIterator<Item = u64>) -> Distribution {
        let mut times = Distribution::new().unwrap();
        millis.into_iter().for_each(|milli| times.record(Duration::from_millis(milli)));
        open.into_iter().for_each(|milli| times.record_open(Duration::from_millis(milli)));
        times
    }

    fn failed(text: &str, times: &Distribution) -> Option<bool> {
        let terms = parse(text, &["latency"]).unwrap();
        judge(&terms[0], &Figures { times: vec![times], error: Some(0.02), rate: 49.5 }).failed
    }

    #[test]
    fn what_is_known_is_compared() {
        let thousand = times(1..=1000, []);
        for (text, expected) in [
            ("p99>1s", false),
            ("p99>900ms", true),
            ("p50<=1s", true),
            ("mean>500ms", true),
            ("max>=1s", true),
            ("max>1s", false),
            ("min<1ms", false),
            ("error>1%", true),
            ("error>2%", false),
            ("rps<50", true),
            ("rps<49", false),
        ] {
            assert_eq!(failed(text, &thousand), Some(expected), "{text}");
        }
    }

    #[test]
    fn too_few_values_decide_only_by_their_extremes() {
        let few = times(100..200, []);
        assert_eq!(failed("p99>2s", &few), Some(false));
        assert_eq!(failed("p99>50ms", &few), Some(true));
        assert_eq!(failed("p99>150ms", &few), None);
        assert_eq!(failed("p99>1s", &times([], [])), None);
    }

    #[test]
    fn the_unfinished_are_no_reason_to_pass() {
        let stuck = times(1..=900, [5000; 100]);
        assert_eq!(failed("p99>2s", &stuck), Some(true));
        assert_eq!(failed("p99>6s", &stuck), None);
        assert_eq!(failed("p99<2s", &stuck), Some(false));
        assert_eq!(failed("max>1s", &stuck), None);
        assert_eq!(failed("p50>1s", &stuck), Some(false));
    }
}
