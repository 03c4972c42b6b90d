//! Wires platform and autoscaler to the cluster: machines become nodes, unschedulable pods become requests, idle nodes go.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::autoscaler::{About, Action, Autoscaler};
use super::observed::{CANDIDATE, TO_BE_DELETED, observe};
use super::platform::{Machine, Platform, registration_lead};
use super::removal::{LONGEST_DRAIN, Removal};
use crate::kubernetes::Identity;
use crate::kubernetes::resources::{Node, Taint};
use crate::sandbox::machines::address::Addresses;
use crate::sandbox::machines::nodes::SharedPlatform;
use crate::sandbox::machines::nodes::object::{self, Stage};
use crate::sandbox::machines::span::later;
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};

/// How often a drain is looked at.
const DRAIN_PERIOD: Duration = Duration::from_secs(1);

/// The one key of this controller.
pub fn key() -> Key {
    Key::new("", "pools")
}

/// Machines, nodes and the autoscaler.
pub struct Pools {
    platform: SharedPlatform,
    addresses: Arc<Mutex<Addresses>>,
    autoscaler: Option<Autoscaler>,
    /// Nodes that are going.
    leaving: BTreeMap<String, Leaving>,
    registered: BTreeSet<String>,
    adopted: bool,
    next_round: Option<Timestamp>,
}

struct Leaving {
    removal: Removal,
    since: Timestamp,
    /// Not before.
    at: Timestamp,
    evicted: bool,
    /// Nobody waits for its pods.
    at_once: bool,
}

impl Pools {
    /// Of a platform; without an autoscaler pools stay as they are.
    pub fn new(
        platform: SharedPlatform,
        addresses: Arc<Mutex<Addresses>>,
        autoscaler: Option<Autoscaler>,
    ) -> Self {
        Self {
            platform,
            addresses,
            autoscaler,
            leaving: BTreeMap::new(),
            registered: BTreeSet::new(),
            adopted: false,
            next_round: None,
        }
    }

    /// Nodes from before this process keep their machines.
    fn adopt(&mut self, world: &World, platform: &mut Platform) {
        for (_, node) in world.nodes.iter() {
            let pool = node.spec.provider_id.as_deref().and_then(|id| platform.pool_of(id));
            if let Some(pool) = pool {
                let created = node.meta().creation_timestamp.as_ref().map_or(platform.start(), |time| time.0);
                platform.adopt(node.name(), pool, created.min(platform.start()));
                self.registered.insert(node.name().to_owned());
            }
        }
        self.adopted = true;
    }

    /// Machines whose kubelet has come up become nodes.
    fn register(&mut self, platform: &Platform, now: Timestamp, plan: &mut Plan) {
        for machine in platform.machines().filter(|machine| !self.registered.contains(&machine.node)) {
            let Some(ready) = machine.ready else { continue };
            let initial = ready <= platform.start();
            let lead = registration_lead(platform.pools()[machine.pool].boot.0);
            let registers = if initial { ready } else { ready.checked_sub(lead).unwrap_or(ready) };
            if registers > now {
                plan.again_at(registers);
                continue;
            }
            plan.writes.extend(self.registration(platform, machine, initial, now));
        }
        for node in plan.writes.iter().filter_map(created_node) {
            self.registered.insert(node);
        }
    }

    fn registration(
        &self,
        platform: &Platform,
        machine: &Machine,
        initial: bool,
        now: Timestamp,
    ) -> Vec<Write> {
        let mut addresses = self.addresses.lock().unwrap_or_else(PoisonError::into_inner);
        let stage = if initial { Stage::Complete } else { Stage::Registered };
        let (address, block) = (addresses.node(&machine.node), addresses.block(&machine.node));
        let node = object::node(platform, machine, stage, &address, &block, now);
        let event = Event {
            about: object::identity(&machine.node),
            uid: machine.node.clone(),
            warning: false,
            reason: "Starting",
            message: "Starting kubelet.".into(),
            action: None,
        };
        vec![Write::Create(node), event.into()]
    }

    fn scan(&mut self, world: &World, platform: &mut Platform, now: Timestamp, plan: &mut Plan) {
        let Some(autoscaler) = &mut self.autoscaler else { return };
        if self.next_round.is_none_or(|next| next <= now) {
            let view = observe(world, platform, |node| self.leaving.contains_key(node));
            let delay = autoscaler.settings().node_delete_delay_after_taint.0;
            self.next_round = Some(later(now, autoscaler.settings().scan_interval.0));
            for action in autoscaler.round(&view, platform, now) {
                match action {
                    Action::Event { about, warning, reason, message } => {
                        plan.writes.extend(event(world, about, warning, reason, message));
                    }
                    Action::Candidate { node, may_go } => plan.writes.extend(mark(world, &node, may_go, now)),
                    Action::Remove(removal) => {
                        plan.writes.extend(taint(world, &removal.node, TO_BE_DELETED, "NoSchedule", now));
                        let at = later(now, delay);
                        let leaving = Leaving { removal, since: now, at, evicted: false, at_once: false };
                        self.leaving.insert(leaving.removal.node.clone(), leaving);
                    }
                }
            }
        }
        if let Some(next) = self.next_round {
            plan.again_at(next);
        }
    }

