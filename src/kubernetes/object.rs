//! An object as it is sent: parsed JSON with an identity.

use std::fmt;

use serde_json::{Map, Value, json};

/// What names an object in a cluster.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Identity {
    /// Group and version, as `apps/v1` or `v1`.
    pub api_version: String,
    /// The kind, as `Deployment`.
    pub kind: String,
    /// `None` for kinds without a namespace.
    pub namespace: Option<String>,
    /// The name.
    pub name: String,
}

impl Identity {
    /// The group; empty for the core group.
    pub fn group(&self) -> &str {
        self.api_version.split_once('/').map_or("", |(group, _)| group)
    }

    /// The version.
    pub fn version(&self) -> &str {
        self.api_version.split_once('/').map_or(self.api_version.as_str(), |(_, version)| version)
    }
}

/// As kubectl prints it: `inferenceservice.serving.kserve.io/qwen-chat`.
impl fmt::Display for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind.to_lowercase();
        match self.group() {
            "" => write!(formatter, "{kind}/{}", self.name),
            group => write!(formatter, "{kind}.{group}/{}", self.name),
        }
    }
}

/// An object as JSON. It has been parsed and has a kind and a name.
#[derive(Debug, Clone, PartialEq)]
pub struct Object(Value);

impl Object {
    /// Takes a parsed document.
    ///
    /// # Errors
    /// Names the field that is missing: `apiVersion`, `kind` or `metadata.name`.
    pub fn new(value: Value) -> Result<Self, &'static str> {
        let text = |pointer: &str| {
            value.pointer(pointer).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
        };
        for (pointer, field) in
            [("/apiVersion", "apiVersion"), ("/kind", "kind"), ("/metadata/name", "metadata.name")]
        {
            if !text(pointer) {
                return Err(field);
            }
        }
        Ok(Self(value))
    }

    /// What names it.
    pub fn identity(&self) -> Identity {
        let text =
            |pointer: &str| self.0.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        Identity {
            api_version: text("/apiVersion"),
            kind: text("/kind"),
            namespace: self.0.pointer("/metadata/namespace").and_then(Value::as_str).map(str::to_owned),
            name: text("/metadata/name"),
        }
    }

    /// The document.
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// The document, to be changed in place.
    pub fn value_mut(&mut self) -> &mut Value {
        &mut self.0
    }

    /// The document itself.
    pub fn into_value(self) -> Value {
        self.0
    }

    /// A field by JSON pointer, as `/spec/predictor`.
    pub fn get(&self, pointer: &str) -> Option<&Value> {
        self.0.pointer(pointer)
    }

    /// Sets the one controller-less owner that garbage collection follows.
    pub fn set_owner(&mut self, owner: &Identity, uid: &str) {
        let reference =
            json!({ "apiVersion": owner.api_version, "kind": owner.kind, "name": owner.name, "uid": uid });
        if let Some(metadata) = self.0.get_mut("metadata").and_then(Value::as_object_mut) {
            metadata.insert("ownerReferences".into(), Value::Array(vec![reference]));
        }
    }

    /// Labels or annotations: the map of strings at `/metadata/FIELD`.
    pub fn metadata_map(&self, field: &str) -> Option<&Map<String, Value>> {
        self.0.get("metadata")?.get(field)?.as_object()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_reads_as_kubectl_prints_it() {
        let object = Object::new(json!({"apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService", "metadata": {"name": "qwen-chat"}})).unwrap();
        assert_eq!(object.identity().to_string(), "inferenceservice.serving.kserve.io/qwen-chat");
        let object =
            Object::new(json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "a"}})).unwrap();
        assert_eq!(object.identity().to_string(), "service/a");
        assert_eq!(Object::new(json!({"apiVersion": "v1", "kind": "Service"})), Err("metadata.name"));
    }
}
