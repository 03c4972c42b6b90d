//! What the OpenAPI of the built-in kinds says and the `schemars` feature of `k8s-openapi` does not: how lists and maps merge, and defaults.
//!
//! Source: the `x-kubernetes-*` extensions and `default`s that a real API server 1.36 publishes. A test compares them.
//! Definitions are named without their `io.k8s.…` prefix. A list that stands nowhere is atomic.

/// Lists whose elements are known by keys, and which a strategic merge patch merges by the first of them.
pub const MERGED: &[(&str, &str, &[&str])] = &[
    ("apps.v1.DaemonSetStatus", "conditions", &["type"]),
    ("apps.v1.DeploymentStatus", "conditions", &["type"]),
    ("apps.v1.ReplicaSetStatus", "conditions", &["type"]),
    ("apps.v1.StatefulSetStatus", "conditions", &["type"]),
    ("autoscaling.v2.HorizontalPodAutoscalerStatus", "conditions", &["type"]),
    ("core.v1.Container", "env", &["name"]),
    ("core.v1.Container", "ports", &["containerPort", "protocol"]),
    ("core.v1.Container", "volumeDevices", &["devicePath"]),
    ("core.v1.Container", "volumeMounts", &["mountPath"]),
    ("core.v1.ContainerStatus", "allocatedResourcesStatus", &["name"]),
    ("core.v1.ContainerStatus", "volumeMounts", &["mountPath"]),
    ("core.v1.EphemeralContainer", "env", &["name"]),
    ("core.v1.EphemeralContainer", "ports", &["containerPort", "protocol"]),
    ("core.v1.EphemeralContainer", "volumeDevices", &["devicePath"]),
    ("core.v1.EphemeralContainer", "volumeMounts", &["mountPath"]),
    ("core.v1.NamespaceStatus", "conditions", &["type"]),
    ("core.v1.NodeStatus", "addresses", &["type"]),
    ("core.v1.NodeStatus", "conditions", &["type"]),
    ("core.v1.PersistentVolumeClaimStatus", "conditions", &["type"]),
    ("core.v1.PodSpec", "containers", &["name"]),
    ("core.v1.PodSpec", "ephemeralContainers", &["name"]),
    ("core.v1.PodSpec", "hostAliases", &["ip"]),
    ("core.v1.PodSpec", "imagePullSecrets", &["name"]),
    ("core.v1.PodSpec", "initContainers", &["name"]),
    ("core.v1.PodSpec", "schedulingGates", &["name"]),
    ("core.v1.PodSpec", "topologySpreadConstraints", &["topologyKey", "whenUnsatisfiable"]),
    ("core.v1.PodStatus", "conditions", &["type"]),
    ("core.v1.PodStatus", "podIPs", &["ip"]),
    ("core.v1.ReplicationControllerStatus", "conditions", &["type"]),
    ("core.v1.ServiceAccount", "secrets", &["name"]),
    ("core.v1.ServiceSpec", "ports", &["port", "protocol"]),
    ("core.v1.ServiceStatus", "conditions", &["type"]),
    ("policy.v1.PodDisruptionBudgetStatus", "conditions", &["type"]),
    ("apiextensions.v1.JSONSchemaProps", "x-kubernetes-validations", &["rule"]),
    ("meta.v1.ObjectMeta", "ownerReferences", &["uid"]),
    ("apiregistration.v1.APIServiceStatus", "conditions", &["type"]),
];

/// The same, where the merged element keeps only the keys that the patch names (`merge,retainKeys`).
pub const RETAINED: &[(&str, &str, &[&str])] = &[
    ("core.v1.PodSpec", "resourceClaims", &["name"]),
    ("core.v1.PodSpec", "volumes", &["name"]),
    ("core.v1.PodStatus", "resourceClaimStatuses", &["name"]),
];

/// Lists whose elements are known by keys, and which a strategic merge patch replaces.
pub const KEYED: &[(&str, &str, &[&str])] = &[
    ("core.v1.ResourceRequirements", "claims", &["name"]),
    ("core.v1.ResourceStatus", "resources", &["resourceID"]),
    ("apiextensions.v1.CustomResourceDefinitionStatus", "conditions", &["type"]),
];

