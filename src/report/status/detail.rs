//! One service in full.

use jiff::Timestamp;

use super::words::{check, next, stage_word, standing, victim, why};
use super::{Screen, fleet, places, scalers};
use crate::clock::age;
use crate::kubernetes::RootKind;
use crate::observe::{Autoscaler, Condition, Denial, Service, Snapshot, VictimOrder};
use crate::report::units::known;
use crate::ui::{Mark, Table};

/// The view of the one service of a snapshot.
pub fn detail(snapshot: &Snapshot, screen: Screen) -> String {
    let now = snapshot.at;
    let mut text = String::new();
    for service in &snapshot.services {
        text.push_str(&header(service, screen, now));
        for autoscaler in &service.autoscalers {
            text.push_str(&autoscaler_view(autoscaler, service, screen, now));
        }
        text.push_str(&scalers::scalers(service, screen, now));
        text.push_str(&no_autoscaler(service, screen));
        text.push_str(&fleet::clusters(service, screen));
        text.push_str(&pods(service, screen, now));
        text.push_str(&places::places(service, screen));
        text.push_str(&scale_in(service, screen));
        text.push_str(&events(service, screen, now));
    }
    text.push_str(&unread(snapshot, screen));
    text
}

fn header(service: &Service, screen: Screen, now: Timestamp) -> String {
    let created = service.created.map(|at| format!("{} old", age(at, now)));
    let facts = [Some(format!("in {}", service.namespace)), service.mode.clone(), created];
    let facts: Vec<String> = facts.into_iter().flatten().collect();
    let mut text = format!(
        "{}   {}\n",
        screen.paint(&service.name, Mark::Strong),
        screen.paint(&facts.join(", "), Mark::Dim)
    );
    let replicas = &service.replicas;
    let (desired, (word, mark)) = (known(replicas.desired), standing(service));
    text.push_str(&format!("{}   {}/{desired} replicas", screen.paint(word, mark), replicas.ready));
    if let Some(role) = &service.role {
        text.push_str(&format!(" of {role}"));
    }
    text.push_str(&groups(service));
    if replicas.updated < replicas.existing {
        text.push_str(&format!(", {} of the newest template", replicas.updated));
    }
    text.push_str(&match &service.url {
        Some(url) => format!("   {}\n", screen.paint(url, Mark::Dim)),
        // Of the other kinds nobody says one.
        None if matches!(service.kind, Some(RootKind::InferenceService | RootKind::KnativeService)) => {
            "   no URL yet\n".to_owned()
        }
        None => "\n".to_owned(),
    });
    for note in notes(service) {
        text.push_str(&screen.wrapped(&note, 0, Mark::Plain));
    }
    text
}

/// What a replica is, where it is a group of pods.
fn groups(service: &Service) -> String {
    match (service.pods_per_replica, service.accelerators_per_replica) {
        (0 | 1, _) => String::new(),
        (pods, None) => format!(", each {pods} pods"),
        (pods, Some(gpus)) => {
            let all = u64::from(gpus) * u64::from(service.replicas.desired.unwrap_or_default());
            format!(", each {pods} pods with {gpus} GPUs ({all} GPUs in all)")
        }
    }
}

/// Who gets the requests, where that is not simply the newest revision.
fn traffic(service: &Service) -> Option<String> {
    let served = || service.traffic.iter().filter(|it| it.percent > 0);
    let plain = served().all(|it| Some(&it.revision) == service.revision.as_ref());
    let shares = || served().map(|it| format!("{} % {}", it.percent, it.revision)).collect::<Vec<_>>();
    (!plain).then(|| format!("Requests go to: {}.", shares().join(", ")))
}

