//! What scrapes have brought: the newest samples of each pod's metrics, as a time series database keeps them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;

use crate::engines::metrics::page::Sample as Read;
use crate::engines::metrics::{Measure, measure_of};
use crate::engines::promql::{self, Expr, Labels, Line, Pattern, Point, Selector};
use crate::kubernetes::resources::StringMap;
use crate::sandbox::Key;
use crate::sandbox::machines::span::later;

/// One value with its time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// When it was scraped.
    pub at: Timestamp,
    /// The value.
    pub value: f64,
}

/// What a scrape finds, by who it is of.
#[derive(Debug, Default)]
struct Target {
    /// What the scrape adds to the labels of each series.
    labels: Arc<Labels>,
    /// The pod's own labels with its namespace and name, by which external metrics are selected.
    own: StringMap,
    /// By name and labels as they stand on the page.
    series: BTreeMap<String, VecDeque<Sample>>,
}

/// The series of all pods.
#[derive(Debug, Default)]
pub struct Series {
    pods: BTreeMap<Key, Target>,
    /// Names that were seen at any time.
    names: BTreeSet<String>,
}

/// After this long without a sample nothing is answered: Prometheus' lookback.
const LOOKBACK: Duration = Duration::from_secs(300);
/// Whether a scrape came through; Prometheus makes it, no engine shows it.
const UP: &str = "up";

impl Series {
    /// Takes in what a scrape has brought, and whether it came through.
    pub fn add<'a>(
        &mut self,
        pod: &Key,
        labels: &Arc<Labels>,
        samples: impl IntoIterator<Item = Read<'a>>,
        up: bool,
        at: Timestamp,
    ) {
        let target = self.pods.entry(pod.clone()).or_default();
        target.labels = labels.clone();
        for Read { name, labels, value } in samples {
            if !self.names.contains(name) {
                self.names.insert(name.to_owned());
            }
            let sample = Sample { at, value };
            match labels {
                "" => push(&mut target.series, name, sample),
                labels => push(&mut target.series, &format!("{name}{{{labels}}}"), sample),
            }
        }
        push(&mut target.series, UP, Sample { at, value: if up { 1.0 } else { 0.0 } });
    }

    /// Says which labels a pod has: its own, its namespace and its name.
    pub fn label(&mut self, pod: &Key, own: &StringMap) {
        let kept = &mut self.pods.entry(pod.clone()).or_default().own;
        if kept.len() != own.len() + 2 || own.iter().any(|(name, value)| kept.get(name) != Some(value)) {
            kept.clone_from(own);
            kept.insert("namespace".into(), pod.namespace.clone());
            kept.insert("pod".into(), pod.name.clone());
        }
    }

    /// The labels of a pod that has series, also when it is gone.
    pub fn labels(&self, pod: &Key) -> Option<&StringMap> {
        self.pods.get(pod).map(|known| &known.own)
    }

    /// Drops what nobody can ask for any more.
    pub fn forget_before(&mut self, time: Timestamp) {
        for target in self.pods.values_mut() {
            for samples in target.series.values_mut() {
                // The last one before the time is still the newest as of then.
                while samples.len() > 1 && samples[1].at <= time {
                    samples.pop_front();
                }
            }
            target.series.retain(|_, samples| samples.back().is_some_and(|last| last.at > time));
        }
        self.pods.retain(|_, target| !target.series.is_empty());
    }

    /// The newest value as of a time, of all series of that name together; none if that is older than `lives`.
    pub fn newest(&self, pod: &Key, name: &str, now: Timestamp, lives: Duration) -> Option<Sample> {
        let target = self.pods.get(pod)?;
        let name = self.called(name)?;
        let newest = target.of(name).filter_map(|(_, samples)| newest(samples, now, lives));
        let samples: Vec<Sample> = newest.collect();
        let at = samples.iter().map(|sample| sample.at).min()?;
        let sum: f64 = samples.iter().map(|sample| sample.value).sum();
        #[expect(clippy::cast_precision_loss, reason = "few series")]
        let value = match measure_of(name) {
            Some(Measure::Ratio | Measure::Percent) => sum / samples.len() as f64,
            Some(Measure::Count | Measure::Seconds) | None => sum,
        };
        Some(Sample { at, value })
    }

    /// The series that a selector means, with all their labels; `lives` says how long those of a pod count.
    pub fn lines(&self, selector: &Selector, now: Timestamp, lives: impl Fn(&Key) -> Duration) -> Vec<Line> {
        let mut lines = Vec::new();
        for (pod, target) in &self.pods {
            let lives = lives(pod);
            let all = match selector.name.as_deref() {
                Some(name) => target.of(name).collect::<Vec<_>>(),
                None => target.series.iter().collect(),
            };
            for (text, samples) in all {
                if newest(samples, now, lives).is_none() {
                    continue;
                }
                let labels = labels(text, &target.labels);
                if selector.admits(&labels) {
                    lines.push(Line { labels, points: within(samples, reach(selector), now) });
                }
            }
        }
        lines
    }

    /// The samples of a selector's range, also of series that have ended in it.
    pub fn ranges(&self, selector: &Selector, now: Timestamp) -> Vec<Line> {
        let all = self.pods.values().flat_map(|target| target.series.iter().map(move |it| (target, it)));
        let lines = all.map(|(target, (text, samples))| Line {
            labels: labels(text, &target.labels),
            points: within(samples, reach(selector), now),
        });
        lines.filter(|line| !line.points.is_empty() && selector.admits(&line.labels)).collect()
    }

    /// How many series there are.
    pub fn count(&self) -> usize {
        self.pods.values().map(|target| target.series.len()).sum()
    }

    /// The pods of a namespace that have series.
    pub fn pods_of(&self, namespace: &str) -> impl Iterator<Item = &Key> {
        self.pods.keys().filter(move |key| key.namespace == namespace)
    }

    /// Whether anybody ever had this metric.
    pub fn knows(&self, name: &str) -> bool {
        self.called(name).is_some()
    }

    /// All names that were seen.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// The name as it was seen: adapters often write `_` for `:`.
    fn called<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        let same = |known: &&String| known.len() == name.len() && known.replace(':', "_") == name;
        match self.names.contains(name) {
            true => Some(name),
            false => self.names.iter().find(same).map(String::as_str),
        }
    }
}

