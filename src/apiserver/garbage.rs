//! Garbage collection: what goes with its owners, what is finalized, and what a namespace takes with it.
//!
//! The algorithm is that of the real collector (`pkg/controller/garbagecollector`): each dependent is looked at by
//! itself, and its owners are there, gone, or waiting for their dependents.

use jiff::Timestamp;
use serde_json::Value;

use super::aggregation;
use super::cluster::{Cluster, Place, key};
use super::definitions;
use super::delete::{self, Options, Policy};
use super::expiry;
use super::meta;
use super::sparse;
use super::status::Result;

/// Something to be looked at because of a write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Task {
    /// Are the object's owners still there?
    Owned(Place),
    /// An object waits for its dependents, or for them to be orphaned.
    Waiting(Place),
    /// A namespace goes with all that is in it.
    Namespace(String),
    /// What a custom resource definition defines is to be served, or goes with it.
    Definition(Place),
    /// An `APIService` is new.
    ApiService(Place),
}

impl Task {
    /// What a written object calls for.
    pub fn after_put(cluster: &mut Cluster, place: &Place, object: &Value, before: Option<&Value>) {
        if !meta::owners(object).is_empty() && before.map(meta::owners) != Some(meta::owners(object)) {
            cluster.tasks.push_back(Self::Owned(place.clone()));
        }
        match object.get("kind").and_then(Value::as_str) {
            Some("CustomResourceDefinition") => cluster.tasks.push_back(Self::Definition(place.clone())),
            Some("APIService") => cluster.tasks.push_back(Self::ApiService(place.clone())),
            _ => {}
        }
        if meta::is_deleting(object) {
            let waits = |finalizer: &&str| matches!(*finalizer, delete::ORPHAN | delete::FOREGROUND);
            if meta::finalizers(object).iter().any(waits) {
                cluster.tasks.push_back(Self::Waiting(place.clone()));
            }
            if object.get("kind").is_some_and(|kind| kind == "Namespace") {
                cluster.tasks.push_back(Self::Namespace(meta::text(object, "name").to_owned()));
            }
        }
    }

    /// What a removed object calls for: its dependents are looked at, and the owners that wait for it.
    pub fn after_remove(cluster: &mut Cluster, place: &Place, last: &Value) {
        if last.get("kind").is_some_and(|kind| kind == "CustomResourceDefinition") {
            definitions::forget(cluster, last);
        }
        if let Some(name) = cluster.store.name(place.table).cloned() {
            definitions::after_removal(cluster, &name.group, &name.plural);
        }
        for (table, key) in cluster.owners.dependents(meta::text(last, "uid")) {
            cluster.tasks.push_back(Self::Owned(Place { table, key }));
        }
        for owner in meta::owners(last) {
            if let Some(Owner::There { place, waiting: true }) = find(cluster, owner, last) {
                cluster.tasks.push_back(Self::Waiting(place));
            }
        }
        if let Some(namespace) = meta::get(last, "namespace").and_then(Value::as_str) {
            cluster.tasks.push_back(Self::Namespace(namespace.to_owned()));
        }
    }
}

/// Does all that is left to do. What cannot be done is left: the next write that concerns it comes back to it.
pub fn settle(cluster: &mut Cluster, now: Timestamp) {
    expiry::expire(cluster, now);
    while let Some(task) = cluster.tasks.pop_front() {
        let _refused = match task {
            Task::Owned(place) => owned(cluster, &place, now),
            Task::Waiting(place) => waiting(cluster, &place, now),
            Task::Namespace(name) => namespace(cluster, &name, now),
            Task::ApiService(place) => aggregation::settle(cluster, &place, now),
            Task::Definition(place) => definitions::settle(cluster, &place, now),
        };
    }
}

/// An owner, as a reference leads to it.
enum Owner {
    There { place: Place, waiting: bool },
    Gone,
}

/// Follows a reference; `None` where its kind is not served, so that nobody can say.
fn find(cluster: &Cluster, owner: &Value, dependent: &Value) -> Option<Owner> {
    let text = |field| owner.get(field).and_then(Value::as_str).unwrap_or_default();
    let resource = cluster.served.kind(text("apiVersion"), text("kind"))?;
    let namespace = match resource.namespaced {
        true => Some(meta::get(dependent, "namespace")?.as_str()?),
        false => None,
    };
    let Some(table) = cluster.store.find(super::served::storage_group(resource), &resource.plural) else {
        return Some(Owner::Gone);
    };
    let place = Place { table, key: key(namespace, text("name")) };
    let Some(stored) = cluster.store.table(table).get(&place.key) else { return Some(Owner::Gone) };
    let part = |path| sparse::at(&stored.bytes, path);
    if part("metadata.uid").is_none_or(|uid| uid != text("uid")) {
        return Some(Owner::Gone);
    }
    let waiting = part("metadata.deletionTimestamp").is_some_and(|time| !time.is_null())
        && part("metadata.finalizers")
            .and_then(|list| Some(list.as_array()?.iter().any(|it| it == delete::FOREGROUND)))
            == Some(true);
    Some(Owner::There { place, waiting })
}