/// What else there is to say about the service as a whole.
pub(in crate::report) fn notes(service: &Service) -> Vec<String> {
    let mut notes = Vec::new();
    if !service.exists {
        notes.push("The service itself is gone; this is what is left of it.".to_owned());
    }
    let failing = service.conditions.iter().find(|it| it.kind == "Ready" && it.status == "False");
    if let Some(condition) = failing {
        let reason = condition.reason.as_deref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        notes.push(match service.ready {
            true if service.kind == Some(RootKind::InferenceService) => format!(
                "KServe's own READY is False{reason}, as during every scale-up: enough replicas serve."
            ),
            _ => {
                let whose = match service.kind {
                    Some(RootKind::KnativeService) => "Knative",
                    Some(RootKind::InferenceService) | None => "KServe",
                    Some(kind) => kind.api().1,
                };
                // A revision that gave up has no pods to ask: Knative alone says why.
                let said = condition.message.as_deref().filter(|_| whose == "Knative" && !service.ready);
                let said =
                    said.map(|message| format!(": {}", message.trim_end_matches('.'))).unwrap_or_default();
                format!("{whose}'s own READY is False{reason}{said}.")
            }
        });
    }
    if let Some(failure) = &service.model_failure {
        notes.push(format!("KServe cannot serve this model: {}: {}", failure.reason, failure.message));
    }
    let progress =
        service.deployment_conditions.iter().find(|it| it.kind == "Progressing" && it.status == "False");
    let is_deployment = !matches!(service.kind, Some(RootKind::LeaderWorkerSet | RootKind::RoleBasedGroup));
    // Groups that make no progress are done.
    if let Some(condition) = progress.filter(|_| is_deployment) {
        let reason = condition.reason.as_deref().unwrap_or_default();
        notes.push(match reason {
            "ProgressDeadlineExceeded" => "The Deployment calls its progress failed (ProgressDeadlineExceeded); a slow model load looks so too.".to_owned(),
            _ => format!("The Deployment makes no progress: {reason}"),
        });
    }
    let quota =
        service.deployment_conditions.iter().find(|it| it.kind == "ReplicaFailure" && it.status == "True");
    if let Some(condition) = quota {
        notes.push(format!("Pods cannot be created: {}", condition.message.as_deref().unwrap_or_default()));
    }
    if matches!(service.mode.as_deref(), Some("Serverless" | "Knative")) {
        notes.push("Knative's autoscaler decides about replicas here; its reasons are not shown.".to_owned());
    }
    notes.extend(traffic(service));
    for policy in &service.idle_policies {
        let selector = crate::kubernetes::selector::query(&policy.selector);
        notes.push(format!(
            "ResourcePolicy {} has no effect: it selects {selector}, which no pod of this service carries.",
            policy.name
        ));
    }
    for other in &service.others {
        notes.push(format!("{}: {}/{} replicas available", other.name, other.available, other.desired));
    }
    notes
}

fn autoscaler_view(autoscaler: &Autoscaler, service: &Service, screen: Screen, now: Timestamp) -> String {
    let made_by = autoscaler.made_by.as_deref().map(|by| format!(" (made by {by})")).unwrap_or_default();
    let rescale = autoscaler
        .last_scale
        .map_or_else(|| "never rescaled".to_owned(), |at| format!("last rescale {} ago", age(at, now)));
    let mut text = match &autoscaler.federated {
        Some(federated) => fleet::autoscaler(autoscaler, federated, screen, now),
        None => format!(
            "{}{}   {}{made_by}, {} to {} replicas\n",
            screen.gap(),
            screen.paint("AUTOSCALER", Mark::Strong),
            screen.paint(&autoscaler.name, Mark::Plain),
            autoscaler.min,
            autoscaler.max
        ),
    };
    text.push_str(&format!(
        "  {} current / {} desired, {rescale}\n",
        known(autoscaler.current),
        known(autoscaler.desired)
    ));
    for metric in &autoscaler.metrics {
        let current = metric.current.as_deref().unwrap_or("<unknown>");
        let mark = match metric.ratio {
            None => Mark::Bad,
            Some(ratio) if ratio > 1.1 => Mark::Warn,
            Some(_) => Mark::Plain,
        };
        let per_pod = if metric.per_pod { " a pod" } else { "" };
        let value = screen.paint(&format!("{current} / {}", metric.target), mark);
        text.push_str(&format!("  {}   {value}{per_pod}\n", screen.paint(&metric.name, Mark::Plain)));
    }
    text.push_str(&conditions(&autoscaler.conditions, screen));
    let next = format!("next: {}", next(autoscaler, service.replicas.desired, now));
    text.push_str(&screen.wrapped(&next, 2, Mark::Plain));
    if let Some(check) = check(autoscaler, &service.name, &service.namespace) {
        text.push_str(&screen.wrapped(&check, 2, Mark::Plain));
    }
    text
}

