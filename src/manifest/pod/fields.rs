//! JSON objects without the fields that are not there.

use serde_json::{Map, Value};

/// A JSON object that leaves out what is not there.
#[derive(Default)]
pub struct Fields(Map<String, Value>);

impl Fields {
    /// Adds a field; nulls, empty lists and empty objects are left out.
    pub fn put(&mut self, name: &str, value: impl Into<Value>) -> &mut Self {
        let value = value.into();
        let empty = match &value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            _ => false,
        };
        if !empty {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    /// Adds a field even if it is empty: an `emptyDir` says what it is by being there.
    pub fn keep(&mut self, name: &str, value: Value) -> &mut Self {
        self.0.insert(name.to_owned(), value);
        self
    }

    /// The object.
    pub fn into_value(self) -> Value {
        Value::Object(self.0)
    }
}