fn owned(cluster: &mut Cluster, place: &Place, now: Timestamp) -> Result<()> {
    let Some(stored) = cluster.store.table(place.table).get(&place.key) else { return Ok(()) };
    // Mostly all owners are there, and the rest of the object need not be read.
    let small = sparse::without(&stored.bytes, &["spec", "status", "managedFields"]).unwrap_or_default();
    let is_there =
        |owner| matches!(find(cluster, owner, &small), None | Some(Owner::There { waiting: false, .. }));
    if !meta::is_deleting(&small) && meta::owners(&small).iter().all(is_there) {
        return Ok(());
    }
    let Some(mut object) = cluster.read(place) else { return Ok(()) };
    if meta::is_deleting(&object) {
        return match meta::finalizers(&object).contains(&delete::FOREGROUND) {
            true => waiting(cluster, place, now),
            false => Ok(()),
        };
    }
    let (mut solid, mut gone, mut wait) = (Vec::new(), 0, 0);
    for owner in meta::owners(&object) {
        match find(cluster, owner, &object) {
            None | Some(Owner::There { waiting: false, .. }) => solid.push(owner.clone()),
            Some(Owner::There { waiting: true, .. }) => wait += 1,
            Some(Owner::Gone) => gone += 1,
        }
    }
    if gone + wait == 0 {
        return Ok(());
    }
    if !solid.is_empty() {
        let before = object.clone();
        meta::set(&mut object, "ownerReferences", Some(solid.into()));
        return cluster.put(place, &mut object, Some(&before)).map(drop);
    }
    let finalizers = meta::finalizers(&object);
    let policy = match () {
        () if wait > 0 && !cluster.owners.dependents(meta::text(&object, "uid")).is_empty() => {
            Policy::Foreground
        }
        () if finalizers.contains(&delete::ORPHAN) => Policy::Orphan,
        () if finalizers.contains(&delete::FOREGROUND) => Policy::Foreground,
        () => Policy::Background,
    };
    let options = Options { policy: Some(policy), ..Options::default() };
    delete::delete(cluster, place, &options, now).map(drop)
}

fn waiting(cluster: &mut Cluster, place: &Place, now: Timestamp) -> Result<()> {
    let Some(mut object) = cluster.read(place) else { return Ok(()) };
    let uid = meta::text(&object, "uid").to_owned();
    let dependents = cluster.owners.dependents(&uid);
    let finalizer = match meta::finalizers(&object).contains(&delete::ORPHAN) {
        true => {
            for (table, key) in dependents {
                disown(cluster, &Place { table, key }, &uid)?;
            }
            delete::ORPHAN
        }
        false => {
            for (table, key) in &dependents {
                owned(cluster, &Place { table: *table, key: key.clone() }, now)?;
            }
            if dependents
                .iter()
                .any(|(table, key)| blocks(cluster, &Place { table: *table, key: key.clone() }, &uid))
            {
                return Ok(());
            }
            delete::FOREGROUND
        }
    };
    // Its dependents may have been its last blockers, and have removed it by coming back here.
    let Some(current) = cluster.read(place).filter(|current| meta::text(current, "uid") == uid) else {
        return Ok(());
    };
    object = current;
    if !meta::finalizers(&object).contains(&finalizer) {
        return Ok(());
    }
    let before = object.clone();
    let left = meta::finalizers(&before).into_iter().filter(|other| *other != finalizer).map(str::to_owned);
    meta::set_finalizers(&mut object, &left.collect::<Vec<_>>());
    delete::finish_or_put(cluster, place, object, &before).map(drop)
}

/// Takes one owner out of an object's references.
fn disown(cluster: &mut Cluster, place: &Place, uid: &str) -> Result<()> {
    let Some(mut object) = cluster.read(place) else { return Ok(()) };
    let before = object.clone();
    let others: Vec<Value> = meta::owners(&before)
        .iter()
        .filter(|owner| owner.get("uid").is_none_or(|its| its != uid))
        .cloned()
        .collect();
    meta::set(&mut object, "ownerReferences", (!others.is_empty()).then(|| others.into()));
    cluster.put(place, &mut object, Some(&before)).map(drop)
}

/// Whether a dependent keeps its owner from going.
fn blocks(cluster: &Cluster, place: &Place, uid: &str) -> bool {
    cluster.read(place).is_some_and(|object| {
        meta::owners(&object).iter().any(|owner| {
            owner.get("uid").is_some_and(|its| its == uid)
                && owner.get("blockOwnerDeletion").is_some_and(|blocks| blocks == true)
        })
    })
}

/// Empties a namespace that is going, and removes it when it is empty.
fn namespace(cluster: &mut Cluster, name: &str, now: Timestamp) -> Result<()> {
    let Some(table) = cluster.store.find("", "namespaces") else { return Ok(()) };
    let place = Place { table, key: name.into() };
    let Some(space) = cluster.read(&place).filter(meta::is_deleting) else { return Ok(()) };
    let prefix = format!("{name}/");
    let mut left = false;
    let tables: Vec<_> = cluster.store.tables().map(|(_, id)| id).collect();
    for table in tables {
        let keys: Vec<_> = cluster.store.table(table).range(&prefix).map(|(key, _)| key.clone()).collect();
        for key in keys {
            let inner = Place { table, key };
            let deleting = cluster.read(&inner).is_some_and(|object| meta::is_deleting(&object));
            if !deleting {
                let options = Options { policy: Some(Policy::Background), ..Options::default() };
                delete::delete(cluster, &inner, &options, now)?;
            }
            left |= cluster.store.table(table).get(&inner.key).is_some();
        }
    }
    if left {
        return Ok(());
    }
    let mut object = space.clone();
    if let Some(spec) = object.get_mut("spec").and_then(Value::as_object_mut) {
        let own = |finalizer: &Value| finalizer == "kubernetes";
        if let Some(list) = spec.get_mut("finalizers").and_then(Value::as_array_mut) {
            list.retain(|finalizer| !own(finalizer));
            if list.is_empty() {
                spec.shift_remove("finalizers");
            }
        }
    }
    delete::finish_or_put(cluster, &place, object, &space).map(drop)
}
