//! What events and pods say of a service that runs.

use serde_json::Value;

use super::Found;
use crate::doctor::case::{Case, Entry};
use crate::doctor::finding::Finding;
use crate::kubernetes::{Quantity, labels};

/// Reasons of events, what they mean here, and what to do.
const REASONS: [(&[&str], &str, &str); 6] = [
    (
        &["NotTriggerScaleUp"],
        "no node pool can take the pod: each is at its maximum, or its machines do not fit",
        "raise the maximum of a pool that fits, or free a GPU",
    ),
    (
        &["ProvisionNodeFailed", "FailedToScaleUpGroup", "ScaleUpTimedOut", "FailedScaleUp"],
        "the pool asked for a machine and got none: it is out of stock, or its quota is used up; the pool is left alone for a while",
        "add a second machine type or zone to the pool, or another pool",
    ),
    (
        &["FailedMount", "FailedAttachVolume"],
        "the container does not start before its volumes are mounted",
        "see whether the claim is bound, and reachable from this node",
    ),
    (
        &["Unhealthy"],
        "a probe fails: the pod gets no requests, or is killed",
        "look at its log, and whether the probe waits for the weights",
    ),
    (
        &["FailedCreate"],
        "the API server refuses the pods: a quota, a missing PriorityClass, or an admission webhook",
        "see what the event says",
    ),
    (
        &["FailedGetPodsMetric", "FailedGetScale", "FailedComputeMetricsReplicas"],
        "the autoscaler gets no value and keeps the replicas as they are",
        "walk the chain from the engine to the autoscaler",
    ),
];

/// Warnings that repeat: the last of each reason for each object, if it is still there and not well.
pub fn warnings(case: &Case, found: &mut Found) {
    for (reasons, why, remedy) in REASONS {
        let mut seen: Vec<(String, String)> = Vec::new();
        for event in case.of("", "Event").chain(case.of("events.k8s.io", "Event")) {
            let reason = event.text("/reason");
            let (kind, name) = about(event);
            let object = (kind.to_owned(), name.to_owned());
            if !reasons.contains(&reason) || seen.contains(&object) || is_over(case, event) {
                continue;
            }
            seen.push(object);
            let message = match event.text("/message") {
                "" => event.text("/note"),
                message => message,
            };
            found.push(
                Finding::at(event, "/reason")
                    .found(format!("{kind} {name}: {reason}: {message}"))
                    .expected("no such event")
                    .why(why)
                    .remedy(remedy)
                    .command(format!(
                        "kubectl describe {} -n {} {name}",
                        kind.to_lowercase(),
                        event.namespace()
                    )),
            );
        }
    }
}

fn about(event: &Entry) -> (&str, &str) {
    match event.text("/involvedObject/kind") {
        "" => (event.text("/regarding/kind"), event.text("/regarding/name")),
        kind => (kind, event.text("/involvedObject/name")),
    }
}

/// Whether what the event is about has gone, or is well again.
fn is_over(case: &Case, event: &Entry) -> bool {
    let (kind, name) = about(event);
    if ["HorizontalPodAutoscaler", "FederatedHPA"].contains(&kind) {
        // Its conditions tell how it is now, and have checks of their own.
        let mut all = super::autoscalers(case).filter(|it| it.identity.kind == kind);
        let hpa = all.find(|it| it.namespace() == event.namespace() && it.identity.name == name);
        return hpa.is_some_and(|hpa| !hpa.list("/status/conditions").is_empty());
    }
    if kind != "Pod" || !case.knows("", "Pod") {
        return false;
    }
    let Some(pod) = case.named("", "Pod", event.namespace(), name) else { return true };
    let ready = |it: &Value| it.get("type").is_some_and(|kind| kind == "Ready") && it["status"] == "True";
    pod.list("/status/conditions").iter().any(ready)
}

/// A container that was killed for its memory, or keeps ending.
pub fn crashes(case: &Case, found: &mut Found) {
    for pod in case.of("", "Pod") {
        for status in pod.list("/status/containerStatuses") {
            let text = |at: &str| status.pointer(at).and_then(Value::as_str).unwrap_or_default();
            let limit = limit(pod, text("/name"));
            let ended = [text("/lastState/terminated/reason"), text("/state/terminated/reason")];
            let oom = ended.contains(&"OOMKilled");
            let waits = text("/state/waiting/reason");
            let (what, why, remedy) = match (oom, waits) {
                (true, _) => (
                    "OOMKilled",
                    "the container used more memory than its limit, often while it loaded the weights",
                    "raise the memory limit",
                ),
                (false, "CrashLoopBackOff") => (
                    "CrashLoopBackOff",
                    "the container ends right after its start, again and again",
                    "read the log of its last run",
                ),
                (false, "ImagePullBackOff" | "ErrImagePull" | "InvalidImageName") => (
                    waits,
                    "the image cannot be pulled: its name, the registry or the credentials are wrong",
                    "correct the image or its pull secret",
                ),
                _ => continue,
            };
            found.push(
                Finding::at(pod, "/status/containerStatuses")
                    .found(match &limit {
                        Some(limit) if oom => {
                            format!("container {}: {what} at {}", text("/name"), limit.text())
                        }
                        _ => format!("container {}: {what}", text("/name")),
                    })
                    .expected("a container that runs")
                    .why(why)
                    .remedy(remedy)
                    .command(match what {
                        "OOMKilled" if limit.is_some() && is_named(pod) => {
                            let half = limit.map_or(0.0, |limit| limit.as_f64() * 1.5 / f64::from(1 << 30));
                            pod.neap("serve update", &format!("--memory {:.0}Gi", half.ceil()))
                        }
                        "CrashLoopBackOff" | "OOMKilled" => format!(
                            "kubectl logs -n {} {} -c {} --previous",
                            pod.namespace(),
                            pod.identity.name,
                            text("/name")
                        ),
                        _ => format!("kubectl describe pod -n {} {}", pod.namespace(), pod.identity.name),
                    }),
            );
        }
    }
}

/// The memory that a container of a pod may have.
fn limit(pod: &Entry, container: &str) -> Option<Quantity> {
    let spec = pod.list("/spec/containers").iter().find(|it| it["name"] == container)?;
    Quantity::parse(spec.pointer("/resources/limits/memory")?.as_str()?).ok()
}

/// Whether a label says of which service it is.
fn is_named(pod: &Entry) -> bool {
    let labels = pod.strings("/metadata/labels");
    [labels::NAME, labels::KSERVE].iter().any(|label| labels.contains_key(*label))
}
