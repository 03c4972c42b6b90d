//! Who owns which field of an object: `metadata.managedFields`.

mod apply;
mod conflict;
mod last_applied;
mod managed;
mod prune;
mod reset;
mod scale;
mod times;
mod track;
mod update;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

pub use apply::apply;
pub use managed::{Managed, Owned, Owner};
pub use reset::reset_fields;
pub use scale::{ScaleOwners, scale};
pub use times::keep_times;
pub use track::track_update;

use super::fields::Set;
use crate::apiserver::schema::{Schema, Shape};

#[cfg(test)]
mod tests;

/// Where a write comes in: a resource in one version, or a subresource of it.
#[derive(Clone, Copy)]
pub struct Endpoint<'a> {
    /// The shape of its objects.
    pub schema: &'a Schema,
    /// As `apps/v1`.
    pub api_version: &'a str,
    /// As `Deployment`.
    pub kind: &'a str,
    /// `status`, `scale`, or empty for the resource itself.
    pub subresource: &'a str,
    /// Fields that a write here does not change, see [`reset_fields`].
    pub reset: &'a Set,
    /// Other versions of the same kind.
    pub versions: &'a dyn Versions,
    /// The time now.
    pub now: Timestamp,
}

/// The versions of a kind: an owner that wrote through another version owns fields of that one.
pub trait Versions {
    /// The object in another version, and the schema of that; `None` where it is not served any more.
    fn convert(&self, object: &Value, api_version: &str) -> Option<(Value, Arc<Schema>)>;
}

/// A kind with one version.
pub struct OneVersion;

impl Versions for OneVersion {
    fn convert(&self, _object: &Value, _api_version: &str) -> Option<(Value, Arc<Schema>)> {
        None
    }
}

impl Endpoint<'_> {
    /// Does something with the object in the form of a version; `None` where that is not served any more.
    fn at_version<T>(
        &self,
        object: &Value,
        version: &str,
        act: impl FnOnce(&Value, &Schema) -> T,
    ) -> Option<T> {
        match version == self.api_version {
            true => Some(act(object, self.schema)),
            false => {
                let (object, schema) = self.versions.convert(object, version)?;
                Some(act(&object, &schema))
            }
        }
    }

    /// A kind that is a type of Go, with a name, and no custom resource.
    fn is_builtin(&self) -> bool {
        matches!(&self.schema.shape, Shape::Object(object) if object.name.is_some())
    }

    /// What an object is before it is there.
    fn nothing(&self) -> Value {
        serde_json::json!({"apiVersion": self.api_version, "kind": self.kind})
    }
}
