//! The paths of documents, with as much of each operation as clients look at.

use serde_json::{Map, Value, json};

use crate::apiserver::registry::Resource;

/// The paths of a resource.
pub fn of(resource: &Resource) -> Map<String, Value> {
    let base = match resource.group.as_str() {
        "" => format!("/api/{}", resource.version),
        group => format!("/apis/{group}/{}", resource.version),
    };
    let collection = match resource.namespaced {
        true => format!("{base}/namespaces/{{namespace}}/{}", resource.plural),
        false => format!("{base}/{}", resource.plural),
    };
    let mut paths = Map::new();
    let write = ["dryRun", "fieldManager", "fieldValidation"];
    let list =
        ["continue", "fieldSelector", "labelSelector", "limit", "resourceVersion", "timeoutSeconds", "watch"];
    if !resource.stored {
        paths.insert(collection, json!({"post": operation(resource, "post", &write)}));
        return paths;
    }
    let item = format!("{collection}/{{name}}");
    let delete = ["dryRun", "gracePeriodSeconds", "orphanDependents", "propagationPolicy"];
    let patch = ["dryRun", "fieldManager", "fieldValidation", "force"];
    paths.insert(
        collection,
        json!({
            "get": operation(resource, "list", &list),
            "post": operation(resource, "post", &write),
            "delete": operation(resource, "deletecollection", &delete),
        }),
    );
    paths.insert(
        item.clone(),
        json!({
            "get": operation(resource, "get", &[]),
            "put": operation(resource, "put", &write),
            "patch": operation(resource, "patch", &patch),
            "delete": operation(resource, "delete", &delete),
        }),
    );
    if resource.status {
        paths.insert(
            format!("{item}/status"),
            json!({
                "get": operation(resource, "get", &[]),
                "put": operation(resource, "put", &write),
                "patch": operation(resource, "patch", &patch),
            }),
        );
    }
    paths
}

fn operation(resource: &Resource, action: &str, parameters: &[&str]) -> Value {
    let parameter = |name: &&str| {
        let kind = match *name {
            "force" | "orphanDependents" | "watch" => "boolean",
            "gracePeriodSeconds" | "limit" | "timeoutSeconds" => "integer",
            _ => "string",
        };
        json!({"name": name, "in": "query", "schema": {"type": kind, "uniqueItems": true}})
    };
    json!({
        "operationId": format!("{action}{}", resource.kind),
        "parameters": parameters.iter().map(parameter).collect::<Vec<_>>(),
        "responses": {"200": {"description": "OK"}, "401": {"description": "Unauthorized"}},
        "x-kubernetes-action": action,
        "x-kubernetes-group-version-kind": {
            "group": resource.group, "version": resource.version, "kind": resource.kind,
        },
    })
}
