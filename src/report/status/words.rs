//! The sentences: what a pod waits for, what the autoscaler will do, who goes next.

use jiff::Timestamp;

use crate::clock::{age, span};
use crate::elastic::hpa::{Forecast, Reason, Unknown, When};
use crate::elastic::victims::Rule;
use crate::observe::{
    Autoscaler, Exit, NoRoom, NodeRequest, PodView, Request, Service, Shortfall, Source, Stage, VictimOrder,
};
use crate::ui::Mark;

/// How a service is, in a word or two, and what it means.
pub fn standing(service: &Service) -> (&'static str, Mark) {
    match (service.deleting, service.ready) {
        (Some(_), _) => ("being deleted", Mark::Warn),
        (None, true) => ("ready", Mark::Good),
        (None, false) if service.asleep => ("asleep", Mark::Dim),
        (None, false) => ("not ready", Mark::Warn),
    }
}

/// A stage in a word or two, and what it means.
pub fn stage_word(pod: &PodView) -> (&'static str, Mark) {
    match &pod.stage {
        Stage::Gated { .. } => ("gated", Mark::Warn),
        Stage::Scheduling => ("scheduling", Mark::Warn),
        Stage::Unschedulable(_) => match pod.node_request.as_ref().map(|asked| &asked.request) {
            Some(Request::Asked { .. }) => ("waits for a node", Mark::Warn),
            _ => ("unschedulable", Mark::Warn),
        },
        Stage::Volume { .. } => ("waits for volume", Mark::Warn),
        Stage::Creating => ("creating", Mark::Warn),
        Stage::Initialising { .. } => ("initialising", Mark::Warn),
        Stage::Pulling { .. } => ("pulling image", Mark::Warn),
        Stage::PullFailed { .. } => ("no image", Mark::Bad),
        Stage::ConfigError { .. } => ("config error", Mark::Bad),
        Stage::Loading { .. } => ("loading", Mark::Warn),
        Stage::Ready => ("ready", Mark::Good),
        Stage::Crashed(_) => ("crashed", Mark::Bad),
        Stage::OutOfMemory { .. } => ("out of memory", Mark::Bad),
        Stage::Evicted { .. } => ("evicted", Mark::Bad),
        Stage::Failed { .. } => ("failed", Mark::Bad),
        Stage::Succeeded => ("ended", Mark::Bad),
        Stage::Terminating => ("terminating", Mark::Dim),
        Stage::Lost { .. } => ("node lost", Mark::Bad),
    }
}

/// Why a pod is where it is; `None` where the word says all.
pub fn why(pod: &PodView, now: Timestamp) -> Option<String> {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    Some(match &pod.stage {
        Stage::Ready | Stage::Terminating | Stage::Succeeded => return None,
        Stage::Gated { gates } => format!("scheduling gates hold it: {}", gates.join(", ")),
        Stage::Scheduling => {
            "no decision of the scheduler is recorded; by arithmetic a node would take it".into()
        }
        Stage::Unschedulable(room) => {
            let asked = pod.node_request.as_ref().map(|asked| format!("; {}", request(asked, now)));
            format!("{}{}", no_room(room), asked.unwrap_or_default())
        }
        Stage::Volume { claims, message } => {
            let claims: Vec<String> = claims
                .iter()
                .map(|claim| match claim.phase.as_deref() {
                    None => format!("PersistentVolumeClaim {} does not exist", claim.name),
                    Some(phase) => format!("PersistentVolumeClaim {} is {phase}, not Bound", claim.name),
                })
                .collect();
            match claims.is_empty() {
                true => text(message),
                false => claims.join("; "),
            }
        }
        Stage::Creating => "volumes, network or image: no record says which".into(),
        Stage::Initialising { container } if container == "storage-initializer" => {
            "downloads the model (storage-initializer)".into()
        }
        Stage::Initialising { container } => format!("init container {container} runs"),
        Stage::Pulling { image } => image.clone().unwrap_or_else(|| "its image".into()),
        Stage::PullFailed { image, message } => {
            let image = image.as_deref().unwrap_or("its image");
            match message.contains(image) {
                true => message.clone(),
                false => format!("cannot pull {image}: {message}"),
            }
        }
        Stage::ConfigError { reason, message } => format!("{reason}: {message}"),
        Stage::Loading { probe, after } => {
            let mut parts = vec!["running, not ready yet".to_owned()];
            parts.extend(after.as_ref().map(|exit| format!("started again after {}", ended(exit))));
            parts.extend(probe.clone());
            parts.join("; ")
        }
        Stage::Crashed(exit) => format!("{}{}", ended(exit), restarts(exit.restarts)),
        Stage::OutOfMemory { container, restarts: count, limit } => {
            let limit = limit.as_deref().map(|limit| format!(" of {limit}")).unwrap_or_default();
            format!("{container} passed its memory limit{limit} and was killed{}", restarts(*count))
        }
        Stage::Evicted { message } => text(message),
        Stage::Failed { reason, message } => {
            [reason.clone(), message.clone()].into_iter().flatten().collect::<Vec<_>>().join(": ")
        }
        Stage::Lost { reason } => reason.clone().unwrap_or_else(|| "its node no longer reports".into()),
    })
}

