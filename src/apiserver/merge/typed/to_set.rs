//! Which fields a value holds.

use std::collections::BTreeMap;

use serde_json::Value;

use super::atom::{Atom, List, Map};
use crate::apiserver::merge::fields::{Element, Node, Set};
use crate::apiserver::schema::Schema;

/// The leaves of a value, the elements of its lists, and the entries of its maps.
pub fn to_set(schema: &Schema, value: &Value) -> Set {
    node(schema, value).below
}

fn node(schema: &Schema, value: &Value) -> Node {
    match (Atom::of(schema, Some(value)), value) {
        (Atom::Scalar(_), _) => Node::leaf(),
        (Atom::Map(map), _) if map.atomic() => Node::leaf(),
        (Atom::List(list), _) if list.atomic() => Node::leaf(),
        (Atom::Map(map), Value::Object(fields)) => Node {
            member: false,
            below: fields.iter().map(|(name, value)| field(map, name, value)).collect(),
        },
        (Atom::List(list), Value::Array(items)) => Node { member: false, below: elements(list, items) },
        _ => Node::default(),
    }
}

fn field(map: Map<'_>, name: &str, value: &Value) -> (Element, Node) {
    let mut node = node(map.at(name), value);
    let empty = value.is_null() || value.as_object().is_some_and(serde_json::Map::is_empty);
    node.member |= empty || map.field(name).is_none();
    (Element::field(name), node)
}

/// Elements with the same name are one path, without what is below.
fn elements(list: List<'_>, items: &[Value]) -> Set {
    let mut counted: BTreeMap<Element, (usize, &Value)> = BTreeMap::new();
    for item in items {
        if let Ok(name) = list.name(item) {
            counted.entry(name).or_insert((0, item)).0 += 1;
        }
    }
    let nodes = counted.into_iter().map(|(name, (count, item))| {
        let below = match count {
            1 => node(list.element(), item).below,
            _ => Set::default(),
        };
        (name, Node { member: true, below })
    });
    nodes.collect()
}

/// The set with the fields that lead to its paths, where the schema names them: those of a map do not count.
pub fn ensure_named(schema: &Schema, set: &Set) -> Set {
    named(Some(schema), set)
}

fn named(schema: Option<&Schema>, set: &Set) -> Set {
    let atom = schema.map(|schema| Atom::of(schema, None));
    let nodes = set.nodes().map(|(element, node)| {
        let (below, is_field) = match (element, atom) {
            (Element::Field(name), Some(Atom::Map(map))) => {
                let field = map.field(name);
                (field.or_else(|| map.others()), field.is_some())
            }
            (Element::Key(_), Some(Atom::List(list))) => (Some(list.element()), false),
            _ => (None, false),
        };
        let member = node.member || is_field && !node.below.is_empty();
        (element.clone(), Node { member, below: named(below, &node.below) })
    });
    nodes.collect()
}
