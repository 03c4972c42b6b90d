//! What a manager gives up goes, unless somebody else owns it.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Endpoint;
use super::managed::{Managed, Owned};
use crate::apiserver::merge::fields::Set;
use crate::apiserver::merge::typed::{ensure_named, remove, to_set};
use crate::apiserver::schema::Schema;

/// The merged object without what its manager applied last time (`last`) and no longer applies.
pub(super) fn prune(
    endpoint: &Endpoint<'_>,
    merged: Value,
    managed: &Managed,
    last: Option<&Owned>,
) -> Value {
    let Some(last) = last.filter(|last| !last.fields.is_empty()) else { return merged };
    let pruned = endpoint.at_version(&merged, &last.api_version, |merged, schema| {
        let pruned = remove(schema, merged, &ensure_named(schema, &last.fields));
        let pruned = add_back_owned(endpoint, merged, pruned, &last.api_version, managed);
        let pruned = endpoint
            .at_version(&pruned, &last.api_version, |pruned, _| pruned.clone())
            .unwrap_or_else(|| merged.clone());
        add_back_dangling(schema, merged, &pruned, &last.fields)
    });
    let Some(pruned) = pruned else { return merged };
    match last.api_version == endpoint.api_version {
        true => pruned,
        false => {
            endpoint.versions.convert(&pruned, endpoint.api_version).map_or(merged, |(pruned, _)| pruned)
        }
    }
}

/// Adds back what some owner owns, version by version, that of the last apply first.
fn add_back_owned(
    endpoint: &Endpoint<'_>,
    merged: &Value,
    mut pruned: Value,
    version: &str,
    managed: &Managed,
) -> Value {
    let mut by_version: BTreeMap<&str, Set> = BTreeMap::new();
    for owned in managed.0.values() {
        let set = by_version.entry(&owned.api_version).or_default();
        *set = std::mem::take(set).union(owned.fields.clone());
    }
    let first = by_version.remove_entry(version);
    for (version, owned) in first.into_iter().chain(by_version) {
        let added = endpoint.at_version(merged, version, |merged, schema| {
            endpoint.at_version(&pruned, version, |pruned, _| {
                let kept = ensure_named(schema, &to_set(schema, pruned)).union(ensure_named(schema, &owned));
                let all = ensure_named(schema, &to_set(schema, merged));
                remove(schema, merged, &all.difference(&kept))
            })
        });
        if let Some(added) = added.flatten() {
            pruned = added;
        }
    }
    pruned
}

/// Adds back what went with a list item or field of which the manager was not the only owner.
fn add_back_dangling(schema: &Schema, merged: &Value, pruned: &Value, last: &Set) -> Value {
    let all = ensure_named(schema, &to_set(schema, merged));
    let kept = ensure_named(schema, &to_set(schema, pruned));
    remove(schema, merged, &all.difference(&kept).intersection(&ensure_named(schema, last)))
}
