//! The shapes of built-in kinds against what the real server publishes.

use std::collections::BTreeMap;

use neap::apiserver::schema::builtin::definitions;
use serde_json::Value;

use crate::plane::Cluster;

/// What of a field decides how it is patched, applied and read.
const FACTS: [&str; 7] = [
    "x-kubernetes-list-map-keys",
    "x-kubernetes-list-type",
    "x-kubernetes-map-type",
    "x-kubernetes-patch-merge-key",
    "x-kubernetes-patch-strategy",
    "default",
    "type",
];

/// Every definition that is served here has the real one's fields, with the same facts.
pub fn compare(cluster: &Cluster) {
    let objects = cluster.objects();
    let index = objects.raw("/openapi/v3").unwrap();
    let mut real: BTreeMap<String, Value> = BTreeMap::new();
    for path in index["paths"].as_object().unwrap().values() {
        let document = objects.raw(path["serverRelativeURL"].as_str().unwrap()).unwrap();
        for (name, definition) in document["components"]["schemas"].as_object().into_iter().flatten() {
            real.insert(name.clone(), definition.clone());
        }
    }
    let mut wrong = Vec::new();
    let ours = definitions();
    for (name, definition) in &ours {
        let Some(real) = real.get(name) else {
            wrong.push(format!("{name} is not there"));
            continue;
        };
        differ(name, definition, real, &mut wrong);
        let fields = |definition: &Value| definition["properties"].as_object().cloned().unwrap_or_default();
        let (own, its) = (fields(definition), fields(real));
        for field in own
            .keys()
            .chain(its.keys())
            .filter(|field| !(own.contains_key(*field) && its.contains_key(*field)))
        {
            wrong.push(format!("{name}.{field} is on one side only"));
        }
        for (field, schema) in &own {
            if let Some(real) = its.get(field) {
                differ(&format!("{name}.{field}"), schema, real, &mut wrong);
            }
        }
    }
    assert!(ours.len() > 300, "{}", ours.len());
    assert!(wrong.is_empty(), "{} differences:\n{}", wrong.len(), wrong.join("\n"));
}

fn differ(place: &str, ours: &Value, real: &Value, wrong: &mut Vec<String>) {
    for fact in FACTS {
        let value = |schema: &Value| match (fact, &schema[fact]) {
            // A list is atomic unless it says otherwise; a struct's default is its own.
            ("x-kubernetes-list-type", value) if value == "atomic" => Value::Null,
            ("default", Value::Object(_)) => Value::Null,
            (_, value) => value.clone(),
        };
        let (one, other) = (value(ours), value(real));
        // Quantities and the like are of two types, which OpenAPI writes in its own way.
        let two = fact == "type" && (ours["x-kubernetes-int-or-string"] == true || ours["type"].is_null());
        if one != other && !two {
            wrong.push(format!("{place}: {fact} is {one}, really {other}"));
        }
    }
}