/// The three conditions: in one line while they are as they should be, else each with its message.
fn conditions(conditions: &[Condition], screen: Screen) -> String {
    let said = |it: &Condition| {
        let reason = it.reason.as_deref().map(|reason| format!(" {reason}")).unwrap_or_default();
        format!("{} {}{reason}", it.kind, it.status)
    };
    let (fine, other): (Vec<_>, Vec<_>) =
        conditions.iter().partition(|it| is_as_it_should_be(it) && !screen.wide);
    let mut text = String::new();
    for condition in other {
        let message = condition.message.as_deref().map(|message| format!(": {message}")).unwrap_or_default();
        let mark = match (is_as_it_should_be(condition), condition.kind.as_str()) {
            (true, _) => Mark::Dim,
            (false, "ScalingLimited") => Mark::Warn,
            (false, _) => Mark::Bad,
        };
        text.push_str(&screen.wrapped(&format!("{}{message}", said(condition)), 2, mark));
    }
    if !fine.is_empty() {
        let fine: Vec<String> = fine.into_iter().map(said).collect();
        text.push_str(&screen.wrapped(&fine.join(", "), 2, Mark::Dim));
    }
    text
}

/// Whether a condition of an autoscaler is nothing to worry about.
pub(in crate::report) fn is_as_it_should_be(it: &Condition) -> bool {
    match it.kind.as_str() {
        // At the minimum with little to do is how a service rests.
        "ScalingLimited" => it.status == "False" || it.reason.as_deref() == Some("TooFewReplicas"),
        _ => it.status == "True",
    }
}

fn no_autoscaler(service: &Service, screen: Screen) -> String {
    match service.autoscalers.len() {
        0 => String::new(),
        1 => String::new(),
        several => screen.wrapped(
            &format!("{several} autoscalers act on one Deployment: both stop, or they fight. Delete one."),
            0,
            Mark::Bad,
        ),
    }
}

fn pods(service: &Service, screen: Screen, now: Timestamp) -> String {
    if service.pods.is_empty() && service.fleet.is_some() {
        let hint = "in the clusters; `--member CONTEXT` shows those of one, its nodes too";
        return format!("{}{}   {hint}\n", screen.gap(), screen.paint("PODS", Mark::Strong));
    }
    if service.pods.is_empty() {
        return format!("{}{}   none\n", screen.gap(), screen.paint("PODS", Mark::Strong));
    }
    let mut header = vec!["PODS", "STAGE", "SINCE", "POOL"];
    let of_fleet = service.pods.iter().any(|pod| pod.cluster.is_some());
    if of_fleet {
        header.insert(1, "CLUSTER");
    }
    header.extend(
        screen.wide.then_some(["NODE", "UNIT", "GPUS", "RESTARTS", "IP", "IMAGE"]).into_iter().flatten(),
    );
    let mut table = Table::new(header);
    for pod in &service.pods {
        let (word, mark) = stage_word(pod);
        let since = pod.since.map(|at| age(at, now)).unwrap_or_default();
        let place = pod.pool.clone().or(pod.node.clone()).unwrap_or_else(|| "-".into());
        let mut cells = vec![
            (short(&pod.name, service), Mark::Plain),
            (word.to_owned(), mark),
            (since, Mark::Plain),
            (place, Mark::Plain),
        ];
        if of_fleet {
            cells.insert(1, (pod.cluster.clone().unwrap_or_else(|| "-".into()), Mark::Plain));
        }
        if screen.wide {
            let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".into());
            let unit = pod.unit.map_or_else(|| "-".into(), |unit| (unit + 1).to_string());
            let more = [
                or_dash(&pod.node),
                unit,
                pod.accelerators.to_string(),
                pod.restarts.to_string(),
                or_dash(&pod.ip),
                or_dash(&pod.image),
            ];
            cells.extend(more.map(|cell| (cell, Mark::Plain)));
        }
        table.marked(cells);
    }
    // The reason stands under its pod, where it has room.
    let rendered = table.render(screen.width, screen.colour);
    let mut lines = rendered.lines();
    let mut text = format!("{}{}\n", screen.gap(), lines.next().unwrap_or_default());
    let reasons: Vec<Option<String>> = service.pods.iter().map(|pod| why(pod, now)).collect();
    for (index, (line, pod)) in lines.zip(&service.pods).enumerate() {
        text.push_str(line);
        text.push('\n');
        // What several pods in a row wait for is said once, under the last of them.
        let Some(reason) = &reasons[index] else { continue };
        if reasons.get(index + 1).and_then(Option::as_ref) != Some(reason) {
            let mark = if pod.stage.is_broken() { Mark::Bad } else { Mark::Dim };
            text.push_str(&screen.wrapped(reason, 4, mark));
        }
    }
    text
}

