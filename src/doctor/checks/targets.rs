//! What autoscalers aim at.

use serde_json::Value;

use super::{Found, aim, autoscalers, scaled};
use crate::doctor::case::{Case, Entry, Workload};
use crate::doctor::finding::Finding;
use crate::kubernetes::near;

/// A target that is not there.
pub fn missing(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for autoscaler in autoscalers(case) {
        let (kind, name) = aim(autoscaler);
        let near_by: Vec<(&str, String)> = workloads
            .iter()
            .filter(|workload| workload.entry.namespace() == autoscaler.namespace())
            .map(Workload::target)
            .collect();
        let exists = case.entries().iter().any(|entry| {
            entry.identity.kind == kind
                && entry.identity.name == name
                && entry.namespace() == autoscaler.namespace()
        });
        // Adapters of groups are made by their controllers.
        let is_made = kind.ends_with("ScalingAdapter");
        if exists || is_made || scaled(autoscaler, &workloads).is_some() {
            continue;
        }
        if let Some(other) = elsewhere(autoscaler, &workloads) {
            found.push(apart(autoscaler, other));
            continue;
        }
        if near_by.is_empty() {
            continue;
        }
        let names = near_by.iter().map(|(_, name)| name.as_str());
        let best = near::near(name, names).first().map(|name| (*name).to_owned());
        let best = best.or_else(|| (near_by.len() == 1).then(|| near_by[0].1.clone()));
        let finding = Finding::at(autoscaler, "/spec/scaleTargetRef")
            .found(format!("{kind} {name:?}"))
            .why("the autoscaler cannot read a scale and does nothing: its replicas are shown empty, AbleToScale is False")
            .remedy("name what runs the replicas")
            .command(format!("kubectl get {} -n {}", kind.to_lowercase(), autoscaler.namespace()));
        found.push(match near_by.iter().find(|(_, name)| Some(name) == best.as_ref()) {
            Some((kind, name)) => finding
                .expected(format!("{kind} {name:?}"))
                .set(autoscaler, "/spec/scaleTargetRef/kind", *kind)
                .set(autoscaler, "/spec/scaleTargetRef/name", name.clone()),
            None => finding.expected("something of the namespace that has replicas"),
        });
    }
}

/// The only workload of that kind and name, where it stands in another namespace. A namespace that nobody wrote is the one of `kubectl -n`.
fn elsewhere<'a>(autoscaler: &Entry, workloads: &[Workload<'a>]) -> Option<&'a Entry> {
    autoscaler.identity.namespace.as_ref()?;
    let (kind, name) = aim(autoscaler);
    let mut same = workloads.iter().filter(|it| it.target() == (kind, name.to_owned()));
    let only = same.next().filter(|_| same.next().is_none())?;
    only.entry.identity.namespace.is_some().then_some(only.entry)
}

fn apart(autoscaler: &Entry, target: &Entry) -> Finding {
    let (kind, name) = aim(autoscaler);
    let finding = Finding::at(autoscaler, "/metadata/namespace")
        .found(format!("{kind} {name:?} in namespace {}", autoscaler.namespace()))
        .expected(format!("the namespace of {}, {}", target.identity, target.namespace()))
        .why("an autoscaler scales what is in its own namespace: its replicas are shown empty, AbleToScale is False")
        .remedy("put it beside what it scales")
        .command(format!("kubectl get {} -A", kind.to_lowercase()));
    match autoscaler.is_written() {
        true => finding.set(autoscaler, "/metadata/namespace", target.namespace()),
        // An object does not move: it is made anew.
        false => finding,
    }
}

/// Two autoscalers on one target, KServe's and Knative's own among them.
pub fn two(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    let mut seen: Vec<(&Entry, String)> = Vec::new();
    for autoscaler in autoscalers(case) {
        // KEDA makes an HPA of its own, and so does a fleet's.
        if autoscaler.owners().next().is_some()
            && autoscaler.list("/metadata/ownerReferences").iter().any(is_an_autoscaler)
        {
            continue;
        }
        let (kind, name) = aim(autoscaler);
        let target = format!("{}/{kind}/{name}", autoscaler.namespace());
        let mut before = seen.iter().filter(|(_, other)| *other == target);
        if let Some((first, _)) = before.next() {
            let finding = fight(autoscaler, &first.identity.to_string());
            // A third one is looked at when the second has gone.
            found.push(match before.next() {
                None => joined(first, autoscaler, finding),
                Some(_) => finding,
            });
        }
        seen.push((autoscaler, target));
        if let Some(revision) = revision_of(case, autoscaler) {
            found.push(fight(autoscaler, &format!("Knative's autoscaler (revision {revision})")));
        }
        let Some(workload) =
            scaled(autoscaler, &workloads).filter(|workload| workload.is_inference_service())
        else {
            continue;
        };
        let service = workload.entry;
        let is_its_own =
            service.annotation("serving.kserve.io/autoscalerClass").is_none_or(|class| class == "hpa");
        let owned = autoscaler.owners().any(|uid| uid == service.text("/metadata/uid"))
            && autoscaler.identity.name == workload.target().1;
        if is_its_own && !owned {
            found.push(
                fight(autoscaler, "KServe's own HorizontalPodAutoscaler")
                    .remedy("tell KServe that another scales")
                    .set(service, "/metadata/annotations/serving.kserve.io~1autoscalerClass", "external"),
            );
        }
    }
}

