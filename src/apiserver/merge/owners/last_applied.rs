//! The annotation of client-side apply, for those who go over to server-side apply with kubectl.

use serde_json::Value;

use super::Endpoint;
use crate::apiserver::merge::fields::Set;
use crate::apiserver::merge::typed::{Duplicates, compare, to_set, validate};

/// Where client-side apply keeps what it applied last.
pub(super) const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Fields that client-side apply wrote and nobody changed since: server-side apply may have them without force.
///
/// `None` where the annotation is not there or says nothing.
pub(super) fn allowed_by_last_applied(endpoint: &Endpoint<'_>, live: &Value) -> Option<Set> {
    let text = live["metadata"]["annotations"][LAST_APPLIED].as_str()?;
    let last: Value = serde_json::from_str(text).ok()?;
    if last["apiVersion"].as_str() != Some(endpoint.api_version) {
        return None;
    }
    validate(endpoint.schema, &last, Duplicates::Refused).ok()?;
    let change = compare(endpoint.schema, &last, live);
    let fields = to_set(endpoint.schema, &last);
    Some(fields.difference(&change.modified).difference(&change.added).difference(&change.removed))
}

/// What the annotation says after an apply: the configuration without the annotation, as Go prints JSON.
pub(super) fn last_applied_text(config: &Value) -> String {
    let mut config = config.clone();
    let annotations = config.get_mut("metadata").and_then(|metadata| metadata.get_mut("annotations"));
    if let Some(annotations) = annotations.and_then(Value::as_object_mut) {
        annotations.shift_remove(LAST_APPLIED);
    }
    config.sort_all_objects();
    let text = config.to_string().replace('&', "\\u0026").replace('<', "\\u003c").replace('>', "\\u003e");
    text + "\n"
}
