//! OpenAPI documents: what kubectl validates with and explains from.

mod definitions;
mod paths;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::meta;
use super::registry::Resource;
use super::served::Served;
use definitions::Definitions;

/// What documents are made from.
pub struct Source {
    /// The resources.
    pub served: Served,
    /// The custom resource definitions among them.
    pub custom: Vec<Value>,
}

/// `/openapi/v3`: where the document of each group and version is.
pub fn index(source: &Source) -> Value {
    let mut paths = Map::new();
    for path in group_versions(&source.served) {
        // The mark in the address changes with what is served, so that clients keep a document until then.
        let mark = fingerprint(source, &path);
        paths.insert(
            path.clone(),
            json!({"serverRelativeURL": format!("/openapi/v3/{path}?hash={mark:016X}")}),
        );
    }
    json!({"paths": paths})
}

/// `/openapi/v3/api/v1` or `/openapi/v3/apis/GROUP/VERSION`; `None` where nothing is served.
pub fn version_3(source: &Source, path: &str, title: &str) -> Option<Value> {
    let (group, version) = match path.split('/').collect::<Vec<_>>().as_slice() {
        ["api", version] => (String::new(), (*version).to_owned()),
        ["apis", group, version] => ((*group).to_owned(), (*version).to_owned()),
        _ => return None,
    };
    let resources: Vec<_> =
        source.served.all().filter(|its| its.group == group && its.version == version).cloned().collect();
    if resources.is_empty() {
        return None;
    }
    let definitions = Definitions::of(&source.custom);
    let mut paths = Map::new();
    let mut wanted = Vec::new();
    for resource in &resources {
        paths.extend(paths::of(resource));
        wanted.extend(definitions.name(&group, &version, &resource.kind));
    }
    Some(json!({
        "openapi": "3.0.0", "info": {"title": "Kubernetes", "version": title}, "paths": paths,
        "components": {"schemas": definitions.with_all_below(wanted)},
    }))
}

/// `/openapi/v2`: everything in one document.
pub fn version_2(source: &Source, title: &str) -> Value {
    let mut paths = Map::new();
    for resource in source.served.all() {
        paths.extend(paths::of(resource));
    }
    let mut definitions = Value::Object(Definitions::of(&source.custom).all());
    point_to_definitions(&mut definitions);
    json!({
        "swagger": "2.0", "info": {"title": "Kubernetes", "version": title}, "paths": paths, "definitions": definitions,
    })
}

/// Version 2 keeps its schemas in another place.
fn point_to_definitions(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get_mut("$ref") {
                *reference = reference.replace("#/components/schemas/", "#/definitions/");
            }
            fields.values_mut().for_each(point_to_definitions);
        }
        Value::Array(items) => items.iter_mut().for_each(point_to_definitions),
        _ => {}
    }
}

fn group_versions(served: &Served) -> BTreeSet<String> {
    let path = |resource: &Arc<Resource>| match resource.group.as_str() {
        "" => format!("api/{}", resource.version),
        group => format!("apis/{group}/{}", resource.version),
    };
    served.all().map(path).collect()
}

/// Changes when what is served at a path does.
fn fingerprint(source: &Source, path: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    path.hash(&mut hasher);
    for resource in
        source.served.all().filter(|its| path.ends_with(&format!("{}/{}", its.group, its.version)))
    {
        (&resource.kind, &resource.plural).hash(&mut hasher);
    }
    for definition in &source.custom {
        let group = definition.pointer("/spec/group").and_then(Value::as_str).unwrap_or_default();
        if path.contains(group) {
            meta::text(definition, "resourceVersion").hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::apiserver::kinds;

    #[test]
    fn documents_hold_what_they_refer_to() {
        let mut served = Served::default();
        kinds::resources().into_iter().for_each(|resource| served.add(resource));
        let custom = json!({
            "metadata": {"name": "widgets.example.com", "resourceVersion": "7"},
            "spec": {"group": "example.com", "names": {"kind": "Widget"}, "versions": [{
                "name": "v1", "served": true, "schema": {"openAPIV3Schema": {"type": "object"}},
            }]},
        });
        let widgets = Resource {
            group: "example.com".to_owned(),
            version: "v1".to_owned(),
            kind: "Widget".to_owned(),
            plural: "widgets".to_owned(),
            ..Resource::clone(served.get("", "v1", "configmaps").unwrap())
        };
        served.add(widgets);
        let source = Source { served, custom: vec![custom] };
        for path in index(&source)["paths"].as_object().unwrap().keys() {
            let document = version_3(&source, path, "v1.36.3").unwrap();
            let schemas = document["components"]["schemas"].as_object().unwrap();
            let text = document.to_string();
            for reference in text.split("\"$ref\":\"#/components/schemas/").skip(1) {
                let name = reference.split('"').next().unwrap();
                assert!(schemas.contains_key(name), "{path} lacks {name}");
            }
        }
        let apps = version_3(&source, "apis/apps/v1", "v1.36.3").unwrap();
        let patch = &apps["paths"]["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]["patch"];
        assert_eq!(patch["x-kubernetes-group-version-kind"]["kind"], "Deployment");
        assert!(patch["parameters"].as_array().unwrap().iter().any(|it| it["name"] == "fieldValidation"));
        let widgets = version_3(&source, "apis/example.com/v1", "v1.36.3").unwrap();
        assert!(widgets["components"]["schemas"]["com.example.v1.Widget"].is_object());
        let all = version_2(&source, "v1.36.3").to_string();
        assert!(!all.contains("#/components/"));
    }
}
