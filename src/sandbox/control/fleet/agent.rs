//! The side of a fleet's cluster: what the hub wants there is applied there.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{WORK_NAME, WORK_NAMESPACE, WORK_VERSION};
use crate::kubernetes::Identity;
use crate::sandbox::world::{Shared, resource};
use crate::sandbox::{Answer, Change, Controller, Kept, Key, Plan, Waker, World, Write};

/// Applies the works of its cluster. A work's key wakes it.
pub struct Agent {
    hub: Shared,
    /// What was applied, by work.
    applied: HashMap<Key, Identity>,
}

impl Agent {
    /// One that looks at this hub.
    pub fn new(hub: Shared) -> Self {
        Self { hub, applied: HashMap::new() }
    }

    fn wanted(&self, key: &Key) -> Option<(Identity, Value)> {
        let hub = self.hub.read();
        let work = hub.works.at(key).filter(|work| !work.is_going())?;
        let mut manifest = work.spec.pointer("/workload/manifests/0")?.clone();
        let annotations = &mut manifest["metadata"]["annotations"];
        annotations[WORK_NAME] = key.name.as_str().into();
        annotations[WORK_NAMESPACE] = key.namespace.as_str().into();
        annotations[WORK_VERSION] = work.annotations().get(WORK_VERSION).cloned().unwrap_or_default().into();
        let text = |pointer: &str| manifest.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
        let identity = Identity {
            api_version: text("/apiVersion")?,
            kind: text("/kind")?,
            namespace: text("/metadata/namespace"),
            name: text("/metadata/name")?,
        };
        Some((identity, manifest))
    }
}

impl Controller for Agent {
    fn name(&self) -> &'static str {
        "karmada"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        work_of(change).into_iter().collect()
    }

    fn reconcile(&mut self, key: &Key, _world: &World, _now: Timestamp) -> Plan {
        let Some((identity, _)) = self.wanted(key) else {
            let gone = self.applied.remove(key);
            return gone
                .map(|target| Write::Delete { target, uid: None, grace: None })
                .into_iter()
                .collect::<Vec<_>>()
                .into();
        };
        match path(&identity) {
            Some(path) => Plan::ask(vec![path]),
            None => Plan::nothing(),
        }
    }

    fn answered(&mut self, key: &Key, answers: Vec<Answer>, _world: &World, now: Timestamp) -> Plan {
        let (Some((identity, manifest)), Some(answer)) = (self.wanted(key), answers.into_iter().next())
        else {
            return Plan::nothing();
        };
        match answer {
            Ok(known) => {
                self.applied.insert(key.clone(), identity.clone());
                let version = |object: &Value| object["metadata"]["annotations"][WORK_VERSION].clone();
                let same = version(&known) == version(&manifest)
                    && known["spec"]["replicas"].as_i64().unwrap_or(1)
                        == manifest["spec"]["replicas"].as_i64().unwrap_or(1);
                match same {
                    true => Plan::nothing(),
                    false => vec![Write::Merge { target: identity, patch: manifest }].into(),
                }
            }
            Err(refusal) if refusal.code == 404 => {
                self.applied.insert(key.clone(), identity.clone());
                let namespace = identity.namespace.map(|name| {
                    Write::Create(
                        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}),
                    )
                });
                namespace.into_iter().chain([Write::Create(manifest)]).collect::<Vec<_>>().into()
            }
            Err(_) => Plan { again: Some(now + SignedDuration::from_secs(5)), ..Plan::nothing() },
        }
    }
}

fn path(identity: &Identity) -> Option<String> {
    let path = resource(identity)?.path(identity.namespace.as_deref());
    Some(format!("{path}/{}", identity.name))
}

/// The work that an object of a cluster comes from.
fn work_of(change: &Change) -> Option<Key> {
    fn of<K: Kept>(object: &K) -> Option<Key> {
        let word = |key: &str| object.annotations().get(key).cloned();
        Some(Key::new(word(WORK_NAMESPACE)?, word(WORK_NAME)?))
    }
    match change {
        Change::Deployment(diff) => of(&*diff.last),
        Change::StatefulSet(diff) => of(&*diff.last),
        Change::Service(diff) => of(&*diff.last),
        Change::Ingress(diff) => of(&*diff.last),
        Change::ConfigMap(diff) => of(&*diff.last),
        Change::PersistentVolumeClaim(diff) => of(&*diff.last),
        _ => None,
    }
}

/// Tells the hub of what has changed in a cluster: wakes the hub's controller with the work's key.
pub struct Reporter(pub Waker);

impl Controller for Reporter {
    fn name(&self) -> &'static str {
        "karmada"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        work_of(change).into_iter().collect()
    }

    fn reconcile(&mut self, key: &Key, _world: &World, _now: Timestamp) -> Plan {
        if let Some(binding) = super::binding_of(key) {
            self.0.wake(binding);
        }
        Plan::nothing()
    }
}

/// Tells clusters of what has changed in the hub: wakes a cluster's agent with the work's key.
pub struct Messenger(pub HashMap<String, Waker>);

impl Controller for Messenger {
    fn name(&self) -> &'static str {
        "karmada"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        if matches!(change, Change::Work(_)) { vec![change.key()] } else { Vec::new() }
    }

    fn reconcile(&mut self, key: &Key, _world: &World, _now: Timestamp) -> Plan {
        if let Some(waker) = super::cluster_of(&key.namespace).and_then(|name| self.0.get(name)) {
            waker.wake(key.clone());
        }
        Plan::nothing()
    }
}
