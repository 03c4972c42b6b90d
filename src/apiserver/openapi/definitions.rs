//! The schemas of documents: built-in ones, and those of custom resources.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::apiserver::schema::builtin::{GROUP_VERSION_KIND, definitions};

const REFERENCE: &str = "#/components/schemas/";

/// Schemas by name.
pub struct Definitions(Map<String, Value>);

impl Definitions {
    /// The built-in ones, and those of custom resource definitions.
    pub fn of(custom: &[Value]) -> Self {
        let mut all = definitions();
        for definition in custom {
            let versions = definition.pointer("/spec/versions").and_then(Value::as_array);
            for version in versions.into_iter().flatten().filter(|version| version["served"] == true) {
                all.extend(schema_of(definition, version));
            }
        }
        Self(all)
    }

    /// The name of a kind's schema.
    pub fn name(&self, group: &str, version: &str, kind: &str) -> Option<String> {
        let is = |its: &Value| its["group"] == group && its["version"] == version && its["kind"] == kind;
        let found = self.0.iter().find(|(_, schema)| {
            schema[GROUP_VERSION_KIND].as_array().is_some_and(|kinds| kinds.iter().any(is))
        });
        found.map(|(name, _)| name.clone())
    }

    /// The named schemas and all that they refer to.
    pub fn with_all_below(&self, mut wanted: Vec<String>) -> Map<String, Value> {
        let mut found = BTreeSet::new();
        while let Some(name) = wanted.pop() {
            if let Some(schema) = self.0.get(&name)
                && found.insert(name)
            {
                collect(schema, &mut wanted);
            }
        }
        found.into_iter().filter_map(|name| self.0.get(&name).map(|schema| (name, schema.clone()))).collect()
    }

    /// All of them.
    pub fn all(self) -> Map<String, Value> {
        self.0
    }
}

fn collect(value: &Value, names: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            let reference = fields.get("$ref").and_then(Value::as_str);
            names.extend(reference.and_then(|text| text.strip_prefix(REFERENCE)).map(str::to_owned));
            fields.values().for_each(|value| collect(value, names));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, names)),
        _ => {}
    }
}

/// The schema of one version of a definition, with its name: the group backwards, the version, the kind.
fn schema_of(definition: &Value, version: &Value) -> Option<(String, Value)> {
    let text = |pointer: &str| definition.pointer(pointer).and_then(Value::as_str);
    let (group, kind) = (text("/spec/group")?, text("/spec/names/kind")?);
    let version_name = version.get("name")?.as_str()?;
    let mut names: Vec<&str> = group.split('.').collect();
    names.reverse();
    names.extend([version_name, kind]);
    let mut schema = version.pointer("/schema/openAPIV3Schema").cloned().unwrap_or_else(|| json!({}));
    let fields = schema.as_object_mut()?;
    let properties = fields.entry("properties").or_insert_with(|| json!({})).as_object_mut()?;
    let metadata = format!("{REFERENCE}io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
    properties.insert("apiVersion".to_owned(), json!({"type": "string"}));
    properties.insert("kind".to_owned(), json!({"type": "string"}));
    properties.insert("metadata".to_owned(), json!({"allOf": [{"$ref": metadata}]}));
    let own = json!([{"group": group, "version": version_name, "kind": kind}]);
    fields.insert(GROUP_VERSION_KIND.to_owned(), own);
    Some((names.join("."), schema))
}
