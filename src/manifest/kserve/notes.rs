//! What a user should know about what was rendered.

use serde_json::Value;

use super::mode::Mode;
use crate::manifest::pod::notes::{model_path, port, unknown_metrics};
use crate::platform::gates;
use crate::workload::Kserve;

/// Adds what a user should know.
pub fn collect(workload: &Kserve, mode: Mode, pod: &Value, notes: &mut Vec<String>) {
    let elsewhere = workload.model.as_ref().is_some_and(|model| model.storage_uri.is_some());
    notes.extend(port(&workload.common, "KServe"));
    notes.extend(model_path(&workload.common, elsewhere));
    notes.extend(unknown_metrics(&workload.common));
    const COST: &str = "controller.kubernetes.io/pod-deletion-cost";
    if !workload.common.placement.units.is_empty() && workload.common.service.annotations.contains_key(COST) {
        notes.push(format!(
            "the annotation {COST} decides which pods go first, against the order of the units"
        ));
    }
    let resources = &workload.common.resources;
    if workload.model.is_none()
        && resources.any_device()
        && resources.memory.is_none()
        && resources.memory_limit.is_none()
    {
        notes.push("without `--memory` KServe gives the container 2Gi, which few models fit into".into());
    }
    if workload.common.scaling.metrics.is_empty() && workload.common.scaling.elastic() && mode == Mode::Raw {
        notes.push("without `--scale-metric` KServe scales on CPU use, which says little about a GPU".into());
    }
    let name = workload.common.service.object_name.len();
    let namespace = workload.common.service.namespace.as_ref().map_or(0, String::len);
    // A label of DNS has 63 characters; the longest host is NAME-predictor-NAMESPACE.
    if name + "-predictor-".len() + namespace > 63 {
        notes.push(
            "name and namespace together are longer than a host name may be: KServe will not make an Ingress"
                .into(),
        );
    }
    match mode {
        Mode::Raw => {
            if workload.container_concurrency.is_some() {
                notes.push("`--container-concurrency` limits nothing outside Knative mode".into());
            }
        }
        Mode::Knative => notes.extend(gated(pod)),
    }
}

/// What Knative refuses unless its operator allowed it.
fn gated(pod: &Value) -> Option<String> {
    let keys: Vec<String> = gates::needed(pod).iter().map(gates::Gate::key).collect();
    // Scratch space is on unless somebody turned it off.
    let keys: Vec<String> = keys.into_iter().filter(|key| !key.ends_with("-emptydir")).collect();
    let list = keys.join(", ");
    (!keys.is_empty())
        .then(|| format!("Knative refuses this unless its ConfigMap config-features enables {list}"))
}
