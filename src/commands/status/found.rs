//! Whether the service that was named is there.

use std::sync::Arc;

use crate::clock::Clock;
use crate::cluster::Cluster;
use crate::error::{Error, Result, quoted};
use crate::kubernetes::near::did_you_mean;
use crate::observe::members::{Clusters, look_at};
use crate::observe::{Denial, Scope, Snapshot, Want, lookup, unknown};

/// One look; a name that only Arena knows a service by is followed to that service.
pub(super) async fn look(
    clusters: &Clusters,
    mut scope: Scope,
    clock: &Arc<dyn Clock>,
) -> Result<(Scope, Snapshot)> {
    let mut snapshot = look_at(clusters, &scope, clock).await?;
    if let Some(meant) = of_arena(&clusters.own, &scope, &snapshot).await? {
        scope = meant;
        snapshot = look_at(clusters, &scope, clock).await?;
    }
    found(&clusters.own, &scope, &snapshot).await?;
    Ok((scope, snapshot))
}

/// What to look at instead, where the name that a picture was asked for is only Arena's name of a service.
pub(super) async fn of_arena(cluster: &Cluster, scope: &Scope, snapshot: &Snapshot) -> Result<Option<Scope>> {
    let Some(name) = &scope.service else { return Ok(None) };
    if snapshot.services.iter().any(|service| service.exists) {
        return Ok(None);
    }
    let service = lookup::of_arena(cluster, name).await?;
    Ok(service.map(|service| Scope {
        marked: Some(service.marked().to_owned()),
        service: Some(service.name().to_owned()),
        ..scope.clone()
    }))
}

/// Refuses a name that nothing bears, with names that are like it.
pub(super) async fn found(cluster: &Cluster, scope: &Scope, snapshot: &Snapshot) -> Result<()> {
    let refused = snapshot.unread.iter().find(|it| it.what == Want::Services.noun());
    if let Some(refused) = refused
        && snapshot.services.is_empty()
    {
        return Err(unreadable(cluster, &refused.denial));
    }
    let (Some(name), true) = (&scope.service, snapshot.services.is_empty()) else { return Ok(()) };
    let namespace = scope.namespace.as_deref().unwrap_or(&cluster.namespace);
    let error = Error::failed(format!("there is no service {} in namespace {namespace}", quoted(name)));
    // The name is wrong, whatever else is.
    let roster = lookup::roster(cluster, lookup::Scope::Namespace(namespace), false).await;
    let services = roster.map(|roster| roster.services).unwrap_or_default();
    let names: Vec<String> = services.iter().map(|service| service.name().to_owned()).collect();
    if let Some(hint) = did_you_mean(name, names.iter().map(String::as_str)) {
        return Err(error.hint(hint));
    }
    Err(match unknown::elsewhere(cluster, name).await {
        Some(hint) => error.hint(hint),
        None => error.hint("`neap status -A` lists the services of all namespaces"),
    })
}

fn unreadable(cluster: &Cluster, denial: &Denial) -> Error {
    match denial {
        Denial::Forbidden { action } => Error::failed(format!("not allowed to {action}"))
            .hint("ask for the verbs `list` and `watch` on `inferenceservices.serving.kserve.io`"),
        Denial::NotServed => Error::failed(format!("KServe is not installed in {}", cluster.server))
            .cause("the cluster serves no `inferenceservices.serving.kserve.io`")
            .hint("`kubectl config get-contexts` lists other clusters; `--context NAME` chooses one"),
    }
}
