//! What a user should know about what was rendered.

use crate::elastic::kpa::{Decider, Measure, Settings};
use crate::engines::metrics::{PRESETS, measure_of};
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::resources::StringMap;
use crate::manifest::pod::notes::{model_path, port};
use crate::workload::Knative;
use crate::workload::knative::autoscaler::Class;
use crate::workload::knative::reserve::Kind;
use crate::workload::priority::CLASSES;
use crate::workload::storage::VolumeSource;

/// The longest timeout that Knative takes unless it is told otherwise, in seconds.
const LONGEST_TIMEOUT: u64 = 600;
/// The most that `containerConcurrency` may be unless Knative is told otherwise.
const MOST_CONCURRENT: u64 = 1000;

/// Adds what a user should know; `annotations` are those of the revision.
pub fn collect(workload: &Knative, annotations: &StringMap, notes: &mut Vec<String>) {
    let common = &workload.common;
    notes.extend(match workload.autoscaler.class {
        Class::Kpa => Some(aimed(workload, annotations)),
        Class::Hpa => by_hpa(workload),
    });
    if workload.autoscaler.class == Class::Kpa && common.scaling.max.is_none() {
        notes.push("without `--max-replicas` Knative adds replicas without limit".into());
    }
    notes.extend(port(common, "Knative"));
    notes.extend(model_path(common, false));
    limits(workload, notes);
    reserve(workload, notes);
    if common.storage.volumes.iter().any(|volume| matches!(volume.source, VolumeSource::Host(_))) {
        notes.push("`--data-dir` is mounted read-only: Knative takes a directory of the node only so".into());
    }
    // A class that is almost neap's own is a slip until the cluster shows that it exists.
    let class = common.placement.priority_class.as_deref();
    if let Some(class) = class.filter(|class| CLASSES.iter().all(|own| own.name != *class))
        && let Some(question) = did_you_mean(class, CLASSES.iter().map(|own| own.name))
    {
        notes.push(format!("`--priority-class={class}`: {question}, which is `--priority`'s?"));
    }
    if workload.traffic.iter().all(|share| share.revision.is_some() || share.percent == 0)
        && !workload.traffic.is_empty()
        && workload.canary.is_none()
    {
        notes.push("the revision that this makes gets no requests: no `--traffic=latest=…` says so".into());
    }
}

/// What each pod is aimed at, by Knative's own rule, and whose numbers these are.
fn aimed(workload: &Knative, annotations: &StringMap) -> String {
    let concurrency = i64::try_from(workload.container_concurrency.unwrap_or_default()).unwrap_or(i64::MAX);
    let decider = Decider::new(annotations, concurrency, true, &Settings::default());
    let whose = match (&workload.autoscaler.target, &workload.autoscaler.utilization) {
        (None, _) if concurrency > 0 => " of `--container-concurrency`",
        (None, _) => ", Knative's default: add `--scale-target`",
        (Some(_), None) => ", which is Knative's default (`--target-utilization`)",
        (Some(_), Some(_)) => "",
    };
    format!("{}{whose}", aim(&decider))
}

/// What each pod is aimed at.
pub fn aim(decider: &Decider) -> String {
    let what = match decider.measure {
        Measure::Concurrency => "in flight",
        Measure::Rps => "a second",
    };
    let share = plain(decider.target / decider.total * 100.0);
    let (target, total) = (plain(decider.target), plain(decider.total));
    format!("each pod is aimed at {target} requests {what}: {total} at {share} %")
}

/// A number with at most two places.
fn plain(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn by_hpa(workload: &Knative) -> Option<String> {
    let metric = &workload.autoscaler.metric;
    if ["cpu", "memory"].contains(&metric.as_str()) || measure_of(metric).is_some() {
        return Some(format!(
            "`{metric}` is scaled by an HPA, which Knative makes only where its autoscaler-hpa is installed"
        ));
    }
    let near = did_you_mean(metric, PRESETS.iter().map(|preset| preset.name));
    let question = near.map(|question| format!("; {question}")).unwrap_or_default();
    Some(format!(
        "`{metric}` is no metric that neap knows: the cluster must serve it for pods, and Knative's autoscaler-hpa must be installed{question}"
    ))
}

/// What Knative refuses by default and an administrator can allow.
fn limits(workload: &Knative, notes: &mut Vec<String>) {
    if let Some(seconds) = workload.request_timeout.filter(|seconds| *seconds > LONGEST_TIMEOUT) {
        notes.push(format!("Knative takes a timeout of {seconds}s only if max-revision-timeout-seconds of its ConfigMap config-defaults is as long ({LONGEST_TIMEOUT} by default)"));
    }
    if let Some(count) = workload.container_concurrency.filter(|count| *count > MOST_CONCURRENT) {
        notes.push(format!("Knative takes a concurrency of {count} only if container-concurrency-max-limit of its ConfigMap config-defaults is as high ({MOST_CONCURRENT} by default)"));
    }
    if workload.autoscaler.initial == Some(0) {
        notes.push("Knative starts a revision with no replica only if allow-zero-initial-scale of its ConfigMap config-autoscaler is true".into());
    }
    let resources = &workload.common.resources;
    if resources.any_device() && resources.memory.is_none() && resources.memory_limit.is_none() {
        notes.push(
            "without `--memory` nothing keeps memory for the model, and another pod may take it".into(),
        );
    }
}

fn reserve(workload: &Knative, notes: &mut Vec<String>) {
    let Some(reserve) = &workload.reserve else { return };
    notes.push(
        "a reserve instance is a feature of ACK's Knative; elsewhere nothing reads its annotations".into(),
    );
    if workload.common.scaling.min > 0 {
        notes
            .push("the reserve instance takes over at zero replicas, which `--min-replicas=0` allows".into());
    }
    if reserve.kind == Some(Kind::Ecs) && !reserve.specs.is_empty() {
        notes.push("the annotation reserve-instance-ecs-use-specs is written by analogy with eci's: ACK's pages do not show it".into());
    }
    let without_gpu = reserve.specs.iter().find(|spec| !spec.starts_with("ecs."));
    if let (Some(spec), true) = (without_gpu, workload.common.resources.any_device()) {
        notes.push(format!("a reserve instance of {spec} has no GPU, and the container asks for one: name an instance type that has"));
    }
}
