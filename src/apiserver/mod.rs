//! An embedded Kubernetes API server. It knows nothing of neap: objects in, objects out, as the real one does it.
//!
//! * [`schema`] is the shape of every kind: built-in ones from `k8s-openapi`, custom ones from their definitions.
//! * [`kinds`] are the built-in kinds.
//! * [`merge`] makes changes: patches, server-side apply, and who owns which field.
//! * [`registry`] lists what is served: names, scope, subresources, columns, and what a kind does by itself.
//! * [`status`] is how a refusal is worded.

pub mod kinds;
pub mod merge;
pub mod registry;
pub mod schema;
pub mod status;
