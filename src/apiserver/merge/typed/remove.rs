//! Takes paths out of a value.

use serde_json::{Map as Fields, Value};

use super::atom::{Atom, List, Map};
use crate::apiserver::merge::fields::{Element, Set};
use crate::apiserver::schema::Schema;

/// The value without these paths and what is below them. What becomes empty by that is null, and so is an atomic value
/// out of which something is taken.
pub fn remove(schema: &Schema, value: &Value, gone: &Set) -> Value {
    match (Atom::of(schema, Some(value)), value) {
        (Atom::Scalar(_), scalar) => scalar.clone(),
        (Atom::Map(map), Value::Object(fields)) if !map.atomic() => {
            let kept: Fields<String, Value> =
                fields.iter().filter_map(|(name, value)| field(map, name, value, gone)).collect();
            if kept.is_empty() { Value::Null } else { Value::Object(kept) }
        }
        (Atom::List(list), Value::Array(items)) if !list.atomic() => {
            let kept: Vec<Value> = items.iter().filter_map(|item| element(list, item, gone)).collect();
            if kept.is_empty() { Value::Null } else { Value::Array(kept) }
        }
        _ => Value::Null,
    }
}

fn field(map: Map<'_>, name: &str, value: &Value, gone: &Set) -> Option<(String, Value)> {
    let kept = below(map.at(name), value, gone, &Element::field(name))?;
    Some((name.to_owned(), kept))
}

fn element(list: List<'_>, item: &Value, gone: &Set) -> Option<Value> {
    match list.name(item) {
        Ok(name) => below(list.element(), item, gone, &name),
        Err(_) => Some(item.clone()),
    }
}

fn below(schema: &Schema, value: &Value, gone: &Set, element: &Element) -> Option<Value> {
    match gone.get(element) {
        Some(node) if node.member => None,
        Some(node) if !node.below.is_empty() => Some(remove(schema, value, &node.below)),
        _ => Some(value.clone()),
    }
}
