//! When each step ended in truth, and what is left of a recording without a record.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;
use serde_json::Value;

use super::lines;
use super::story::{Story, ready_in};
use crate::plane::Write;

/// Not before, not after.
type Span = (Timestamp, Timestamp);

/// The end of each step.
pub struct Truth(BTreeMap<&'static str, Span>);

impl Truth {
    /// What the API server and the nodes wrote down.
    pub fn of(audit: &[Write], story: &Story) -> Self {
        let (pod, node) = (story.pod.as_str(), story.node.as_str());
        let find = |what: &str, accepts: &dyn Fn(&Write) -> bool| -> &Write {
            audit
                .iter()
                .find(|it| accepts(it))
                .unwrap_or_else(|| panic!("no {what} among {} writes", audit.len()))
        };
        let request = |write: &Write| (write.received, write.answered);
        // What a node stamps it sends with nanoseconds.
        let stamped = |resource: &str, name: &str, stamp: &dyn Fn(&Value) -> Option<Timestamp>| -> Span {
            let mut stamps = audit
                .iter()
                .filter(|it| it.resource == resource && it.name == name)
                .filter_map(|it| stamp(&it.sent));
            let at = stamps.next().unwrap_or_else(|| panic!("no stamp in {resource} of {name}"));
            (at, at)
        };
        let condition = |kind: &'static str, status: &'static str| {
            move |sent: &Value| {
                let conditions = sent["status"]["conditions"].as_array()?;
                let it = conditions.iter().find(|it| it["type"] == kind && it["status"] == status)?;
                it["lastTransitionTime"].as_str()?.parse().ok()
            }
        };
        let created = find("new pod", &|it| it.resource == "pods" && it.verb == "create" && it.name == pod);
        let refused = find("refusal", &|it| {
            it.resource == "pods/status"
                && it.name == pod
                && condition("PodScheduled", "False")(&it.sent).is_some()
        });
        let decided =
            find("decision", &|it| it.resource == "deployments/scale" && it.made["spec"]["replicas"] == 2);
        let pulled = find("pull", &|it| {
            it.resource == "events"
                && it.made["reason"] == "Pulled"
                && it.made["involvedObject"]["name"] == pod
        });
        let pulled: Timestamp = pulled.sent["firstTimestamp"].as_str().unwrap().parse().unwrap();
        let started = |sent: &Value| {
            sent.pointer("/status/containerStatuses/0/state/running/startedAt")?.as_str()?.parse().ok()
        };
        let offered = find("device plugin", &|it| {
            it.resource == "nodes/status" && it.name == node && !it.sent["status"]["allocatable"].is_null()
        });
        let bound = find("binding", &|it| it.resource == "pods/binding" && it.name == pod);
        let live = find("endpoint", &|it| it.resource == "endpointslices" && ready_in(&it.made, pod));
        Self(BTreeMap::from([
            ("metricPassedTarget", story.passed),
            ("decided", request(decided)),
            ("podCreated", request(created)),
            ("unschedulable", (created.received, refused.received)),
            ("nodeRequested", (story.requested, story.requested)),
            ("nodeReady", stamped("nodes/status", node, &condition("Ready", "True"))),
            ("acceleratorAllocatable", request(offered)),
            ("scheduled", request(bound)),
            (
                "volumesAndSandbox",
                stamped("pods/status", pod, &condition("PodReadyToStartContainers", "True")),
            ),
            ("imagePulled", (pulled, pulled)),
            ("containerStarted", stamped("pods/status", pod, &started)),
            ("weightsLoaded", story.loaded),
            ("ready", stamped("pods/status", pod, &condition("Ready", "True"))),
            ("endpointLive", request(live)),
        ]))
    }

    /// The end of a step.
    pub fn at(&self, step: &str) -> Span {
        *self.0.get(step).unwrap_or_else(|| panic!("nobody knows the truth of {step}"))
    }

    /// The truth of each step that a chain knows lies in its interval, and no stamp is wider.
    pub fn lies_in(&self, chain: &Value, widest: f64) {
        for (step, (earliest, latest)) in &self.0 {
            let view = view(chain, step);
            if view["state"] == "unknown" {
                continue;
            }
            let (from, to) = interval(view);
            assert!(
                from <= *latest && *earliest <= to,
                "{step} ended between {earliest} and {latest}: {view}"
            );
            assert_eq!(view["disordered"], Value::Null, "{step}: {view}");
            let width = to.duration_since(from).as_secs_f64();
            // No stamp is of the write itself: the API server leaves it out of `scale`, and the event follows. That leaves a second
            // more to whom no watch on time brought the write.
            let seen = view["source"].as_str().is_some_and(|it| it.ends_with("its write, watched"));
            let widest = if *step == "decided" && !seen { 2.0 } else { widest };
            assert!(view["state"] != "at" || width <= widest, "{step} is {width} s wide: {view}");
        }
    }
}

/// What a chain says of a step.
pub fn view<'a>(chain: &'a Value, step: &str) -> &'a Value {
    chain["steps"].as_array().unwrap().iter().find(|view| view["step"] == step).unwrap()
}

