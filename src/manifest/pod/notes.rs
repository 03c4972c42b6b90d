//! What a user of any kind should know.

use crate::engines::detect::port_in;
use crate::engines::metrics::{PRESETS, measure_of};
use crate::engines::probes::health_check;
use crate::kubernetes::near::did_you_mean;
use crate::workload::Common;
use crate::workload::metric::Metric;

/// Metrics of the pods that neap has never heard of.
pub fn unknown_metrics(common: &Common) -> Vec<String> {
    let unknown = common.scaling.metrics.iter().filter_map(|metric| match metric {
        Metric::Pods { name, .. } if measure_of(name).is_none() => Some(name),
        _ => None,
    });
    unknown
        .map(|name| {
            let near = did_you_mean(name, PRESETS.iter().map(|preset| preset.name));
            let question = near.map(|question| format!("; {question}")).unwrap_or_default();
            format!("`{name}` is no metric that neap knows: the cluster must serve it for pods{question}")
        })
        .collect()
}

/// The port that KServe and Knative probe and route to if the container names none.
const DEFAULT_PORT: u16 = 8080;

/// The container listens elsewhere than `who` looks.
pub fn port(common: &Common, who: &str) -> Option<String> {
    let line = common.container.line()?;
    let looked_at = common.container.port.unwrap_or(DEFAULT_PORT);
    let (listens, said) = match port_in(line) {
        Some(port) => (port, "the command says"),
        None => (common.engine.map(|found| health_check(found.engine).port)?, "is the engine's default"),
    };
    // Only the engine's own name in the command makes its default port certain.
    let certain = said == "the command says"
        || ["vllm serve", "vllm.entrypoints", "sglang.launch_server"].iter().any(|word| line.contains(word));
    let listens_there = match said {
        "the command says" => format!("the command listens on {listens}"),
        _ => format!("the engine listens on {listens} unless told otherwise"),
    };
    (listens != looked_at && certain).then(|| {
        format!("{listens_there}, but {who} will look for it on {looked_at}: add `--port={listens}`")
    })
}

/// The command reads a path that nothing is mounted at; `elsewhere` says that the model is brought by other means.
pub fn model_path(common: &Common, elsewhere: bool) -> Option<String> {
    let line = common.container.line()?;
    common.engine?;
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
    let outside = path.starts_with('/') && !common.storage.covers(path) && !elsewhere;
    outside.then(|| format!("the command reads {path}, where nothing is mounted: add `--data=PVC:{path}` unless the image holds it"))
}
