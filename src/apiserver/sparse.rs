//! Parts of stored objects, without making values of all the rest.

use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// An object without the fields of some names, wherever they stand; `None` if it is no JSON.
pub fn without(bytes: &[u8], names: &[&str]) -> Option<Value> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    Without(names).deserialize(&mut reader).ok()
}

/// What stands at a path of names, as `spec.nodeName`.
pub fn at(bytes: &[u8], path: &str) -> Option<Value> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    At(path).deserialize(&mut reader).ok().flatten()
}

#[derive(Clone, Copy)]
struct Without<'a>(&'a [&'a str]);

impl<'de> DeserializeSeed<'de> for Without<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Value, D::Error> {
        reader.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Without<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(list.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        while let Some(name) = fields.next_key::<String>()? {
            match self.0.contains(&name.as_str()) {
                true => drop(fields.next_value::<IgnoredAny>()?),
                false => drop(map.insert(name, fields.next_value_seed(self)?)),
            }
        }
        Ok(map.into())
    }
}

struct At<'a>(&'a str);

impl<'de> DeserializeSeed<'de> for At<'_> {
    type Value = Option<Value>;

    fn deserialize<D: Deserializer<'de>>(self, reader: D) -> Result<Self::Value, D::Error> {
        match self.0.is_empty() {
            true => Without(&[]).deserialize(reader).map(Some),
            false => reader.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for At<'_> {
    type Value = Option<Value>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any JSON value")
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Self::Value, A::Error> {
        let (first, rest) = self.0.split_once('.').unwrap_or((self.0, ""));
        let mut found = None;
        while let Some(name) = fields.next_key::<String>()? {
            match name == first {
                true => found = fields.next_value_seed(At(rest))?,
                false => drop(fields.next_value::<IgnoredAny>()?),
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn parts_are_what_the_whole_has() {
        let object = json!({
            "a": {"b": [1, -2, 2.5, {"skip": {"x": 1}, "keep": null}], "c": {"d": "e\n"}}, "skip": [true], "flag": false,
        });
        let bytes = object.to_string();
        for path in ["a", "a.b", "a.c.d", "flag", "a.c.none", "none.x", "flag.x"] {
            let whole = path.split('.').try_fold(&object, |value, name| value.get(name));
            assert_eq!(at(bytes.as_bytes(), path).as_ref(), whole, "{path}");
        }
        assert_eq!(without(bytes.as_bytes(), &[]), Some(object));
        let part = json!({"a": {"b": [1, -2, 2.5, {"keep": null}], "c": {"d": "e\n"}}, "flag": false});
        assert_eq!(without(bytes.as_bytes(), &["skip"]), Some(part));
        assert_eq!(without(b"{", &[]), None);
    }
}
