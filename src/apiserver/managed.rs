//! Managed fields of a write, and whether a write changes anything.

use std::sync::Arc;

use serde_json::Value;

use super::answer::api_version;
use super::merge::{Endpoint, Set, Versions, apply, reset_fields, track_update};
use super::registry::{Columns, Resource};
use super::schema::Schema;
use super::served::Served;
use super::status::Result;
use super::write::Write;

/// Notes in `metadata.managedFields` who set what changed.
pub fn track(served: &Served, object: &mut Value, before: Option<&Value>, write: &Write<'_>) {
    // A binding is nobody's: the real server notes none.
    if write.subresource == "binding" {
        return;
    }
    with_endpoint(served, write, |endpoint| track_update(endpoint, before, object, write.manager));
}

/// Applies a configuration to an object, or to nothing yet.
///
/// # Errors
/// Conflicts, and a configuration that is not of the object's shape.
pub fn applied(
    served: &Served,
    before: Option<&Value>,
    config: &Value,
    force: bool,
    write: &Write<'_>,
) -> Result<Value> {
    with_endpoint(served, write, |endpoint| apply(endpoint, before, config, write.manager, force))
}

fn with_endpoint<T>(served: &Served, write: &Write<'_>, act: impl FnOnce(&Endpoint<'_>) -> T) -> T {
    let resource = write.resource;
    let builtin = !matches!(resource.columns, Columns::Paths(_));
    let reset: Set = reset_fields(&resource.kind, write.subresource, resource.status, builtin);
    let api_version = api_version(resource);
    act(&Endpoint {
        schema: &resource.schema,
        api_version: &api_version,
        kind: &resource.kind,
        subresource: write.subresource,
        reset: &reset,
        versions: &Siblings { served, resource },
        now: write.now,
    })
}

/// The versions of a resource that are served.
struct Siblings<'a> {
    served: &'a Served,
    resource: &'a Resource,
}

impl Versions for Siblings<'_> {
    fn convert(&self, object: &Value, api_version: &str) -> Option<(Value, Arc<Schema>)> {
        let other = self.served.kind(api_version, &self.resource.kind)?;
        let mut object = object.clone();
        self.resource.to_stored(&mut object);
        other.to_version(&mut object);
        Some((object, other.schema.clone()))
    }
}

/// Whether two states of an object differ in nothing but the times of their managed fields.
pub fn is_same(object: &Value, before: &Value) -> bool {
    let (Some(new), Some(old)) = (object.as_object(), before.as_object()) else { return object == before };
    let rest = |name: &&String| name.as_str() != "metadata";
    new.len() == old.len()
        && new.keys().filter(rest).all(|name| old.get(name) == new.get(name))
        && same_metadata(object, before)
}

fn same_metadata(object: &Value, before: &Value) -> bool {
    let (new, old) = (metadata(object), metadata(before));
    let (Some(new), Some(old)) = (new.as_object(), old.as_object()) else { return new == old };
    let rest = |name: &&String| name.as_str() != "managedFields";
    new.len() == old.len()
        && new.keys().filter(rest).all(|name| old.get(name) == new.get(name))
        && same_owners(new.get("managedFields"), old.get("managedFields"))
}

/// Whether the entries are the same but for their times.
fn same_owners(new: Option<&Value>, old: Option<&Value>) -> bool {
    let (Some(Value::Array(new)), Some(Value::Array(old))) = (new, old) else { return new == old };
    let same = |(new, old): (&Value, &Value)| {
        let (Some(new), Some(old)) = (new.as_object(), old.as_object()) else { return new == old };
        let fields =
            |entry: &serde_json::Map<String, Value>| entry.keys().filter(|name| *name != "time").count();
        let equal = |name: &String| name == "time" || new.get(name) == old.get(name);
        fields(new) == fields(old) && new.keys().all(equal)
    };
    new.len() == old.len() && new.iter().zip(old).all(same)
}

fn metadata(object: &Value) -> &Value {
    object.get("metadata").unwrap_or(&Value::Null)
}
