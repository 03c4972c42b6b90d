//! The `scale` subresource: the number of replicas of anything that has one, as one small object.

use std::sync::Arc;

use http::Method;
use serde_json::{Value, json};

use crate::apiserver::ApiServer;
use crate::apiserver::answer::{self, Answer, api_version};
use crate::apiserver::cluster::{Place, key};
use crate::apiserver::decode::{self, Validation};
use crate::apiserver::managed;
use crate::apiserver::merge;
use crate::apiserver::meta;
use crate::apiserver::patch::Kind;
use crate::apiserver::registry::{Columns, Plain, Resource, ScalePaths};
use crate::apiserver::request::Call;
use crate::apiserver::schema::builtin;
use crate::apiserver::select::selector_text;
use crate::apiserver::status::{Cause, Result, Status};
use crate::apiserver::verbs;
use crate::apiserver::write::Write;

/// Answers a request for a scale.
///
/// # Errors
/// Any refusal.
pub fn answer(server: &ApiServer, call: &Call, parent: &Arc<Resource>, paths: &ScalePaths) -> Result<Answer> {
    let name = call.target.name.as_deref().unwrap_or_default();
    let own = Arc::new(resource_of_scales(parent)?);
    let now = server.now();
    if call.method == Method::GET {
        let mut cluster = server.cluster();
        let place = Place { table: cluster.table(parent), key: key(call.target.namespace.as_deref(), name) };
        let mut object =
            cluster.read(&place).ok_or_else(|| Status::not_found(&parent.group, &parent.plural, name))?;
        drop(cluster);
        parent.to_version(&mut object);
        let pointer = paths.spec.replace('.', "/");
        if matches!(parent.columns, Columns::Paths(_)) && object.pointer(&pointer).is_none() {
            return Err(Status::internal(&format!(
                "the spec replicas field {:?} does not exist",
                paths.spec
            )));
        }
        return answer::object(call, &own, &scale_of(&object, paths), 200, now);
    }
    let manager = call.manager();
    let mut write = verbs::write(server, call, parent, &manager);
    write.subresource = "scale";
    let scale_write = Write { resource: &own, ..write.clone() };
    let change = Change::read(call, &own)?;
    let mut result = Value::Null;
    server.change(|cluster| {
        let served = cluster.served.clone();
        let written = write.update_owned(cluster, name, |before| {
            let version = api_version(parent);
            let mut old = scale_of(before, paths);
            let owners = merge::scale(before, &version, [(version.as_str(), paths.spec.as_str())]);
            owners.write_to_scale(&mut old);
            let new = match &change {
                Change::Replace(scale) => {
                    let mut scale = scale.clone();
                    managed::track(&served, &mut scale, Some(&old), &scale_write);
                    scale
                }
                Change::Patch(Kind::Apply, patch) => {
                    managed::applied(&served, Some(&old), patch, call.query.flag("force"), &scale_write)?
                }
                Change::Patch(kind, patch) => {
                    let mut scale = kind.apply(&old, patch, &own)?;
                    decode::shape(&mut scale, &own, Validation::Ignore, |_, why| {
                        decode::unreadable(&own, why)
                    })?;
                    managed::track(&served, &mut scale, Some(&old), &scale_write);
                    scale
                }
            };
            let replicas = new.pointer("/spec/replicas").and_then(Value::as_i64).unwrap_or_default();
            if replicas < 0 {
                let cause = Cause {
                    reason: "FieldValueInvalid",
                    message: format!("Invalid value: {replicas}: must be greater than or equal to 0"),
                    field: "spec.replicas".to_owned(),
                };
                return Err(Status::invalid("autoscaling", "Scale", name, vec![cause]));
            }
            let mut after = before.clone();
            for field in ["resourceVersion", "uid"] {
                let given = meta::text(&new, field);
                if !given.is_empty() {
                    meta::set(&mut after, field, Some(given.into()));
                }
            }
            set_at(&mut after, &paths.spec, replicas.into());
            owners.write_to_object(&new, &mut after);
            Ok(after)
        })?;
        result = scale_of(&written.object, paths);
        Ok(())
    })?;
    answer::object(call, &own, &result, 200, now)
}

/// What a request wants of a scale.
enum Change {
    Replace(Value),
    Patch(Kind, Value),
}

impl Change {
    fn read(call: &Call, own: &Resource) -> Result<Self> {
        match call.method {
            Method::PUT => Ok(Self::Replace(decode::object(call, own, Validation::Ignore)?.0)),
            Method::PATCH => {
                let kind = Kind::of(call.header("content-type"), own)?;
                Ok(Self::Patch(kind, kind.read(&call.body)?))
            }
            _ => Err(Status::method_not_allowed()),
        }
    }
}

/// Scales as a resource of their own.
fn resource_of_scales(parent: &Resource) -> Result<Resource> {
    let schema = builtin::schema("autoscaling", "v1", "Scale");
    Ok(Resource {
        group: "autoscaling".to_owned(),
        version: "v1".to_owned(),
        kind: "Scale".to_owned(),
        status: false,
        scale: None,
        columns: Columns::Cells(&[], |_, _| Vec::new()),
        schema: schema.ok_or_else(|| Status::internal("no schema of scales"))?,
        strategy: Arc::new(Plain),
        stored_as: None,
        ..parent.clone()
    })
}

/// The scale of an object.
fn scale_of(object: &Value, paths: &ScalePaths) -> Value {
    let mut metadata = json!({});
    for field in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
        if let Some(value) = meta::get(object, field) {
            metadata[field] = value.clone();
        }
    }
    let number = |path: &str| at(object, path).and_then(Value::as_i64).unwrap_or_default();
    let mut status = json!({"replicas": number(&paths.status)});
    let selector = paths.selector.as_deref().and_then(|path| at(object, path));
    let selector = match selector {
        Some(Value::String(text)) => text.clone(),
        Some(selector) => selector_text(selector),
        None => String::new(),
    };
    if !selector.is_empty() {
        status["selector"] = selector.into();
    }
    let replicas = number(&paths.spec);
    let spec = if replicas == 0 { json!({}) } else { json!({"replicas": replicas}) };
    json!({
        "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata, "spec": spec, "status": status,
    })
}

fn at<'a>(object: &'a Value, path: &str) -> Option<&'a Value> {
    path.split('.').filter(|name| !name.is_empty()).try_fold(object, |value, name| value.get(name))
}

fn set_at(object: &mut Value, path: &str, new: Value) {
    let names: Vec<&str> = path.split('.').filter(|name| !name.is_empty()).collect();
    let Some((last, above)) = names.split_last() else { return };
    let mut place = object;
    for name in above {
        let Some(fields) = place.as_object_mut() else { return };
        place = fields.entry(*name).or_insert_with(|| json!({}));
    }
    if let Some(fields) = place.as_object_mut() {
        fields.insert((*last).to_owned(), new);
    }
}
