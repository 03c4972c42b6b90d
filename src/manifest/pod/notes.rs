//! What a user of any kind should know.

use crate::engines::metrics::{PRESETS, measure_of};
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
