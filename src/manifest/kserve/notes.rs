//! What a user should know about what was rendered.

use super::mode::Mode;
use crate::engines::detect::port_in;
use crate::engines::probes::health_check;
use crate::manifest::pod::notes::unknown_metrics;
use crate::workload::Kserve;

/// The port that KServe probes and routes to if the container names none.
const KSERVE_PORT: u16 = 8080;

/// Adds what a user should know.
pub fn collect(workload: &Kserve, mode: Mode, notes: &mut Vec<String>) {
    notes.extend(port(workload));
    notes.extend(model_path(workload));
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
        Mode::Knative => notes.extend(gates(workload)),
    }
}

/// The container listens elsewhere than KServe looks.
fn port(workload: &Kserve) -> Option<String> {
    let line = workload.common.container.line()?;
    let looked_at = workload.common.container.port.unwrap_or(KSERVE_PORT);
    let (listens, said) = match port_in(line) {
        Some(port) => (port, "the command says"),
        None => {
            (workload.common.engine.map(|found| health_check(found.engine).port)?, "is the engine's default")
        }
    };
    // Only the engine's own name in the command makes its default port certain.
    let certain = said == "the command says"
        || ["vllm serve", "vllm.entrypoints", "sglang.launch_server"].iter().any(|word| line.contains(word));
    (listens != looked_at && certain).then(|| match said {
        "the command says" => format!("the command listens on {listens}, but KServe will look for it on {looked_at}: add `--port={listens}`"),
        _ => format!("the engine listens on {listens} unless told otherwise, but KServe will look for it on {looked_at}: add `--port={listens}`"),
    })
}

/// The command reads a path that nothing is mounted at.
fn model_path(workload: &Kserve) -> Option<String> {
    let line = workload.common.container.line()?;
    workload.common.engine?;
    let mut words = line.split_whitespace();
    let mut path = None;
    while let Some(word) = words.next() {
        path = match word.split_once('=') {
            Some(("--model" | "--model-path", value)) => Some(value),
            None if matches!(word, "--model" | "--model-path" | "serve") => words.next(),
            _ => path,
        };
    }
    let path = path?.trim_matches(['"', '\'']);
    let elsewhere = workload.model.as_ref().is_some_and(|model| model.storage_uri.is_some());
    let outside = path.starts_with('/') && !workload.common.storage.covers(path) && !elsewhere;
    outside.then(|| format!("the command reads {path}, where nothing is mounted: add `--data=PVC:{path}` unless the image holds it"))
}

/// What Knative refuses unless its operator allowed it.
fn gates(workload: &Kserve) -> Option<String> {
    use crate::workload::storage::VolumeSource;
    let placement = &workload.common.placement;
    let has = |kind: fn(&VolumeSource) -> bool| {
        workload.common.storage.volumes.iter().any(|volume| kind(&volume.source))
    };
    let writes = has(|source| matches!(source, VolumeSource::Claim { read_only: false, .. }));
    let gates: Vec<&str> = [
        ("persistent-volume-claim", has(|source| matches!(source, VolumeSource::Claim { .. }))),
        ("persistent-volume-write", writes),
        ("volumes-hostpath", has(|source| matches!(source, VolumeSource::Host(_)))),
        ("nodeselector", !placement.node_selector.is_empty()),
        ("tolerations", !placement.tolerations.is_empty()),
        ("affinity", placement.affinity.is_some()),
        ("priorityclassname", placement.priority_class.is_some()),
        (
            "securitycontext",
            !workload.common.security.ids.is_empty() || workload.common.security.non_root.is_some(),
        ),
        ("fieldref", false),
    ]
    .into_iter()
    .filter_map(|(gate, used)| used.then_some(gate))
    .collect();
    (!gates.is_empty()).then(|| {
        let list =
            gates.iter().map(|gate| format!("kubernetes.podspec-{gate}")).collect::<Vec<_>>().join(", ");
        format!("Knative refuses this unless its ConfigMap config-features enables {list}")
    })
}
