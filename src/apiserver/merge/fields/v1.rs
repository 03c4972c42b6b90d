//! The JSON form of a set, `fieldsType: FieldsV1`: `{"f:spec":{".":{},"f:replicas":{}}}`.

use serde_json::{Map, Value};

use super::{Element, Node, Set};

impl Set {
    /// Reads the JSON form; kinds of steps that are not known are left out.
    ///
    /// `None` for what cannot be read.
    pub fn from_v1(fields: &Value) -> Option<Self> {
        match fields {
            Value::Null => Some(Self::default()),
            Value::Object(fields) => read(fields).map(|node| node.below),
            _ => None,
        }
    }

    /// Whether a path is in this set and in the one with that JSON form.
    pub fn meets_v1(&self, fields: &Value) -> bool {
        fields.as_object().is_some_and(|fields| self.meets(fields))
    }

    fn meets(&self, fields: &Map<String, Value>) -> bool {
        !fields.is_empty()
            && self.nodes().any(|(element, node)| {
                let Some(below) = fields.get(&element.encode()).and_then(Value::as_object) else {
                    return false;
                };
                let member = below.is_empty() || below.contains_key(".");
                (node.member && member) || node.below.meets(below)
            })
    }

    /// The JSON form.
    pub fn to_v1(&self) -> Value {
        Value::Object(write(self, false))
    }
}

/// A tree without anything below is the path itself.
fn read(fields: &Map<String, Value>) -> Option<Node> {
    let mut node = Node { member: fields.contains_key("."), below: Set::default() };
    for (name, fields) in fields.iter().filter(|(name, _)| *name != ".") {
        if let Some(element) = Element::parse(name).ok()? {
            node.below.put(element, read(fields.as_object()?)?);
        }
    }
    node.member |= node.below.is_empty();
    Some(node)
}

fn write(set: &Set, member: bool) -> Map<String, Value> {
    let this = (member && !set.is_empty()).then(|| (".".to_owned(), Value::Object(Map::new())));
    let below =
        set.nodes().map(|(element, node)| (element.encode(), Value::Object(write(&node.below, node.member))));
    this.into_iter().chain(below).collect()
}
