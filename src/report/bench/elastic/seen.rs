//! A picture reduced to what the timeline shows, and what a second picture says that happened.

use std::collections::BTreeMap;

use crate::clock::span;
use crate::observe::{PodView, Pool, PoolNode, Service, Stage};
use crate::report::bench::cluster::{MarkerKind, Pending, PoolNodes};
use crate::report::status::{stage_word, why};

/// What the timeline shows of a picture.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Counts {
    pub desired: Option<u32>,
    pub ready: Option<u32>,
    /// Pods that exist and do not go.
    pub staying: u32,
    pub going: u32,
    pub pending: Vec<Pending>,
    pub nodes: Vec<PoolNodes>,
    /// Accelerators by pool.
    pub accelerators: Vec<(String, u32)>,
    pub metric: Option<String>,
    pub target: Option<String>,
    pub ratio: Option<f64>,
}

impl Counts {
    /// Of a service.
    pub fn of(service: &Service) -> Self {
        let metrics = service.autoscalers.first().map(|it| it.metrics.as_slice()).unwrap_or_default();
        // Of several the one that is furthest above its target decides.
        let decides =
            metrics.iter().max_by(|a, b| a.ratio.unwrap_or(-1.0).total_cmp(&b.ratio.unwrap_or(-1.0)));
        let going = service.pods.iter().filter(|pod| pod.stage == Stage::Terminating).count();
        Self {
            desired: service.replicas.desired,
            ready: Some(service.replicas.ready),
            staying: count(service.pods.len() - going),
            going: count(going),
            pending: pending(&service.pods),
            nodes: service.pools.iter().map(nodes).collect(),
            accelerators: service.pools.iter().map(|pool| (place(pool), pool.counts.total)).collect(),
            metric: decides.and_then(|metric| metric.current.clone()),
            target: decides.map(|metric| metric.target.clone()),
            ratio: decides.and_then(|metric| metric.ratio),
        }
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// The pool's name; empty for nodes of none.
pub(super) fn place(pool: &Pool) -> String {
    pool.place().unwrap_or_default()
}

fn nodes(pool: &Pool) -> PoolNodes {
    PoolNodes {
        pool: place(pool),
        ready: pool.counts.ready,
        booting: pool.counts.not_ready + pool.counts.without_accelerator,
    }
}

fn pending(pods: &[PodView]) -> Vec<Pending> {
    let mut reasons: BTreeMap<&'static str, u32> = BTreeMap::new();
    for pod in pods.iter().filter(|pod| pod.stage.is_pending() || pod.stage.is_broken()) {
        *reasons.entry(stage_word(pod).0).or_default() += 1;
    }
    reasons.into_iter().map(|(reason, pods)| Pending { reason: reason.to_owned(), pods }).collect()
}

/// Something that happened to a pod or a node.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Event {
    pub kind: MarkerKind,
    pub about: String,
    pub pool: Option<String>,
    pub text: String,
}

/// What happened to pods between two pictures; without the first one nothing is known to have happened.
pub(super) fn of_pods(before: &Service, after: &Service, at: jiff::Timestamp) -> Vec<Event> {
    let mut events = Vec::new();
    for pod in &after.pods {
        let mut tell = |kind, text: String| {
            events.push(Event { kind, about: pod.name.clone(), pool: pod.pool.clone(), text });
        };
        let old = before.pods.iter().find(|old| old.name == pod.name).map(|old| &old.stage);
        if old.is_none() {
            tell(MarkerKind::PodCreated, "created".to_owned());
        }
        let was = |is: fn(&Stage) -> bool| old.is_some_and(is);
        let is_ready = |stage: &Stage| *stage == Stage::Ready;
        match &pod.stage {
            Stage::Unschedulable(_) if !was(|old| matches!(old, Stage::Unschedulable(_))) => {
                tell(MarkerKind::PodUnschedulable, why(pod, at).unwrap_or_default());
            }
            Stage::Ready if !was(is_ready) => {
                let age = pod.created.map(|created| span(at.duration_since(created).as_secs()));
                let age = age.map_or_else(String::new, |age| format!(", {age} after it was created"));
                tell(MarkerKind::PodReady, format!("ready{age}"));
            }
            Stage::Terminating if !was(|old| *old == Stage::Terminating) => {
                tell(MarkerKind::PodDeleted, "is being removed".to_owned());
            }
            Stage::Ready | Stage::Terminating => {}
            _ if was(is_ready) => {
                let why = why(pod, at).map_or_else(String::new, |why| format!(": {why}"));
                tell(MarkerKind::PodUnready, format!("{}{why}", stage_word(pod).0));
            }
            _ => {}
        }
    }
    for pod in before.pods.iter().filter(|old| !after.pods.iter().any(|pod| pod.name == old.name)) {
        let (about, pool) = (pod.name.clone(), pod.pool.clone());
        if pod.stage != Stage::Terminating {
            let text = "is being removed".to_owned();
            events.push(Event {
                kind: MarkerKind::PodDeleted,
                about: about.clone(),
                pool: pool.clone(),
                text,
            });
        }
        events.push(Event { kind: MarkerKind::PodGone, about, pool, text: "gone".to_owned() });
    }
    events
}

/// What happened to nodes between two pictures.
pub(super) fn of_nodes(before: &Service, after: &Service) -> Vec<Event> {
    let (old, new) = (by_name(before), by_name(after));
    let mut events = Vec::new();
    for (name, (pool, node)) in &new {
        let mut tell = |kind, text: &str| {
            let (about, text) = ((*name).to_owned(), text.to_owned());
            events.push(Event { kind, about, pool: Some(pool.clone()), text });
        };
        let before = old.get(name).map(|(_, node)| *node);
        if before.is_none() {
            tell(MarkerKind::NodeCame, "came");
        }
        if node.usable && !before.is_some_and(|before| before.usable) {
            match node.accelerators {
                0 => tell(MarkerKind::NodeReady, "ready"),
                1 => tell(MarkerKind::NodeReady, "ready, offers 1 GPU"),
                many => tell(MarkerKind::NodeReady, &format!("ready, offers {many} GPUs")),
            }
        }
    }
    for (name, (pool, _)) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
        let (about, text) = ((*name).to_owned(), "went".to_owned());
        events.push(Event { kind: MarkerKind::NodeWent, about, pool: Some(pool.clone()), text });
    }
    events
}

fn by_name(service: &Service) -> BTreeMap<&str, (String, &PoolNode)> {
    let nodes = service
        .pools
        .iter()
        .flat_map(|pool| pool.nodes.iter().map(|node| (node.name.as_str(), (place(pool), node))));
    nodes.collect()
}
