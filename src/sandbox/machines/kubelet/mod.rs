//! The kubelets of all simulated nodes: pods in time, their probes, their processes and logs.
//!
//! * [`pod`], [`container`] and [`running`] are the state machines, [`probe`] and [`process`] what they ask and run, [`status`] and [`words`] what
//!   they say.
//! * [`endpoint`] is the kubelet's own HTTP server, for logs; [`streams`] its commands and forwarded ports.

pub mod around;
pub mod container;
pub mod endpoint;
pub mod logs;
pub mod pod;
pub mod probe;
mod probing;
pub mod process;
pub mod running;
pub mod status;
pub mod streams;
#[cfg(test)]
mod tests;
pub mod words;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use crate::clock::ClusterClock;
use crate::kubernetes::resources::{Pod, PodSpec};
use crate::sandbox::scenario::{FAULT_ANNOTATION, Fault, Scenario};
use crate::sandbox::world::binding;
use crate::sandbox::{Change, Controller, Kept, Key, Plan, World, Write};
use around::{Around, Caches};
use container::State;
use logs::Logs;
use pod::PodMachine;
use process::Health;

use super::address::Addresses;
use super::loading::Loading;
use super::nodes::SharedPlatform;
use super::serving::Listeners;
use super::span::later;
use super::stores::{Arrival, Stores};

/// The key of what is on its way to nodes.
fn stores_key() -> Key {
    Key::new("", "stores")
}

/// A pod whose node is gone is removed after this long: the pod garbage collector's quarantine.
const ORPHANED: Duration = Duration::from_secs(40);

/// What the kubelets share with others.
#[derive(Clone)]
pub struct Shared {
    /// The machines.
    pub platform: SharedPlatform,
    /// Addresses.
    pub addresses: Arc<Mutex<Addresses>>,
    /// Who answers where.
    pub listeners: Listeners,
    /// What containers write.
    pub logs: Logs,
    /// How far those are who fill caches.
    pub loading: Loading,
}

/// The kubelets.
pub struct Kubelet {
    shared: Shared,
    scenario: Arc<Scenario>,
    clock: ClusterClock,
    wake: Box<dyn Fn(Key) + Send>,
    stores: Stores,
    pods: BTreeMap<Key, Tracked>,
    struck: BTreeMap<usize, Vec<String>>,
    told_loading: bool,
}

/// A pod, and what was last written of it.
struct Tracked {
    machine: PodMachine,
    /// Of init containers and containers, in order.
    names: Vec<String>,
    loads: BTreeMap<String, bool>,
    written: u64,
    orphaned: Option<Timestamp>,
}

impl Kubelet {
    /// Of all nodes of the platform; `wake` has one of this controller's keys looked at.
    pub fn new(
        shared: Shared,
        scenario: Arc<Scenario>,
        clock: ClusterClock,
        now: Timestamp,
        wake: impl Fn(Key) + Send + 'static,
    ) -> Self {
        let stores = Stores::new(&scenario, now);
        Self {
            shared,
            scenario,
            clock,
            wake: Box::new(wake),
            stores,
            pods: BTreeMap::new(),
            struck: BTreeMap::new(),
            told_loading: false,
        }
    }
}

impl Controller for Kubelet {
    fn name(&self) -> &'static str {
        "kubelet"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::Pod(pod) if pod.sides().any(|pod| pod.spec.node_name.is_some()) => vec![pod.last.key()],
            Change::PersistentVolumeClaim(claim) => {
                let uses = |pod: &Arc<Pod>| {
                    claims(&pod.spec).any(|(_, name)| name == claim.last.name())
                        && pod.spec.node_name.is_some()
                };
                world.pods.of(claim.last.namespace()).filter(|pod| uses(pod)).map(|pod| pod.key()).collect()
            }
            Change::Node(node) if node.gone || node.old.is_none() => {
                world.pods_on(node.last.name()).map(|pod| pod.key()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        for arrival in self.stores.settle(now) {
            match arrival {
                Arrival::OnNode(node) => world.pods_on(&node).for_each(|pod| (self.wake)(pod.key())),
                Arrival::ForPod(pod) => (self.wake)(pod),
            }
        }
        if *key == stores_key() {
            self.tell_loading(now);
            return Plan { again: self.stores.next(), ..Plan::nothing() };
        }
        let before = self.stores.next();
        let plan = self.pod(key, world, now);
        if self.stores.next() != before {
            (self.wake)(stores_key());
        }
        self.tell_loading(now);
        plan
    }
}

impl Kubelet {
    /// Others ask how far those are who fill caches.
    fn tell_loading(&mut self, now: Timestamp) {
        let fills = self.stores.fills();
        if fills || self.told_loading {
            self.shared.loading.set(self.stores.loading(now));
        }
        self.told_loading = fills;
    }

