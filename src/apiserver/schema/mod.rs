//! The shape of a kind's objects: what validation, pruning, defaulting, patches and server-side apply all read.

pub mod builtin;
pub mod decode;
pub mod duplicates;
pub mod quantity;
pub mod read;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

/// The shape of a value.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// What it may be.
    pub shape: Shape,
    /// `null` is a value of it.
    pub nullable: bool,
    /// What stands where nothing was sent.
    pub default: Option<Value>,
    /// What a value of this shape must satisfy besides.
    pub checks: Option<Box<Checks>>,
    /// Strategic merge: how a patch of this field is taken.
    pub patch: Patch,
    /// What becomes of an empty value.
    pub empty: Empty,
}

/// What becomes of a field that is left out or empty.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Empty {
    /// It stays as it was sent: custom resources, and what is behind a pointer in Go.
    #[default]
    Kept,
    /// It vanishes.
    Dropped,
    /// This stands there.
    Filled(Value),
}

/// What a value may be.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Shape {
    /// A struct or a map.
    Object(Object),
    /// A list.
    List(List),
    /// Text. A quantity and a time are text too; `Checks::format` tells.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// `x-kubernetes-int-or-string`; quantities in custom resources too.
    IntOrString,
    /// Anything, kept as it is.
    #[default]
    Any,
}

/// A struct or a map.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Object {
    /// The type's name, as `DeploymentSpec`; custom resources have none.
    pub name: Option<Arc<str>>,
    /// Fields by name.
    pub fields: BTreeMap<String, Arc<Schema>>,
    /// Names that must be there.
    pub required: Vec<String>,
    /// What happens with other names.
    pub others: Others,
    /// Server-side apply owns it as a whole (`x-kubernetes-map-type: atomic`).
    pub atomic: bool,
    /// `x-kubernetes-embedded-resource`: apiVersion, kind and metadata are fields by themselves.
    pub embedded: bool,
}

/// Names that are no fields.
#[derive(Debug, Clone, Default, PartialEq)]
pub enum Others {
    /// Unknown: dropped, or refused under strict validation.
    #[default]
    Unknown,
    /// `x-kubernetes-preserve-unknown-fields`.
    Kept,
    /// A map: all values have this shape.
    Map(Arc<Schema>),
}

/// A list.
#[derive(Debug, Clone, PartialEq)]
pub struct List {
    /// The shape of an element.
    pub element: Arc<Schema>,
    /// How server-side apply merges it.
    pub topology: Topology,
}

/// `x-kubernetes-list-type`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Topology {
    /// Replaced as a whole.
    #[default]
    Atomic,
    /// Scalars, each owned by itself.
    Set,
    /// Elements known by the values of these fields, in this order (`x-kubernetes-list-map-keys`).
    Map(Vec<String>),
}

/// Strategic merge patch: `x-kubernetes-patch-strategy` and `x-kubernetes-patch-merge-key`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Patch {
    /// Objects merge, lists and scalars are replaced.
    #[default]
    Default,
    /// A list merges: by this key, or as a set of scalars.
    Merge(Option<String>),
    /// The object is replaced.
    Replace,
    /// Keys that the patch does not name under `$retainKeys` go; a list of such objects also merges by the key.
    RetainKeys(Option<String>),
}

/// What a value must satisfy besides its shape; messages as the real server words them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Checks {
    /// As `int32`, `date-time`, `quantity`.
    pub format: Option<String>,
    /// Allowed values (`enum`).
    pub allowed: Vec<Value>,
    /// A regular expression.
    pub pattern: Option<String>,
    /// Lowest value, and whether it is itself allowed.
    pub minimum: Option<(f64, bool)>,
    /// Highest value, and whether it is itself allowed.
    pub maximum: Option<(f64, bool)>,
    /// Bounds of the length of a text.
    pub length: (Option<u64>, Option<u64>),
    /// Bounds of the number of elements.
    pub items: (Option<u64>, Option<u64>),
    /// Bounds of the number of fields.
    pub properties: (Option<u64>, Option<u64>),
    /// No two elements may be equal.
    pub unique: bool,
    /// The number must be a multiple of this.
    pub multiple_of: Option<f64>,
    /// All of these must hold.
    pub all_of: Vec<Schema>,
    /// At least one of these must hold.
    pub any_of: Vec<Schema>,
    /// Exactly one of these must hold.
    pub one_of: Vec<Schema>,
    /// This must not hold.
    pub not: Option<Box<Schema>>,
}