/// Two written HPAs that differ in their metrics at most are one with the metrics of both: an HPA takes the largest of what its metrics ask for.
fn joined(first: &Entry, second: &Entry, finding: Finding) -> Finding {
    const METRICS: &str = "/spec/metrics";
    let is_plain = |it: &&Entry| it.is("autoscaling", "HorizontalPodAutoscaler") && it.is_written();
    let rest = |it: &Entry| {
        let mut spec = it.get("/spec").cloned().unwrap_or_default();
        spec.as_object_mut().and_then(|spec| spec.shift_remove("metrics"));
        (it.identity.api_version.clone(), spec)
    };
    if ![first, second].iter().all(is_plain) || rest(first) != rest(second) {
        return finding;
    }
    let own = first.list(METRICS);
    let new: Vec<_> = second.list(METRICS).iter().filter(|metric| !own.contains(metric)).collect();
    // Of one metric with two targets only one can be meant.
    if new.iter().any(|metric| own.iter().any(|other| measured(other) == measured(metric))) {
        return finding;
    }
    let remedy = match new.is_empty() {
        true => format!("leave {} out: it says the same", second.identity),
        false => {
            format!("give {} the metrics of both: it takes the largest of what they ask for", first.identity)
        }
    };
    let finding = new.into_iter().fold(finding.remedy(remedy), |finding, metric| {
        finding.set(first, format!("{METRICS}/-"), metric.clone())
    });
    finding.without(second)
}

/// What a metric of an HPA measures, without its target.
fn measured(metric: &Value) -> Value {
    let mut metric = metric.clone();
    for source in metric.as_object_mut().into_iter().flat_map(serde_json::Map::values_mut) {
        source.as_object_mut().and_then(|source| source.shift_remove("target"));
    }
    metric
}

/// The revision whose Deployment it scales beside Knative's own autoscaler.
fn revision_of(case: &Case, autoscaler: &Entry) -> Option<String> {
    let (kind, name) = aim(autoscaler);
    let target = case.named("apps", kind, autoscaler.namespace(), name)?;
    let revision = target.text("/metadata/labels/serving.knative.dev~1revision");
    // Knative makes an HPA of its own for the class hpa.autoscaling.knative.dev.
    let its_own = autoscaler.list("/metadata/ownerReferences").iter().any(|it| it["kind"] == "PodAutoscaler");
    (!revision.is_empty() && !its_own).then(|| revision.to_owned())
}

fn is_an_autoscaler(owner: &Value) -> bool {
    let kind = owner.get("kind").and_then(Value::as_str);
    kind.is_some_and(|kind| ["ScaledObject", "FederatedHPA"].contains(&kind))
}

fn fight(autoscaler: &Entry, other: &str) -> Finding {
    let (kind, name) = aim(autoscaler);
    Finding::at(autoscaler, "/spec/scaleTargetRef")
        .found(format!("{kind} {name}, which {other} scales too"))
        .expected("one autoscaler for each target")
        .why("each sets the replicas that it wants, in turn; the HPA controller stops both with AmbiguousSelector")
        .remedy(format!("delete {}, or give it another target", autoscaler.identity))
        .command(format!(
            "kubectl delete {} -n {} {}",
            autoscaler.identity.kind.to_lowercase(),
            autoscaler.namespace(),
            autoscaler.identity.name
        ))
}

/// An autoscaler with the name of KServe's own.
pub fn kserve_name(case: &Case, found: &mut Found) {
    for service in case.of("serving.kserve.io", "InferenceService") {
        let own = format!("{}-predictor", service.identity.name);
        let Some(autoscaler) =
            case.named("autoscaling", "HorizontalPodAutoscaler", service.namespace(), &own)
        else {
            continue;
        };
        let uid = service.text("/metadata/uid");
        if !uid.is_empty()
            && autoscaler.owners().any(|owner| owner == uid)
            && service.annotation("serving.kserve.io/autoscalerClass") != Some("external")
        {
            continue;
        }
        found.push(
            Finding::at(autoscaler, "/metadata/name")
                .found(own)
                .expected(format!("any other name, as {}", service.identity.name))
                .why("KServe calls its own autoscaler so: it overwrites this one, or deletes it when the class is external")
                .remedy("rename it")
                .set(autoscaler, "/metadata/name", format!("{}-hpa", service.identity.name)),
        );
    }
}
