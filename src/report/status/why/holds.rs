//! What holds pods back, in words.

use jiff::Timestamp;

use crate::clock::{age, span};
use crate::observe::outlook::{Coming, Hold, NoNodeReason, Obstacle};
use crate::report::units::counted;

/// What some pods wait for.
pub fn sentence(hold: &Hold, now: Timestamp) -> String {
    let (pods, wait) = match hold.pods.len() {
        1 => ("1 pod".to_owned(), "waits"),
        count => (format!("{count} pods"), "wait"),
    };
    let has = if hold.pods.len() == 1 { "has" } else { "have" };
    match &hold.obstacle {
        Obstacle::Refused { message } => format!("The API server refuses its pods: {message}."),
        Obstacle::Gated { gates } => {
            format!(
                "{pods} {has} not been given to the scheduler: scheduling gates hold {}.",
                gates.join(", ")
            )
        }
        Obstacle::Undecided => format!("{pods} {wait} for the scheduler, which has not spoken yet."),
        Obstacle::NodeComing { coming, asked, group } => {
            format!("{pods} {wait} for a node: {}.", node(coming, *asked, group.as_deref(), now))
        }
        Obstacle::NoRoom { resource, message, units_full, surge, no_node } => {
            let what = match resource {
                Some(resource) => format!("free {resource}"),
                None => "node that takes it".to_owned(),
            };
            let mut text = format!("{pods} {wait} because there is no {what}");
            if resource.is_none() {
                text.push_str(&message.as_deref().map(|it| format!(" ({it})")).unwrap_or_default());
            }
            if *surge {
                text.push_str(": the roll-out starts the new pod before an old one ends (maxSurge), and the old ones hold what it needs");
            }
            if *units_full {
                text.push_str(": every scheduling unit holds as many pods as it may");
            }
            match no_node {
                Some(answer) => text.push_str(&format!("; no node comes: {}", no_node_words(answer.reason))),
                None => text.push_str("; no node autoscaler has answered yet"),
            }
            text.push('.');
            text
        }
        Obstacle::Volume { claims, message } => {
            let claims: Vec<String> = claims
                .iter()
                .map(|claim| match claim.phase.as_deref() {
                    None => format!("PersistentVolumeClaim {} does not exist", claim.name),
                    Some(phase) => format!("PersistentVolumeClaim {} is {phase}", claim.name),
                })
                .collect();
            let why = if claims.is_empty() { message.clone().unwrap_or_default() } else { claims.join(", ") };
            format!("{pods} {wait} for a volume: {why}.")
        }
        Obstacle::Preparation => {
            format!("{pods} {has} a node and {wait} for volumes, network or image; no record says which.")
        }
        Obstacle::Download { container } if container == "storage-initializer" => {
            format!(
                "{pods} {wait} for the model, which the storage initializer downloads{}.",
                since(hold, now)
            )
        }
        Obstacle::Download { container } => {
            format!("{pods} {wait} for the init container {container}{}.", since(hold, now))
        }
        Obstacle::Pull { image } => {
            let image = image.as_deref().unwrap_or("the image");
            format!("{pods} {wait} for {image} to be pulled{}.", since(hold, now))
        }
        Obstacle::NoImage { image, message } => {
            let image = image.as_deref().unwrap_or("the image");
            format!("{pods} cannot start: {image} cannot be pulled ({message}).")
        }
        Obstacle::Config { reason, message } => format!("{pods} cannot start: {reason}, {message}."),
        Obstacle::Load { probe, after } => {
            let again = after.as_ref().map(|exit| {
                let times = counted(exit.restarts, "restart");
                format!(" once more, after {times} (exit code {})", exit.exit_code)
            });
            let probe = probe.as_deref().map(|probe| format!("; its probe says: {probe}"));
            format!(
                "{pods} {} the model{}{}{}{}.",
                if hold.pods.len() == 1 { "loads" } else { "load" },
                again.unwrap_or_default(),
                since(hold, now),
                usual(hold.usual),
                probe.unwrap_or_default()
            )
        }
        Obstacle::Crash(exit) => {
            let line = exit.line.as_deref().map(|line| format!(", and its last line is: {line}"));
            format!(
                "{pods} {} again and again: {} ended with exit code {}{}.",
                if hold.pods.len() == 1 { "ends" } else { "end" },
                exit.container,
                exit.exit_code,
                line.unwrap_or_default()
            )
        }
        Obstacle::Memory { container, limit } => {
            let limit = limit.as_deref().map(|limit| format!(" of {limit}")).unwrap_or_default();
            format!("{pods} {has} been killed for memory: {container} passed its limit{limit}.")
        }
        Obstacle::Ended { reason, message } => {
            let told: Vec<&str> = [reason, message].into_iter().flatten().map(String::as_str).collect();
            format!("{pods} {has} ended and will not start again ({}).", told.join(": "))
        }
        Obstacle::NodeLost => format!("{pods} {has} a node that no longer reports."),
    }
}

fn since(hold: &Hold, now: Timestamp) -> String {
    hold.since.map(|at| format!(", for {} so far", age(at, now))).unwrap_or_default()
}

fn usual(seconds: Option<u32>) -> String {
    seconds.map(|seconds| format!(" (it usually takes {})", span(seconds.into()))).unwrap_or_default()
}

fn node(coming: &[Coming], asked: Option<Timestamp>, group: Option<&str>, now: Timestamp) -> String {
    let of = |pool: &Option<String>| {
        pool.as_deref().map(|pool| format!("pool {pool}")).unwrap_or_else(|| "the cluster".into())
    };
    let parts = coming.iter().map(|it| {
        let mut parts = Vec::new();
        if it.booting > 0 {
            let age = it.since.map(|at| format!(" for {}", age(at, now))).unwrap_or_default();
            parts.push(format!(
                "{} has been booting {}{age}{}",
                of(&it.pool),
                counted(it.booting, "node"),
                usual(it.usual)
            ));
        }
        if it.without_accelerator > 0 {
            parts.push(format!(
                "{} of {} {} ready and {} no GPU yet",
                counted(it.without_accelerator, "node"),
                of(&it.pool),
                if it.without_accelerator == 1 { "is" } else { "are" },
                if it.without_accelerator == 1 { "offers" } else { "offer" },
            ));
        }
        parts.join(", ")
    });
    let mut parts: Vec<String> = parts.collect();
    if parts.is_empty() {
        let group = group.map(|group| format!(" of {group}")).unwrap_or_default();
        let ago = asked.map(|at| format!(" {} ago", age(at, now))).unwrap_or_default();
        parts.push(format!("one{group} was asked for{ago} and has not joined yet"));
    }
    parts.join(", ")
}

fn no_node_words(reason: NoNodeReason) -> &'static str {
    match reason {
        NoNodeReason::PoolAtMaximum => "the pool is at its maximum",
        NoNodeReason::BackOff => {
            "a request failed, the pool is out of stock, and it is left alone for a while (back-off)"
        }
        NoNodeReason::OutOfStock => "the platform is out of stock",
        NoNodeReason::NoneFits => "no pool's machines fit the pod",
        NoNodeReason::Late => "one was asked for and has not come in 15 minutes",
    }
}
