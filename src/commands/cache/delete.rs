//! `neap cache delete`: a cache with what loads it, or a volume that neap has made. What they are read from stays.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::{neap, wait::find};
use crate::cli::cache::Delete;
use crate::cluster::Cluster;
use crate::cluster::failure::is_missing_kind;
use crate::commands::connect;
use crate::commands::follow::interrupt;
use crate::error::{Error, Kind, Result};
use crate::kubernetes::Identity;
use crate::manifest::cache::{CACHE_LABEL, VOLUME_LABEL, dataset, fluid};
use crate::observe::cache::CacheStatus;
use crate::session::Session;
use crate::ui::{Mark, Table};
use crate::workload::cache::volume;

/// An object that goes.
struct Part {
    identity: Identity,
    uid: String,
}

/// Runs `neap cache delete`.
///
/// # Errors
/// A name is unknown (then nothing is deleted), the question was answered with no, or an object could not be deleted.
pub async fn run(args: Delete, session: &mut Session) -> Result<()> {
    let limit = connect::wait_limit("--wait", args.wait.as_deref())?;
    let names: Vec<String> = args.names.iter().map(|name| volume::name(name)).collect::<Result<_>>()?;
    let cluster = connect::connect(&args.target, session).await?;
    let mut parts: Vec<Part> = Vec::new();
    for name in &names {
        let found = of_cache(&cluster, name, session).await?;
        let mut found = match found.is_empty() {
            true => of_volume(&cluster, name).await?,
            false => found,
        };
        if found.is_empty() {
            return Err(unknown(&cluster, name).await);
        }
        found.retain(|part| !parts.iter().any(|known| known.identity == part.identity));
        parts.extend(found);
    }
    let mut table = Table::new(["OBJECT"]);
    for part in &parts {
        table.row([part.identity.to_string()]);
    }
    if args.dry_run.is_some() {
        session.ui.table(&table)?;
        session.ui.status("dry run: nothing was deleted");
        return Ok(());
    }
    if !args.yes {
        session.ui.status(table.render(None, false).trim_end());
        let question = format!("Delete these from namespace {} of {}?", cluster.namespace, cluster.place());
        if !session.ui.confirm(&question)? {
            return Err(Error::failed("nothing was deleted").hint("answer `y`, or add `--yes`, to go ahead"));
        }
    }
    let mut table = Table::new(["OBJECT", "RESULT"]);
    for part in &parts {
        let there = cluster.delete(&part.identity, Some(&part.uid)).await.map_err(|failure| {
            failure.error.hint("run the same command again when this is mended: it deletes what is left")
        })?;
        let (result, mark) = if there { ("deleted", Mark::Warn) } else { ("gone already", Mark::Dim) };
        table.marked([(part.identity.to_string(), Mark::Plain), (result.to_owned(), mark)]);
    }
    session.ui.table(&table)?;
    match limit {
        Some(limit) => gone(&cluster, &parts, limit).await,
        None => Ok(()),
    }
}

/// What belongs to a cache, in the order in which it goes. The runtime goes when the Dataset has gone, which owns it: pods
/// that still mount the cache keep their files until then.
async fn of_cache(cluster: &Cluster, name: &str, session: &mut Session) -> Result<Vec<Part>> {
    match cluster.get(&dataset(name, Some(&cluster.namespace))).await {
        Ok(Some(_)) => {}
        Ok(None) => return Ok(Vec::new()),
        // Where Fluid is not served there are no caches, but there may be volumes.
        Err(failure) if failure.status.as_deref().is_some_and(is_missing_kind) => return Ok(Vec::new()),
        Err(failure) => return Err(failure.into()),
    }
    let status = find(cluster, name).await?;
    if !status.mounted_by.is_empty() {
        let pods: Vec<&str> = status.mounted_by.iter().map(|mount| mount.pod.as_str()).collect();
        session
            .ui
            .warning(format!("{name} is mounted by {}: Fluid keeps it until they are gone", pods.join(", ")));
    }
    let namespace = Some(cluster.namespace.as_str());
    let mut parts = Vec::new();
    for load in &status.loads {
        parts.extend(part(cluster, fluid("DataLoad", &load.name, namespace)).await?);
    }
    parts.extend(part(cluster, dataset(name, namespace)).await?);
    parts.extend(runtime(cluster, &status).await?);
    Ok(parts)
}

