//! `neap status NAME --why`: an [`Outlook`] as three to six sentences. Pure.

mod help;
mod holds;
mod signs;
#[cfg(test)]
mod tests;

use jiff::Timestamp;

use super::words;
use crate::clock::age;
use crate::observe::outlook::{Cause, Doing, Outlook, Plan};
use crate::observe::{Service, Snapshot};
use crate::report::units::counted;

/// What is said of a service: what it is doing and since when, why, what holds it, what is off, what comes next, what helps.
pub fn sentences(service: &Service, outlook: &Outlook, now: Timestamp) -> Vec<String> {
    /// What holds pods back and what is off: the worst are told.
    const MOST: usize = 2;
    let mut said = vec![doing(service, outlook, now)];
    said.extend(because(service, outlook, now));
    let holds = outlook.holds.iter().map(|hold| holds::sentence(hold, now));
    let signs = outlook.signs.iter().map(|sign| signs::sentence(sign, now));
    let (first_hold, first_sign) = (holds.clone().take(1), signs.clone().take(1));
    said.extend(first_hold.chain(first_sign).chain(holds.skip(1)).chain(signs.skip(1)).take(MOST));
    said.extend(next(service, outlook, now));
    said.extend(help::sentence(service, outlook));
    said
}

/// What could not be read for it, a sentence each.
pub fn unread(snapshot: &Snapshot) -> Vec<String> {
    snapshot.unread.iter().map(|it| format!("{} could not be read: {}.", it.what, it.effect)).collect()
}

fn doing(service: &Service, outlook: &Outlook, now: Timestamp) -> String {
    let name = &service.name;
    let long = outlook.since.map(|since| format!(" for {}", age(since, now))).unwrap_or_default();
    match outlook.doing {
        Doing::LeftOver => format!("{name} itself is gone, and something of it is left."),
        Doing::Leaving => format!("{name} has been going away{long}."),
        Doing::Asleep => format!("{name} has been asleep{long}: it has no replicas and is to have none."),
        Doing::Starting { wanted } => {
            let none = match wanted {
                1 => "its replica is not ready yet".to_owned(),
                wanted => format!("none of {wanted} replicas is ready yet"),
            };
            format!("{name} has been starting{long}: {none}.")
        }
        Doing::Updating { updated, ready, wanted } => format!(
            "{name} has been changing over to a new template{long}: {updated} of {} are of it, {ready} ready.",
            replicas(wanted)
        ),
        Doing::Growing { ready, wanted } => {
            format!("{name} has been growing from {ready} to {}{long}.", replicas(wanted))
        }
        Doing::Shrinking { leaving, wanted } => format!(
            "{name} has been shrinking to {}{long}: {} on the way out.",
            replicas(wanted),
            match leaving {
                1 => "1 is".to_owned(),
                leaving => format!("{leaving} are"),
            }
        ),
        Doing::Stuck { ready, wanted } => {
            format!("{name} has been stuck at {ready} of {}{long}.", replicas(wanted))
        }
        Doing::Steady { ready } => match long.is_empty() {
            true => format!("{name} is steady: all of {} are ready.", replicas(ready)),
            false => format!("{name} has been steady{long}, with {} ready.", replicas(ready)),
        },
    }
}

