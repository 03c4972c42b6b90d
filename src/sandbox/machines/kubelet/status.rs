//! The status of a pod, as the kubelet writes it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::around::Around;
use super::container::{Ended, Machine, State};
use super::pod::PodMachine;
use super::words;
use crate::sandbox::Kept;
use crate::sandbox::machines::span::second;
use crate::sandbox::machines::stores;

/// The whole status that the kubelet answers for.
pub fn status(pod: &PodMachine, around: &Around<'_>, host: &str) -> Value {
    let phase = phase(pod, around);
    let mut status = json!({
        "phase": phase,
        "conditions": conditions(pod, around, phase),
        "hostIP": host,
        "hostIPs": [{"ip": host}],
        "startTime": second(pod.seen),
        "containerStatuses": pod.mains.iter().map(|machine| container(machine, pod, around)).collect::<Vec<_>>(),
    });
    if let Some(generation) = around.pod.metadata.generation {
        status["observedGeneration"] = generation.into();
    }
    if pod.has_sandbox() {
        status["podIP"] = pod.address.clone().into();
        status["podIPs"] = json!([{"ip": pod.address}]);
    }
    if !pod.inits.is_empty() {
        status["initContainerStatuses"] =
            pod.inits.iter().map(|machine| container(machine, pod, around)).collect();
    }
    status
}

/// Kubelet's `getPhase`.
fn phase(pod: &PodMachine, around: &Around<'_>) -> &'static str {
    let policy = around.pod.spec.restart_policy.as_deref().unwrap_or("Always");
    let failed_init = pod.inits.iter().any(|init| init.ended().is_some_and(|ended| ended.code != 0));
    if failed_init && policy == "Never" {
        return "Failed";
    }
    if !pod.initialized(around) && !pod.mains.iter().any(Machine::has_started) {
        return "Pending";
    }
    let ended: Vec<Option<&Ended>> = pod.mains.iter().map(Machine::ended).collect();
    if !ended.is_empty() && ended.iter().all(Option::is_some) {
        return match ended.iter().flatten().all(|ended| ended.code == 0) {
            true => "Succeeded",
            false => "Failed",
        };
    }
    match pod.mains.iter().all(Machine::has_started) {
        true => "Running",
        false => "Pending",
    }
}

fn conditions(pod: &PodMachine, around: &Around<'_>, phase: &str) -> Value {
    let unready: Vec<&str> = names(pod.mains.iter().filter(|machine| !machine.ready), around);
    let waiting: Vec<&str> = names(
        pod.inits.iter().filter(|init| init.ended().is_none_or(|ended| ended.code != 0) && !init.started),
        around,
    );
    let over = matches!(phase, "Succeeded" | "Failed");
    let initialized = pod.initialized(around);
    let not_ready = match () {
        () if phase == "Succeeded" => Some(("PodCompleted", String::new())),
        () if phase == "Failed" => Some(("PodFailed", String::new())),
        () if !unready.is_empty() => {
            Some(("ContainersNotReady", format!("containers with unready status: [{}]", unready.join(" "))))
        }
        () => None,
    };
    let not_initialized = (!initialized && !over).then(|| {
        ("ContainersNotInitialized", format!("containers with incomplete status: [{}]", waiting.join(" ")))
    });
    let completed = (phase == "Succeeded").then(|| ("PodCompleted", String::new()));
    let mut made = Vec::new();
    let mut own = |kind: &str, holds: bool, why: Option<&(&'static str, String)>| {
        made.push(condition(around, kind, holds, why));
    };
    own("PodReadyToStartContainers", pod.has_sandbox() && !over, None);
    own("Initialized", not_initialized.is_none(), not_initialized.as_ref().or(completed.as_ref()));
    own("Ready", not_ready.is_none(), not_ready.as_ref());
    own("ContainersReady", not_ready.is_none(), not_ready.as_ref());
    // What others say stays: the scheduler, and who disrupts.
    let kinds = ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady"];
    for other in around.pod.status.conditions.iter().filter(|known| !kinds.contains(&known.kind.as_str())) {
        let why =
            other.reason.as_ref().map(|reason| (reason.as_str(), other.message.clone().unwrap_or_default()));
        made.push(written(
            &other.kind,
            &other.status,
            why.as_ref().map(|(reason, message)| (*reason, message.as_str())),
            other.last_transition_time.unwrap_or(around.now),
        ));
    }
    made.into()
}

fn condition(around: &Around<'_>, kind: &str, holds: bool, why: Option<&(&'static str, String)>) -> Value {
    let status = if holds { "True" } else { "False" };
    let known =
        around.pod.status.conditions.iter().find(|known| known.kind == kind && known.status == status);
    let since = known.and_then(|known| known.last_transition_time).unwrap_or(around.now);
    written(kind, status, why.map(|(reason, message)| (*reason, message.as_str())), since)
}

