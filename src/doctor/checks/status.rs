//! What autoscalers and the APIs that they ask say of themselves.

use serde_json::Value;

use super::Found;
use crate::doctor::case::{Case, Entry, Workload};
use crate::doctor::finding::Finding;
use crate::kubernetes::unscaled::Unscaled;

fn condition<'a>(entry: &'a Entry, kind: &str) -> Option<(&'a str, &'a str, &'a str)> {
    let text = |value: &'a Value, name: &str| value.get(name).and_then(Value::as_str).unwrap_or_default();
    let conditions = entry.list("/status/conditions").iter();
    let found = conditions.into_iter().find(|it| text(it, "type") == kind)?;
    Some((text(found, "status"), text(found, "reason"), text(found, "message")))
}

/// ScalingActive False: the autoscaler gets no number.
pub fn inactive(case: &Case, found: &mut Found) {
    for hpa in super::autoscalers(case) {
        let Some(("False", reason, message)) = condition(hpa, "ScalingActive") else { continue };
        let finding = Finding::at(hpa, "/status/conditions")
            .found(format!("ScalingActive is False, {reason}: {message}"))
            .expected("ScalingActive is True");
        // A fleet's autoscaler gives this reason for a metric that it does not get, too.
        let is_of_the_target = reason == "FailedGetScale" && !message.contains("metric");
        found.push(match is_of_the_target {
            true => aimed(hpa, message, finding),
            false => unmeasured(hpa, reason, message, finding),
        });
    }
}

/// What keeps an autoscaler from a number, and what to type.
fn unmeasured(hpa: &Entry, reason: &str, message: &str, finding: Finding) -> Finding {
    let (kind, name) = super::aim(hpa);
    let (kind, namespace) = (kind.to_lowercase(), hpa.namespace());
    let check = hpa.neap("metrics check", "");
    let asked = || hpa.list("/spec/metrics").iter().find_map(|it| it.pointer("/pods/metric/name")?.as_str());
    let (why, remedy, command) = match reason {
        _ if hpa.identity.kind == "FederatedHPA" => (
            "it gets no value of its metric from the members, so it keeps the replicas as they are, at any load",
            "see in each member whether its adapter is installed and serves the metric; `kubectl config get-contexts` shows their contexts",
            match asked() {
                Some(metric) => format!("{check} --metric {metric} --context MEMBER"),
                None => format!("{check} --context MEMBER"),
            },
        ),
        "FailedGetResourceMetric" | "FailedGetContainerResourceMetric"
            if message.contains("missing request") =>
        {
            (
                "it compares what the pods use with what they ask for, and a container asks for nothing",
                "give each container requests",
                format!(
                    "kubectl set resources {kind} {name} -n {namespace} --requests=cpu=AMOUNT,memory=AMOUNT"
                ),
            )
        }
        "FailedGetResourceMetric" | "FailedGetContainerResourceMetric" => (
            "it gets no CPU or memory of the pods: metrics-server is not there, or does not answer",
            "install metrics-server, or mend it",
            "kubectl get apiservice v1beta1.metrics.k8s.io".into(),
        ),
        "FailedGetPodsMetric" | "FailedGetObjectMetric" | "FailedGetExternalMetric" | "FailedGetScale" => (
            "it gets no value of its metric, so it keeps the replicas as they are, at any load",
            "walk the chain from the engine to the autoscaler, and mend the link that is broken",
            check,
        ),
        "ScalingDisabled" => (
            "its target has 0 replicas: an HPA leaves it there until somebody else sets 1",
            "set the replicas to 1, or scale from zero with KEDA or Knative",
            format!("kubectl scale {kind} {name} -n {namespace} --replicas=1"),
        ),
        "InvalidSelector" => (
            "the scale of its target has no selector that it could read, so it finds no pods",
            "correct the selector of the target",
            format!("kubectl get {kind} {name} -n {namespace} --subresource=scale -o yaml"),
        ),
        "AmbiguousSelector" => (
            "another HPA takes the same pods: both stop",
            "delete one of the two",
            format!("kubectl get hpa -n {namespace}"),
        ),
        "InvalidMetricSourceType" => (
            "it has a metric of a type that this cluster does not know",
            "correct the type of the metric",
            format!(
                "kubectl get {} {} -n {namespace} -o yaml",
                hpa.identity.kind.to_lowercase(),
                hpa.identity.name
            ),
        ),
        _ => ("it decides nothing, so the replicas stay as they are", "see what it says", check),
    };
    finding.why(why).remedy(remedy).command(command)
}

/// AbleToScale False: the autoscaler cannot read or set the scale of its target.
pub fn unable(case: &Case, found: &mut Found) {
    for hpa in super::autoscalers(case) {
        let Some(("False", reason, message)) = condition(hpa, "AbleToScale") else { continue };
        let finding = Finding::at(hpa, "/status/conditions")
            .found(format!("AbleToScale is False, {reason}: {message}"))
            .expected("AbleToScale is True");
        found.push(aimed(hpa, message, finding));
    }
}

