//! The work of a write that needs no hold of the store: it is done before, so that writes go side by side.

use std::cell::Cell;

use jiff::Timestamp;
use serde_json::Value;

use super::{Owners, Prepared, Write, Written};
use crate::apiserver::ApiServer;
use crate::apiserver::cluster::{Cluster, View};
use crate::apiserver::meta;
use crate::apiserver::registry::Others;
use crate::apiserver::status::Result;

/// An object as a write makes it, and the state that the write starts from.
#[derive(Debug)]
pub struct Ahead {
    before: Option<(u64, Value)>,
    prepared: Prepared,
}

impl Write<'_> {
    /// What a change makes of an object as it is now. `None` where that cannot be said;
    /// then [`update_ahead`](Self::update_ahead) says why.
    pub fn ahead(
        &self,
        server: &ApiServer,
        name: &str,
        change: impl FnOnce(&Value) -> Result<Value>,
    ) -> Option<Ahead> {
        let (stored, served) = {
            let mut cluster = server.cluster();
            let place = self.place(&mut cluster, name);
            (cluster.store.table(place.table).get(&place.key)?.clone(), cluster.served.clone())
        };
        let mut before: Value = serde_json::from_slice(&stored.bytes).ok()?;
        self.resource.to_version(&mut before);
        let object = change(&before).ok()?;
        let others = Unheld::new(server, self.now);
        let prepared = self.prepare_update(&served, &others, &before, object, Owners::Track).ok()?;
        others.suffices().then_some(Ahead { before: Some((stored.revision, before)), prepared })
    }

    /// An update whose change may have been found out ahead; if another write came in between, it is done anew.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub fn update_ahead(
        &self,
        cluster: &mut Cluster,
        name: &str,
        ahead: Option<Ahead>,
        change: impl FnOnce(&Value) -> Result<Value>,
    ) -> Result<Written> {
        let place = self.place(cluster, name);
        let stored = cluster.store.table(place.table).get(&place.key).map(|stored| stored.revision);
        match ahead {
            Some(Ahead { before: Some((revision, before)), prepared }) if Some(revision) == stored => {
                self.exchange(cluster, &place, &before, prepared)
            }
            _ => self.update(cluster, name, change),
        }
    }

    /// A new object, made before the store is held where its name is given.
    ///
    /// # Errors
    /// As [`create`](Self::create).
    pub fn create_ahead(&self, server: &ApiServer, object: Value) -> Result<Written> {
        match self.new_ahead(server, &object) {
            Some(prepared) => server.change(|cluster| {
                self.check_namespace(cluster, &prepared.object)?;
                self.add(cluster, prepared)
            }),
            // It is found out once more, in the order in which the real server refuses.
            None => server.change(|cluster| self.create(cluster, object)),
        }
    }

    fn new_ahead(&self, server: &ApiServer, object: &Value) -> Option<Prepared> {
        if meta::text(object, "name").is_empty() {
            return None;
        }
        let mut object = object.clone();
        self.admit(&mut object).ok()?;
        let (served, uid) = {
            let mut cluster = server.cluster();
            (cluster.served.clone(), cluster.random.uuid())
        };
        self.fill(&served, &mut object, Owners::Track);
        let others = Unheld::new(server, self.now);
        let prepared = self.prepare_create(&others, uid, object).ok()?;
        others.suffices().then_some(prepared)
    }
}

/// The rest of the cluster for who does not hold it: others may write between two questions, as on the real server.
struct Unheld<'a> {
    server: &'a ApiServer,
    now: Timestamp,
    /// Something was asked for that nobody else may get too.
    scarce: Cell<bool>,
}

impl<'a> Unheld<'a> {
    fn new(server: &'a ApiServer, now: Timestamp) -> Self {
        Self { server, now, scarce: Cell::new(false) }
    }

    /// Whether nothing was asked that only who holds the store can answer.
    fn suffices(&self) -> bool {
        !self.scarce.get()
    }

    fn ask<T>(&self, question: impl FnOnce(&View<'_>) -> T) -> T {
        question(&View { cluster: &self.server.cluster(), now: self.now })
    }
}

impl Others for Unheld<'_> {
    fn get(&self, group: &str, plural: &str, namespace: Option<&str>, name: &str) -> Option<Value> {
        self.ask(|view| view.get(group, plural, namespace, name))
    }

    fn list(&self, group: &str, plural: &str) -> Vec<Value> {
        self.ask(|view| view.list(group, plural))
    }

    fn free_cluster_ip(&self) -> String {
        self.scarce.set(true);
        String::new()
    }

    fn free_node_port(&self) -> u16 {
        self.scarce.set(true);
        0
    }

    fn now(&self) -> Timestamp {
        self.now
    }
}
