//! What was counted over the last minutes: what the charts are made of.

use std::collections::VecDeque;

use jiff::Timestamp;

use crate::kubernetes::quantity::Quantity;
use crate::observe::Service;

/// More samples than this are not kept.
const MOST: usize = 4000;

/// What somebody sends to the service meanwhile, and knows of it.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Sent {
    /// Requests that ended a second, in the last seconds.
    pub rate: Option<f64>,
    /// 99 of 100 of them took at most so many seconds.
    pub p99: Option<f64>,
}

/// What was counted at a moment.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// When.
    pub at: Timestamp,
    /// The value of the metric that asks for most; absent without one.
    pub metric: Option<f64>,
    /// Its target.
    pub target: Option<f64>,
    /// Ready pods.
    pub ready: u32,
    /// Replicas that are asked for.
    pub wanted: u32,
    /// Nodes of its pools that can be used.
    pub nodes: u32,
    /// Nodes of its pools that are on their way.
    pub coming: u32,
    /// The load, where it is known.
    pub sent: Sent,
}

/// Samples of one service, the oldest first. A stretch in which nothing changed is its first and its last sample.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct History {
    samples: VecDeque<Sample>,
}

impl History {
    /// Takes a picture of the service in, and what is sent to it at that time.
    pub fn take(&mut self, service: &Service, at: Timestamp, sent: Sent) {
        let metrics = service.autoscalers.iter().flat_map(|it| &it.metrics);
        let metric = metrics.max_by(|a, b| a.ratio.unwrap_or(-1.0).total_cmp(&b.ratio.unwrap_or(-1.0)));
        let nodes = service.pools.iter().map(|pool| pool.counts.ready).sum();
        let coming =
            service.pools.iter().map(|pool| pool.counts.not_ready + pool.counts.without_accelerator).sum();
        self.add(Sample {
            at,
            metric: metric.and_then(|it| number(it.current.as_deref()?)),
            target: metric.and_then(|it| number(&it.target)),
            ready: service.replicas.ready,
            wanted: service.replicas.desired.unwrap_or(service.replicas.existing),
            nodes,
            coming,
            sent,
        });
    }

    fn add(&mut self, sample: Sample) {
        // A clock that was set back begins anew.
        if self.samples.back().is_some_and(|last| last.at > sample.at) {
            self.samples.clear();
        }
        let same = |other: &Sample| Sample { at: sample.at, ..other.clone() } == sample;
        let length = self.samples.len();
        if length >= 2 && self.samples.iter().skip(length - 2).all(same) {
            self.samples.pop_back();
        }
        self.samples.push_back(sample);
        if self.samples.len() > MOST {
            self.samples.pop_front();
        }
    }

    /// How many seconds it covers.
    pub fn seconds(&self) -> i64 {
        match (self.samples.front(), self.samples.back()) {
            (Some(first), Some(last)) => last.at.duration_since(first.at).as_secs(),
            _ => 0,
        }
    }

    /// The highest value in each of `count` stretches of `step` seconds that end now; absent before the first sample.
    pub fn peaks(
        &self,
        now: Timestamp,
        step: i64,
        count: usize,
        value: impl Fn(&Sample) -> Option<f64>,
    ) -> Vec<Option<f64>> {
        let step = step.max(1);
        let mut samples = self.samples.iter().peekable();
        let mut current: Option<&Sample> = None;
        let mut peaks = Vec::with_capacity(count);
        for stretch in (0..count).rev() {
            let left = i64::try_from(stretch).unwrap_or(i64::MAX).saturating_mul(step);
            let mut peak = current.and_then(&value);
            // A stretch ends at a moment that it still holds.
            while let Some(sample) = samples.next_if(|it| now.duration_since(it.at).as_secs() >= left) {
                // What was before the first stretch is only what the first one begins with.
                let before = now.duration_since(sample.at).as_secs() >= left.saturating_add(step);
                let this = value(sample);
                peak = if before { this } else { highest(peak, this) };
                current = Some(sample);
            }
            peaks.push(peak);
        }
        peaks
    }
}

fn highest(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.max(b)),
        (a, b) => a.or(b),
    }
}

/// A quantity, or a share as `80%`.
#[expect(clippy::cast_precision_loss, reason = "a chart shows no sixteenth digit")]
fn number(text: &str) -> Option<f64> {
    match text.strip_suffix('%') {
        Some(share) => share.parse().ok(),
        None => Some(Quantity::parse(text).ok()?.milli_value() as f64 / 1000.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(second: i64, metric: f64) -> Sample {
        let at = Timestamp::from_second(1000 + second).unwrap();
        Sample {
            at,
            metric: Some(metric),
            target: Some(5.0),
            ready: 1,
            wanted: 1,
            nodes: 1,
            coming: 0,
            sent: Sent::default(),
        }
    }

    #[test]
    fn stretches_hold_their_peaks_and_the_time_before_nothing() {
        let mut history = History::default();
        for (second, metric) in [(0, 1.0), (1, 1.0), (2, 1.0), (3, 9.0), (4, 2.0), (5, 2.0)] {
            history.add(sample(second, metric));
        }
        assert_eq!(history.samples.len(), 5, "what stays the same is its two ends");
        let now = Timestamp::from_second(1005).unwrap();
        let peaks = history.peaks(now, 1, 8, |it| it.metric);
        let expected = [None, None, Some(1.0), Some(1.0), Some(1.0), Some(9.0), Some(9.0), Some(2.0)];
        assert_eq!(peaks, expected);
        assert_eq!(history.peaks(now, 3, 2, |it| it.metric), [Some(1.0), Some(9.0)]);
        assert_eq!(history.seconds(), 5);
    }

    #[test]
    fn targets_are_read_as_they_are_written() {
        assert_eq!(
            [number("11"), number("1500m"), number("80%"), number("x")],
            [Some(11.0), Some(1.5), Some(80.0), None]
        );
    }
}
