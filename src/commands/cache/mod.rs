//! `neap cache`: one file a verb.

mod create;
mod delete;
mod flags;
mod load;
mod status;
mod volume;
mod wait;

use std::time::Duration;

use crate::cli::cache::{Action, Cache, Diff, Source};
use crate::cli::deploy;
use crate::cli::serve::DryRun;
use crate::cluster::Cluster;
use crate::commands::input;
use crate::commands::serve::apply;
use crate::error::{Error, Result};
use crate::manifest::{Bundle, Overrides};
use crate::session::Session;

/// Runs one verb of `neap cache`.
///
/// # Errors
/// As the verbs'.
pub async fn run(verb: Cache, session: &mut Session) -> Result<()> {
    match verb {
        Cache::Create(args) => create::run(args.into_inner(), session).await,
        Cache::Load(args) => load::run(args.into_inner(), session).await,
        Cache::Status(args) => status::run(args.into_inner(), session).await,
        Cache::List(args) => status::list(args.into_inner(), session).await,
        Cache::Volume(args) => volume::run(args.into_inner(), session).await,
        Cache::Diff(Diff::Create(args)) => create::diff(args.into_inner(), session).await,
        Cache::Diff(Diff::Volume(args)) => volume::diff(args.into_inner(), session).await,
        Cache::Delete(args) => delete::run(args.into_inner(), session).await,
    }
}

/// What is to be known of a cache that a service mounts: it comes before the service, bound and loaded. With `patience` it
/// is waited for, and for what loads it.
///
/// # Errors
/// There is no such cache, or it is not bound: its claim comes with that.
pub async fn mounted(
    cluster: &Cluster,
    name: &str,
    patience: Option<Duration>,
    session: &mut Session,
) -> Result<Option<String>> {
    let mut status = wait::find(cluster, name).await?;
    if let (Some(limit), false) = (patience, wait::Goal::Settled.is_reached(&status)) {
        wait::wait(cluster, name, wait::Goal::Settled, limit, session).await?;
        status = wait::find(cluster, name).await?;
    }
    if !status.is_bound() {
        let command = neap(cluster, &format!("cache status {name} --wait"));
        return Err(Error::failed(format!("the cache {name} is {}: pods cannot mount it yet", status.phase))
            .cause("first the cache is bound, then it is loaded, then the service starts")
            .cause("nothing was written")
            .hint(format!("`{command}` waits until it is bound, and so does `--wait` here")));
    }
    let load = neap(cluster, &format!("cache load {name} --wait"));
    let warns = |what: String| {
        format!("{what}: the first replica reads the rest from where it lies; `{load}` first is faster")
    };
    Ok(match status.cached_percent {
        _ if status.is_loaded() => None,
        // No load makes a tier larger.
        Some(percent) if status.holds_only().is_some_and(|most| percent + 1.0 >= most) => Some(format!(
            "{percent:.1} % of the cache {name} are loaded, and its tier holds no more: {} of {}; the rest is read from where it lies each time, unless the cache has a larger `--tier`",
            status.capacity.as_deref().unwrap_or_default(),
            status.total.as_deref().unwrap_or_default(),
        )),
        Some(percent) => Some(warns(format!("{percent:.1} % of the cache {name} are loaded"))),
        None => Some(warns(format!("how much of the cache {name} is loaded is not known"))),
    })
}

/// The user's own templates and patches.
fn overrides(source: Source) -> Result<Overrides> {
    let source = deploy::Source { filename: None, patch: source.patch, template_dir: source.template_dir };
    crate::commands::serve::deploy::overrides(&source, "kserve")
}

/// Applies a bundle as the flags say; `verb` undoes it.
async fn apply(
    cluster: &Cluster,
    bundle: &Bundle,
    action: &Action,
    undo: &str,
    session: &mut Session,
) -> Result<()> {
    let options = apply::Options {
        force: action.force_conflicts,
        dry_run: action.dry_run == Some(DryRun::Server),
        output: action.output,
        quiet: true,
    };
    let applied = apply::bundle(cluster, bundle, options, session).await;
    applied.map(drop).map_err(|error| match error.message.starts_with("stopped at") {
        true => error.hint(format!("`{undo}` removes what was created")),
        false => error,
    })
}

/// The same command with the namespace and context that are meant.
fn neap(cluster: &Cluster, words: &str) -> String {
    let context = cluster.context.as_ref().map_or_else(String::new, |name| format!(" --context {name}"));
    format!("neap {words} -n {}{context}", cluster.namespace)
}

/// Reads a file that a flag names; `-` is standard input.
fn text_of(flag: &str, path: &str, example: &str) -> Result<String> {
    input::text(path).map_err(|error| Error::flag(flag, &format!("file:{path}"), error, example))
}
