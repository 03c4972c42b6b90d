//! A set that was written under an older schema.

use super::atom::Atom;
use crate::apiserver::merge::fields::{Element, Node, Set};
use crate::apiserver::schema::Schema;

/// Who owned parts of what is atomic now owns the whole of it.
pub fn reconcile(schema: &Schema, set: &Set) -> Set {
    set.nodes().map(|(element, node)| step(Some(Atom::of(schema, None)), element, node)).collect()
}

fn step(above: Option<Atom<'_>>, element: &Element, node: &Node) -> (Element, Node) {
    let schema = match (above, element) {
        (Some(Atom::Map(map)), _) if map.is_deduced() => None,
        (Some(Atom::Map(map)), Element::Field(name)) => map.field(name).or_else(|| map.others()),
        (Some(Atom::Map(map)), _) => map.others(),
        (Some(Atom::List(list)), _) => Some(list.element()),
        _ => None,
    };
    let atom = schema.map(|schema| Atom::of(schema, None));
    let whole = match atom {
        Some(Atom::List(list)) => list.atomic(),
        Some(Atom::Map(map)) => map.atomic() && !node.below.is_empty(),
        _ => false,
    };
    let node = match whole {
        true => Node::leaf(),
        false => Node {
            member: node.member,
            below: node.below.nodes().map(|(element, node)| step(atom, element, node)).collect(),
        },
    };
    (element.clone(), node)
}
