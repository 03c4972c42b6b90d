//! One step of a path: a field, or an element of a list.

use std::cmp::Ordering;
use std::fmt;

use serde_json::{Map, Value};

use crate::apiserver::merge::value;

/// A value that names an element, ordered as structured-merge-diff orders values.
#[derive(Debug, Clone)]
pub struct Literal(pub Value);

impl PartialEq for Literal {
    fn eq(&self, other: &Self) -> bool {
        value::equal(&self.0, &other.0)
    }
}

impl Eq for Literal {}

impl PartialOrd for Literal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Literal {
    fn cmp(&self, other: &Self) -> Ordering {
        value::compare(&self.0, &other.0)
    }
}

/// One step of a path. The order is that of the JSON form: fields, keys, values, indices.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// A field of an object: `f:name`.
    Field(String),
    /// An element of a list, by the fields that name it, in the order of their names: `k:{"name":"a"}`.
    Key(Vec<(String, Literal)>),
    /// An element of a set: `v:"a"`.
    Value(Literal),
    /// An element of a list by its place: `i:3`.
    Index(i64),
}

impl Element {
    /// A field.
    pub fn field(name: impl Into<String>) -> Self {
        Self::Field(name.into())
    }

    /// Reads the JSON form; `Ok(None)` for a kind of step that later versions may know.
    ///
    /// # Errors
    /// `()` for what cannot be read.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, ()> {
        let (kind, rest) = text.split_at_checked(2).ok_or(())?;
        Ok(Some(match kind {
            "f:" => Self::Field(rest.to_owned()),
            "v:" => Self::Value(Literal(serde_json::from_str(rest).map_err(drop)?)),
            "i:" => Self::Index(rest.parse().map_err(drop)?),
            "k:" => {
                let fields: Map<String, Value> = serde_json::from_str(rest).map_err(drop)?;
                let mut key: Vec<_> =
                    fields.into_iter().map(|(name, value)| (name, Literal(value))).collect();
                key.sort();
                Self::Key(key)
            }
            other if other.ends_with(':') => return Ok(None),
            _ => return Err(()),
        }))
    }

    /// The JSON form.
    pub(super) fn encode(&self) -> String {
        match self {
            Self::Field(name) => format!("f:{name}"),
            Self::Key(key) => {
                let fields: Map<String, Value> =
                    key.iter().map(|(name, value)| (name.clone(), whole(&value.0))).collect();
                format!("k:{}", Value::Object(fields))
            }
            Self::Value(value) => format!("v:{}", whole(&value.0)),
            Self::Index(index) => format!("i:{index}"),
        }
    }
}

/// `80.0` is written `80`.
fn whole(value: &Value) -> Value {
    match value.as_f64() {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "it was found to be a whole number within bounds"
        )]
        Some(number) if value.is_f64() && number.fract() == 0.0 && number.abs() < 1e15 => {
            Value::from(number as i64)
        }
        _ => value.clone(),
    }
}

/// As messages write it: `.spec`, `[name="a"]`, `[="a"]`, `[3]`.
impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => write!(f, ".{name}"),
            Self::Key(key) => {
                let fields: Vec<String> =
                    key.iter().map(|(name, value)| format!("{name}={}", whole(&value.0))).collect();
                write!(f, "[{}]", fields.join(","))
            }
            Self::Value(value) => write!(f, "[={}]", whole(&value.0)),
            Self::Index(index) => write!(f, "[{index}]"),
        }
    }
}
