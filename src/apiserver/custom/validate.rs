//! An object against its schema, in the words of kube-openapi.

use regex::Regex;
use serde_json::Value;

use crate::apiserver::kinds::field::{Causes, required, too_long};
use crate::apiserver::schema::decode::dotted;
use crate::apiserver::schema::{Checks, Others, Schema, Shape};
use crate::apiserver::status::Cause;

/// What is wrong with a value.
pub fn validate(schema: &Schema, value: &Value, path: &str, causes: &mut Causes) {
    if value.is_null() && schema.nullable {
        return;
    }
    let format = schema.checks.as_ref().and_then(|checks| checks.format.as_deref());
    if schema.shape == Shape::Integer
        && let (Some(format @ ("int32" | "int64")), Value::Number(_), false) =
            (format, value, is_whole(value))
    {
        causes.push(Cause {
            reason: "FieldValueInvalid",
            message: format!(
                "Invalid value: \"\": Checked value must be of type integer with format {format} in {path}"
            ),
            field: "<nil>".into(),
        });
        causes.push(mistyped(path, format, "float64"));
    } else if !is_of_type(schema, value) {
        causes.push(mistyped(path, types(schema), type_of(value)));
    }
    if let Some(checks) = &schema.checks {
        check(checks, value, path, causes);
    }
    below(schema, value, path, causes);
}

/// What is wrong below a value.
fn below(schema: &Schema, value: &Value, path: &str, causes: &mut Causes) {
    match (&schema.shape, value) {
        (Shape::Object(shape), Value::Object(fields)) => {
            for name in shape.required.iter().filter(|name| !fields.contains_key(*name)) {
                causes.push(required(dotted(path, name), ""));
            }
            for (name, value) in fields {
                let known = matches!(name.as_str(), "apiVersion" | "kind" | "metadata");
                if known && (path.is_empty() || shape.embedded) {
                    continue;
                }
                match (shape.fields.get(name), &shape.others) {
                    (Some(schema), _) | (None, Others::Map(schema)) => {
                        validate(schema, value, &dotted(path, name), causes);
                    }
                    _ => {}
                }
            }
        }
        (Shape::List(list), Value::Array(items)) => {
            for (index, item) in items.iter().enumerate() {
                validate(&list.element, item, &format!("{path}[{index}]"), causes);
            }
        }
        _ => {}
    }
}

fn is_of_type(schema: &Schema, value: &Value) -> bool {
    match &schema.shape {
        Shape::Any => true,
        Shape::Object(_) => value.is_object(),
        Shape::List(_) => value.is_array(),
        Shape::String => value.is_string(),
        Shape::Integer => is_whole(value),
        Shape::Number => value.is_number(),
        Shape::Boolean => value.is_boolean(),
        Shape::IntOrString => value.is_string() || is_whole(value),
    }
}

fn is_whole(value: &Value) -> bool {
    value.is_i64() || value.is_u64() || value.as_f64().is_some_and(|number| number.fract() == 0.0)
}

fn types(schema: &Schema) -> &'static str {
    match &schema.shape {
        Shape::Any => "",
        Shape::Object(_) => "object",
        Shape::List(_) => "array",
        Shape::String => "string",
        Shape::Integer => "integer",
        Shape::Number => "number",
        Shape::Boolean => "boolean",
        Shape::IntOrString => "integer,string",
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) if is_whole(value) => "integer",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn mistyped(path: &str, wanted: &str, found: &str) -> Cause {
    Cause {
        reason: "FieldValueTypeInvalid",
        message: format!("Invalid value: {found:?}: {} must be of type {wanted}: {found:?}", inside(path)),
        field: path.to_owned(),
    }
}

fn inside(path: &str) -> String {
    if path.is_empty() { "in body".into() } else { format!("{path} in body") }
}

fn invalid(path: &str, value: &Value, what: &str) -> Cause {
    Cause {
        reason: "FieldValueInvalid",
        message: format!("Invalid value: {value}: {} {what}", inside(path)),
        field: path.to_owned(),
    }
}

