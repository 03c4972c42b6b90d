//! A repeated flag in a file: a list of the flag's values, or a mapping where each is `KEY=VALUE`.

use std::fmt;

use serde::Deserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// Reads a list of texts, a mapping as `KEY=VALUE` texts, or a single text.
///
/// # Errors
/// As the deserializer's.
pub fn pairs<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<String>, D::Error> {
    deserializer.deserialize_any(Texts)
}

/// Writes a list of one as the text itself.
///
/// # Errors
/// As the serializer's.
pub fn one_or_many<S: Serializer>(texts: &[String], serializer: S) -> Result<S::Ok, S::Error> {
    match texts {
        [only] => serializer.serialize_str(only),
        texts => texts.serialize(serializer),
    }
}

struct Texts;

impl<'de> Visitor<'de> for Texts {
    type Value = Vec<String>;

    fn expecting(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("a text, a list of texts, or a mapping of texts")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(vec![text.to_owned()])
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some(text) = items.next_element::<String>()? {
            texts.push(text);
        }
        Ok(texts)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::new();
        while let Some((key, value)) = entries.next_entry::<String, String>()? {
            texts.push(format!("{key}={value}"));
        }
        Ok(texts)
    }
}
