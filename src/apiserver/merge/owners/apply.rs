//! Server-side apply.

use serde_json::Value;

use super::Endpoint;
use super::conflict::{Conflict, refusal};
use super::last_applied::{LAST_APPLIED, allowed_by_last_applied, last_applied_text};
use super::managed::{Managed, Owned, Owner, take};
use super::prune::prune;
use super::track::{never_owned, tracked};
use super::update::{changed, reconciled, taken};
use crate::apiserver::merge::refusal::{bad_request, internal};
use crate::apiserver::merge::typed::{Duplicates, merge, to_set, validate};
use crate::apiserver::merge::value::equal;
use crate::apiserver::status::Result;

/// The manager of fields that were there before anything was tracked.
const BEFORE_FIRST_APPLY: &str = "before-first-apply";

/// The manager for whom the server also keeps the annotation of client-side apply.
const KUBECTL: &str = "kubectl";

/// Applies a configuration to what is stored (`None`: to nothing yet), for a manager (the query's `fieldManager`).
///
/// What comes back has its `managedFields`, and is to be defaulted, pruned and validated as any other object. A dry run
/// is the caller's affair: nothing is kept here.
///
/// # Errors
/// 409 with a cause for each field that another manager owns with another value (not with `force`), 400 for a configuration of
/// another kind or with `managedFields`, 500 for one that has not the shape of its schema, as the real server does.
pub fn apply(
    endpoint: &Endpoint<'_>,
    live: Option<&Value>,
    config: &Value,
    manager: &str,
    force: bool,
) -> Result<Value> {
    check(endpoint, config)?;
    let nothing = endpoint.nothing();
    let live = live.unwrap_or(&nothing);
    let managed = Managed::decode(Managed::of(live))
        .ok_or_else(|| internal("failed to decode managed fields: error decoding set"))?;
    let managed = match managed.0.is_empty() {
        true => tracked(endpoint, &nothing, live, managed, BEFORE_FIRST_APPLY).unwrap_or_default(),
        false => managed,
    };
    let outcome = match attempt(endpoint, live, config, managed.clone(), manager, force) {
        Err(conflicts) if manager == KUBECTL => match allowed_by_last_applied(endpoint, live) {
            None => Err(conflicts),
            Some(allowed) => {
                let left: Vec<Conflict> =
                    conflicts.into_iter().filter(|conflict| !allowed.has(&conflict.path.0)).collect();
                match left.is_empty() {
                    true => attempt(endpoint, live, config, managed, manager, true),
                    false => Err(left),
                }
            }
        },
        outcome => outcome,
    };
    let (mut object, managed) = outcome.map_err(|conflicts| refusal(&conflicts))?;
    if manager == KUBECTL {
        renew_last_applied(&mut object, config);
    }
    managed.write(&mut object);
    Ok(object)
}

fn check(endpoint: &Endpoint<'_>, config: &Value) -> Result<()> {
    let text = |name: &str| config[name].as_str().unwrap_or_default();
    let (version, kind) = (text("apiVersion"), text("kind"));
    if version != endpoint.api_version || kind != endpoint.kind {
        return Err(bad_request(format!("invalid object type: {}", type_name(version, kind))));
    }
    if Managed::of(config).is_array() {
        return Err(bad_request("metadata.managedFields must be nil"));
    }
    validate(endpoint.schema, config, Duplicates::Refused).map_err(|wrong| {
        let text = |name: &str| config["metadata"][name].as_str().unwrap_or_default();
        let (namespace, name) = (text("namespace"), text("name"));
        let kind = type_name(version, kind);
        internal(format!("failed to create typed patch object ({namespace}/{name}; {kind}): {wrong}"))
    })
}

/// As `apps/v1, Kind=Deployment`, `/v1, Kind=Pod`.
fn type_name(version: &str, kind: &str) -> String {
    let slash = if version.contains('/') { "" } else { "/" };
    format!("{slash}{version}, Kind={kind}")
}

/// Merges, takes out what the manager gives up, and moves the ownership.
fn attempt(
    endpoint: &Endpoint<'_>,
    live: &Value,
    config: &Value,
    managed: Managed,
    manager: &str,
    force: bool,
) -> std::result::Result<(Value, Managed), Vec<Conflict>> {
    let owner = Owner::applies(manager, endpoint.subresource);
    let mut managed = reconciled(endpoint, live, managed);
    let merged = merge(endpoint.schema, live, config);
    let last = managed.0.remove(&owner);
    let fields = to_set(endpoint.schema, config).recursive_difference(endpoint.reset);
    let time = last.as_ref().and_then(|last| last.time);
    managed.0.insert(owner.clone(), Owned { api_version: endpoint.api_version.to_owned(), fields, time });
    let object = prune(endpoint, merged, &managed, last.as_ref());
    let change = changed(endpoint, live, &object);
    let mut managed = taken(endpoint, (live, &object), managed, &change, Some(&owner), force)?;
    let changed = !equal(live, &object);
    if let Some(mut owned) = managed.0.remove(&owner) {
        owned.fields = owned.fields.difference(never_owned());
        if changed {
            owned.time = Some(endpoint.now);
        }
        if !owned.fields.is_empty() {
            managed.0.insert(owner, owned);
        }
    }
    let mut object = object;
    take(&mut object);
    Ok((object, managed))
}

/// kubectl may go back to client-side apply: its annotation says what was applied last.
fn renew_last_applied(object: &mut Value, config: &Value) {
    let annotations = object.get_mut("metadata").and_then(|metadata| metadata.get_mut("annotations"));
    let annotation = annotations.and_then(|annotations| annotations.get_mut(LAST_APPLIED));
    if let Some(annotation) = annotation.filter(|text| text.as_str().is_some_and(|text| !text.is_empty())) {
        *annotation = last_applied_text(config).into();
    }
}
