//! Pods from templates, and the names that they get.

use serde_json::{Map, Value, json};

use crate::kubernetes::resources::StringMap;
use crate::sandbox::Kept;

/// What generated names are made of: no vowels, so that no words come about.
const ALPHABET: &[u8; 27] = b"bcdfghjklmnpqrstvwxz2456789";
/// Generated names are no longer than labels.
const LONGEST: usize = 63;
const SUFFIX: usize = 5;

/// A pod of an owner, made from its template, with a name that ends in what `seed` stands for.
pub fn pod<O: Kept>(owner: &O, template: &Value, seed: u64) -> Value {
    let prefix = format!("{}-", owner.name());
    let mut pod = bare_pod(owner, template);
    pod["metadata"]["name"] = generated(&prefix, seed).into();
    pod["metadata"]["generateName"] = prefix.into();
    pod
}

/// A pod of an owner, made from its template, without a name.
pub fn bare_pod<O: Kept>(owner: &O, template: &Value) -> Value {
    let mut metadata = Map::new();
    metadata.insert("namespace".into(), owner.namespace().into());
    for field in ["labels", "annotations", "finalizers"] {
        if let Some(value) = template.get("metadata").and_then(|metadata| metadata.get(field)) {
            metadata.insert(field.into(), value.clone());
        }
    }
    metadata.insert("ownerReferences".into(), json!([owner.controls()]));
    let spec = template.get("spec").cloned().unwrap_or_else(|| json!({}));
    json!({ "apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec })
}

/// A name as the API server generates it, but with an end that a number decides.
pub fn generated(prefix: &str, seed: u64) -> String {
    let mut name: String = prefix.chars().take(LONGEST - SUFFIX).collect();
    let mut state = seed;
    for _ in 0..SUFFIX {
        state = mix(state);
        name.push(char::from(ALPHABET[usize::try_from(state % 27).unwrap_or(0)]));
    }
    name
}

/// A number that texts and numbers decide.
pub fn seed(texts: &[&str], number: u64) -> u64 {
    let text = texts.iter().flat_map(|text| text.bytes().chain([0]));
    let hash = text.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(hash ^ number)
}

/// SplitMix64's step.
fn mix(state: u64) -> u64 {
    let mut z = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// The hash of a template, in the form of a label. Kubernetes hashes its own memory layout, so the value differs from its.
pub fn hash(template: &Value, collisions: Option<i32>) -> String {
    let mut hash: u32 = 0x811c_9dc5;
    let mut eat = |byte: u8| hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    canonical(template).to_string().bytes().for_each(&mut eat);
    if let Some(collisions) = collisions {
        i64::from(collisions).to_le_bytes().into_iter().for_each(&mut eat);
    }
    let digits = hash.to_string();
    digits.bytes().map(|digit| char::from(ALPHABET[usize::from(digit) % 27])).collect()
}

/// Whether two templates are the same, whatever the order of their fields and but for the hash label.
pub fn same(one: &Value, other: &Value) -> bool {
    canonical(one) == canonical(other)
}

/// Sorted by name, without what is empty and without the hash label: two servers may order and fill fields differently.
fn canonical(template: &Value) -> Value {
    match template {
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().filter(|name| *name != HASH).collect();
            names.sort();
            let sorted = names.into_iter().map(|name| (name.clone(), canonical(&fields[name])));
            Value::Object(sorted.filter(|(_, value)| !is_empty(value)).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(canonical).collect()),
        other => other.clone(),
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Object(fields) => fields.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => false,
    }
}

/// The label that tells the pods of a Deployment's templates apart.
pub const HASH: &str = "pod-template-hash";

/// A template's labels.
pub fn labels(template: &Value) -> StringMap {
    let labels = template.pointer("/metadata/labels").and_then(Value::as_object);
    let texts = labels.into_iter().flatten();
    texts.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_short_and_repeatable() {
        let name = generated("web-7d9c-", 7);
        assert_eq!((name.len(), name.as_str()), (14, generated("web-7d9c-", 7).as_str()));
        assert_ne!(name, generated("web-7d9c-", 8));
        assert_eq!(generated(&"x".repeat(100), 1).len(), 63);
        assert_ne!(seed(&["a", "b"], 0), seed(&["ab", ""], 0));
    }

    #[test]
    fn the_order_of_fields_and_the_hash_label_make_no_difference() {
        let one =
            json!({"metadata": {"labels": {"a": "b", "pod-template-hash": "x"}}, "spec": {"b": 1, "a": []}});
        let other = json!({"spec": {"b": 1}, "metadata": {"labels": {"a": "b"}, "creationTimestamp": null}});
        assert!(same(&one, &other));
        assert_eq!(hash(&one, None), hash(&other, None));
        assert_ne!(hash(&one, None), hash(&one, Some(1)));
        assert!(!same(&one, &json!({"spec": {"b": 2}, "metadata": {"labels": {"a": "b"}}})));
    }
}
