//! A definition as resources.

use std::sync::Arc;

use serde_json::Value;

use crate::apiserver::meta;
use crate::apiserver::registry::{Columns, Others, PathColumn, Resource, ScalePaths, Strategy};
use crate::apiserver::schema::Schema;
use crate::apiserver::schema::decode::Decoded;
use crate::apiserver::schema::read::{Closed, read};
use crate::apiserver::status::Result;

/// The resources of all served versions.
pub fn resources(definition: &Value) -> Vec<Resource> {
    let versions = definition.pointer("/spec/versions").and_then(Value::as_array).into_iter().flatten();
    versions
        .filter(|version| version["served"] == true)
        .map(|version| resource(definition, version))
        .collect()
}

fn resource(definition: &Value, version: &Value) -> Resource {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let name = |field: &str| text(definition.pointer(&format!("/status/acceptedNames/{field}")));
    let names = |field: &str| -> Vec<String> {
        let list = definition.pointer(&format!("/status/acceptedNames/{field}")).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let scale = version.pointer("/subresources/scale").map(|scale| ScalePaths {
        spec: text(scale.get("specReplicasPath")),
        status: text(scale.get("statusReplicasPath")),
        selector: scale.get("labelSelectorPath").map(|path| text(Some(path))),
    });
    let has_status = version.pointer("/subresources/status").is_some();
    Resource {
        group: text(definition.pointer("/spec/group")),
        version: text(version.get("name")),
        kind: name("kind"),
        plural: name("plural"),
        singular: name("singular"),
        short_names: names("shortNames"),
        categories: names("categories"),
        namespaced: definition.pointer("/spec/scope").is_some_and(|scope| scope == "Namespaced"),
        stored: true,
        status: has_status,
        scale,
        columns: Columns::Paths(columns(version).into()),
        schema: Arc::new(read(version.pointer("/schema/openAPIV3Schema").unwrap_or(&Value::Null), &Closed)),
        strategy: Arc::new(Custom { status: has_status }),
        stored_as: None,
    }
}

fn columns(version: &Value) -> Vec<PathColumn> {
    let text = |column: &Value, field: &str| column[field].as_str().unwrap_or_default().to_owned();
    let own = version.get("additionalPrinterColumns").and_then(Value::as_array).into_iter().flatten();
    own.map(|column| PathColumn {
        name: text(column, "name"),
        kind: text(column, "type"),
        format: text(column, "format"),
        priority: column["priority"].as_i64().and_then(|it| i32::try_from(it).ok()).unwrap_or_default(),
        description: text(column, "description"),
        path: text(column, "jsonPath"),
    })
    .collect()
}

/// What every custom resource does: its generation counts the changes of what is wanted.
struct Custom {
    status: bool,
}

impl Strategy for Custom {
    fn decode(&self, _schema: &Schema, _object: &mut Value) -> Decoded {
        Decoded::default()
    }

    fn prepare_create(&self, object: &mut Value, _cluster: &dyn Others) -> Result<()> {
        if let Some(fields) = object.as_object_mut().filter(|_| self.status) {
            fields.shift_remove("status");
        }
        meta::set(object, "generation", Some(1.into()));
        Ok(())
    }

    fn prepare_update(&self, object: &mut Value, old: &Value, _cluster: &dyn Others) {
        let (Some(new), Some(before)) = (object.as_object(), old.as_object()) else { return };
        let counts = |name: &&String| !matches!(name.as_str(), "metadata" | "status");
        let same =
            new.keys().chain(before.keys()).filter(counts).all(|name| new.get(name) == before.get(name));
        if !same {
            let generation = meta::get(old, "generation").and_then(Value::as_i64).unwrap_or_default();
            meta::set(object, "generation", Some((generation + 1).into()));
        }
    }
}
