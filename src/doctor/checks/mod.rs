//! The checks, by what they are about. Each adds what it finds and knows nothing of the others.

pub mod cache;
pub mod capacity;
pub mod disruption;
pub mod events;
pub mod fleet;
pub mod hpa;
pub mod knative;
pub mod kserve;
pub mod loading;
pub mod memory;
pub mod metrics;
pub mod nodes;
pub mod parallel;
pub mod ports;
pub mod priority;
pub mod replicas;
pub mod selectors;
pub mod signals;
pub mod status;
pub mod targets;
pub mod units;
pub mod volumes;
pub mod yaml;

use super::case::{Case, Entry, Workload};
use super::finding::Finding;

/// What a check adds to.
type Found = Vec<Finding>;

/// The objects that scale others, with the pointer to their target.
fn autoscalers(case: &Case) -> impl Iterator<Item = &Entry> {
    const KINDS: [(&str, &str); 4] = [
        ("autoscaling", "HorizontalPodAutoscaler"),
        ("keda.sh", "ScaledObject"),
        ("autoscaling.one.alibabacloud.com", "FederatedHPA"),
        ("autoscaling.karmada.io", "FederatedHPA"),
    ];
    case.entries().iter().filter(|entry| KINDS.iter().any(|(group, kind)| entry.is(group, kind)))
}

/// Kind and name of what an autoscaler scales.
fn aim(autoscaler: &Entry) -> (&str, &str) {
    let kind = autoscaler.text("/spec/scaleTargetRef/kind");
    // KEDA's default.
    let kind = if kind.is_empty() { "Deployment" } else { kind };
    (kind, autoscaler.text("/spec/scaleTargetRef/name"))
}

/// The workload that an autoscaler scales.
fn scaled<'w, 'a>(autoscaler: &Entry, workloads: &'w [Workload<'a>]) -> Option<&'w Workload<'a>> {
    let (kind, name) = aim(autoscaler);
    workloads.iter().find(|workload| {
        workload.entry.namespace() == autoscaler.namespace() && workload.target() == (kind, name.to_owned())
    })
}

/// `a`, `b` and `c`.
fn all_of<'a>(words: impl IntoIterator<Item = &'a str>) -> String {
    let words: Vec<String> = words.into_iter().map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.concat(),
    }
}