/// Sets of scalars.
pub const SETS: &[(&str, &str)] = &[
    ("batch.v1.PodFailurePolicyOnExitCodesRequirement", "values"),
    ("batch.v1.UncountedTerminatedPods", "failed"),
    ("batch.v1.UncountedTerminatedPods", "succeeded"),
    ("core.v1.ContainerRestartRuleOnExitCodes", "values"),
    ("core.v1.NodeAllocatableResourceClaimStatus", "containers"),
    ("discovery.v1.Endpoint", "addresses"),
];

/// Sets of scalars that a strategic merge patch merges.
pub const MERGED_SETS: &[(&str, &str)] =
    &[("core.v1.NodeSpec", "podCIDRs"), ("meta.v1.ObjectMeta", "finalizers")];

/// Lists that are atomic in server-side apply and that a strategic merge patch merges by this key.
pub const PATCHED: &[(&str, &str, &str)] =
    &[("batch.v1.JobStatus", "conditions", "type"), ("core.v1.PodStatus", "hostIPs", "ip")];

/// Objects with a strategy of their own under a strategic merge patch.
pub const STRATEGIES: &[(&str, &str, &str)] = &[
    ("apps.v1.DeploymentSpec", "strategy", "retainKeys"),
    ("policy.v1.PodDisruptionBudgetSpec", "selector", "replace"),
];

/// Structs that server-side apply owns as a whole.
pub const ATOMIC: &[&str] = &[
    "autoscaling.v1.CrossVersionObjectReference",
    "core.v1.ConfigMapKeySelector",
    "core.v1.EndpointAddress",
    "core.v1.EndpointPort",
    "core.v1.FileKeySelector",
    "core.v1.LocalObjectReference",
    "core.v1.NodeSelector",
    "core.v1.NodeSelectorTerm",
    "core.v1.ObjectFieldSelector",
    "core.v1.ObjectReference",
    "core.v1.ResourceFieldSelector",
    "core.v1.ScopeSelector",
    "core.v1.SecretKeySelector",
    "core.v1.SecretReference",
    "core.v1.TopologySelectorTerm",
    "core.v1.TypedLocalObjectReference",
    "discovery.v1.EndpointPort",
    "meta.v1.LabelSelector",
    "meta.v1.OwnerReference",
    "networking.v1.ServiceBackendPort",
    "rbac.v1.RoleRef",
    "rbac.v1.Subject",
];

/// Fields that differ from their definition or are maps: the type that they have.
pub const MAP_TYPES: &[(&str, &str, &str)] = &[
    ("core.v1.PersistentVolumeClaimStatus", "allocatedResourceStatuses", "granular"),
    ("core.v1.PersistentVolumeSpec", "claimRef", "granular"),
    ("core.v1.PodSpec", "nodeSelector", "atomic"),
    ("core.v1.ReplicationControllerSpec", "selector", "atomic"),
    ("core.v1.ServiceSpec", "selector", "atomic"),
];

