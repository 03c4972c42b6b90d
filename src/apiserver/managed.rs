//! Managed fields of writes that are no applies, and whether a write changes anything.

use serde_json::Value;

use super::status::Result;
use super::write::Write;

/// Notes in `metadata.managedFields` who set what changed; without a manager, nothing is noted.
pub fn track(object: &mut Value, before: Option<&Value>, write: &Write<'_>) -> Result<()> {
    if write.manager.is_empty() {
        return Ok(());
    }
    super::meta::set(
        object,
        "managedFields",
        before.and_then(|it| super::meta::get(it, "managedFields")).cloned(),
    );
    Ok(())
}

/// Whether two states of an object differ in nothing but the times of their managed fields.
pub fn is_same(object: &Value, before: &Value) -> bool {
    let (Some(new), Some(old)) = (object.as_object(), before.as_object()) else { return object == before };
    let rest = |name: &&String| name.as_str() != "metadata";
    new.len() == old.len()
        && new.keys().filter(rest).all(|name| old.get(name) == new.get(name))
        && same_metadata(object, before)
}

fn same_metadata(object: &Value, before: &Value) -> bool {
    let (mut new, mut old) = (metadata(object), metadata(before));
    for metadata in [&mut new, &mut old] {
        let entries = metadata.get_mut("managedFields").and_then(Value::as_array_mut);
        for entry in entries.into_iter().flatten().filter_map(Value::as_object_mut) {
            entry.shift_remove("time");
        }
    }
    new == old
}

fn metadata(object: &Value) -> Value {
    object.get("metadata").cloned().unwrap_or_default()
}
