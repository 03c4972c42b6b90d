//! Definitions themselves: what is filled in, and what people get wrong.

use serde_json::{Value, json};

use crate::apiserver::kinds::field::{Causes, immutable, invalid, one_of, required};
use crate::apiserver::kinds::names;

/// Names that follow from others, and no conversion.
pub fn also(definition: &mut Value) {
    let kind = definition["spec"]["names"]["kind"].as_str().unwrap_or_default().to_owned();
    let Some(spec) = definition.get_mut("spec").filter(|spec| spec.is_object()) else { return };
    let missing =
        |names: &Value, field: &str| names.get(field).and_then(Value::as_str).is_none_or(str::is_empty);
    if missing(&spec["names"], "singular") && !kind.is_empty() {
        spec["names"]["singular"] = kind.to_lowercase().into();
    }
    if missing(&spec["names"], "listKind") && !kind.is_empty() {
        spec["names"]["listKind"] = format!("{kind}List").into();
    }
    if spec.get("conversion").is_none() {
        spec["conversion"] = json!({"strategy": "None"});
    }
    let has_service = spec.pointer("/conversion/webhook/clientConfig/service").is_some();
    if has_service && spec.pointer("/conversion/webhook/clientConfig/service/port").is_none() {
        spec["conversion"]["webhook"]["clientConfig"]["service"]["port"] = json!(443);
    }
}

/// The status that a new definition has until its names are accepted.
pub fn prepare(definition: &mut Value) {
    let versions = definition["spec"]["versions"].as_array();
    let storage = versions.into_iter().flatten().find(|version| version["storage"] == true);
    let stored: Vec<Value> = storage.map(|version| version["name"].clone()).into_iter().collect();
    definition["status"] = json!({"storedVersions": stored});
}

/// What is wrong with a definition.
pub fn validate(definition: &Value, old: Option<&Value>, causes: &mut Causes) {
    let spec = &definition["spec"];
    let text = |name: &str| spec["names"][name].as_str().unwrap_or_default();
    let group = spec["group"].as_str().unwrap_or_default();
    let expected = format!("{}.{group}", text("plural"));
    if definition["metadata"]["name"] != expected.as_str() {
        causes.push(invalid(
            "metadata.name",
            &definition["metadata"]["name"],
            "must be spec.names.plural+\".\"+spec.group",
        ));
    }
    match group {
        "" => causes.push(required("spec.group", "")),
        _ if !group.contains('.') => {
            causes.push(invalid("spec.group", &spec["group"], "should be a domain with at least one dot"));
        }
        _ => causes
            .extend(names::subdomain(group).iter().map(|why| invalid("spec.group", &spec["group"], why))),
    }
    match spec["scope"].as_str().unwrap_or_default() {
        "" => causes.push(required("spec.scope", "")),
        _ => one_of("spec.scope", &spec["scope"], &["Cluster", "Namespaced"], causes),
    }
    named(spec, causes);
    versions(spec, causes);
    stored(definition, causes);
    if let Some(old) = old {
        immutable("spec.group", &spec["group"], &old["spec"]["group"], causes);
        if is_established(old) {
            immutable("spec.scope", &spec["scope"], &old["spec"]["scope"], causes);
            immutable("spec.names.kind", &spec["names"]["kind"], &old["spec"]["names"]["kind"], causes);
            immutable("spec.names.plural", &spec["names"]["plural"], &old["spec"]["names"]["plural"], causes);
        }
    }
}

/// The version that is stored is among those that were.
fn stored(definition: &Value, causes: &mut Causes) {
    let known = &definition["status"]["storedVersions"];
    if known.as_array().is_none_or(Vec::is_empty) {
        causes.push(invalid("status.storedVersions", &Value::Null, "must have at least one stored version"));
    }
    let versions = definition["spec"]["versions"].as_array().into_iter().flatten();
    for version in versions.filter(|version| version["storage"] == true) {
        if known.as_array().is_some_and(|known| !known.is_empty() && !known.contains(&version["name"])) {
            let name = version["name"].as_str().unwrap_or_default();
            causes.push(invalid(
                "status.storedVersions",
                known,
                format!("must have the storage version {name}"),
            ));
        }
    }
}

fn is_established(definition: &Value) -> bool {
    let conditions = definition["status"]["conditions"].as_array();
    conditions.into_iter().flatten().any(|it| it["type"] == "Established" && it["status"] == "True")
}