/// A default's value.
#[derive(Debug, Clone, Copy)]
pub enum Literal {
    /// Text.
    Text(&'static str),
    /// A number.
    Number(i64),
    /// `true` or `false`.
    Flag(bool),
}

/// Defaults besides the rule: a required scalar has its type's zero value as default.
pub const DEFAULTS: &[(&str, &str, Literal)] = &[
    ("apps.v1.StatefulSetOrdinals", "start", Literal::Number(0)),
    ("apps.v1.StatefulSetSpec", "serviceName", Literal::Text("")),
    ("apps.v1.StatefulSetStatus", "availableReplicas", Literal::Number(0)),
    ("authentication.v1.TokenRequestStatus", "token", Literal::Text("")),
    ("autoscaling.v1.ScaleSpec", "replicas", Literal::Number(0)),
    ("batch.v1.PodFailurePolicyOnPodConditionsPattern", "status", Literal::Text("")),
    ("core.v1.AzureDiskVolumeSource", "cachingMode", Literal::Text("ReadWrite")),
    ("core.v1.AzureDiskVolumeSource", "fsType", Literal::Text("ext4")),
    ("core.v1.AzureDiskVolumeSource", "kind", Literal::Text("Shared")),
    ("core.v1.AzureDiskVolumeSource", "readOnly", Literal::Flag(false)),
    ("core.v1.ConfigMapEnvSource", "name", Literal::Text("")),
    ("core.v1.ConfigMapKeySelector", "name", Literal::Text("")),
    ("core.v1.ConfigMapProjection", "name", Literal::Text("")),
    ("core.v1.ConfigMapVolumeSource", "name", Literal::Text("")),
    ("core.v1.ContainerPort", "protocol", Literal::Text("TCP")),
    ("core.v1.Event", "reportingComponent", Literal::Text("")),
    ("core.v1.Event", "reportingInstance", Literal::Text("")),
    ("core.v1.FileKeySelector", "optional", Literal::Flag(false)),
    ("core.v1.GRPCAction", "service", Literal::Text("")),
    ("core.v1.ISCSIPersistentVolumeSource", "iscsiInterface", Literal::Text("default")),
    ("core.v1.ISCSIVolumeSource", "iscsiInterface", Literal::Text("default")),
    ("core.v1.LocalObjectReference", "name", Literal::Text("")),
    ("core.v1.NodeRuntimeHandler", "name", Literal::Text("")),
    ("core.v1.RBDPersistentVolumeSource", "keyring", Literal::Text("/etc/ceph/keyring")),
    ("core.v1.RBDPersistentVolumeSource", "pool", Literal::Text("rbd")),
    ("core.v1.RBDPersistentVolumeSource", "user", Literal::Text("admin")),
    ("core.v1.RBDVolumeSource", "keyring", Literal::Text("/etc/ceph/keyring")),
    ("core.v1.RBDVolumeSource", "pool", Literal::Text("rbd")),
    ("core.v1.RBDVolumeSource", "user", Literal::Text("admin")),
    ("core.v1.ReplicationControllerSpec", "minReadySeconds", Literal::Number(0)),
    ("core.v1.ReplicationControllerSpec", "replicas", Literal::Number(1)),
    ("core.v1.ScaleIOPersistentVolumeSource", "fsType", Literal::Text("xfs")),
    ("core.v1.ScaleIOPersistentVolumeSource", "storageMode", Literal::Text("ThinProvisioned")),
    ("core.v1.ScaleIOVolumeSource", "fsType", Literal::Text("xfs")),
    ("core.v1.ScaleIOVolumeSource", "storageMode", Literal::Text("ThinProvisioned")),
    ("core.v1.SecretEnvSource", "name", Literal::Text("")),
    ("core.v1.SecretKeySelector", "name", Literal::Text("")),
    ("core.v1.SecretProjection", "name", Literal::Text("")),
    ("core.v1.ServicePort", "protocol", Literal::Text("TCP")),
    ("policy.v1.PodDisruptionBudgetStatus", "currentHealthy", Literal::Number(0)),
    ("policy.v1.PodDisruptionBudgetStatus", "desiredHealthy", Literal::Number(0)),
    ("policy.v1.PodDisruptionBudgetStatus", "disruptionsAllowed", Literal::Number(0)),
    ("policy.v1.PodDisruptionBudgetStatus", "expectedPods", Literal::Number(0)),
    ("rbac.v1.RoleRef", "apiGroup", Literal::Text("")),
    ("scheduling.v1.PriorityClass", "value", Literal::Number(0)),
];

/// Required scalars that have no default.
pub const WITHOUT_DEFAULT: &[(&str, &str)] = &[
    ("authentication.v1.TokenReviewSpec", "token"),
    ("core.v1.ContainerRestartRule", "action"),
    ("core.v1.ContainerRestartRuleOnExitCodes", "operator"),
    ("core.v1.ImageVolumeStatus", "imageRef"),
    ("core.v1.PodCertificateProjection", "keyType"),
    ("core.v1.PodCertificateProjection", "signerName"),
    ("networking.v1.HTTPIngressPath", "pathType"),
];
