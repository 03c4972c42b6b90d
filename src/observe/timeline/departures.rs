//! Pods that went: who was chosen, by which rule, and whether the preferred pool was kept.

use jiff::Timestamp;
use serde::Serialize;

use super::evidence::Evidence;
use super::interval::Interval;
use super::place::Place;
use crate::elastic::victims::Rule;
use crate::observe::{Change, Record, Seen, Snapshot};

/// A pod that went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Departure {
    /// The pod.
    pub pod: String,
    /// When it was told to.
    #[serde(flatten)]
    pub at: Interval,
    /// The record that says so.
    pub source: &'static str,
    /// Where it was.
    #[serde(flatten)]
    pub place: Place,
    /// The rule by which it went before the next one; absent where nobody watched.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// Its `pod-deletion-cost`; absent where nobody watched, or it had none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deletion_cost: Option<i32>,
    /// Whether a pod of a later unit stayed, which a preferred pool should not be emptied for; absent where that is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against_units: Option<bool>,
}

impl Evidence {
    /// Looks whether a record is a pod's farewell; before the record is folded, while the others are as they were.
    pub(super) fn note_departure(&mut self, record: &Record) {
        let (Change::Applied { object: Seen::Pod(pod) } | Change::Deleted { object: Seen::Pod(pod) }) =
            &record.change
        else {
            return;
        };
        let uid = pod.metadata.uid.clone().unwrap_or_default();
        let Some(known) = self.pods.get(&uid).filter(|known| known.leaving.is_none()) else { return };
        // The stamp is when its grace ends; it was told that much earlier.
        let grace = pod.metadata.deletion_grace_period_seconds.unwrap_or(0);
        let told = pod
            .metadata
            .deletion_timestamp
            .as_ref()
            .map(|time| super::interval::later(time.0, jiff::SignedDuration::from_secs(-grace)));
        let gone = matches!(record.change, Change::Deleted { .. });
        let Some(at) = told.or(gone.then_some(record.at)) else { return };
        let cost = pod
            .metadata
            .annotations
            .as_ref()
            .and_then(|it| it.get("controller.kubernetes.io/pod-deletion-cost"));
        let (name, node) = (known.name.clone(), known.node.clone());
        let departure = Departure {
            at: Interval::stamp(at),
            source: if told.is_some() { "deletionTimestamp" } else { "the watch" },
            deletion_cost: cost.and_then(|cost| cost.parse().ok()),
            ..chosen(&self.world.snapshot(record.at), name, self.place(node))
        };
        self.departures.push(departure);
    }

    /// Farewells of pods that nobody watched, from events: who and when, and not why.
    pub(super) fn told_departures(&self) -> Vec<Departure> {
        let told =
            self.events.values().filter(|it| it.reason == "SuccessfulDelete" && it.kind == "ReplicaSet");
        let told = told.filter_map(|it| Some((it, it.message.strip_prefix("Deleted pod: ")?)));
        let service = self.world.only_scene().map(|scene| scene.key.1).unwrap_or_default();
        let mine = told.filter(|(_, pod)| pod.starts_with(&service));
        mine.filter(|(_, pod)| !self.departures.iter().any(|it| it.pod == *pod))
            .map(|(event, pod)| {
                let record = self.pods.values().find(|it| it.name == pod);
                let node = record.and_then(|it| it.node.clone()).or_else(|| self.placed(pod));
                Departure {
                    pod: pod.to_owned(),
                    at: event.first,
                    source: "event SuccessfulDelete",
                    place: self.place(node),
                    rule: None,
                    deletion_cost: None,
                    against_units: None,
                }
            })
            .collect()
    }

    /// The node of a pod that is gone, as the scheduler's event told it.
    fn placed(&self, pod: &str) -> Option<String> {
        let event = self.events.values().find(|it| it.reason == "Scheduled" && it.name == pod)?;
        event.message.rsplit_once(" to ").map(|(_, node)| node.to_owned())
    }
}

/// Who it was among those that were there, and by which rule.
fn chosen(before: &Snapshot, pod: String, place: Place) -> Departure {
    let service = before.services.iter().find(|service| service.pods.iter().any(|it| it.name == pod));
    let view = service.and_then(|service| service.pods.iter().find(|it| it.name == pod));
    let order = service.and_then(|service| service.scale_in.as_ref());
    let unit = view.and_then(|view| view.unit);
    let others = order.into_iter().flat_map(|order| &order.victims).filter(|it| it.pod != pod);
    let last = others.filter_map(|it| it.unit).max();
    Departure {
        at: Interval::exact(Timestamp::UNIX_EPOCH),
        source: "",
        // What the picture says of it counts: it was drawn while the pod was there.
        place: Place { pool: view.and_then(|view| view.pool.clone()), unit, ..place },
        rule: order.and_then(|order| order.victims.iter().find(|it| it.pod == pod)).map(|it| it.rule),
        deletion_cost: None,
        against_units: unit.zip(last).map(|(unit, last)| unit < last),
        pod,
    }
}
