//! Bodies to objects.

use serde_json::Value;

use super::protobuf;
use super::registry::Resource;
use super::request::Call;
use super::status::{Cause, Result, Status};

/// What becomes of fields that are unknown: `fieldValidation`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Validation {
    /// They are dropped.
    Ignore,
    /// They are dropped, and the client is told.
    #[default]
    Warn,
    /// The request is refused.
    Strict,
}

impl Validation {
    /// As the request says.
    ///
    /// # Errors
    /// 422 for another word; `options` is the kind of options that the verb takes, as `CreateOptions`.
    pub fn of(call: &Call, options: &str) -> Result<Self> {
        match call.query.text("fieldValidation") {
            None | Some("Warn") => Ok(Self::Warn),
            Some("Ignore") => Ok(Self::Ignore),
            Some("Strict") => Ok(Self::Strict),
            Some(other) => {
                let cause = Cause {
                    reason: "FieldValueNotSupported",
                    message: format!(
                        "Unsupported value: {other:?}: supported values: \"\", \"Ignore\", \"Strict\", \"Warn\""
                    ),
                    field: "fieldValidation".to_owned(),
                };
                Err(Status::invalid("meta.k8s.io", options, "", vec![cause]))
            }
        }
    }
}

/// The object that a request carries, and what the client should be told of it.
///
/// # Errors
/// 415 for another content type, 400 for what cannot be read, is of another version, or has unknown fields.
pub fn object(call: &Call, resource: &Resource, validation: Validation) -> Result<(Value, Vec<String>)> {
    let value = value(call)?;
    let Value::Object(mut fields) = value else {
        let message = "couldn't get version/kind; json parse error: json: cannot unmarshal into Go value of type struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }";
        return Err(Status::bad_request(message));
    };
    let expected = super::answer::api_version(resource);
    let found = fields.get("apiVersion").and_then(Value::as_str).unwrap_or_default().to_owned();
    if !found.is_empty() && found != expected {
        return Err(Status::bad_request(format!(
            "the API version in the data ({found}) does not match the expected API version ({expected})"
        )));
    }
    let kind = fields.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    if !kind.is_empty() && kind != resource.kind {
        return Err(Status::bad_request(format!(
            "{kind} in version {:?} cannot be handled as a {}: converting to a {kind} is not supported",
            resource.version, resource.kind
        )));
    }
    fields.insert("apiVersion".to_owned(), expected.into());
    fields.insert("kind".to_owned(), resource.kind.as_str().into());
    let mut object = Value::Object(fields);
    let warnings = shape(&mut object, resource, validation, |_, why| unreadable(resource, why))?;
    Ok((object, warnings))
}

/// Brings an object into the form that is kept; the answer is what the client should be told.
///
/// # Errors
/// What `refuse` makes of the reason, for what cannot be read as this kind, or has unknown fields under strict validation.
pub fn shape(
    object: &mut Value,
    resource: &Resource,
    validation: Validation,
    refuse: impl Fn(&Value, &str) -> Box<Status>,
) -> Result<Vec<String>> {
    let found = resource.strategy.decode(&resource.schema, object);
    if let Some(why) = found.error {
        return Err(refuse(object, &why));
    }
    if !object.get("metadata").is_some_and(Value::is_object)
        && let Some(fields) = object.as_object_mut()
    {
        fields.insert("metadata".to_owned(), Value::Object(serde_json::Map::new()));
    }
    let unknown: Vec<String> = found.unknown.iter().map(|name| format!("unknown field {name:?}")).collect();
    match validation {
        Validation::Ignore => Ok(Vec::new()),
        Validation::Warn => Ok(unknown),
        Validation::Strict if unknown.is_empty() => Ok(Vec::new()),
        Validation::Strict => Err(refuse(object, &format!("strict decoding error: {}", unknown.join(", ")))),
    }
}

/// 400 for a body that is not of its kind.
pub fn unreadable(resource: &Resource, why: &str) -> Box<Status> {
    let (kind, version) = (&resource.kind, &resource.version);
    Status::bad_request(format!("{kind} in version {version:?} cannot be handled as a {kind}: {why}"))
}

/// The value that a request carries, whatever it is.
///
/// # Errors
/// 415 for another content type, 400 for what cannot be read.
pub fn value(call: &Call) -> Result<Value> {
    let kind = call.header("content-type").split(';').next().unwrap_or_default().trim();
    match kind {
        "" | "application/json" | "*/*" => json(&call.body),
        "application/yaml" => yaml(&call.body),
        "application/vnd.kubernetes.protobuf" => protobuf::decode(&call.body).map_err(|error| match error {
            protobuf::Unreadable::Malformed(why) => Status::bad_request(why),
            protobuf::Unreadable::UnknownKind => unknown_format(),
        }),
        _ => Err(unknown_format()),
    }
}

/// 415.
fn unknown_format() -> Box<Status> {
    let message = "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf";
    Status::new(415, "UnsupportedMediaType", message)
}

fn json(body: &[u8]) -> Result<Value> {
    serde_json::from_slice(body).map_err(|error| {
        let why = match error.is_eof() {
            true => "unexpected end of JSON input".to_owned(),
            false => error.to_string(),
        };
        Status::bad_request(format!("couldn't get version/kind; json parse error: {why}"))
    })
}

/// YAML as the API takes it.
///
/// # Errors
/// 400 where it cannot be read.
pub fn yaml(body: &[u8]) -> Result<Value> {
    let text = std::str::from_utf8(body).map_err(|error| Status::bad_request(error.to_string()))?;
    serde_yaml::from_str(text)
        .map_err(|error| Status::bad_request(format!("error converting YAML to JSON: {error}")))
}
