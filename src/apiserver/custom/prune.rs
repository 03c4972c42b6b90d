//! Unknown fields go.

use serde_json::{Map, Value};

use crate::apiserver::schema::decode::dotted;
use crate::apiserver::schema::{Object, Others, Schema, Shape};

/// Fields that every object has, where it is one by itself.
const META: [&str; 3] = ["apiVersion", "kind", "metadata"];

/// Drops what the schema does not know; the answer is what that was, sorted.
pub fn prune(schema: &Schema, object: &mut Value) -> Vec<String> {
    let mut unknown = Vec::new();
    if let (Shape::Object(shape), Value::Object(fields)) = (&schema.shape, object) {
        prune_fields(shape, fields, "", true, &mut unknown);
    }
    unknown.sort();
    unknown
}

fn prune_fields(
    shape: &Object,
    fields: &mut Map<String, Value>,
    path: &str,
    embedded: bool,
    unknown: &mut Vec<String>,
) {
    let mut gone = Vec::new();
    for (name, value) in fields.iter_mut() {
        if embedded && META.contains(&name.as_str()) {
            continue;
        }
        match (shape.fields.get(name), &shape.others) {
            (Some(schema), _) | (None, Others::Map(schema)) => {
                prune_value(schema, value, &dotted(path, name), unknown);
            }
            (None, Others::Kept) => {}
            (None, Others::Unknown) => {
                unknown.push(dotted(path, name));
                gone.push(name.clone());
            }
        }
    }
    for name in gone {
        fields.shift_remove(&name);
    }
}

fn prune_value(schema: &Schema, value: &mut Value, path: &str, unknown: &mut Vec<String>) {
    match (&schema.shape, value) {
        (Shape::Object(shape), Value::Object(fields)) => {
            prune_fields(shape, fields, path, shape.embedded, unknown);
        }
        (Shape::List(list), Value::Array(items)) => {
            for (index, item) in items.iter_mut().enumerate() {
                prune_value(&list.element, item, &format!("{path}[{index}]"), unknown);
            }
        }
        _ => {}
    }
}
