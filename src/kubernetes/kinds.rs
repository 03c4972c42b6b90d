//! Where the API serves the kinds that neap reads and writes: plural, and whether they live in a namespace.
//!
//! A table instead of a request: what the table says is in no doubt, and an object whose kind is not served is found out by
//! its dry run.

use super::Identity;

/// Group, kind, plural, namespaced.
const KINDS: &[(&str, &str, &str, bool)] = &[
    ("", "ConfigMap", "configmaps", true),
    ("", "Event", "events", true),
    ("", "Namespace", "namespaces", false),
    ("", "Node", "nodes", false),
    ("", "PersistentVolume", "persistentvolumes", false),
    ("", "PersistentVolumeClaim", "persistentvolumeclaims", true),
    ("", "Pod", "pods", true),
    ("", "ResourceQuota", "resourcequotas", true),
    ("", "Secret", "secrets", true),
    ("", "Service", "services", true),
    ("", "ServiceAccount", "serviceaccounts", true),
    ("apiregistration.k8s.io", "APIService", "apiservices", false),
    ("apps", "ControllerRevision", "controllerrevisions", true),
    ("apps", "Deployment", "deployments", true),
    ("apps", "StatefulSet", "statefulsets", true),
    ("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", true),
    ("batch", "Job", "jobs", true),
    ("cluster.karmada.io", "Cluster", "clusters", false),
    ("cluster.open-cluster-management.io", "ManagedCluster", "managedclusters", false),
    ("data.fluid.io", "AlluxioRuntime", "alluxioruntimes", true),
    ("data.fluid.io", "DataLoad", "dataloads", true),
    ("data.fluid.io", "Dataset", "datasets", true),
    ("data.fluid.io", "JindoRuntime", "jindoruntimes", true),
    ("data.fluid.io", "JuiceFSRuntime", "juicefsruntimes", true),
    ("autoscaling.alibabacloud.com", "CronHorizontalPodAutoscaler", "cronhorizontalpodautoscalers", true),
    ("autoscaling.karmada.io", "FederatedHPA", "federatedhpas", true),
    ("autoscaling.one.alibabacloud.com", "FederatedHPA", "federatedhpas", true),
    ("gateway.networking.k8s.io", "HTTPRoute", "httproutes", true),
    ("keda.sh", "ScaledObject", "scaledobjects", true),
    ("leaderworkerset.x-k8s.io", "LeaderWorkerSet", "leaderworkersets", true),
    ("monitoring.coreos.com", "PodMonitor", "podmonitors", true),
    ("monitoring.coreos.com", "ServiceMonitor", "servicemonitors", true),
    ("networking.k8s.io", "Ingress", "ingresses", true),
    ("policy", "PodDisruptionBudget", "poddisruptionbudgets", true),
    ("policy.karmada.io", "PropagationPolicy", "propagationpolicies", true),
    ("policy.one.alibabacloud.com", "PropagationPolicy", "propagationpolicies", true),
    ("scheduling.alibabacloud.com", "ResourcePolicy", "resourcepolicies", true),
    ("karpenter.sh", "NodePool", "nodepools", false),
    ("scheduling.k8s.io", "PriorityClass", "priorityclasses", false),
    ("serving.knative.dev", "Revision", "revisions", true),
    ("serving.knative.dev", "Service", "services", true),
    ("serving.kserve.io", "ClusterServingRuntime", "clusterservingruntimes", false),
    ("serving.kserve.io", "InferenceService", "inferenceservices", true),
    ("serving.kserve.io", "ServingRuntime", "servingruntimes", true),
    ("work.karmada.io", "ResourceBinding", "resourcebindings", true),
    ("workloads.x-k8s.io", "RoleBasedGroup", "rolebasedgroups", true),
    ("workloads.x-k8s.io", "RoleBasedGroupScalingAdapter", "rolebasedgroupscalingadapters", true),
];

/// Where a kind is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Endpoint {
    /// The plural in the path.
    pub plural: &'static str,
    /// Whether its objects live in a namespace.
    pub namespaced: bool,
}

/// Where the kind of this object is served; `None` for a kind that neap does not write.
pub fn endpoint(identity: &Identity) -> Option<Endpoint> {
    KINDS
        .iter()
        .find(|(group, kind, ..)| *group == identity.group() && *kind == identity.kind)
        .map(|&(_, _, plural, namespaced)| Endpoint { plural, namespaced })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_found_by_its_group() {
        let identity = |api_version: &str, kind: &str| Identity {
            api_version: api_version.into(),
            kind: kind.into(),
            namespace: None,
            name: "a".into(),
        };
        let found = endpoint(&identity("serving.kserve.io/v1beta1", "InferenceService")).unwrap();
        assert_eq!((found.plural, found.namespaced), ("inferenceservices", true));
        assert_eq!(endpoint(&identity("v1", "Service")).unwrap().plural, "services");
        assert_eq!(endpoint(&identity("example.com/v1", "Service")), None);
    }
}