impl Target {
    /// The series of a name.
    fn of<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a String, &'a VecDeque<Sample>)> {
        let from = self.series.range::<str, _>((Bound::Included(name), Bound::Unbounded));
        let from = from.take_while(move |(text, _)| text.starts_with(name));
        from.filter(move |(text, _)| matches!(text.as_bytes().get(name.len()), None | Some(b'{')))
    }
}

fn push(series: &mut BTreeMap<String, VecDeque<Sample>>, text: &str, sample: Sample) {
    match series.get_mut(text) {
        Some(kept) => kept.push_back(sample),
        None => drop(series.insert(text.to_owned(), VecDeque::from([sample]))),
    }
}

/// How far back a selector looks.
fn reach(selector: &Selector) -> Duration {
    selector.range.unwrap_or(LOOKBACK)
}

/// The samples of a time until now; its beginning is no part of it.
fn within(samples: &VecDeque<Sample>, back: Duration, now: Timestamp) -> Vec<Point> {
    let newest_first = samples.iter().rev().skip_while(|sample| sample.at > now);
    let points = newest_first.take_while(|sample| later(sample.at, back) > now);
    let mut points: Vec<Point> =
        points.map(|sample| Point { at: seconds(sample.at), value: sample.value }).collect();
    points.reverse();
    points
}

fn newest(samples: &VecDeque<Sample>, now: Timestamp, lives: Duration) -> Option<Sample> {
    let newest = samples.iter().rev().find(|sample| sample.at <= now)?;
    (later(newest.at, lives.min(LOOKBACK)) >= now).then_some(*newest)
}

/// A time as Prometheus counts it.
pub fn seconds(at: Timestamp) -> f64 {
    at.as_duration().as_secs_f64()
}

/// The labels of a series: the page's own, and over them those of the scrape.
fn labels(text: &str, of_target: &Labels) -> Labels {
    let mut labels = Labels::new();
    if let Ok(Expr::Selector(Selector { name, matchers, .. })) = promql::parse(text) {
        labels.extend(name.map(|name| ("__name__".to_owned(), name)));
        for matcher in matchers {
            if let Pattern::Text(value) = matcher.value {
                // As without `honorLabels`.
                let taken = of_target.contains_key(&matcher.label);
                let label = if taken { format!("exported_{}", matcher.label) } else { matcher.label };
                labels.insert(label, value);
            }
        }
    }
    labels.extend(of_target.iter().map(|(label, value)| (label.clone(), value.clone())));
    labels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read<'a>(name: &'a str, labels: &'a str, value: f64) -> Read<'a> {
        Read { name, labels, value }
    }

    fn at(seconds: u64) -> Timestamp {
        later(Timestamp::UNIX_EPOCH, Duration::from_secs(seconds))
    }

    #[test]
    fn a_series_answers_as_of_a_time_and_ends() {
        let (pod, lives) = (Key::new("ns", "a"), Duration::from_secs(20));
        let (mut series, none) = (Series::default(), Arc::default());
        series.add(&pod, &none, [read("vllm:x", "", 1.0)], true, at(10));
        series.add(&pod, &none, [read("vllm:x", "", 2.0)], true, at(25));
        let value = |now| series.newest(&pod, "vllm_x", at(now), lives).map(|sample| sample.value);
        assert_eq!(
            (value(9), value(10), value(24), value(25), value(45), value(46)),
            (None, Some(1.0), Some(1.0), Some(2.0), Some(2.0), None)
        );
        assert!(series.knows("vllm:x") && !series.knows("vllm:y"));
        series.forget_before(at(30));
        assert_eq!(series.pods_of("ns").count(), 0);
        assert!(series.knows("vllm_x"));
    }

    #[test]
    fn series_of_one_name_are_told_apart_by_labels() {
        let pod = Key::new("ns", "a");
        let of_target = Arc::new(Labels::from([("pod".to_owned(), "a".to_owned())]));
        let mut series = Series::default();
        let page = [
            read("x", "engine=\"0\",pod=\"own\"", 4.0),
            read("x", "engine=\"1\"", 6.0),
            read("xy", "", 9.0),
            read("vllm:kv_cache_usage_perc", "engine=\"0\"", 0.2),
            read("vllm:kv_cache_usage_perc", "engine=\"1\"", 0.4),
        ];
        series.add(&pod, &of_target, page, true, at(10));
        let lives = Duration::from_secs(20);
        let value =
            |name| series.newest(&pod, name, at(10), lives).map(|sample| (sample.value * 100.0).round());
        assert_eq!((value("x"), value("vllm:kv_cache_usage_perc")), (Some(1000.0), Some(30.0)));
        let found = |text: &str| {
            let Ok(Expr::Selector(selector)) = promql::parse(text) else { return Vec::new() };
            series.lines(&selector, at(12), |_| lives)
        };
        assert_eq!(found("x{engine=\"1\",pod=\"a\"}").len(), 1);
        assert_eq!(found("x{exported_pod=\"own\"}")[0].points[0].value, 4.0);
        assert_eq!((found("up{pod=\"a\"}").len(), found("x{engine=\"2\"}").len()), (1, 0));
    }
}
