//! What should not lie in a repository in the clear.

use serde_json::Value;

use crate::kubernetes::{Object, pod_templates};

/// Parts of the names of variables that hold secrets.
const WORDS: [&str; 7] = ["TOKEN", "PASSWORD", "PASSWD", "SECRET", "API_KEY", "ACCESS_KEY", "CREDENTIAL"];

/// Whether an object is a Secret that holds something.
pub fn is_secret(object: &Object) -> bool {
    let identity = object.identity();
    let full = |field: &str| object.get(field).and_then(Value::as_object).is_some_and(|map| !map.is_empty());
    identity.kind == "Secret" && identity.group().is_empty() && (full("/data") || full("/stringData"))
}

/// The variables of an object's pods that are called as secrets are, and whose values stand beside them.
pub fn in_the_clear(object: &Object) -> Vec<String> {
    let mut found = Vec::new();
    for template in pod_templates::of(object) {
        let list = object.get(&format!("{}/containers", template.spec)).and_then(Value::as_array);
        let model = object.get(&format!("{}/model", template.spec));
        for container in list.into_iter().flatten().chain(model) {
            for variable in container.get("env").and_then(Value::as_array).into_iter().flatten() {
                let text = |field: &str| variable.get(field).and_then(Value::as_str).unwrap_or_default();
                let name = text("name").to_ascii_uppercase();
                if !text("value").is_empty() && WORDS.iter().any(|word| name.contains(word)) {
                    found.push(text("name").to_owned());
                }
            }
        }
    }
    found.sort();
    found.dedup();
    found
}
