//! All of it: scale-ups, scale-downs, clocks, and what is no longer recorded.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::advice::{Advice, Remedy};
use super::chain::End;
use super::clocks::{Clock, Offset};
use super::decisions::Decision;
use super::evidence::Evidence;
use super::happenings::earliest;
use super::interval::later;
use super::marks::EVENTS_LIVE;
use super::scale_downs::{ScaleDown, scale_downs};
use super::scale_ups::{ScaleUp, scale_ups};
use super::series::Series;
use crate::observe::Denial;

/// The version of the JSON form; it grows when a field changes its meaning or goes.
const SCHEMA: u32 = 1;
/// Scale-ups in series follow each other within this time.
const IN_SERIES: SignedDuration = SignedDuration::from_mins(3);

/// What happened.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Timeline {
    /// Version of this form.
    pub schema_version: u32,
    /// Always `Timeline`.
    pub kind: &'static str,
    /// The service's namespace.
    pub namespace: String,
    /// The service.
    pub service: String,
    /// The cluster's time when it was made.
    pub at: Timestamp,
    /// What began before this is left out.
    pub since: Timestamp,
    /// Scale-ups, the first one first.
    pub scale_ups: Vec<ScaleUp>,
    /// Scale-downs, the first one first.
    pub scale_downs: Vec<ScaleDown>,
    /// The one change that would have cut most of all scale-ups together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub advice: Option<Advice>,
    /// Clocks that Leases compare with the API server's.
    pub clocks: Vec<ClockView>,
    /// The oldest event that is still there; what was told before has expired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub events_since: Option<Timestamp>,
    /// Whether events of the time that is shown may have expired.
    pub expired: bool,
    /// What may not be read, and is missing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unseen>,
}

/// A clock beside the API server's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClockView {
    /// Whose.
    pub clock: Clock,
    /// How far it is ahead.
    #[serde(flatten)]
    pub offset: Offset,
    /// Whether it is wrong for certain, so that its stamps were moved.
    pub moved: bool,
}

/// Something that may not be read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unseen {
    /// What, as `events`.
    pub what: &'static str,
    /// Why.
    #[serde(flatten)]
    pub denial: Denial,
}

impl Timeline {
    /// Of what is known of the clusters; the first is the one that was asked. `now` is the observer's time; `back` says how far to go back.
    pub fn of(clusters: &[Evidence], series: &Series, now: Timestamp, back: SignedDuration) -> Self {
        // A cluster may be ahead of its observer, above all a simulated one.
        let now = clusters.iter().filter_map(newest).max().map_or(now, |newest| newest.max(now));
        let since = later(now, -back);
        let mut decisions: Vec<Decision> = clusters.iter().flat_map(Evidence::decisions).collect();
        decisions.sort_by_key(|it| it.at.middle());
        let scale_ups = scale_ups(clusters, &decisions, series, since, now);
        let scene = clusters.first().and_then(|it| it.world.only_scene());
        let (namespace, service) = scene.map(|scene| scene.key).unwrap_or_default();
        let own = clusters.first();
        let oldest = earliest(clusters.iter().flat_map(|it| it.events.values()).map(|it| it.first));
        let clocks = clusters.iter().flat_map(|it| it.clocks.all().map(move |clock| (it, clock)));
        // Of a thousand nodes those matter that a pod of the service is on.
        let matters = |evidence: &Evidence, clock: &Clock| match clock {
            Clock::Node(name) => evidence.pods.values().any(|pod| pod.node.as_deref() == Some(name)),
            _ => true,
        };
        let clocks = clocks.filter(|(evidence, (clock, _))| matters(evidence, clock));
        let watched = own.and_then(|it| it.seen).is_some_and(|(first, _)| first <= since);
        let first =
            scale_ups.iter().filter_map(|it| it.chains.iter().filter_map(|it| it.created).min()).min();
        Self {
            schema_version: SCHEMA,
            kind: "Timeline",
            namespace,
            service,
            at: now,
            since,
            advice: overall(&scale_ups),
            scale_downs: scale_downs(clusters, &decisions, since),
            clocks: clocks
                .map(|(_, (clock, offset))| ClockView {
                    clock: clock.clone(),
                    offset,
                    moved: offset.is_proven(),
                })
                .collect(),
            events_since: oldest,
            expired: !watched && first.is_some_and(|first| now.duration_since(first) > EVENTS_LIVE),
            unread: own
                .into_iter()
                .flat_map(|it| &it.denied)
                .filter(|(what, denial)| **denial != Denial::NotServed || **what == "events")
                .map(|(what, denial)| Unseen { what, denial: denial.clone() })
                .collect(),
            scale_ups,
        }
    }
}

/// The newest stamp of anything.
fn newest(evidence: &Evidence) -> Option<Timestamp> {
    let pods = evidence.pods.values().flat_map(|pod| [pod.created, pod.scheduled, pod.sandbox, pod.ready]);
    let events = evidence.events.values().map(|it| Some(it.last.earliest));
    pods.chain(events).flatten().max()
}

/// The best of all waves; two cold starts in a row would best have been one.
fn overall(scale_ups: &[ScaleUp]) -> Option<Advice> {
    let best = scale_ups.iter().filter(|it| it.decision().is_some()).filter_map(|it| it.advice);
    let best = best.max_by_key(|it| it.saves);
    let series = scale_ups.windows(2).filter_map(in_series).max_by_key(|it| it.saves);
    match (best, series) {
        (Some(best), Some(series)) => Some(if series.saves > best.saves { series } else { best }),
        (best, series) => {
            best.or(series).or_else(|| scale_ups.iter().filter_map(|it| it.advice).max_by_key(|it| it.saves))
        }
    }
}

/// The second wave was asked for when the first one was ready: its pods came later by the whole of the first.
fn in_series(pair: &[ScaleUp]) -> Option<Advice> {
    let [first, second] = pair else { return None };
    let (asked, again) = (first.decision()?, second.decision()?);
    if first.chains.iter().any(|chain| chain.end != End::Ready) || asked.by != again.by {
        return None;
    }
    let ready = first.critical()?.ready()?;
    let (asked, again) = (asked.at.middle(), again.at.middle());
    let in_series = ready <= again && again.duration_since(ready) <= IN_SERIES;
    let last = second.critical()?.ready()?;
    in_series.then(|| Advice {
        remedy: Remedy::UncappedMetric,
        saves: again.duration_since(asked),
        of: last.duration_since(asked),
    })
}
