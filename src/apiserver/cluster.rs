//! All that the server knows, behind one lock: objects, what is served, and who owns whom.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;

use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::{Map, Value};
use tokio::sync::watch;

use super::definitions;
use super::expiry::Expiry;
use super::garbage::Task;
use super::meta;
use super::owners::Owners;
use super::random::Random;
use super::registry::{Others, Resource};
use super::served::{Served, storage_group};
use super::state::Journal;
use super::status::{Result, Status};
use super::store::{Key, Store, TableId};
use crate::clock::Clock;

/// The most that one object may take: etcd's limit of a request.
const LARGEST: usize = 3 << 19;

/// All that the server knows.
pub struct Cluster {
    /// Objects.
    pub store: Store,
    /// Resources.
    pub served: Served,
    /// Who owns whom.
    pub owners: Owners,
    /// Names and identities.
    pub random: Random,
    /// What is left to do because of the writes so far.
    pub tasks: VecDeque<Task>,
    /// Events live for an hour after their latest write.
    pub expiry: Expiry,
    /// Where writes are noted, to outlive the process.
    pub journal: Option<Journal>,
    /// Why writes are noted no longer, once they are not.
    pub unkept: watch::Sender<Option<String>>,
}

/// Where one object is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: TableId,
    /// The key in it.
    pub key: Key,
}

/// A key from a namespace and a name.
pub fn key(namespace: Option<&str>, name: &str) -> Key {
    match namespace {
        Some(namespace) => format!("{namespace}/{name}").into(),
        None => name.into(),
    }
}

impl Cluster {
    /// A cluster without anything in it.
    pub fn new(served: Served, seed: u64) -> Self {
        Self {
            store: Store::default(),
            served,
            owners: Owners::default(),
            random: Random::new(seed),
            tasks: VecDeque::new(),
            expiry: Expiry::default(),
            journal: None,
            unkept: watch::channel(None).0,
        }
    }

    /// Takes up what a state file holds.
    ///
    /// # Errors
    /// The file cannot be used.
    pub fn restore(&mut self, path: &Path, clock: Arc<dyn Clock>) -> crate::error::Result<()> {
        self.journal = Some(Journal::open(path, &mut self.store, clock)?);
        let tables: Vec<_> = self.store.tables().map(|(name, id)| (name.plural.clone(), id)).collect();
        for (plural, table) in tables {
            let objects = self.store.table(table).range("");
            let objects: Vec<_> = objects.map(|(key, object)| (key.clone(), object.bytes.clone())).collect();
            for (key, bytes) in objects {
                let Ok(object) = serde_json::from_slice::<Value>(&bytes) else { continue };
                self.owners.follow(table, &key, None, Some(&object));
                // Names and identities that are made up from now on are other ones than before.
                self.random.stir(meta::text(&object, "uid"));
                if plural == "events" {
                    let revision = meta::text(&object, "resourceVersion").parse().unwrap_or_default();
                    self.expiry.written(&Place { table, key: key.clone() }, revision);
                }
                if plural == definitions::PLURAL {
                    definitions::serve(self, &object);
                }
            }
        }
        Ok(())
    }

    /// Notes a write in the state file, if there is one. On a full disk the file stays as it is from then on, and the
    /// cluster goes on without it: one that refused every write from there on would be of no use.
    fn note(&mut self, place: &Place, object: Option<&Bytes>) {
        let Some(journal) = &mut self.journal else { return };
        let Some(table) = self.store.name(place.table) else { return };
        if let Err(error) = journal.note(self.store.next(), table, &place.key, object) {
            self.unkept.send_replace(Some(format!("{}: {error}", journal.path().display())));
            self.journal = None;
        }
    }

    /// Writes the state file anew if it is time to.
    fn tidy(&mut self) {
        if let Some(journal) = &mut self.journal {
            // The old file goes on if there is no place for a new one.
            let _no_space = journal.tidy(&self.store);
        }
    }

    /// The table of a resource.
    pub fn table(&mut self, resource: &Resource) -> TableId {
        self.store.id(storage_group(resource), &resource.plural)
    }

    /// An object as it is stored.
    pub fn read(&self, place: &Place) -> Option<Value> {
        let object = self.store.table(place.table).get(&place.key)?;
        serde_json::from_slice(&object.bytes).ok()
    }

