//! Reads a built-in kind's object as Go reads it into its struct and writes it back: types are checked, unknown names are dropped
//! and named, empty values vanish or are filled in, quantities and times take their canonical form.
//!
//! Source: `sigs.k8s.io/json` and the `UnmarshalJSON` of Time, MicroTime, Quantity and IntOrString.

use std::fmt::Write as _;

use base64::engine::general_purpose::STANDARD;
use base64::{DecodeError, Engine};
use jiff::Timestamp;
use serde_json::{Map, Value};

use super::builtin::MICRO_TIME;
use super::{Empty, List, Object, Others, Schema, Shape, quantity};

/// What was found on the way.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// Names that are no fields, as `spec.foo`, in the order of the text.
    pub unknown: Vec<String>,
    /// Why it cannot be read at all.
    pub error: Option<String>,
}

/// Brings an object into the form that the real server gives back.
pub fn decode(schema: &Schema, object: &mut Value) -> Decoded {
    let mut walk = Walk::default();
    walk.value(schema, object);
    walk.found
}

/// Where the walk is.
#[derive(Default)]
struct Walk<'s> {
    found: Decoded,
    /// Field names with list indexes: `spec.containers[0].image`.
    path: String,
    /// Field names alone: `spec.containers.image`.
    fields: String,
    /// The innermost struct and the number of fields above it.
    of: Option<&'s str>,
}

impl<'s> Walk<'s> {
    fn value(&mut self, schema: &'s Schema, value: &mut Value) {
        match (&schema.shape, &mut *value) {
            (_, Value::Null) | (Shape::Any, _) => {}
            (Shape::Object(object), Value::Object(map)) => self.object(object, map),
            (Shape::List(list), Value::Array(items)) => self.list(list, items),
            (Shape::IntOrString, _) => self.int_or_string(schema, value),
            (Shape::String, Value::String(text)) => {
                match schema.checks.as_ref().and_then(|it| it.format.as_deref()) {
                    Some("date-time") => self.time(text, false),
                    Some(MICRO_TIME) => self.time(text, true),
                    Some("byte") => {
                        if let Err(offset) = base64_offset(text) {
                            self.fail(format!("illegal base64 data at input byte {offset}"));
                        }
                    }
                    _ => {}
                }
            }
            (Shape::Integer, Value::Number(number)) => {
                let fits = match bits(schema) {
                    32 => number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
                    _ => number.as_i64().is_some(),
                };
                if !fits {
                    let what = format!("number {number}");
                    self.mismatch(&what, schema);
                }
            }
            (Shape::Number, Value::Number(_)) | (Shape::Boolean, Value::Bool(_)) => {}
            (_, other) => {
                let what = kind_of(other);
                self.mismatch(what, schema);
            }
        }
    }

    fn object(&mut self, object: &'s Object, map: &mut Map<String, Value>) {
        let outer = self.of;
        self.of = object.name.as_deref().or(outer);
        map.retain(|name, value| {
            let (schema, field) = match (object.fields.get(name), &object.others) {
                (Some(schema), _) => (&**schema, true),
                (None, Others::Map(schema)) => (&**schema, false),
                (None, Others::Kept) => return true,
                (None, Others::Unknown) => {
                    self.found.unknown.push(dotted(&self.path, name));
                    return false;
                }
            };
            if value.is_null() && object.fields.is_empty() {
                *value = super::builtin::zero(&schema.shape);
            }
            let (length, depth) = (self.path.len(), self.fields.len());
            push(&mut self.path, name);
            // Go names fields, and no keys of maps.
            if field {
                push(&mut self.fields, name);
            }
            self.value(schema, value);
            self.path.truncate(length);
            self.fields.truncate(depth);
            !(field && vanishes(schema, value))
        });
        fill_in(object, map);
        self.of = outer;
    }