/// A pod's name without what all pods of the service share.
pub(in crate::report) fn short(pod: &str, service: &Service) -> String {
    let predictor = format!("{}-predictor-", service.name);
    pod.strip_prefix(&predictor).filter(|rest| !rest.is_empty()).unwrap_or(pod).to_owned()
}

/// Who goes first when it shrinks, and why.
pub(in crate::report) fn scale_in_words(order: &VictimOrder, service: &Service) -> Option<String> {
    victim(order, |pod| short(pod, service))
}

fn scale_in(service: &Service, screen: Screen) -> String {
    let Some(order) = &service.scale_in else { return String::new() };
    let Some(text) = scale_in_words(order, service) else { return String::new() };
    format!(
        "{}{}\n{}",
        screen.gap(),
        screen.paint("SCALE-IN", Mark::Strong),
        screen.wrapped(&text, 2, Mark::Plain)
    )
}

fn events(service: &Service, screen: Screen, now: Timestamp) -> String {
    if service.events.is_empty() {
        return String::new();
    }
    let mut table = Table::new(["EVENTS", "AGE", "ABOUT", "MESSAGE"]);
    let within =
        |cluster: &Option<String>| cluster.as_ref().map(|name| format!("{name}: ")).unwrap_or_default();
    for event in &service.events {
        let (kind, name) = event.about.split_once('/').unwrap_or(("", &event.about));
        // There is one of each kind but pods.
        let about = match kind {
            "pod" => format!("pod/{}", short(name, service)),
            kind => abbreviated(kind).to_owned(),
        };
        let mark = if event.warning { Mark::Warn } else { Mark::Plain };
        let count = if event.count > 1 { format!(" (x{})", event.count) } else { String::new() };
        table.marked([
            (event.reason.clone(), mark),
            (event.at.map(|at| age(at, now)).unwrap_or_default(), Mark::Plain),
            (format!("{}{about}", within(&event.cluster)), Mark::Plain),
            (format!("{}{count}", event.message), Mark::Plain),
        ]);
    }
    format!("{}{}", screen.gap(), table.render(screen.width, screen.colour))
}

pub(in crate::report) fn abbreviated(kind: &str) -> &str {
    match kind {
        "horizontalpodautoscaler" => "hpa",
        "federatedhpa" => "fhpa",
        "resourcebinding" => "rb",
        "inferenceservice" => "isvc",
        "replicaset" => "rs",
        "deployment" => "deploy",
        other => other,
    }
}

fn unread(snapshot: &Snapshot, screen: Screen) -> String {
    let mut text = String::new();
    for it in &snapshot.unread {
        let why = match &it.denial {
            Denial::Forbidden { action } => format!("not allowed: {action}"),
            Denial::NotServed => format!("this cluster serves no {}", it.what),
        };
        text.push_str(&screen.wrapped(&format!("{why}; {}.", it.effect), 0, Mark::Warn));
    }
    match text.is_empty() {
        true => text,
        false => format!("{}{text}", screen.gap()),
    }
}