    /// Writes an object and gives it the next resource version; `before` is its state until now.
    ///
    /// # Errors
    /// The object is larger than the real store takes, or the state file cannot be written.
    pub fn put(&mut self, place: &Place, object: &mut Value, before: Option<&Value>) -> Result<Bytes> {
        meta::set(object, "resourceVersion", Some(self.store.next().to_string().into()));
        let bytes = serialize(object)?;
        if bytes.len() > LARGEST {
            return Err(Status::new(500, "", "etcdserver: request is too large"));
        }
        self.note(place, Some(&bytes));
        self.store.put(place.table, &place.key, bytes.clone());
        self.tidy();
        if object.get("kind").is_some_and(|kind| kind == "Event") {
            self.expiry.written(place, self.store.revision());
        }
        self.owners.follow(place.table, &place.key, before, Some(object));
        Task::after_put(self, place, object, before);
        Ok(bytes)
    }

    /// Takes an object away; the answer is its last state, with the resource version of its removal.
    ///
    /// # Errors
    /// The state file cannot be written.
    pub fn remove(&mut self, place: &Place, mut object: Value) -> Result<Value> {
        meta::set(&mut object, "resourceVersion", Some(self.store.next().to_string().into()));
        let bytes = serialize(&mut object)?;
        self.note(place, None);
        self.store.remove(place.table, &place.key, bytes);
        self.tidy();
        self.owners.follow(place.table, &place.key, Some(&object), None);
        Task::after_remove(self, place, &object);
        Ok(object)
    }

    /// A name that no object of the table has yet; `None` after eight attempts.
    pub fn free_name(&mut self, table: TableId, namespace: Option<&str>, base: &str) -> Option<String> {
        (0..8).find_map(|_| {
            let name = self.random.name(base);
            self.store.table(table).get(&key(namespace, &name)).is_none().then_some(name)
        })
    }
}

/// An object as stored: its kind first, so that a list can leave it out.
pub fn serialize(object: &mut Value) -> Result<Bytes> {
    if let Value::Object(fields) = object {
        let mut ordered = Map::with_capacity(fields.len());
        for first in ["kind", "apiVersion", "metadata"] {
            if let Some((name, value)) = fields.shift_remove_entry(first) {
                ordered.insert(name, value);
            }
        }
        ordered.append(fields);
        *fields = ordered;
    }
    let bytes = serde_json::to_vec(object).map_err(|error| Status::internal(&error.to_string()))?;
    Ok(Bytes::from(bytes.into_boxed_slice()))
}

/// What a strategy may ask.
pub struct View<'a> {
    /// The cluster as it is.
    pub cluster: &'a Cluster,
    /// The time now.
    pub now: Timestamp,
}

impl Others for View<'_> {
    fn get(&self, group: &str, plural: &str, namespace: Option<&str>, name: &str) -> Option<Value> {
        let table = self.cluster.store.find(group, plural)?;
        self.cluster.read(&Place { table, key: key(namespace, name) })
    }

    fn list(&self, group: &str, plural: &str) -> Vec<Value> {
        let Some(table) = self.cluster.store.find(group, plural) else { return Vec::new() };
        let objects = self.cluster.store.table(table).range("");
        objects.filter_map(|(_, object)| serde_json::from_slice(&object.bytes).ok()).collect()
    }

    fn free_cluster_ip(&self) -> String {
        let taken = self.services(|spec| spec.get("clusterIP")?.as_str().map(str::to_owned));
        let addresses =
            (1..=255u8).flat_map(|third| (1..=254u8).map(move |last| format!("10.96.{third}.{last}")));
        addresses.into_iter().find(|address| !taken.contains(address)).unwrap_or_default()
    }

    fn free_node_port(&self) -> u16 {
        let ports = |spec: &Value| -> Option<Vec<u64>> {
            Some(
                spec.get("ports")?
                    .as_array()?
                    .iter()
                    .filter_map(|port| port.get("nodePort")?.as_u64())
                    .collect(),
            )
        };
        let taken: Vec<u64> = self.services(ports).into_iter().flatten().collect();
        (30_000..32_768).find(|port| !taken.contains(&u64::from(*port))).unwrap_or_default()
    }

    fn now(&self) -> Timestamp {
        self.now
    }
}

impl View<'_> {
    /// Something of each service's `spec`.
    fn services<T>(&self, of: impl Fn(&Value) -> Option<T>) -> Vec<T> {
        let Some(table) = self.cluster.store.find("", "services") else { return Vec::new() };
        let objects = self.cluster.store.table(table).range("");
        let services = objects.filter_map(|(_, object)| serde_json::from_slice::<Value>(&object.bytes).ok());
        services.filter_map(|service| of(service.get("spec")?)).collect()
    }
}
