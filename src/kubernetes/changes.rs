//! Which fields differ between two states of an object.

use serde_json::Value;

/// A field that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// As `spec.predictor.containers.0.image`.
    pub field: String,
    /// What it was; `None` where it was not there.
    pub before: Option<Value>,
    /// What it becomes; `None` where it goes.
    pub after: Option<Value>,
}

/// As `image a → b`.
impl std::fmt::Display for Changed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let word = |value: &Option<Value>| match value {
            None => "-".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(Value::Object(_) | Value::Array(_)) => "…".to_owned(),
            Some(other) => other.to_string(),
        };
        write!(formatter, "{} {} → {}", self.field, word(&self.before), word(&self.after))
    }
}

/// The fields that differ, as deep as they can be named.
pub fn changes(path: &str, before: Option<&Value>, after: Option<&Value>) -> Vec<Changed> {
    match (before, after) {
        (before, after) if before == after => Vec::new(),
        (Some(Value::Object(before)), Some(Value::Object(after))) => {
            let names = before.keys().chain(after.keys().filter(|name| !before.contains_key(*name)));
            names
                .flat_map(|name| changes(&format!("{path}.{name}"), before.get(name), after.get(name)))
                .collect()
        }
        (Some(Value::Array(before)), Some(Value::Array(after))) if before.len() == after.len() => {
            let pairs = before.iter().zip(after).enumerate();
            pairs
                .flat_map(|(at, (before, after))| changes(&format!("{path}.{at}"), Some(before), Some(after)))
                .collect()
        }
        (before, after) => {
            vec![Changed { field: path.to_owned(), before: before.cloned(), after: after.cloned() }]
        }
    }
}
