//! What neap has applied of an object: the fields that `metadata.managedFields` says are its own.

use serde_json::{Map, Value, json};

use super::objects::FIELD_MANAGER;
use crate::kubernetes::Object;
use crate::kubernetes::field_set::chooses;

/// The object with neap's fields only, as the last apply sent them; `None` where neap never applied it.
pub fn of(live: &Object) -> Option<Object> {
    let entries = live.get("/metadata/managedFields").and_then(Value::as_array)?;
    let ours =
        entries.iter().find(|entry| entry["manager"] == FIELD_MANAGER && entry["operation"] == "Apply")?;
    let mut part = extract(live.value(), ours.get("fieldsV1")?);
    name(&mut part, live.value());
    if let Some(metadata) = part.get_mut("metadata").and_then(Value::as_object_mut) {
        // An apply sets the owner by itself.
        metadata.shift_remove("ownerReferences");
    }
    Object::new(part).ok()
}

/// An object with nothing but its name.
pub fn nothing_of(live: &Object) -> Option<Object> {
    let mut part = json!({});
    name(&mut part, live.value());
    Object::new(part).ok()
}

/// Puts kind and name before the rest, which is the order in which people read.
fn name(part: &mut Value, live: &Value) {
    let mut rest = part.as_object_mut().map(std::mem::take).unwrap_or_default();
    let mut metadata = Map::new();
    for field in ["name", "namespace"] {
        metadata.extend(live["metadata"].get(field).map(|value| (field.to_owned(), value.clone())));
    }
    if let Some(Value::Object(fields)) = rest.shift_remove("metadata") {
        metadata.extend(fields);
    }
    *part = json!({ "apiVersion": live["apiVersion"], "kind": live["kind"], "metadata": metadata });
    if let Some(part) = part.as_object_mut() {
        part.extend(rest);
    }
}

/// The part of a value that a set of fields names.
fn extract(value: &Value, fields: &Value) -> Value {
    let Some(fields) = fields.as_object().filter(|fields| fields.keys().any(|key| key != ".")) else {
        return value.clone();
    };
    match value {
        Value::Object(object) => {
            let named = object.iter().filter_map(|(name, inner)| {
                let fields = fields.get(&format!("f:{name}"))?;
                Some((name.clone(), extract(inner, fields)))
            });
            Value::Object(named.collect())
        }
        Value::Array(entries) => {
            let of = |entry: &Value| {
                let matching = fields.iter().find(|(key, _)| chooses(key, entry));
                matching.map(|(_, fields)| extract(entry, fields))
            };
            Value::Array(entries.iter().filter_map(of).collect())
        }
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_applied_is_left() {
        let live = Object::new(json!({
            "apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "a", "namespace": "n", "uid": "u", "labels": {"x": "1", "y": "2"}, "managedFields": [
                {"manager": "other", "operation": "Update", "fieldsV1": {"f:spec": {"f:replicas": {}}}},
                {"manager": "neap", "operation": "Apply", "fieldsV1": {
                    "f:metadata": {"f:labels": {"f:x": {}}},
                    "f:spec": {"f:list": {"k:{\"name\":\"b\"}": {".": {}, "f:name": {}, "f:v": {}}}, "f:atomic": {}}}},
            ]},
            "spec": {"replicas": 3, "list": [{"name": "a", "v": 1}, {"name": "b", "v": 2, "w": 3}], "atomic": [1, 2]},
        }))
        .unwrap();
        let expected = json!({"apiVersion": "apps/v1", "kind": "Deployment",
            "metadata": {"name": "a", "namespace": "n", "labels": {"x": "1"}},
            "spec": {"list": [{"name": "b", "v": 2}], "atomic": [1, 2]}});
        assert_eq!(*of(&live).unwrap().value(), expected);
    }
}