fn ended(exit: &Exit) -> String {
    let reason = if exit.reason == "Error" { String::new() } else { format!(" ({})", exit.reason) };
    let line = match &exit.line {
        Some(line) => format!(", last line: {line}"),
        None => String::new(),
    };
    format!("exit code {}{reason}{line}", exit.exit_code)
}

fn restarts(count: u32) -> String {
    match count {
        0 => String::new(),
        1 => "; restarted once".into(),
        count => format!("; restarted {count} times"),
    }
}

fn no_room(room: &NoRoom) -> String {
    let reasons: Vec<String> = room.shortfalls.iter().map(|it| shortfall(it, room.nodes)).collect();
    let reasons = reasons.join("; ");
    match room.source {
        Source::Condition => reasons,
        Source::Event => format!("{reasons} (from an event)"),
        Source::Computed if room.nodes == Some(0) => {
            "there is no node (computed: no condition or event says so)".into()
        }
        Source::Computed => format!("{reasons} (computed from the nodes: no condition or event says so)"),
        Source::Unknown => "unknown: no condition or event says why, and the nodes cannot be read".into(),
    }
}

fn shortfall(it: &Shortfall, nodes: Option<u32>) -> String {
    let count = match nodes {
        Some(nodes) if it.count > 0 => format!(" on {} of {nodes} nodes", it.count),
        _ => String::new(),
    };
    match (&it.resource, &it.other) {
        (Some(resource), _) => {
            let on = match it.on.len() {
                0 => count,
                1..=3 => format!(" on {}", it.on.join(", ")),
                _ => count,
            };
            let pools =
                if it.pools.is_empty() { String::new() } else { format!(" (pool {})", it.pools.join(", ")) };
            format!("no free {resource}{on}{pools}")
        }
        (None, Some(other)) if it.count > 0 => {
            format!("{} {} {other}", it.count, if it.count == 1 { "node" } else { "nodes" })
        }
        (None, other) => other.clone().unwrap_or_default(),
    }
}

/// What a node autoscaler answered.
pub fn request(asked: &NodeRequest, now: Timestamp) -> String {
    let ago = asked.at.map(|at| format!(" {} ago", age(at, now))).unwrap_or_default();
    match &asked.request {
        Request::Asked { nodes, group } => {
            let nodes = match nodes {
                Some(1) => "a node".to_owned(),
                Some(nodes) => format!("{nodes} nodes"),
                None => "a node".to_owned(),
            };
            let group = group.as_deref().map(|group| format!(" of {group}")).unwrap_or_default();
            format!("{nodes}{group} asked for{ago}")
        }
        Request::Refused => format!("no node group can help{ago}: {}", asked.message),
        Request::Failed => format!("the request for a node failed{ago}: {}", asked.message),
    }
}

/// What the autoscaler will ask for next, and why.
pub fn next(autoscaler: &Autoscaler, told: Option<u32>, now: Timestamp) -> String {
    let Forecast { replicas, when, reasons } = &autoscaler.next;
    let told = told.or(autoscaler.desired);
    let head = match (replicas, when) {
        (None, _) => "unknown".to_owned(),
        (Some(replicas), When::Stays) => format!("stays at {replicas}"),
        (Some(replicas), When::NextLook) => format!("{} at its next look", change(told, *replicas)),
        (Some(replicas), When::NotBefore(at)) => {
            format!(
                "{} in {} at the earliest",
                change(told, *replicas),
                span(at.duration_since(now).as_secs())
            )
        }
        (Some(replicas), When::WithinSeconds(window)) => {
            format!("{} within {}", change(told, *replicas), span(i64::from(*window)))
        }
        (Some(replicas), When::Unknown) => change(told, *replicas),
    };
    let reasons: Vec<String> = reasons.iter().map(|it| reason(it, autoscaler)).collect();
    match reasons.is_empty() {
        true => head,
        false => format!("{head}: {}", reasons.join("; ")),
    }
}

fn change(told: Option<u32>, replicas: u32) -> String {
    match told {
        Some(told) if told != replicas => format!("{told} → {replicas}"),
        _ => replicas.to_string(),
    }
}

