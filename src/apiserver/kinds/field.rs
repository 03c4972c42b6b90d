//! What can be wrong with a field, in the words of Kubernetes.

use serde_json::Value;

use crate::apiserver::status::Cause;

/// What is wrong so far.
pub type Causes = Vec<Cause>;

fn cause(reason: &'static str, field: impl Into<String>, message: String) -> Cause {
    Cause { reason, message, field: field.into() }
}

fn with(head: String, detail: &str) -> String {
    if detail.is_empty() { head } else { format!("{head}: {detail}") }
}

/// It must be there.
pub fn required(field: impl Into<String>, detail: &str) -> Cause {
    cause("FieldValueRequired", field, with("Required value".into(), detail))
}

/// It may not be this.
pub fn invalid(field: impl Into<String>, value: &Value, detail: impl AsRef<str>) -> Cause {
    cause("FieldValueInvalid", field, with(format!("Invalid value: {value}"), detail.as_ref()))
}

/// It may be only one of these.
pub fn unsupported(field: impl Into<String>, value: &Value, supported: &[&str]) -> Cause {
    let quoted: Vec<String> = supported.iter().map(|one| format!("{one:?}")).collect();
    let detail = format!("supported values: {}", quoted.join(", "));
    cause("FieldValueNotSupported", field, with(format!("Unsupported value: {value}"), &detail))
}

/// It may not be there, or not be changed.
pub fn forbidden(field: impl Into<String>, detail: &str) -> Cause {
    cause("FieldValueForbidden", field, with("Forbidden".into(), detail))
}

/// It is there twice.
pub fn duplicate(field: impl Into<String>, value: &Value) -> Cause {
    cause("FieldValueDuplicate", field, format!("Duplicate value: {value}"))
}

/// What it names is not there.
pub fn not_found(field: impl Into<String>, value: &Value) -> Cause {
    cause("FieldValueNotFound", field, format!("Not found: {value}"))
}

/// It is longer than it may be.
pub fn too_long(field: impl Into<String>, most: usize) -> Cause {
    cause("FieldValueTooLong", field, format!("Too long: may not be more than {most} bytes"))
}

/// A number that may not be negative.
pub fn not_negative(field: &str, value: &Value, causes: &mut Causes) {
    if value.as_i64().is_some_and(|number| number < 0) {
        causes.push(invalid(field, value, "must be greater than or equal to 0"));
    }
}

/// What may not change once it is there.
pub fn immutable(field: &str, new: &Value, old: &Value, causes: &mut Causes) {
    if new != old {
        causes.push(invalid(field, new, "field is immutable"));
    }
}

/// One of a few words.
pub fn one_of(field: &str, value: &Value, supported: &[&str], causes: &mut Causes) {
    if value.as_str().is_some_and(|word| !supported.contains(&word)) {
        causes.push(unsupported(field, value, supported));
    }
}
