//! The way that every write of an object takes: from what a client sent to what is stored.

mod ahead;
mod identity;
mod keep;

use std::sync::Arc;

use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use super::cluster::{Cluster, Place, View, key, serialize};
use super::delete;
use super::managed;
use super::merge::keep_times;
use super::meta;
use super::registry::{Others, Resource};
use super::served::Served;
use super::status::{Result, Status};
use identity::misnamed;

/// One write, apart from what is written.
#[derive(Clone)]
pub struct Write<'a> {
    /// The resource, in the version of the request.
    pub resource: &'a Arc<Resource>,
    /// The namespace of the path.
    pub namespace: Option<&'a str>,
    /// Empty for the object itself.
    pub subresource: &'a str,
    /// Who owns the fields that are written.
    pub manager: &'a str,
    /// The time now.
    pub now: Timestamp,
    /// Nothing is stored.
    pub dry_run: bool,
}

/// Whether a write's owners of fields are still to be found out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Owners {
    /// They are.
    Track,
    /// An apply has done it.
    Known,
}

/// What a write came to.
#[derive(Debug, Clone)]
pub struct Written {
    /// The object in the version of the request.
    pub object: Value,
    /// The object as stored; `None` where nothing was stored, or it was in another version.
    pub bytes: Option<Bytes>,
    /// It is new.
    pub created: bool,
    /// What the client should know of it.
    pub warnings: Vec<String>,
}

/// An object as it is to be stored, but for what only the store can say.
#[derive(Debug)]
struct Prepared {
    object: Value,
    warnings: Vec<String>,
}