    fn list(&mut self, list: &'s List, items: &mut [Value]) {
        let length = self.path.len();
        for (index, item) in items.iter_mut().enumerate() {
            if item.is_null() {
                *item = super::builtin::zero(&list.element.shape);
            }
            // A String takes all that is written to it.
            let _ = write!(self.path, "[{index}]");
            self.value(&list.element, item);
            self.path.truncate(length);
        }
    }

    fn int_or_string(&mut self, schema: &Schema, value: &mut Value) {
        let quantity =
            schema.checks.as_ref().is_some_and(|checks| checks.format.as_deref() == Some("quantity"));
        match value {
            _ if quantity => {
                let text = match &*value {
                    Value::String(text) => text.trim().to_owned(),
                    other => other.to_string(),
                };
                match quantity::canonical(&text) {
                    Ok(canonical) => *value = canonical.into(),
                    Err(reason) => self.fail(reason.to_owned()),
                }
            }
            Value::String(_) => {}
            Value::Number(number) if number.as_i64().is_some_and(|number| i32::try_from(number).is_ok()) => {}
            Value::Number(number) => {
                let what = format!("number {number}");
                self.wrong(&what, "int32");
            }
            other => {
                let what = kind_of(other);
                self.wrong(what, "int32");
            }
        }
    }

    /// Seconds or microseconds, in UTC.
    fn time(&mut self, text: &mut String, micro: bool) {
        match text.parse::<Timestamp>() {
            Ok(_)
                if micro
                    && text.get(19..27).is_none_or(|rest| {
                        !rest.starts_with('.') || !rest[1..7].bytes().all(|b| b.is_ascii_digit())
                    }) =>
            {
                let rest = text.get(19..).unwrap_or_default().to_owned();
                let layout = "2006-01-02T15:04:05.000000Z07:00";
                self.fail(format!(
                    "parsing time {text:?} as {layout:?}: cannot parse {rest:?} as \".000000\""
                ));
            }
            Ok(time) => {
                let form = if micro { "%Y-%m-%dT%H:%M:%S.%6fZ" } else { "%Y-%m-%dT%H:%M:%SZ" };
                *text = time.strftime(form).to_string();
            }
            Err(_) => {
                let layout =
                    if micro { "2006-01-02T15:04:05.000000Z07:00" } else { "2006-01-02T15:04:05Z07:00" };
                self.fail(format!("parsing time {text:?} as {layout:?}: cannot parse {text:?} as \"2006\""));
            }
        }
    }

    fn mismatch(&mut self, what: &str, schema: &Schema) {
        let wanted = go_type(schema);
        self.wrong(what, &wanted);
    }

    fn wrong(&mut self, what: &str, wanted: &str) {
        let place = match &self.of {
            Some(of) if !self.fields.is_empty() => {
                format!("struct field {of}.{} of type {wanted}", self.fields)
            }
            _ => format!("value of type {wanted}"),
        };
        self.fail(format!("json: cannot unmarshal {what} into Go {place}"));
    }

    /// Only the first failure is told.
    fn fail(&mut self, reason: String) {
        let _ = self.found.error.get_or_insert(reason);
    }
}

/// Where text stops being base64.
fn base64_offset(text: &str) -> Result<(), usize> {
    match STANDARD.decode(text) {
        Ok(_) => Ok(()),
        Err(DecodeError::InvalidByte(offset, _) | DecodeError::InvalidLastSymbol(offset, _)) => Err(offset),
        Err(_) => Err(text.len()),
    }
}

/// Whether a field's value is one that Go leaves out.
fn vanishes(schema: &Schema, value: &Value) -> bool {
    match schema.empty {
        Empty::Kept => value.is_null(),
        Empty::Dropped => is_zero(value),
        Empty::Filled(_) => false,
    }
}

/// What always stands there is filled in.
fn fill_in(object: &Object, map: &mut Map<String, Value>) {
    for (name, schema) in &object.fields {
        let Empty::Filled(filler) = &schema.empty else { continue };
        match map.get_mut(name) {
            Some(value) if value.is_null() => *value = fill(schema, filler),
            Some(value) if filler.is_null() && value.as_array().is_some_and(Vec::is_empty) => {
                *value = Value::Null;
            }
            Some(_) => {}
            None => drop(map.insert(name.clone(), fill(schema, filler))),
        }
    }
}

