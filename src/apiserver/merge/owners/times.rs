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
        && old_entries.iter().zip(entries).all(|(old, new)| equal(&timeless(old), &timeless(new)));
    if !same || old_entries == entries {
        return;
    }
    let mut with_old_times = new.clone();
    with_old_times["metadata"]["managedFields"] = Value::Array(old_entries.clone());
    if equal(live, &with_old_times) {
        *new = with_old_times;
    }
}

fn timeless(entry: &Value) -> Value {
    let mut entry = entry.clone();
    if let Some(entry) = entry.as_object_mut() {
        entry.shift_remove("time");
    }
    entry
}
