//! Signs that something is off, whatever a service is doing.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Serialize;

use super::doing::Doing;
use super::hold::{self, Hold, Obstacle};
use crate::elastic::hpa::{Reason, Unknown};
use crate::observe::readings::EngineReading;
use crate::observe::rescales::RescaleBy;
use crate::observe::{MetricKind, PodView, Readings, Rescale, Service, Stage};

/// So often up and down within [`RECENT`] is no tide any more.
const SWINGS: u32 = 3;
/// Seconds of events that count as now.
const RECENT: i64 = 60 * 60;
/// Seconds after which a replica should have its share.
const SETTLED: i64 = 60;
/// A queue of so many requests is one.
const QUEUE: f64 = 4.0;
/// So much longer than usual is no accident.
const SLOWER: f64 = 1.5;
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
    /// Nodes were asked for more than once for the same pods, though no request failed.
    AskedAgain {
        /// Those pods.
        pods: u32,
        /// How often.
        times: u32,
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
    /// Requests wait, and the autoscaler asks for no more replicas while others have no value yet.
    Damped {
        /// Requests that wait.
        waiting: f64,
        /// Pods that count as 0.
        held_out: u32,
    },
    /// Several replicas load at once, and take longer than one alone: bandwidth belongs to the source.
    SharedSource {
        /// How many load.
        loading: u32,
        /// Seconds that it took one alone.
        usual: u32,
        /// Seconds so far.
        so_far: u32,
    },
    /// It has no replicas: whoever asks first waits for a whole cold start.
    ColdStart,
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

pub(super) fn signs(
    service: &Service,
    doing: Doing,
    holds: &[Hold],
    readings: &Readings,
    now: Timestamp,
) -> Vec<Sign> {
    let mut signs = Vec::new();
    if service.autoscalers.len() > 1 {
        let names = service.autoscalers.iter().map(|it| it.name.clone()).collect();
        signs.push(Sign::SeveralAutoscalers { names });
    }
    signs.extend(blind(service));
    signs.extend(set_by_others(service, now));
    signs.extend(swings(service, now));
    signs.extend(asked_again(service));
    signs.extend(too_many_nodes(service));
    signs.extend(lopsided(service, readings, now));
    signs.extend(damped(service, readings));
    signs.extend(shared_source(holds, now));
    signs.extend((doing == Doing::Asleep).then_some(Sign::ColdStart));
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

fn asked_again(service: &Service) -> Option<Sign> {
    let asked = service.pods.iter().filter_map(|pod| Some(pod.node_request.as_ref()?.asked));
    let again: Vec<u32> = asked.filter(|times| *times > 1).collect();
    let times = again.iter().max().copied()?;
    Some(Sign::AskedAgain { pods: u32::try_from(again.len()).unwrap_or(u32::MAX), times })
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
fn lopsided(service: &Service, readings: &Readings, now: Timestamp) -> Option<Sign> {
    // A replica that has only just come has nothing to do yet.
    let settled = |at: Timestamp| now.duration_since(at).as_secs() >= SETTLED;
    let ready = |pod: &str| {
        let is = |it: &&PodView| it.name == pod && it.stage == Stage::Ready;
        service.pods.iter().find(is).is_some_and(|it| it.since.is_none_or(settled))
    };
    let engines: Vec<_> = readings.engines.iter().filter(|it| ready(&it.pod)).collect();
    let waits = engines.iter().any(|it| it.waiting.is_some_and(|waiting| waiting >= 2.0));
    let (idle, busy): (Vec<_>, Vec<_>) = engines
        .iter()
        .filter_map(|it| Some((it.pod.clone(), work(it)?)))
        .partition(|(_, requests)| *requests < 0.5);
    (waits && !idle.is_empty() && !busy.is_empty())
        .then(|| Sign::Lopsided { busy, idle: idle.into_iter().map(|(pod, _)| pod).collect() })
}

/// Pods without a value count as 0 on the way up.
fn damped(service: &Service, readings: &Readings) -> Option<Sign> {
    let autoscaler = service.autoscalers.first()?;
    let told = service.replicas.desired?;
    let held_out = autoscaler.next.reasons.iter().find_map(|reason| match *reason {
        Reason::PodsWithoutValue { pending, missing, ratio, .. } if ratio > 1.0 => Some(pending + missing),
        _ => None,
    })?;
    let waiting: f64 = readings.engines.iter().filter_map(|it| it.waiting).sum();
    let asks_no_more = autoscaler.next.replicas.is_some_and(|next| next <= told);
    (asks_no_more && told < autoscaler.max && waiting >= QUEUE).then_some(Sign::Damped { waiting, held_out })
}

/// One alone was quicker.
fn shared_source(holds: &[Hold], now: Timestamp) -> Option<Sign> {
    holds.iter().find_map(|hold| {
        let (usual, since) = (hold.usual?, hold.since?);
        let so_far = u32::try_from(now.duration_since(since).as_secs()).ok()?;
        let loading = u32::try_from(hold.pods.len()).unwrap_or(u32::MAX);
        let slower = f64::from(so_far) > SLOWER * f64::from(usual);
        (matches!(hold.obstacle, Obstacle::Load { .. }) && loading >= 2 && slower)
            .then_some(Sign::SharedSource { loading, usual, so_far })
    })
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