    fn pod(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let pod = world.pods.at(key).filter(|pod| binding::is_told(pod));
        let known = self.pods.get(key).map(|kept| kept.machine.uid.clone());
        if known.is_some() && known.as_deref() != pod.map(|pod| pod.uid()) {
            self.forget(key);
        }
        let Some(pod) = pod else { return Plan::nothing() };
        let node = pod.spec.node_name.clone().unwrap_or_default();
        let platform = self.shared.platform.lock().unwrap_or_else(PoisonError::into_inner);
        let pool = platform.machine(&node).map(|machine| &platform.pools()[machine.pool]);
        let runs = pool.is_some();
        let gpu = pool.and_then(|pool| pool.gpu.as_ref()).map(|gpu| gpu.model.clone());
        drop(platform);
        if !runs || world.nodes.get("", &node).is_none() {
            return self.orphan(key, pod, &node, world, now);
        }
        if !self.pods.contains_key(key) && is_over(pod) {
            return Plan::nothing();
        }
        self.follow(key, pod, &node, gpu.as_deref(), world, now)
    }

    /// A pod on a node that is there.
    fn follow(
        &mut self,
        key: &Key,
        pod: &Arc<Pod>,
        node: &str,
        gpu: Option<&str>,
        world: &World,
        now: Timestamp,
    ) -> Plan {
        let mut plan = Plan::nothing();
        let host = {
            let mut addresses = self.shared.addresses.lock().unwrap_or_else(PoisonError::into_inner);
            if !self.pods.contains_key(key) {
                let (inits, mains) = (pod.spec.init_containers.len(), pod.spec.containers.len());
                let machine = PodMachine::new(pod.uid(), node, addresses.take(node), inits, mains, now);
                let containers = pod.spec.init_containers.iter().chain(&pod.spec.containers);
                let names = containers.map(|container| container.name.clone()).collect();
                let kept = Tracked { machine, names, loads: BTreeMap::new(), written: 0, orphaned: None };
                self.pods.insert(key.clone(), kept);
            }
            addresses.node(node)
        };
        let Some(kept) = self.pods.get_mut(key) else { return plan };
        let unbound = unbound(world, pod);
        let caches = Caches::of(pod, world);
        let mut events = Vec::new();
        let address = kept.machine.address.clone();
        let mut around = Around {
            pod,
            key: key.clone(),
            node,
            address: &address,
            gpu,
            now,
            clock: self.clock,
            scenario: &self.scenario,
            stores: &mut self.stores,
            logs: &self.shared.logs,
            listeners: &self.shared.listeners,
            caches: &caches,
            loads: &mut kept.loads,
            struck: &mut self.struck,
            beside: Health::Closed,
            stopping: pod.is_going(),
            events: &mut events,
        };
        if let Some(fault) = ordered(pod) {
            strike(&mut kept.machine, fault, &around);
            let patch = json!({"metadata": {"annotations": {FAULT_ANNOTATION: null}}});
            plan.writes.push(Write::merge(&**pod, patch));
        }
        let next = kept.machine.advance(&mut around, &unbound);
        let status = status::status(&kept.machine, &around, &host);
        let fingerprint = status::fingerprint(&status);
        if fingerprint != kept.written {
            kept.written = fingerprint;
            plan.writes.push(Write::status(&**pod, status));
        }
        plan.writes.extend(events.into_iter().map(Write::from));
        if pod.is_going() && kept.machine.is_over() {
            plan.writes.push(Write::Delete {
                target: pod.identity(),
                uid: Some(pod.uid().to_owned()),
                grace: Some(0),
            });
        }
        plan.again = next;
        plan
    }

