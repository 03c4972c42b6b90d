//! What happened on the way from a decision to a ready pod: a fold of records into steps whose lengths add up.
//!
//! A step ends where a record says so: the pod's conditions and container states carry whole seconds of the cluster's
//! clock. That a node's accelerator became allocatable stands nowhere; the time at which a watch saw it counts.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::events::seen_at;
use super::{Change, Record, Seen};
use crate::kubernetes::resources::{Condition, Event, Node, Pod};
use crate::platform::{self, is_accelerator};

/// The steps of a pod's way, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Step {
    /// From its creation until a node autoscaler was asked, or took it up.
    NodeRequested,
    /// Until the node that it went to had joined and called itself ready.
    NodeReady,
    /// Until that node offered its accelerators.
    AcceleratorAllocatable,
    /// Until the scheduler bound it.
    Scheduled,
    /// Until its image was on the node.
    ImagePulled,
    /// Until its container ran.
    ContainerStarted,
    /// Until it was ready: weights loaded, engine warm, probe passed.
    ModelLoaded,
}

impl Step {
    /// In words, as the heading of a column.
    pub fn words(self) -> &'static str {
        match self {
            Step::NodeRequested => "node requested",
            Step::NodeReady => "node ready",
            Step::AcceleratorAllocatable => "GPU allocatable",
            Step::Scheduled => "scheduled",
            Step::ImagePulled => "image pulled",
            Step::ContainerStarted => "container started",
            Step::ModelLoaded => "model loaded, ready",
        }
    }
}

/// How long one step took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Span {
    /// Which one.
    pub step: Step,
    /// How long.
    pub took: SignedDuration,
}

/// The way of one pod. Its spans add up to the time from `created` to `ready`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Way {
    /// The pod.
    pub pod: String,
    /// The node that it went to.
    pub node: Option<String>,
    /// When it was created.
    pub created: Timestamp,
    /// When it became ready.
    pub ready: Timestamp,
    /// The steps that it took. A step that no record tells of is part of the one after it.
    pub spans: Vec<Span>,
}

/// What was seen of the pods and nodes of a scope, kept after they are gone.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    pods: BTreeMap<String, Seenings>,
    nodes: BTreeMap<String, NodeTimes>,
}

/// Times of one pod, by its uid.
#[derive(Debug, Clone, Default)]
struct Seenings {
    name: String,
    node: Option<String>,
    created: Option<Timestamp>,
    requested: Option<Timestamp>,
    scheduled: Option<Timestamp>,
    pulled: Option<Timestamp>,
    started: Option<Timestamp>,
    ready: Option<Timestamp>,
}

/// Times of one node.
#[derive(Debug, Clone, Copy, Default)]
struct NodeTimes {
    ready: Option<Timestamp>,
    offers: bool,
    allocatable: Option<Timestamp>,
}

impl Ways {
    /// Takes in one record.
    pub fn note(&mut self, record: &Record) {
        match &record.change {
            Change::Listed { objects, .. } => objects.iter().for_each(|object| self.object(object, None)),
            Change::Applied { object } => self.object(object, Some(record.at)),
            _ => {}
        }
    }

    /// The ways of all pods that became ready, in the order of their creation.
    pub fn ways(&self) -> Vec<Way> {
        let mut ways: Vec<Way> = self.pods.values().filter_map(|pod| self.way(pod)).collect();
        ways.sort_by(|a, b| (a.created, a.ready, &a.pod).cmp(&(b.created, b.ready, &b.pod)));
        ways
    }

