//! A load as a DataLoad.

use serde_json::json;

use super::{CACHE_LABEL, fluid, made};
use crate::error::Result;
use crate::manifest::{Bundle, Overrides};
use crate::workload::cache::load::Load;

/// Renders a DataLoad.
///
/// # Errors
/// A usage error: a template or patch of the user's breaks what it must not.
pub fn render(load: &Load, overrides: &Overrides) -> Result<Bundle> {
    // Fluid wants the namespace in the spec, so it cannot be left open.
    let namespace = load.namespace.as_deref().unwrap_or("default");
    let identity = fluid("DataLoad", &load.name, Some(namespace));
    let values = json!({
        "name": load.name,
        "namespace": namespace,
        "labels": { "app.kubernetes.io/managed-by": "neap", CACHE_LABEL: load.cache },
        "cache": load.cache,
        "paths": load.paths,
        "copies": load.copies,
    });
    made([("dataload.yaml", identity)], &values, overrides)
}