    /// A pod whose node is gone: its processes have gone with it, and somebody must clear it away.
    fn orphan(&mut self, key: &Key, pod: &Arc<Pod>, node: &str, world: &World, now: Timestamp) -> Plan {
        let Some(kept) = self.pods.get_mut(key) else { return Plan::nothing() };
        let since = *kept.orphaned.get_or_insert(now);
        if since == now {
            self.vanish(key, pod, now);
            self.stores.forget_node(node);
        }
        if world.nodes.get("", node).is_some() || later(since, ORPHANED) > now {
            return Plan { again: Some(later(now.max(since), ORPHANED)), ..Plan::nothing() };
        }
        Plan::from(vec![Write::Delete {
            target: pod.identity(),
            uid: Some(pod.uid().to_owned()),
            grace: Some(0),
        }])
    }

    fn vanish(&mut self, key: &Key, pod: &Arc<Pod>, now: Timestamp) {
        let Some(kept) = self.pods.get_mut(key) else { return };
        let (node, address) = (kept.machine.node.clone(), kept.machine.address.clone());
        let mut events = Vec::new();
        let mut around = Around {
            pod,
            key: key.clone(),
            node: &node,
            address: &address,
            gpu: None,
            now,
            clock: self.clock,
            scenario: &self.scenario,
            stores: &mut self.stores,
            logs: &self.shared.logs,
            listeners: &self.shared.listeners,
            caches: &Caches::default(),
            loads: &mut kept.loads,
            struck: &mut self.struck,
            beside: Health::Closed,
            stopping: true,
            events: &mut events,
        };
        kept.machine.vanish(&mut around);
    }

    /// A pod that is there no longer.
    fn forget(&mut self, key: &Key) {
        let Some(kept) = self.pods.remove(key) else { return };
        let machine = kept.machine;
        for (name, container) in kept.names.iter().zip(machine.inits.iter().chain(&machine.mains)) {
            if let State::Running(running) = &container.state {
                running.abandon(&self.shared.listeners, &machine.address, name);
            }
        }
        for container in kept.loads.keys() {
            self.stores.stop_loading(key, container);
        }
        self.shared.logs.forget(&key.namespace, &key.name);
        let mut addresses = self.shared.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        addresses.free(&machine.node, &machine.address);
    }
}

fn is_over(pod: &Pod) -> bool {
    matches!(pod.status.phase.as_deref(), Some("Succeeded" | "Failed"))
}

/// The claims of a pod: name of the volume, name of the claim.
fn claims(pod: &PodSpec) -> impl Iterator<Item = (&str, &str)> {
    pod.volumes.iter().filter_map(|volume| {
        Some((volume.name.as_str(), volume.persistent_volume_claim.as_ref()?.claim_name.as_str()))
    })
}

/// Volumes whose claims are not bound.
fn unbound(world: &World, pod: &Pod) -> Vec<String> {
    let bound = |name: &str| {
        let claim = world.claims.get(pod.namespace(), name);
        claim.is_some_and(|claim| claim.status.phase.as_deref() == Some("Bound"))
    };
    claims(&pod.spec).filter(|(_, claim)| !bound(claim)).map(|(volume, _)| volume.to_owned()).collect()
}

/// The fault that a pod's annotation orders.
fn ordered(pod: &Pod) -> Option<Fault> {
    let word = pod.annotations().get(FAULT_ANNOTATION)?;
    serde_json::from_value(json!(word)).ok()
}

fn strike(machine: &mut PodMachine, fault: Fault, around: &Around<'_>) {
    for container in &mut machine.mains {
        if let State::Running(running) = &mut container.state {
            running.strike(fault, None, around.now);
        }
    }
}