fn written(kind: &str, status: &str, why: Option<(&str, &str)>, since: Timestamp) -> Value {
    let mut made = json!({
        "type": kind, "status": status, "lastProbeTime": null, "lastTransitionTime": second(since),
    });
    if let Some((reason, message)) = why {
        made["reason"] = reason.into();
        if !message.is_empty() {
            made["message"] = message.into();
        }
    }
    made
}

fn names<'a>(machines: impl Iterator<Item = &'a Machine>, around: &Around<'a>) -> Vec<&'a str> {
    machines.map(|machine| machine.spec(around).name.as_str()).collect()
}

fn container(machine: &Machine, pod: &PodMachine, around: &Around<'_>) -> Value {
    let spec = machine.spec(around);
    let image = spec.image.as_deref().unwrap_or_default();
    let id = |restarts: u32| container_id(&pod.uid, &spec.name, restarts);
    let mut status = json!({
        "name": spec.name,
        "image": image,
        "imageID": "",
        "ready": machine.ready || (machine.init && machine.ended().is_some_and(|ended| ended.code == 0)),
        "restartCount": machine.restarts,
        "started": machine.started && machine.running().is_some(),
        "state": state(machine, pod, around, &id(machine.restarts)),
        "lastState": match &machine.last {
            Some(ended) => json!({"terminated": terminated(ended, &id(machine.restarts.saturating_sub(1)))}),
            None => Value::Object(Map::new()),
        },
    });
    if machine.has_started() {
        let (_, rest) = image.split_once(['@', ':']).unwrap_or((image, ""));
        status["imageID"] = format!("{image}@sha256:{}", digest(&[image, rest])).into();
        status["containerID"] = match machine.running().is_some() || machine.ended().is_some() {
            true => id(machine.restarts),
            false => id(machine.restarts.saturating_sub(1)),
        }
        .into();
    }
    status
}

fn state(machine: &Machine, pod: &PodMachine, around: &Around<'_>, id: &str) -> Value {
    let spec = machine.spec(around);
    let waiting = |reason: &str, message: Option<String>| {
        let mut waiting = json!({"reason": reason});
        if let Some(message) = message {
            waiting["message"] = message.into();
        }
        json!({"waiting": waiting})
    };
    match &machine.state {
        State::Running(running) => json!({"running": {"startedAt": second(running.process.started)}}),
        State::Ended(ended) => json!({"terminated": terminated(ended, id)}),
        State::BackOff { pause, .. } => {
            waiting("CrashLoopBackOff", Some(words::crash_loop(&spec.name, around.pod, *pause)))
        }
        State::PullFailed { backing_off, .. } => {
            let image = spec.image.as_deref().unwrap_or_default();
            let what = stores::image(around.scenario, image);
            let (reason, message) =
                words::failure(what, spec.image_pull_policy.as_deref(), image).unwrap_or_default();
            match *backing_off && reason == "ErrImagePull" {
                true => waiting(
                    "ImagePullBackOff",
                    Some(format!("{}: {reason}: {message}", words::pull_back_off(image))),
                ),
                false => waiting(reason, Some(message)),
            }
        }
        _ if !(pod.inits.is_empty() || pod.has_sandbox() && pod.initialized(around)) => {
            waiting("PodInitializing", None)
        }
        _ => waiting("ContainerCreating", None),
    }
}

fn terminated(ended: &Ended, id: &str) -> Value {
    json!({
        "exitCode": ended.code, "reason": ended.reason, "containerID": id,
        "startedAt": second(ended.started), "finishedAt": second(ended.finished),
    })
}

fn container_id(uid: &str, container: &str, restarts: u32) -> String {
    format!("neap://{}", digest(&[uid, container, &restarts.to_string()]))
}

/// 64 hexadecimal digits that stand for the parts.
fn digest(parts: &[&str]) -> String {
    let mut chance = crate::sandbox::machines::chance::Chance::new(0, &parts.join("\n"));
    (0..4).map(|_| format!("{:016x}", chance.number())).collect()
}

/// Whether a status says something else than the one before, by its text.
pub fn fingerprint(status: &Value) -> u64 {
    use std::hash::{DefaultHasher, Hash, Hasher};
    let mut hasher = DefaultHasher::new();
    status.to_string().hash(&mut hasher);
    hasher.finish()
}

/// Whether the pod that is known shows that it is on its way already, from before this process.
pub fn was_started(pod: &crate::kubernetes::resources::Pod) -> bool {
    !pod.uid().is_empty() && pod.status.start_time.is_some()
}