    fn way(&self, pod: &Seenings) -> Option<Way> {
        let (created, ready) = (pod.created?, pod.ready?);
        let node = pod.node.as_ref().and_then(|node| self.nodes.get(node)).copied().unwrap_or_default();
        let marks = [
            (Step::NodeRequested, pod.requested),
            // A node that was there before the pod is no step of its way.
            (Step::NodeReady, node.ready.filter(|at| *at > created)),
            (Step::AcceleratorAllocatable, node.allocatable.filter(|at| *at > created)),
            (Step::Scheduled, pod.scheduled),
            (Step::ImagePulled, pod.pulled),
            (Step::ContainerStarted, pod.started),
            (Step::ModelLoaded, Some(ready)),
        ];
        let (mut spans, mut from) = (Vec::new(), created);
        for (step, at) in marks {
            // Clocks differ and stamps are cut to seconds: a mark cannot lie before the one that it follows.
            let Some(at) = at.map(|at| at.clamp(from, ready.max(from))) else { continue };
            spans.push(Span { step, took: at.duration_since(from) });
            from = at;
        }
        Some(Way { pod: pod.name.clone(), node: pod.node.clone(), created, ready, spans })
    }

    /// `at` is when it changed; of what is in a list nobody knows since when it is so.
    fn object(&mut self, object: &Seen, at: Option<Timestamp>) {
        match object {
            Seen::Pod(pod) => self.pod(pod),
            Seen::Node(node) => self.node(node, at),
            Seen::Event(event) => self.event(event),
            _ => {}
        }
    }

    fn pod(&mut self, pod: &Pod) {
        let Some(uid) = pod.metadata.uid.clone() else { return };
        let seen = self.pods.entry(uid).or_default();
        let status = &pod.status;
        seen.name = pod.metadata.name.clone().unwrap_or_default();
        seen.node = pod.spec.node_name.clone().or(seen.node.take());
        seen.created = pod.metadata.creation_timestamp.as_ref().map(|time| time.0).or(seen.created);
        // The first time counts: a probe may fail and pass again, a container may be restarted.
        let running = status.container_statuses.iter().filter_map(|it| it.state.running.as_ref()?.started_at);
        seen.started = seen.started.or(running.max());
        seen.scheduled = seen.scheduled.or(became_true(&status.conditions, "PodScheduled"));
        seen.ready = seen.ready.or(became_true(&status.conditions, "Ready"));
    }

    fn node(&mut self, node: &Node, at: Option<Timestamp>) {
        let Some(name) = node.metadata.name.clone() else { return };
        let times = self.nodes.entry(name).or_default();
        times.ready = times.ready.or(became_true(&node.status.conditions, "Ready"));
        let offers = node.status.allocatable.iter().any(|(resource, amount)| {
            let none = amount.as_str() == Some("0") || amount.as_i64() == Some(0);
            is_accelerator(resource) && !none
        });
        if offers && !std::mem::replace(&mut times.offers, true) {
            times.allocatable = at;
        }
    }

    fn event(&mut self, event: &Event) {
        let (Some(uid), Some(reason)) = (&event.involved_object.uid, &event.reason) else { return };
        if event.involved_object.kind.as_deref() != Some("Pod") {
            return;
        }
        // An event may come before its pod; then it waits for it without a creation time.
        let seen = self.pods.entry(uid.clone()).or_default();
        let at = event.first_timestamp.or(seen_at(event));
        let asked = platform::request(reason, event.message.as_deref().unwrap_or_default());
        match reason.as_str() {
            "Pulled" => seen.pulled = seen.pulled.or(at),
            _ if matches!(asked, Some(platform::Request::Asked { .. })) => {
                seen.requested = seen.requested.or(at)
            }
            _ => {}
        }
    }
}

