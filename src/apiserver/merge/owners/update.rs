//! What a change takes from other owners.

use serde_json::Value;

use super::Endpoint;
use super::conflict::Conflict;
use super::managed::{Managed, Owner};
use crate::apiserver::merge::typed::{Comparison, compare, reconcile};

/// What a change changes, of what is anybody's.
pub(super) fn changed(endpoint: &Endpoint<'_>, old: &Value, new: &Value) -> Comparison {
    let mut change = compare(endpoint.schema, old, new).without(endpoint.reset);
    // One of the two may come without them.
    for set in [&mut change.removed, &mut change.added] {
        set.drop_fields(&["metadata", "managedFields"]);
    }
    change
}

/// The owners after a change.
///
/// Other owners lose the fields that it changes: without `force` that is a conflict. What it removes, nobody owns.
pub(super) fn taken(
    endpoint: &Endpoint<'_>,
    (old, new): (&Value, &Value),
    managed: Managed,
    change: &Comparison,
    writer: Option<&Owner>,
    force: bool,
) -> Result<Managed, Vec<Conflict>> {
    let mut conflicts = Vec::new();
    let mut kept = Managed::default();
    for (owner, mut owned) in managed.0 {
        if Some(&owner) != writer {
            let elsewhere;
            let change = if owned.api_version == endpoint.api_version {
                change
            } else {
                let old = endpoint.versions.convert(old, &owned.api_version);
                let new = endpoint.versions.convert(new, &owned.api_version);
                // A version that is not served any more has no owners.
                let (Some((old, schema)), Some((new, _))) = (old, new) else { continue };
                elsewhere = compare(&schema, &old, &new).without(endpoint.reset);
                &elsewhere
            };
            let taken =
                owned.fields.intersection(&change.modified).union(owned.fields.intersection(&change.added));
            if !taken.is_empty() || !change.removed.is_empty() {
                owned.fields = owned.fields.difference(&taken).difference(&change.removed);
            }
            let paths = taken.paths().into_iter();
            conflicts.extend(paths.map(|path| Conflict { owner: owner.clone(), path }));
        }
        if !owned.fields.is_empty() {
            kept.0.insert(owner, owned);
        }
    }
    match conflicts.is_empty() || force {
        true => Ok(kept),
        false => Err(conflicts),
    }
}

/// The owners under the schemas of today.
pub(super) fn reconciled(endpoint: &Endpoint<'_>, live: &Value, managed: Managed) -> Managed {
    let owners = managed.0.into_iter().filter_map(|(owner, mut owned)| {
        let fields =
            endpoint.at_version(live, &owned.api_version, |_, schema| reconcile(schema, &owned.fields));
        owned.fields = fields?;
        Some((owner, owned))
    });
    Managed(owners.collect())
}
