//! Create, and what pods are created with: a binding.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::apiserver::ApiServer;
use crate::apiserver::answer::{self, Answer};
use crate::apiserver::decode::{self, Validation};
use crate::apiserver::registry::Resource;
use crate::apiserver::request::Call;
use crate::apiserver::status::{Result, Status};

/// A new object.
///
/// # Errors
/// Any refusal.
pub fn create(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    let validation = Validation::of(call, "CreateOptions")?;
    let (object, warnings) = decode::object(call, resource, validation)?;
    let manager = call.manager();
    let write = super::write(server, call, resource, &manager);
    let written = server.change(|cluster| write.create(cluster, object))?;
    super::written(call, resource, &written, &warnings, write.now)
}

/// A pod gets its node.
///
/// # Errors
/// 404, 409 where it has one, 400 for a body that says no node.
pub fn bind(server: &ApiServer, call: &Call, resource: &Arc<Resource>) -> Result<Answer> {
    let binding = decode::value(call)?;
    let name = call.target.name.as_deref().unwrap_or_default();
    let target = binding.pointer("/target/name").and_then(Value::as_str).unwrap_or_default().to_owned();
    if target.is_empty() {
        return Err(Status::bad_request("target.name: Required value"));
    }
    let manager = call.manager();
    let mut write = super::write(server, call, resource, &manager);
    write.subresource = "binding";
    let conflict = |why: &str| Status::conflict("", "pods/binding", name, why);
    let now = write.now;
    server.change(|cluster| {
        let bound = |before: &Value| -> Result<Value> {
            let uid = binding.pointer("/metadata/uid").and_then(Value::as_str).unwrap_or_default();
            let own = crate::apiserver::meta::text(before, "uid");
            if !uid.is_empty() && uid != own {
                return Err(conflict(&format!(
                    "Precondition failed: UID in precondition: {uid}, UID in object meta: {own}"
                )));
            }
            if crate::apiserver::meta::is_deleting(before) {
                return Err(conflict(&format!("pod {name} is being deleted, cannot be assigned to a host")));
            }
            if let Some(node) =
                before.pointer("/spec/nodeName").and_then(Value::as_str).filter(|node| !node.is_empty())
            {
                return Err(conflict(&format!("pod {name} is already assigned to node {node:?}")));
            }
            let mut pod = before.clone();
            if let Some(annotations) = binding.pointer("/metadata/annotations").and_then(Value::as_object) {
                for (key, value) in annotations {
                    pod["metadata"]["annotations"][key] = value.clone();
                }
            }
            pod["spec"]["nodeName"] = target.as_str().into();
            let condition = json!({
                "type": "PodScheduled", "status": "True",
                "lastProbeTime": null, "lastTransitionTime": crate::apiserver::meta::time(now),
            });
            set_condition(&mut pod, condition);
            Ok(pod)
        };
        write.update(cluster, name, bound)
    })?;
    let status = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201,
    });
    Ok(answer::json(201, status.to_string()))
}

/// Puts a condition in the place of the one of its type.
fn set_condition(pod: &mut Value, condition: Value) {
    let Some(fields) = pod.as_object_mut() else { return };
    let status = fields.entry("status").or_insert_with(|| json!({}));
    if !status["conditions"].is_array() {
        status["conditions"] = json!([]);
    }
    let Some(conditions) = status["conditions"].as_array_mut() else { return };
    match conditions.iter_mut().find(|other| other["type"] == condition["type"]) {
        Some(other) => *other = condition,
        None => conditions.push(condition),
    }
}
