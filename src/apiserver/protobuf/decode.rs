//! Messages as the JSON that they stand for.

use jiff::Timestamp;
use k8s_openapi::ByteString;
use serde_json::{Map, Number, Value, json};

use super::messages::{Field, Many, Message, Type, messages};
use crate::kubernetes::wire::{Broken, Fields, Wire, varint};

/// What a body begins with.
const MAGIC: &[u8] = b"k8s\0";

/// How deep messages may lie in one another.
const DEPTH: u8 = 100;

/// Why a body cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unreadable {
    /// It is not in the format, or broken: 400.
    Malformed(&'static str),
    /// A kind that is not in the table: 415.
    UnknownKind,
}

impl From<Broken> for Unreadable {
    fn from(Broken: Broken) -> Self {
        Self::Malformed("unexpected EOF")
    }
}

/// Reads a body: the envelope (`k8s\0` and a `runtime.Unknown` with apiVersion, kind and the object) and the object.
///
/// Empty texts, zeros and such are in it: Go writes them. They go when the object is decoded by its schema.
///
/// # Errors
/// Says whether the body or the kind is to blame.
pub fn decode(body: &[u8]) -> Result<Value, Unreadable> {
    let body = body.strip_prefix(MAGIC).ok_or(Unreadable::Malformed(
        "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]",
    ))?;
    let (mut api_version, mut kind, mut raw) = ("", "", &[] as &[u8]);
    for field in Fields(body) {
        match field? {
            (1, Wire::Bytes(type_meta)) => {
                for field in Fields(type_meta) {
                    match field? {
                        (1, Wire::Bytes(bytes)) => api_version = text(bytes)?,
                        (2, Wire::Bytes(bytes)) => kind = text(bytes)?,
                        _ => {}
                    }
                }
            }
            (2, Wire::Bytes(bytes)) => raw = bytes,
            (3, Wire::Bytes(encoding)) if !encoding.is_empty() => return Err(Unreadable::UnknownKind),
            _ => {}
        }
    }
    let mut object = Map::new();
    object.insert("apiVersion".to_owned(), api_version.into());
    object.insert("kind".to_owned(), kind.into());
    read(message_of(api_version, kind).ok_or(Unreadable::UnknownKind)?, raw, &mut object, DEPTH)?;
    Ok(Value::Object(object))
}

/// Options are of every group.
fn message_of(api_version: &str, kind: &str) -> Option<&'static Message> {
    let (group, version) = api_version.split_once('/').unwrap_or(("core", api_version));
    let package = group.split('.').next()?;
    let name = format!("{package}.{version}.{kind}");
    messages().get(name.as_str()).or_else(|| messages().get(format!("meta.v1.{kind}").as_str()))
}

fn text(bytes: &[u8]) -> Result<&str, Unreadable> {
    std::str::from_utf8(bytes).map_err(|_| Unreadable::Malformed("string field contains invalid UTF-8"))
}

fn read(
    message: &Message,
    bytes: &[u8],
    object: &mut Map<String, Value>,
    depth: u8,
) -> Result<(), Unreadable> {
    for field in Fields(bytes) {
        let (number, wire) = field?;
        let Some(field) = message.get(&number) else { continue };
        match field.many {
            Many::One => {
                object.insert(field.name.to_owned(), value(&field.of, wire, depth)?);
            }
            Many::Inline => {
                if let (Type::Message(name), Wire::Bytes(bytes)) = (&field.of, wire) {
                    let below = messages().get(name.as_str()).ok_or(Unreadable::UnknownKind)?;
                    read(below, bytes, object, deeper(depth)?)?;
                }
            }
            Many::List => {
                let list = object.entry(field.name).or_insert_with(|| json!([]));
                if let Value::Array(items) = list {
                    append(items, field, wire, depth)?;
                }
            }
            Many::Map => {
                let map = object.entry(field.name).or_insert_with(|| json!({}));
                if let (Value::Object(entries), Wire::Bytes(bytes)) = (map, wire) {
                    let (key, value) = entry(&field.of, bytes, depth)?;
                    entries.insert(key, value);
                }
            }
        }
    }
    Ok(())
}

fn deeper(depth: u8) -> Result<u8, Unreadable> {
    depth.checked_sub(1).ok_or(Unreadable::Malformed("proto: nested too deeply"))
}

fn append(items: &mut Vec<Value>, field: &Field, wire: Wire<'_>, depth: u8) -> Result<(), Unreadable> {
    match (&field.of, wire) {
        (Type::Integer | Type::Boolean, Wire::Bytes(mut packed)) => {
            while !packed.is_empty() {
                let number = varint(&mut packed).ok_or(Broken)?;
                items.push(value(&field.of, Wire::Varint(number), depth)?);
            }
        }
        (of, wire) => items.push(value(of, wire, depth)?),
    }
    Ok(())
}