fn named(spec: &Value, causes: &mut Causes) {
    for name in ["plural", "singular", "kind", "listKind"] {
        let (field, value) = (format!("spec.names.{name}"), &spec["names"][name]);
        match value.as_str().unwrap_or_default() {
            "" => causes.push(required(field, "")),
            text => {
                let wrong = names::label(&text.to_lowercase());
                causes.extend(wrong.iter().map(|why| invalid(field.as_str(), value, why)));
            }
        }
    }
    if spec["names"]["kind"] == spec["names"]["listKind"] && !spec["names"]["kind"].is_null() {
        causes.push(invalid(
            "spec.names.listKind",
            &spec["names"]["listKind"],
            "kind and listKind may not be the same",
        ));
    }
}

fn versions(spec: &Value, causes: &mut Causes) {
    let versions = spec["versions"].as_array().map_or(&[][..], Vec::as_slice);
    let stored = versions.iter().filter(|version| version["storage"] == true).count();
    for (index, version) in versions.iter().enumerate() {
        let at = |name: &str| format!("spec.versions[{index}].{name}");
        let name = version["name"].as_str().unwrap_or_default();
        let wrong = names::label(name);
        causes.extend(wrong.iter().map(|why| invalid(at("name"), &Value::from(name), why)));
        match &version["schema"]["openAPIV3Schema"] {
            Value::Null => causes.push(required(at("schema.openAPIV3Schema"), "")),
            schema => structural(schema, &at("schema.openAPIV3Schema"), true, causes),
        }
        let columns = version["additionalPrinterColumns"].as_array();
        for (number, column) in columns.into_iter().flatten().enumerate() {
            let field = |name: &str| format!("{}[{number}].{name}", at("additionalPrinterColumns"));
            for name in ["name", "jsonPath"] {
                if column[name].as_str().unwrap_or_default().is_empty() {
                    causes.push(required(field(name), ""));
                }
            }
            let types = ["boolean", "date", "integer", "number", "string"];
            match column["type"].as_str().unwrap_or_default() {
                "" => causes.push(required(field("type"), &format!("must be one of {}", types.join(",")))),
                kind if !types.contains(&kind) => {
                    causes.push(invalid(
                        field("type"),
                        &column["type"],
                        format!("must be one of {}", types.join(",")),
                    ));
                }
                _ => {}
            }
        }
    }
    if stored != 1 {
        causes.push(invalid(
            "spec.versions",
            &versions.to_vec().into(),
            "must have exactly one version marked as storage version",
        ));
    }
    for (index, version) in versions.iter().enumerate() {
        if versions.iter().take(index).any(|other| other["name"] == version["name"]) {
            causes.push(invalid("spec.versions", &spec["versions"], "must contain unique version names"));
        }
    }
}

/// Every field says its type, and the root is an object.
fn structural(schema: &Value, field: &str, root: bool, causes: &mut Causes) {
    let kind = schema["type"].as_str().unwrap_or_default();
    let free = schema["x-kubernetes-int-or-string"] == true
        || schema["x-kubernetes-preserve-unknown-fields"] == true;
    match kind {
        "" if root => causes.push(required(format!("{field}.type"), "must not be empty at the root")),
        "" if !free => {
            causes.push(required(format!("{field}.type"), "must not be empty for specified object fields"))
        }
        "" => {}
        "object" if root => {}
        _ if root => {
            causes.push(invalid(format!("{field}.type"), &schema["type"], "must be object at the root"))
        }
        _ => one_of(
            &format!("{field}.type"),
            &schema["type"],
            &["array", "boolean", "integer", "number", "object", "string"],
            causes,
        ),
    }
    for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
        if !(root && name == "metadata") {
            structural(inner, &format!("{field}.properties[{name}]"), false, causes);
        }
    }
    if schema["additionalProperties"].is_object() {
        structural(&schema["additionalProperties"], &format!("{field}.additionalProperties"), false, causes);
    }
    match &schema["items"] {
        Value::Null if kind == "array" => {
            causes.push(required(format!("{field}.items"), "must be specified"))
        }
        Value::Null => {}
        items => structural(items, &format!("{field}.items"), false, causes),
    }
    let topology = schema["x-kubernetes-list-type"].as_str().unwrap_or_default();
    if topology == "map" && schema["x-kubernetes-list-map-keys"].as_array().is_none_or(Vec::is_empty) {
        causes.push(required(
            format!("{field}.x-kubernetes-list-map-keys"),
            "must not be empty if x-kubernetes-list-type is map",
        ));
    }
}
