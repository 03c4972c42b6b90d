//! Where each pod is between "created" and "ready", and the true reason.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::events::{about, seen_at};
use super::scene::Scene;
use super::shortfall;
use super::stage::{Claim, Exit, NodeRequest, Stage};
use super::wants::Want;
use super::world::World;
use crate::elastic::requests::requests;
use crate::elastic::units::unit_of;
use crate::kubernetes::resources::{Condition, ContainerStatus, Event, Pod, Terminated};
use crate::platform::{self, is_accelerator, is_virtual_node};

/// A pod as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PodView {
    /// Its name.
    pub name: String,
    /// Where it is, and why.
    #[serde(flatten)]
    pub stage: Stage,
    /// Since when it is there, where a record says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// The cluster of a fleet that it is in; absent for the one that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// Whether it is of an older template than the service's newest, which replaces it.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub outdated: bool,
    /// Its node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node: Option<String>,
    /// Its node's pool, by name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// Its scheduling unit, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<usize>,
    /// Its address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    /// The image of its first container.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// Accelerators that it asks for.
    pub accelerators: u32,
    /// Since when all its containers run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// Restarts of all its containers.
    pub restarts: u32,
    /// What a node autoscaler answered, while it has no node.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub node_request: Option<Box<NodeRequest>>,
}

impl World {
    /// What would bring the last line of a container that did not end well.
    pub(super) fn log_of(&self, pod: &Pod) -> Option<Want> {
        let statuses = pod.status.container_statuses.iter().filter(|status| !status.ready);
        statuses.filter_map(|status| self.exit(pod, status)).find(|(ended, _)| ended.exit_code != 0)?.1.log
    }

    pub(super) fn pod_view(&self, scene: &Scene<'_>, pod: &Pod) -> PodView {
        let name = pod.metadata.name.clone().unwrap_or_default();
        let (stage, since) = self.stage(scene, pod);
        let node = pod.spec.node_name.clone();
        let labels = node.as_ref().and_then(|node| self.nodes.get(&(String::new(), node.clone())));
        let (pool, unit) = labels.map_or((None, None), |node| {
            let name = node.metadata.name.as_deref().unwrap_or_default();
            let labels = node.metadata.labels.clone().unwrap_or_default();
            let virtual_node = is_virtual_node(name, &labels, &node.spec.taints);
            (self.pool_name(scene, &labels), unit_of(&scene.units, name, &labels, virtual_node))
        });
        let asked = requests(&pod.spec);
        let accelerators =
            asked.iter().find(|(name, _)| is_accelerator(name)).map_or(0, |(_, amount)| amount / 1000);
        PodView {
            cluster: None,
            outdated: false,
            since,
            created: pod.metadata.creation_timestamp.as_ref().map(|time| time.0),
            pool,
            unit,
            ip: pod.status.pod_ip.clone(),
            image: pod.spec.containers.first().and_then(|it| it.image.clone()),
            accelerators: u32::try_from(accelerators).unwrap_or(0),
            started: started(pod),
            restarts: pod.status.container_statuses.iter().map(|status| status.restart_count).sum(),
            node_request: if node.is_none() { self.node_request(&name, pod).map(Box::new) } else { None },
            node,
            stage,
            name,
        }
    }

    fn node_request(&self, name: &str, pod: &Pod) -> Option<NodeRequest> {
        let uid = pod.metadata.uid.as_deref();
        let answers = about(&self.events, name, uid).filter_map(|event| {
            let message = event.message.clone().unwrap_or_default();
            let request = platform::request(event.reason.as_deref()?, &message)?;
            Some(NodeRequest { request, at: seen_at(event), message, asked: 0 })
        });
        let answers: Vec<NodeRequest> = answers.collect();
        let is_asked = |it: &&NodeRequest| matches!(it.request, platform::Request::Asked { .. });
        // The same words again are the same request; after a failure it is right to ask once more.
        let asked: BTreeSet<&str> = answers.iter().filter(is_asked).map(|it| it.message.as_str()).collect();
        let failed = answers.iter().any(|it| it.request == platform::Request::Failed);
        let asked = if failed { 1 } else { u32::try_from(asked.len()).unwrap_or(u32::MAX) };
        answers.into_iter().max_by_key(|answer| answer.at).map(|answer| NodeRequest { asked, ..answer })
    }

