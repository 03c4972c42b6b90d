//! The way that every write of an object takes: from what a client sent to what is stored.

use std::sync::Arc;

use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::Value;

use super::cluster::{Cluster, Place, View, key, serialize};
use super::delete;
use super::managed;
use super::merge::keep_times;
use super::meta;
use super::registry::{Columns, Resource};
use super::status::{Cause, Result, Status};
use super::unconditional;

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

fn misnamed(own: &str, name: &str) -> Box<Status> {
    let message = format!("the name of the object ({own}) does not match the name on the URL ({name})");
    Status::bad_request(message)
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
        let place = self.place(cluster, name);
        let before = self.load(cluster, &place).ok_or_else(|| self.not_found(name))?;
        let object = change(&before)?;
        self.replace(cluster, &place, before, object, Owners::Track)
    }

    /// The same, where `change` has settled who owns which field.
    ///
    /// # Errors
    /// As [`update`](Self::update).
    pub fn update_owned(
        &self,
        cluster: &mut Cluster,
        name: &str,
        change: impl FnOnce(&Value) -> Result<Value>,
    ) -> Result<Written> {
        let place = self.place(cluster, name);
        let before = self.load(cluster, &place).ok_or_else(|| self.not_found(name))?;
        let object = change(&before)?;
        self.replace(cluster, &place, before, object, Owners::Known)
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

    fn exists(&self, object: &Value) -> Box<Status> {
        Status::already_exists(&self.resource.group, &self.resource.plural, meta::text(object, "name"))
    }

    /// The object's namespace is that of the path.
    fn settle_namespace(&self, object: &mut Value) -> Result<()> {
        let own = meta::text(object, "namespace");
        match (self.namespace, own) {
            (None, "") => Ok(()),
            (Some(namespace), "") => {
                meta::set(object, "namespace", Some(namespace.into()));
                Ok(())
            }
            (Some(namespace), own) if own == namespace => Ok(()),
            (None, _) if !self.resource.namespaced => {
                meta::set(object, "namespace", None);
                Ok(())
            }
            _ => Err(Status::bad_request(
                "the namespace of the provided object does not match the namespace sent on the request",
            )),
        }
    }

    /// New objects enter no namespace that is not there or is going.
    fn check_namespace(&self, cluster: &Cluster, object: &Value) -> Result<()> {
        let Some(namespace) = self.namespace else { return Ok(()) };
        let table = cluster.store.find("", "namespaces");
        let space = table.and_then(|table| cluster.read(&Place { table, key: namespace.into() }));
        let space = space.ok_or_else(|| Status::not_found("", "namespaces", namespace))?;
        if !meta::is_deleting(&space) {
            return Ok(());
        }
        let why =
            format!("unable to create new content in namespace {namespace} because it is being terminated");
        let (group, plural) = (&self.resource.group, &self.resource.plural);
        let mut refusal = Status::forbidden(group, plural, meta::text(object, "name"), &why);
        refusal.causes = vec![Cause {
            reason: "NamespaceTerminating",
            message: format!("namespace {namespace} is being terminated"),
            field: "metadata.namespace".to_owned(),
        }];
        Err(refusal)
    }

    fn name(&self, cluster: &mut Cluster, object: &mut Value) -> Result<()> {
        let base = meta::text(object, "generateName").to_owned();
        if !meta::text(object, "name").is_empty() {
            return Ok(());
        }
        if base.is_empty() {
            let missing = Cause {
                reason: "FieldValueRequired",
                message: "Required value: name or generateName is required".to_owned(),
                field: "metadata.name".to_owned(),
            };
            return Err(Status::invalid(&self.resource.group, &self.resource.kind, "", vec![missing]));
        }
        let table = cluster.table(self.resource);
        let name = cluster.free_name(table, self.namespace, &base).ok_or_else(|| {
            let mut refusal = self.exists(object);
            refusal.message += ", the server was not able to generate a unique name for the object";
            refusal
        })?;
        meta::set(object, "name", Some(name.into()));
        Ok(())
    }

    /// Name, uid and resource version of an update are those of the object, as far as they are given.
    fn check_identity(&self, object: &mut Value, before: &Value, name: &str) -> Result<()> {
        let (group, plural) = (&self.resource.group, &self.resource.plural);
        let own = meta::text(object, "name");
        if own.is_empty() {
            return Err(Status::bad_request("name must be provided"));
        }
        if own != name {
            return Err(misnamed(own, name));
        }
        let (uid, current) = (meta::text(object, "uid"), meta::text(before, "uid"));
        if !uid.is_empty() && uid != current {
            let (folder, kind) = self.folder();
            let path = [folder, kind, self.namespace.unwrap_or_default(), name];
            let path: Vec<&str> = path.into_iter().filter(|part| !part.is_empty()).collect();
            let root = if self.dry_run { "" } else { "/registry" };
            let why = format!(
                "StorageError: invalid object, Code: 4, Key: {root}/{}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: {uid}, UID in object meta: {current}",
                path.join("/")
            );
            return Err(Status::conflict(group, plural, name, &why));
        }
        let (version, current) =
            (meta::text(object, "resourceVersion"), meta::text(before, "resourceVersion"));
        match version {
            "" | "0" if unconditional::updates(self.resource) => {
                let current = Value::from(current);
                meta::set(object, "resourceVersion", Some(current));
                Ok(())
            }
            "" | "0" => {
                let cause = Cause {
                    reason: "FieldValueInvalid",
                    message: "Invalid value: 0: must be specified for an update".to_owned(),
                    field: "metadata.resourceVersion".to_owned(),
                };
                Err(Status::invalid(group, plural, name, vec![cause]))
            }
            version if version == current => Ok(()),
            _ => Err(Status::conflict(
                group,
                plural,
                name,
                "the object has been modified; please apply your changes to the latest version and try again",
            )),
        }
    }

    /// Where the real server's store keeps the resource: messages name it.
    fn folder(&self) -> (&str, &str) {
        let (group, plural) = (self.resource.group.as_str(), self.resource.plural.as_str());
        match (group, plural) {
            ("", "services") => ("services", "specs"),
            ("", "endpoints") => ("services", "endpoints"),
            ("", "nodes") => ("", "minions"),
            ("networking.k8s.io", "ingresses") => ("", "ingress"),
            ("apiextensions.k8s.io" | "apiregistration.k8s.io", _) => (group, plural),
            _ if matches!(self.resource.columns, Columns::Paths(_)) => (group, plural),
            _ => ("", plural),
        }
    }

    /// What no update may change stays as it was.
    fn keep(&self, object: &mut Value, before: &Value) {
        for field in [
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "selfLink",
        ] {
            meta::set(object, field, meta::get(before, field).cloned());
        }
        if !self.resource.status {
            return;
        }
        let (Some(fields), Some(old)) = (object.as_object_mut(), before.as_object()) else { return };
        if self.subresource != "status" {
            match old.get("status") {
                Some(status) if fields.get("status") == Some(status) => {}
                Some(status) => drop(fields.insert("status".to_owned(), status.clone())),
                None => drop(fields.shift_remove("status")),
            }
            return;
        }
        let names: Vec<String> = fields.keys().chain(old.keys()).cloned().collect();
        for name in names.iter().filter(|name| !matches!(name.as_str(), "status" | "metadata")) {
            match old.get(name) {
                Some(value) if fields.get(name) == Some(value) => {}
                Some(value) => drop(fields.insert(name.clone(), value.clone())),
                None => drop(fields.shift_remove(name)),
            }
        }
        if matches!(self.resource.columns, Columns::Paths(_)) {
            let managed = meta::get(object, "managedFields").cloned();
            if let (Some(fields), Some(metadata)) = (object.as_object_mut(), before.get("metadata")) {
                fields.insert("metadata".to_owned(), metadata.clone());
            }
            meta::set(object, "managedFields", managed);
        } else {
            let kept = match self.resource.kind.as_str() {
                "Pod" => {
                    keep_quality(object, before);
                    "ownerReferences"
                }
                "Deployment" => "labels",
                _ => return,
            };
            meta::set(object, kept, meta::get(before, kept).cloned());
        }
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

/// A pod's class of service is decided at its creation; a status without it has it still.
fn keep_quality(pod: &mut Value, before: &Value) {
    let class = before.get("status").and_then(|status| status.get("qosClass")).cloned();
    let status = pod.get_mut("status").and_then(Value::as_object_mut);
    if let (Some(status), Some(class)) = (status, class) {
        status.entry("qosClass").or_insert(class);
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
