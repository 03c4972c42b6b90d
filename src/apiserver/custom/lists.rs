//! Sets and maps in lists: no element twice.

use serde_json::{Map, Value};

use crate::apiserver::kinds::field::{Causes, duplicate};
use crate::apiserver::schema::decode::dotted;
use crate::apiserver::schema::{Others, Schema, Shape, Topology};

/// What is twice where it may be once.
pub fn validate(schema: &Schema, value: &Value, path: &str, causes: &mut Causes) {
    match (&schema.shape, value) {
        (Shape::Object(shape), Value::Object(fields)) => {
            for (name, value) in fields {
                match (shape.fields.get(name), &shape.others) {
                    (Some(schema), _) => validate(schema, value, &dotted(path, name), causes),
                    (None, Others::Map(schema)) => {
                        validate(schema, value, &format!("{path}[{name}]"), causes)
                    }
                    _ => {}
                }
            }
        }
        (Shape::List(list), Value::Array(items)) => {
            let keys: Vec<Value> = match &list.topology {
                Topology::Atomic => Vec::new(),
                Topology::Set => items.clone(),
                Topology::Map(names) => items.iter().map(|item| key(item, names)).collect(),
            };
            for (index, key) in keys.iter().enumerate() {
                // Each value is told once, at its second place.
                if keys.iter().take(index).filter(|other| *other == key).count() == 1 {
                    causes.push(duplicate(format!("{path}[{index}]"), key));
                }
            }
            for (index, item) in items.iter().enumerate() {
                validate(&list.element, item, &format!("{path}[{index}]"), causes);
            }
        }
        _ => {}
    }
}

fn key(item: &Value, names: &[String]) -> Value {
    let parts = names.iter().filter_map(|name| Some((name.clone(), item.get(name)?.clone())));
    parts.collect::<Map<_, _>>().into()
}
