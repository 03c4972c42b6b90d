//! What a change takes from other owners.

use serde_json::Value;

use super::Endpoint;
use super::conflict::Conflict;
use super::managed::{Managed, Owner};
use crate::apiserver::merge::typed::{Comparison, compare, reconcile};
use crate::apiserver::schema::Schema;

/// The owners after a change, and the change.
///
/// Other owners lose the fields that it changes: without `force` that is a conflict. What it removes, nobody owns.
pub(super) fn update(
    endpoint: &Endpoint<'_>,
    old: &Value,
    new: &Value,
    managed: Managed,
    writer: Option<&Owner>,
    force: bool,
) -> Result<(Managed, Comparison), Vec<Conflict>> {
    let of_schema =
        |old: &Value, new: &Value, schema: &Schema| compare(schema, old, new).without(endpoint.reset);
    let change = of_schema(old, new, endpoint.schema);
    let mut conflicts = Vec::new();
    let mut kept = Managed::default();
    for (owner, mut owned) in managed.0 {
        if Some(&owner) != writer {
            let elsewhere;
            let change = if owned.api_version == endpoint.api_version {
                &change
            } else {
                let old = endpoint.versions.convert(old, &owned.api_version);
                let new = endpoint.versions.convert(new, &owned.api_version);
                // A version that is not served any more has no owners.
                let (Some((old, schema)), Some((new, _))) = (old, new) else { continue };
                elsewhere = of_schema(&old, &new, &schema);
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
        true => Ok((kept, change)),
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
