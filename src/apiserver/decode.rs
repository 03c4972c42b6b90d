//! Bodies to objects.

use serde_json::{Map, Value};

use super::protobuf;
use super::registry::{Columns, Resource};
use super::request::Call;
use super::schema;
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
    let value = value(call).map_err(|refusal| unrecognised(call, resource, refusal))?;
    let mut fields = match value {
        Value::Object(fields) => fields,
        // A null is an object without anything in it.
        Value::Null => Map::new(),
        other => {
            let message = format!(
                "couldn't get version/kind; json parse error: json: cannot unmarshal {} into Go value of type struct {{ APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string \"json:\\\"kind,omitempty\\\"\" }}",
                kind_of(&other)
            );
            return Err(unrecognised(call, resource, Status::bad_request(message)));
        }
    };
    let expected = super::answer::api_version(resource);
    check_kind(&fields, resource, &expected)?;
    fields.insert("apiVersion".to_owned(), expected.into());
    fields.insert("kind".to_owned(), resource.kind.as_str().into());
    let mut object = Value::Object(fields);
    let twice = if validation == Validation::Ignore { Vec::new() } else { duplicates(call) };
    let warnings = shape_with(&mut object, resource, validation, &twice, |_, why| unreadable(resource, why))?;
    Ok((object, warnings))
}

/// Fields that the body names twice, each as a sentence.
fn duplicates(call: &Call) -> Vec<String> {
    let kind = call.header("content-type").split(';').next().unwrap_or_default().trim();
    match kind {
        "" | "application/json" | "*/*" => {
            let places = schema::duplicates::duplicates(&call.body).into_iter();
            places.map(|place| format!("duplicate field {place:?}")).collect()
        }
        "application/yaml" => yaml_duplicates(&call.body),
        _ => Vec::new(),
    }
}

/// The object must be of the kind that is served here, as far as it says.
fn check_kind(fields: &Map<String, Value>, resource: &Resource, expected: &str) -> Result<()> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default();
    let (found, kind) = (text("apiVersion"), text("kind"));
    let other_version = !found.is_empty() && found != expected;
    let other_kind = !kind.is_empty() && kind != resource.kind;
    if !other_version && !other_kind {
        return Ok(());
    }
    if matches!(resource.columns, Columns::Paths(_)) && other_version {
        return Err(Status::bad_request(format!(
            "the API version in the data ({found}) does not match the expected API version ({expected})"
        )));
    }
    let found = if found.is_empty() { expected } else { found };
    let (group, version) = found.split_once('/').unwrap_or(("", found));
    let kind = if kind.is_empty() { &resource.kind } else { kind };
    let wanted = &resource.kind;
    let package = match resource.group.split('.').next() {
        Some("") | None => "core",
        Some(package) => package,
    };
    let why = match schema::builtin::schema(group, version, kind) {
        Some(_) => format!("converting ({version}.{kind}) to ({package}.{wanted}): unknown conversion"),
        None => not_registered(kind, found),
    };
    Err(Status::bad_request(format!("{kind} in version {version:?} cannot be handled as a {wanted}: {why}")))
}

/// What is said of a kind that there is not.
pub fn not_registered(kind: &str, api_version: &str) -> String {
    format!(
        "no kind {kind:?} is registered for version {api_version:?} in scheme \"pkg/runtime/scheme.go:111\""
    )
}

/// A body that says not even what it is, with its beginning.
fn unrecognised(call: &Call, resource: &Resource, refusal: Box<Status>) -> Box<Status> {
    if refusal.code != 400 || matches!(resource.columns, Columns::Paths(_)) {
        return refusal;
    }
    let bytes: &[u8] = &call.body;
    let (start, more) = match bytes.get(..30) {
        Some(start) if bytes.len() > 30 => (start, " ..."),
        _ => (bytes, ""),
    };
    let shown = match start.first() {
        None => "<empty>".to_owned(),
        Some(b'{') => String::from_utf8_lossy(start).into_owned(),
        Some(_) => start.iter().map(|byte| format!("{byte:02x}")).collect(),
    };
    let kind = &resource.kind;
    Status::bad_request(format!(
        "the object provided is unrecognized (must be of type {kind}): {} ({shown}{more})",
        refusal.message
    ))
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Array(_) => "array",
        Value::String(_) => "string",
        Value::Bool(_) => "bool",
        _ => "number",
    }
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
    shape_with(object, resource, validation, &[], refuse)
}

/// The same, where the text named fields twice.
fn shape_with(
    object: &mut Value,
    resource: &Resource,
    validation: Validation,
    twice: &[String],
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
    let unknown = found.unknown.iter().map(|name| format!("unknown field {name:?}"));
    let unknown: Vec<String> = twice.iter().cloned().chain(unknown).collect();
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
    // Of a field that is named twice the last counts; whoever wants to know is told.
    let options = serde_yaml::options! { duplicate_keys: serde_yaml::DuplicateKeyPolicy::LastWins };
    serde_yaml::from_str_with_options(text, options)
        .map_err(|error| Status::bad_request(format!("error converting YAML to JSON: {error}")))
}

/// The first field that YAML names twice, as Go's reader tells it.
fn yaml_duplicates(body: &[u8]) -> Vec<String> {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let Err(error) = serde_yaml::from_str::<Value>(text) else { return Vec::new() };
    let told = error.to_string();
    let line = told.split_once("line ").and_then(|(_, rest)| rest.split_whitespace().next());
    let key = told.split_once("duplicate mapping key: ").and_then(|(_, rest)| rest.split(',').next());
    match (line, key) {
        (Some(line), Some(key)) => {
            vec![format!("yaml: unmarshal errors:\n  line {line}: key {key:?} already set in map")]
        }
        _ => Vec::new(),
    }
}