/// A runtime that no Dataset owns would stay.
async fn runtime(cluster: &Cluster, status: &CacheStatus) -> Result<Option<Part>> {
    let Some(runtime) = &status.runtime else { return Ok(None) };
    let identity = fluid(&runtime.kind, &status.name, Some(&cluster.namespace));
    let Some(live) = cluster.get(&identity).await? else { return Ok(None) };
    let owners = live.get("/metadata/ownerReferences").and_then(Value::as_array);
    let owned = owners.into_iter().flatten().any(|owner| owner["kind"] == "Dataset");
    Ok((!owned).then(|| Part { identity, uid: text(live.get("/metadata/uid")) }))
}

/// What `cache volume` has made under a name.
async fn of_volume(cluster: &Cluster, name: &str) -> Result<Vec<Part>> {
    let mut parts = Vec::new();
    for (kind, namespaced) in [("PersistentVolumeClaim", true), ("PersistentVolume", false), ("Secret", true)]
    {
        let kind = Identity {
            api_version: "v1".into(),
            kind: kind.into(),
            namespace: namespaced.then(|| cluster.namespace.clone()),
            name: String::new(),
        };
        let selector = format!("{VOLUME_LABEL}={name}");
        for object in cluster.list_metadata(&kind, Some(&selector)).await? {
            let identity = Identity { name: text(object.pointer("/metadata/name")), ..kind.clone() };
            parts.push(Part { identity, uid: text(object.pointer("/metadata/uid")) });
        }
    }
    Ok(parts)
}

async fn part(cluster: &Cluster, identity: Identity) -> Result<Option<Part>> {
    let live = cluster.get(&identity).await?;
    Ok(live.map(|live| Part { identity, uid: text(live.get("/metadata/uid")) }))
}

/// There is nothing of this name; perhaps of a similar one.
async fn unknown(cluster: &Cluster, name: &str) -> Error {
    let mut names: Vec<String> = Vec::new();
    for (kind, label) in
        [(dataset("", Some(&cluster.namespace)), CACHE_LABEL), (claim(cluster), VOLUME_LABEL)]
    {
        let listed = cluster.list_metadata(&kind, Some(label)).await.unwrap_or_default();
        names.extend(listed.iter().map(|object| text(object.pointer("/metadata/name"))));
    }
    let headline =
        format!("there is no cache and no volume {name} of neap's in namespace {}", cluster.namespace);
    let mut error = Error::failed(headline);
    error.hints.extend(crate::kubernetes::near::did_you_mean(name, names.iter().map(String::as_str)));
    error.hint(format!("`{}` shows the caches", neap(cluster, "cache list")))
}

fn claim(cluster: &Cluster) -> Identity {
    Identity {
        api_version: "v1".into(),
        kind: "PersistentVolumeClaim".into(),
        namespace: Some(cluster.namespace.clone()),
        name: String::new(),
    }
}

async fn gone(cluster: &Cluster, parts: &[Part], limit: Duration) -> Result<()> {
    let begun = Instant::now();
    let interrupted = interrupt();
    tokio::pin!(interrupted);
    let mut news = cluster.news(parts.iter().map(|part| part.identity.clone()));
    for part in parts {
        loop {
            let live = cluster.get(&part.identity).await?;
            if live.is_none_or(|live| text(live.get("/metadata/uid")) != part.uid) {
                break;
            }
            if begun.elapsed() >= limit {
                return Err(Error::timeout(format!("timed out: {} is still there", part.identity))
                    .hint("Fluid keeps a cache while pods mount it; Kubernetes keeps a claim likewise"));
            }
            tokio::select! {
                () = news.next() => {}
                () = sleep(limit.saturating_sub(begun.elapsed())) => {}
                () = &mut interrupted => return Err(Error::new(Kind::Interrupted, "interrupted")),
            }
        }
    }
    Ok(())
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}
