//! Defaults of a custom resource's schema, and nulls where none may stand.

use serde_json::Value;

use crate::apiserver::schema::{Others, Schema, Shape};

/// Fills in what was left out, all the way down.
pub fn fill(schema: &Schema, value: &mut Value) {
    match (&schema.shape, value) {
        (Shape::Object(shape), Value::Object(fields)) => {
            for (name, schema) in &shape.fields {
                let Some(default) = &schema.default else { continue };
                let stands = fields.get(name).is_some_and(|value| !value.is_null() || schema.nullable);
                if !stands {
                    fields.insert(name.clone(), default.clone());
                }
            }
            for (name, value) in fields.iter_mut() {
                match (shape.fields.get(name), &shape.others) {
                    (Some(schema), _) => fill(schema, value),
                    (None, Others::Map(schema)) => {
                        if value.is_null()
                            && !schema.nullable
                            && let Some(default) = &schema.default
                        {
                            *value = default.clone();
                        }
                        fill(schema, value);
                    }
                    _ => {}
                }
            }
        }
        (Shape::List(list), Value::Array(items)) => {
            items.iter_mut().for_each(|item| fill(&list.element, item))
        }
        _ => {}
    }
}

/// Drops nulls of fields that may not be null and have no default.
pub fn drop_nulls(schema: &Schema, value: &mut Value) {
    match (&schema.shape, value) {
        (Shape::Object(shape), Value::Object(fields)) => {
            fields.retain(|name, value| {
                let schema = match (shape.fields.get(name), &shape.others) {
                    (Some(schema), _) | (None, Others::Map(schema)) => schema,
                    _ => return true,
                };
                !value.is_null() || schema.nullable || schema.default.is_some()
            });
            for (name, value) in fields.iter_mut() {
                match (shape.fields.get(name), &shape.others) {
                    (Some(schema), _) | (None, Others::Map(schema)) => drop_nulls(schema, value),
                    _ => {}
                }
            }
        }
        (Shape::List(list), Value::Array(items)) => {
            items.iter_mut().for_each(|item| drop_nulls(&list.element, item))
        }
        _ => {}
    }
}