fn became_true(conditions: &[Condition], kind: &str) -> Option<Timestamp> {
    let condition = conditions.iter().find(|condition| condition.kind == kind)?;
    condition.last_transition_time.filter(|_| condition.status == "True")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn record(at: &str, object: Value) -> Record {
        serde_json::from_value(json!({"at": at, "change": "applied", "object": object})).unwrap()
    }

    fn pod(conditions: Value, node: Option<&str>, started: Option<&str>) -> Value {
        json!({"kind": "Pod",
            "metadata": {"name": "qwen-2", "uid": "u2", "creationTimestamp": "2026-01-01T00:00:10Z"},
            "spec": {"nodeName": node},
            "status": {"conditions": conditions, "containerStatuses": [
                {"name": "c", "state": {"running": started.map(|at| json!({"startedAt": at}))}}]}})
    }

    fn event(reason: &str, message: &str, at: &str) -> Value {
        json!({"kind": "Event", "metadata": {"name": reason}, "reason": reason, "message": message, "type": "Normal",
            "involvedObject": {"kind": "Pod", "name": "qwen-2", "uid": "u2"}, "firstTimestamp": at, "lastTimestamp": at})
    }

    fn node(ready: &str, gpus: &str) -> Value {
        json!({"kind": "Node", "metadata": {"name": "cloud-1"}, "status": {"allocatable": {"nvidia.com/gpu": gpus},
            "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": ready}]}})
    }

    fn is(kind: &str, at: &str) -> Value {
        json!({"type": kind, "status": "True", "lastTransitionTime": at})
    }

    #[test]
    fn the_steps_of_a_pod_add_up_to_its_whole_way() {
        let scheduled = is("PodScheduled", "2026-01-01T00:01:35Z");
        let ready = json!([scheduled, is("Ready", "2026-01-01T00:03:00Z")]);
        let asked = "pod triggered scale-up: [{cloud 0->2 (max: 3)}]";
        let mut ways = Ways::default();
        for (at, object) in [
            ("2026-01-01T00:00:10Z", pod(json!([]), None, None)),
            ("2026-01-01T00:00:20Z", event("TriggeredScaleUp", asked, "2026-01-01T00:00:20Z")),
            ("2026-01-01T00:01:21Z", node("2026-01-01T00:01:20Z", "0")),
            ("2026-01-01T00:01:34Z", node("2026-01-01T00:01:20Z", "1")),
            ("2026-01-01T00:01:35Z", pod(json!([scheduled]), Some("cloud-1"), None)),
            ("2026-01-01T00:02:00Z", event("Pulled", "", "2026-01-01T00:02:00Z")),
            ("2026-01-01T00:03:00Z", pod(ready, Some("cloud-1"), Some("2026-01-01T00:02:01Z"))),
        ] {
            ways.note(&record(at, object));
        }
        let all = ways.ways();
        let spans: Vec<_> = all[0].spans.iter().map(|span| (span.step, span.took.as_secs())).collect();
        assert_eq!(
            spans,
            [
                (Step::NodeRequested, 10),
                (Step::NodeReady, 60),
                (Step::AcceleratorAllocatable, 14),
                (Step::Scheduled, 1),
                (Step::ImagePulled, 25),
                (Step::ContainerStarted, 1),
                (Step::ModelLoaded, 59),
            ]
        );
        let whole: i64 = spans.iter().map(|(_, took)| took).sum();
        assert_eq!(whole, all[0].ready.duration_since(all[0].created).as_secs());
    }

    #[test]
    fn a_step_without_a_record_is_part_of_the_next_and_a_pod_that_never_was_ready_has_no_way() {
        let mut ways = Ways::default();
        ways.note(&record("2026-01-01T00:00:10Z", pod(json!([]), None, None)));
        assert_eq!(ways.ways(), []);
        // The node was there before; its clock is ahead of the pod's by two seconds.
        ways.note(&record("2026-01-01T00:00:00Z", node("2025-12-31T00:00:00Z", "1")));
        let conditions =
            json!([is("PodScheduled", "2026-01-01T00:00:08Z"), is("Ready", "2026-01-01T00:00:40Z")]);
        ways.note(&record("2026-01-01T00:00:40Z", pod(conditions, Some("cloud-1"), None)));
        let way = &ways.ways()[0];
        let spans: Vec<_> = way.spans.iter().map(|span| (span.step, span.took.as_secs())).collect();
        assert_eq!(spans, [(Step::Scheduled, 0), (Step::ModelLoaded, 30)]);
    }
}
