//! What happened so far: stretches of equal counts, cut where a count changes.

use jiff::Timestamp;

use super::scene::Load;
use crate::observe::{Service, Snapshot, Stage};
use crate::report::tide::{Counts, Stretch};

/// Stretches shorter than this are part of the one after: what changes in two frames that follow each other, two seconds apart at twenty
/// times the speed, is one change.
const BLINK: i64 = 3;

/// The stretches of a story.
#[derive(Debug, Clone, Default)]
pub struct History {
    moments: Vec<Moment>,
}

#[derive(Debug, Clone)]
struct Moment {
    at: Timestamp,
    counts: Counts,
    metric: Option<String>,
}

impl History {
    /// Takes in a picture.
    pub fn note(&mut self, snapshot: &Snapshot) {
        let Some(service) = snapshot.services.first() else { return };
        let (counts, metric) = (counts(service), metric(service));
        match self.moments.last_mut() {
            Some(last) if last.counts == counts => last.metric = last.metric.take().or(metric),
            Some(last) if snapshot.at.duration_since(last.at).as_secs() < BLINK => {
                (last.counts, last.metric) = (counts, metric.or(last.metric.take()));
            }
            _ => self.moments.push(Moment { at: snapshot.at, counts, metric }),
        }
    }

    /// The stretches, with what the load met in each.
    pub fn stretches(&self, began: Timestamp, ended: Timestamp, load: Option<&Load>) -> Vec<Stretch> {
        let ends = self.moments.iter().skip(1).map(|moment| moment.at).chain([ended]);
        let stretches = self.moments.iter().zip(ends).map(|(moment, end)| Stretch {
            from: moment.at.duration_since(began),
            lasted: end.duration_since(moment.at),
            counts: moment.counts.clone(),
            metric: moment.metric.clone(),
            load: load.and_then(|load| load.met(moment.at, end)),
        });
        stretches.collect()
    }
}

/// The counts of a picture's service.
pub fn counts(service: &Service) -> Counts {
    let waiting = |stage: &Stage| matches!(stage, Stage::Unschedulable(_) | Stage::Scheduling);
    let pending = service.pods.iter().filter(|pod| waiting(&pod.stage)).count();
    let nodes = service.pools.iter().filter_map(|pool| Some((pool.place()?, pool.counts.ready)));
    Counts {
        desired: service.replicas.desired.unwrap_or_default(),
        ready: service.replicas.ready,
        pending: u32::try_from(pending).unwrap_or(u32::MAX),
        gpus: service
            .accelerators_per_replica
            .map(|gpus| gpus * service.replicas.desired.unwrap_or_default()),
        nodes: nodes.collect(),
    }
}

fn metric(service: &Service) -> Option<String> {
    // Of several metrics the one that is furthest above its target decides.
    let metrics = service.autoscalers.first()?.metrics.iter();
    let metric = metrics.max_by(|a, b| a.ratio.unwrap_or(-1.0).total_cmp(&b.ratio.unwrap_or(-1.0)))?;
    Some(format!("{} / {}", metric.current.as_deref()?, metric.target))
}
