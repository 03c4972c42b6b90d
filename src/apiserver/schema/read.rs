//! Reads a schema as OpenAPI and custom resource definitions write it.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::{Checks, List, Object, Others, Patch, Schema, Shape, Topology};

/// Where references lead.
pub trait Reader {
    /// The schema of a definition; `None` if there is none.
    fn resolve(&self, name: &str) -> Option<Arc<Schema>>;
}

/// A schema without references.
pub struct Closed;

impl Reader for Closed {
    fn resolve(&self, _name: &str) -> Option<Arc<Schema>> {
        None
    }
}

/// Reads one schema with all below it. What is not understood is anything.
pub fn read(source: &Value, reader: &dyn Reader) -> Schema {
    // With a description beside it, a reference is written as the only part of `allOf`.
    let reference = source["$ref"].as_str().or_else(|| source["allOf"][0]["$ref"].as_str());
    let mut schema = match reference {
        Some(path) => {
            let name = path.rsplit('/').next().unwrap_or_default();
            reader.resolve(name).map(|known| Schema::clone(&known)).unwrap_or_default()
        }
        None => Schema { shape: shape(source, reader), checks: checks(source, reader), ..Schema::default() },
    };
    if let Shape::Object(object) = &mut schema.shape {
        match source["x-kubernetes-map-type"].as_str() {
            Some("atomic") => object.atomic = true,
            Some("granular") => object.atomic = false,
            _ => {}
        }
    }
    schema.nullable = source["nullable"] == true;
    schema.default = source.get("default").cloned();
    schema.patch = patch(source);
    schema
}

fn shape(source: &Value, reader: &dyn Reader) -> Shape {
    if source["x-kubernetes-int-or-string"] == true {
        return Shape::IntOrString;
    }
    match source["type"].as_str() {
        Some("object") => Shape::Object(object(source, reader)),
        Some("array") => Shape::List(List {
            element: Arc::new(read(&source["items"], reader)),
            topology: topology(source),
        }),
        Some("string") => Shape::String,
        Some("integer") => Shape::Integer,
        Some("number") => Shape::Number,
        Some("boolean") => Shape::Boolean,
        // What narrows a value elsewhere described need not say its type again.
        None if source["required"].is_array() || source["properties"].is_object() => {
            Shape::Object(Object { others: Others::Kept, ..object(source, reader) })
        }
        _ => Shape::Any,
    }
}

fn object(source: &Value, reader: &dyn Reader) -> Object {
    let fields = source["properties"].as_object();
    let fields: BTreeMap<_, _> = fields
        .into_iter()
        .flatten()
        .map(|(name, field)| (name.clone(), Arc::new(read(field, reader))))
        .collect();
    let others = match &source["additionalProperties"] {
        Value::Object(values) if !values.is_empty() => {
            Others::Map(Arc::new(read(&source["additionalProperties"], reader)))
        }
        Value::Object(_) | Value::Bool(true) => Others::Kept,
        _ if source["x-kubernetes-preserve-unknown-fields"] == true => Others::Kept,
        _ => Others::Unknown,
    };
    Object {
        name: None,
        fields,
        required: texts(&source["required"]),
        others,
        atomic: false,
        embedded: source["x-kubernetes-embedded-resource"] == true,
    }
}

fn topology(source: &Value) -> Topology {
    match source["x-kubernetes-list-type"].as_str() {
        Some("set") => Topology::Set,
        Some("map") => Topology::Map(texts(&source["x-kubernetes-list-map-keys"])),
        _ => Topology::Atomic,
    }
}

fn patch(source: &Value) -> Patch {
    let key = source["x-kubernetes-patch-merge-key"].as_str().map(str::to_owned);
    match source["x-kubernetes-patch-strategy"].as_str() {
        Some("merge") => Patch::Merge(key),
        Some("replace") => Patch::Replace,
        Some("retainKeys" | "merge,retainKeys") => Patch::RetainKeys(key),
        _ => Patch::Default,
    }
}

fn checks(source: &Value, reader: &dyn Reader) -> Option<Box<Checks>> {
    let schemas = |name: &str| -> Vec<Schema> {
        source[name].as_array().into_iter().flatten().map(|source| read(source, reader)).collect()
    };
    let bound =
        |name: &str, exclusive: &str| source[name].as_f64().map(|bound| (bound, source[exclusive] != true));
    let between = |low: &str, high: &str| (source[low].as_u64(), source[high].as_u64());
    let checks = Checks {
        format: source["format"].as_str().map(str::to_owned),
        allowed: source["enum"].as_array().cloned().unwrap_or_default(),
        pattern: source["pattern"].as_str().map(str::to_owned),
        minimum: bound("minimum", "exclusiveMinimum"),
        maximum: bound("maximum", "exclusiveMaximum"),
        length: between("minLength", "maxLength"),
        items: between("minItems", "maxItems"),
        properties: between("minProperties", "maxProperties"),
        unique: source["uniqueItems"] == true,
        multiple_of: source["multipleOf"].as_f64(),
        all_of: schemas("allOf"),
        any_of: schemas("anyOf"),
        one_of: schemas("oneOf"),
        not: source.get("not").map(|source| Box::new(read(source, reader))),
    };
    (checks != Checks::default()).then(|| Box::new(checks))
}

fn texts(source: &Value) -> Vec<String> {
    source.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}
