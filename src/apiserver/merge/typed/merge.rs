//! Merges what is applied into what is there.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use serde_json::{Map as Fields, Value};

use super::atom::{Atom, List, Map};
use crate::apiserver::merge::fields::Element;
use crate::apiserver::schema::Schema;

/// The applied value over the live one: nothing is removed, leaves are the applied ones. The elements of a list stand
/// as in the live list, or as in the applied one where that orders them.
pub fn merge(schema: &Schema, live: &Value, applied: &Value) -> Value {
    values(schema, Some(live), Some(applied)).unwrap_or_default()
}

fn values(schema: &Schema, live: Option<&Value>, applied: Option<&Value>) -> Option<Value> {
    // What decides is the applied value, where there is one.
    let atom = Atom::of(schema, applied.or(live));
    match atom {
        Atom::Map(map) if !map.atomic() => {
            let (old, new) = (live.and_then(Value::as_object), applied.and_then(Value::as_object));
            match old.is_none_or(Fields::is_empty) && new.is_none_or(Fields::is_empty) {
                true => leaf(live, applied),
                false => fields(map, old, new),
            }
        }
        Atom::List(list) if !list.atomic() => {
            let items = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
            let (old, new) = (items(live), items(applied));
            match old.is_empty() && new.is_empty() {
                true => leaf(live, applied),
                false => elements(list, &old, &new),
            }
        }
        _ => leaf(live, applied),
    }
}

fn leaf(live: Option<&Value>, applied: Option<&Value>) -> Option<Value> {
    applied.or(live).cloned()
}

fn fields(
    map: Map<'_>,
    live: Option<&Fields<String, Value>>,
    applied: Option<&Fields<String, Value>>,
) -> Option<Value> {
    let mut merged = Fields::new();
    let names = live.into_iter().flat_map(Fields::keys);
    let new_names = applied.into_iter().flat_map(Fields::keys);
    let new_names = new_names.filter(|name| !live.is_some_and(|live| live.contains_key(*name)));
    for name in names.chain(new_names) {
        let (old, new) =
            (live.and_then(|live| live.get(name)), applied.and_then(|applied| applied.get(name)));
        if let Some(value) = values(map.at(name), old, new) {
            merged.insert(name.clone(), value);
        }
    }
    (!merged.is_empty()).then_some(Value::Object(merged))
}

/// The order: what both have stands as applied; what only one has stands where it stood in its list, that of the live
/// list first.
fn elements(list: List<'_>, live: &[Value], applied: &[Value]) -> Option<Value> {
    let name = |items: &[Value]| -> Vec<(Element, usize)> {
        let named = items.iter().enumerate().filter_map(|(index, item)| Some((list.name(item).ok()?, index)));
        named.collect()
    };
    let (old, new) = (name(live), name(applied));
    // Elements that share a name are not merged: null stands for them.
    let mut old_by_name: BTreeMap<&Element, Value> = BTreeMap::new();
    for (name, index) in &old {
        old_by_name
            .entry(name)
            .and_modify(|value| *value = Value::Null)
            .or_insert_with(|| live[*index].clone());
    }
    let new_names: BTreeSet<&Element> = new.iter().map(|(name, _)| name).collect();
    let mut shared = new.iter().map(|(name, _)| name).filter(|name| old_by_name.contains_key(name));
    let mut next_shared = shared.next();
    let merge_new = |(name, index): &(Element, usize)| {
        values(list.element(), old_by_name.get(name), Some(&applied[*index]))
    };
    let mut merged_new: BTreeSet<&Element> = BTreeSet::new();
    let mut result: Vec<Value> = Vec::with_capacity(live.len().max(applied.len()));
    let (mut at_old, mut at_new) = (0, 0);
    while at_old < old.len() || at_new < new.len() {
        if let (Some((old_name, _)), Some(item)) = (old.get(at_old), new.get(at_new)) {
            if *old_name == item.0 {
                merged_new.insert(&item.0);
                result.extend(merge_new(item));
                (at_old, at_new) = (at_old + 1, at_new + 1);
                next_shared = shared.next();
                continue;
            }
            // Shared, but its turn is later.
            if new_names.contains(old_name) && next_shared.is_some_and(|next| next != old_name) {
                at_old += 1;
                continue;
            }
        }
        if let Some((old_name, index)) = old.get(at_old) {
            if !new_names.contains(old_name) {
                result.extend(values(list.element(), Some(&live[*index]), None));
                at_old += 1;
                continue;
            }
            if merged_new.contains(old_name) {
                at_old += 1;
            }
        }
        if let Some(item) = new.get(at_new) {
            merged_new.insert(&item.0);
            result.extend(merge_new(item));
            at_new += 1;
            if next_shared == Some(&item.0) {
                next_shared = shared.next();
            }
        }
    }
    (!result.is_empty()).then_some(Value::Array(result))
}
