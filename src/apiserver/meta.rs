//! An object's metadata, as far as the server itself reads and writes it.

use jiff::Timestamp;
use serde_json::{Map, Value};

/// A text below `metadata`; empty where there is none.
pub fn text<'a>(object: &'a Value, field: &str) -> &'a str {
    get(object, field).and_then(Value::as_str).unwrap_or_default()
}

/// A field below `metadata`.
pub fn get<'a>(object: &'a Value, field: &str) -> Option<&'a Value> {
    object.get("metadata")?.get(field)
}

/// Sets a field below `metadata`, or takes it away. Of what is no object, nothing is changed.
pub fn set(object: &mut Value, field: &str, value: Option<Value>) {
    let Some(fields) = object.as_object_mut() else { return };
    let metadata = fields.entry("metadata").or_insert_with(|| Value::Object(Map::new()));
    let Some(metadata) = metadata.as_object_mut() else { return };
    match value {
        Some(value) => drop(metadata.insert(field.to_owned(), value)),
        None => drop(metadata.shift_remove(field)),
    }
}

/// Whether its deletion has begun.
pub fn is_deleting(object: &Value) -> bool {
    get(object, "deletionTimestamp").is_some_and(|time| !time.is_null())
}

/// Its finalizers.
pub fn finalizers(object: &Value) -> Vec<&str> {
    let list = get(object, "finalizers").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Sets the finalizers; an empty list is none.
pub fn set_finalizers(object: &mut Value, finalizers: &[String]) {
    let list: Value = finalizers.iter().cloned().map(Value::from).collect();
    set(object, "finalizers", (!finalizers.is_empty()).then_some(list));
}

/// Its owners.
pub fn owners(object: &Value) -> &[Value] {
    get(object, "ownerReferences").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// One more change of what is wanted.
pub fn bump_generation(object: &mut Value) {
    if let Some(generation) = get(object, "generation").and_then(Value::as_i64).filter(|number| *number > 0) {
        set(object, "generation", Some((generation + 1).into()));
    }
}

/// A time as objects carry it, in whole seconds.
pub fn time(now: Timestamp) -> String {
    now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}