/// A sentence about a whole value, which Kubernetes does not tie to a field.
fn about(path: &str, what: &str) -> Cause {
    Cause {
        reason: "FieldValueInvalid",
        message: format!("Invalid value: \"\": {path:?} {what}"),
        field: "<nil>".into(),
    }
}

fn check(checks: &Checks, value: &Value, path: &str, causes: &mut Causes) {
    let mut wrong = |what: String| causes.push(invalid(path, value, &what));
    if let Some(number) = value.as_f64() {
        match checks.minimum {
            Some((least, true)) if number < least => {
                wrong(format!("should be greater than or equal to {least}"))
            }
            Some((least, false)) if number <= least => wrong(format!("should be greater than {least}")),
            _ => {}
        }
        match checks.maximum {
            Some((most, true)) if number > most => wrong(format!("should be less than or equal to {most}")),
            Some((most, false)) if number >= most => wrong(format!("should be less than {most}")),
            _ => {}
        }
        if checks.multiple_of.is_some_and(|factor| number % factor != 0.0) {
            wrong(format!("should be a multiple of {}", checks.multiple_of.unwrap_or_default()));
        }
    }
    if let Some(text) = value.as_str() {
        let length = u64::try_from(text.chars().count()).unwrap_or(u64::MAX);
        if let Some(least) = checks.length.0.filter(|least| length < *least) {
            wrong(format!("should be at least {least} chars long"));
        }
        if let Some(pattern) = checks.pattern.as_deref()
            && Regex::new(pattern).is_ok_and(|pattern| !pattern.is_match(text))
        {
            wrong(format!("should match '{pattern}'"));
        }
        if let Some(most) = checks.length.1.filter(|most| length > *most) {
            causes.push(too_long(path, usize::try_from(most).unwrap_or(usize::MAX)));
        }
        if let Some(format) = checks.format.as_deref().filter(|format| !follows(format, text)) {
            causes.push(Cause {
                reason: "FieldValueTypeInvalid",
                message: format!(
                    "Invalid value: {value}: {} must be of type {format}: {value}",
                    inside(path)
                ),
                field: path.to_owned(),
            });
        }
    }
    sizes(checks, value, path, causes);
    if !checks.allowed.is_empty() && !checks.allowed.contains(value) {
        let quoted = |one: &Value| match one {
            Value::String(text) => format!("{text:?}"),
            other => format!("{:?}", other.to_string()),
        };
        let supported: Vec<String> = checks.allowed.iter().map(quoted).collect();
        causes.push(Cause {
            reason: "FieldValueNotSupported",
            message: format!("Unsupported value: {value}: supported values: {}", supported.join(", ")),
            field: path.to_owned(),
        });
    }
    combined(checks, value, path, causes);
}

fn sizes(checks: &Checks, value: &Value, path: &str, causes: &mut Causes) {
    let (count, bounds, what) = match value {
        Value::Array(items) => (items.len(), checks.items, "items"),
        Value::Object(fields) => (fields.len(), checks.properties, "properties"),
        _ => return,
    };
    let count = u64::try_from(count).unwrap_or(u64::MAX);
    if let Some(least) = bounds.0.filter(|least| count < *least) {
        causes.push(invalid(path, &count.into(), &format!("should have at least {least} {what}")));
    }
    if let Some(most) = bounds.1.filter(|most| count > *most) {
        let unit = if most == 1 { "item" } else { "items" };
        causes.push(Cause {
            reason: "FieldValueTooMany",
            message: format!("Too many: {count}: must have at most {most} {unit}"),
            field: path.to_owned(),
        });
    }
}

