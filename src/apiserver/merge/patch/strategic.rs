//! Strategic merge patch: a merge patch that knows from the schema which lists merge, and by which key.
//!
//! Directives in the patch: `$patch: replace|delete|merge`, `$retainKeys`, `$deleteFromPrimitiveList/LIST`,
//! `$setElementOrder/LIST`.

use serde_json::{Map, Value};

use super::lists;
use crate::apiserver::merge::refusal::{bad_request, internal, unprocessable};
use crate::apiserver::schema::{Others, Patch, Schema, Shape};
use crate::apiserver::status::{Result, Status};

pub(super) const DIRECTIVE: &str = "$patch";
const RETAIN_KEYS: &str = "$retainKeys";
const DELETE_FROM_LIST: &str = "$deleteFromPrimitiveList";
const SET_ORDER: &str = "$setElementOrder";

/// Applies a strategic merge patch (`application/strategic-merge-patch+json`) to the live object.
///
/// Custom resources take none: the caller answers 415.
///
/// # Errors
/// 400 for a malformed directive, 422 for a list of lists, 500 where the real server has no code.
pub fn strategic_patch(live: &Value, patch: &Value, schema: &Schema) -> Result<Value> {
    let patch = match patch {
        Value::Object(patch) => patch.clone(),
        Value::Null => Map::new(),
        other => {
            let kind = crate::apiserver::merge::refusal::go_type(other);
            return Err(bad_request(format!(
                "json: cannot unmarshal {kind} into Go value of type map[string]interface {{}}"
            )));
        }
    };
    merge_maps(live.as_object().cloned().unwrap_or_default(), patch, Some(schema)).map(Value::Object)
}

/// What is known of a field: `None` where the schema says nothing of what lies there.
type Known<'a> = Option<&'a Schema>;

pub(super) fn merge_maps(
    mut live: Map<String, Value>,
    mut patch: Map<String, Value>,
    schema: Known<'_>,
) -> Result<Map<String, Value>> {
    if let Some(directive) = patch.get(DIRECTIVE) {
        return match directive.as_str() {
            Some("replace") => {
                patch.shift_remove(DIRECTIVE);
                Ok(patch)
            }
            Some("delete") => Ok(Map::new()),
            _ => Err(unknown_directive(directive, &patch)),
        };
    }
    retain_keys(&mut live, &mut patch)?;
    set_orders(&mut live, &mut patch, schema)?;
    for (key, change) in patch {
        let deletes = key.starts_with(DELETE_FROM_LIST);
        let key = match deletes {
            true => directive_target(&key, DELETE_FROM_LIST, "invalid patch format of primitive list")?,
            false => key,
        };
        if change.is_null() {
            live.shift_remove(&key);
            continue;
        }
        let Some(current) = live.get_mut(&key) else {
            take(&mut live, key, change, deletes);
            continue;
        };
        match (current.take(), change) {
            (Value::Object(old), Value::Object(change)) => {
                let (below, strategy) = field(schema, &key)?;
                let merged = match strategy {
                    Patch::Replace => change,
                    _ => merge_maps(old, change, below)?,
                };
                *current = Value::Object(merged);
            }
            (Value::Array(old), Value::Array(change)) => {
                let (element, strategy) = list(schema, &key)?;
                let (merges, merge_key) = merging(&strategy);
                *current = Value::Array(match () {
                    () if deletes => lists::delete(old, &change)?,
                    () if merges => lists::merge(old, change, merge_key, element)?,
                    () => change,
                });
            }
            (old, change) if same_type(&old, &change) => take(&mut live, key, change, false),
            (old, _) if deletes => *current = old,
            (_, change) => take(&mut live, key, change, false),
        }
    }
    Ok(live)
}

/// A field that was not there before, or is of another type now.
fn take(live: &mut Map<String, Value>, key: String, change: Value, deletes: bool) {
    if deletes {
        return;
    }
    match without_directives(without_nulls(change)) {
        Some(value) => {
            live.insert(key, value);
        }
        None => {
            live.shift_remove(&key);
        }
    }
}

fn same_type(a: &Value, b: &Value) -> bool {
    std::mem::discriminant(a) == std::mem::discriminant(b)
}

fn without_nulls(value: Value) -> Value {
    match value {
        Value::Object(fields) => {
            let kept = fields.into_iter().filter(|(_, value)| !value.is_null());
            kept.map(|(name, value)| (name, without_nulls(value))).collect()
        }
        Value::Array(items) => items.into_iter().map(without_nulls).collect(),
        other => other,
    }
}

/// `None` for an object that is itself a directive.
pub(super) fn without_directives(value: Value) -> Option<Value> {
    Some(match value {
        Value::Object(fields) if fields.contains_key(DIRECTIVE) => return None,
        Value::Object(fields) => {
            let kept =
                fields.into_iter().filter_map(|(name, value)| Some((name, without_directives(value)?)));
            kept.collect()
        }
        Value::Array(items) => items.into_iter().filter_map(without_directives).collect(),
        other => other,
    })
}