/// What is wrong with a target whose scale cannot be read.
fn aimed(hpa: &Entry, message: &str, finding: Finding) -> Finding {
    let (what, (kind, name), namespace) = (Unscaled::of(message), super::aim(hpa), hpa.namespace());
    finding
        .why(what.why(kind, name, namespace))
        .remedy(what.remedy(kind))
        .command(what.command(kind, name, namespace))
}

/// At the maximum, and the metric asks for more.
pub fn at_maximum(case: &Case, found: &mut Found) {
    for hpa in super::autoscalers(case) {
        let Some(("True", "TooManyReplicas", _)) = condition(hpa, "ScalingLimited") else { continue };
        let max = hpa.number("/spec/maxReplicas").unwrap_or_default();
        // The condition is of the last look; the maximum may have been raised since.
        if hpa.number("/status/currentReplicas").unwrap_or_default() < max {
            continue;
        }
        found.push(
            Finding::at(hpa, "/spec/maxReplicas")
                .found(format!("{max} replicas, the maximum, and the metric asks for more"))
                .expected("a maximum above what the peak needs")
                .why("from here on requests wait, at any load")
                .remedy("raise the maximum, if there are nodes for it")
                .command(hpa.neap("serve update", &format!("--max-replicas {}", max + 1)))
                .set(hpa, "/spec/maxReplicas", max + 1),
        );
    }
}

/// The API of custom metrics is registered, and nobody answers behind it; or it is needed, and not there.
pub fn adapter(case: &Case, found: &mut Found) {
    const NONE: &str = "no custom.metrics.k8s.io in the cluster";
    const ADAPTER: &str = "an adapter that serves custom.metrics.k8s.io";
    const INSTALL: &str =
        "install prometheus-adapter, or ACK's ack-alibaba-cloud-metrics-adapter, with neap's rules";
    const API: (&str, &str) = ("apiregistration.k8s.io", "APIService");
    let services: Vec<&Entry> = case
        .of(API.0, API.1)
        .filter(|entry| {
            ["custom.metrics.k8s.io", "external.metrics.k8s.io"].contains(&entry.text("/spec/group"))
        })
        .collect();
    for service in &services {
        if let Some(("False", reason, message)) = condition(service, "Available") {
            found.push(
                Finding::at(service, "/status/conditions")
                    .found(format!("Available is False, {reason}: {message}"))
                    .expected("Available is True")
                    .why("no autoscaler gets a metric of this API")
                    .remedy("look at the adapter behind it")
                    .command(format!("kubectl get pods -n {}", service.text("/spec/service/namespace"))),
            );
        }
    }
    let custom = services.iter().any(|entry| entry.text("/spec/group") == "custom.metrics.k8s.io");
    if custom || !case.knows(API.0, API.1) {
        return;
    }
    // A member's autoscaler is on the hub; what is scraped there and sent by a fleet is measured for it.
    let workloads = case.workloads();
    for workload in workloads.iter().filter(|it| is_sent(it.entry) && it.serves_a_model() && is_scraped(it)) {
        found.push(
            Finding::at(workload.entry, "/metadata/annotations")
                .found(format!("a service of a fleet, whose pods are scraped, and {NONE}"))
                .expected(ADAPTER)
                .why("the hub's autoscaler adds up what the members' metrics say: of this one it gets nothing, and decides without its pods, or not at all")
                .remedy(format!("{INSTALL}, in each member"))
                .command(match workload.engine() {
                    Some(known) => workload.entry.neap("metrics render", &format!("--part rules --engine {}", known.engine.name())),
                    None => "neap metrics presets".into(),
                }),        );
    }
    for hpa in case.of("autoscaling", "HorizontalPodAutoscaler") {
        let needed =
            hpa.list("/spec/metrics").iter().find_map(|it| it.pointer("/pods/metric/name")?.as_str());
        if let Some(metric) = needed {
            found.push(
                Finding::at(hpa, "/spec/metrics")
                    .found(format!("a metric of pods, and {NONE}"))
                    .expected(ADAPTER)
                    .why("the autoscaler gets no value of its metric and keeps the replicas as they are")
                    .remedy(INSTALL)
                    .command(format!("neap metrics render --metric {metric}")),
            );
        }
    }
}

/// Whether a fleet's hub sent an object here: Karmada says of which work it is.
fn is_sent(entry: &Entry) -> bool {
    let managed = entry.strings("/metadata/labels").get("karmada.io/managed").is_some_and(|it| it == "true");
    managed || entry.annotation("work.karmada.io/name").is_some()
}

/// Whether its pods ask to be scraped.
fn is_scraped(workload: &Workload) -> bool {
    let annotations = workload.metadata.as_ref().map(|at| format!("{at}/annotations"));
    let annotations = annotations.map(|at| workload.entry.strings(&at)).unwrap_or_default();
    annotations.get("prometheus.io/scrape").is_some_and(|it| it == "true")
}
