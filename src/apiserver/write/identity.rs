//! Which object a write is about: its name, its namespace, and the state that it expects.

use serde_json::Value;

use super::Write;
use crate::apiserver::cluster::Cluster;
use crate::apiserver::registry::Columns;
use crate::apiserver::status::{Cause, Result, Status};
use crate::apiserver::{meta, sparse, unconditional};

pub(super) fn misnamed(own: &str, name: &str) -> Box<Status> {
    let message = format!("the name of the object ({own}) does not match the name on the URL ({name})");
    Status::bad_request(message)
}

impl Write<'_> {
    pub(super) fn exists(&self, object: &Value) -> Box<Status> {
        Status::already_exists(&self.resource.group, &self.resource.plural, meta::text(object, "name"))
    }

    /// The object's namespace is that of the path.
    pub(super) fn settle_namespace(&self, object: &mut Value) -> Result<()> {
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
    pub(super) fn check_namespace(&self, cluster: &Cluster, object: &Value) -> Result<()> {
        let Some(namespace) = self.namespace else { return Ok(()) };
        let table = cluster.store.find("", "namespaces");
        let space = table.and_then(|table| cluster.store.table(table).get(namespace));
        let space = space.ok_or_else(|| Status::not_found("", "namespaces", namespace))?;
        if sparse::at(&space.bytes, "metadata.deletionTimestamp").is_none_or(|time| time.is_null()) {
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

    pub(super) fn name(&self, cluster: &mut Cluster, object: &mut Value) -> Result<()> {
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
    pub(super) fn check_identity(&self, object: &mut Value, before: &Value, name: &str) -> Result<()> {
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
    pub(super) fn folder(&self) -> (&str, &str) {
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
}
