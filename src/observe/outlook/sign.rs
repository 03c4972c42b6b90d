//! Signs that something is off, whatever a service is doing.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::hold;
use crate::elastic::hpa::{Reason, Unknown};
use crate::observe::readings::EngineReading;
use crate::observe::rescales::RescaleBy;
use crate::observe::{MetricKind, Readings, Rescale, Service, Stage};

/// So often up and down within [`RECENT`] is no tide any more.
const SWINGS: u32 = 3;
/// Seconds of events that count as now.
const RECENT: i64 = 60 * 60;
/// A value that is older than this many seconds is not of now.
const STALE: i64 = 120;

/// Something is off.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "sign")]
pub enum Sign {
    /// Several autoscalers scale it.
    SeveralAutoscalers {
        /// Their names.
        names: Vec<String>,
    },
    /// Its autoscaler has no value and keeps the replicas as they are.
    Blind {
        /// The autoscaler.
        autoscaler: String,
        /// As `FailedGetPodsMetric`.
        reason: String,
        /// In its words.
        message: String,
        /// Since when.
        since: Option<Timestamp>,
    },
    /// Its autoscaler asked for more and for fewer replicas again and again.
    Swings {
        /// How often it asked for fewer.
        falls: u32,
        /// The fewest.
        least: u32,
        /// The most.
        most: u32,
    },
    /// Somebody else sets the replicas: they fell to a number for which no autoscaler asked.
    SetByOthers {
        /// The number.
        replicas: u32,
        /// How often that was seen.
        times: u32,
        /// When it was seen last.
        last: Option<Timestamp>,
    },
    /// More nodes boot than pods wait.
    MoreNodesThanNeeded {
        /// The pool.
        pool: Option<String>,
        /// Nodes that boot, or offer no accelerator yet.
        coming: u32,
        /// Pods that wait for one.
        waiting: u32,
    },
    /// Some replicas have all the work, and others none.
    Lopsided {
        /// Pods with work, and with how many requests.
        busy: Vec<(String, f64)>,
        /// Pods without.
        idle: Vec<String>,
    },
    /// An adapter serves more than all engines together show.
    LingeringSeries {
        /// The metric.
        metric: String,
        /// What is served.
        served: f64,
        /// What the engines show.
        shown: f64,
    },
    /// A value is older than what it should tell of.
    StaleValue {
        /// The metric.
        metric: String,
        /// Seconds.
        age: u32,
    },
    /// Engines throw away what they have computed, while next to nothing waits.
    Preempting {
        /// How often, of all that run.
        times: f64,
        /// Requests that wait.
        waiting: f64,
        /// The fullest KV cache, 0 to 1.
        cache: Option<f64>,
    },
    /// The metric says full, and the engines are nearly empty.
    BusyAndEmpty {
        /// The metric.
        metric: String,
        /// Its value divided by its target.
        ratio: f64,
        /// The fullest KV cache, 0 to 1.
        cache: f64,
    },
}

pub(super) fn signs(service: &Service, readings: &Readings, now: Timestamp) -> Vec<Sign> {
    let mut signs = Vec::new();
    if service.autoscalers.len() > 1 {
        let names = service.autoscalers.iter().map(|it| it.name.clone()).collect();
        signs.push(Sign::SeveralAutoscalers { names });
    }
    signs.extend(blind(service));
    signs.extend(set_by_others(service, now));
    signs.extend(swings(service, now));
    signs.extend(too_many_nodes(service));
    signs.extend(lopsided(service, readings));
    signs.extend(lingering(service, readings));
    signs.extend(stale(readings, now));
    signs.extend(preempting(readings));
    signs.extend(busy_and_empty(service, readings));
    signs
}

fn blind(service: &Service) -> Option<Sign> {
    service.autoscalers.iter().find_map(|autoscaler| {
        let Some(Reason::Unknown(Unknown::ScalingInactive { reason, message })) =
            autoscaler.next.reasons.first()
        else {
            return None;
        };
        let condition = autoscaler.conditions.iter().find(|it| it.reason.as_ref() == Some(reason));
        Some(Sign::Blind {
            autoscaler: autoscaler.name.clone(),
            reason: reason.clone(),
            message: message.clone(),
            since: condition.and_then(|it| it.since),
        })
    })
}

fn recent(rescale: &Rescale, now: Timestamp) -> bool {
    rescale.last.is_some_and(|at| now.duration_since(at).as_secs() <= RECENT)
}

/// What the autoscaler itself asked for.
fn asked(service: &Service, now: Timestamp) -> impl Iterator<Item = &Rescale> {
    let by = |it: &&Rescale| matches!(it.by, RescaleBy::Autoscaler(_));
    service.rescales.iter().filter(by).filter(move |it| recent(it, now))
}

/// The ReplicaSet fell to a number for which its autoscaler never asked.
fn set_by_others(service: &Service, now: Timestamp) -> Option<Sign> {
    let autoscaler = service.autoscalers.first()?;
    let wanted: BTreeSet<u32> = asked(service, now).map(|it| it.to).collect();
    // While a newer template rolls out, a set's number is not the Deployment's.
    let sets: BTreeSet<&str> = service
        .rescales
        .iter()
        .filter_map(|it| match &it.by {
            RescaleBy::ReplicaSet(name) => Some(name.as_str()),
            RescaleBy::Autoscaler(_) => None,
        })
        .collect();
    if sets.len() != 1 {
        return None;
    }
    let fell = |it: &&Rescale| {
        matches!(it.by, RescaleBy::ReplicaSet(_))
            && it.from.is_some_and(|from| from > it.to)
            && !wanted.contains(&it.to)
            && it.to >= autoscaler.min
    };
    let fell: Vec<&Rescale> = service.rescales.iter().filter(fell).filter(|it| recent(it, now)).collect();
    let last = fell.iter().max_by_key(|it| it.last)?;
    let times = fell.iter().filter(|it| it.to == last.to).map(|it| it.times).sum();
    Some(Sign::SetByOthers { replicas: last.to, times, last: last.last })
}

