//! The way of a metric: the adapter's rules and the scrape that feeds them.

use serde_json::Value;

use super::Found;
use crate::doctor::case::{Case, Entry, escaped};
use crate::doctor::finding::Finding;
use crate::engines::metrics::{self, Measure};

/// A rule of an adapter.
struct Rule<'a> {
    entry: &'a Entry,
    at: String,
    value: &'a Value,
}

impl Rule<'_> {
    fn text(&self, name: &str) -> &str {
        self.value.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// The metric that its series are called, as far as it is named plainly.
    fn metric(&self) -> &str {
        let query = self.text("seriesQuery");
        let end = query.find(['{', ' ', '(']).unwrap_or(query.len());
        &query[..end]
    }
}

fn rules(case: &Case) -> Vec<Rule<'_>> {
    let mut found = Vec::new();
    for entry in case.entries() {
        walk(entry, &entry.value, String::new(), &mut found);
    }
    found
}

fn walk<'a>(entry: &'a Entry, value: &'a Value, at: String, found: &mut Vec<Rule<'a>>) {
    match value {
        Value::Object(fields) if fields.contains_key("seriesQuery") => found.push(Rule { entry, at, value }),
        Value::Object(fields) => {
            for (key, value) in fields {
                walk(entry, value, format!("{at}/{}", escaped(key)), found);
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                walk(entry, value, format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

/// A rule that adds up shares, or averages counts.
pub fn sums(case: &Case, found: &mut Found) {
    for rule in rules(case) {
        let query = rule.text("metricsQuery").trim();
        let Some(measure) = metrics::measure_of(rule.metric()) else { continue };
        let is_share = matches!(measure, Measure::Ratio | Measure::Percent);
        if !is_share || !query.starts_with("sum") {
            continue;
        }
        let at = format!("{}/metricsQuery", rule.at);
        found.push(
            Finding::at(rule.entry, &at)
                .found(query)
                .expected(query.replacen("sum", "avg", 1))
                .why(format!(
                    "{} is a share: two series of one pod, as of two GPUs, would make it more than all",
                    rule.metric()
                ))
                .remedy("average shares, add up counts")
                .set(rule.entry, at, query.replacen("sum", "avg", 1)),
        );
    }
}

/// Label pairs: what scrapes by annotations calls the pod, and what a PodMonitor does.
const PAIRS: [(&str, &str, &str); 2] =
    [("kubernetes_namespace", "namespace", "namespace"), ("kubernetes_pod_name", "pod", "pod")];

/// A rule whose labels are those of the other way to scrape.
pub fn label_pair(case: &Case, found: &mut Found) {
    let by_monitor = case.of("monitoring.coreos.com", "PodMonitor").next().is_some();
    let by_annotation = case.workloads().iter().any(|workload| {
        let at = workload.metadata.clone().unwrap_or_else(|| "/metadata".into());
        workload.entry.text(&format!("{at}/annotations/prometheus.io~1scrape")) == "true"
    });
    if by_monitor == by_annotation {
        return;
    }
    for rule in rules(case) {
        let Some(overrides) = rule.value.pointer("/resources/overrides").and_then(Value::as_object) else {
            continue;
        };
        let wrong: Vec<_> = PAIRS
            .iter()
            .map(|(annotated, monitored, resource)| match by_monitor {
                true => (*annotated, *monitored, *resource),
                false => (*monitored, *annotated, *resource),
            })
            .filter(|(wrong, ..)| overrides.contains_key(*wrong))
            .collect();
        let Some((first, right, _)) = wrong.first() else { continue };
        let how = if by_monitor { "a PodMonitor" } else { "annotations" };
        let at = format!("{}/resources/overrides", rule.at);
        let mut finding = Finding::at(rule.entry, format!("{at}/{first}"))
            .found(format!("the label {first}"))
            .expected(format!("the label {right}, as a scrape by {how} has it"))
            .why("the adapter finds no pod for the series: the autoscaler's request is answered with 404")
            .remedy("use the labels of the way in which pods are scraped here")
            .command(format!(
                "neap metrics render --engine vllm --scrape {}",
                if by_monitor { "podmonitor" } else { "annotations" }
            ));
        for (wrong, right, resource) in &wrong {
            finding = finding.remove(rule.entry, format!("{at}/{wrong}")).set(
                rule.entry,
                format!("{at}/{right}"),
                serde_json::json!({"resource": resource}),
            );
        }
        found.push(finding);
    }
}

/// Names that series had before the engine renamed them.
const GONE: [(&str, &str); 1] =
    [("nv_llm_http_service_inflight_requests", "dynamo_frontend_inflight_requests")];

/// A rule for a series that its engine no longer has.
pub fn old_series(case: &Case, found: &mut Found) {
    for rule in rules(case) {
        for (old, new) in GONE {
            if rule.metric() == old {
                let at = format!("{}/seriesQuery", rule.at);
                let query = rule.text("seriesQuery").replace(old, new);
                found.push(
                    Finding::at(rule.entry, &at)
                        .found(old)
                        .expected(new)
                        .why("the engine renamed it: no series has the old name")
                        .remedy("ask for the new name, and serve it under the name that autoscalers use")
                        .set(rule.entry, at, query),
                );
            }
        }
    }
}

/// The label of a group's roles, before and since its API's second version.
const ROLES: [(&str, &str); 2] = [
    ("v1alpha1", "rolebasedgroup_workloads_x_k8s_io_role"),
    ("v1alpha2", "rbg_workloads_x_k8s_io_role_name"),
];

/// A scrape that takes the role from a label that pods of this version of the group do not have.
pub fn role_label(case: &Case, found: &mut Found) {
    let Some(group) = case.of("workloads.x-k8s.io", "RoleBasedGroup").next() else { return };
    let version = group.identity.version();
    let Some((_, right)) = ROLES.iter().find(|(of, _)| *of == version) else { return };
    for monitor in case.of("monitoring.coreos.com", "PodMonitor") {
        for (endpoint, at) in monitor.list("/spec/podMetricsEndpoints").iter().zip(0..) {
            let relabelings = endpoint.get("relabelings").and_then(Value::as_array).into_iter().flatten();
            for (index, relabeling) in relabelings.enumerate() {
                let sources = relabeling.get("sourceLabels").and_then(Value::as_array).into_iter().flatten();
                for (place, source) in sources.enumerate() {
                    let label = source.as_str().unwrap_or_default().replace(['.', '/', '-'], "_");
                    let wrong = ROLES.iter().any(|(of, name)| *of != version && label.ends_with(name));
                    if !wrong {
                        continue;
                    }
                    let at =
                        format!("/spec/podMetricsEndpoints/{at}/relabelings/{index}/sourceLabels/{place}");
                    let new = format!("__meta_kubernetes_pod_label_{right}");
                    found.push(
                        Finding::at(monitor, &at)
                            .found(source.as_str().unwrap_or_default())
                            .expected(new.clone())
                            .why(format!("pods of a RoleBasedGroup {version} have another label for their role: the series lose it, and a rule by role finds nothing"))
                            .remedy("take the label of this version")
                            .set(monitor, at, new),
                    );
                }
            }
        }
    }
}
