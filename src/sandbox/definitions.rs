//! The custom resource definitions that every sandbox serves, in the reduced forms of `crds/`.

use serde_json::Value;

use crate::error::{Error, Result};

/// KServe's and Knative's kinds, ACK's ResourcePolicy, and what the templates render besides.
const FILES: &[&str] = &[
    include_str!("../../crds/kserve/inferenceservices.yaml"),
    include_str!("../../crds/kserve/servingruntimes.yaml"),
    include_str!("../../crds/kserve/clusterservingruntimes.yaml"),
    include_str!("../../crds/knative/services.yaml"),
    include_str!("../../crds/knative/configurations.yaml"),
    include_str!("../../crds/knative/revisions.yaml"),
    include_str!("../../crds/knative/routes.yaml"),
    include_str!("../../crds/knative/podautoscalers.yaml"),
    include_str!("../../crds/knative/serverlessservices.yaml"),
    include_str!("../../crds/scheduling.alibabacloud.com_resourcepolicies.yaml"),
    include_str!("../../crds/leaderworkerset.x-k8s.io_leaderworkersets.yaml"),
    include_str!("../../crds/workloads.x-k8s.io_rolebasedgroups.yaml"),
    include_str!("../../crds/workloads.x-k8s.io_rolebasedgroupscalingadapters.yaml"),
    include_str!("../../crds/keda.sh_scaledobjects.yaml"),
    include_str!("../../crds/autoscaling.alibabacloud.com_cronhorizontalpodautoscalers.yaml"),
    include_str!("../../crds/data.fluid.io_datasets.yaml"),
    include_str!("../../crds/data.fluid.io_jindoruntimes.yaml"),
    include_str!("../../crds/data.fluid.io_alluxioruntimes.yaml"),
    include_str!("../../crds/data.fluid.io_juicefsruntimes.yaml"),
    include_str!("../../crds/data.fluid.io_dataloads.yaml"),
    include_str!("../../crds/monitoring.coreos.com_podmonitors.yaml"),
];

/// The definitions.
///
/// # Errors
/// A file is no YAML; a test reads them all.
pub fn definitions() -> Result<Vec<Value>> {
    let read = |text: &&str| serde_yaml::from_str(text);
    let parsed: std::result::Result<Vec<Value>, _> = FILES.iter().map(read).collect();
    parsed.map_err(|error| Error::failed(format!("a definition of the sandbox cannot be read: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_can_be_read() {
        for definition in definitions().unwrap() {
            assert_eq!(definition["kind"], "CustomResourceDefinition");
            assert!(definition["spec"]["versions"][0]["schema"].is_object(), "{definition}");
        }
    }
}
