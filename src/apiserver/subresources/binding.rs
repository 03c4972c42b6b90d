//! A pod gets its node.

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use crate::apiserver::ApiServer;
use crate::apiserver::answer::{self, Answer};
use crate::apiserver::decode;
use crate::apiserver::meta;
use crate::apiserver::registry::Resource;
use crate::apiserver::request::Call;
use crate::apiserver::status::{Result, Status};
use crate::apiserver::write::Write;

/// Binds the pod that the path names, else the one that the body names.
///
/// # Errors
/// 404, 409 where it has a node, 400 and 422 for a body that says none.
pub fn bind(server: &ApiServer, call: &Call) -> Result<Answer> {
    let binding = decode::value(call)?;
    let pods: Arc<Resource> = server.resource("", "v1", "pods")?;
    let name = call.target.name.as_deref().unwrap_or_else(|| meta::text(&binding, "name"));
    let node = binding.pointer("/target/name").and_then(Value::as_str).unwrap_or_default();
    if node.is_empty() {
        let cause = crate::apiserver::status::Cause {
            reason: "FieldValueRequired",
            message: "Required value".to_owned(),
            field: "target.name".to_owned(),
        };
        return Err(Status::invalid("", "Binding", name, vec![cause]));
    }
    let manager = call.manager();
    let write = Write {
        resource: &pods,
        namespace: call.target.namespace.as_deref(),
        subresource: "binding",
        manager: &manager,
        now: server.now(),
        dry_run: call.query.dry_run(),
    };
    let now = write.now;
    let bound = |before: &Value| bound(before, &binding, name, node, now);
    let ahead = write.ahead(server, name, bound);
    server.change(|cluster| write.update_ahead(cluster, name, ahead, bound))?;
    let status =
        json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201});
    Ok(answer::json(201, status.to_string()))
}

fn bound(before: &Value, binding: &Value, name: &str, node: &str, now: Timestamp) -> Result<Value> {
    let conflict = |why: &str| Err(Status::conflict("", "pods/binding", name, why));
    let (uid, own) = (meta::text(binding, "uid"), meta::text(before, "uid"));
    if !uid.is_empty() && uid != own {
        return conflict(&format!(
            "Precondition failed: UID in precondition: {uid}, UID in object meta: {own}"
        ));
    }
    if meta::is_deleting(before) {
        return conflict(&format!("pod {name} is being deleted, cannot be assigned to a host"));
    }
    let current = before.pointer("/spec/nodeName").and_then(Value::as_str).unwrap_or_default();
    if !current.is_empty() {
        return conflict(&format!("pod {name} is already assigned to node {current:?}"));
    }
    let mut pod = before.clone();
    for field in ["labels", "annotations"] {
        let Some(more) = meta::get(binding, field).and_then(Value::as_object) else { continue };
        let mut all = meta::get(before, field).and_then(Value::as_object).cloned().unwrap_or_default();
        all.extend(more.clone());
        meta::set(&mut pod, field, Some(all.into()));
    }
    if let Some(spec) = pod.get_mut("spec").and_then(Value::as_object_mut) {
        spec.insert("nodeName".to_owned(), node.into());
    }
    let scheduled = json!({
        "type": "PodScheduled", "status": "True", "lastProbeTime": null, "lastTransitionTime": meta::time(now),
    });
    set_condition(&mut pod, scheduled);
    Ok(pod)
}

/// Puts a condition in the place of the one of its type.
pub fn set_condition(object: &mut Value, condition: Value) {
    let Some(fields) = object.as_object_mut() else { return };
    let status = fields.entry("status").or_insert_with(|| json!({}));
    let Some(status) = status.as_object_mut() else { return };
    let conditions = status.entry("conditions").or_insert_with(|| json!([]));
    if conditions.is_null() {
        *conditions = json!([]);
    }
    let Some(conditions) = conditions.as_array_mut() else { return };
    match conditions.iter_mut().find(|other| other.get("type") == condition.get("type")) {
        Some(other) => *other = condition,
        None => conditions.push(condition),
    }
}
