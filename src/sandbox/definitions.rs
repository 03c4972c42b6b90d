//! The custom resource definitions that every sandbox serves, in the reduced forms of `crds/`.

use serde_json::{Value, json};

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

/// Karmada's kinds of a fleet's hub.
const FLEET: [&str; 5] = [
    include_str!("../../crds/policy.karmada.io_propagationpolicies.yaml"),
    include_str!("../../crds/autoscaling.karmada.io_federatedhpas.yaml"),
    include_str!("../../crds/cluster.karmada.io_clusters.yaml"),
    include_str!("../../crds/work.karmada.io_resourcebindings.yaml"),
    include_str!("../../crds/work.karmada.io_works.yaml"),
];

/// The definitions of a fleet's hub: Karmada's, and ACK One's, whose schema is not public and taken to be Karmada's with the fields that its
/// documents name.
///
/// # Errors
/// A file is no YAML; a test reads them all.
pub fn fleet_definitions() -> Result<Vec<Value>> {
    let mut all = Vec::new();
    for text in FLEET {
        let definition: Value = serde_yaml::from_str(text)
            .map_err(|error| Error::failed(format!("a definition of the sandbox cannot be read: {error}")))?;
        let plural = definition["spec"]["names"]["plural"].as_str().unwrap_or_default().to_owned();
        match plural.as_str() {
            "propagationpolicies" => {
                let mut one = of_group(&definition, "policy.one.alibabacloud.com");
                let spec = "/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties";
                if let Some(spec) = one.pointer_mut(spec) {
                    spec["autoScaling"] =
                        json!({"type": "object", "properties": {"ecsProvision": {"type": "boolean"}}});
                    spec["placement"]["properties"]["replicaScheduling"]["properties"]["customSchedulingType"] =
                        json!({"type": "string"});
                }
                all.extend([of_fleet(&definition), of_fleet(&one), one]);
            }
            "federatedhpas" => all.push(of_group(&definition, "autoscaling.one.alibabacloud.com")),
            _ => {}
        }
        all.push(definition);
    }
    Ok(all)
}

/// The same kind in another group.
fn of_group(definition: &Value, group: &str) -> Value {
    let mut other = definition.clone();
    let plural = other["spec"]["names"]["plural"].as_str().unwrap_or_default().to_owned();
    other["metadata"]["name"] = format!("{plural}.{group}").into();
    other["spec"]["group"] = group.into();
    other
}

/// The same kind for the whole fleet instead of a namespace.
fn of_fleet(definition: &Value) -> Value {
    let mut other = definition.clone();
    let group = other["spec"]["group"].as_str().unwrap_or_default().to_owned();
    other["metadata"]["name"] = format!("clusterpropagationpolicies.{group}").into();
    other["spec"]["scope"] = "Cluster".into();
    other["spec"]["names"] = json!({"kind": "ClusterPropagationPolicy", "listKind": "ClusterPropagationPolicyList",
        "plural": "clusterpropagationpolicies", "singular": "clusterpropagationpolicy", "shortNames": ["cpp"]});
    other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_definition_can_be_read() {
        for definition in definitions().unwrap().into_iter().chain(fleet_definitions().unwrap()) {
            assert_eq!(definition["kind"], "CustomResourceDefinition");
            assert!(definition["spec"]["versions"][0]["schema"].is_object(), "{definition}");
        }
    }
}