impl Write<'_> {
    /// A new object.
    ///
    /// # Errors
    /// It exists, it is invalid, or admission refuses it.
    pub fn create(&self, cluster: &mut Cluster, object: Value) -> Result<Written> {
        self.begin(cluster, object, Owners::Track)
    }

    fn begin(&self, cluster: &mut Cluster, mut object: Value, owners: Owners) -> Result<Written> {
        self.admit(&mut object)?;
        self.check_namespace(cluster, &object)?;
        let served = cluster.served.clone();
        self.fill(&served, &mut object, owners);
        self.name(cluster, &mut object)?;
        let uid = cluster.random.uuid();
        let prepared = self.prepare_create(&View { cluster, now: self.now }, uid, object)?;
        self.add(cluster, prepared)
    }

    /// What no client says of a new object is taken from it.
    fn admit(&self, object: &mut Value) -> Result<()> {
        for field in ["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"] {
            meta::set(object, field, None);
        }
        self.settle_namespace(object)?;
        match meta::text(object, "resourceVersion") {
            "" | "0" => Ok(()),
            _ => Err(Status::new(500, "", "resourceVersion should not be set on objects to be created")),
        }
    }

    /// What was left out of a new object, and who owns it.
    fn fill(&self, served: &Served, object: &mut Value, owners: Owners) {
        self.resource.strategy.default(object);
        if owners == Owners::Track {
            managed::track(served, object, None, self);
        }
    }

    /// A new object with what the server decides.
    fn prepare_create(&self, others: &dyn Others, uid: String, mut object: Value) -> Result<Prepared> {
        let strategy = &self.resource.strategy;
        meta::set(&mut object, "resourceVersion", None);
        meta::set(&mut object, "uid", Some(uid.into()));
        meta::set(&mut object, "creationTimestamp", Some(meta::time(self.now).into()));
        strategy.prepare_create(&mut object, others)?;
        self.refuse_invalid(&object, None)?;
        let warnings = strategy.warnings(&object, None);
        Ok(Prepared { object, warnings })
    }

    /// Stores a new object, unless there is one of its name.
    fn add(&self, cluster: &mut Cluster, prepared: Prepared) -> Result<Written> {
        let Prepared { object, warnings } = prepared;
        let table = cluster.table(self.resource);
        let place = Place { table, key: key(self.namespace, meta::text(&object, "name")) };
        if cluster.store.table(table).get(&place.key).is_some() {
            return Err(self.exists(&object));
        }
        Ok(Written { warnings, ..self.store(cluster, &place, object, None)? })
    }

    /// A change of an object; `change` makes the new one from the old.
    ///
    /// # Errors
    /// It is not there, a precondition does not hold, the new one is invalid, or `change` fails.
    pub fn update(
        &self,
        cluster: &mut Cluster,
        name: &str,
        change: impl FnOnce(&Value) -> Result<Value>,
    ) -> Result<Written> {
        self.change(cluster, name, change, Owners::Track)
    }

    /// The same as [`update`](Self::update), where `change` has settled who owns which field.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub fn update_owned(
        &self,
        cluster: &mut Cluster,
        name: &str,
        change: impl FnOnce(&Value) -> Result<Value>,
    ) -> Result<Written> {
        self.change(cluster, name, change, Owners::Known)
    }

    fn change(
        &self,
        cluster: &mut Cluster,
        name: &str,
        change: impl FnOnce(&Value) -> Result<Value>,
        owners: Owners,
    ) -> Result<Written> {
        let place = self.place(cluster, name);
        let before = self.load(cluster, &place).ok_or_else(|| self.not_found(name))?;
        let object = change(&before)?;
        self.replace(cluster, &place, before, object, owners)
    }

    /// Server-side apply: an object is made, or changed by what a manager wants of it.
    ///
    /// # Errors
    /// Conflicts with other managers, and all that a create or an update fails with.
    pub fn apply(
        &self,
        cluster: &mut Cluster,
        name: &str,
        config: &Value,
        force: bool,
        shape: impl FnOnce(&mut Value) -> Result<()>,
    ) -> Result<Written> {
        let place = self.place(cluster, name);
        let before = self.load(cluster, &place);
        if before.is_none() && !self.subresource.is_empty() {
            return Err(self.not_found(name));
        }
        let mut object = managed::applied(&cluster.served, before.as_ref(), config, force, self)?;
        shape(&mut object)?;
        match before {
            Some(before) => self.replace(cluster, &place, before, object, Owners::Known),
            None => {
                let given = meta::text(&object, "name");
                if !given.is_empty() && given != name {
                    return Err(misnamed(given, name));
                }
                meta::set(&mut object, "name", Some(name.into()));
                self.begin(cluster, object, Owners::Known)
            }
        }
    }

    fn place(&self, cluster: &mut Cluster, name: &str) -> Place {
        Place { table: cluster.table(self.resource), key: key(self.namespace, name) }
    }

    fn replace(
        &self,
        cluster: &mut Cluster,
        place: &Place,
        before: Value,
        object: Value,
        owners: Owners,
    ) -> Result<Written> {
        let view = View { cluster, now: self.now };
        let prepared = self.prepare_update(&cluster.served, &view, &before, object, owners)?;
        self.exchange(cluster, place, &before, prepared)
    }

    /// A changed object with what the server decides.
    fn prepare_update(
        &self,
        served: &Served,
        others: &dyn Others,
        before: &Value,
        mut object: Value,
        owners: Owners,
    ) -> Result<Prepared> {
        let strategy = &self.resource.strategy;
        self.settle_namespace(&mut object)?;
        self.check_identity(&mut object, before, meta::text(before, "name"))?;
        strategy.default(&mut object);
        if owners == Owners::Track {
            managed::track(served, &mut object, Some(before), self);
        }
        self.keep(&mut object, before);
        if self.subresource.is_empty() || self.subresource == "scale" {
            strategy.prepare_update(&mut object, before, others);
        }
        self.refuse_invalid(&object, Some(before))?;
        let warnings = strategy.warnings(&object, Some(before));
        keep_times(before, &mut object);
        Ok(Prepared { object, warnings })
    }

    /// Stores a changed object in the place of the one before.
    fn exchange(
        &self,
        cluster: &mut Cluster,
        place: &Place,
        before: &Value,
        prepared: Prepared,
    ) -> Result<Written> {
        let Prepared { object, warnings } = prepared;
        if managed::is_same(&object, before) {
            let bytes = cluster.store.table(place.table).get(&place.key).map(|stored| stored.bytes.clone());
            let bytes = bytes.filter(|_| self.resource.stored_as.is_none());
            return Ok(Written { object: before.clone(), bytes, created: false, warnings });
        }
        if delete::is_finished(&object) && delete_during_update(before) {
            if !self.dry_run {
                // Watches see what was stored, not what the update would have made of it.
                cluster.remove(place, self.as_stored(before.clone()))?;
            }
            return Ok(Written { object, bytes: None, created: false, warnings });
        }
        Ok(Written { warnings, ..self.store(cluster, place, object, Some(before))? })
    }

    /// An object in the version of the request.
    pub fn load(&self, cluster: &Cluster, place: &Place) -> Option<Value> {
        let mut object = cluster.read(place)?;
        self.resource.to_version(&mut object);
        Some(object)
    }

    /// 404 of this resource.
    pub fn not_found(&self, name: &str) -> Box<Status> {
        Status::not_found(&self.resource.group, &self.resource.plural, name)
    }

    fn as_stored(&self, mut object: Value) -> Value {
        self.resource.to_stored(&mut object);
        object
    }

    fn store(
        &self,
        cluster: &mut Cluster,
        place: &Place,
        mut object: Value,
        before: Option<&Value>,
    ) -> Result<Written> {
        let created = before.is_none();
        if self.dry_run {
            serialize(&mut object)?;
            return Ok(Written { object, bytes: None, created, warnings: Vec::new() });
        }
        if self.resource.stored_as.is_none() {
            let bytes = cluster.put(place, &mut object, before)?;
            return Ok(Written { object, bytes: Some(bytes), created, warnings: Vec::new() });
        }
        let mut stored = self.as_stored(object.clone());
        cluster.put(place, &mut stored, before.map(|before| self.as_stored(before.clone())).as_ref())?;
        let version = meta::get(&stored, "resourceVersion").cloned();
        meta::set(&mut object, "resourceVersion", version);
        Ok(Written { object, bytes: None, created, warnings: Vec::new() })
    }

    fn refuse_invalid(&self, object: &Value, before: Option<&Value>) -> Result<()> {
        // A binding sets what no update of a pod may.
        if self.subresource == "binding" {
            return Ok(());
        }
        let causes = self.resource.strategy.validate(object, before);
        match causes.is_empty() {
            true => Ok(()),
            false => {
                let (group, kind) = (&self.resource.group, &self.resource.kind);
                Err(Status::invalid(group, kind, meta::text(object, "name"), causes))
            }
        }
    }
}

/// An update removes an object only if its last finalizer went with it, or it had no grace left.
fn delete_during_update(before: &Value) -> bool {
    meta::is_deleting(before)
}

impl Resource {
    /// Makes the stored object one of this version.
    pub fn to_version(&self, object: &mut Value) {
        if self.stored_as.is_some() {
            self.strategy.convert(object, &self.version);
        }
    }

    /// Makes an object of this version the stored one.
    pub fn to_stored(&self, object: &mut Value) {
        if let Some(version) = &self.stored_as {
            self.strategy.convert(object, version);
        }
    }
}
