//! A refusal: a `Status` object, worded as Kubernetes words it.

use serde_json::{Map, Value, json};

/// What a request comes to.
pub type Result<T> = std::result::Result<T, Box<Status>>;

/// An answer that is no object: a failure, or what a delete says.
#[derive(Debug, Clone, PartialEq)]
pub struct Status {
    /// The HTTP code.
    pub code: u16,
    /// One word, as `NotFound`; empty where the real server sends none.
    pub reason: &'static str,
    /// A sentence.
    pub message: String,
    /// `details`, without `causes`; `null` without.
    pub details: Value,
    /// What is wrong, field by field.
    pub causes: Vec<Cause>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// As `FieldValueRequired`.
    pub reason: &'static str,
    /// A sentence that does not name the field.
    pub message: String,
    /// As `spec.template.spec.containers[0].name`.
    pub field: String,
}

impl Status {
    /// The object.
    pub fn to_value(&self) -> Value {
        let mut status = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": self.message,
        });
        if !self.reason.is_empty() {
            status["reason"] = self.reason.into();
        }
        if self.details.is_object() {
            status["details"] = self.details.clone();
        }
        if !self.causes.is_empty() {
            status["details"]["causes"] = self.causes.iter().map(Cause::to_value).collect();
        }
        status["code"] = self.code.into();
        status
    }

    /// A refusal without details.
    pub fn new(code: u16, reason: &'static str, message: impl Into<String>) -> Box<Self> {
        Box::new(Self { code, reason, message: message.into(), details: Value::Null, causes: Vec::new() })
    }

    fn about(
        code: u16,
        reason: &'static str,
        group: &str,
        kind: &str,
        name: &str,
        message: String,
    ) -> Box<Self> {
        let mut status = Self::new(code, reason, message);
        let fields = [("name", name), ("group", group), ("kind", kind)];
        let fields = fields.into_iter().filter(|(_, text)| !text.is_empty());
        status.details =
            fields.map(|(field, text)| (field.to_owned(), text.into())).collect::<Map<_, _>>().into();
        status
    }

    /// 404 of an object; `kind` is the plural.
    pub fn not_found(group: &str, kind: &str, name: &str) -> Box<Self> {
        let message = format!("{} {name:?} not found", qualified(kind, group));
        Self::about(404, "NotFound", group, kind, name, message)
    }

    /// 404 of a path that nothing serves.
    pub fn no_such_path() -> Box<Self> {
        let mut status = Self::new(404, "NotFound", "the server could not find the requested resource");
        status.details = json!({});
        status
    }

    /// 409 of a create.
    pub fn already_exists(group: &str, kind: &str, name: &str) -> Box<Self> {
        let message = format!("{} {name:?} already exists", qualified(kind, group));
        Self::about(409, "AlreadyExists", group, kind, name, message)
    }

    /// 409 of a write that expected another state.
    pub fn conflict(group: &str, kind: &str, name: &str, why: &str) -> Box<Self> {
        let message = format!("Operation cannot be fulfilled on {} {name:?}: {why}", qualified(kind, group));
        Self::about(409, "Conflict", group, kind, name, message)
    }

    /// 403 of an authorizer or of admission.
    pub fn forbidden(group: &str, kind: &str, name: &str, why: &str) -> Box<Self> {
        let message = match (kind, name) {
            ("", _) => format!("forbidden: {why}"),
            (_, "") => format!("{} is forbidden: {why}", qualified(kind, group)),
            _ => format!("{} {name:?} is forbidden: {why}", qualified(kind, group)),
        };
        Self::about(403, "Forbidden", group, kind, name, message)
    }

    /// 422: here `kind` is the kind itself, not the plural.
    pub fn invalid(group: &str, kind: &str, name: &str, causes: Vec<Cause>) -> Box<Self> {
        let mut sentences: Vec<String> = Vec::new();
        for cause in &causes {
            let sentence = match cause.field.as_str() {
                "" => cause.message.clone(),
                field => format!("{field}: {}", cause.message),
            };
            if !sentences.contains(&sentence) {
                sentences.push(sentence);
            }
        }
        let listed = match sentences.as_slice() {
            [] => String::new(),
            [one] => format!(": {one}"),
            _ => format!(": [{}]", sentences.join(", ")),
        };
        let message = format!("{} {name:?} is invalid{listed}", qualified(kind, group));
        let mut status = Self::about(422, "Invalid", group, kind, name, message);
        status.causes = causes;
        status
    }

    /// 400.
    pub fn bad_request(message: impl Into<String>) -> Box<Self> {
        Self::new(400, "BadRequest", message)
    }

    /// 405 of a verb that a resource does not have.
    pub fn method_not_supported(group: &str, kind: &str, verb: &str) -> Box<Self> {
        let message = format!("{verb} is not supported on resources of kind \"{}\"", qualified(kind, group));
        Self::about(405, "MethodNotAllowed", group, kind, "", message)
    }

    /// 405 of a path that takes another method.
    pub fn method_not_allowed() -> Box<Self> {
        let mut status = Self::new(
            405,
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource",
        );
        status.details = json!({});
        status
    }

    /// 410 of a resource version or a continue token.
    pub fn expired(message: impl Into<String>) -> Box<Self> {
        Self::new(410, "Expired", message)
    }

    /// 500.
    pub fn internal(why: &str) -> Box<Self> {
        let mut status = Self::new(500, "InternalError", format!("Internal error occurred: {why}"));
        status.causes = vec![Cause { reason: "", message: why.to_owned(), field: String::new() }];
        status
    }

    /// 503.
    pub fn unavailable(message: impl Into<String>) -> Box<Self> {
        Self::new(503, "ServiceUnavailable", message)
    }
}

impl Cause {
    /// The cause as `details.causes` lists it.
    fn to_value(&self) -> Value {
        let fields = [("reason", self.reason), ("message", &self.message), ("field", &self.field)];
        let fields = fields.into_iter().filter(|(_, text)| !text.is_empty());
        fields.map(|(field, text)| (field.to_owned(), text.into())).collect::<Map<_, _>>().into()
    }
}

/// As `deployments.apps`, or `pods`.
pub fn qualified(resource: &str, group: &str) -> String {
    match group {
        "" => resource.to_owned(),
        group => format!("{resource}.{group}"),
    }
}