fn because(service: &Service, outlook: &Outlook, now: Timestamp) -> Option<String> {
    if matches!(outlook.doing, Doing::Leaving | Doing::LeftOver) {
        let pods = counted(count(service.pods.len()), "pod");
        return Some(format!(
            "Its object was deleted, and {pods} of it still {}.",
            if service.pods.len() == 1 { "runs" } else { "run" }
        ));
    }
    let mut parts: Vec<String> = Vec::new();
    for cause in &outlook.because {
        parts.push(match cause {
            Cause::Template => "the template of its pods was changed".into(),
            Cause::Asked { autoscaler, replicas: asked, at, why } => {
                let ago = at.map(|at| format!(" {} ago", age(at, now))).unwrap_or_default();
                let why = why.as_deref().map(|why| format!(" ({})", lower(why))).unwrap_or_default();
                format!("{autoscaler} asked for {}{ago}{why}", replicas(*asked))
            }
            Cause::Metric { name, current, target, ratio, per_pod } => {
                let each = if *per_pod { " a pod" } else { "" };
                format!("{name} is {current}{each} against a target of {target}, {}", times(*ratio))
            }
            Cause::Condition(condition) => {
                let reason = condition.reason.as_deref().unwrap_or(&condition.kind);
                match &condition.message {
                    Some(message) => format!("the autoscaler says {reason}: {message}"),
                    None => format!("the autoscaler says {reason}"),
                }
            }
            Cause::Knative => "Knative's autoscaler decides here, and records no reasons".into(),
            Cause::Scaler { kind, name } => format!("{kind} {name} scales it too"),
            Cause::Written { replicas: written } => {
                format!("nobody scales it: {} written down", are(*written))
            }
        });
    }
    // A metric that is read says more than that there is a condition, unless that is why nothing happens.
    parts.truncate(3);
    (!parts.is_empty()).then(|| sentence(&parts.join("; "), service))
}

fn next(service: &Service, outlook: &Outlook, now: Timestamp) -> Option<String> {
    let Some(plan) = &outlook.plan else {
        return match outlook.doing {
            Doing::Leaving | Doing::LeftOver => {
                Some("When its pods have ended, nothing of it is left.".into())
            }
            Doing::Asleep | Doing::Steady { .. }
                if outlook.because.iter().any(|it| matches!(it, Cause::Written { .. })) =>
            {
                Some("Nothing changes by itself.".into())
            }
            Doing::Asleep | Doing::Steady { .. } if outlook.because.contains(&Cause::Knative) => Some(
                "Next: as requests come: Knative compares those of its stable window (60s unless another is set) with its target for a pod.".into(),
            ),
            _ => None,
        };
    };
    let autoscaler = service.autoscalers.first()?;
    let stale = plan.driver.as_ref().and_then(|driver| driver.age).filter(|age| *age >= 60);
    let old = stale.map(|age| format!(" (its value is {} old)", crate::clock::span(age.into())));
    Some(format!(
        "Next: {}{}{}.",
        words::next(autoscaler, service.replicas.desired, now),
        room(plan),
        old.unwrap_or_default()
    ))
}

/// What it may do at most, where the forecast does not say so itself.
fn room(plan: &Plan) -> String {
    match (plan.next.reasons.is_empty(), plan.next.replicas) {
        (true, Some(_)) => format!(", within {} to {}", plan.min, plan.max),
        _ => String::new(),
    }
}

/// As a sentence. A name at its beginning stays as it is written.
fn sentence(text: &str, service: &Service) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    let is_name = |name: &str| first == name;
    let named = is_name(&service.name) || service.autoscalers.iter().any(|it| is_name(&it.name));
    let mut chars = text.chars();
    match chars.next().filter(|_| !named && first.chars().all(|it| it.is_ascii_alphabetic() || it == '\'')) {
        Some(first) => format!("{}{}.", first.to_uppercase(), chars.as_str()),
        None => format!("{text}."),
    }
}

fn lower(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| format!("{}{}", first.to_lowercase(), chars.as_str()))
}

fn times(ratio: f64) -> String {
    match ratio {
        ratio if (0.9..=1.1).contains(&ratio) => "which is near enough".into(),
        ratio if ratio < 0.05 => "next to nothing".into(),
        ratio if ratio >= 10.0 => format!("{ratio:.0} times as much"),
        ratio => format!("{ratio:.1} times as much"),
    }
}

fn replicas(count: u32) -> String {
    counted(count, "replica")
}

fn are(replicas: u32) -> String {
    match replicas {
        1 => "1 replica is".into(),
        count => format!("{count} replicas are"),
    }
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
