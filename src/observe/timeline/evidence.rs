//! What records say, folded: nothing that was known is forgotten when later states take its place.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::clocks::Clocks;
use super::departures::Departure;
use super::happenings::Happening;
use super::interval::Interval;
use super::nodes::{ClaimRecord, NodeRecord};
use super::pods::PodRecord;
use super::sizes::Sizes;
use crate::engines::loading::{Loaded, loaded};
use crate::kubernetes::resources::{EndpointSlice, HorizontalPodAutoscaler, Pod, written};
use crate::observe::reading::readings;
use crate::observe::{Change, Denial, Record, Scope, Seen, Want, World};

/// When a pod stood in an EndpointSlice as ready.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Live {
    /// When the slice was written.
    pub written: Option<Timestamp>,
    /// What the controller says it answers to: the time at which a pod became ready.
    pub trigger: Option<Timestamp>,
    /// Whether a watch saw the write that brought it.
    pub watched: bool,
}

/// What an autoscaler measured, as its status said when it was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Its name.
    pub autoscaler: String,
    /// When it was written.
    pub at: Interval,
    /// The largest of value by target; `None` if no metric has a value.
    pub ratio: Option<f64>,
}

/// What is known of one cluster.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Its name in a fleet; `None` for the one that was asked.
    pub cluster: Option<String>,
    /// Pods of the service, by uid.
    pub pods: BTreeMap<String, PodRecord>,
    /// Nodes, by name.
    pub nodes: BTreeMap<String, NodeRecord>,
    /// What Karpenter has asked for, by name.
    pub claims: BTreeMap<String, ClaimRecord>,
    /// Events, by namespace and name.
    pub events: BTreeMap<(String, String), Happening>,
    /// How clocks differ.
    pub clocks: Clocks,
    /// Pods that take requests, by uid.
    pub live: BTreeMap<String, Live>,
    /// When a pod's weights were loaded, as its log says, by the pod's name.
    pub loaded: BTreeMap<String, Loaded>,
    /// What autoscalers measured.
    pub readings: Vec<Reading>,
    /// When each autoscaler says that it scaled last, and to how many.
    pub last_scales: BTreeMap<String, (Timestamp, u32)>,
    /// Who set a Deployment's size through its `scale` subresource last, by the Deployment's name.
    pub scalers: BTreeMap<String, String>,
    /// Sizes that a watch saw being written.
    pub sizes: Sizes,
    /// Pods that went.
    pub departures: Vec<Departure>,
    /// What may not be read.
    pub denied: BTreeMap<&'static str, Denial>,
    /// The first and the last record.
    pub seen: Option<(Timestamp, Timestamp)>,
    /// The picture at the last record.
    pub world: World,
    slices: BTreeMap<(String, String), BTreeSet<String>>,
}

impl Evidence {
    /// Nothing yet, of this cluster.
    pub fn new(cluster: Option<String>, scope: Scope) -> Self {
        Self { cluster, world: World::new(scope), ..Self::default() }
    }

    /// Takes in one record. Any order, any repetition and any gap is taken.
    pub fn note(&mut self, record: &Record) {
        let first = self.seen.map_or(record.at, |(first, _)| first.min(record.at));
        self.seen = Some((first, self.seen.map_or(record.at, |(_, last)| last.max(record.at))));
        self.note_departure(record);
        match &record.change {
            Change::Listed { objects, .. } => {
                objects.iter().for_each(|object| self.object(object, false, record.at));
            }
            Change::Applied { object } => self.object(object, true, record.at),
            Change::Deleted { object: Seen::Pod(pod) } => self.pod(pod),
            Change::Logged { want: Want::LoadLog { pod, .. }, line: Some(line) } => {
                if let Some(loaded) = loaded(line) {
                    self.loaded.insert(pod.clone(), loaded);
                }
            }
            Change::Denied { want, denial } => drop(self.denied.insert(want.noun(), denial.clone())),
            _ => {}
        }
        self.world.apply(record.clone());
    }

