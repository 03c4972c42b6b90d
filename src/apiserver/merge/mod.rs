//! Changes of objects: the three kinds of patches, and who owns which field (managed fields and server-side apply).
//!
//! All of it is pure: an object and a change go in, an object or a refusal comes out. The semantics are those of
//! `k8s.io/apimachinery` (strategicpatch, managedfields), `structured-merge-diff` v6 and `evanphx/json-patch` v4,
//! which the real server uses.
//!
//! * [`patch`]: JSON patch, merge patch, strategic merge patch.
//! * [`fields`]: sets of field paths, and their JSON form.
//! * [`typed`]: what a schema makes of two objects: compare, merge, remove.
//! * [`owners`]: `metadata.managedFields`: tracking of writes, server-side apply, the `scale` subresource.

pub mod fields;
pub mod owners;
pub mod patch;
pub mod typed;

#[cfg(test)]
mod fixture;
mod refusal;
mod value;

pub use fields::Set;
pub use owners::{
    Endpoint, OneVersion, ScaleOwners, Versions, apply, keep_times, reset_fields, scale, track_update,
};
pub use patch::{json_patch, merge_patch, strategic_patch, unknown_json_patch_fields};
