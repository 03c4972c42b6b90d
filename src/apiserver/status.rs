//! A refusal: a `Status` object, worded as Kubernetes words it.

use serde_json::{Value, json};

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
            let causes = self
                .causes
                .iter()
                .map(|cause| json!({"reason": cause.reason, "message": cause.message, "field": cause.field}));
            status["details"]["causes"] = causes.collect();
        }
        status["code"] = self.code.into();
        status
    }
}
