//! The last link: what is served is what the engine shows.

use std::collections::BTreeMap;

use super::link::{Link, number};
use crate::engines::metrics::{Measure, measure_of};

const LINK: &str = "agrees";

/// What the engine shows, and what is served of it.
#[derive(Debug, Clone, Default)]
pub struct Pair {
    /// By pod, before and after the adapter was asked: in between it may have been any value.
    pub shown: Vec<BTreeMap<String, f64>>,
    /// By pod.
    pub served: BTreeMap<String, f64>,
}

impl Pair {
    /// The first pod of which another value is served than it showed at any time: its name, shown, served.
    pub fn differs(&self, metric: &str) -> Option<(String, f64, f64)> {
        self.served.iter().find_map(|(pod, served)| {
            let shown: Vec<f64> = self.shown.iter().filter_map(|all| all.get(pod).copied()).collect();
            let last = *shown.last()?;
            let least = shown.iter().copied().fold(last, f64::min);
            let most = shown.iter().copied().fold(last, f64::max);
            let slack = slack(metric, most);
            let within = *served >= least - slack && *served <= most + slack;
            (!within).then(|| (pod.clone(), last, *served))
        })
    }

    /// Whether there is anything to compare.
    pub fn comparable(&self) -> bool {
        self.served.keys().any(|pod| self.shown.iter().any(|all| all.contains_key(pod)))
    }
}

/// How much a value moves between two looks.
fn slack(metric: &str, value: f64) -> f64 {
    let least = match measure_of(metric) {
        Some(Measure::Ratio) => 0.05,
        Some(Measure::Percent) => 5.0,
        _ => 1.0,
    };
    (value.abs() * 0.1).max(least)
}

/// What became of the link.
pub fn link(pair: &Pair, metric: &str, waited: u64) -> Link {
    if !pair.comparable() {
        return Link::unseen(LINK, "there is nothing to compare");
    }
    match pair.differs(metric) {
        None => Link::holds(LINK, "what is served is what the engine shows"),
        Some((pod, shown, served)) => Link::broken(
            LINK,
            format!(
                "pod {pod} shows {} and {} is served, after {waited} s still",
                number(shown),
                number(served)
            ),
        )
        .mend(
            "look at `metricsQuery`: does it add up what is to be averaged, or mix series of other pods in?",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_lie_between_two_looks() {
        let of = |value: f64| BTreeMap::from([("a".to_owned(), value)]);
        let pair = |before, after, served| Pair { shown: vec![of(before), of(after)], served: of(served) };
        assert_eq!(pair(2.0, 9.0, 5.0).differs("m"), None);
        assert_eq!(pair(11.0, 11.0, 0.0).differs("m"), Some(("a".to_owned(), 11.0, 0.0)));
        assert_eq!(pair(0.5, 0.5, 1.0).differs("vllm:kv_cache_usage_perc").map(|it| it.2), Some(1.0));
        assert_eq!(pair(100.0, 100.0, 108.0).differs("m"), None);
    }
}
