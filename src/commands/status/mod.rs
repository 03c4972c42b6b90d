//! `neap status`.

mod found;
pub(in crate::commands) mod live;
mod members;
mod pod;
mod series;
mod served;
mod show;
mod timeline;
pub(in crate::commands) mod why;

use std::time::Duration;

use self::found::look;
use self::live::Next;
use self::members::members;
use self::show::Shower;
use super::connect::connect;
use super::follow::{Show, Until, follow};
use crate::cli::status::Status;
use crate::clock::parse_duration;
use crate::cluster::Cluster;
use crate::error::{Error, Kind, Result};
use crate::observe::goal::{self, Goal};
use crate::observe::members::Clusters;
use crate::observe::watch::look_noting;
use crate::observe::{Scope, unknown};
use crate::platform::PoolLabels;
use crate::session::Session;

/// Runs `neap status`.
///
/// # Errors
/// The service is not there, the cluster cannot be read; with `--for`: timed out, or it cannot come about.
pub async fn run(mut args: Status, session: &mut Session) -> Result<()> {
    if args.timeline {
        return timeline::run(&args, session).await;
    }
    let until = until(&args)?;
    // A recording that nobody ends by a state goes on.
    args.watch |= args.record.is_some() && until.goal.is_none();
    let clusters =
        Clusters { own: connect(&args.target, session).await?, members: members(&args, session).await? };
    let mut scope = Scope {
        namespace: (!args.all_namespaces).then(|| clusters.own.namespace.clone()),
        service: args.name.clone(),
        pool_labels: PoolLabels { own: args.pool_label.clone() },
        chronicle: args.record.is_some(),
        ..Scope::default()
    };
    // A selector of labels would be made of it, which an API server refuses in words of its own.
    if let Some(name) = args.name.as_deref().filter(|name| !unknown::is_a_name(name)) {
        return Err(unknown::unknown(&clusters.own, name).await);
    }
    let mut shower = Shower::new(&args, clusters.clone(), session)?;
    if !args.watch && until.goal.is_none() {
        if !args.why && shower.is_table() {
            let clock = &*clusters.own.clock(&session.clock);
            let world = look_noting(&clusters.own, scope.clone(), clock, |_| {}).await?;
            let Some(empty) = shower.table(&world, clock.now(), session)? else { return Ok(()) };
            found::found(&clusters.own, &scope, &empty).await?;
            return shower.once(&empty, session);
        }
        let (_, snapshot) = look(&clusters, scope, &session.clock).await?;
        if args.why {
            return why::show(&clusters.own, &snapshot, args.output, session).await;
        }
        return shower.once(&snapshot, session);
    }
    if until.goal != Some(Goal::Deleted) {
        // A mistyped name must not be waited for.
        (scope, _) = look(&clusters, scope, &session.clock).await?;
    }
    let mut result = follow(clusters.clone(), scope.clone(), &until, &mut shower, session).await;
    while let (Ok(()), Some(next)) = (&result, shower.next()) {
        let scope = match next {
            Next::Service(it) => {
                let one = Scope { namespace: Some(it.namespace), service: Some(it.name), ..scope.clone() };
                look(&clusters, one, &session.clock).await?.0
            }
            Next::Roster | Next::Quit => scope.clone(),
        };
        shower.turn_to(scope.service.is_some());
        result = follow(clusters.clone(), scope, &until, &mut shower, session).await;
    }
    if result.is_ok() && until.goal.is_some() && args.record.is_some() {
        // What the last step leaves behind, as the log of an engine that has just become ready, belongs to the recording.
        let mut kept = Ok(());
        let clock = clusters.own.clock(&session.clock);
        look_noting(&clusters.own, scope.clone(), &*clock, |record| {
            if kept.is_ok() {
                kept = shower.record(record);
            }
        })
        .await?;
        kept?;
    }
    let had_screen = shower.has_screen();
    shower.close();
    match (result, &shower.last) {
        // What a goal was waited for on the screen is worth a last look on the page that stays.
        (result, Some(last)) if had_screen && until.goal.is_some() && !was_ended(&result) => {
            let last = last.clone();
            shower.once(&last, session)?;
            result
        }
        // Without -w the picture at the end is the answer; a failure explains itself with it.
        (result, Some(last)) if !args.watch => {
            let last = last.clone();
            if !was_ended(&result) {
                shower.once(&last, session)?;
            }
            result
        }
        // To end a watch by Ctrl-C is no error: the exit code says it, and nothing else does.
        (Err(error), _) if error.kind == Kind::Interrupted && until.goal.is_none() => {
            Err(Error { message: String::new(), ..error })
        }
        (result, _) => result,
    }
}

/// Whether the user ended it.
fn was_ended(result: &Result<()>) -> bool {
    matches!(result, Err(error) if error.kind.is_signal())
}

/// Follows one service as `neap status NAME -w` does, at most so long: this is `--watch` of `serve kserve`.
///
/// # Errors
/// Interrupted, or the cluster cannot be read.
pub async fn watch(
    cluster: Cluster,
    name: &str,
    limit: Option<Duration>,
    session: &mut Session,
) -> Result<()> {
    let scope = Scope {
        namespace: Some(cluster.namespace.clone()),
        service: Some(name.to_owned()),
        ..Scope::default()
    };
    let mut shower = Shower::of_one(cluster.clone().into(), session);
    let until = Until { goal: None, timeout: limit };
    let result = follow(cluster.into(), scope, &until, &mut shower, session).await;
    shower.close();
    match result {
        Err(error) if error.kind == Kind::Timeout && shower.last.is_some() => Ok(()),
        result => result,
    }
}

fn until(args: &Status) -> Result<Until> {
    let Some(text) = &args.goal else { return Ok(Until::default()) };
    let name = args.name.as_deref().unwrap_or("NAME");
    let goal = Goal::parse(text).ok_or_else(|| {
        Error::flag(
            "--for",
            text,
            format_args!("it must be {}", goal::ALLOWED),
            format_args!("neap status {name} --for ready=3"),
        )
    })?;
    let timeout = parse_duration(&args.timeout)
        .map_err(|allowed| Error::flag("--timeout", &args.timeout, allowed, "--timeout 10m"))?;
    // As kubectl reads it: 0 looks once, and so does this.
    Ok(Until { goal: Some(goal), timeout: Some(timeout.max(Duration::from_millis(1))) })
}