/// What stands for nothing; a struct is filled in turn.
fn fill(schema: &Schema, filler: &Value) -> Value {
    let mut filler = filler.clone();
    if let (Shape::Object(object), Value::Object(map)) = (&schema.shape, &mut filler) {
        map.retain(|name, value| object.fields.get(name).is_none_or(|field| !vanishes(field, value)));
        fill_in(object, map);
    }
    filler
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(flag) => !flag,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
    }
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "bool",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn bits(schema: &Schema) -> u8 {
    let format = schema.checks.as_ref().and_then(|checks| checks.format.as_deref());
    if format == Some("int32") { 32 } else { 64 }
}

/// The name of the type in Go, as far as OpenAPI tells it: a text may have a type of its own there.
fn go_type(schema: &Schema) -> String {
    match &schema.shape {
        Shape::Object(Object { name: Some(name), .. }) => format!("v1.{name}"),
        Shape::Object(Object { others: Others::Map(values), .. }) => {
            format!("map[string]{}", go_type(values))
        }
        Shape::Object(_) | Shape::Any => "map[string]interface {}".into(),
        Shape::List(list) => format!("[]{}", go_type(&list.element)),
        Shape::String => "string".into(),
        Shape::Integer => format!("int{}", bits(schema)),
        Shape::Number => "float64".into(),
        Shape::Boolean => "bool".into(),
        Shape::IntOrString => "intstr.IntOrString".into(),
    }
}

fn push(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// A name below a path.
pub fn dotted(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::apiserver::schema::builtin;

    fn decoded(group: &str, kind: &str, mut object: Value) -> (Value, Decoded) {
        let found = decode(&builtin::schema(group, "v1", kind).unwrap(), &mut object);
        (object, found)
    }

    #[test]
    fn empty_values_go_as_in_go() {
        let (pod, found) = decoded(
            "",
            "Pod",
            json!({
                "metadata": {"name": "a", "labels": {}, "creationTimestamp": null},
                "spec": {"hostNetwork": false, "priority": 0, "containers": [
                    {"name": "c", "args": [], "resources": {"limits": {"cpu": "1000m", "memory": 1073741824}}},
                ], "volumes": [{"name": "v", "emptyDir": {}}]},
            }),
        );
        assert_eq!(found, Decoded::default());
        assert_eq!(
            pod,
            json!({
                "metadata": {"name": "a"},
                "spec": {"priority": 0, "containers": [
                    {"name": "c", "resources": {"limits": {"cpu": "1", "memory": "1073741824"}}},
                ], "volumes": [{"name": "v", "emptyDir": {}}]},
                "status": {},
            })
        );
    }

    #[test]
    fn unknown_names_are_dropped_and_told_with_their_place() {
        let (deployment, found) = decoded(
            "apps",
            "Deployment",
            json!({"metadata": {"name": "a"}, "spec": {"foo": 1, "template": {"spec": {"containers": [{"name": "c", "bar": 2}]}}}}),
        );
        assert_eq!(found.unknown, ["spec.foo", "spec.template.spec.containers[0].bar"]);
        assert_eq!(deployment["spec"]["foo"], Value::Null);
    }

    #[test]
    fn a_wrong_type_is_told_as_go_tells_it() {
        let told = |object| decoded("apps", "Deployment", object).1.error.unwrap();
        assert_eq!(
            told(json!({"spec": {"replicas": "three"}})),
            "json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas of type int32"
        );
        assert_eq!(
            told(json!({"spec": {"template": {"spec": {"containers": [{"image": 7}]}}}})),
            "json: cannot unmarshal number into Go struct field Container.spec.template.spec.containers.image of type string"
        );
        assert_eq!(
            told(json!({"metadata": {"labels": {"a": 1}}})),
            "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string"
        );
    }
}
