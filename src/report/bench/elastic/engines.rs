//! What the pages of metrics of the pods' engines say over time: queues, and how many requests each answered.

use std::collections::BTreeMap;

/// The figures of a page that are of use; each is absent where the engine does not show it.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Page {
    /// Requests that wait.
    pub waiting: Option<f64>,
    /// Requests that run.
    pub running: Option<f64>,
    /// Requests that were answered since the engine began.
    pub answered: Option<f64>,
    /// First tokens since it began, and the seconds that they took together.
    pub first_tokens: Option<(f64, f64)>,
}

/// The names without the engine's prefix: of vLLM, of SGLang.
const WAITING: [&str; 2] = ["num_requests_waiting", "num_queue_reqs"];
const RUNNING: [&str; 2] = ["num_requests_running", "num_running_reqs"];
const ANSWERED: [&str; 1] = ["e2e_request_latency_seconds_count"];
const FIRST: [&str; 2] = ["time_to_first_token_seconds_count", "time_to_first_token_seconds_sum"];

impl Page {
    /// Adds up the series of a page, given by name and value.
    pub fn read<'a>(samples: impl IntoIterator<Item = (&'a str, f64)>) -> Self {
        let mut sums: BTreeMap<&str, f64> = BTreeMap::new();
        for (name, value) in samples {
            let name = name.split_once(':').map_or(name, |(_, rest)| rest);
            *sums.entry(name).or_default() += value;
        }
        let of = |names: &[&str]| names.iter().find_map(|name| sums.get(name).copied());
        Self {
            waiting: of(&WAITING),
            running: of(&RUNNING),
            answered: of(&ANSWERED),
            first_tokens: of(&FIRST[..1]).zip(of(&FIRST[1..])),
        }
    }
}

/// What was read of all engines.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Engines {
    /// Requests that wait and run in all of them together, by time.
    pub(super) queues: Vec<(f64, Option<f64>, Option<f64>)>,
    pub(super) counters: BTreeMap<String, Counter>,
    /// Why the last one could not be read, as long as none can.
    pub silent: Option<String>,
}

/// What one engine counted.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Counter {
    /// Whether any page of it was read.
    pub read: bool,
    /// Before the load, or when it was read first.
    pub before: f64,
    pub last: f64,
    /// When the last page without an answer was read.
    pub idle: Option<f64>,
    /// The first page with an answer: when, and the mean time to the first token.
    pub first: Option<(f64, Option<f64>)>,
}

impl Engines {
    /// Takes in the pages that were read together. Pods that did not answer have none.
    pub fn see(&mut self, at: f64, pages: &BTreeMap<String, Page>) {
        if pages.is_empty() {
            return;
        }
        self.silent = None;
        let sum = |pick: fn(&Page) -> Option<f64>| {
            pages
                .values()
                .filter_map(pick)
                .fold(None, |sum: Option<f64>, value| Some(sum.unwrap_or(0.0) + value))
        };
        self.queues.push((at, sum(|page| page.waiting), sum(|page| page.running)));
        for (pod, page) in pages {
            let Some(answered) = page.answered.or(page.first_tokens.map(|(count, _)| count)) else {
                continue;
            };
            let counter = self
                .counters
                .entry(pod.clone())
                .or_insert(Counter { before: answered, ..Counter::default() });
            // An engine that was started again counts from nothing.
            if answered < counter.last {
                counter.before -= counter.last;
            }
            (counter.last, counter.read) = (answered, true);
            let begun = page.first_tokens.map_or(answered, |(count, _)| count);
            if begun <= 0.0 {
                counter.idle = Some(at);
            } else if counter.first.is_none() && counter.idle.is_some() {
                counter.first = Some((at, page.first_tokens.map(|(count, sum)| sum / count)));
            }
        }
    }

    /// The engine of a pod that was not there before counts from nothing, whenever it is read first.
    pub fn cold(&mut self, pod: &str, at: f64) {
        self.counters.entry(pod.to_owned()).or_insert(Counter { idle: Some(at), ..Counter::default() });
    }

    /// What is queued at a time: the last reading, if it is not older than so many seconds.
    pub(super) fn queued(&self, at: f64, oldest: f64) -> (Option<f64>, Option<f64>) {
        let index = self.queues.partition_point(|(read, ..)| *read <= at);
        let last = index.checked_sub(1).map(|index| self.queues[index]);
        last.filter(|(read, ..)| at - read <= oldest)
            .map_or((None, None), |(_, waiting, running)| (waiting, running))
    }
}