/// Between which times.
pub fn interval(view: &Value) -> Span {
    let time =
        |name: &str| view[name].as_str().unwrap_or_else(|| panic!("no {name}: {view}")).parse().unwrap();
    (time("earliest"), time("latest"))
}

/// The part of a path that is this step's alone.
pub fn part_of<'a>(chain: &'a Value, step: &str) -> Option<&'a Value> {
    chain["path"]["parts"].as_array()?.iter().find(|part| part["steps"] == serde_json::json!([step]))
}

/// Whether a recording shows that its watch was on time as the new size came: by the renewals beside it.
pub fn is_on_time(recording: &Path) -> bool {
    let time = |it: &Value| it.as_str().unwrap().parse::<Timestamp>().unwrap();
    let (mut size, mut late) = (None, Vec::new());
    for line in lines(recording) {
        let object = &line["object"];
        match object["kind"].as_str() {
            Some("Lease") => {
                late.push((
                    time(&line["at"]),
                    time(&line["at"]).duration_since(time(&object["spec"]["renewTime"])),
                ));
            }
            Some("Deployment") if object["spec"]["replicas"] == 2 => {
                let _ = size.get_or_insert(time(&line["at"]));
            }
            _ => {}
        }
    }
    let size = size.expect("a new size");
    let before = late.iter().rfind(|(at, _)| *at <= size).expect("a renewal before it").1;
    let after = late.iter().find(|(at, _)| *at > size).expect("a renewal after it").1;
    let near =
        late.iter().filter(|(at, _)| at.duration_since(size).abs() < jiff::SignedDuration::from_secs(30));
    let quickest = near.map(|(_, late)| *late).min().unwrap();
    before.max(after) - quickest <= jiff::SignedDuration::from_millis(250)
}

/// A length of time.
pub fn seconds(of: &Value, name: &str) -> f64 {
    of[name].as_f64().unwrap_or_else(|| panic!("no {name}: {of}"))
}

/// Changes an object of a record; false leaves it out.
type Edit = Box<dyn Fn(&mut Value) -> bool>;

/// For each step, what takes all from a recording that tells of it.
pub fn removals() -> Vec<(&'static str, Edit)> {
    vec![
        (
            "decided",
            Box::new(|it| {
                take(it, "/status/lastScaleTime");
                !is_event(it, &["SuccessfulRescale"])
            }),
        ),
        (
            "unschedulable",
            Box::new(|it| {
                condition(it, "Pod", "PodScheduled", "False");
                !is_event(it, &["FailedScheduling"])
            }),
        ),
        ("nodeRequested", Box::new(|it| !is_event(it, &["TriggeredScaleUp"]))),
        (
            "nodeReady",
            Box::new(|it| {
                condition(it, "Node", "Ready", "True");
                !is_event(it, &["NodeReady"])
            }),
        ),
        (
            "scheduled",
            Box::new(|it| {
                condition(it, "Pod", "PodScheduled", "True");
                !is_event(it, &["Scheduled"])
            }),
        ),
        (
            "volumesAndSandbox",
            Box::new(|it| {
                condition(it, "Pod", "PodReadyToStartContainers", "True");
                !is_event(it, &["Pulling", "Pulled", "Created"])
            }),
        ),
        ("imagePulled", Box::new(|it| !is_event(it, &["Pulled"]))),
        (
            "containerStarted",
            Box::new(|it| {
                take(it, "/status/containerStatuses");
                true
            }),
        ),
        ("weightsLoaded", Box::new(|it| it["want"]["loadLog"].is_null())),
        (
            "metricPassedTarget",
            Box::new(|it| {
                take(it, "/status/currentMetrics");
                true
            }),
        ),
        ("endpointLive", Box::new(|it| it["kind"] != "EndpointSlice")),
    ]
}

fn is_event(object: &Value, reasons: &[&str]) -> bool {
    object["kind"] == "Event" && reasons.iter().any(|reason| object["reason"] == *reason)
}

/// Takes a field away.
fn take(object: &mut Value, pointer: &str) {
    let (parent, name) = pointer.rsplit_once('/').unwrap();
    if let Some(parent) = object.pointer_mut(parent).and_then(Value::as_object_mut) {
        parent.remove(name);
    }
}

/// Takes a condition away.
fn condition(object: &mut Value, of: &str, kind: &str, status: &str) {
    if object["kind"] == of
        && let Some(conditions) = object.pointer_mut("/status/conditions").and_then(Value::as_array_mut)
    {
        conditions.retain(|it| it["type"] != kind || it["status"] != status);
    }
}

/// A recording after an edit.
pub fn without(recording: &Path, edit: &Edit) -> String {
    let mut text = String::new();
    for mut record in lines(recording) {
        let kept = match record["change"].as_str() {
            Some("listed") => {
                let objects = record["objects"].as_array_mut().unwrap();
                objects.retain_mut(|object| edit(object));
                true
            }
            Some("applied" | "deleted") => edit(&mut record["object"]),
            _ => edit(&mut record),
        };
        if kept {
            text.push_str(&format!("{record}\n"));
        }
    }
    text
}
