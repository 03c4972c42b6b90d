//! Custom resources: what their schema makes of an object.
//!
//! Source: `k8s.io/apiextensions-apiserver` 1.36 (pruning, defaulting) and `k8s.io/kube-openapi` (validation and its words).
//! Rules in CEL (`x-kubernetes-validations`) are kept and not run.

mod behaviour;
mod columns;
mod defaults;
mod definition;
mod lists;
mod prune;
mod validate;

use std::sync::Arc;

use serde_json::Value;

pub use behaviour::Custom;
pub use columns::cells;
pub use definition::{
    also as default_definition, prepare as prepare_definition, validate as validate_definition,
};

use super::schema::read::{Closed, read};
use super::schema::{Others, Schema, Shape, builtin};

/// The shape of a custom resource's objects, from the schema of one version of its definition.
pub fn schema(source: &Value) -> Schema {
    let mut schema = read(source, &Closed);
    let pod = builtin::schema("", "v1", "Pod");
    let Shape::Object(object) = &mut schema.shape else {
        // Without a schema all is kept.
        schema.shape = Shape::Object(super::schema::Object { others: Others::Kept, ..Default::default() });
        return with_metadata(schema, pod);
    };
    object.embedded = false;
    with_metadata(schema, pod)
}

/// Type and metadata are known to every kind, whatever its schema says.
fn with_metadata(mut schema: Schema, pod: Option<Arc<Schema>>) -> Schema {
    if let (Shape::Object(object), Some(pod)) = (&mut schema.shape, pod)
        && let Shape::Object(pod) = &pod.shape
    {
        for name in ["apiVersion", "kind", "metadata"] {
            if let Some(field) = pod.fields.get(name) {
                object.fields.insert(name.to_owned(), field.clone());
            }
        }
    }
    schema
}