/// An entry of a map is a message with a key and a value.
fn entry(of: &Type, bytes: &[u8], depth: u8) -> Result<(String, Value), Unreadable> {
    let empty = match of {
        Type::Text | Type::Bytes => Wire::Bytes(&[]),
        Type::Message(_) => Wire::Bytes(&[]),
        _ => Wire::Varint(0),
    };
    let (mut key, mut found) = (String::new(), empty);
    for field in Fields(bytes) {
        match field? {
            (1, Wire::Bytes(bytes)) => key = text(bytes)?.to_owned(),
            (2, wire) => found = wire,
            _ => {}
        }
    }
    Ok((key, value(of, found, depth)?))
}

fn value(of: &Type, wire: Wire<'_>, depth: u8) -> Result<Value, Unreadable> {
    Ok(match (of, wire) {
        (Type::Text, Wire::Bytes(bytes)) => text(bytes)?.into(),
        (Type::Bytes, Wire::Bytes(bytes)) => json!(ByteString(bytes.to_vec())),
        // Negative numbers are written in ten bytes.
        (Type::Integer, Wire::Varint(number)) => number.cast_signed().into(),
        (Type::Boolean, Wire::Varint(number)) => (number != 0).into(),
        (Type::Number, Wire::Fixed64(bits)) => {
            Number::from_f64(f64::from_bits(bits)).map_or(Value::Null, Value::Number)
        }
        (Type::Quantity, Wire::Bytes(bytes)) => match first(bytes)? {
            Some(Wire::Bytes(bytes)) if !bytes.is_empty() => text(bytes)?.into(),
            _ => "0".into(),
        },
        (Type::IntOrString, Wire::Bytes(bytes)) => int_or_string(bytes)?,
        (Type::Raw, Wire::Bytes(bytes)) => match first(bytes)? {
            Some(Wire::Bytes(bytes)) if !bytes.is_empty() => serde_json::from_slice(bytes)
                .map_err(|_| Unreadable::Malformed("invalid JSON in a raw field"))?,
            _ => Value::Null,
        },
        (Type::Time, Wire::Bytes(bytes)) => time(bytes, "%Y-%m-%dT%H:%M:%SZ")?,
        (Type::MicroTime, Wire::Bytes(bytes)) => time(bytes, "%Y-%m-%dT%H:%M:%S.%6fZ")?,
        (Type::Message(name), Wire::Bytes(bytes)) => {
            let message = messages().get(name.as_str()).ok_or(Unreadable::UnknownKind)?;
            let mut object = Map::new();
            read(message, bytes, &mut object, deeper(depth)?)?;
            alternatives(name, object)
        }
        _ => return Err(Unreadable::Malformed("proto: wrong wireType")),
    })
}

/// The last value of the first field.
fn first(bytes: &[u8]) -> Result<Option<Wire<'_>>, Broken> {
    let mut found = None;
    for field in Fields(bytes) {
        if let (1, wire) = field? {
            found = Some(wire);
        }
    }
    Ok(found)
}

fn int_or_string(bytes: &[u8]) -> Result<Value, Unreadable> {
    let (mut is_text, mut number, mut words) = (false, 0, "");
    for field in Fields(bytes) {
        match field? {
            (1, Wire::Varint(kind)) => is_text = kind == 1,
            (2, Wire::Varint(value)) => number = value.cast_signed(),
            (3, Wire::Bytes(bytes)) => words = text(bytes)?,
            _ => {}
        }
    }
    Ok(if is_text { words.into() } else { number.into() })
}

/// No time at all is an empty message.
fn time(bytes: &[u8], form: &str) -> Result<Value, Unreadable> {
    if bytes.is_empty() {
        return Ok(Value::Null);
    }
    let (mut seconds, mut nanoseconds) = (0, 0);
    for field in Fields(bytes) {
        match field? {
            (1, Wire::Varint(value)) => seconds = value.cast_signed(),
            (2, Wire::Varint(value)) => nanoseconds = i32::try_from(value).unwrap_or(0),
            _ => {}
        }
    }
    let time =
        Timestamp::new(seconds, nanoseconds).map_err(|_| Unreadable::Malformed("time out of range"))?;
    Ok(time.strftime(form).to_string().into())
}

/// Messages that are one of several things in JSON.
fn alternatives(name: &str, mut object: Map<String, Value>) -> Value {
    let mut take = |field: &str| object.shift_remove(field);
    match name {
        "apiextensions.v1.JSONSchemaPropsOrArray" => {
            take("schema").or_else(|| take("jSONSchemas")).unwrap_or_else(|| json!([]))
        }
        "apiextensions.v1.JSONSchemaPropsOrBool" => {
            take("schema").or_else(|| take("allows")).unwrap_or(Value::Bool(false))
        }
        "apiextensions.v1.JSONSchemaPropsOrStringArray" => {
            take("schema").or_else(|| take("property")).unwrap_or_else(|| json!([]))
        }
        "authorization.v1.ExtraValue" | "authentication.v1.ExtraValue" => {
            take("items").unwrap_or_else(|| json!([]))
        }
        _ => Value::Object(object),
    }
}
