//! A small kind for the tests of this room: something like a Deployment.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::apiserver::schema::{Checks, Empty, List, Object, Others, Patch, Schema, Shape, Topology};

pub(super) fn text() -> Schema {
    Schema { shape: Shape::String, ..Schema::default() }
}

pub(super) fn number() -> Schema {
    Schema { shape: Shape::Integer, ..Schema::default() }
}

pub(super) fn any() -> Schema {
    Schema::default()
}

pub(super) fn object(fields: impl IntoIterator<Item = (&'static str, Schema)>) -> Schema {
    let fields = fields.into_iter().map(|(name, schema)| (name.to_owned(), Arc::new(schema))).collect();
    Schema { shape: Shape::Object(Object { fields, ..Object::default() }), ..Schema::default() }
}

/// A field that is a struct in Go, and no pointer.
pub(super) fn structure(schema: Schema) -> Schema {
    Schema { empty: Empty::Filled(json!({})), ..schema }
}

pub(super) fn map(values: Schema) -> Schema {
    let object = Object { others: Others::Map(Arc::new(values)), ..Object::default() };
    Schema { shape: Shape::Object(object), ..Schema::default() }
}

pub(super) fn atomic(mut schema: Schema) -> Schema {
    if let Shape::Object(object) = &mut schema.shape {
        object.atomic = true;
    }
    schema
}

pub(super) fn list(element: Schema, topology: Topology, patch: Patch) -> Schema {
    Schema { shape: Shape::List(List { element: Arc::new(element), topology }), patch, ..Schema::default() }
}

fn keyed(keys: &[&str], merge_key: &str, element: Schema) -> Schema {
    let keys = keys.iter().map(|key| (*key).to_owned()).collect();
    list(element, Topology::Map(keys), Patch::Merge(Some(merge_key.to_owned())))
}

fn protocol() -> Schema {
    Schema { default: Some(json!("TCP")), ..text() }
}

/// Something like a Deployment.
pub(super) fn workload() -> Schema {
    let quantity = Schema {
        checks: Some(Box::new(Checks { format: Some("quantity".to_owned()), ..Checks::default() })),
        ..text()
    };
    let port = object([("containerPort", number()), ("protocol", protocol()), ("name", text())]);
    let env = object([("name", text()), ("value", text())]);
    let container = object([
        ("name", text()),
        ("image", text()),
        ("args", list(text(), Topology::Atomic, Patch::Default)),
        ("env", keyed(&["name"], "name", env)),
        ("ports", keyed(&["containerPort", "protocol"], "containerPort", port)),
        ("resources", structure(object([("limits", map(quantity))]))),
    ]);
    let volume = object([("name", text()), ("emptyDir", object([("medium", text())])), ("hostPath", any())]);
    let mut volumes = keyed(&["name"], "name", volume);
    volumes.patch = Patch::RetainKeys(Some("name".to_owned()));
    let mut containers = keyed(&["name"], "name", container);
    containers.empty = Empty::Filled(Value::Null);
    let pod = object([
        ("containers", containers),
        ("volumes", volumes),
        ("nodeSelector", atomic(map(text()))),
        ("hostname", text()),
    ]);
    let mut strategy =
        structure(object([("type", text()), ("rollingUpdate", object([("maxSurge", text())]))]));
    strategy.patch = Patch::RetainKeys(None);
    let metadata = object([
        ("name", text()),
        ("namespace", text()),
        ("uid", text()),
        ("resourceVersion", text()),
        ("generation", number()),
        ("labels", map(text())),
        ("annotations", map(text())),
        ("finalizers", list(text(), Topology::Set, Patch::Merge(None))),
        ("managedFields", list(any(), Topology::Atomic, Patch::Default)),
    ]);
    let template = structure(object([("metadata", structure(metadata.clone())), ("spec", structure(pod))]));
    object([
        ("apiVersion", text()),
        ("kind", text()),
        ("metadata", structure(metadata)),
        (
            "spec",
            structure(object([
                ("replicas", number()),
                ("selector", atomic(object([("matchLabels", map(text()))]))),
                ("strategy", strategy),
                ("template", template),
                ("anything", any()),
            ])),
        ),
        ("status", structure(object([("replicas", number())]))),
    ])
}