/// `allOf`, `anyOf`, `oneOf` and `not`.
fn combined(checks: &Checks, value: &Value, path: &str, causes: &mut Causes) {
    let judge = |schema: &Schema| {
        let mut causes = Causes::new();
        validate(schema, value, path, &mut causes);
        causes
    };
    if !checks.any_of.is_empty() {
        let verdicts: Vec<Causes> = checks.any_of.iter().map(judge).collect();
        if verdicts.iter().all(|verdict| !verdict.is_empty()) {
            causes.push(about(path, "must validate at least one schema (anyOf)"));
            causes.extend(verdicts.into_iter().next().unwrap_or_default());
        }
    }
    if !checks.one_of.is_empty() {
        let verdicts: Vec<Causes> = checks.one_of.iter().map(judge).collect();
        match verdicts.iter().filter(|verdict| verdict.is_empty()).count() {
            1 => {}
            0 => {
                causes.push(about(path, "must validate one and only one schema (oneOf). Found none valid"));
                causes.extend(verdicts.into_iter().next().unwrap_or_default());
            }
            more => {
                let what =
                    format!("must validate one and only one schema (oneOf). Found {more} valid alternatives");
                causes.push(about(path, &what));
            }
        }
    }
    if !checks.all_of.is_empty() {
        let verdicts: Vec<Causes> = checks.all_of.iter().map(judge).collect();
        let valid = verdicts.iter().filter(|verdict| verdict.is_empty()).count();
        causes.extend(verdicts.iter().flatten().cloned());
        if valid != verdicts.len() {
            let none = if valid == 0 { ". None validated" } else { "" };
            causes.push(about(path, &format!("must validate all the schemas (allOf){none}")));
        }
    }
    if checks.not.as_ref().is_some_and(|schema| judge(schema).is_empty()) {
        causes.push(about(path, "must not validate the schema (not)"));
    }
}

/// Whether a text follows a format; formats that are not known are followed by all.
fn follows(format: &str, text: &str) -> bool {
    match format {
        "date-time" | "datetime" => text.parse::<jiff::Timestamp>().is_ok(),
        "date" => text.parse::<jiff::civil::Date>().is_ok(),
        "ipv4" => text.parse::<std::net::Ipv4Addr>().is_ok(),
        "ipv6" => text.parse::<std::net::Ipv6Addr>().is_ok(),
        "ip" => text.parse::<std::net::IpAddr>().is_ok(),
        "uri" => text.contains(':') || text.starts_with('/'),
        "byte" => text.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b)),
        "uuid" => {
            Regex::new("(?i)^[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}$").is_ok_and(|it| it.is_match(text))
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::apiserver::schema::read::{Closed, read};

    fn told(schema: Value, value: Value) -> Vec<String> {
        let mut causes = Causes::new();
        validate(&read(&schema, &Closed), &value, "spec", &mut causes);
        causes.into_iter().map(|cause| format!("{}: {}", cause.field, cause.message)).collect()
    }

    #[test]
    fn refusals_are_worded_as_kubernetes_words_them() {
        let integer = json!({"type": "integer", "minimum": 1, "maximum": 5});
        assert_eq!(
            told(integer.clone(), json!("x")),
            ["spec: Invalid value: \"string\": spec in body must be of type integer: \"string\""]
        );
        assert_eq!(
            told(integer.clone(), json!(0)),
            ["spec: Invalid value: 0: spec in body should be greater than or equal to 1"]
        );
        assert_eq!(
            told(integer, json!(9)),
            ["spec: Invalid value: 9: spec in body should be less than or equal to 5"]
        );
        assert_eq!(
            told(json!({"type": "string", "enum": ["a", "b"]}), json!("c")),
            ["spec: Unsupported value: \"c\": supported values: \"a\", \"b\""]
        );
        assert_eq!(
            told(json!({"type": "string", "pattern": "^a+$"}), json!("b")),
            ["spec: Invalid value: \"b\": spec in body should match '^a+$'"]
        );
        assert_eq!(told(json!({"type": "object", "required": ["a"]}), json!({})), ["spec.a: Required value"]);
        assert_eq!(
            told(json!({"type": "array", "maxItems": 1, "items": {"type": "string"}}), json!(["a", "b"])),
            ["spec: Too many: 2: must have at most 1 item"]
        );
    }
}
