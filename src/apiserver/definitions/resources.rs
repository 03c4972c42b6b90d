//! A definition as resources.

use std::sync::Arc;

use serde_json::Value;

use crate::apiserver::custom::{Custom, schema};
use crate::apiserver::registry::{Columns, PathColumn, Resource, ScalePaths};

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
    let replicas = scale.as_ref().map(|scale| scale.spec.clone());
    let status = version.pointer("/subresources/status").is_some();
    let namespaced = definition.pointer("/spec/scope").is_some_and(|scope| scope == "Namespaced");
    let group = text(definition.pointer("/spec/group"));
    let shape = Arc::new(schema(version.pointer("/schema/openAPIV3Schema").unwrap_or(&Value::Null)));
    let versions = definition.pointer("/spec/versions").and_then(Value::as_array).into_iter().flatten();
    let storage =
        versions.filter(|version| version["storage"] == true).find_map(|version| version["name"].as_str());
    let own = text(version.get("name"));
    Resource {
        group: group.clone(),
        version: own.clone(),
        kind: name("kind"),
        plural: name("plural"),
        singular: name("singular"),
        short_names: names("shortNames"),
        categories: names("categories"),
        namespaced,
        stored: true,
        status,
        scale,
        columns: Columns::Paths(columns(version).into()),
        schema: shape.clone(),
        strategy: Arc::new(Custom { schema: shape, group, namespaced, status, replicas }),
        stored_as: storage.filter(|storage| *storage != own).map(str::to_owned),
    }
}

fn columns(version: &Value) -> Vec<PathColumn> {
    let text = |column: &Value, field: &str| column[field].as_str().unwrap_or_default().to_owned();
    let own = version.get("additionalPrinterColumns").and_then(Value::as_array);
    let Some(own) = own.filter(|columns| !columns.is_empty()) else { return vec![age()] };
    let described = |column: &Value| match text(column, "description") {
        none if none.is_empty() => {
            format!("Custom resource definition column (in JSONPath format): {}", text(column, "jsonPath"))
        }
        words => words,
    };
    own.iter()
        .map(|column| PathColumn {
            name: text(column, "name"),
            kind: text(column, "type"),
            format: text(column, "format"),
            priority: column["priority"].as_i64().and_then(|it| i32::try_from(it).ok()).unwrap_or_default(),
            description: described(column),
            path: text(column, "jsonPath"),
        })
        .collect()
}

/// What is shown besides the name where a definition says nothing.
fn age() -> PathColumn {
    PathColumn {
        name: "Age".into(),
        kind: "date".into(),
        format: String::new(),
        priority: 0,
        description: String::new(),
        path: ".metadata.creationTimestamp".into(),
    }
}
