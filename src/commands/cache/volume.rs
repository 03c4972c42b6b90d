//! `neap cache volume`: flags → Secret, volume and claim → the cluster.

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::{apply, flags, neap, overrides};
use crate::cli::cache::{DiffVolume, Source, Volume as Args, VolumeFlags};
use crate::cli::serve::DryRun;
use crate::cli::target::Target;
use crate::cluster::Cluster;
use crate::commands::follow::interrupt;
use crate::commands::serve::{deploy, diff};
use crate::commands::{arena_config::ArenaConfig, connect};
use crate::error::{Error, Kind, Result};
use crate::kubernetes::Identity;
use crate::manifest::{self, Overrides};
use crate::session::Session;
use crate::workload::cache::volume::{Backing, Volume};

/// Runs `neap cache volume`.
///
/// # Errors
/// A usage error before anything is written; or what the cluster says.
pub async fn run(args: Args, session: &mut Session) -> Result<()> {
    let limit = connect::wait_limit("--wait", args.wait.as_deref())?;
    let (mut volume, overrides) = prepared(&args.flags, args.source, &args.target, session)?;
    if args.flags.access_key.is_some() {
        session.ui.warning(
            "an access key on the command line is seen in the list of processes and kept in the shell's history: `--access-key-from=env` or a file is not",
        );
    }
    if args.action.dry_run == Some(DryRun::Client) {
        if matches!(volume.backing, Backing::Oss { key: Some(_), .. }) {
            session.ui.warning("what is printed holds the access key: base64 hides nothing");
        }
        if volume.namespace.is_none() {
            session.ui.note(
                "namespace default is assumed: a volume names the one of its Secret, so say it with -n",
            );
        }
        return deploy::print(&manifest::cache::volume(&volume, &overrides)?, args.action.output, session);
    }
    let cluster = connect::connect(&args.target, session).await?;
    volume.namespace = Some(cluster.namespace.clone());
    let bundle = manifest::cache::volume(&volume, &overrides)?;
    taken(&cluster, &volume).await?;
    let undo = neap(&cluster, &format!("cache delete {} --yes", volume.name));
    apply(&cluster, &bundle, &args.action, &undo, session).await?;
    match limit {
        Some(limit) => bound(&cluster, &volume.name, limit, session).await,
        None if args.action.dry_run.is_some() => Ok(()),
        None => {
            session.ui.hint(format!("`--data={}:/mnt/models` mounts it", volume.name));
            Ok(())
        }
    }
}

/// Runs `neap cache diff volume`.
///
/// # Errors
/// As the preflight of an apply; `Differs` where something would change.
pub async fn diff(args: DiffVolume, session: &mut Session) -> Result<()> {
    let (mut volume, overrides) = prepared(&args.flags, args.source, &args.target, session)?;
    let cluster = connect::connect(&args.target, session).await?;
    volume.namespace = Some(cluster.namespace.clone());
    diff::show(&cluster, &manifest::cache::volume(&volume, &overrides)?, args.force_conflicts, session).await
}

fn prepared(
    flags: &VolumeFlags,
    source: Source,
    target: &Target,
    session: &Session,
) -> Result<(Volume, Overrides)> {
    let arena = ArenaConfig::load(&session.env)?;
    let namespace = target.namespace.as_deref().or(arena.namespace.as_deref());
    Ok((flags::volume(flags, namespace, &session.env)?, overrides(source)?))
}

/// Volumes have no namespace: one of this name may be another namespace's.
async fn taken(cluster: &Cluster, volume: &Volume) -> Result<()> {
    if matches!(volume.backing, Backing::Class(_)) {
        return Ok(());
    }
    let identity = Identity {
        api_version: "v1".into(),
        kind: "PersistentVolume".into(),
        namespace: None,
        name: volume.name.clone(),
    };
    let Ok(Some(live)) = cluster.get(&identity).await else { return Ok(()) };
    let owner = live.get("/spec/claimRef/namespace").and_then(Value::as_str);
    match owner {
        Some(other) if other != cluster.namespace => {
            Err(Error::failed(format!("{identity} belongs to a claim in namespace {other}"))
                .cause("volumes have no namespace, so a name stands for one volume in the whole cluster")
                .hint(format!("choose another name, as {}-{}", volume.name, cluster.namespace)))
        }
        _ => Ok(()),
    }
}

/// Waits until the claim is bound.
async fn bound(cluster: &Cluster, name: &str, limit: Duration, session: &mut Session) -> Result<()> {
    let identity = Identity {
        api_version: "v1".into(),
        kind: "PersistentVolumeClaim".into(),
        namespace: Some(cluster.namespace.clone()),
        name: name.to_owned(),
    };
    let begun = Instant::now();
    let interrupted = interrupt();
    tokio::pin!(interrupted);
    let mut news = cluster.news([identity.clone()]);
    loop {
        let claim = cluster.get(&identity).await?;
        let phase = claim.as_ref().and_then(|claim| claim.get("/status/phase")?.as_str()).unwrap_or("absent");
        if phase == "Bound" {
            session.ui.status(format_args!("{identity} is bound"));
            return Ok(());
        }
        if begun.elapsed() >= limit {
            let command = cluster.kubectl(&format!("describe pvc {name} -n {}", cluster.namespace));
            return Err(Error::timeout(format!("timed out: {identity} is {phase}"))
                .hint(format!("`{command}` shows what it waits for")));
        }
        tokio::select! {
            () = news.next() => {}
            () = sleep(limit.saturating_sub(begun.elapsed())) => {}
            () = &mut interrupted => return Err(Error::new(Kind::Interrupted, "interrupted")),
        }
    }
}