    /// The stage and since when.
    fn stage(&self, scene: &Scene<'_>, pod: &Pod) -> (Stage, Option<Timestamp>) {
        let created = pod.metadata.creation_timestamp.as_ref().map(|time| time.0);
        let status = &pod.status;
        if let Some(deadline) = &pod.metadata.deletion_timestamp {
            let grace = SignedDuration::from_secs(pod.metadata.deletion_grace_period_seconds.unwrap_or(0));
            return (Stage::Terminating, deadline.0.checked_sub(grace).ok());
        }
        match status.phase.as_deref() {
            Some("Failed") => return (failed(pod), ended(pod)),
            Some("Succeeded") => return (Stage::Succeeded, ended(pod)),
            Some("Unknown") => return (Stage::Lost { reason: status.reason.clone() }, None),
            _ => {}
        }
        if pod.spec.node_name.is_none() {
            let condition = find(&status.conditions, "PodScheduled").filter(|it| it.status == "False");
            let since = condition.and_then(|it| it.last_transition_time).or(created);
            return (self.without_node(scene, pod, condition), since);
        }
        let ready = find(&status.conditions, "Ready");
        if ready.is_some_and(|it| it.status == "True") {
            return (Stage::Ready, ready.and_then(|it| it.last_transition_time));
        }
        let placed = find(&status.conditions, "PodScheduled").and_then(|it| it.last_transition_time);
        if let Some(stage) = self.container_trouble(pod) {
            return stage;
        }
        let initialising = status.init_container_statuses.iter().find(|it| it.state.running.is_some());
        if let Some(init) = initialising {
            let since = init.state.running.as_ref().and_then(|running| running.started_at);
            return (Stage::Initialising { container: init.name.clone() }, since);
        }
        let runs = |it: &ContainerStatus| it.state.running.is_some();
        if !status.container_statuses.is_empty() && status.container_statuses.iter().all(runs) {
            let since = started(pod);
            let after =
                status.container_statuses.iter().find_map(|it| self.exit(pod, it)).map(|(_, exit)| exit);
            return (Stage::Loading { probe: self.failing_probe(pod, since), after }, since);
        }
        self.being_made(pod, placed.or(status.start_time).or(created))
    }

    fn without_node(&self, scene: &Scene<'_>, pod: &Pod, condition: Option<&Condition>) -> Stage {
        if condition.is_some_and(|it| it.reason.as_deref() == Some("SchedulingGated")) {
            return Stage::Gated {
                gates: pod.spec.scheduling_gates.iter().map(|gate| gate.name.clone()).collect(),
            };
        }
        let claims = self.unbound_claims(pod);
        let message = condition.and_then(|it| it.message.clone());
        if !claims.is_empty() || message.as_deref().is_some_and(|text| text.contains("persistentvolumeclaim"))
        {
            return Stage::Volume { claims, message };
        }
        shortfall::without_room(self, scene, pod, message)
    }

    fn unbound_claims(&self, pod: &Pod) -> Vec<Claim> {
        let namespace = pod.metadata.namespace.clone().unwrap_or_default();
        let mounted = pod.spec.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
        let state = |name: &String| {
            let key = (namespace.clone(), name.clone());
            let asked = Want::Claim { namespace: namespace.clone(), name: name.clone() };
            match self.claims.get(&key) {
                Some(claim) => Some(claim.status.phase.clone().unwrap_or_else(|| "Pending".into()))
                    .filter(|it| it != "Bound")
                    .map(Some),
                // Only an answer says that it is not there.
                None if self.has_listed(&asked) && !self.denied.contains_key(&asked) => Some(None),
                None => None,
            }
        };
        mounted
            .filter_map(|claim| {
                Some(Claim { name: claim.claim_name.clone(), phase: state(&claim.claim_name)? })
            })
            .collect()
    }

    /// Whatever the containers themselves complain about.
    fn container_trouble(&self, pod: &Pod) -> Option<(Stage, Option<Timestamp>)> {
        let statuses = pod.status.init_container_statuses.iter().chain(&pod.status.container_statuses);
        statuses.filter_map(|status| self.trouble(pod, status)).next()
    }

    fn trouble(&self, pod: &Pod, status: &ContainerStatus) -> Option<(Stage, Option<Timestamp>)> {
        let waiting = status.state.waiting.as_ref();
        let reason = waiting.and_then(|it| it.reason.as_deref()).unwrap_or_default();
        let message = || waiting.and_then(|it| it.message.clone()).unwrap_or_default();
        let container =
            pod.spec.containers.iter().chain(&pod.spec.init_containers).find(|it| it.name == status.name);
        match reason {
            "ImagePullBackOff"
            | "ErrImagePull"
            | "InvalidImageName"
            | "ErrImageNeverPull"
            | "RegistryUnavailable" => {
                let image = container.and_then(|it| it.image.clone());
                let failed = about(
                    &self.events,
                    pod.metadata.name.as_deref().unwrap_or_default(),
                    pod.metadata.uid.as_deref(),
                )
                .filter(|event| event.reason.as_deref() == Some("Failed"))
                .max_by_key(|event| seen_at(event));
                // "Back-off pulling image" says nothing; the event before it says why.
                let cause = failed.and_then(|event| event.message.clone());
                let text = match reason {
                    "ImagePullBackOff" => cause.filter(|text| text.contains("pull")).unwrap_or_else(message),
                    _ => message(),
                };
                let placed =
                    find(&pod.status.conditions, "PodScheduled").and_then(|it| it.last_transition_time);
                let since = failed.and_then(|event| event.first_timestamp.or(event.event_time)).or(placed);
                return Some((Stage::PullFailed { image, message: text }, since));
            }
            "CreateContainerConfigError" | "CreateContainerError" | "RunContainerError" => {
                let placed =
                    find(&pod.status.conditions, "PodScheduled").and_then(|it| it.last_transition_time);
                return Some((Stage::ConfigError { reason: reason.to_owned(), message: message() }, placed));
            }
            _ => {}
        }
        // A container that runs again is loading, whatever became of the one before.
        if status.state.running.is_some() {
            return None;
        }
        let (ended, exit) = self.exit(pod, status)?;
        let init = pod.status.init_container_statuses.iter().any(|it| it.name == status.name);
        if init && ended.exit_code == 0 {
            return None;
        }
        if exit.reason == "OOMKilled" {
            let limit = container.and_then(|it| it.resources.limits.get("memory")).and_then(|it| it.as_str());
            let stage = Stage::OutOfMemory {
                container: exit.container,
                restarts: exit.restarts,
                limit: limit.map(str::to_owned),
            };
            return Some((stage, ended.finished_at));
        }
        Some((Stage::Crashed(exit), ended.finished_at))
    }

