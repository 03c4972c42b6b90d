//! The way that every write of an object takes: from what a client sent to what is stored.

mod identity;
mod keep;

use std::sync::Arc;

use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use super::ApiServer;
use super::cluster::{Cluster, Place, View, key, serialize};
use super::delete;
use super::managed;
use super::merge::keep_times;
use super::meta;
use super::registry::Resource;
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

/// A change of an object, and the revision of it that the change starts from.
#[derive(Debug)]
pub struct Ahead {
    revision: u64,
    before: Value,
    object: Value,
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
        let resource = self.resource;
        for field in ["deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"] {
            meta::set(&mut object, field, None);
        }
        self.settle_namespace(&mut object)?;
        if !matches!(meta::text(&object, "resourceVersion"), "" | "0") {
            return Err(Status::new(500, "", "resourceVersion should not be set on objects to be created"));
        }
        self.check_namespace(cluster, &object)?;
        resource.strategy.default(&mut object);
        if owners == Owners::Track {
            managed::track(&cluster.served, &mut object, None, self);
        }
        self.name(cluster, &mut object)?;
        meta::set(&mut object, "resourceVersion", None);
        meta::set(&mut object, "uid", Some(cluster.random.uuid().into()));
        meta::set(&mut object, "creationTimestamp", Some(meta::time(self.now).into()));
        resource.strategy.prepare_create(&mut object, &View { cluster, now: self.now })?;
        self.refuse_invalid(&object, None)?;
        let warnings = resource.strategy.warnings(&object, None);
        let table = cluster.table(resource);
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

    /// What a change makes of an object as it is now, found out without holding the store: most of the work of a patch.
    /// `None` where it cannot be; then [`update_ahead`](Self::update_ahead) says why.
    pub fn ahead(
        &self,
        server: &ApiServer,
        name: &str,
        change: impl FnOnce(&Value) -> Result<Value>,
    ) -> Option<Ahead> {
        let stored = {
            let mut cluster = server.cluster();
            let place = self.place(&mut cluster, name);
            cluster.store.table(place.table).get(&place.key)?.clone()
        };
        let mut before: Value = serde_json::from_slice(&stored.bytes).ok()?;
        self.resource.to_version(&mut before);
        let object = change(&before).ok()?;
        Some(Ahead { revision: stored.revision, before, object })
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
        match ahead.filter(|ahead| Some(ahead.revision) == stored) {
            Some(ahead) => self.replace(cluster, &place, ahead.before, ahead.object, Owners::Track),
            None => self.update(cluster, name, change),
        }
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
        mut object: Value,
        owners: Owners,
    ) -> Result<Written> {
        let resource = self.resource;
        let name = meta::text(&before, "name");
        self.settle_namespace(&mut object)?;
        self.check_identity(&mut object, &before, name)?;
        resource.strategy.default(&mut object);
        if owners == Owners::Track {
            managed::track(&cluster.served, &mut object, Some(&before), self);
        }
        self.keep(&mut object, &before);
        if self.subresource.is_empty() || self.subresource == "scale" {
            resource.strategy.prepare_update(&mut object, &before, &View { cluster, now: self.now });
        }
        self.refuse_invalid(&object, Some(&before))?;
        let warnings = resource.strategy.warnings(&object, Some(&before));
        keep_times(&before, &mut object);
        if managed::is_same(&object, &before) {
            let bytes = cluster.store.table(place.table).get(&place.key).map(|stored| stored.bytes.clone());
            let bytes = bytes.filter(|_| resource.stored_as.is_none());
            return Ok(Written { object: before, bytes, created: false, warnings });
        }
        if delete::is_finished(&object) && delete_during_update(&before) {
            if !self.dry_run {
                // Watches see what was stored, not what the update would have made of it.
                cluster.remove(place, self.as_stored(before))?;
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
        before: Option<Value>,
    ) -> Result<Written> {
        let created = before.is_none();
        if self.dry_run {
            serialize(&mut object)?;
            return Ok(Written { object, bytes: None, created, warnings: Vec::new() });
        }
        if self.resource.stored_as.is_none() {
            let bytes = cluster.put(place, &mut object, before.as_ref())?;
            return Ok(Written { object, bytes: Some(bytes), created, warnings: Vec::new() });
        }
        let mut stored = self.as_stored(object.clone());
        cluster.put(place, &mut stored, before.map(|before| self.as_stored(before)).as_ref())?;
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