fn retain_keys(live: &mut Map<String, Value>, patch: &mut Map<String, Value>) -> Result<()> {
    let Some(keys) = patch.shift_remove(RETAIN_KEYS) else { return Ok(()) };
    let malformed = || bad_request("invalid patch format of retainKeys");
    let keys = keys.as_array().ok_or_else(malformed)?;
    let retained = |name: &str| keys.iter().any(|key| key == name);
    let is_directive = |name: &str| name.starts_with(DELETE_FROM_LIST) || name.starts_with(SET_ORDER);
    if patch.iter().any(|(name, value)| !value.is_null() && !is_directive(name) && !retained(name)) {
        return Err(malformed());
    }
    live.retain(|name, _| retained(name));
    Ok(())
}

/// Lists whose order the patch gives: merged, ordered, and taken out of the patch.
fn set_orders(
    live: &mut Map<String, Value>,
    patch: &mut Map<String, Value>,
    schema: Known<'_>,
) -> Result<()> {
    let directives: Vec<String> = patch.keys().filter(|key| key.starts_with(SET_ORDER)).cloned().collect();
    for directive in directives {
        let order = match patch.shift_remove(&directive) {
            Some(Value::Array(order)) => order,
            other => return Err(not_a_list(&other.unwrap_or_default())),
        };
        let key = directive_target(&directive, SET_ORDER, "invalid patch format of setElementOrder list")?;
        let as_list = |value: &Value| value.as_array().cloned().ok_or_else(|| not_a_list(value));
        let old = live.get(&key).map(as_list).transpose()?;
        let change = patch.get(&key).map(as_list).transpose()?;
        let (element, strategy) = list(schema, &key)?;
        let (merges, merge_key) = merging(&strategy);
        lists::check_order(change.as_deref().unwrap_or_default(), &order, merge_key)?;
        let merged = match (&old, change) {
            (None, None) => continue,
            (Some(old), None) => old.clone(),
            (None, Some(change)) => change.into_iter().filter_map(without_directives).collect(),
            (Some(old), Some(change)) if merges => lists::merge(old.clone(), change, merge_key, element)?,
            (Some(_), Some(change)) => change,
        };
        let ordered = lists::ordered(merged, &order, &old.unwrap_or_default(), merge_key)?;
        live.insert(key.clone(), Value::Array(ordered));
        patch.shift_remove(&key);
    }
    Ok(())
}

/// What stands after the slash.
fn directive_target(key: &str, directive: &str, malformed: &str) -> Result<String> {
    let target = key.strip_prefix(directive).and_then(|rest| rest.strip_prefix('/'));
    target.map(str::to_owned).ok_or_else(|| bad_request(malformed))
}

/// The schema of a field, and how a patch of it is taken.
fn field<'a>(schema: Known<'a>, name: &str) -> Result<(Known<'a>, Patch)> {
    let Some(schema) = schema else { return Ok((None, Patch::Default)) };
    let Shape::Object(object) = &schema.shape else { return Ok((None, Patch::Default)) };
    match (object.fields.get(name), &object.others) {
        (Some(field), _) => Ok((Some(field), field.patch.clone())),
        (None, Others::Map(_)) => {
            Err(internal("merging an object in json but data type is not struct, instead is: map"))
        }
        (None, _) => Ok((None, Patch::Default)),
    }
}

/// The schema of a list's elements, and how a patch of it is taken.
fn list<'a>(schema: Known<'a>, name: &str) -> Result<(Known<'a>, Patch)> {
    let (field, strategy) = field(schema, name)?;
    Ok(match field.map(|field| &field.shape) {
        Some(Shape::List(list)) => (Some(&list.element), strategy),
        _ => (None, strategy),
    })
}

/// Whether a list merges, and by which key.
fn merging(strategy: &Patch) -> (bool, Option<&str>) {
    match strategy {
        Patch::Merge(key) => (true, key.as_deref()),
        Patch::RetainKeys(key) => (key.is_some(), key.as_deref()),
        Patch::Default | Patch::Replace => (false, None),
    }
}

fn not_a_list(value: &Value) -> Box<Status> {
    internal(format!("expected a []interface {{}}, but received a {}", lists::go_name(value)))
}

pub(super) fn unknown_directive(directive: &Value, patch: &Map<String, Value>) -> Box<Status> {
    let directive = lists::go_text(directive);
    internal(format!("unknown patch type: {directive} in map: {}", lists::go_map(patch)))
}

/// 422 for what has no list form.
pub(super) fn list_of_lists() -> Box<Status> {
    unprocessable()
}
