//! `values.schema.json`: what Helm takes for a value, so that a slip in a name or a text for a number is refused before anything is made.

use serde_json::{Map, Value, json};

use super::WRITTEN;
use super::hole::Form;
use crate::error::{Error, Result};

/// What a value may be, by what stands there and how it enters its template.
pub fn of(form: Form, value: &Value) -> Value {
    let begins_with_digit = |text: &str| text.starts_with(|first: char| first.is_ascii_digit());
    match (form, value) {
        // `--set` makes a number of what looks like one.
        (Form::Text, _) => json!({ "type": ["string", "number", "boolean"] }),
        (_, Value::String(text)) if begins_with_digit(text) => json!({ "type": ["string", "number"] }),
        (_, Value::String(_)) => json!({ "type": "string" }),
        (_, Value::Bool(_)) => json!({ "type": "boolean" }),
        (_, Value::Number(number)) if number.is_u64() => json!({ "type": "integer", "minimum": 0 }),
        (_, Value::Number(number)) if number.is_i64() => json!({ "type": "integer" }),
        (_, Value::Number(_)) => json!({ "type": "number" }),
        (_, Value::Array(_)) => json!({ "type": "array" }),
        (_, Value::Object(_)) => json!({ "type": "object" }),
        (_, Value::Null) => json!({}),
    }
}

/// A section: these values, and no others.
pub fn section(inside: Map<String, Value>) -> Value {
    json!({ "type": "object", "additionalProperties": false, "properties": inside })
}

/// The text of the file.
///
/// # Errors
/// None for what was read from JSON.
pub fn text(mut values: Map<String, Value>) -> Result<String> {
    // A chart within another one is given its values too.
    values.insert("global".into(), json!({ "type": "object" }));
    let mut schema = Map::new();
    schema.insert("$schema".into(), "http://json-schema.org/draft-07/schema#".into());
    if let Value::Object(section) = section(values) {
        schema.extend(section);
    }
    let body = serde_json::to_string_pretty(&Value::Object(schema))
        .map_err(|error| Error::failed(error.to_string()))?;
    // The first line is that by which a later export knows its own.
    let comment = json!(WRITTEN.trim_start_matches("# "));
    Ok(format!("{{ \"$comment\": {comment},{}\n", body.trim_start_matches('{')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quantity_may_be_a_number_and_a_name_may_not() {
        for (form, value, expected) in [
            (Form::Scalar, json!(3), json!({"type": "integer", "minimum": 0})),
            (Form::Scalar, json!(0.5), json!({"type": "number"})),
            (Form::Scalar, json!("50m"), json!({"type": ["string", "number"]})),
            (Form::Scalar, json!("vllm/vllm-openai:v0.11.0"), json!({"type": "string"})),
            (Form::Text, json!("1"), json!({"type": ["string", "number", "boolean"]})),
            (Form::Block, json!([]), json!({"type": "array"})),
            (Form::Block, json!({}), json!({"type": "object"})),
        ] {
            assert_eq!(of(form, &value), expected, "{value}");
        }
        let text = text(Map::from_iter([("replicas".to_owned(), of(Form::Scalar, &json!(1)))])).unwrap();
        let read: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(read["properties"]["replicas"]["type"], "integer");
        assert_eq!(text.lines().next().unwrap(), "{ \"$comment\": \"Written by `neap export`.\",");
    }
}
