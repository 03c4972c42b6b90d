//! A schema as server-side apply sees it: a map, a list, or a scalar.

use serde_json::Value;

use crate::apiserver::schema::{self, Empty, Object, Others, Patch, Schema, Shape, Topology};

/// What nothing is known of: its value tells.
static ANY: Schema = Schema {
    shape: Shape::Any,
    nullable: true,
    default: None,
    checks: None,
    patch: Patch::Default,
    empty: Empty::Kept,
};

/// A schema, where its value is known.
#[derive(Debug, Clone, Copy)]
pub(super) enum Atom<'a> {
    Map(Map<'a>),
    List(List<'a>),
    Scalar(Scalar),
}

/// What a scalar must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scalar {
    Text,
    Number,
    Boolean,
    /// Any scalar: a quantity, a time, a number or text.
    Untyped,
}

/// A map or struct; deduced without an [`Object`].
#[derive(Debug, Clone, Copy)]
pub(super) struct Map<'a>(Option<&'a Object>);

/// A list; deduced, and so atomic, without a [`schema::List`].
#[derive(Debug, Clone, Copy)]
pub(super) struct List<'a>(Option<&'a schema::List>);

impl<'a> Atom<'a> {
    /// The schema for this value; null takes any form.
    pub(super) fn of(schema: &'a Schema, value: Option<&Value>) -> Self {
        match (&schema.shape, value) {
            (Shape::Object(object), _) => Self::Map(Map(Some(object))),
            (Shape::List(list), _) => Self::List(List(Some(list))),
            (Shape::Integer | Shape::Number, _) => Self::Scalar(Scalar::Number),
            (Shape::Boolean, _) => Self::Scalar(Scalar::Boolean),
            (Shape::String, _) => {
                let format = schema.checks.as_ref().and_then(|checks| checks.format.as_deref());
                Self::Scalar(match format {
                    None | Some("" | "byte") => Scalar::Text,
                    Some(_) => Scalar::Untyped,
                })
            }
            (Shape::IntOrString, _) => Self::Scalar(Scalar::Untyped),
            (Shape::Any, None | Some(Value::Null | Value::Object(_))) => Self::Map(Map(None)),
            (Shape::Any, Some(Value::Array(_))) => Self::List(List(None)),
            (Shape::Any, Some(_)) => Self::Scalar(Scalar::Untyped),
        }
    }

    /// The same form.
    pub(super) fn same(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other)
    }
}

impl<'a> Map<'a> {
    /// Owned as a whole.
    pub(super) fn atomic(self) -> bool {
        self.0.is_some_and(|object| object.atomic)
    }

    /// Whether nothing is known of its fields.
    pub(super) fn is_deduced(self) -> bool {
        self.0.is_none_or(|object| {
            !object.atomic && object.fields.is_empty() && !matches!(object.others, Others::Map(_))
        })
    }

    /// The schema of a field that the schema names.
    pub(super) fn field(self, name: &str) -> Option<&'a Schema> {
        self.0?.fields.get(name).map(|field| &**field)
    }

    /// The schema of any other field; `None` where there may be none.
    pub(super) fn others(self) -> Option<&'a Schema> {
        match self.0.map(|object| &object.others) {
            Some(Others::Map(values)) => Some(values),
            Some(Others::Unknown) if !self.is_deduced() => None,
            _ => Some(&ANY),
        }
    }

    /// What stands in place of a field that was left out: structs of Go, and what has no `omitempty`, are always
    /// there.
    pub(super) fn zero(self, name: &str) -> Option<&'a Value> {
        match &self.field(name)?.empty {
            Empty::Filled(zero) => Some(zero),
            Empty::Kept | Empty::Dropped => None,
        }
    }

    /// The schema of what stands under a name.
    pub(super) fn at(self, name: &str) -> &'a Schema {
        self.field(name).or_else(|| self.others()).unwrap_or(&ANY)
    }
}

impl<'a> List<'a> {
    /// How it merges.
    pub(super) fn topology(self) -> &'a Topology {
        self.0.map_or(&Topology::Atomic, |list| &list.topology)
    }

    /// Owned as a whole.
    pub(super) fn atomic(self) -> bool {
        *self.topology() == Topology::Atomic
    }

    /// The schema of an element.
    pub(super) fn element(self) -> &'a Schema {
        self.0.map_or(&ANY, |list| &list.element)
    }
}
