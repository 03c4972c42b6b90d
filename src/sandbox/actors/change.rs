//! Objects that somebody applies, once or again and again.

use std::time::Duration;

use kube::api::{Api, ApiResource, DynamicObject, Patch, PatchParams};
use kube::core::{GroupVersionKind, TypeMeta};
use kube::discovery::Scope;
use kube::{Client, discovery};
use serde_json::Value;

use crate::clock::ClusterClock;
use crate::sandbox::scenario::Change;

/// How soon something is tried again that was refused.
const AGAIN: Duration = Duration::from_secs(5);

/// Waits for its time, applies, and does so again where the change says it.
pub(super) async fn run(change: Change, client: Client, clock: ClusterClock) {
    clock.sleep(change.after.0).await;
    loop {
        let applied = apply(&client, &change.manager, &change.apply).await;
        if let Err(error) = &applied {
            tracing::debug!("{}: {error}", change.manager);
        }
        match (change.every, applied) {
            (Some(every), _) => clock.sleep(every.0).await,
            (None, Err(_)) => clock.sleep(AGAIN).await,
            (None, Ok(())) => return,
        }
    }
}

/// Applies an object as a field manager, who takes over what others own.
///
/// # Errors
/// The kind is not served, or the server refused the object.
pub async fn apply(client: &Client, manager: &str, object: &Value) -> Result<(), kube::Error> {
    let text = |path: &str| object.pointer(path).and_then(Value::as_str).unwrap_or_default();
    let types = TypeMeta { api_version: text("/apiVersion").into(), kind: text("/kind").into() };
    let kind = GroupVersionKind::try_from(types).map_err(|error| {
        kube::Error::Discovery(kube::error::DiscoveryError::InvalidGroupVersion(error.to_string()))
    })?;
    let (resource, capabilities): (ApiResource, _) = discovery::pinned_kind(client, &kind).await?;
    let namespace =
        if text("/metadata/namespace").is_empty() { "default" } else { text("/metadata/namespace") };
    let api: Api<DynamicObject> = match capabilities.scope {
        Scope::Namespaced => Api::namespaced_with(client.clone(), namespace, &resource),
        Scope::Cluster => Api::all_with(client.clone(), &resource),
    };
    let parameters = PatchParams::apply(manager).force();
    api.patch(text("/metadata/name"), &parameters, &Patch::Apply(object)).await.map(drop)
}
