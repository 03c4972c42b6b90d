//! Which findings are about one service: by owner, by what names it, and by selectors that find its pods.

use crate::kubernetes::labels;
use std::collections::BTreeSet;

use super::case::{Case, Entry, Workload};
use super::finding::Finding;
use crate::kubernetes::resources::StringMap;
use crate::kubernetes::selector;

/// Labels by which the parts of a service name it.
const LABELS: [&str; 3] = [labels::NAME, labels::KSERVE, labels::KNATIVE];

/// The objects that belong to a service.
#[derive(Debug, Clone)]
pub struct Concern {
    own: BTreeSet<usize>,
    /// Objects that belong to another service.
    others: BTreeSet<usize>,
    /// The names that findings call it by.
    names: BTreeSet<String>,
}

impl Concern {
    /// Whether a finding is about the service. What belongs to nobody counts if it names the service, or is the cluster's.
    pub fn has(&self, finding: &Finding) -> bool {
        if self.own.contains(&finding.entry) {
            return true;
        }
        let is_cluster_wide = finding.object.namespace.is_none();
        let is_named = || {
            [&finding.expected, &finding.found, &finding.object.name].iter().any(|text| {
                let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '.'));
                words.into_iter().any(|word| self.names.contains(word.trim_matches('.')))
            })
        };
        is_cluster_wide || (!self.others.contains(&finding.entry) && is_named())
    }
}

/// What belongs to the service of this name.
pub fn of_service(case: &Case, name: &str) -> Concern {
    let workloads = case.workloads();
    let mut all: Vec<String> = workloads.iter().map(|it| it.entry.identity.name.clone()).collect();
    all.sort();
    all.dedup();
    let own = objects(case, &workloads, name);
    // An object of which several services have a part, as a namespace's quota, belongs to each of them.
    let others = all.iter().filter(|other| *other != name).flat_map(|other| objects(case, &workloads, other));
    let others = others.filter(|index| !own.contains(index)).collect();
    let names = case.entries().iter().filter(|entry| own.contains(&entry.index));
    let mut names: BTreeSet<String> = names.map(|entry| entry.identity.name.clone()).collect();
    names.insert(name.to_owned());
    names.extend(workloads.iter().filter(|it| it.entry.identity.name == name).map(|it| it.target().1));
    Concern { own, others, names }
}

fn objects(case: &Case, workloads: &[Workload], name: &str) -> BTreeSet<usize> {
    let is_called = |entry: &Entry| {
        entry.identity.name == name
            || LABELS
                .iter()
                .any(|label| entry.strings("/metadata/labels").get(*label).map(String::as_str) == Some(name))
    };
    let mut own: BTreeSet<usize> =
        case.entries().iter().filter(|entry| is_called(entry)).map(|entry| entry.index).collect();
    let mine: Vec<&Workload> = workloads.iter().filter(|it| own.contains(&it.entry.index)).collect();
    let targets: Vec<(&str, String)> = mine.iter().map(|it| it.target()).collect();
    let claims: BTreeSet<&str> = mine
        .iter()
        .flat_map(|it| it.get("/volumes").and_then(serde_json::Value::as_array).into_iter().flatten())
        .filter_map(|volume| volume.pointer("/persistentVolumeClaim/claimName")?.as_str())
        .collect();
    for entry in case.entries() {
        let scales = || {
            let at = |field: &str| entry.text(&format!("/spec/scaleTargetRef/{field}")).to_owned();
            let (kind, target) = (at("kind"), at("name"));
            targets.iter().any(|(of, name)| *name == target && (kind.is_empty() || *of == kind))
        };
        let selects = || {
            let wanted = selector_of(entry);
            !wanted.is_empty() && mine.iter().any(|it| selector::matches(&wanted, &it.labels))
        };
        let is_claim =
            || entry.is("", "PersistentVolumeClaim") && claims.contains(entry.identity.name.as_str());
        let here = mine.iter().any(|it| it.entry.namespace() == entry.namespace());
        if here && (scales() || selects() || is_claim()) {
            own.insert(entry.index);
        }
    }
    // What they own, and what that owns; events about any of them.
    loop {
        let uids: BTreeSet<&str> = case
            .entries()
            .iter()
            .filter(|entry| own.contains(&entry.index))
            .map(|entry| entry.text("/metadata/uid"))
            .filter(|uid| !uid.is_empty())
            .collect();
        let new: Vec<usize> = case
            .entries()
            .iter()
            .filter(|entry| !own.contains(&entry.index))
            .filter(|entry| entry.owners().any(|uid| uids.contains(uid)) || is_about(case, entry, &own))
            .map(|entry| entry.index)
            .collect();
        if new.is_empty() {
            return own;
        }
        own.extend(new);
    }
}

/// By which labels an object finds pods.
fn selector_of(entry: &Entry) -> StringMap {
    match entry.identity.kind.as_str() {
        "Service" if entry.identity.group().is_empty() => entry.strings("/spec/selector"),
        "ResourcePolicy" => entry.strings("/spec/selector"),
        "PodDisruptionBudget" | "PodMonitor" => entry.strings("/spec/selector/matchLabels"),
        "Pod" => entry.strings("/metadata/labels"),
        _ => StringMap::new(),
    }
}

/// Whether an event is about one of these objects.
fn is_about(case: &Case, event: &Entry, own: &BTreeSet<usize>) -> bool {
    if event.identity.kind != "Event" {
        return false;
    }
    let object = ["/involvedObject", "/regarding"].into_iter().find_map(|at| event.get(at));
    let text = |field: &str| object.and_then(|it| it.get(field)?.as_str()).unwrap_or_default();
    let (kind, name) = (text("kind"), text("name"));
    case.entries().iter().any(|entry| {
        own.contains(&entry.index)
            && entry.identity.kind == kind
            && entry.identity.name == name
            && entry.namespace() == event.namespace()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::doctor::examine;

    /// Two services whose names begin alike; `qwen-2` has a Service that finds no port and an autoscaler without a choice.
    const TWO: &str = r#"
apiVersion: apps/v1
kind: Deployment
metadata: {name: qwen, namespace: default}
spec: {selector: {matchLabels: {app: one}}, template: {metadata: {labels: {app: one}}, spec: {containers: [{name: a, image: x, ports: [{name: http, containerPort: 80}]}]}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: qwen-2, namespace: default}
spec: {selector: {matchLabels: {app: two}}, template: {metadata: {labels: {app: two}}, spec: {containers: [{name: a, image: x, ports: [{name: http, containerPort: 80}]}]}}}
---
apiVersion: v1
kind: Service
metadata: {name: front, namespace: default}
spec: {selector: {app: two}, ports: [{port: 80, targetPort: web}]}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: scaler, namespace: default}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: qwen}, minReplicas: 2, maxReplicas: 2, metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]}
"#;

    fn of(name: &str) -> BTreeSet<&'static str> {
        let mut case = Case::default();
        case.read("two.yaml", TWO);
        let own = of_service(&case, name);
        examine(&case).iter().filter(|finding| own.has(finding)).map(|finding| finding.code).collect()
    }

    #[test]
    fn a_selector_or_a_target_says_whose_it_is_and_not_how_a_name_begins() {
        assert!(of("qwen").contains("NEAP014") && !of("qwen").contains("NEAP009"), "{:?}", of("qwen"));
        assert!(of("qwen-2").contains("NEAP009") && !of("qwen-2").contains("NEAP014"), "{:?}", of("qwen-2"));
    }
}