    /// Machines that the platform takes back are cordoned at the notice, and go at the end of it.
    fn reclaim(&mut self, world: &World, platform: &mut Platform, now: Timestamp, plan: &mut Plan) {
        for machine in platform.reclaim(now) {
            let Some(node) = world.nodes.get("", &machine.node) else { continue };
            plan.writes.push(Write::merge(&**node, json!({"spec": {"unschedulable": true}})));
            let message = "the platform takes the instance back";
            plan.writes.push(Event::warning(&**node, "SpotInterruption", message).into());
            let removal = Removal { node: machine.node.clone(), drain: Vec::new() };
            let at = machine.taken_back.unwrap_or(now);
            let leaving = Leaving { removal, since: now, at, evicted: true, at_once: true };
            self.leaving.insert(machine.node, leaving);
        }
        if let Some(next) = platform.next_reclaim() {
            plan.again_at(next);
        }
    }

    /// Nodes that are going: pods are asked to leave, then the node goes.
    fn leave(&mut self, world: &World, platform: &mut Platform, now: Timestamp, plan: &mut Plan) {
        let mut gone = Vec::new();
        for (name, leaving) in &mut self.leaving {
            if !leaving.evicted {
                leaving.evicted = true;
                for (namespace, pod) in &leaving.removal.drain {
                    plan.writes.extend(world.pods.get(namespace, pod).map(|pod| Write::delete(&**pod)));
                }
            }
            let stays = |(namespace, pod): &(String, String)| {
                world.pods.get(namespace, pod).is_some_and(|pod| pod.spec.node_name.as_deref() == Some(name))
            };
            let drains = !leaving.at_once
                && leaving.removal.drain.iter().any(stays)
                && later(leaving.since, LONGEST_DRAIN) > now;
            if leaving.at > now {
                plan.again_at(leaving.at);
            } else if drains {
                plan.again_at(later(now, DRAIN_PERIOD));
            } else {
                gone.push(name.clone());
            }
        }
        for name in gone {
            self.leaving.remove(&name);
            self.registered.remove(&name);
            platform.remove(&name);
            if let Some(node) = world.nodes.get("", &name) {
                plan.writes
                    .push(Event::normal(&**node, "ScaleDown", "node removed by cluster autoscaler").into());
            }
        }
        // A write before it may have been refused: a node without a machine goes, however often that takes.
        let ours =
            |node: &Node| node.spec.provider_id.as_deref().and_then(|id| platform.pool_of(id)).is_some();
        let bare = world
            .nodes
            .iter()
            .map(|(_, node)| node)
            .filter(|node| ours(node) && platform.machine(node.name()).is_none() && !node.is_going());
        plan.writes.extend(bare.map(|node| Write::delete(&**node)));
    }
}

impl Controller for Pools {
    fn name(&self) -> &'static str {
        "cluster-autoscaler"
    }

    fn concerns(&self, change: &Change, _: &World) -> Vec<Key> {
        // Rounds come by the clock; only what a person removes is looked at at once.
        match change {
            Change::Node(node) if node.gone => vec![key()],
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, _: &Key, world: &World, now: Timestamp) -> Plan {
        let mut plan = Plan::nothing();
        let shared = self.platform.clone();
        let mut platform = shared.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.adopted {
            self.adopt(world, &mut platform);
        }
        self.reclaim(world, &mut platform, now, &mut plan);
        self.scan(world, &mut platform, now, &mut plan);
        self.register(&platform, now, &mut plan);
        self.leave(world, &mut platform, now, &mut plan);
        plan
    }
}

fn created_node(write: &Write) -> Option<String> {
    match write {
        Write::Create(object) if object["kind"] == "Node" => {
            object.pointer("/metadata/name").and_then(Value::as_str).map(str::to_owned)
        }
        _ => None,
    }
}

fn event(world: &World, about: About, warning: bool, reason: &'static str, message: String) -> Option<Write> {
    let (about, uid) = match about {
        About::Pod(namespace, name) => {
            let pod = world.pods.get(&namespace, &name)?;
            (pod.identity(), pod.uid().to_owned())
        }
        About::Node(name) => (object::identity(&name), world.nodes.get("", &name)?.uid().to_owned()),
        About::Status => (
            Identity {
                api_version: "v1".into(),
                kind: "ConfigMap".into(),
                namespace: Some("kube-system".into()),
                name: "cluster-autoscaler-status".into(),
            },
            String::new(),
        ),
    };
    Some(Event { about, uid, warning, reason, message, action: None }.into())
}

fn mark(world: &World, node: &str, may_go: bool, now: Timestamp) -> Option<Write> {
    match may_go {
        true => taint(world, node, CANDIDATE, "PreferNoSchedule", now),
        false => {
            let node = world.nodes.get("", node)?;
            let rest = node.spec.taints.iter().filter(|taint| taint.key != CANDIDATE);
            Some(write_taints(node, rest.map(written).collect()))
        }
    }
}

/// A taint whose value is the time, in seconds.
fn taint(world: &World, node: &str, key: &str, effect: &str, now: Timestamp) -> Option<Write> {
    let node = world.nodes.get("", node)?;
    let mut taints: Vec<Value> =
        node.spec.taints.iter().filter(|taint| taint.key != key).map(written).collect();
    taints.push(json!({"key": key, "value": now.as_second().to_string(), "effect": effect}));
    Some(write_taints(node, taints))
}

fn write_taints(node: &Node, taints: Vec<Value>) -> Write {
    Write::merge(node, json!({"spec": {"taints": taints}}))
}

/// A taint as it is written: without what it does not say.
pub fn written(taint: &Taint) -> Value {
    let mut value = json!({"key": taint.key, "effect": taint.effect});
    if let Some(text) = &taint.value {
        value["value"] = text.clone().into();
    }
    if let Some(added) = taint.time_added {
        value["timeAdded"] = crate::sandbox::machines::span::second(added).into();
    }
    value
}
