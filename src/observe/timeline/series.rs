//! What Prometheus answers: series with the times of their scrapes.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::clocks::Clock;
use super::interval::Interval;
use super::step::Mark;

/// Values with the times at which they were scraped, in order.
pub type Samples = Vec<(Timestamp, f64)>;

/// What was asked of Prometheus.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// Requests that run or wait, by pod.
    pub load: BTreeMap<String, Samples>,
    /// The metric that is scaled on, by pod; `""` for one that is not of pods.
    pub metric: BTreeMap<String, Samples>,
    /// Its target; for one pod where the metric is of pods.
    pub target: Option<f64>,
    /// How many first tokens there were, by pod.
    pub first_tokens: BTreeMap<String, Samples>,
}

/// An autoscaler leaves a value alone that is this much above its target.
const TOLERANCE: f64 = 1.1;
/// A load has risen once it is above its low by this share of the way.
const RISEN: f64 = 0.1;

impl Series {
    /// When the metric passed its target before a decision: between the last scrape below it and the first one above.
    pub fn metric_passed(&self, decided: Interval) -> Option<Mark> {
        let target = self.target.filter(|target| *target > 0.0)?;
        let before = until(&averaged(&self.metric), decided.latest);
        let above = before.iter().rposition(|(_, value)| *value <= target * TOLERANCE)? + 1;
        let (first, last_below) = (before.get(above)?, before[above - 1]);
        Some(mark(last_below.0, first.0, "the metric in Prometheus"))
    }

    /// When the load began to rise before the metric passed its target: after the last scrape at its low.
    pub fn load_rose(&self, passed: Interval) -> Option<Mark> {
        let before = until(&summed(&self.load), passed.latest);
        let peak = before.last()?.1;
        let low = before.iter().map(|(_, value)| *value).fold(f64::INFINITY, f64::min);
        if peak <= low {
            return None;
        }
        let last_low = before.iter().rposition(|(_, value)| *value <= low + RISEN * (peak - low))?;
        let next = before.get(last_low + 1)?;
        Some(mark(before[last_low].0, next.0, "running and waiting requests in Prometheus"))
    }

    /// When a pod gave its first token: between the last scrape without one, or `ready`, and the first with one.
    pub fn first_token(&self, pod: &str, since: Timestamp) -> Option<Mark> {
        let samples = self.first_tokens.get(pod)?;
        let first = samples.iter().position(|(_, count)| *count > 0.0)?;
        let none = first.checked_sub(1).map(|before| samples[before].0);
        Some(mark(
            none.map_or(since, |none| none.max(since)),
            samples[first].0,
            "the engine's count of first tokens in Prometheus",
        ))
    }
}

/// Several series of one pod, as of several engines in it, added up.
pub fn together(series: Vec<Samples>) -> Samples {
    summed(&series.into_iter().enumerate().map(|(place, samples)| (place.to_string(), samples)).collect())
}

fn mark(earliest: Timestamp, latest: Timestamp, source: &str) -> Mark {
    Mark { at: Interval::between(earliest, latest), source: source.to_owned(), clock: Clock::Prometheus }
}

fn until(samples: &[(Timestamp, f64)], end: Timestamp) -> Vec<(Timestamp, f64)> {
    samples.iter().copied().filter(|(at, _)| *at <= end).collect()
}

/// The values of all pods together at each scrape of any of them.
fn folded(of: &BTreeMap<String, Samples>, fold: impl Fn(&[f64]) -> f64) -> Samples {
    let mut all: Vec<(Timestamp, &str, f64)> = of
        .iter()
        .flat_map(|(pod, samples)| samples.iter().map(move |(at, value)| (*at, pod.as_str(), *value)))
        .filter(|(_, _, value)| value.is_finite())
        .collect();
    all.sort_by_key(|(at, ..)| *at);
    let mut now: BTreeMap<&str, f64> = BTreeMap::new();
    let mut folded = Samples::new();
    for (at, pod, value) in all {
        now.insert(pod, value);
        let values: Vec<f64> = now.values().copied().collect();
        folded.push((at, fold(&values)));
    }
    folded
}

#[expect(clippy::cast_precision_loss, reason = "a number of pods")]
fn averaged(of: &BTreeMap<String, Samples>) -> Samples {
    folded(of, |values| values.iter().sum::<f64>() / values.len().max(1) as f64)
}

fn summed(of: &BTreeMap<String, Samples>) -> Samples {
    folded(of, |values| values.iter().sum())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    fn samples(values: &[(i64, f64)]) -> BTreeMap<String, Samples> {
        BTreeMap::from([(
            "a".to_owned(),
            values.iter().map(|(second, value)| (at(*second), *value)).collect(),
        )])
    }

    #[test]
    fn each_is_between_two_scrapes() {
        let series = Series {
            load: samples(&[(0, 1.0), (15, 1.0), (30, 20.0), (45, 40.0)]),
            metric: samples(&[(0, 0.0), (15, 0.0), (30, 3.0), (45, 11.0), (60, 11.0), (75, 0.0)]),
            target: Some(5.0),
            first_tokens: samples(&[(100, 0.0), (115, 2.0), (130, 4.0)]),
        };
        let passed = series.metric_passed(Interval::stamp(at(62))).unwrap();
        assert_eq!(passed.at, Interval::between(at(30), at(45)));
        let rose = series.load_rose(passed.at).unwrap();
        assert_eq!(rose.at, Interval::between(at(15), at(30)));
        assert_eq!(series.first_token("a", at(90)).unwrap().at, Interval::between(at(100), at(115)));
        assert_eq!(series.first_token("a", at(105)).unwrap().at, Interval::between(at(105), at(115)));
        assert_eq!(series.first_token("b", at(90)), None);
    }

    #[test]
    fn what_no_scrape_brackets_is_not_known() {
        let always =
            Series { metric: samples(&[(0, 11.0), (15, 11.0)]), target: Some(5.0), ..Series::default() };
        assert_eq!(always.metric_passed(Interval::stamp(at(20))), None);
        let never = Series { metric: samples(&[(0, 1.0)]), target: Some(5.0), ..Series::default() };
        assert_eq!(never.metric_passed(Interval::stamp(at(20))), None);
        let flat = Series { load: samples(&[(0, 3.0), (15, 3.0)]), ..Series::default() };
        assert_eq!(flat.load_rose(Interval::stamp(at(20))), None);
        assert_eq!(Series::default().metric_passed(Interval::stamp(at(20))), None);
    }
}
