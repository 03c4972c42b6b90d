//! A write that changes nothing but the times of owners changes nothing.

use serde_json::Value;

use super::managed::Managed;
use crate::apiserver::merge::value::equal;

/// Puts the old times back where nothing else changed, so that the write is none.
///
/// `new` is the object as it would be stored.
pub fn keep_times(live: &Value, new: &mut Value) {
    let (Some(old_entries), Some(entries)) = (Managed::of(live).as_array(), Managed::of(new).as_array())
    else {
        return;
    };
    let same = old_entries.len() == entries.len()
        && old_entries.iter().zip(entries).all(|(old, new)| equal_but(old, new, "time"));
    if !same || old_entries == entries {
        return;
    }
    let metadata = |live: &Value, new: &Value| equal_but(live, new, "managedFields");
    let whole = equal_but(live, new, "metadata")
        && metadata(
            live.get("metadata").unwrap_or(&Value::Null),
            new.get("metadata").unwrap_or(&Value::Null),
        );
    if whole {
        let old_entries = Value::Array(old_entries.clone());
        new["metadata"]["managedFields"] = old_entries;
    }
}

/// Whether two objects are equal but for what stands under one name.
fn equal_but(a: &Value, b: &Value, but: &str) -> bool {
    let (Some(a), Some(b)) = (a.as_object(), b.as_object()) else { return equal(a, b) };
    let rest = |map: &serde_json::Map<String, Value>| map.len() - usize::from(map.contains_key(but));
    rest(a) == rest(b)
        && a.iter().filter(|(name, _)| *name != but).all(|(name, a)| b.get(name).is_some_and(|b| equal(a, b)))
}
