//! Events: which one is about which object, when it was last seen, and which of them a person should see.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::scene::Scene;
use super::world::{Key, World};
use crate::kubernetes::resources::{Event, condition_is_true};

/// So many are shown.
const MOST: usize = 8;

/// Normal events that tell of growing and shrinking.
const TELLING: [&str; 7] = [
    "SuccessfulRescale",
    "TriggeredScaleUp",
    "NotTriggerScaleUp",
    "ProvisionNode",
    "Nominated",
    "Preempted",
    "ScalingReplicaSet",
];

/// An event as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Remark {
    /// When it was seen last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Whether it warns.
    pub warning: bool,
    /// One word.
    pub reason: String,
    /// What it is about, as `pod/qwen-chat-…`.
    pub about: String,
    /// In words; text from outside.
    pub message: String,
    /// How often it was seen.
    pub count: u32,
    /// The cluster of a fleet that it happened in; absent for the one that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
}

/// When an event was seen last.
pub(super) fn seen_at(event: &Event) -> Option<Timestamp> {
    let created = || event.metadata.creation_timestamp.as_ref().map(|time| time.0);
    event.last_timestamp.or(event.event_time).or(event.first_timestamp).or_else(created)
}

/// The events about one object. A re-created object has another uid, and its predecessor's events are not its own.
pub(super) fn about<'a>(
    events: &'a BTreeMap<Key, Event>,
    name: &'a str,
    uid: Option<&'a str>,
) -> impl Iterator<Item = &'a Event> {
    events.values().filter(move |event| {
        let object = &event.involved_object;
        object.name.as_deref() == Some(name)
            && (uid.is_none() || object.uid.is_none() || object.uid.as_deref() == uid)
    })
}

impl World {
    /// Warnings and telling events about the service's own objects, the newest last. What is over is left out.
    pub(super) fn remarks(&self, scene: &Scene<'_>) -> Vec<Remark> {
        let mut remarks: Vec<Remark> = Vec::new();
        for event in self.events.values().filter(|event| self.belongs(scene, event) && !is_over(scene, event))
        {
            let warning = event.kind.as_deref() == Some("Warning");
            let reason = event.reason.clone().unwrap_or_default();
            if !warning && !TELLING.contains(&reason.as_str()) {
                continue;
            }
            let object = &event.involved_object;
            let kind = object.kind.as_deref().unwrap_or_default().to_lowercase();
            let remark = Remark {
                cluster: None,
                at: seen_at(event),
                warning,
                about: format!("{kind}/{}", object.name.as_deref().unwrap_or_default()),
                message: useful(event.message.as_deref().unwrap_or_default()).to_owned(),
                count: event.count.and_then(|count| u32::try_from(count).ok()).unwrap_or(1).max(1),
                reason,
            };
            // The same words about several pods are one remark; of several about one object the last one counts.
            let same = |it: &&mut Remark| {
                it.reason == remark.reason && (it.message == remark.message || it.about == remark.about)
            };
            match remarks.iter_mut().find(same) {
                Some(known) => {
                    let more = if known.message == remark.message { known.count } else { 0 };
                    if remark.at > known.at {
                        *known = Remark { count: remark.count.saturating_add(more), ..remark };
                    } else if more > 0 {
                        known.count = more.saturating_add(remark.count);
                    }
                }
                None => remarks.push(remark),
            }
        }
        remarks.sort_by_key(|remark| remark.at);
        let first = remarks.len().saturating_sub(MOST);
        remarks.split_off(first)
    }

    /// Whether it is about an object of the service that still is.
    fn belongs(&self, scene: &Scene<'_>, event: &Event) -> bool {
        let object = &event.involved_object;
        let (name, uid) = (object.name.as_deref().unwrap_or_default(), object.uid.as_deref());
        let is = |metadata: &k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta| {
            metadata.name.as_deref() == Some(name) && (uid.is_none() || metadata.uid.as_deref() == uid)
        };
        let service = scene.service.is_some_and(|it| is(&it.metadata));
        let deployment = scene.runner.is_some_and(|it| is(&it.object.metadata));
        // A ReplicaSet is named as its Deployment with a hash.
        let replica_set = object.kind.as_deref() == Some("ReplicaSet")
            && scene.runner.map(|it| it.name.as_str()).is_some_and(|deployment| {
                name.strip_prefix(deployment).is_some_and(|rest| rest.starts_with('-'))
            });
        service
            || deployment
            || replica_set
            || scene.autoscalers.iter().any(|it| is(&it.object.metadata))
            || scene.binding.is_some_and(|it| is(&it.metadata))
            || scene.pods.iter().any(|it| is(&it.metadata))
    }
}

/// Whether what it complains about, or tells of, is over.
fn is_over(scene: &Scene<'_>, event: &Event) -> bool {
    let object = &event.involved_object;
    let named = |name: &Option<String>| *name == object.name;
    // KServe's controller and the API server settle this between them, several times a minute.
    if event.message.as_deref().is_some_and(|text| text.contains("the object has been modified")) {
        return true;
    }
    match object.kind.as_deref() {
        Some("Pod") => {
            let Some(pod) = scene.pods.iter().find(|pod| named(&pod.metadata.name)) else { return true };
            let ready = pod.status.conditions.iter().find(|it| it.kind == "Ready" && it.status == "True");
            let waits_for_node = event.reason.as_deref().is_some_and(|reason| {
                reason == "FailedScheduling" || crate::platform::request(reason, "").is_some()
            });
            ready.is_some_and(|ready| seen_at(event) <= ready.last_transition_time)
                || (waits_for_node && pod.spec.node_name.is_some())
        }
        Some("HorizontalPodAutoscaler" | "FederatedHPA") => {
            let hpa = scene.autoscalers.iter().find(|hpa| named(&hpa.object.metadata.name));
            let conditions = hpa.and_then(|hpa| hpa.object.status.conditions.as_deref()).unwrap_or_default();
            let works = |kind| condition_is_true(conditions, kind) == Some(true);
            let reason = event.reason.as_deref().unwrap_or_default();
            reason.starts_with("Failed") && works("ScalingActive") && works("AbleToScale")
        }
        // It says so at every scale-up, and the conditions say it as well.
        Some("InferenceService") => event.reason.as_deref() == Some("InferenceServiceNotReady"),
        _ => false,
    }
}

/// A scheduler's message without what it says about preemption and claims, which never helps.
fn useful(message: &str) -> &str {
    let ends =
        [". no new claims to deallocate", ". preemption: "].into_iter().filter_map(|end| message.find(end));
    &message[..ends.min().unwrap_or(message.len())]
}
