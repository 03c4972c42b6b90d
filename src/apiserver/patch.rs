//! Patches: which kind a request carries, and what it makes of an object.

use serde_json::Value;

use super::merge::{json_patch, merge_patch, strategic_patch};
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
                if !custom {
                    let mut refusal = Status::new(415, "UnsupportedMediaType", "415: Unsupported Media Type");
                    refusal.details = serde_json::json!({});
                    return Err(refusal);
                }
                let types =
                    "application/json-patch+json, application/merge-patch+json, application/apply-patch+yaml";
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

    /// What it makes of an object; an apply is a write of its own.
    ///
    /// # Errors
    /// It does not fit the object.
    pub fn apply(self, before: &Value, patch: &Value, resource: &Resource) -> Result<Value> {
        match self {
            Self::Json => json_patch(before, patch),
            Self::Merge => merge_patch(before, patch),
            Self::Strategic => strategic_patch(before, patch, &resource.schema),
            Self::Apply => Err(Status::internal("an apply is no patch of an object")),
        }
    }

    /// How the real server quotes a patch that does not fit.
    pub fn quoted(self, patch: &Value, after: &Value) -> String {
        match self {
            Self::Strategic => go_map(patch),
            _ => after.to_string(),
        }
    }
}

/// A value as Go prints it with `%+v`.
fn go_map(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| name.as_str());
            let fields: Vec<String> =
                fields.into_iter().map(|(name, value)| format!("{name}:{}", go_map(value))).collect();
            format!("map[{}]", fields.join(" "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(go_map).collect::<Vec<_>>().join(" ")),
        Value::String(text) => text.clone(),
        Value::Null => "<nil>".to_owned(),
        other => other.to_string(),
    }
}
