//! Delete one, delete many.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::apiserver::ApiServer;
use crate::apiserver::answer::{self, Answer};
use crate::apiserver::cluster::{Place, key};
use crate::apiserver::decode;
use crate::apiserver::delete::{Options, Policy, delete};
use crate::apiserver::meta;
use crate::apiserver::registry::Resource;
use crate::apiserver::request::Call;
use crate::apiserver::select::Selection;
use crate::apiserver::status::{Cause, Result, Status};
use crate::apiserver::unconditional;

/// Deletes one object, or begins to.
///
/// # Errors
/// Any refusal.
pub fn one(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    let (options, orphan) = options(call)?;
    let name = call.target.name.as_deref().unwrap_or_default();
    let now = server.now();
    let deleted = server.change(|cluster| {
        let place =
            Place { table: cluster.table(resource), key: key(call.target.namespace.as_deref(), name) };
        if cluster.store.table(place.table).get(&place.key).is_none() {
            return Err(Status::not_found(&resource.group, &resource.plural, name));
        }
        if is_kept(resource, name) {
            let why = "this namespace may not be deleted";
            return Err(Status::forbidden(&resource.group, &resource.plural, name, why));
        }
        delete(cluster, &place, &options, now)
    })?;
    let code = if !deleted.gone && orphan == Some(false) { 202 } else { 200 };
    let shows_object = !deleted.gone || unconditional::returns_deleted(resource);
    if !shows_object {
        let uid = meta::text(&deleted.object, "uid");
        return Ok(answer::success(name, &resource.group, &resource.plural, uid, code));
    }
    let mut object = deleted.object;
    resource.to_version(&mut object);
    answer::object(call, resource, &object, code, now)
}

/// The namespaces that the server itself needs.
fn is_kept(resource: &Resource, name: &str) -> bool {
    resource.group.is_empty()
        && resource.plural == "namespaces"
        && matches!(name, "default" | "kube-system" | "kube-public")
}

/// Deletes all objects that are selected.
///
/// # Errors
/// Any refusal; those that were deleted before it stay so.
pub fn many(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    let (options, _) = options(call)?;
    let selection = Selection::of(&call.query, resource, None)?;
    let now = server.now();
    let prefix = call.target.namespace.as_ref().map(|namespace| format!("{namespace}/")).unwrap_or_default();
    let objects = server.change(|cluster| {
        let table = cluster.table(resource);
        let all = cluster.store.table(table).range(&prefix);
        let chosen: Vec<_> = all
            .filter(|(_, object)| selection.takes(&object.bytes))
            .map(|(key, object)| (key.clone(), object.bytes.clone()))
            .collect();
        for (key, _) in &chosen {
            delete(cluster, &Place { table, key: key.clone() }, &options, now)?;
        }
        Ok((cluster.store.revision(), chosen))
    })?;
    let (revision, chosen) = objects;
    let items = answer::Items {
        objects: chosen.into_iter().map(|(_, bytes)| bytes).collect(),
        revision,
        ..answer::Items::default()
    };
    answer::list(call, resource, &items, now)
}

/// The options of a deletion, from its body, else from its parameters; and `orphanDependents` as it was given.
fn options(call: &Call) -> Result<(Options, Option<bool>)> {
    let body = match call.body.is_empty() {
        true => json!({
            "gracePeriodSeconds": call.query.number("gracePeriodSeconds")?,
            "propagationPolicy": call.query.text("propagationPolicy"),
            "orphanDependents": call.query.get("orphanDependents").map(|_| call.query.flag("orphanDependents")),
            "dryRun": call.query.all("dryRun").collect::<Vec<_>>(),
        }),
        false => decode::value(call)?,
    };
    let kind = body.get("kind").and_then(Value::as_str).unwrap_or("DeleteOptions");
    if kind != "DeleteOptions" {
        let version = body.get("apiVersion").and_then(Value::as_str).unwrap_or("v1");
        return Err(Status::bad_request(crate::apiserver::decode::not_registered(kind, version)));
    }
    let orphan = body.get("orphanDependents").and_then(Value::as_bool);
    let policy = match (body.get("propagationPolicy").and_then(Value::as_str), orphan) {
        (Some(_), Some(_)) => {
            let cause = Cause {
                reason: "FieldValueInvalid",
                message: format!(
                    "Invalid value: {}: orphanDependents and deletionPropagation cannot be both set",
                    body["propagationPolicy"]
                ),
                field: "propagationPolicy".to_owned(),
            };
            return Err(Status::invalid("meta.k8s.io", "DeleteOptions", "", vec![cause]));
        }
        (Some("Foreground"), None) => Some(Policy::Foreground),
        (Some("Background"), None) => Some(Policy::Background),
        (Some("Orphan"), None) | (None, Some(true)) => Some(Policy::Orphan),
        (None, Some(false)) => Some(Policy::Background),
        (Some(other), None) => {
            let cause = Cause {
                reason: "FieldValueNotSupported",
                message: format!(
                    "Unsupported value: {other:?}: supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\""
                ),
                field: "propagationPolicy".to_owned(),
            };
            return Err(Status::invalid("meta.k8s.io", "DeleteOptions", "", vec![cause]));
        }
        (None, None) => None,
    };
    let text = |pointer: &str| body.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    let dry =
        body.get("dryRun").and_then(Value::as_array).is_some_and(|all| all.iter().any(|one| one == "All"));
    let options = Options {
        grace: body.get("gracePeriodSeconds").and_then(Value::as_i64),
        policy,
        uid: text("/preconditions/uid"),
        resource_version: text("/preconditions/resourceVersion"),
        dry_run: dry || call.query.dry_run(),
    };
    Ok((options, orphan))
}
