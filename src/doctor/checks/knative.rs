//! Knative: gates, targets, scale to zero.

use serde_json::Map;

use super::Found;
use crate::doctor::case::{Case, Entry, escaped};
use crate::doctor::finding::Finding;
use crate::platform::gates;

const PREFIX: &str = "autoscaling.knative.dev/";
const TEMPLATE: &str = "/spec/template/metadata/annotations";

fn services(case: &Case) -> impl Iterator<Item = &Entry> {
    case.of("serving.knative.dev", "Service")
}

/// An annotation of the template by which Knative scales, by the end of its name.
pub(super) fn setting<'a>(service: &'a Entry, name: &str) -> Option<&'a str> {
    service.get(TEMPLATE)?.get(format!("{PREFIX}{name}"))?.as_str()
}

/// Where such an annotation stands.
pub(super) fn at(name: &str) -> String {
    format!("{TEMPLATE}/{}", escaped(&format!("{PREFIX}{name}")))
}

fn is_kpa(service: &Entry) -> bool {
    setting(service, "class").is_none_or(|class| class.starts_with("kpa."))
}

/// A field that Knative refuses unless a gate is open.
pub fn gates(case: &Case, found: &mut Found) {
    let features = case.named("", "ConfigMap", gates::NAMESPACE, gates::CONFIG_MAP);
    let empty = Map::new();
    let data = features.and_then(|map| map.get("/data")?.as_object()).unwrap_or(&empty);
    for service in services(case) {
        let Some(pod) = service.get("/spec/template/spec") else { continue };
        for gate in gates::needed(pod).into_iter().filter(|gate| !gate.is_on(data)) {
            let key = gate.key();
            // What runs in a cluster has passed the webhook.
            if !service.is_written() {
                continue;
            }
            let known = match features {
                Some(_) => format!("{key} is {}", gate.value(data)),
                None => format!(
                    "{key} is {} unless the ConfigMap {} says otherwise",
                    gate.value(data),
                    gates::CONFIG_MAP
                ),
            };
            let finding = Finding::at(
                service,
                format!(
                    "/spec/template/spec/{}",
                    gate.field.split([' ', '[', ',']).next().unwrap_or_default()
                ),
            )
            .found(format!("{}, and {known}", gate.field))
            .expected(format!("{key}: enabled"))
            .why("Knative's webhook refuses the Service")
            .remedy("open the gate")
            .command(format!(
                "kubectl patch configmap {} -n {} --type merge -p '{{\"data\":{{\"{key}\":\"enabled\"}}}}'",
                gates::CONFIG_MAP,
                gates::NAMESPACE
            ));
            found.push(match features {
                Some(map) => finding.set(map, format!("/data/{}", escaped(&key)), "enabled"),
                None => finding,
            });
        }
    }
}

/// The target that a pod is really given.
pub fn utilization(case: &Case, found: &mut Found) {
    for service in services(case).filter(|service| is_kpa(service)) {
        let Some(target) = setting(service, "target").and_then(|text| text.parse::<f64>().ok()) else {
            continue;
        };
        let is_rps = setting(service, "metric") == Some("rps");
        if setting(service, "target-utilization-percentage").is_some() || is_rps {
            continue;
        }
        found.push(
            Finding::at(service, at("target"))
                .found(format!("target {target}"))
                .expected(format!("{:.1} for each pod: {target} at 70 %", target * 0.7))
                .why("Knative aims at the target times target-utilization-percentage, which is 70 unless it is said")
                .remedy("say target-utilization-percentage, so that the number is what it looks like")
                .set(service, at("target-utilization-percentage"), "100"),
        );
    }
}

/// A target above what a pod takes at once.
pub fn concurrency(case: &Case, found: &mut Found) {
    for service in services(case).filter(|service| is_kpa(service)) {
        let limit = service.number("/spec/template/spec/containerConcurrency").unwrap_or(0);
        let Some(target) = setting(service, "target").and_then(|text| text.parse::<f64>().ok()) else {
            continue;
        };
        let metric = setting(service, "metric").unwrap_or("concurrency");
        #[expect(clippy::cast_precision_loss, reason = "a handful of requests")]
        let above = limit > 0 && target > limit as f64;
        if above && metric == "concurrency" {
            found.push(
                Finding::at(service, at("target"))
                    .found(format!("a target of {target}, and at most {limit} requests at once in a pod"))
                    .expected(format!("a target of {limit} or less"))
                    .why("a pod never has more than containerConcurrency: the rest waits in its queue proxy, and the target is never passed")
                    .remedy("lower the target, or raise containerConcurrency")
                    .set(service, at("target"), limit.to_string()),
            );
        }
    }
}

/// A metric that the class does not know.
pub fn class(case: &Case, found: &mut Found) {
    for service in services(case).filter(|service| is_kpa(service)) {
        let Some(metric) =
            setting(service, "metric").filter(|metric| !["concurrency", "rps"].contains(metric))
        else {
            continue;
        };
        found.push(
            Finding::at(service, at("metric"))
                .found(format!("metric {metric} with the class kpa.autoscaling.knative.dev"))
                .expected("the class hpa.autoscaling.knative.dev")
                .why("the KPA knows concurrency and rps only: the webhook refuses the Service")
                .remedy("name the class that scales on it")
                .set(service, at("class"), "hpa.autoscaling.knative.dev"),
        );
    }
}

/// Settings of the autoscaler on the Service, where nobody reads them.
pub fn level(case: &Case, found: &mut Found) {
    for service in services(case) {
        let annotations = service.strings("/metadata/annotations");
        for (key, value) in annotations.iter().filter(|(key, _)| key.starts_with(PREFIX)) {
            let from = format!("/metadata/annotations/{}", escaped(key));
            found.push(
                Finding::at(service, &from)
                    .found(format!("{key}: {value} on the Service"))
                    .expected("on spec.template.metadata.annotations")
                    .why("Knative reads it from the revision's template only: it does nothing here")
                    .remedy("move it to the template")
                    .remove(service, from)
                    .set(service, format!("{TEMPLATE}/{}", escaped(key)), value.clone()),
            );
        }
    }
}

/// How long a first request waits for a model, in seconds, at the least.
const COLD: i64 = 120;

/// Scale to zero, and a timeout that is shorter than a cold start.
pub fn cold_start(case: &Case, found: &mut Found) {
    for workload in
        case.workloads().iter().filter(|workload| workload.is_knative() && workload.serves_a_model())
    {
        let service = workload.entry;
        let min = setting(service, "min-scale").or(setting(service, "minScale")).unwrap_or("0");
        let path = "/spec/template/spec/timeoutSeconds";
        let timeout = service.number(path).unwrap_or(300);
        if min != "0" || timeout >= COLD {
            continue;
        }
        found.push(
            Finding::at(service, path)
                .found(format!("{timeout} s, and the Service scales to zero"))
                .expected(format!("at least {COLD} s, or min-scale 1"))
                .why("the first request waits for node, image and weights; it is given up before they are there")
                .remedy("wait longer, or keep one replica")
                .set(service, path, 600),
        );
    }
}
