//! Objects of a cluster → the flags that make them: the inverse of rendering.
//!
//! Pure, and it reads nothing that neap wrote for itself: what one may find in the objects of anybody is all there is. What
//! no flag can say is left over when the flags are rendered again; [`leftover`] finds it.

mod around;
mod autoscaler;
mod deployment;
pub mod files;
mod flags;
mod fleet;
mod groups;
mod knative;
mod kserve;
mod labels;
pub mod leftover;
mod placement;
mod pod;
mod presets;
mod probes;
mod roles;
mod scalers;
mod seen;
pub mod three_way;

pub use files::File;
pub use flags::{Flag, Flags};

use serde_json::Value;

use crate::error::{Error, Result};
use crate::kubernetes::{Identity, Object, RootKind};

/// A service as flags.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The object that is the service.
    pub root: Identity,
    /// The verb of `neap serve` that the flags are of.
    pub verb: &'static str,
    /// The flags.
    pub flags: Vec<Flag>,
    /// What flags begin with that are left out together where without them the same is rendered.
    pub usual: &'static [&'static str],
    /// Files that flags name.
    pub files: Vec<File>,
    /// Objects that the flags make, if none of them is refused.
    pub made: Vec<Identity>,
    /// Objects that stay as they are, and why, as a sentence goes on.
    pub left: Vec<(Identity, String)>,
}

/// The objects that are services by themselves.
pub fn roots(objects: &[Object]) -> Vec<(RootKind, &Object)> {
    objects.iter().filter_map(|object| Some((kind_of(object)?, object))).collect()
}

/// The kind of service that an object would be.
pub fn kind_of(object: &Object) -> Option<RootKind> {
    RootKind::of(&object.identity())
}

/// The flags that make these objects: one service, and what stands around it.
///
/// # Errors
/// There is no service among them, or more than one; or it is of a kind that no flags are made for.
pub fn import(objects: &[Object]) -> Result<Imported> {
    let (kind, root) = match roots(objects).as_slice() {
        [] => {
            let kinds: Vec<String> = objects.iter().map(|object| object.identity().to_string()).collect();
            return Err(Error::usage(format!("there is no service among {}", kinds.join(", ")))
                .hint("an InferenceService, a Deployment or another object that makes pods, with what stands around it"));
        }
        [only] => *only,
        several => {
            let names: Vec<String> =
                several.iter().map(|(_, object)| object.identity().to_string()).collect();
            return Err(Error::usage(format!("there are {} services: {}", names.len(), names.join(", ")))
                .hint("one at a time: leave the others out of the file"));
        }
    };
    match kind {
        RootKind::InferenceService => kserve::import(root, objects),
        RootKind::KnativeService => knative::import(root, objects),
        RootKind::Deployment | RootKind::StatefulSet => deployment::import(kind, root, objects),
        RootKind::LeaderWorkerSet => groups::import(root, objects),
        RootKind::RoleBasedGroup => roles::import(root, objects),
    }
}

/// A text at a JSON pointer; empty where there is none.
fn text<'a>(value: &'a Value, pointer: &str) -> &'a str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The entries of a list at a JSON pointer.
fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A number or a text as a flag writes it; `None` for what is neither.
fn plain(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(it) => Some(it.to_string()),
        _ => None,
    }
}

/// The texts of a mapping at a JSON pointer.
fn pairs<'a>(value: &'a Value, pointer: &str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let map = value.pointer(pointer).and_then(Value::as_object);
    map.into_iter().flatten().filter_map(|(key, value)| Some((key.as_str(), value.as_str()?)))
}