    fn object(&mut self, object: &Seen, watched: bool, received: Timestamp) {
        self.sizes.seen(object, watched, received);
        match object {
            Seen::Pod(pod) => self.pod(pod),
            Seen::Node(node) => {
                let name = node.metadata.name.clone().unwrap_or_default();
                self.nodes.entry(name).or_default().note(node, watched);
            }
            Seen::NodeClaim(claim) => {
                let name = claim.metadata.name.clone().unwrap_or_default();
                self.claims.entry(name).or_default().note(claim);
            }
            Seen::Event(event) => {
                if let Some(happening) = Happening::of(event) {
                    let text = |text: &Option<String>| text.clone().unwrap_or_default();
                    self.events
                        .insert((text(&event.metadata.namespace), text(&event.metadata.name)), happening);
                }
            }
            Seen::Lease(lease) => {
                self.clocks.note(lease);
                if watched {
                    self.sizes.renewed(lease, received);
                }
            }
            Seen::EndpointSlice(slice) => self.slice(slice, watched),
            Seen::HorizontalPodAutoscaler(hpa) => {
                self.last_scale(&hpa.metadata.name, &hpa.status);
                self.reading(hpa, received);
            }
            Seen::OneAutoscaler(it) => self.last_scale(&it.metadata.name, &it.status),
            Seen::KarmadaAutoscaler(it) => self.last_scale(&it.metadata.name, &it.status),
            Seen::Deployment(deployment) => self.scaler(&deployment.metadata),
            _ => {}
        }
    }

    fn pod(&mut self, pod: &Pod) {
        let Some(uid) = pod.metadata.uid.clone() else { return };
        self.pods.entry(uid).or_default().note(pod);
    }

    fn slice(&mut self, slice: &EndpointSlice, watched: bool) {
        const TRIGGER: &str = "endpoints.kubernetes.io/last-change-trigger-time";
        let metadata = &slice.metadata;
        let key = (metadata.namespace.clone().unwrap_or_default(), metadata.name.clone().unwrap_or_default());
        let trigger =
            metadata.annotations.as_ref().and_then(|it| it.get(TRIGGER)).and_then(|it| it.parse().ok());
        let live = Live { written: written(metadata), trigger, watched };
        let now: BTreeSet<String> = slice.ready_pods().map(str::to_owned).collect();
        let before = self.slices.insert(key, now.clone()).unwrap_or_default();
        for uid in now.difference(&before) {
            let known = self.live.entry(uid.clone()).or_insert(live);
            if watched && !known.watched {
                *known = live;
            }
        }
    }

    fn last_scale(&mut self, name: &Option<String>, status: &crate::kubernetes::resources::HpaStatus) {
        let replicas = u32::try_from(status.desired_replicas).unwrap_or(0);
        if let (Some(name), Some(at)) = (name, status.last_scale_time) {
            self.last_scales.insert(name.clone(), (at, replicas));
        }
    }

    fn scaler(&mut self, metadata: &ObjectMeta) {
        let entries = metadata.managed_fields.iter().flatten();
        let manager =
            entries.filter(|it| it.subresource.as_deref() == Some("scale")).find_map(|it| it.manager.clone());
        if let (Some(name), Some(manager)) = (&metadata.name, manager) {
            self.scalers.insert(name.clone(), manager);
        }
    }

    fn reading(&mut self, hpa: &HorizontalPodAutoscaler, received: Timestamp) {
        let ratio = readings(hpa).iter().filter_map(|it| it.shown.ratio).reduce(f64::max);
        let at = Interval::stamp(written(&hpa.metadata).unwrap_or(received));
        let autoscaler = hpa.metadata.name.clone().unwrap_or_default();
        self.readings.push(Reading { autoscaler, at, ratio });
    }

    /// Events about an object, by its uid, or by its name where the event knows no uid.
    pub fn about<'a>(&'a self, uid: &'a str, name: &'a str) -> impl Iterator<Item = &'a Happening> {
        self.events.values().filter(move |it| if it.uid.is_empty() { it.name == name } else { it.uid == uid })
    }

    /// The name and the uid of a pod's pool, as the service's units name it.
    pub fn pool_of(&self, node: &str) -> Option<String> {
        let labels = &self.nodes.get(node)?.labels;
        let scene = self.world.only_scene()?;
        self.world.pool_name(&scene, labels)
    }

    /// Which of the service's units a node belongs to, counted from 0.
    pub fn unit_of(&self, node: &str) -> Option<usize> {
        let record = self.nodes.get(node)?;
        let scene = self.world.only_scene()?;
        crate::elastic::units::unit_of(&scene.units, node, &record.labels, record.is_virtual)
    }
}
