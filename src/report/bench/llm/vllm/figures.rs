//! Requests → figures, as NumPy makes them of arrays.

use std::time::Duration;

use crate::load::llm::Limits;
use crate::load::llm::log::Entry;
use crate::report::bench::llm::document::Speculation;

/// Everything that is printed and saved. Times are milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// Seconds.
    pub duration: f64,
    /// Requests whose whole answer came.
    pub completed: usize,
    /// All others.
    pub failed: usize,
    /// Tokens of the prompts of completed requests.
    pub input_tokens: u64,
    /// Tokens of their answers.
    pub output_tokens: u64,
    /// Requests a second that kept the limits of `--goodput`; `None` without limits.
    pub goodput: Option<f64>,
    /// Events in the second that had the most.
    pub peak_tokens: u64,
    /// The most completed requests that were under way at a time.
    pub peak_requests: usize,
    /// By metric, in vLLM's order: its word, its name, its heading and its figures.
    pub metrics: Vec<Metric>,
    /// What `--probe-request-rate` found.
    pub probe: Option<Probe>,
    /// What the engine drafted ahead.
    pub speculation: Option<Speculation>,
}

/// One metric. Times are milliseconds.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// As in keys: `ttft`.
    pub word: &'static str,
    /// As in rows: `TTFT`.
    pub name: &'static str,
    /// The heading.
    pub heading: &'static str,
    /// The mean.
    pub mean: f64,
    /// The median.
    pub median: f64,
    /// The standard deviation, of the values as they are and not of what they were drawn from.
    pub deviation: f64,
    /// Percentiles.
    pub percentiles: Vec<(f64, f64)>,
}

/// Requests of one token beside the load. Times are seconds.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Probe {
    /// How long the answered ones took, ascending.
    pub took: Vec<f64>,
    /// How many failed.
    pub failed: usize,
}

impl Figures {
    /// Of requests in the order in which they were begun.
    pub fn of(entries: &[Entry], duration: Duration, limits: &Limits, setup: &super::Setup) -> Self {
        let duration = duration.as_secs_f64();
        let good: Vec<&Entry> = entries.iter().filter(|entry| entry.succeeded).collect();
        let seconds = |pick: fn(&Entry) -> Duration| -> Vec<f64> {
            good.iter().map(|entry| pick(entry).as_secs_f64()).collect()
        };
        let queued = || seconds(|entry| entry.waited);
        let mut metrics = Vec::new();
        let mut metric = |word: &'static str, name, heading, values: Vec<f64>| {
            if setup.metrics.iter().any(|asked| asked == word) {
                metrics.push(Metric::of(word, name, heading, values, &setup.percents));
            }
        };
        metric("ttft", "TTFT", "Time to First Token", seconds(|entry| entry.first));
        let tpots = good.iter().filter_map(|entry| entry.tpot()).collect();
        metric("tpot", "TPOT", "Time per Output Token (excl. 1st token)", tpots);
        let gaps = good.iter().flat_map(|entry| &entry.gaps).map(Duration::as_secs_f64).collect();
        metric("itl", "ITL", "Inter-token Latency", gaps);
        metric("e2el", "E2EL", "End-to-end Latency", seconds(|entry| entry.last));
        if setup.max_concurrency.is_some() {
            metric("client_queue_time", "Client Queue Time", "Client-side Queueing", queued());
            if setup.rate.is_some() {
                let values = seconds(|entry| entry.last + entry.waited);
                let heading = "Queue-inclusive End-to-end Latency";
                metric("e2el_including_client_queue", "E2EL incl. Client Queue", heading, values);
            }
        }
        let kept = good.iter().filter(|entry| keeps(entry, limits)).count();
        Self {
            duration,
            completed: good.len(),
            failed: entries.len() - good.len(),
            input_tokens: good.iter().map(|entry| entry.prompt_tokens).sum(),
            output_tokens: good.iter().map(|entry| entry.output_tokens).sum(),
            goodput: (*limits != Limits::default()).then(|| per(kept as f64, duration)),
            peak_tokens: peak_tokens(&good),
            peak_requests: peak_requests(&good),
            metrics,
            probe: None,
            speculation: None,
        }
    }

    /// Something a second.
    pub fn per_second(&self, count: f64) -> f64 {
        per(count, self.duration)
    }
}

fn per(count: f64, seconds: f64) -> f64 {
    if seconds > 0.0 { count / seconds } else { 0.0 }
}

/// A request with one token or none has a TPOT of 0 here.
fn keeps(entry: &Entry, limits: &Limits) -> bool {
    let within = |limit: Option<Duration>, value: f64| limit.is_none_or(|limit| limit.as_secs_f64() >= value);
    within(limits.ttft, entry.first.as_secs_f64())
        && within(limits.tpot, entry.tpot().unwrap_or(0.0))
        && within(limits.e2el, entry.last.as_secs_f64())
}

/// Whole seconds from the first request on; each event counts as a token.
fn peak_tokens(good: &[&Entry]) -> u64 {
    let Some(first) = good.iter().map(|entry| entry.begun).min() else { return 0 };
    let mut seconds: Vec<u64> = Vec::new();
    for entry in good {
        let mut at = (entry.begun - first) + entry.first;
        for gap in std::iter::once(Duration::ZERO).chain(entry.gaps.iter().copied()) {
            at += gap;
            let second = usize::try_from(at.as_secs()).unwrap_or(usize::MAX);
            if seconds.len() <= second {
                seconds.resize(second + 1, 0);
            }
            seconds[second] += 1;
        }
    }
    seconds.into_iter().max().unwrap_or(0)
}

/// A request that ends when another begins was not there together with it.
fn peak_requests(good: &[&Entry]) -> usize {
    let ends = good.iter().flat_map(|entry| [(entry.begun, 1), (entry.begun + entry.last, -1)]);
    let mut ends: Vec<(Duration, i32)> = ends.collect();
    ends.sort_unstable();
    let (mut now, mut most) = (0i32, 0i32);
    for (_, change) in ends {
        now += change;
        most = most.max(now);
    }
    usize::try_from(most).unwrap_or(0)
}

impl Metric {
    fn of(
        word: &'static str,
        name: &'static str,
        heading: &'static str,
        mut seconds: Vec<f64>,
        percents: &[f64],
    ) -> Self {
        seconds.sort_by(f64::total_cmp);
        let count = seconds.len().max(1) as f64;
        let mean = seconds.iter().sum::<f64>() / count;
        let variance = seconds.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
        let at = |percent| percentile(&seconds, percent) * 1e3;
        Self {
            word,
            name,
            heading,
            mean: mean * 1e3,
            median: at(50.0),
            deviation: variance.sqrt() * 1e3,
            percentiles: percents.iter().map(|percent| (*percent, at(*percent))).collect(),
        }
    }
}

/// NumPy's: in a straight line between the two values beside the place; 0 of nothing.
pub(in crate::report::bench::llm) fn percentile(ascending: &[f64], percent: f64) -> f64 {
    let Some(last) = ascending.len().checked_sub(1) else { return 0.0 };
    let place = percent / 100.0 * last as f64;
    let below = (place.floor() as usize).min(last);
    let above = (below + 1).min(last);
    ascending[below] + (ascending[above] - ascending[below]) * (place - below as f64)
}
