//! What changes between two renderings, done to what is there: all else stays as it is.

use serde_json::{Map, Value};

use crate::kubernetes::field_set::FieldSets;

/// Does to `live` what leads from `before` to `after`.
pub fn merge(live: &mut Value, before: &Value, after: &Value) {
    if before == after {
        return;
    }
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            if !live.is_object() {
                *live = Value::Object(Map::new());
            }
            if let Value::Object(live) = live {
                fields(live, before, after);
            }
        }
        (Value::Array(before), Value::Array(after)) => lists(live, before, after),
        _ => *live = after.clone(),
    }
}

/// Puts into `part` what leads from `before` to `after`, as it stands in `whole`.
///
/// Of a list whose entries the server tells apart by keys, as its record of owners (`owned`) shows, only the entries that change
/// are put in; any other list is one piece.
pub fn overlay(part: &mut Value, whole: &Value, before: &Value, after: &Value, owned: &FieldSets<'_>) {
    if let (Value::Array(part), Value::Array(whole), Value::Array(before), Value::Array(after), true) =
        (&mut *part, whole, before, after, owned.has_keys())
        && let Some(key) = key_of(&[part, whole, before, after])
    {
        return overlay_entries(part, whole, (before, after), (key, owned));
    }
    let (Some(before), Some(after), Some(whole)) = (before.as_object(), after.as_object(), whole.as_object())
    else {
        *part = whole.clone();
        return;
    };
    let Value::Object(part) = part else { return };
    for name in before.keys().chain(after.keys().filter(|name| !before.contains_key(*name))) {
        let owned = owned.field(name);
        let empty = || match whole.get(name) {
            Some(Value::Array(_)) => Value::Array(Vec::new()),
            _ => Value::Object(Map::new()),
        };
        match (before.get(name), after.get(name), whole.get(name)) {
            (earlier, later, _) if earlier == later => {}
            (_, _, None) => drop(part.shift_remove(name)),
            (Some(earlier), Some(later), Some(whole)) if is_entered(earlier, later, whole, &owned) => {
                overlay(part.entry(name.clone()).or_insert_with(empty), whole, earlier, later, &owned);
            }
            (_, _, Some(whole)) => drop(part.insert(name.clone(), whole.clone())),
        }
    }
}

/// Whether a change is put in piece by piece: between objects, and between lists with keys.
fn is_entered(before: &Value, after: &Value, whole: &Value, owned: &FieldSets<'_>) -> bool {
    match (before, after, whole) {
        (Value::Object(_), Value::Object(_), Value::Object(_)) => true,
        (Value::Array(_), Value::Array(_), Value::Array(_)) => owned.has_keys(),
        _ => false,
    }
}

fn overlay_entries(
    part: &mut Vec<Value>,
    whole: &[Value],
    (before, after): (&[Value], &[Value]),
    (key, owned): (&'static str, &FieldSets<'_>),
) {
    let find =
        |list: &[Value], wanted: &Value| list.iter().position(|entry| entry.get(key) == wanted.get(key));
    part.retain(|entry| find(before, entry).is_none() || find(after, entry).is_some());
    for (at, entry) in after.iter().enumerate() {
        let Some(full) = find(whole, entry).map(|at| &whole[at]) else { continue };
        let next = |part: &[Value]| {
            let next = after[at + 1..].iter().find_map(|later| find(part, later));
            next.unwrap_or(part.len())
        };
        match (find(before, entry).map(|at| &before[at]), find(part, entry)) {
            (Some(earlier), _) if earlier == entry => {}
            (Some(earlier), Some(at)) => overlay(&mut part[at], full, earlier, entry, &owned.entry(full)),
            (Some(earlier), None) => {
                let mut own = Map::new();
                own.extend(entry.get(key).map(|value| (key.to_owned(), value.clone())));
                let mut own = Value::Object(own);
                overlay(&mut own, full, earlier, entry, &owned.entry(full));
                let next = next(part);
                part.insert(next, own);
            }
            (None, Some(at)) => part[at] = entry.clone(),
            (None, None) => {
                let next = next(part);
                part.insert(next, entry.clone());
            }
        }
    }
}

/// The field that tells the entries of all these lists apart.
fn key_of(lists: &[&[Value]]) -> Option<&'static str> {
    ["mountPath", "containerPort", "name"].into_iter().find(|key| {
        lists.iter().all(|list| {
            let keys: Vec<_> = list.iter().filter_map(|entry| entry.get(key)).collect();
            keys.len() == list.len() && keys.iter().enumerate().all(|(at, key)| !keys[..at].contains(key))
        })
    })
}

fn fields(live: &mut Map<String, Value>, before: &Map<String, Value>, after: &Map<String, Value>) {
    for name in before.keys().filter(|name| !after.contains_key(*name)) {
        live.shift_remove(name);
    }
    for (name, value) in after {
        match before.get(name) {
            Some(earlier) if earlier == value => {}
            // A target's type stays: an average becomes the value that stands there.
            Some(_) if name == "averageValue" && live.contains_key("value") && !live.contains_key(name) => {
                live.insert("value".into(), value.clone());
            }
            Some(earlier) => merge(live.entry(name.clone()).or_insert(Value::Null), earlier, value),
            None => drop(live.insert(name.clone(), value.clone())),
        }
    }
}

