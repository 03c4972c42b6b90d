//! What scrapes have brought: the newest samples of each pod's metrics, as a time series database keeps them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::time::Duration;

use jiff::Timestamp;

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

/// What is known of one pod.
#[derive(Debug, Default)]
struct OfPod {
    /// Labels that all its series carry.
    labels: StringMap,
    samples: BTreeMap<String, VecDeque<Sample>>,
}

/// The series of all pods.
#[derive(Debug, Default)]
pub struct Series {
    pods: BTreeMap<Key, OfPod>,
    /// Names that were seen at any time.
    names: BTreeSet<String>,
}

/// After this long without a sample nothing is answered: Prometheus' lookback.
const LOOKBACK: Duration = Duration::from_secs(300);

impl Series {
    /// Takes in what a scrape has brought.
    pub fn add<'a>(&mut self, pod: &Key, samples: impl IntoIterator<Item = (&'a str, f64)>, at: Timestamp) {
        let series = &mut self.pods.entry(pod.clone()).or_default().samples;
        for (name, value) in samples {
            if !self.names.contains(name) {
                self.names.insert(name.to_owned());
            }
            let kept = match series.get_mut(name) {
                Some(kept) => kept,
                None => series.entry(name.to_owned()).or_default(),
            };
            kept.push_back(Sample { at, value });
        }
    }

    /// Says which labels a pod's series carry: its own, its namespace and its name.
    pub fn label(&mut self, pod: &Key, own: &StringMap) {
        let kept = &mut self.pods.entry(pod.clone()).or_default().labels;
        if kept.len() != own.len() + 2 || own.iter().any(|(name, value)| kept.get(name) != Some(value)) {
            kept.clone_from(own);
            kept.insert("namespace".into(), pod.namespace.clone());
            kept.insert("pod".into(), pod.name.clone());
        }
    }

    /// The labels of a pod's series.
    pub fn labels(&self, pod: &Key) -> Option<&StringMap> {
        self.pods.get(pod).map(|known| &known.labels)
    }

    /// Drops what nobody can ask for any more.
    pub fn forget_before(&mut self, time: Timestamp) {
        for pod in self.pods.values_mut() {
            let series = &mut pod.samples;
            for samples in series.values_mut() {
                // The last one before the time is still the newest as of then.
                while samples.len() > 1 && samples[1].at <= time {
                    samples.pop_front();
                }
            }
            series.retain(|_, samples| samples.back().is_some_and(|last| last.at > time));
        }
        self.pods.retain(|_, pod| !pod.samples.is_empty());
    }

    /// The newest sample as of a time; none if that is older than `lives`.
    pub fn newest(&self, pod: &Key, name: &str, now: Timestamp, lives: Duration) -> Option<Sample> {
        let series = &self.pods.get(pod)?.samples;
        let samples = series.iter().find(|(known, _)| same(known, name)).map(|(_, samples)| samples)?;
        let newest = samples.iter().rev().find(|sample| sample.at <= now)?;
        (later(newest.at, lives.min(LOOKBACK)) >= now).then_some(*newest)
    }

    /// Each pod's series of a metric, in order of time.
    pub fn of<'a>(
        &'a self,
        name: &'a str,
    ) -> impl Iterator<Item = (&'a Key, impl Iterator<Item = &'a Sample>)> {
        self.pods.iter().filter_map(move |(pod, series)| {
            let (_, samples) = series.samples.iter().find(|(known, _)| same(known, name))?;
            Some((pod, samples.iter()))
        })
    }

    /// The pods of a namespace that have series.
    pub fn pods_of(&self, namespace: &str) -> impl Iterator<Item = &Key> {
        self.pods.keys().filter(move |key| key.namespace == namespace)
    }

    /// Whether anybody ever had this metric.
    pub fn knows(&self, name: &str) -> bool {
        self.names.iter().any(|known| same(known, name))
    }

    /// All names that were seen.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }
}

/// Adapters often write `_` for `:`.
fn same(known: &str, asked: &str) -> bool {
    known == asked || (known.len() == asked.len() && known.replace(':', "_") == asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_answers_as_of_a_time_and_ends() {
        let at = |seconds: u64| later(Timestamp::UNIX_EPOCH, Duration::from_secs(seconds));
        let (pod, lives) = (Key::new("ns", "a"), Duration::from_secs(20));
        let mut series = Series::default();
        series.add(&pod, [("vllm:x", 1.0)], at(10));
        series.add(&pod, [("vllm:x", 2.0)], at(25));
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
}