fn swings(service: &Service, now: Timestamp) -> Option<Sign> {
    let is_fall = |it: &&Rescale| it.why.as_deref().is_some_and(|why| why.contains("below target"));
    let falls: u32 = asked(service, now).filter(is_fall).map(|it| it.times).sum();
    let rises: u32 = asked(service, now).filter(|it| !is_fall(it)).map(|it| it.times).sum();
    let least = asked(service, now).map(|it| it.to).min()?;
    let most = asked(service, now).map(|it| it.to).max()?;
    (falls + rises > SWINGS && falls.min(rises) >= 2).then_some(Sign::Swings { falls, least, most })
}

fn too_many_nodes(service: &Service) -> Option<Sign> {
    let waiting = service.pods.iter().filter(|pod| matches!(pod.stage, Stage::Unschedulable(_))).count();
    let waiting = u32::try_from(waiting).unwrap_or(u32::MAX);
    service.pools.iter().filter_map(|pool| Some((pool, hold::coming(pool)?))).find_map(|(pool, coming)| {
        let nodes = coming.booting + coming.without_accelerator;
        (nodes > waiting).then(|| Sign::MoreNodesThanNeeded { pool: pool.place(), coming: nodes, waiting })
    })
}

/// Requests that an engine has, waiting or running.
fn work(engine: &EngineReading) -> Option<f64> {
    match (engine.waiting, engine.running) {
        (None, None) => None,
        (waiting, running) => Some(waiting.unwrap_or(0.0) + running.unwrap_or(0.0)),
    }
}

/// One queue is long, and another engine has nothing to do.
fn lopsided(service: &Service, readings: &Readings) -> Option<Sign> {
    let ready = |pod: &str| service.pods.iter().any(|it| it.name == pod && it.stage == Stage::Ready);
    let engines: Vec<_> = readings.engines.iter().filter(|it| ready(&it.pod)).collect();
    let waits = engines.iter().any(|it| it.waiting.is_some_and(|waiting| waiting >= 2.0));
    let (idle, busy): (Vec<_>, Vec<_>) = engines
        .iter()
        .filter_map(|it| Some((it.pod.clone(), work(it)?)))
        .partition(|(_, requests)| *requests < 0.5);
    (waits && !idle.is_empty() && !busy.is_empty())
        .then(|| Sign::Lopsided { busy, idle: idle.into_iter().map(|(pod, _)| pod).collect() })
}

/// The sum that is served is far from what all engines show.
fn lingering(service: &Service, readings: &Readings) -> Option<Sign> {
    let external = service
        .autoscalers
        .iter()
        .flat_map(|it| &it.metrics)
        .filter(|it| matches!(it.kind, MetricKind::External | MetricKind::Object));
    external.filter(|it| it.name.contains("waiting") || it.name.contains("queue")).find_map(|metric| {
        let served: f64 = readings.of(&metric.name)?.values.values().sum();
        let shown: Option<Vec<f64>> = readings.engines.iter().map(|it| it.waiting).collect();
        let shown: f64 = shown.filter(|it| !it.is_empty())?.iter().sum();
        (served >= 2.0 && served > 2.0 * shown + 1.0).then(|| Sign::LingeringSeries {
            metric: metric.name.clone(),
            served,
            shown,
        })
    })
}

fn stale(readings: &Readings, now: Timestamp) -> Option<Sign> {
    readings.served.iter().find_map(|metric| {
        let age = now.duration_since(metric.at?).as_secs();
        let seconds = u32::try_from(age).ok()?;
        (age > STALE).then(|| Sign::StaleValue { metric: metric.name.clone(), age: seconds })
    })
}

fn preempting(readings: &Readings) -> Option<Sign> {
    let times: f64 = readings.engines.iter().filter_map(|it| it.preemptions).sum();
    let waiting: f64 = readings.engines.iter().filter_map(|it| it.waiting).sum();
    (times >= 1.0 && waiting < 1.0).then(|| Sign::Preempting { times, waiting, cache: fullest(readings) })
}

fn fullest(readings: &Readings) -> Option<f64> {
    readings.engines.iter().filter_map(|it| it.cache).max_by(f64::total_cmp)
}

/// A GPU that decodes for one client is as busy as one that decodes for fifty.
fn busy_and_empty(service: &Service, readings: &Readings) -> Option<Sign> {
    let utilisation = |name: &str| {
        let name = name.to_lowercase();
        name.contains("util") && (name.contains("gpu") || name.contains("dcgm") || name.contains("sm"))
    };
    let driver = super::plan::driver(service.autoscalers.first()?)?;
    let cache = fullest(readings)?;
    let queue: f64 = readings.engines.iter().filter_map(|it| it.waiting).sum();
    (utilisation(&driver.name) && driver.ratio > 0.9 && cache < 0.1 && queue < 1.0)
        .then_some(Sign::BusyAndEmpty { metric: driver.name, ratio: driver.ratio, cache })
}
