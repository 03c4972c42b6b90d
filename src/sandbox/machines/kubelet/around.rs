//! What is around a pod while it is looked at.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::ClusterClock;
use crate::kubernetes::resources::Pod;
use crate::sandbox::control::fluid::LOADER;
use crate::sandbox::machines::kubelet::logs::{LogKey, Logs};
use crate::sandbox::machines::kubelet::process::Health;
use crate::sandbox::machines::serving::{Listener, Listeners, Server};
use crate::sandbox::machines::span::later;
use crate::sandbox::machines::stores::{self, Stores, Way};
use crate::sandbox::scenario::{Fault, Scenario};
use crate::sandbox::{Event, Kept, Key, World};

/// What is around a pod while it is looked at.
pub struct Around<'a> {
    /// The pod.
    pub pod: &'a Pod,
    /// Its key.
    pub key: Key,
    /// Its node.
    pub node: &'a str,
    /// Its address.
    pub address: &'a str,
    /// The kind of accelerator on its node.
    pub gpu: Option<&'a str>,
    /// The time.
    pub now: Timestamp,
    /// The clock, for processes that go on by themselves.
    pub clock: ClusterClock,
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Images and models.
    pub stores: &'a mut Stores,
    /// Logs of all containers.
    pub logs: &'a Logs,
    /// Who answers where.
    pub listeners: &'a Listeners,
    /// The caches that it mounts.
    pub caches: &'a Caches,
    /// Which containers load a model, and whether it has come.
    pub loads: &'a mut BTreeMap<String, bool>,
    /// Which pods each fault of the scenario has come over, by uid.
    pub struck: &'a mut BTreeMap<usize, Vec<String>>,
    /// How the container answers that takes the pod's requests, for a sidecar that probes it.
    pub beside: Health,
    /// The pod is going.
    pub stopping: bool,
    /// What is to be told.
    pub events: &'a mut Vec<Event>,
}

/// The caches that a pod mounts.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Caches {
    /// Their names, and what they are read from.
    pub names: Vec<String>,
    /// The share of them that is cached, from 0 to 1; `None` without one that is bound.
    pub share: Option<f64>,
}

impl Caches {
    /// Of a pod: the Datasets that its claims are named after.
    pub fn of(pod: &Pod, world: &World) -> Self {
        let claims = pod.spec.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
        let mut caches = Self::default();
        for claim in claims {
            let Some(dataset) = world.datasets.get(pod.namespace(), &claim.claim_name) else { continue };
            caches.names.extend(stores::names_of(dataset));
            let states = &dataset.status.cache_states;
            let percent = states
                .get("cachedPercentage")
                .and_then(|text| text.trim_end_matches('%').parse::<f64>().ok());
            caches.share = Some(percent.unwrap_or(0.0) / 100.0);
        }
        caches
    }
}

impl Around<'_> {
    /// Tells of the pod.
    pub fn tell(&mut self, warning: bool, reason: &'static str, message: String) {
        let event = Event::normal(self.pod, reason, message);
        self.events.push(Event { warning, ..event });
    }

    /// The log of a container.
    pub fn log(&self, container: &str) -> LogKey {
        (self.key.namespace.clone(), self.key.name.clone(), container.to_owned())
    }

    /// How long its containers may take to end.
    pub fn grace(&self) -> Duration {
        let own = self.pod.spec.termination_grace_period_seconds;
        let deleting = self.pod.meta().deletion_grace_period_seconds;
        Duration::from_secs(u64::try_from(deleting.or(own).unwrap_or(30)).unwrap_or(0))
    }

    /// Begins to load a container's model; one that the scenario does not name is there at once.
    pub fn begin_load(&mut self, container: &str, fetches: bool) {
        let containers = self.pod.spec.containers.iter().chain(&self.pod.spec.init_containers);
        let spec = containers.into_iter().find(|spec| spec.name == container);
        let names = &self.caches.names;
        let model = spec.and_then(|spec| stores::model(self.scenario, spec, &self.pod.spec, names));
        let fetched = self.pod.spec.init_containers.iter().any(|init| init.name == "storage-initializer");
        let way = match self.caches.share {
            _ if container == LOADER => Way::Filling,
            _ if fetched && !fetches => Way::Local,
            Some(share) => Way::Cached(share),
            None => Way::Source,
        };
        if let Some(model) = model {
            self.stores.load(&self.key, container, self.node, model, way, self.now);
        }
        self.loads.insert(container.to_owned(), model.is_none());
    }

    /// The scenario's fault that will come over a container in this run: when, which, and its last word.
    pub fn fault(&mut self, container: &str, restarts: u32) -> Option<(Timestamp, Fault, Option<String>)> {
        for (place, fault) in self.scenario.faults.iter().enumerate() {
            let meant = crate::kubernetes::selector::matches(&fault.pods, self.pod.labels())
                && fault.name.matches(self.pod.name())
                && fault.container.matches(container)
                && fault.times.is_none_or(|times| restarts < times);
            let struck = self.struck.entry(place).or_default();
            let known = struck.iter().any(|uid| uid == self.pod.uid());
            let full = fault.pods_at_most.is_some_and(|most| struck.len() >= most as usize);
            if meant && (known || !full) {
                if !known {
                    struck.push(self.pod.uid().to_owned());
                }
                return Some((later(self.now, fault.after.0), fault.fault, fault.message.clone()));
            }
        }
        None
    }

    /// A process without a model server answers no more.
    pub fn hang(&self, container: &str) {
        let listener = Listener {
            pod: self.key.clone(),
            container: container.to_owned(),
            port: None,
            server: Server::Hung,
        };
        self.listeners.open(self.address, listener);
    }
}
