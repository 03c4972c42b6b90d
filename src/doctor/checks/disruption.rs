//! Streams that are cut: the time that a pod is given to end, and roll-outs.

use serde_json::{Value, json};

use super::{Found, knative, kserve};
use crate::doctor::case::{Case, Workload};
use crate::doctor::finding::Finding;

/// Kubernetes' default, in seconds.
const DEFAULT_GRACE: i64 = 30;
/// What a long answer takes, in seconds: 2,000 tokens at 20 a second.
const STREAM: i64 = 100;

/// A grace that ends before a long answer does.
pub fn grace(case: &Case, found: &mut Found) {
    for workload in case.workloads().iter().filter(|workload| workload.serves_a_model()) {
        // Knative waits as long as a request may take.
        if workload.is_knative() {
            continue;
        }
        let at = "/terminationGracePeriodSeconds";
        let grace = workload.get(at).and_then(Value::as_i64);
        if grace.unwrap_or(DEFAULT_GRACE) >= STREAM {
            continue;
        }
        found.push(
            Finding::at(workload.entry, workload.at(at))
                .found(match grace {
                    Some(grace) => format!("{grace} s"),
                    None => format!("nothing, which means {DEFAULT_GRACE} s"),
                })
                .expected(format!("at least {STREAM} s"))
                .why("a replica that goes at scale-in is killed in the middle of the answers that it still streams")
                .remedy("give it the time of the longest answer")
                .set(workload.entry, workload.at(at), 3 * STREAM),
        );
    }
}

/// A server that stops listening before the endpoints know.
pub fn pre_stop(case: &Case, found: &mut Found) {
    for workload in case.workloads().iter().filter(|workload| workload.serves_a_model()) {
        let Some(server) = workload.server().filter(|_| !workload.is_knative()) else { continue };
        if server.value.pointer("/lifecycle/preStop").is_some() {
            continue;
        }
        let at = server.at("/lifecycle/preStop");
        found.push(
            Finding::at(workload.entry, &at)
                .found("no preStop")
                .expected("a sleep of a few seconds before the server is stopped")
                .why("endpoints and gateways learn of a pod's end a few seconds late: what they send until then is refused")
                .remedy("let the container sleep first")
                .set(workload.entry, at, json!({"exec": {"command": ["sh", "-c", "sleep 15"]}})),
        );
    }
}

/// What a roll-out does before an old pod goes.
struct RollOut {
    /// Pods that are kept until new ones are ready.
    kept: i64,
    /// New pods that must be ready first.
    more: i64,
    /// Where its strategy stands; a Knative Service has none.
    strategy: Option<&'static str>,
}

impl RollOut {
    /// `None` where an old pod goes first, or nothing says how it is.
    fn of(workload: &Workload) -> Option<Self> {
        let entry = workload.entry;
        if workload.is_knative() {
            let kept = knative::setting(entry, "min-scale")?.parse().ok().filter(|kept| *kept > 0)?;
            let first = knative::setting(entry, "initial-scale").and_then(|text| text.parse().ok());
            return Some(Self { kept, more: kept.max(first.unwrap_or(1)), strategy: None });
        }
        let (replicas, strategy) = match workload.is_inference_service() {
            true if kserve::is_raw(entry) => {
                ("/spec/predictor/minReplicas", "/spec/predictor/deploymentStrategy")
            }
            false if entry.is("apps", "Deployment") => ("/spec/replicas", "/spec/strategy"),
            _ => return None,
        };
        let replicas = entry.number(replicas).unwrap_or(1).max(1);
        let old_first = entry.text(&format!("{strategy}/type")) == "Recreate"
            || down(entry.get(&format!("{strategy}/rollingUpdate/maxUnavailable")), replicas) > 0;
        (!old_first).then_some(Self { kept: replicas, more: 1, strategy: Some(strategy) })
    }
}

/// A roll-out that starts new pods before an old one goes, where no GPU is free for them.
pub fn surge(case: &Case, found: &mut Found) {
    let nodes: Vec<_> = case.of("", "Node").collect();
    if nodes.is_empty() {
        return;
    }
    for workload in case.workloads() {
        let Some((resource, each)) = workload.server().and_then(|server| server.accelerator()) else {
            continue;
        };
        let Some(RollOut { kept, more, strategy }) = RollOut::of(&workload) else { continue };
        let there: i64 = nodes.iter().map(|node| amount(node.get("/status/allocatable"), &resource)).sum();
        let used: i64 = pods_of_nodes(case).map(|pod| used_by(pod, &resource)).sum();
        let used = used.max(kept * each);
        if there - used >= more * each || there < kept * each {
            continue;
        }
        let taken = format!("{} of {there} {resource} are taken", used.min(there));
        let entry = workload.entry;
        found.push(match strategy {
            Some(strategy) => Finding::at(entry, format!("{strategy}/rollingUpdate"))
                .found(format!("a new pod first, and {taken}"))
                .expected("maxSurge: 0, or a free GPU")
                .why("the new pod waits for a GPU that only an old pod could give, and the old pod waits for the new one: the roll-out hangs, unless a node pool makes a node")
                .remedy("let an old pod go first")
                .set(entry, format!("{strategy}/rollingUpdate"), json!({"maxSurge": 0, "maxUnavailable": 1}))
                .set(entry, format!("{strategy}/type"), "RollingUpdate"),
            None => Finding::at(entry, knative::at("min-scale"))
                .found(format!("a new revision of {more} beside the old one of {kept}, and {taken}"))
                .expected(format!("{} free {resource}, or min-scale: 0", more * each))
                .why("the old revision keeps its pods until the new one is ready, and the new one waits for their GPUs: it is given up at its progress deadline, unless a node pool makes nodes")
                .remedy("let the old revision go down to none when no requests come: a first request waits for a cold start then")
                .set(entry, knative::at("min-scale"), "0"),
        });
    }
}

/// How many pods may be missing in a roll-out.
fn down(unavailable: Option<&Value>, replicas: i64) -> i64 {
    match unavailable {
        Some(Value::Number(number)) => number.as_i64().unwrap_or(0),
        Some(Value::String(percent)) => {
            percent.trim_end_matches('%').parse::<i64>().unwrap_or(25) * replicas / 100
        }
        // A quarter, rounded down.
        _ => replicas / 4,
    }
}

fn pods_of_nodes(case: &Case) -> impl Iterator<Item = &crate::doctor::case::Entry> {
    let ended = |phase: &str| matches!(phase, "Succeeded" | "Failed");
    case.of("", "Pod")
        .filter(move |pod| !pod.text("/spec/nodeName").is_empty() && !ended(pod.text("/status/phase")))
}

fn used_by(pod: &crate::doctor::case::Entry, resource: &str) -> i64 {
    pod.list("/spec/containers").iter().map(|it| amount(it.pointer("/resources/limits"), resource)).sum()
}

fn amount(amounts: Option<&Value>, resource: &str) -> i64 {
    let value = amounts.and_then(|amounts| amounts.get(resource));
    value.and_then(|value| value.as_i64().or_else(|| value.as_str()?.parse().ok())).unwrap_or(0)
}