fn reason(reason: &Reason, autoscaler: &Autoscaler) -> String {
    match reason {
        Reason::Unknown(Unknown::NotLookedYet) => "the controller has not looked yet".into(),
        Reason::Unknown(Unknown::NoValue) => "the metric has no value".into(),
        // The condition's message stands beside it.
        Reason::Unknown(Unknown::ScalingInactive { reason, .. }) if reason == "FailedGetScale" => {
            format!("the replicas of its target cannot be read ({reason})")
        }
        Reason::Unknown(Unknown::ScalingInactive { reason, .. }) if reason.starts_with("FailedGet") => {
            format!("its metric cannot be read ({reason})")
        }
        Reason::Unknown(Unknown::ScalingInactive { reason, message }) => format!("{reason}: {message}"),
        Reason::AtMaximum { wanted } => {
            format!("the metric asks for {wanted}, the maximum is {}", autoscaler.max)
        }
        Reason::AtMinimum { wanted } => {
            format!("the metric asks for {wanted}, the minimum is {}", autoscaler.min)
        }
        Reason::WithinTolerance { ratio } => format!("{ratio:.2} of the target is within the tolerance"),
        Reason::PodsWithoutValue { pending, missing, ratio, damped } => {
            let counted = match (pending, missing) {
                (0, 1) => "the pod that reports nothing yet counts".to_owned(),
                (0, missing) => format!("{missing} pods that report nothing yet count"),
                (1, 0) => "the pending pod counts".to_owned(),
                (pending, 0) => format!("{pending} pending pods count"),
                (pending, missing) => {
                    format!("{pending} pending pods and {missing} that report nothing yet count")
                }
            };
            let as_what = if *ratio < 1.0 { "as at the target" } else { "as 0" };
            format!("{counted} {as_what}, so {ratio:.2} of the target becomes {damped:.2}")
        }
        Reason::StepLimit { wanted, limit } => {
            format!("the metric asks for {wanted}, one look may ask for {limit}")
        }
        Reason::Stabilising { window, by_default } => {
            let default = if *by_default { ", the controller's default" } else { "" };
            format!("that must hold for {}{default}", span(i64::from(*window)))
        }
        Reason::Disabled => "its behavior disables this direction".into(),
        Reason::Capped { cap, target, factor } => {
            format!(
                "a metric that by its name cannot pass {cap} against {target} grows at most {factor}-fold a cold start"
            )
        }
    }
}

/// What finds out why a metric of the pods cannot be read.
pub fn check(autoscaler: &Autoscaler, service: &str, namespace: &str) -> Option<String> {
    let unread = |reason: &Reason| matches!(reason, Reason::Unknown(Unknown::ScalingInactive { reason, .. }) if reason == "FailedGetPodsMetric");
    let any = autoscaler.next.reasons.iter().any(unread);
    any.then(|| format!("`neap metrics check {service} -n {namespace}` shows where the chain breaks"))
}

/// Who goes next, and why.
pub fn victim(order: &VictimOrder, names: impl Fn(&str) -> String) -> Option<String> {
    let first = order.victims.first()?;
    let place = first.pool.as_deref().map(|pool| format!(" ({pool})")).unwrap_or_default();
    let because = match first.rule {
        Rule::Unscheduled => "it has no node",
        Rule::Phase => "it does not run yet",
        Rule::NotReady => "it is not ready",
        Rule::DeletionCost => "its deletion cost is lower",
        Rule::Crowded => "more replicas share its node",
        Rule::ReadyLater => "it has been ready for a shorter time",
        Rule::Restarts => "it was restarted more often",
        Rule::Younger => "it is younger",
        Rule::Uid => "all are of about the same age, and then the uid decides, which is chance",
        Rule::Only => "there is no other",
    };
    let goes = format!("{}{place} goes first: {because}", names(&first.pod));
    Some(match &order.policy {
        Some(policy) => format!(
            "ResourcePolicy {policy} empties the last unit first, as far as it can. By the ReplicaSet's own rules {goes}."
        ),
        None if order.against_units => format!(
            "{goes}. The preferred pool is emptied before the others: without a ResourcePolicy nothing keeps the order when a Deployment shrinks."
        ),
        None => format!("{goes}."),
    })
}

/// `waiting 11 / 5, 1 current / 3 desired`, or that there is no value.
pub fn change_of_metric(autoscaler: &Autoscaler) -> String {
    let metrics = autoscaler.metrics.iter();
    let mut parts: Vec<String> = metrics
        .map(|it| format!("{} {} / {}", it.name, it.current.as_deref().unwrap_or("<unknown>"), it.target))
        .collect();
    parts.push(match (autoscaler.current, autoscaler.desired) {
        (Some(current), Some(desired)) => format!("{current} current / {desired} desired"),
        _ => "not looked yet".to_owned(),
    });
    parts.join(", ")
}

/// What comes next without anything that only time changes.
pub fn next_in_short(autoscaler: &Autoscaler, told: Option<u32>, now: Timestamp) -> String {
    match autoscaler.next.when {
        When::NotBefore(_) => match autoscaler.next.replicas {
            Some(replicas) => {
                format!("{}, after its stabilization window", change(told.or(autoscaler.desired), replicas))
            }
            None => "unknown".into(),
        },
        _ => next(autoscaler, told, now),
    }
}
