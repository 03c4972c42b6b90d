//! What a watch saw, picture after picture, on its own clock: seconds since it began.

use std::collections::{BTreeMap, BTreeSet};

use super::engines::Engines;
use super::seen::{Counts, Event, of_nodes, of_pods};
use crate::observe::{Remark, Service, Snapshot, Stage};
use crate::report::bench::cluster::{Gap, Marker, MarkerKind};
use crate::report::status::change_of_metric;

/// An autoscaler tells of its decision within this time of it, in seconds.
const TOLD_WITHIN: f64 = 30.0;

/// What a watch saw.
#[derive(Debug, Clone, Default)]
pub struct Chronicle {
    pub(super) counts: Vec<(f64, Counts)>,
    pub(super) markers: Vec<Marker>,
    pub(super) gaps: Vec<Gap>,
    pub(super) lives: BTreeMap<String, Life>,
    /// Since when nothing was sought in vain: what could not be read, and why.
    pub(super) unread: BTreeMap<String, String>,
    /// What the engines of the pods show.
    pub engines: Engines,
    last: Option<Service>,
    told: BTreeSet<(String, String, Option<jiff::Timestamp>)>,
    /// Decisions of which an autoscaler spoke before they were seen: when, the count, its words.
    spoken: Vec<(f64, u32, String)>,
    decided: BTreeSet<usize>,
}

/// The life of a pod, as far as it was seen.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Life {
    pub node: Option<String>,
    pub pool: Option<String>,
    pub address: Option<String>,
    /// `None`: before the watch.
    pub created: Option<f64>,
    pub ready: Option<f64>,
    /// Whether it was ready when it was seen first.
    pub was_ready: bool,
    pub deleted: Option<f64>,
    pub gone: Option<f64>,
}

impl Chronicle {
    /// Takes in the picture that a watch has `at` seconds after it began.
    pub fn see(&mut self, at: f64, snapshot: &Snapshot) {
        self.connection(at, snapshot.reconnecting.as_ref().map(|it| it.why.as_str()));
        for unread in &snapshot.unread {
            let why = match &unread.denial {
                crate::observe::Denial::Forbidden { action } => format!("not allowed to {action}"),
                crate::observe::Denial::NotServed => "the cluster does not serve this kind".to_owned(),
            };
            self.unread.insert(unread.what.clone(), format!("{why}: {}", unread.effect));
        }
        let empty = self.last.as_ref().map(|last| Service {
            pods: Vec::new(),
            pools: Vec::new(),
            events: Vec::new(),
            replicas: crate::observe::Replicas::default(),
            autoscalers: Vec::new(),
            ..last.clone()
        });
        // A service that was deleted has nothing any more.
        let Some(service) = snapshot.services.first().cloned().or(empty) else { return };
        self.live(at, &service);
        if let Some(before) = self.last.take() {
            self.decisions(at, &before, &service);
            let events =
                of_nodes(&before, &service).into_iter().chain(of_pods(&before, &service, snapshot.at));
            events.for_each(|event| self.mark(at, event));
        } else {
            self.told.extend(service.events.iter().map(key));
        }
        let counts = Counts::of(&service);
        if self.counts.last().is_none_or(|(_, last)| *last != counts) {
            self.counts.push((at, counts));
        }
        self.last = Some(service);
    }

    /// The watch has ended and comes back no more.
    pub fn lost(&mut self, at: f64, why: &str) {
        self.connection(at, Some(why));
    }

    /// What happened since a number of markers was known.
    pub fn since(&self, known: usize) -> &[Marker] {
        self.markers.get(known..).unwrap_or_default()
    }

    /// Whether the watch is lost now.
    pub fn is_lost(&self) -> Option<&str> {
        self.gaps.last().filter(|gap| gap.to.is_none()).map(|gap| gap.why.as_str())
    }

    fn connection(&mut self, at: f64, lost: Option<&str>) {
        let open = self.gaps.last_mut().filter(|gap| gap.to.is_none());
        match (open, lost) {
            (None, Some(why)) => self.gaps.push(Gap { from: at, to: None, why: why.to_owned() }),
            (Some(gap), None) => gap.to = Some(at),
            _ => {}
        }
    }

    fn mark(&mut self, at: f64, event: Event) {
        let Event { kind, about, pool, text } = event;
        self.markers.push(Marker { at, kind, about, pool, from: None, to: None, text });
    }

    /// The counts that are asked for, and what autoscalers say of them.
    fn decisions(&mut self, at: f64, before: &Service, after: &Service) {
        for remark in after.events.iter().filter(|remark| !self.told.contains(&key(remark))) {
            if let Some((count, words)) = decision(remark) {
                self.spoken.push((at, count, words));
            }
        }
        self.told.extend(after.events.iter().map(key));
        if let (Some(from), Some(to)) = (before.replicas.desired, after.replicas.desired)
            && from != to
        {
            let autoscaler = after.autoscalers.first();
            let text = autoscaler.map_or_else(|| format!("{from} to {to} replicas"), change_of_metric);
            let about = autoscaler.map_or_else(|| after.name.clone(), |it| it.name.clone());
            let kind = MarkerKind::Scale;
            self.markers.push(Marker { at, kind, about, pool: None, from: Some(from), to: Some(to), text });
        }
        // Words and deed come in either order.
        self.spoken.retain(|(spoken, count, words)| {
            let meant = |(index, marker): &(usize, &mut Marker)| {
                marker.kind == MarkerKind::Scale
                    && marker.to == Some(*count)
                    && (marker.at - spoken).abs() < TOLD_WITHIN
                    && !self.decided.contains(index)
            };
            match self.markers.iter_mut().enumerate().rev().find(meant) {
                Some((index, marker)) => {
                    marker.text.clone_from(words);
                    self.decided.insert(index);
                    false
                }
                None => at - spoken < TOLD_WITHIN,
            }
        });
    }

    fn live(&mut self, at: f64, service: &Service) {
        let first = self.last.is_none();
        for pod in &service.pods {
            let life = self.lives.entry(pod.name.clone()).or_insert_with(|| Life {
                created: (!first).then_some(at),
                was_ready: pod.stage == Stage::Ready && first,
                ..Life::default()
            });
            life.node = pod.node.clone().or(life.node.take());
            life.pool = pod.pool.clone().or(life.pool.take());
            life.address = pod.ip.clone().or(life.address.take());
            if pod.stage == Stage::Ready && !life.was_ready && life.ready.is_none() {
                life.ready = Some(at);
                if life.created.is_some() {
                    self.engines.cold(&pod.name, at);
                }
            }
            if pod.stage == Stage::Terminating {
                life.deleted.get_or_insert(at);
            }
        }
        for (name, life) in &mut self.lives {
            if life.gone.is_none() && !service.pods.iter().any(|pod| pod.name == *name) {
                life.deleted.get_or_insert(at);
                life.gone = Some(at);
            }
        }
    }
}

fn key(remark: &Remark) -> (String, String, Option<jiff::Timestamp>) {
    (remark.about.clone(), remark.message.clone(), remark.at)
}

/// The count that an autoscaler says it asks for, and why: `New size: 3; reason: pods metric … above target`.
fn decision(remark: &Remark) -> Option<(u32, String)> {
    if remark.reason != "SuccessfulRescale" {
        return None;
    }
    let rest = remark.message.strip_prefix("New size: ")?;
    let (count, reason) = rest.split_once(';')?;
    let reason = reason.trim().strip_prefix("reason: ").unwrap_or(reason.trim());
    Some((count.trim().parse().ok()?, reason.to_owned()))
}
