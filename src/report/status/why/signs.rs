//! What is off, in words.

use jiff::Timestamp;

use crate::clock::{age, span};
use crate::observe::outlook::Sign;
use crate::report::units::counted;

/// What one sign means.
pub fn sentence(sign: &Sign, now: Timestamp) -> String {
    match sign {
        Sign::SeveralAutoscalers { names } => {
            format!("{} scale it at once: both stop, or they fight.", names.join(" and "))
        }
        Sign::Blind { autoscaler, reason, message, since } => {
            let long = since.map(|at| format!(" for {}", age(at, now))).unwrap_or_default();
            if reason == "FailedGetScale" {
                return format!("{autoscaler} has not been able to read the replicas of its target{long}, and scales nothing ({message}).");
            }
            format!(
                "{autoscaler} has had no value{long} and keeps the replicas as they are ({reason}: {message})."
            )
        }
        Sign::Swings { falls, least, most } => format!(
            "The replicas swing: within the last hour it went down {} between {most} and {least}; the metric falls to nothing as soon as it has grown, and the same load fills it again.",
            times(*falls)
        ),
        Sign::SetByOthers { replicas, times: count, last } => {
            let ago = last.map(|at| format!(", last {} ago", age(at, now))).unwrap_or_default();
            format!(
                "Somebody else sets the replicas: they fell to {replicas} {}{ago}, and no autoscaler asked for that.",
                times(*count)
            )
        }
        Sign::MoreNodesThanNeeded { pool, coming, waiting } => {
            let pool = pool.as_deref().map(|pool| format!(" of pool {pool}")).unwrap_or_default();
            format!(
                "{}{pool} come for {}: a node that is ready before it offers its GPU is bought twice.",
                counted(*coming, "node"),
                match waiting {
                    0 => "no pod".to_owned(),
                    waiting => counted(*waiting, "pod"),
                }
            )
        }
        Sign::AskedAgain { pods, times: count } => format!(
            "Nodes were asked for {} for {}, though no request failed: a node that is ready before it offers its GPU is bought twice.",
            times(*count),
            match pods {
                1 => "the same pod".to_owned(),
                pods => format!("the same {pods} pods"),
            }
        ),
        Sign::Lopsided { busy, idle } => {
            let most = busy.iter().map(|(_, requests)| *requests).fold(0.0, f64::max);
            format!(
                "The work is lopsided: {} up to {most:.0} requests each, and {} none; clients that keep their connections stay with the pods that they began with.",
                have(busy.len()),
                have(idle.len())
            )
        }
        Sign::LingeringSeries { metric, served, shown } => format!(
            "The adapter serves {served:.0} of {metric}, and the engines together show {shown:.0}: series of pods that are gone linger."
        ),
        Sign::StaleValue { metric, age } => {
            format!(
                "The value of {metric} is {} old: scrapes fail, or the adapter lags.",
                span((*age).into())
            )
        }
        Sign::Preempting { times, cache, .. } => {
            let cache = cache.map(|it| format!(" (KV cache {:.0} % full)", it * 100.0)).unwrap_or_default();
            format!(
                "The engines have thrown away what they had computed {times:.0} times{cache}, while the queue is empty: preemption that a queue metric does not see."
            )
        }
        Sign::Damped { waiting, held_out } => format!(
            "{waiting:.0} requests wait, and the autoscaler asks for no more: {} without a value yet {} as 0 and holds back the next step.",
            counted(*held_out, "pod"),
            if *held_out == 1 { "counts" } else { "count" }
        ),
        Sign::SharedSource { loading, usual, so_far } => format!(
            "{loading} replicas load at once and share one source (registry, NAS): {} so far, where one alone took {}; bandwidth belongs to the source, not to the node.",
            span((*so_far).into()),
            span((*usual).into())
        ),
        Sign::ColdStart => "The first request waits for a whole cold start: node, image and weights; a client, gateway or activator that waits for less gives up.".into(),
        Sign::BusyAndEmpty { metric, cache, .. } => format!(
            "{metric} says full, and the KV cache is {:.0} % full at most with nothing waiting: utilisation does not fall with more replicas.",
            cache * 100.0
        ),
    }
}

fn times(count: u32) -> String {
    match count {
        1 => "once".into(),
        2 => "twice".into(),
        count => format!("{count} times"),
    }
}

fn have(count: usize) -> String {
    match count {
        1 => "1 replica has".into(),
        count => format!("{count} replicas have"),
    }
}
