//! Follows a service until a goal is reached, it breaks, or time is up: the loop behind `-w`, `--for` and `--wait`.

use std::ops::ControlFlow;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};

use crate::cluster::Cluster;
use crate::error::{Error, Kind, Result};
use crate::observe::goal::{Goal, Progress};
use crate::observe::members::{Clusters, Observers};
use crate::observe::{Record, Scope, Snapshot};
use crate::report::status::changes;
use crate::session::Session;

/// Records that come within so long make one picture.
const TOGETHER: Duration = Duration::from_millis(100);
/// A picture that lacks an answer, such as a log line, waits so long for it.
const PATIENCE: Duration = Duration::from_secs(1);

/// Until when to follow.
#[derive(Debug, Clone, Default)]
pub struct Until {
    /// The state to wait for; for ever without one.
    pub goal: Option<Goal>,
    /// Longest wait.
    pub timeout: Option<Duration>,
}

/// Shows each new picture: what came since the last one, and whether only time has passed.
pub trait Show {
    /// A record has come; before the picture that holds it.
    ///
    /// # Errors
    /// It cannot be written.
    fn record(&mut self, record: &Record) -> Result<()>;
    /// A picture. `tick` says that nothing came since the last one.
    ///
    /// # Errors
    /// It cannot be written, or it ends the following.
    fn picture(&mut self, snapshot: &Snapshot, tick: bool, session: &mut Session) -> Result<()>;
    /// What the user does while this is shown; breaks where the following is to end. Where nobody can do anything it never comes.
    ///
    /// # Errors
    /// The user interrupts, or what was done cannot be shown.
    fn act(&mut self) -> impl Future<Output = Result<ControlFlow<()>>> {
        std::future::pending()
    }
}

/// Follows a scope.
///
/// # Errors
/// Interrupted, timed out (kind Timeout, with what is missing), broken for good (kind NotReady), or never connected.
pub async fn follow(
    clusters: Clusters,
    scope: Scope,
    until: &Until,
    show: &mut impl Show,
    session: &mut Session,
) -> Result<()> {
    let begun = Instant::now();
    let deadline = until.timeout.map(|timeout| begun + timeout);
    let clock = clusters.own.clock(&session.clock);
    let mut observer = Observers::new(clusters, &scope, &clock);
    let mut ticks = interval(Duration::from_secs(1));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    // When the picture is due: shortly after the first record that it does not show yet.
    let mut due: Option<Instant> = None;
    let mut shown = false;
    // Listening before the loop, so that no Ctrl-C falls between two rounds.
    let interrupted = interrupt();
    let terminated = terminate();
    tokio::pin!(interrupted, terminated);
    let mut missing = "no answer from the cluster yet".to_owned();
    loop {
        let picture = tokio::select! {
            record = observer.next() => {
                let (_, record) = record?;
                show.record(&record)?;
                due.get_or_insert_with(Instant::now);
                false
            }
            () = at(due.map(|due| due + TOGETHER)), if due.is_some_and(|due| complete(&observer, due)) => true,
            _ = ticks.tick() => due.is_none_or(|due| complete(&observer, due)),
            () = at(deadline) => return Err(late(until, &missing)),
            () = &mut interrupted => return Err(Error::new(Kind::Interrupted, "interrupted")),
            () = &mut terminated => return Err(Error::new(Kind::Terminated, String::new())),
            acted = show.act() => match acted? {
                ControlFlow::Continue(()) => false,
                ControlFlow::Break(()) => return Ok(()),
            },
        };
        // Without a change nothing is written, and the pipe would not tell.
        if session.ui.is_unread() {
            return Err(Error::new(Kind::ClosedPipe, "the reader of the output has gone"));
        }
        if !picture || !observer.has_begun() {
            continue;
        }
        let snapshot = observer.snapshot(clock.now());
        show.picture(&snapshot, shown && due.is_none(), session)?;
        (due, shown) = (None, true);
        match until.goal.as_ref().map(|goal| goal.check(&snapshot)) {
            Some(Progress::Reached) => return Ok(()),
            Some(Progress::Broken(why)) => return Err(Error::not_ready(why)),
            Some(Progress::Waiting(what)) => missing = what,
            None => {}
        }
    }
}

fn complete(observer: &Observers, due: Instant) -> bool {
    observer.is_complete() || due.elapsed() > PATIENCE
}

async fn at(time: Option<Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}

/// Ctrl-C, once.
pub async fn interrupt() {
    if tokio::signal::ctrl_c().await.is_err() {
        // Without a handler Ctrl-C ends the process by itself.
        std::future::pending::<()>().await;
    }
}

/// SIGTERM, once: a terminal must be as it was before the process ends.
pub async fn terminate() {
    let signal = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
    match signal {
        Ok(mut signal) => drop(signal.recv().await),
        // Without a handler it ends the process by itself.
        Err(_) => std::future::pending().await,
    }
}

fn late(until: &Until, missing: &str) -> Error {
    let goal = until.goal.as_ref().map(|goal| format!(" waiting for `{goal}`")).unwrap_or_default();
    Error::timeout(format!("timed out{goal}: {missing}"))
}

/// Waits for a state of a service, with one line on standard error for each change.
///
/// This is `--wait` of `serve kserve` and `serve delete`.
///
/// # Errors
/// As [`follow`].
pub async fn wait(
    cluster: &Cluster,
    name: &str,
    goal: Goal,
    timeout: Duration,
    session: &mut Session,
) -> Result<()> {
    let namespace = &cluster.namespace;
    let scope =
        Scope { namespace: Some(namespace.clone()), service: Some(name.to_owned()), ..Scope::default() };
    let until = Until { goal: Some(goal), timeout: Some(timeout) };
    let mut lines = Lines { begun: Instant::now(), before: None };
    let result = follow(cluster.clone().into(), scope, &until, &mut lines, session).await;
    result.map_err(|error| error.hint(format!("`neap status {name} -n {namespace}` shows where it stands")))
}

/// Changes on standard error, each with the time since the beginning.
struct Lines {
    begun: Instant,
    before: Option<Snapshot>,
}

impl Show for Lines {
    fn record(&mut self, _record: &Record) -> Result<()> {
        Ok(())
    }

    fn picture(&mut self, snapshot: &Snapshot, _tick: bool, session: &mut Session) -> Result<()> {
        let since = self.begun.elapsed().as_secs();
        for line in changes(self.before.as_ref(), snapshot) {
            session.ui.status(format_args!("{since:>4}s  {}", crate::ui::sanitised(&line)));
        }
        self.before = Some(snapshot.clone());
        Ok(())
    }
}
