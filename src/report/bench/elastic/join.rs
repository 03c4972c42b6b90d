//! The load's timeline and what a watch saw → the section of the document.

use super::chronicle::Chronicle;
use super::price::Tariff;
use super::{cost, doubts, moments, phases, pods};
use crate::load::measure::pods::Cut;
use crate::load::measure::spread::Spread;
use crate::load::measure::timeline::Timeline;
use crate::report::bench::cluster::{Elasticity, Gap, Marker};

/// What a load says of itself.
#[derive(Clone, Copy)]
pub struct Load<'a> {
    /// When it began: seconds after the watch.
    pub began: f64,
    /// How long it lasted, until the last request ended.
    pub lasted: f64,
    /// In how many seconds requests were sent, the last one perhaps in part.
    pub sending: usize,
    /// For how long requests were sent.
    pub sending_seconds: f64,
    /// By the second.
    pub timeline: &'a Timeline,
    /// Times to the first token by the second in which it came, of a load of prompts.
    pub first_tokens: Option<&'a Spread>,
    /// When the last connection was opened, in seconds from its start.
    pub last_opened: Option<f64>,
    /// Tokens that were generated, where they are counted.
    pub tokens: Option<u64>,
    /// What answers said of their pods; empty without `--pod-header`.
    pub pods: &'a [(String, Named)],
    /// Answers that broke off, by what names their pod.
    pub cut: &'a [(String, Cut)],
}

impl Load<'_> {
    /// Requests that were lost.
    pub(super) fn lost(&self) -> u64 {
        self.timeline.seconds().iter().map(|second| second.lost).sum()
    }
}

/// The answers that named one pod.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Named {
    /// How many.
    pub answered: u64,
    /// When the first came, in seconds from the start.
    pub first: f64,
    /// How long the first took, in seconds.
    pub took: f64,
}

/// Joins them. `speed` says how many times as fast as the client's the cluster's clock runs.
pub fn join(
    load: &Load<'_>,
    chronicle: &Chronicle,
    (namespace, service): (&str, &str),
    tariffs: &[Tariff],
    speed: f64,
) -> Elasticity {
    let end = load.lasted;
    let in_run = |marker: &Marker| (0.0..end).contains(&marker.at);
    let markers: Vec<Marker> = chronicle
        .markers
        .iter()
        .map(|marker| Marker { at: marker.at - load.began, ..marker.clone() })
        .filter(in_run)
        .collect();
    let seconds = load.timeline.seconds().len().max(load.sending);
    let timeline = moments::moments(chronicle, load.began, seconds);
    let pools = cost::pools(load, chronicle, tariffs, speed);
    let (pods, without_pod) = pods::pods(load, chronicle, speed);
    let gaps = chronicle.gaps.iter().map(|gap| Gap {
        from: gap.from - load.began,
        to: gap.to.map(|to| to - load.began),
        why: gap.why.clone(),
    });
    Elasticity {
        service: service.to_owned(),
        namespace: namespace.to_owned(),
        speed,
        phases: phases::phases(load, chronicle, &markers, &timeline),
        cost: cost::cost(load, &pools, tariffs),
        warnings: doubts::warnings(load, chronicle, &pods, &pools, tariffs),
        gaps: gaps.filter(|gap| gap.from < end && gap.to.is_none_or(|to| to > 0.0)).collect(),
        timeline,
        markers,
        lost_without_pod: without_pod,
        pods,
        pools,
    }
}