/// Entries by what tells them apart, else by their places; lists that differ otherwise are replaced.
fn lists(live: &mut Value, before: &[Value], after: &[Value]) {
    let Value::Array(entries) = live else {
        *live = Value::Array(after.to_vec());
        return;
    };
    let Some(key) = key_of(&[before, after, entries]) else {
        if before.len() == after.len() && entries.len() == after.len() && after.iter().all(Value::is_object) {
            for ((entry, before), after) in entries.iter_mut().zip(before).zip(after) {
                merge(entry, before, after);
            }
            return;
        }
        *live = Value::Array(after.to_vec());
        return;
    };
    let find =
        |list: &[Value], wanted: &Value| list.iter().position(|entry| entry.get(key) == wanted.get(key));
    for gone in before.iter().filter(|entry| find(after, entry).is_none()) {
        if let Some(at) = find(entries, gone) {
            entries.remove(at);
        }
    }
    for (at, entry) in after.iter().enumerate() {
        match (find(before, entry).map(|at| &before[at]), find(entries, entry)) {
            (Some(earlier), Some(at)) => merge(&mut entries[at], earlier, entry),
            (None, Some(at)) => entries[at] = entry.clone(),
            // What somebody took out stays out, unless it is said anew.
            (Some(earlier), None) if earlier == entry => {}
            // It comes where it is rendered: before what follows it.
            (_, None) => {
                let next = after[at + 1..].iter().find_map(|later| find(entries, later));
                entries.insert(next.unwrap_or(entries.len()), entry.clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn merged(mut live: Value, before: Value, after: Value) -> Value {
        merge(&mut live, &before, &after);
        live
    }

    #[test]
    fn only_what_changes_between_the_renderings_changes() {
        let live =
            json!({"min": 3, "own": true, "env": [{"name": "A", "value": "x"}, {"name": "Z", "value": "z"}]});
        let before = json!({"min": 1, "max": 3, "env": [{"name": "A", "value": "a"}, {"name": "B"}]});
        let after =
            json!({"min": 1, "max": 5, "env": [{"name": "A", "value": "a"}, {"name": "C", "value": "c"}]});
        let expected = json!({"min": 3, "own": true, "max": 5,
            "env": [{"name": "A", "value": "x"}, {"name": "Z", "value": "z"}, {"name": "C", "value": "c"}]});
        assert_eq!(merged(live, before, after), expected);
    }

    #[test]
    fn a_new_entry_comes_where_it_is_rendered() {
        let of = |names: &[&str]| json!(names.iter().map(|name| json!({ "name": name })).collect::<Vec<_>>());
        let merged = merged(of(&["A", "own", "Z"]), of(&["A", "Z"]), of(&["A", "B", "Z", "C"]));
        assert_eq!(merged, of(&["A", "own", "B", "Z", "C"]));
    }

    #[test]
    fn of_a_list_with_keys_only_what_changes_is_sent() {
        let of = |image: &str, env: Value| json!({"containers": [{"name": "a", "image": image, "env": env}]});
        let (before, after) =
            (of("x", json!([{"name": "Z"}])), of("y", json!([{"name": "B"}, {"name": "Z"}])));
        let whole = json!({"containers": [{"name": "a", "image": "y", "port": 1, "env": [{"name": "B"}, {"name": "Z"}]}, {"name": "side"}]});
        let sent = |mut part: Value, owned: Value| {
            let object = json!({"metadata": {"managedFields": [{"fieldsV1": owned}]}});
            overlay(&mut part, &whole, &before, &after, &FieldSets::of(&object));
            part
        };
        let env = json!({r#"k:{"name":"Z"}"#: {}});
        let keyed = json!({"f:containers": {r#"k:{"name":"a"}"#: {"f:env": env}}});
        assert_eq!(sent(json!({}), keyed.clone()), of("y", json!([{"name": "B"}])));
        assert_eq!(sent(before.clone(), keyed), after);
        // A list without keys within one that has them is one piece, and so is one that holds others.
        let within = json!({"f:containers": {r#"k:{"name":"a"}"#: {"f:env": {}}}});
        assert_eq!(sent(json!({}), within), after);
        assert_eq!(sent(json!({}), json!({"f:containers": {}})), whole);
    }

    #[test]
    fn a_target_keeps_its_type() {
        let metric = |target: Value| json!({"metrics": [{"type": "Pods", "pods": {"target": target}}]});
        let before = metric(json!({"type": "AverageValue", "averageValue": "5"}));
        let after = metric(json!({"type": "AverageValue", "averageValue": "8"}));
        let live = metric(json!({"type": "Value", "value": "5"}));
        assert_eq!(merged(live, before, after), metric(json!({"type": "Value", "value": "8"})));
    }

    #[test]
    fn lists_without_keys_go_by_their_places_or_are_replaced() {
        let of = |list: Value| json!({"command": list});
        let live = of(json!(["sh", "-c", "old"]));
        assert_eq!(
            merged(live.clone(), live, of(json!(["sh", "-c", "new"]))),
            of(json!(["sh", "-c", "new"]))
        );
    }
}
