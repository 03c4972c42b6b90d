//! `neap cache create`: flags → Dataset and runtime → the cluster.

use super::{apply, flags, neap, overrides, wait};
use crate::cli::cache::{Create, CreateFlags, DiffCreate, Source};
use crate::cli::serve::DryRun;
use crate::cli::target::Target;
use crate::cluster::Cluster;
use crate::commands::serve::{deploy, diff};
use crate::commands::{arena_config::ArenaConfig, connect};
use crate::error::{Error, Result};
use crate::kubernetes::Identity;
use crate::manifest::{self, Bundle, Overrides};
use crate::session::Session;
use crate::workload::cache::Cache;
use crate::workload::cache::origin::Origin;
use crate::workload::cache::runtime::Runtime;

/// Runs `neap cache create`.
///
/// # Errors
/// A usage error before anything is written; or what the cluster says.
pub async fn run(args: Create, session: &mut Session) -> Result<()> {
    let limit = connect::wait_limit("--wait", args.wait.as_deref())?;
    let (cache, overrides) = prepared(&args.flags, args.source, &args.target, session)?;
    if args.action.dry_run == Some(DryRun::Client) {
        return deploy::print(&manifest::cache::render(&cache, &overrides)?, args.action.output, session);
    }
    let (cluster, bundle) = asked(&args.target, cache.clone(), &overrides, session).await?;
    let undo = neap(&cluster, &format!("cache delete {} --yes", cache.name));
    apply(&cluster, &bundle, &args.action, &undo, session).await?;
    if args.action.dry_run.is_some() {
        return Ok(());
    }
    match limit {
        Some(limit) => wait::wait(&cluster, &cache.name, wait::Goal::Bound, limit, session).await,
        None => {
            session
                .ui
                .hint(format!("`{}` fills it", neap(&cluster, &format!("cache load {} --wait", cache.name))));
            Ok(())
        }
    }
}

/// Runs `neap cache diff create`.
///
/// # Errors
/// As the preflight of an apply; `Differs` where something would change.
pub async fn diff(args: DiffCreate, session: &mut Session) -> Result<()> {
    let (cache, overrides) = prepared(&args.flags, args.source, &args.target, session)?;
    let (cluster, bundle) = asked(&args.target, cache, &overrides, session).await?;
    diff::show(&cluster, &bundle, args.force_conflicts, session).await
}

fn prepared(
    flags: &CreateFlags,
    source: Source,
    target: &Target,
    session: &Session,
) -> Result<(Cache, Overrides)> {
    let arena = ArenaConfig::load(&session.env)?;
    let namespace = target.namespace.as_deref().or(arena.namespace.as_deref());
    Ok((flags::cache(flags, namespace)?, overrides(source)?))
}

/// The cluster, and the objects for it.
async fn asked(
    target: &Target,
    mut cache: Cache,
    overrides: &Overrides,
    session: &Session,
) -> Result<(Cluster, Bundle)> {
    let cluster = connect::connect(target, session).await?;
    cache.namespace = Some(cluster.namespace.clone());
    let mut bundle = manifest::cache::render(&cache, overrides)?;
    let (other, note) = tokio::join!(other_runtime(&cluster, &cache), unbound(&cluster, &cache));
    other?;
    bundle.notes.extend(note);
    Ok((cluster, bundle))
}

/// Fluid binds a dataset to one runtime: another one of its name is in the way.
async fn other_runtime(cluster: &Cluster, cache: &Cache) -> Result<()> {
    for runtime in Runtime::ALL.into_iter().filter(|runtime| *runtime != cache.runtime) {
        let identity = manifest::cache::fluid(runtime.kind(), &cache.name, Some(&cluster.namespace));
        // What is not served or not allowed cannot be in the way.
        if let Ok(Some(_)) = cluster.get(&identity).await {
            let delete = neap(cluster, &format!("cache delete {}", cache.name));
            return Err(Error::failed(format!("the cache {} has a {} already", cache.name, runtime.kind()))
                .cause("a dataset is bound to the one runtime that has its name")
                .hint(format!("`{delete}` removes the cache; what it is read from stays")));
        }
    }
    Ok(())
}

/// A claim that is not bound keeps the cache waiting.
async fn unbound(cluster: &Cluster, cache: &Cache) -> Option<String> {
    let Origin::Claim { claim, .. } = &cache.origin else { return None };
    let identity = Identity {
        api_version: "v1".into(),
        kind: "PersistentVolumeClaim".into(),
        namespace: Some(cluster.namespace.clone()),
        name: claim.clone(),
    };
    // That it does not exist is the preflight's to say.
    let found = cluster.get(&identity).await.ok()??;
    let phase = found.get("/status/phase").and_then(serde_json::Value::as_str).unwrap_or("Pending");
    (phase != "Bound").then(|| format!("{identity} is {phase}: the cache waits until it is Bound"))
}
