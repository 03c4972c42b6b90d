//! Waiting for a cache, with a line that says how far it is.

use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::neap;
use crate::cluster::Cluster;
use crate::commands::follow::interrupt;
use crate::error::{Error, Kind, Result};
use crate::manifest::cache::{dataset, fluid};
use crate::observe::cache::{CacheStatus, Caches};
use crate::report::cache::progress;
use crate::session::Session;

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// Pods can mount it.
    Bound,
    /// A DataLoad has ended.
    Loaded(String),
    /// It is bound, and nothing loads it.
    Settled,
}

/// Where a cache stands in relation to what is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// There.
    Reached,
    /// What is missing.
    Waiting(String),
    /// It cannot come about.
    Broken(String),
}

impl Goal {
    /// Whether nothing is missing.
    pub fn is_reached(&self, status: &CacheStatus) -> bool {
        self.check(status) == Progress::Reached
    }

    /// Where it stands.
    pub fn check(&self, status: &CacheStatus) -> Progress {
        let name = &status.name;
        if status.phase == "Failed" {
            return Progress::Broken(format!("the cache {name} has failed"));
        }
        let load = match self {
            Self::Bound => None,
            Self::Loaded(load) => status.loads.iter().find(|it| it.name == *load),
            Self::Settled => status.loads.iter().find(|it| it.phase != "Complete"),
        };
        match (self, load) {
            (_, Some(load)) if load.phase == "Failed" => {
                let why = load.message.as_deref().unwrap_or("it gives no reason");
                Progress::Broken(format!("the load {} has failed: {why}", load.name))
            }
            (_, Some(load)) if load.phase != "Complete" => {
                Progress::Waiting(format!("the load {} is {}", load.name, load.phase))
            }
            (Self::Loaded(load), None) => Progress::Waiting(format!("there is no load {load} yet")),
            _ if status.is_bound() => Progress::Reached,
            _ => Progress::Waiting(format!("the cache {name} is {}", status.phase)),
        }
    }
}

/// The cache of this name.
///
/// # Errors
/// There is none; says which are near.
pub async fn find(cluster: &Cluster, name: &str) -> Result<CacheStatus> {
    let all = Caches::ask(cluster, Some(&cluster.namespace)).await?.statuses();
    if let Some(found) = all.iter().find(|status| status.name == name) {
        return Ok(found.clone());
    }
    let names = all.iter().map(|status| status.name.as_str());
    let mut error = Error::failed(format!("there is no cache {name} in namespace {}", cluster.namespace));
    // Who may not look there is told less.
    let everywhere = Caches::ask(cluster, None).await.map(|caches| caches.statuses()).unwrap_or_default();
    match everywhere.iter().find(|status| status.name == name) {
        Some(elsewhere) => {
            let namespace = &elsewhere.namespace;
            error = error.cause(format!(
                "namespace {namespace} has one, and a pod mounts only claims of its own namespace"
            ));
            error.hints.push(format!("`-n {namespace}` works there"));
            error.hints.push(format!(
                "`{}` makes one here",
                neap(cluster, &format!("cache create {name} --from=… --tier=…"))
            ));
        }
        None => error.hints.extend(crate::kubernetes::near::did_you_mean(name, names)),
    }
    Err(error.hint(format!("`{}` shows them", neap(cluster, "cache list"))))
}

/// Waits, with a bar on a terminal and a line a change in a pipe.
///
/// # Errors
/// It cannot come about (kind NotReady), time is up, or Ctrl-C.
pub async fn wait(
    cluster: &Cluster,
    name: &str,
    goal: Goal,
    limit: Duration,
    session: &mut Session,
) -> Result<()> {
    let (begun, began) = (Instant::now(), session.clock.now());
    let bar = session.ui.progress();
    let terminal = session.ui.stderr_is_terminal();
    let mut said = None;
    let interrupted = interrupt();
    tokio::pin!(interrupted);
    let shows = neap(cluster, &format!("cache status {name}"));
    let namespace = Some(cluster.namespace.as_str());
    let mut news = cluster.news([dataset(name, namespace), fluid("DataLoad", "", namespace)]);
    loop {
        let status = find(cluster, name).await?;
        let (done, line) = progress(&status);
        if terminal {
            bar.show(done, line);
        } else if said.replace(milestone(&status)) != Some(milestone(&status)) {
            let seconds = session.clock.now().duration_since(began).as_secs();
            session.ui.status(format_args!("{seconds:>4}s  {}", crate::ui::sanitised(&line)));
        }
        match goal.check(&status) {
            Progress::Reached => {
                bar.clear();
                // The parts are asked for side by side: what the cache said may be older than the end of its load.
                let status = find(cluster, name).await?;
                session.ui.status(reached(&status, &goal));
                return Ok(());
            }
            Progress::Broken(why) => {
                return Err(Error::not_ready(why).hint(format!("`{shows}` shows where it stands")));
            }
            Progress::Waiting(what) if begun.elapsed() >= limit => {
                return Err(Error::timeout(format!("timed out: {what}"))
                    .hint(format!("`{shows}` shows where it stands")));
            }
            Progress::Waiting(_) => {}
        }
        tokio::select! {
            () = news.next() => {}
            () = sleep(limit.saturating_sub(begun.elapsed())) => {}
            () = &mut interrupted => return Err(Error::new(Kind::Interrupted, "interrupted")),
        }
    }
}

/// What is worth a line in a pipe: a phase, or another tenth of it.
fn milestone(status: &CacheStatus) -> (String, Vec<String>, Option<u32>) {
    let tenths = status.cached_percent.map(|percent| (percent / 10.0) as u32);
    let loads = status.loads.iter().map(|load| load.phase.clone());
    (status.phase.clone(), loads.collect(), tenths)
}

fn reached(status: &CacheStatus, goal: &Goal) -> String {
    let name = &status.name;
    match (goal, status.cached_percent) {
        (Goal::Bound, _) => format!("{name} is bound: pods can mount its claim"),
        (_, Some(percent)) => format!("{name} is bound, {percent:.1} % of it is cached"),
        (_, None) => format!("{name} is bound"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observe::cache::Load;

    fn status(phase: &str, load: Option<&str>) -> CacheStatus {
        let load = load.map(|phase| Load { name: "l".into(), phase: phase.into(), ..Load::default() });
        CacheStatus {
            name: "c".into(),
            phase: phase.into(),
            loads: load.into_iter().collect(),
            ..CacheStatus::default()
        }
    }

    #[test]
    fn a_goal_is_reached_missing_or_out_of_reach() {
        let loaded = Goal::Loaded("l".into());
        let is = |goal: &Goal, phase, load| match goal.check(&status(phase, load)) {
            Progress::Reached => "reached",
            Progress::Waiting(_) => "waiting",
            Progress::Broken(_) => "broken",
        };
        for (goal, phase, load, expected) in [
            (&Goal::Bound, "NotBound", None, "waiting"),
            (&Goal::Bound, "Bound", Some("Executing"), "reached"),
            (&Goal::Bound, "Failed", None, "broken"),
            (&loaded, "Bound", None, "waiting"),
            (&loaded, "Bound", Some("Executing"), "waiting"),
            (&loaded, "Bound", Some("Complete"), "reached"),
            (&loaded, "Bound", Some("Failed"), "broken"),
            (&Goal::Settled, "Bound", None, "reached"),
            (&Goal::Settled, "Bound", Some("Pending"), "waiting"),
            (&Goal::Settled, "NotBound", Some("Complete"), "waiting"),
        ] {
            assert_eq!(is(goal, phase, load), expected, "{goal:?} {phase} {load:?}");
        }
    }
}
