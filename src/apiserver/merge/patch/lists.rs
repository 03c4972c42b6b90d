//! Lists in a strategic merge patch.

use serde_json::{Map, Value};

use super::strategic::{DIRECTIVE, list_of_lists, merge_maps, unknown_directive};
use crate::apiserver::merge::refusal::internal;
use crate::apiserver::merge::value::equal;
use crate::apiserver::schema::Schema;
use crate::apiserver::status::{Result, Status};

/// Takes scalars out of a list.
pub(super) fn delete(mut live: Vec<Value>, gone: &[Value]) -> Result<Vec<Value>> {
    element_kind(&[&live, gone])?;
    live.retain(|item| !gone.iter().any(|gone| equal(gone, item)));
    Ok(live)
}

/// Merges a list by its key, or as a set of scalars.
pub(super) fn merge(
    live: Vec<Value>,
    patch: Vec<Value>,
    key: Option<&str>,
    element: Option<&Schema>,
) -> Result<Vec<Value>> {
    let Some(maps) = element_kind(&[&live, &patch])? else { return Ok(live) };
    if !maps {
        let mut merged: Vec<Value> = Vec::new();
        for item in live.iter().chain(&patch) {
            if !merged.iter().any(|known| equal(known, item)) {
                merged.push(item.clone());
            }
        }
        return ordered(merged, &patch, &live, None);
    }
    let Some(key) = key else {
        return Err(internal("cannot merge lists without merge key for struct"));
    };
    let (live, patch) = directives(live, patch, key)?;
    let mut merged = live.clone();
    for item in &patch {
        let Value::Object(change) = item else { continue };
        let wanted = change.get(key).ok_or_else(|| no_merge_key(change, key))?;
        match merged.iter_mut().find(|old| old.get(key).is_some_and(|value| equal(value, wanted))) {
            Some(old) => {
                let map = old.as_object().cloned().unwrap_or_default();
                *old = Value::Object(merge_maps(map, change.clone(), element)?);
            }
            None => merged.push(item.clone()),
        }
    }
    ordered(merged, &patch, &live, Some(key))
}

/// Takes elements with a `$patch` out of the patch, and does what they say.
fn directives(mut live: Vec<Value>, patch: Vec<Value>, key: &str) -> Result<(Vec<Value>, Vec<Value>)> {
    let mut plain = Vec::with_capacity(patch.len());
    let mut replace = false;
    for item in patch {
        let Value::Object(map) = &item else { continue };
        let Some(directive) = map.get(DIRECTIVE) else {
            plain.push(item);
            continue;
        };
        match directive.as_str() {
            Some("delete") => {
                let gone = map.get(key).ok_or_else(|| no_merge_key(map, key))?;
                live.retain(|item| !item.get(key).is_some_and(|value| equal(value, gone)));
            }
            Some("replace") => replace = true,
            Some("merge") => return Err(internal("merging lists cannot yet be specified in the patch")),
            _ => return Err(unknown_directive(directive, map)),
        }
    }
    Ok(match replace {
        true => (plain, Vec::new()),
        false => (live, plain),
    })
}

/// The elements in the order of `order`; those that are only in the live list keep their places among them as far as
/// that is possible.
pub(super) fn ordered(
    items: Vec<Value>,
    order: &[Value],
    live: &[Value],
    key: Option<&str>,
) -> Result<Vec<Value>> {
    if let Some(key) = key {
        for item in items.iter().chain(order).chain(live) {
            let map = item.as_object().ok_or_else(|| not_a_map(item))?;
            map.get(key).ok_or_else(|| no_merge_key(map, key))?;
        }
    }
    let place = |list: &[Value], item: &Value| list.iter().position(|other| same(other, item, key));
    let (mut named, mut others): (Vec<_>, Vec<_>) =
        items.into_iter().partition(|item| place(order, item).is_some());
    named.sort_by_key(|item| place(order, item));
    others.sort_by_key(|item| place(live, item).unwrap_or(usize::MAX));
    let mut result = Vec::with_capacity(named.len() + others.len());
    let (mut named, mut others) = (named.into_iter().peekable(), others.into_iter().peekable());
    while let (Some(next), Some(other)) = (named.peek(), others.peek()) {
        let first = match (place(live, other), place(live, next)) {
            (Some(other), Some(next)) => other < next,
            _ => false,
        };
        result.extend(if first { others.next() } else { named.next() });
    }
    Ok(result.into_iter().chain(named).chain(others).collect())
}

/// Whether the patch's elements stand in the order that it gives.
pub(super) fn check_order(patch: &[Value], order: &[Value], key: Option<&str>) -> Result<()> {
    if patch.is_empty() || order.is_empty() {
        return Ok(());
    }
    let mut left = order.iter();
    for item in patch.iter().filter(|item| item.get(DIRECTIVE).is_none()) {
        if let Some(key) = key {
            let map = item.as_object().ok_or_else(|| not_a_map(item))?;
            map.get(key).ok_or_else(|| no_merge_key(map, key))?;
        }
        if !left.any(|wanted| same(wanted, item, key)) {
            let (patch, order) = (go_list(patch), go_list(order));
            return Err(internal(format!(
                "The order in patch list:\n{patch}\n doesn't match $setElementOrder list:\n{order}\n"
            )));
        }
    }
    Ok(())
}

fn same(a: &Value, b: &Value, key: Option<&str>) -> bool {
    match key {
        None => equal(a, b),
        Some(key) => a.get(key).is_some_and(|a| b.get(key).is_some_and(|b| equal(a, b))),
    }
}

/// Whether the elements are objects; `None` without elements.
fn element_kind(lists: &[&[Value]]) -> Result<Option<bool>> {
    let mut all = lists.iter().flat_map(|list| list.iter());
    let Some(first) = all.next() else { return Ok(None) };
    if first.is_array() {
        return Err(list_of_lists());
    }
    if all.any(|item| std::mem::discriminant(item) != std::mem::discriminant(first)) {
        let lists: Vec<String> = lists.iter().map(|list| go_list(list)).collect();
        return Err(internal(format!("list element types are not identical: [{}]", lists.join(" "))));
    }
    Ok(Some(first.is_object()))
}

fn no_merge_key(map: &Map<String, Value>, key: &str) -> Box<Status> {
    internal(format!("map: {} does not contain declared merge key: {key}", go_map(map)))
}

fn not_a_map(value: &Value) -> Box<Status> {
    internal(format!("expected a map[string]interface {{}}, but received a {}", go_name(value)))
}

/// The name of a value's type in Go.
pub(in crate::apiserver::merge) fn go_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "%!s(<nil>)",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float64",
        Value::Number(_) => "int64",
        Value::String(_) => "string",
        Value::Array(_) => "[]interface {}",
        Value::Object(_) => "map[string]interface {}",
    }
}

/// A value as Go's `%v` prints it.
pub(in crate::apiserver::merge) fn go_text(value: &Value) -> String {
    match value {
        Value::Null => "<nil>".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(items) => go_list(items),
        Value::Object(fields) => go_map(fields),
        other => other.to_string(),
    }
}

fn go_list(items: &[Value]) -> String {
    format!("[{}]", items.iter().map(go_text).collect::<Vec<_>>().join(" "))
}

pub(super) fn go_map(fields: &Map<String, Value>) -> String {
    let mut fields: Vec<_> = fields.iter().collect();
    fields.sort_by_key(|(name, _)| *name);
    let fields: Vec<String> =
        fields.iter().map(|(name, value)| format!("{name}:{}", go_text(value))).collect();
    format!("map[{}]", fields.join(" "))
}
