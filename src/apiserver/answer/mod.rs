//! Answers: objects, lists, refusals, as the client asked for them.

mod list;
mod table;

pub use list::{Items, api_version, list};
pub use table::{metadata_only, table_of};

use http::header::{CONTENT_TYPE, WARNING};
use http::{HeaderValue, Response, StatusCode};
use hyper::body::Bytes;
use jiff::Timestamp;
use serde_json::{Value, json};

use super::body::{Body, full};
use super::registry::Resource;
use super::request::{Call, Media, Shape};
use super::status::{Result, Status};

/// An answer.
pub type Answer = Response<Body>;

/// An answer of JSON.
pub fn json(code: u16, bytes: impl Into<Bytes>) -> Answer {
    with_type(code, "application/json", bytes)
}

/// An answer of a content type.
pub fn with_type(code: u16, kind: &'static str, bytes: impl Into<Bytes>) -> Answer {
    let mut answer = Response::new(full(bytes));
    *answer.status_mut() = StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    answer.headers_mut().insert("cache-control", HeaderValue::from_static("no-cache, private"));
    answer
}

/// A refusal.
pub fn refusal(status: &Status) -> Answer {
    let mut answer = json(status.code, status.to_value().to_string());
    if let Some(seconds) = status.details.get("retryAfterSeconds").and_then(Value::as_u64) {
        answer.headers_mut().insert("retry-after", HeaderValue::from(seconds));
    }
    answer
}

/// A text for people, as `ok`.
pub fn text(code: u16, words: impl Into<Bytes>) -> Answer {
    with_type(code, "text/plain; charset=utf-8", words)
}

/// One object in the shape that was asked for.
///
/// # Errors
/// 406 where it cannot be given.
pub fn object(call: &Call, resource: &Resource, value: &Value, code: u16, now: Timestamp) -> Result<Answer> {
    let media = Media::accepted(call.header("accept"))?;
    let body = match media.shape {
        Shape::Object => return Ok(plain(media, value, code)),
        Shape::Metadata => metadata_only(value),
        Shape::Table => table_of(call, resource, value, now)?,
    };
    Ok(plain(media, &body, code))
}

/// A value as it is, in JSON or YAML.
pub fn plain(media: Media, value: &Value, code: u16) -> Answer {
    match media.yaml.then(|| serde_yaml::to_string(value)) {
        Some(Ok(text)) => with_type(code, "application/yaml", text),
        _ => json(code, value.to_string()),
    }
}

/// What a deletion says where it does not answer with the object.
pub fn success(name: &str, group: &str, kind: &str, uid: &str, code: u16) -> Answer {
    let mut details = json!({});
    for (field, text) in [("name", name), ("group", group), ("kind", kind), ("uid", uid)] {
        if !text.is_empty() {
            details[field] = text.into();
        }
    }
    let status = json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details,
    });
    json(code, status.to_string())
}

/// Adds `Warning` headers.
pub fn warn(answer: &mut Answer, warnings: &[String]) {
    for warning in warnings {
        let quoted: String = warning.chars().flat_map(escaped).collect();
        if let Ok(value) = HeaderValue::from_str(&format!("299 - \"{quoted}\"")) {
            answer.headers_mut().append(WARNING, value);
        }
    }
}

fn escaped(c: char) -> impl Iterator<Item = char> {
    let escape = matches!(c, '"' | '\\').then_some('\\');
    escape.into_iter().chain((!c.is_control()).then_some(c))
}
