//! `neap cache load`: a DataLoad.

use std::time::Duration;

use serde_json::Value;

use super::{apply, flags, neap, overrides, wait};
use crate::cli::cache::Load as Args;
use crate::cli::serve::DryRun;
use crate::cluster::Cluster;
use crate::commands::serve::deploy;
use crate::commands::{arena_config::ArenaConfig, connect};
use crate::error::{Error, Result};
use crate::kubernetes::Identity;
use crate::manifest;
use crate::session::Session;
use crate::workload::cache::load::Load;

/// How long a DataLoad may take to go before it comes again.
const GOES: Duration = Duration::from_secs(60);

/// Runs `neap cache load`.
///
/// # Errors
/// A usage error before anything is written; or what the cluster says.
pub async fn run(args: Args, session: &mut Session) -> Result<()> {
    let limit = connect::wait_limit("--wait", args.wait.as_deref())?;
    let mut load = flags::load(&args)?;
    let overrides = overrides(args.source)?;
    if args.action.dry_run == Some(DryRun::Client) {
        let arena = ArenaConfig::load(&session.env)?;
        load.namespace = load.namespace.or(arena.namespace);
        if load.namespace.is_none() {
            session.ui.note("namespace default is assumed: a DataLoad names its own, so say it with -n");
        }
        return deploy::print(&manifest::cache::load(&load, &overrides)?, args.action.output, session);
    }
    let cluster = connect::connect(&args.target, session).await?;
    load.namespace = Some(cluster.namespace.clone());
    let bundle = manifest::cache::load(&load, &overrides)?;
    let identity = manifest::cache::fluid("DataLoad", &load.name, load.namespace.as_deref());
    let writes = args.action.dry_run.is_none();
    let again = match before(&cluster, &identity, args.again).await? {
        Before::Done(when) if !args.again => {
            session.ui.status(format_args!("{} was loaded already{when}", load.cache));
            session.ui.hint("`--again` loads it once more");
            return Ok(());
        }
        Before::Done(_) => true,
        Before::New => false,
    };
    if again && writes {
        gone(&cluster, &identity).await?;
    }
    unbound(&cluster, &load, session).await;
    let undo = neap(&cluster, &format!("cache delete {} --yes", load.cache));
    apply(&cluster, &bundle, &args.action, &undo, session).await?;
    if !writes {
        return Ok(());
    }
    match limit {
        Some(limit) => wait::wait(&cluster, &load.cache, wait::Goal::Loaded(load.name), limit, session).await,
        None => {
            let command = neap(&cluster, &format!("cache status {} --wait", load.cache));
            session.ui.hint(format!("`{command}` shows how far it is"));
            Ok(())
        }
    }
}

/// What became of a DataLoad of this name.
enum Before {
    /// There is none, or it is still at work.
    New,
    /// It has ended; when, as a phrase.
    Done(String),
}

/// Fluid runs a DataLoad once.
async fn before(cluster: &Cluster, identity: &Identity, again: bool) -> Result<Before> {
    // That the kind is not served is the preflight's to say.
    let Ok(Some(live)) = cluster.get(identity).await else { return Ok(Before::New) };
    let text = |pointer: &str| live.get(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    match text("/status/phase").as_str() {
        "Complete" => {
            let took = Some(text("/status/duration")).filter(|took| !took.is_empty());
            Ok(Before::Done(took.map_or_else(String::new, |took| format!(", in {took}"))))
        }
        "Failed" if again => Ok(Before::Done(String::new())),
        "Failed" => {
            let why = live
                .get("/status/conditions/0/message")
                .and_then(Value::as_str)
                .unwrap_or("it gives no reason");
            Err(Error::failed(format!("{identity} has failed")).cause(why).hint("`--again` tries once more"))
        }
        _ => Ok(Before::New),
    }
}

/// Deletes a DataLoad that has ended, and waits until it is gone.
async fn gone(cluster: &Cluster, identity: &Identity) -> Result<()> {
    cluster.delete(identity, None).await?;
    let mut news = cluster.news([identity.clone()]);
    let gone = async {
        while cluster.get(identity).await?.is_some() {
            news.next().await;
        }
        Ok(())
    };
    tokio::time::timeout(GOES, gone)
        .await
        .unwrap_or_else(|_| Err(Error::timeout(format!("{identity} is being deleted, and does not go"))))
}

/// A load waits for its cache, and says so.
async fn unbound(cluster: &Cluster, load: &Load, session: &mut Session) {
    let dataset = manifest::cache::dataset(&load.cache, load.namespace.as_deref());
    let Ok(Some(live)) = cluster.get(&dataset).await else { return };
    let phase = live.get("/status/phase").and_then(Value::as_str).unwrap_or("NotBound");
    if phase != "Bound" {
        session.ui.note(format!("{dataset} is {phase}: the load begins when it is Bound"));
    }
}
