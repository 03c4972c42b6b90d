//! Refusals that patches and applies end in.

use serde_json::{Value, json};

use crate::apiserver::status::Status;

fn status(code: u16, reason: &'static str, message: impl Into<String>, details: Value) -> Box<Status> {
    Box::new(Status { code, reason, message: message.into(), details, causes: Vec::new() })
}

/// 400.
pub(super) fn bad_request(message: impl Into<String>) -> Box<Status> {
    status(400, "BadRequest", message, Value::Null)
}

/// 422, where the real server keeps the reason to itself.
pub(super) fn unprocessable() -> Box<Status> {
    status(422, "Invalid", "the server rejected our request due to an error in our request", json!({}))
}

/// 413.
pub(super) fn too_large(message: impl Into<String>) -> Box<Status> {
    status(413, "RequestEntityTooLarge", message, Value::Null)
}

/// 500, as the real server answers with errors that it has no code for.
pub(super) fn internal(message: impl Into<String>) -> Box<Status> {
    status(500, "", message, Value::Null)
}

/// The name of a JSON value's type in Go's messages.
pub(super) fn go_type(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}
