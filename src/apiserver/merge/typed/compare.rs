//! How two values differ, path by path.

use std::collections::BTreeMap;

use serde_json::Value;

use super::atom::{Atom, List, Map};
use crate::apiserver::merge::fields::{Element, Node, Set};
use crate::apiserver::merge::value::equal;
use crate::apiserver::schema::Schema;

/// How a value differs from the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Comparison {
    /// Paths that are gone.
    pub removed: Set,
    /// Paths whose values changed.
    pub modified: Set,
    /// Paths that are new.
    pub added: Set,
}

impl Comparison {
    /// Without the paths of a set and what is below them.
    #[must_use]
    pub fn without(&self, ignored: &Set) -> Self {
        Self {
            removed: self.removed.recursive_difference(ignored),
            modified: self.modified.recursive_difference(ignored),
            added: self.added.recursive_difference(ignored),
        }
    }
}

/// Compares two values of one schema. Fields that are always there in Go count as there when they were left out.
pub fn compare(schema: &Schema, old: &Value, new: &Value) -> Comparison {
    let change = values(schema, Some(old), Some(new));
    Comparison { removed: change.removed.below, modified: change.modified.below, added: change.added.below }
}

/// What changed at a path and below.
#[derive(Default)]
struct Change {
    removed: Node,
    modified: Node,
    added: Node,
}

impl Change {
    fn put(&mut self, element: impl Fn() -> Element, below: Self) {
        let sets = [
            (&mut self.removed, below.removed),
            (&mut self.modified, below.modified),
            (&mut self.added, below.added),
        ];
        for (set, node) in sets.into_iter().filter(|(_, node)| !node.is_empty()) {
            set.below.put(element(), node);
        }
    }
}

type Fields = serde_json::Map<String, Value>;

fn values(schema: &Schema, old: Option<&Value>, new: Option<&Value>) -> Change {
    let mut change = Change::default();
    // Most of an object stays as it was in most writes.
    if let (Some(old), Some(new)) = (old, new)
        && equal(old, new)
    {
        return change;
    }
    let (before, after) = (Atom::of(schema, old), Atom::of(schema, new));
    let leaf = match (old, new) {
        (_, None) => visit(before, old, new, &mut change),
        (None, _) => visit(after, old, new, &mut change),
        _ if before.same(after) => visit(after, old, new, &mut change),
        // What is of unknown shape may change its shape: what was goes, and what is comes.
        _ => {
            visit(before, old, new, &mut change);
            visit(after, old, new, &mut change)
        }
    };
    if !leaf {
        change.added.member |= old.is_none();
        change.removed.member |= new.is_none() && old.is_some();
    }
    change
}

/// Whether it is compared as a whole.
fn visit(atom: Atom<'_>, old: Option<&Value>, new: Option<&Value>, change: &mut Change) -> bool {
    let leaf = match atom {
        Atom::Scalar(_) => true,
        Atom::Map(map) => {
            let (before, after) = (old.and_then(Value::as_object), new.and_then(Value::as_object));
            let empty =
                before.is_none_or(serde_json::Map::is_empty) && after.is_none_or(serde_json::Map::is_empty);
            if !map.atomic() && !empty {
                fields(map, before, after, change);
            }
            map.atomic() || empty
        }
        Atom::List(list) => {
            let (before, after) = (items(old), items(new));
            let empty = before.is_empty() && after.is_empty();
            if !list.atomic() && !empty {
                elements(list, before, after, change);
            }
            list.atomic() || empty
        }
    };
    if leaf {
        match (old, new) {
            (None, _) => change.added.member = true,
            (_, None) => change.removed.member = true,
            (Some(old), Some(new)) => change.modified.member |= !equal(old, new),
        }
    }
    leaf
}

fn items(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn fields(map: Map<'_>, old: Option<&Fields>, new: Option<&Fields>, change: &mut Change) {
    let zero = |whole: Option<&Fields>, name: &str| match whole {
        Some(_) => map.zero(name),
        None => None,
    };
    for (name, before) in old.into_iter().flatten() {
        let after = new.and_then(|new| new.get(name)).or_else(|| zero(new, name));
        change.put(|| Element::field(name), values(map.at(name), Some(before), after));
    }
    let only_new =
        new.into_iter().flatten().filter(|(name, _)| !old.is_some_and(|old| old.contains_key(*name)));
    for (name, after) in only_new {
        change.put(|| Element::field(name), values(map.at(name), zero(old, name), Some(after)));
    }
}

/// Elements that share a name are compared as one.
fn elements(list: List<'_>, old: &[Value], new: &[Value], change: &mut Change) {
    let mut named: BTreeMap<Element, (Vec<&Value>, Vec<&Value>)> = BTreeMap::new();
    for item in old {
        if let Ok(name) = list.name(item) {
            named.entry(name).or_default().0.push(item);
        }
    }
    for item in new {
        if let Ok(name) = list.name(item) {
            named.entry(name).or_default().1.push(item);
        }
    }
    for (name, (before, after)) in named {
        let one = |items: &[&Value]| items.first().map(|item| (*item).clone());
        let below = match (before.len(), after.len()) {
            (0 | 1, 0 | 1) => values(list.element(), before.first().copied(), after.first().copied()),
            (0 | 1, _) => {
                let mut below = match one(&before) {
                    Some(item) => values(list.element(), Some(&item), None),
                    None => Change::default(),
                };
                below.added.member = true;
                below
            }
            (_, 0 | 1) => {
                let mut below = match one(&after) {
                    Some(item) => values(list.element(), None, Some(&item)),
                    None => Change::default(),
                };
                below.removed.member = true;
                below
            }
            (before_count, after_count) => {
                let same = before_count == after_count && before.iter().zip(&after).all(|(a, b)| equal(a, b));
                let modified = Node { member: !same, ..Node::default() };
                Change { modified, ..Change::default() }
            }
        };
        change.put(|| name.clone(), below);
    }
}
