//! Nodes as their kubelets report them: registered, Ready, with accelerators; and their Leases.

pub mod object;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::kubernetes::Identity;
use crate::kubernetes::resources::condition_is_true;
use crate::sandbox::machines::pools::controller::written;
use crate::sandbox::machines::pools::platform::Platform;
use crate::sandbox::machines::span::{later, micros};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};
use object::{NOT_READY, Stage};

/// The platform, for those who keep its nodes.
pub type SharedPlatform = Arc<Mutex<Platform>>;

/// How often a node reports its status though nothing changed: kubelet's `nodeStatusReportFrequency`.
const REPORT: Duration = Duration::from_secs(300);
/// How long a Lease lasts, in seconds: kubelet's `nodeLeaseDurationSeconds`.
const LEASE: u32 = 40;

/// Keeps the nodes of the platform.
pub struct Nodes {
    platform: SharedPlatform,
    renew: Duration,
    kept: BTreeMap<String, State>,
}

struct State {
    leased: Option<Timestamp>,
    reported: Timestamp,
    stage: Stage,
}

impl Nodes {
    /// Of a platform; each node renews its Lease so often.
    pub fn new(platform: SharedPlatform, renew: Duration) -> Self {
        Self { platform, renew, kept: BTreeMap::new() }
    }
}

impl Controller for Nodes {
    fn name(&self) -> &'static str {
        "kubelet"
    }

    fn concerns(&self, change: &Change, _: &World) -> Vec<Key> {
        match change {
            Change::Node(node) => vec![Key::new("", node.last.name())],
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let platform = self.platform.lock().unwrap_or_else(PoisonError::into_inner);
        let (Some(node), Some(machine)) = (world.nodes.at(key), platform.machine(&key.name)) else {
            self.kept.remove(&key.name);
            return Plan::nothing();
        };
        let Some(ready) = machine.ready else { return Plan::nothing() };
        let pool = &platform.pools()[machine.pool];
        let complete = match &pool.gpu {
            // What is there from the start is complete from the start.
            Some(_) if ready > platform.start() => later(ready, pool.gpu_plugin.0),
            _ => ready,
        };
        let stage = match () {
            () if now >= complete => Stage::Complete,
            () if now >= ready => Stage::Ready,
            () => Stage::Registered,
        };
        let shown = shown(node, pool);
        let state =
            self.kept.entry(key.name.clone()).or_insert(State { leased: None, reported: now, stage: shown });
        let mut plan = Plan::nothing();
        if state.leased.is_none_or(|at| later(at, self.renew) <= now) {
            plan.writes.extend(lease(&key.name, node.uid(), state.leased.is_none(), now));
            state.leased = Some(now);
        }
        plan.again_at(later(state.leased.unwrap_or(now), self.renew));
        if stage != shown || later(state.reported, REPORT) <= now {
            let since = (stage == shown || shown == Stage::Ready).then_some(ready);
            plan.writes.push(Write::status(&**node, object::status(pool, stage, since, now)));
            state.reported = now;
        }
        state.stage = stage;
        if stage >= Stage::Ready && node.spec.taints.iter().any(|taint| taint.key == NOT_READY) {
            let rest = node.spec.taints.iter().filter(|taint| taint.key != NOT_READY);
            let taints: Vec<_> = rest.map(written).collect();
            plan.writes.push(Write::merge(&**node, json!({"spec": {"taints": taints}})));
        }
        if stage >= Stage::Ready && shown == Stage::Registered {
            let message = format!("Node {} status is now: NodeReady", key.name);
            plan.writes.push(Event::normal(&**node, "NodeReady", message).into());
        }
        for next in [ready, complete].into_iter().filter(|next| *next > now) {
            plan.again_at(next);
        }
        plan.again_at(later(state.reported, REPORT));
        plan
    }
}

/// How far the object says that the node is.
fn shown(node: &crate::kubernetes::resources::Node, pool: &crate::sandbox::scenario::Pool) -> Stage {
    let has_gpu = pool.gpu.as_ref().is_none_or(|gpu| node.status.allocatable.contains_key(&gpu.resource));
    match condition_is_true(&node.status.conditions, "Ready") {
        Some(true) if has_gpu => Stage::Complete,
        Some(true) => Stage::Ready,
        _ => Stage::Registered,
    }
}

fn lease(node: &str, uid: &str, new: bool, now: Timestamp) -> Vec<Write> {
    let target = Identity {
        api_version: "coordination.k8s.io/v1".into(),
        kind: "Lease".into(),
        namespace: Some("kube-node-lease".into()),
        name: node.to_owned(),
    };
    let spec = json!({"holderIdentity": node, "leaseDurationSeconds": LEASE, "renewTime": micros(now)});
    let whole: Value = json!({
        "apiVersion": "coordination.k8s.io/v1", "kind": "Lease",
        "metadata": {
            "name": node, "namespace": "kube-node-lease",
            "ownerReferences": [{"apiVersion": "v1", "kind": "Node", "name": node, "uid": uid}],
        },
        "spec": spec,
    });
    let renewal = Write::Merge { target, patch: json!({"spec": spec}) };
    // One that is there already, from before, is renewed.
    if new { vec![Write::Create(whole), renewal] } else { vec![renewal] }
}
