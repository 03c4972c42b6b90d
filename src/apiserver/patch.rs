//! Patches: which kind a request carries, and what it makes of an object.

use serde_json::Value;

use super::registry::{Columns, Resource};
use super::status::{Result, Status};

/// How a patch is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// RFC 6902.
    Json,
    /// RFC 7386.
    Merge,
    /// Lists merge by their keys.
    Strategic,
    /// Server-side apply.
    Apply,
}

impl Kind {
    /// By the content type of a request.
    ///
    /// # Errors
    /// 415, with what the resource takes.
    pub fn of(content_type: &str, resource: &Resource) -> Result<Self> {
        let custom = matches!(resource.columns, Columns::Paths(_));
        match content_type.split(';').next().unwrap_or_default().trim() {
            "application/json-patch+json" => Ok(Self::Json),
            "application/merge-patch+json" => Ok(Self::Merge),
            "application/strategic-merge-patch+json" if !custom => Ok(Self::Strategic),
            "application/apply-patch+yaml" => Ok(Self::Apply),
            _ => {
                let types = match custom {
                    true => {
                        "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml, application/apply-patch+cbor"
                    }
                    false => {
                        "application/json-patch+json, application/merge-patch+json, application/strategic-merge-patch+json, application/apply-patch+yaml, application/apply-patch+cbor"
                    }
                };
                let message = format!(
                    "the body of the request was in an unknown format - accepted media types include: {types}"
                );
                Err(Status::new(415, "UnsupportedMediaType", message))
            }
        }
    }

    /// The patch itself.
    ///
    /// # Errors
    /// 400 where it cannot be read.
    pub fn read(self, body: &[u8]) -> Result<Value> {
        match self {
            Self::Apply => super::decode::yaml(body),
            _ => serde_json::from_slice(body)
                .map_err(|error| Status::bad_request(format!("error decoding patch: {error}"))),
        }
    }

    /// What it makes of an object.
    ///
    /// # Errors
    /// It does not fit the object.
    pub fn apply(self, before: &Value, patch: &Value, _resource: &Resource) -> Result<Value> {
        match self {
            Self::Merge | Self::Strategic => {
                let mut after = before.clone();
                merge(&mut after, patch);
                Ok(after)
            }
            _ => Err(Status::new(415, "UnsupportedMediaType", "not taken yet")),
        }
    }
}

fn merge(target: &mut Value, patch: &Value) {
    let Value::Object(patch) = patch else {
        *target = patch.clone();
        return;
    };
    if !target.is_object() {
        *target = Value::Object(serde_json::Map::new());
    }
    let Some(fields) = target.as_object_mut() else { return };
    for (name, value) in patch {
        match value {
            Value::Null => drop(fields.shift_remove(name)),
            value => merge(fields.entry(name.clone()).or_insert(Value::Null), value),
        }
    }
}
