//! What a script waits for: `ready`, `ready=3`, `desired=3`, `pool.NAME=2`, `nodes.NAME=2`, `deleted`.

use std::fmt;

use jiff::{SignedDuration, Timestamp};

use super::{PodView, RevisionFailure, Service, Snapshot, Stage};

/// So long an image pull or a configuration error may take to heal.
const GRACE: SignedDuration = SignedDuration::from_secs(60);
/// Knative asks a registry again after a failure: one that heals by then was none.
const REGISTRY: SignedDuration = SignedDuration::from_secs(10);
/// So many restarts make a crash a crash loop.
const LOOP: u32 = 3;

/// What is waited for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Goal {
    /// Enough pods are available.
    Ready,
    /// A count compared with a number.
    Count {
        /// What is counted.
        what: Count,
        /// How it is compared.
        comparison: Comparison,
        /// With what.
        wanted: u32,
    },
    /// The service, its Deployments and its pods are gone.
    Deleted,
}

/// What is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Count {
    /// Ready pods; where a replica is a group of pods, ready groups.
    Ready,
    /// Replicas that the Deployment is told.
    Desired,
    /// Ready pods of the service in a pool, by name or id.
    Pool(String),
    /// Ready nodes of a pool, by name or id, with their accelerators.
    Nodes(String),
}

/// How a count is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`.
    Exactly,
    /// `>=`.
    AtLeast,
    /// `<=`.
    AtMost,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Progress {
    /// It holds.
    Reached,
    /// It does not hold yet; what is missing.
    Waiting(String),
    /// It will not hold by waiting; why.
    Broken(String),
}

/// What `--for` takes, for messages.
pub const ALLOWED: &str = "`ready`, `deleted`, or `ready`, `desired`, `pool.NAME` or `nodes.NAME` with `=`, `>=` or `<=` and a number";

impl Goal {
    /// Reads a goal; `None` if it is none.
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "ready" => return Some(Goal::Ready),
            "deleted" => return Some(Goal::Deleted),
            _ => {}
        }
        let (left, wanted) = text.split_once('=')?;
        let wanted = wanted.parse().ok()?;
        let (what, comparison) = match left.chars().last()? {
            '>' => (&left[..left.len() - 1], Comparison::AtLeast),
            '<' => (&left[..left.len() - 1], Comparison::AtMost),
            _ => (left, Comparison::Exactly),
        };
        let named =
            |prefix: &str| what.strip_prefix(prefix).filter(|name| !name.is_empty()).map(str::to_owned);
        let what = match what {
            "ready" => Count::Ready,
            "desired" => Count::Desired,
            _ => named("pool.").map(Count::Pool).or_else(|| named("nodes.").map(Count::Nodes))?,
        };
        Some(Goal::Count { what, comparison, wanted })
    }

    /// How far it is.
    pub fn check(&self, snapshot: &Snapshot) -> Progress {
        let service = snapshot.services.first();
        match (self, service) {
            (Goal::Deleted, None) => return Progress::Reached,
            (Goal::Deleted, Some(service)) => return Progress::Waiting(remains(service)),
            (_, None) => return Progress::Broken("the service was deleted".into()),
            _ => {}
        }
        let Some(service) = service else { return Progress::Reached };
        if !service.exists {
            return Progress::Broken("the service was deleted".into());
        }
        let missing = match self {
            Goal::Ready if service.ready || service.asleep => return Progress::Reached,
            Goal::Ready => not_ready(service),
            Goal::Count { what, comparison, wanted } => {
                let found = count(what, service);
                if comparison.holds(found, *wanted) {
                    return Progress::Reached;
                }
                format!("{what} is {found}, not {}{wanted}{}", comparison.word(), unseen(what, service))
            }
            Goal::Deleted => return Progress::Waiting(remains(service)),
        };
        // Fewer is reached by removing pods, broken ones first.
        let growing = !matches!(self, Goal::Count { comparison: Comparison::AtMost, .. });
        match broken(service, snapshot.at).filter(|_| growing) {
            Some(why) => Progress::Broken(why),
            None => Progress::Waiting(missing),
        }
    }
}

impl Comparison {
    fn holds(self, found: u32, wanted: u32) -> bool {
        match self {
            Comparison::Exactly => found == wanted,
            Comparison::AtLeast => found >= wanted,
            Comparison::AtMost => found <= wanted,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Comparison::Exactly => "",
            Comparison::AtLeast => "at least ",
            Comparison::AtMost => "at most ",
        }
    }
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Count::Ready => formatter.write_str("ready"),
            Count::Desired => formatter.write_str("desired"),
            Count::Pool(name) => write!(formatter, "pool.{name}"),
            Count::Nodes(name) => write!(formatter, "nodes.{name}"),
        }
    }
}

/// As it is typed.
impl fmt::Display for Goal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Goal::Ready => formatter.write_str("ready"),
            Goal::Deleted => formatter.write_str("deleted"),
            Goal::Count { what, comparison, wanted } => {
                let sign = match comparison {
                    Comparison::Exactly => "=",
                    Comparison::AtLeast => ">=",
                    Comparison::AtMost => "<=",
                };
                write!(formatter, "{what}{sign}{wanted}")
            }
        }
    }
}