    /// How a container, or the one before it, ended.
    fn exit<'a>(&self, pod: &Pod, status: &'a ContainerStatus) -> Option<(&'a Terminated, Exit)> {
        let previous = status.state.terminated.is_none();
        let ended = status.state.terminated.as_ref().or(status.last_state.terminated.as_ref())?;
        let log = Want::Log {
            namespace: pod.metadata.namespace.clone().unwrap_or_default(),
            pod: pod.metadata.name.clone().unwrap_or_default(),
            container: status.name.clone(),
            restarts: status.restart_count,
            previous,
        };
        // With `terminationMessagePolicy: FallbackToLogsOnError` the status has the line already.
        let said = ended.message.as_deref().and_then(|text| text.trim().lines().last()).map(str::to_owned);
        let exit = Exit {
            container: status.name.clone(),
            exit_code: ended.exit_code,
            reason: ended.reason.clone().unwrap_or_else(|| "Error".into()),
            restarts: status.restart_count,
            line: self.lines.get(&log).cloned().flatten().or(said),
            log: Some(log),
        };
        Some((ended, exit))
    }

    fn failing_probe(&self, pod: &Pod, since: Option<Timestamp>) -> Option<String> {
        let name = pod.metadata.name.as_deref().unwrap_or_default();
        let failing = about(&self.events, name, pod.metadata.uid.as_deref())
            .filter(|event| event.reason.as_deref() == Some("Unhealthy") && seen_at(event) >= since)
            .max_by_key(|event| seen_at(event));
        failing.and_then(|event| event.message.clone())
    }

    /// It has a node, and its containers are not there yet.
    fn being_made(&self, pod: &Pod, since: Option<Timestamp>) -> (Stage, Option<Timestamp>) {
        let name = pod.metadata.name.as_deref().unwrap_or_default();
        let image = pod.spec.containers.first().and_then(|it| it.image.clone());
        let of = |reason: &'static str| {
            about(&self.events, name, pod.metadata.uid.as_deref())
                .filter(move |event| event.reason.as_deref() == Some(reason))
                .max_by_key(|event| seen_at(event))
        };
        let (pulling, pulled) = (of("Pulling"), of("Pulled"));
        if let Some(event) = pulling.filter(|event| pulled.is_none_or(|done| seen_at(done) < seen_at(event)))
        {
            return (Stage::Pulling { image: quoted_image(event).or(image) }, seen_at(event));
        }
        if let Some(event) = of("FailedMount").or(of("FailedAttachVolume")) {
            let stage = Stage::Volume { claims: self.unbound_claims(pod), message: event.message.clone() };
            return (stage, event.first_timestamp.or(seen_at(event)));
        }
        // The sandbox is up, which needs volumes and network, and the container is not: only the image is left.
        let sandbox =
            find(&pod.status.conditions, "PodReadyToStartContainers").filter(|it| it.status == "True");
        match (sandbox, pulled) {
            (Some(sandbox), None) => (Stage::Pulling { image }, sandbox.last_transition_time.or(since)),
            _ => (Stage::Creating, since),
        }
    }
}

/// Since when all containers run; `None` while one does not.
fn started(pod: &Pod) -> Option<Timestamp> {
    let running = pod.status.container_statuses.iter().map(|it| it.state.running.as_ref()?.started_at);
    running.collect::<Option<Vec<_>>>()?.into_iter().max()
}

fn failed(pod: &Pod) -> Stage {
    let (reason, message) = (pod.status.reason.clone(), pod.status.message.clone());
    match reason.as_deref() {
        Some("Evicted") => Stage::Evicted { message },
        _ => Stage::Failed { reason, message },
    }
}

fn ended(pod: &Pod) -> Option<Timestamp> {
    let ended = pod.status.container_statuses.iter().filter_map(|it| it.state.terminated.as_ref());
    ended.filter_map(|it| it.finished_at).max()
}

fn find<'a>(conditions: &'a [Condition], kind: &str) -> Option<&'a Condition> {
    conditions.iter().find(|condition| condition.kind == kind)
}

/// `Pulling image "NAME"`.
fn quoted_image(event: &Event) -> Option<String> {
    let mut parts = event.message.as_deref()?.split('"');
    parts.nth(1).map(str::to_owned)
}
