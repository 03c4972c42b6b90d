//! Whether a value has the shape of its schema, in the words of structured-merge-diff.

use std::collections::BTreeSet;
use std::fmt;

use serde_json::Value;

use super::atom::{Atom, List, Map, Scalar};
use crate::apiserver::merge::fields::Element;
use crate::apiserver::schema::{Object, Others, Schema, Shape};

/// Whether two elements of a list may have the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Duplicates {
    /// In what is stored already.
    Allowed,
    /// In what is applied.
    Refused,
}

/// Checks a value.
///
/// # Errors
/// Says what is wrong and where: one line, or `errors:` and a line each.
pub fn validate(schema: &Schema, value: &Value, duplicates: Duplicates) -> Result<(), String> {
    let mut walk = Walk { duplicates, wrong: Vec::new() };
    walk.value(schema, value, Place::Root, false);
    match walk.wrong.as_slice() {
        [] => Ok(()),
        [one] => Err(one.clone()),
        many => Err(format!("errors:\n  {}", many.join("\n  "))),
    }
}

/// Whether a value, in which elements may have the same name, has the shape of its schema; what is wrong is not said.
pub fn fits(schema: &Schema, value: &Value) -> bool {
    fits_below(schema, value, false)
}

fn fits_below(schema: &Schema, value: &Value, open: bool) -> bool {
    let open = open || keeps_unknown(schema);
    match (Atom::of(schema, Some(value)), value) {
        (_, Value::Null) => true,
        (Atom::Map(map), Value::Object(fields)) => fields.iter().all(|(name, value)| {
            let known = map.field(name).or_else(|| map.others());
            (known.is_some() || open) && fits_below(map.at(name), value, open)
        }),
        (Atom::List(list), Value::Array(items)) => items
            .iter()
            .all(|item| (list.atomic() || list.has_name(item)) && fits_below(list.element(), item, open)),
        (Atom::Scalar(scalar), value) => is_of(scalar, value),
        _ => false,
    }
}

fn keeps_unknown(schema: &Schema) -> bool {
    matches!(&schema.shape, Shape::Object(Object { others: Others::Kept, .. }))
}

struct Walk {
    duplicates: Duplicates,
    wrong: Vec<String>,
}

/// Where a value stands. It is put into words only for what is wrong.
#[derive(Clone, Copy)]
enum Place<'a> {
    Root,
    Field(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, &'a Element),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Field(above, name) => write!(formatter, "{above}.{name}"),
            Self::Item(above, element) => write!(formatter, "{above}{element}"),
        }
    }
}

impl Walk {
    /// `open`: the schema keeps unknown fields somewhere above, and so everywhere below.
    fn value(&mut self, schema: &Schema, value: &Value, place: Place<'_>, open: bool) {
        let open = open || keeps_unknown(schema);
        match (Atom::of(schema, Some(value)), value) {
            (_, Value::Null) => {}
            (Atom::Map(map), Value::Object(fields)) => self.map(map, fields, place, open),
            (Atom::List(list), Value::Array(items)) => self.list(list, items, place, open),
            (Atom::Scalar(scalar), value) => {
                if let Some(expected) = misfit(scalar, value) {
                    self.say(place, &expected);
                }
            }
            (Atom::Map(_), other) => self.say(place, &format!("expected map, got &{{{}}}", go_scalar(other))),
            (Atom::List(_), other) => {
                self.say(place, &format!("expected list, got &{{{}}}", go_scalar(other)))
            }
        }
    }

    fn map(&mut self, map: Map<'_>, fields: &serde_json::Map<String, Value>, place: Place<'_>, open: bool) {
        // The real server stops at the first unknown field, in no certain order.
        let mut names: Vec<&String> = fields.keys().collect();
        names.sort_unstable();
        for name in names {
            let below = Place::Field(&place, name);
            if map.field(name).is_none() && map.others().is_none() && !open {
                self.say(below, "field not declared in schema");
                return;
            }
            self.value(map.at(name), &fields[name], below, open);
        }
    }

    fn list(&mut self, list: List<'_>, items: &[Value], place: Place<'_>, open: bool) {
        let mut seen = BTreeSet::new();
        for (index, item) in items.iter().enumerate() {
            let name = match list.atomic() {
                true => Ok(Element::Index(i64::try_from(index).unwrap_or(i64::MAX))),
                false => list.name(item),
            };
            let name = match name {
                Ok(name) => name,
                Err(why) => return self.say(place, &format!("element {index}: {why}")),
            };
            if self.duplicates == Duplicates::Refused && !seen.insert(name.clone()) {
                self.say(place, &format!("duplicate entries for key {name}"));
            }
            self.value(list.element(), item, Place::Item(&place, &name), open);
        }
    }

    fn say(&mut self, place: Place<'_>, what: &str) {
        self.wrong.push(match place {
            Place::Root => what.to_owned(),
            place => format!("{place}: {what}"),
        });
    }
}

fn is_of(scalar: Scalar, value: &Value) -> bool {
    matches!(
        (scalar, value),
        (Scalar::Text, Value::String(_))
            | (Scalar::Number, Value::Number(_))
            | (Scalar::Boolean, Value::Bool(_))
            | (Scalar::Untyped, Value::String(_) | Value::Number(_) | Value::Bool(_))
    )
}

fn misfit(scalar: Scalar, value: &Value) -> Option<String> {
    match (scalar, value) {
        _ if is_of(scalar, value) => None,
        (Scalar::Number, other) => Some(format!(
            "expected numeric (int or float), got {}",
            crate::apiserver::merge::patch::go_name(other)
        )),
        (Scalar::Text, other) => {
            Some(format!("expected string, got &value.valueUnstructured{{Value:{}}}", go_syntax(other)))
        }
        (Scalar::Boolean, other) => Some(format!("expected boolean, got &{{{}}}", go_scalar(other))),
        (Scalar::Untyped, other) => Some(format!("expected any scalar, got &{{{}}}", go_scalar(other))),
    }
}

/// As Go's `%v` prints it.
fn go_scalar(value: &Value) -> String {
    crate::apiserver::merge::patch::go_text(value)
}

/// As Go's `%#v` prints it.
fn go_syntax(value: &Value) -> String {
    match value {
        Value::String(text) => format!("{text:?}"),
        Value::Array(items) => {
            format!("[]interface {{}}{{{}}}", items.iter().map(go_syntax).collect::<Vec<_>>().join(", "))
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| *name);
            let fields: Vec<String> =
                fields.iter().map(|(name, value)| format!("{name:?}:{}", go_syntax(value))).collect();
            format!("map[string]interface {{}}{{{}}}", fields.join(", "))
        }
        other => go_scalar(other),
    }
}