fn count(what: &Count, service: &Service) -> u32 {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let named = |pool: &super::Pool, name: &str| {
        pool.name.as_deref() == Some(name) || pool.counts.id.as_deref() == Some(name)
    };
    match what {
        // The pods of a fleet are in its clusters, which may not have been asked.
        Count::Ready if service.fleet.is_some() => service.replicas.ready,
        // Of groups and roles only what keeps them knows which are whole.
        Count::Ready if service.pods_per_replica > 1 || service.role.is_some() => service.replicas.ready,
        Count::Ready => number(service.pods.iter().filter(|pod| pod.stage == Stage::Ready).count()),
        Count::Desired => service.replicas.desired.unwrap_or(0),
        Count::Pool(name) => {
            let pools: Vec<_> =
                service.pools.iter().filter(|pool| named(pool, name)).map(|pool| pool.name.clone()).collect();
            let there =
                |pod: &&PodView| pod.stage == Stage::Ready && pod.pool.is_some() && pools.contains(&pod.pool);
            number(service.pods.iter().filter(there).count())
        }
        Count::Nodes(name) => {
            service.pools.iter().filter(|pool| named(pool, name)).map(|pool| pool.counts.ready).sum()
        }
    }
}

fn not_ready(service: &Service) -> String {
    let enough = format!("{} of {}", service.replicas.available, service.needed);
    match &service.role {
        None if service.pods_per_replica > 1 => format!("{enough} groups available"),
        None => format!("{enough} pods available"),
        Some(role) => {
            let others = service
                .others
                .iter()
                .map(|it| format!(", {} of {} of {}", it.available, it.desired, it.name));
            format!("{enough} of {role} available{}", others.collect::<String>())
        }
    }
}

/// That no such pool is seen, and which are: one without nodes may come, a wrong name never does.
fn unseen(what: &Count, service: &Service) -> String {
    let (Count::Pool(wanted) | Count::Nodes(wanted)) = what else { return String::new() };
    let names = |pool: &super::Pool| [pool.name.clone(), pool.counts.id.clone()];
    let mut names: Vec<String> = service.pools.iter().flat_map(names).flatten().collect();
    names.dedup();
    match names.contains(wanted) {
        true => String::new(),
        false if names.is_empty() => format!("; no pool {wanted} is seen, and no other"),
        false => format!("; no pool {wanted} is seen, only {}", names.join(", ")),
    }
}

fn remains(service: &Service) -> String {
    match (service.exists, service.pods.len()) {
        (true, _) => "the service is still there".into(),
        (false, 0) if service.fleet.is_some() => "the clusters of the fleet still have a part of it".into(),
        (false, 0) => "its Deployment is still there".into(),
        (false, pods) => format!("{pods} of its pods are still there"),
    }
}

/// Why it will not get better by waiting; `None` if it may.
pub fn broken(service: &Service, now: Timestamp) -> Option<String> {
    // What is told of the template before is no word on this one.
    if service.unobserved {
        return None;
    }
    if let Some(failure) = &service.model_failure {
        return Some(format!("KServe cannot serve this: {}: {}", failure.reason, failure.message));
    }
    let asked_again = |since: Timestamp| now.duration_since(since) < REGISTRY;
    if let Some(failure) = &service.revision_failure
        && !failure.since.is_some_and(asked_again)
    {
        let RevisionFailure { revision, reason, message, serving, .. } = failure;
        let serving = serving.as_ref().map(|it| format!("; {it} goes on serving")).unwrap_or_default();
        return Some(format!("Knative has given up revision {revision}: {reason}: {message}{serving}"));
    }
    let long = |pod: &PodView| pod.since.is_some_and(|since| now.duration_since(since) >= GRACE);
    service.pods.iter().filter(|pod| !pod.outdated).find_map(|pod| match &pod.stage {
        Stage::PullFailed { image, message } if long(pod) || message.contains("invalid reference format") => {
            let image = image.as_deref().unwrap_or("its image");
            Some(format!("pod {} cannot pull {image}: {message}", pod.name))
        }
        Stage::ConfigError { reason, message } if long(pod) => {
            Some(format!("pod {}: {reason}: {message}", pod.name))
        }
        Stage::Crashed(exit) if exit.restarts >= LOOP => {
            let line = exit.line.as_deref().map(|line| format!(": {line}")).unwrap_or_default();
            Some(format!("pod {} crashes again and again, exit code {}{line}", pod.name, exit.exit_code))
        }
        Stage::OutOfMemory { restarts, limit, .. } if *restarts >= LOOP => {
            let limit = limit.as_deref().map(|limit| format!(" (limit {limit})")).unwrap_or_default();
            Some(format!("pod {} is killed for its memory again and again{limit}", pod.name))
        }
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goals_read_back_as_they_are_typed() {
        for text in
            ["ready", "deleted", "ready=3", "ready>=1", "desired<=2", "pool.GPU-V100-Edge=1", "nodes.np-1>=2"]
        {
            assert_eq!(Goal::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_goal_is_refused() {
        for text in [
            "",
            "redy",
            "ready=",
            "ready=x",
            "ready=-1",
            "pool.=2",
            "pool.a",
            "=3",
            ">=3",
            "ready==3",
            "ready=99999999999",
            "\u{1f600}=1",
        ] {
            assert_eq!(Goal::parse(text), None, "{text:?}");
        }
    }
}
