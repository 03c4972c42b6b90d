//! How the elements of a list are named.

use serde_json::Value;

use super::atom::List;
use crate::apiserver::merge::fields::{Element, Literal};
use crate::apiserver::schema::{Schema, Shape, Topology};

impl List<'_> {
    /// The name of an element: its keys (those that have a default may be missing), or itself.
    ///
    /// # Errors
    /// Says why it has none.
    pub(super) fn name(self, item: &Value) -> Result<Element, String> {
        match self.topology() {
            Topology::Map(keys) => self.key(item, keys).map(Element::Key),
            Topology::Set => Err(match item {
                Value::Object(_) => "associative list without keys has an element that's a map type",
                Value::Array(_) => "not supported: associative list with lists as elements",
                Value::Null => "associative list without keys has an element that's an explicit null",
                scalar => return Ok(Element::Value(Literal(scalar.clone()))),
            }
            .to_owned()),
            Topology::Atomic => Err("invalid indexing of non-associative list".to_owned()),
        }
    }

    /// Whether an element has a name.
    pub(super) fn has_name(self, item: &Value) -> bool {
        match self.topology() {
            Topology::Map(keys) => item.as_object().is_some_and(|fields| {
                let has =
                    |name: &String| fields.contains_key(name) || default_of(self.element(), name).is_some();
                keys.is_empty() || keys.iter().any(has)
            }),
            Topology::Set => !matches!(item, Value::Object(_) | Value::Array(_) | Value::Null),
            Topology::Atomic => false,
        }
    }

    fn key(self, item: &Value, keys: &[String]) -> Result<Vec<(String, Literal)>, String> {
        let fields = match item {
            Value::Object(fields) => fields,
            Value::Null => return Err("associative list with keys may not have a null element".to_owned()),
            _ => return Err("associative list with keys may not have non-map elements".to_owned()),
        };
        let value = |name: &String| fields.get(name).or_else(|| default_of(self.element(), name)).cloned();
        let mut key: Vec<_> =
            keys.iter().filter_map(|name| Some((name.clone(), Literal(value(name)?)))).collect();
        if key.is_empty() && !keys.is_empty() {
            let names: Vec<String> = keys.iter().map(|name| format!("{name:?}")).collect();
            let names = names.join(" ");
            return Err(format!(
                "associative list with keys has an element that omits all key fields [{names}] (and doesn't have \
                 default values for any key fields)"
            ));
        }
        key.sort();
        Ok(key)
    }
}

fn default_of<'a>(element: &'a Schema, name: &str) -> Option<&'a Value> {
    match &element.shape {
        Shape::Object(object) => object.fields.get(name)?.default.as_ref(),
        _ => None,
    }
}
