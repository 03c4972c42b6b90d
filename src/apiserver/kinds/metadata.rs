//! What may be wrong with an object's metadata.

use serde_json::Value;

use super::field::{Causes, immutable, invalid, required};
use super::names::{Rule, label_value, qualified};

/// Annotations of one object may take this many bytes.
const ANNOTATIONS: usize = 256 * 1024;

/// Checks the metadata of an object whose name follows a rule.
pub fn validate(object: &Value, old: Option<&Value>, namespaced: bool, rule: Rule, causes: &mut Causes) {
    let metadata = &object["metadata"];
    if let Some(prefix) = metadata["generateName"].as_str().filter(|prefix| !prefix.is_empty()) {
        // A prefix may end in a hyphen: something follows it.
        let masked = format!("{}a", prefix.trim_end_matches('-'));
        let shown = if prefix.ends_with('-') { masked.as_str() } else { prefix };
        causes.extend(
            rule(shown).iter().map(|why| invalid("metadata.generateName", &metadata["generateName"], why)),
        );
    }
    match metadata["name"].as_str().unwrap_or_default() {
        "" => causes.push(required("metadata.name", "name or generateName is required")),
        name => causes.extend(rule(name).iter().map(|why| invalid("metadata.name", &metadata["name"], why))),
    }
    let namespace = metadata["namespace"].as_str().unwrap_or_default();
    if namespaced && namespace.is_empty() {
        causes.push(required("metadata.namespace", ""));
    }
    labels(&metadata["labels"], "metadata.labels", causes);
    annotations(&metadata["annotations"], "metadata.annotations", causes);
    owners(metadata, causes);
    for finalizer in metadata["finalizers"].as_array().into_iter().flatten() {
        let name = finalizer.as_str().unwrap_or_default();
        causes.extend(qualified(name).iter().map(|why| invalid("metadata.finalizers", finalizer, why)));
    }
    if let Some(old) = old {
        new_finalizers(metadata, &old["metadata"], causes);
        for field in ["name", "namespace", "uid", "creationTimestamp"] {
            immutable(&format!("metadata.{field}"), &metadata[field], &old["metadata"][field], causes);
        }
    }
}

/// The finalizers of a built-in kind are well known or have a domain; custom resources' need not, as KServe's.
pub fn standard_finalizers(metadata: &Value, causes: &mut Causes) {
    for (place, finalizer) in metadata["finalizers"].as_array().into_iter().flatten().enumerate() {
        let name = finalizer.as_str().unwrap_or_default();
        let known = name.contains('/') || matches!(name, "kubernetes" | "orphan" | "foregroundDeletion");
        if !known && qualified(name).is_empty() {
            let why = "name is neither a standard finalizer name nor is it fully qualified";
            causes.push(invalid(format!("metadata.finalizers[{place}]"), finalizer, why));
        }
    }
}

/// What is being deleted gets no more finalizers. The real server finds that twice: for any kind, and for each kind.
fn new_finalizers(metadata: &Value, old: &Value, causes: &mut Causes) {
    if old["deletionTimestamp"].is_null() {
        return;
    }
    let known = old["finalizers"].as_array().map(Vec::as_slice).unwrap_or_default();
    let all = metadata["finalizers"].as_array().into_iter().flatten();
    let mut new: Vec<String> = all.filter(|its| !known.contains(its)).map(Value::to_string).collect();
    new.sort_unstable();
    if !new.is_empty() {
        let found = new.join(", ");
        let why = format!(
            "no new finalizers can be added if the object is being deleted, found new finalizers []string{{{found}}}"
        );
        causes.extend((0..2).map(|_| super::field::forbidden("metadata.finalizers", &why)));
    }
}

/// Keys and values of labels.
pub fn labels(map: &Value, field: &str, causes: &mut Causes) {
    for (key, value) in sorted(map) {
        causes.extend(qualified(key).iter().map(|why| invalid(field, &key.as_str().into(), why)));
        let text = value.as_str().unwrap_or_default();
        causes.extend(label_value(text).iter().map(|why| invalid(field, value, why)));
    }
}

fn annotations(map: &Value, field: &str, causes: &mut Causes) {
    let mut size = 0;
    for (key, value) in sorted(map) {
        let lower = key.to_lowercase();
        causes.extend(qualified(&lower).iter().map(|why| invalid(field, &key.as_str().into(), why)));
        size += key.len() + value.as_str().map_or(0, str::len);
    }
    if size > ANNOTATIONS {
        causes.push(super::field::too_long(field, ANNOTATIONS));
    }
}

fn owners(metadata: &Value, causes: &mut Causes) {
    let mut controllers = 0;
    let owners = metadata["ownerReferences"].as_array();
    for owner in owners.into_iter().flatten() {
        let field = "metadata.ownerReferences";
        let text = |name: &str| owner[name].as_str().unwrap_or_default();
        if text("apiVersion").is_empty() || text("apiVersion").ends_with('/') {
            causes.push(invalid(
                format!("{field}.apiVersion"),
                &owner["apiVersion"],
                "version must not be empty",
            ));
        }
        for name in ["kind", "name", "uid"] {
            if text(name).is_empty() {
                causes.push(invalid(
                    format!("{field}.{name}"),
                    &Value::from(text(name)),
                    "must not be empty",
                ));
            }
        }
        controllers += usize::from(owner["controller"] == true);
    }
    if controllers > 1 {
        let why = "Only one reference can have Controller set to true. Found \"true\" in references for";
        let names = owners.into_iter().flatten().filter(|owner| owner["controller"] == true);
        let names: Vec<String> = names
            .map(|owner| {
                format!(
                    "{}/{}",
                    owner["kind"].as_str().unwrap_or_default(),
                    owner["name"].as_str().unwrap_or_default()
                )
            })
            .collect();
        causes.push(invalid(
            "metadata.ownerReferences",
            &metadata["ownerReferences"],
            format!("{why} {}", names.join(" and ")),
        ));
    }
}

fn sorted(map: &Value) -> Vec<(&String, &Value)> {
    let mut pairs: Vec<_> = map.as_object().into_iter().flatten().collect();
    pairs.sort_by(|one, other| one.0.cmp(other.0));
    pairs
}

/// A label selector: its keys, values and operators.
pub fn selector(value: &Value, field: &str, causes: &mut Causes) {
    for (key, text) in sorted(&value["matchLabels"]) {
        let field = format!("{field}.matchLabels");
        causes.extend(qualified(key).iter().map(|why| invalid(field.as_str(), &key.as_str().into(), why)));
        let words = text.as_str().unwrap_or_default();
        causes.extend(label_value(words).iter().map(|why| invalid(field.as_str(), text, why)));
    }
    for (index, rule) in value["matchExpressions"].as_array().into_iter().flatten().enumerate() {
        let field = format!("{field}.matchExpressions[{index}]");
        let any = rule["values"].as_array().is_some_and(|values| !values.is_empty());
        match rule["operator"].as_str().unwrap_or_default() {
            "In" | "NotIn" if !any => causes.push(required(
                format!("{field}.values"),
                "must be specified when `operator` is 'In' or 'NotIn'",
            )),
            "Exists" | "DoesNotExist" if any => causes.push(super::field::forbidden(
                format!("{field}.values"),
                "may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
            )),
            "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
            _ => causes.push(invalid(
                format!("{field}.operator"),
                &rule["operator"],
                "not a valid selector operator",
            )),
        }
        let key = rule["key"].as_str().unwrap_or_default();
        causes.extend(qualified(key).iter().map(|why| invalid(format!("{field}.key"), &rule["key"], why)));
    }
}
