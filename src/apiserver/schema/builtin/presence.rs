//! What becomes of a field that is left out or empty: the built-in kinds are Go structs on the real server, and come back so.
//!
//! Source: the types of `k8s.io/api` 1.36, read by reflection: which scalars are pointers, which structs are values.

use serde_json::{Value, json};

use crate::apiserver::schema::{Empty, Schema, Shape};

/// Scalars behind a pointer: zero is a value of theirs. All others that are optional vanish with it.
const POINTERS: &[(&str, &str)] = &[
    ("apiextensions.v1.CustomResourceDefinitionVersion", "deprecationWarning"),
    ("apiextensions.v1.CustomResourceSubresourceScale", "labelSelectorPath"),
    (
        "apiextensions.v1.JSONSchemaProps",
        "$ref maximum minimum maxLength minLength maxItems minItems multipleOf maxProperties minProperties x-kubernetes-preserve-unknown-fields x-kubernetes-list-type x-kubernetes-map-type",
    ),
    ("apiextensions.v1.ServiceReference", "path port"),
    ("apiextensions.v1.ValidationRule", "reason optionalOldSelf"),
    ("apiextensions.v1.WebhookClientConfig", "url"),
    ("apiregistration.v1.ServiceReference", "port"),
    ("apps.v1.DaemonSetSpec", "revisionHistoryLimit"),
    ("apps.v1.DaemonSetStatus", "collisionCount"),
    ("apps.v1.DeploymentSpec", "replicas revisionHistoryLimit progressDeadlineSeconds"),
    ("apps.v1.DeploymentStatus", "terminatingReplicas collisionCount"),
    ("apps.v1.ReplicaSetSpec", "replicas"),
    ("apps.v1.ReplicaSetStatus", "terminatingReplicas"),
    ("apps.v1.RollingUpdateStatefulSetStrategy", "partition"),
    ("apps.v1.StatefulSetSpec", "replicas revisionHistoryLimit"),
    ("apps.v1.StatefulSetStatus", "collisionCount"),
    ("authentication.v1.TokenRequestSpec", "expirationSeconds"),
    ("autoscaling.v1.HorizontalPodAutoscalerSpec", "minReplicas targetCPUUtilizationPercentage"),
    ("autoscaling.v1.HorizontalPodAutoscalerStatus", "observedGeneration currentCPUUtilizationPercentage"),
    ("autoscaling.v2.HPAScalingRules", "stabilizationWindowSeconds selectPolicy"),
    ("autoscaling.v2.HorizontalPodAutoscalerSpec", "minReplicas"),
    ("autoscaling.v2.HorizontalPodAutoscalerStatus", "observedGeneration"),
    ("autoscaling.v2.MetricTarget", "averageUtilization"),
    ("autoscaling.v2.MetricValueStatus", "averageUtilization"),
    (
        "batch.v1.CronJobSpec",
        "timeZone startingDeadlineSeconds suspend successfulJobsHistoryLimit failedJobsHistoryLimit",
    ),
    (
        "batch.v1.JobSpec",
        "parallelism completions activeDeadlineSeconds backoffLimit backoffLimitPerIndex maxFailedIndexes manualSelector ttlSecondsAfterFinished completionMode suspend podReplacementPolicy managedBy",
    ),
    ("batch.v1.JobStatus", "terminating failedIndexes ready"),
    ("batch.v1.PodFailurePolicyOnExitCodesRequirement", "containerName"),
    ("batch.v1.SuccessPolicyRule", "succeededIndexes succeededCount"),
    (
        "coordination.v1.LeaseSpec",
        "holderIdentity leaseDurationSeconds leaseTransitions strategy preferredHolder",
    ),
    ("core.v1.AppArmorProfile", "localhostProfile"),
    ("core.v1.AzureDiskVolumeSource", "cachingMode fsType readOnly kind"),
    ("core.v1.AzureFilePersistentVolumeSource", "secretNamespace"),
    ("core.v1.CSIVolumeSource", "readOnly fsType"),
    ("core.v1.ClientIPConfig", "timeoutSeconds"),
    ("core.v1.ClusterTrustBundleProjection", "name signerName optional"),
    ("core.v1.ConfigMap", "immutable"),
    ("core.v1.ConfigMapEnvSource", "optional"),
    ("core.v1.ConfigMapKeySelector", "optional"),
    ("core.v1.ConfigMapProjection", "optional"),
    ("core.v1.ConfigMapVolumeSource", "defaultMode optional"),
    ("core.v1.Container", "restartPolicy"),
    ("core.v1.ContainerStatus", "started stopSignal"),
    ("core.v1.DownwardAPIVolumeFile", "mode"),
    ("core.v1.DownwardAPIVolumeSource", "defaultMode"),
    ("core.v1.EndpointAddress", "nodeName"),
    ("core.v1.EndpointPort", "appProtocol"),
    ("core.v1.EphemeralContainer", "restartPolicy"),
    ("core.v1.FCVolumeSource", "lun"),
    ("core.v1.FileKeySelector", "optional"),
    ("core.v1.GRPCAction", "service"),
    ("core.v1.GlusterfsPersistentVolumeSource", "endpointsNamespace"),
    ("core.v1.HostPathVolumeSource", "type"),
    ("core.v1.ISCSIPersistentVolumeSource", "initiatorName"),
    ("core.v1.ISCSIVolumeSource", "initiatorName"),
    ("core.v1.KeyToPath", "mode"),
    ("core.v1.Lifecycle", "stopSignal"),
    ("core.v1.LoadBalancerIngress", "ipMode"),
    ("core.v1.LocalVolumeSource", "fsType"),
    ("core.v1.NodeFeatures", "supplementalGroupsPolicy"),
    ("core.v1.NodeRuntimeHandlerFeatures", "recursiveReadOnlyMounts userNamespaces"),
    ("core.v1.NodeSwapStatus", "capacity"),
    ("core.v1.PersistentVolumeClaimSpec", "storageClassName volumeMode volumeAttributesClassName"),
    ("core.v1.PersistentVolumeClaimStatus", "currentVolumeAttributesClassName"),
    ("core.v1.PersistentVolumeSpec", "volumeMode volumeAttributesClassName"),
    ("core.v1.PodCertificateProjection", "maxExpirationSeconds"),
    ("core.v1.PodDNSConfigOption", "value"),
    ("core.v1.PodResourceClaim", "resourceClaimName resourceClaimTemplateName"),
    ("core.v1.PodResourceClaimStatus", "resourceClaimName"),
    ("core.v1.PodSchedulingGroup", "podGroupName"),
    (
        "core.v1.PodSecurityContext",
        "runAsUser runAsGroup runAsNonRoot supplementalGroupsPolicy fsGroup fsGroupChangePolicy seLinuxChangePolicy",
    ),
    (
        "core.v1.PodSpec",
        "terminationGracePeriodSeconds activeDeadlineSeconds automountServiceAccountToken shareProcessNamespace priority runtimeClassName enableServiceLinks preemptionPolicy setHostnameAsFQDN hostUsers hostnameOverride",
    ),
    ("core.v1.PortStatus", "error"),
    ("core.v1.Probe", "terminationGracePeriodSeconds"),
    ("core.v1.ProjectedVolumeSource", "defaultMode"),
    ("core.v1.ReplicationControllerSpec", "replicas"),
    ("core.v1.ResourceHealth", "message"),
    ("core.v1.SeccompProfile", "localhostProfile"),
    ("core.v1.Secret", "immutable"),
    ("core.v1.SecretEnvSource", "optional"),
    ("core.v1.SecretKeySelector", "optional"),
    ("core.v1.SecretProjection", "optional"),
    ("core.v1.SecretVolumeSource", "defaultMode optional"),
    (
        "core.v1.SecurityContext",
        "privileged runAsUser runAsGroup runAsNonRoot readOnlyRootFilesystem allowPrivilegeEscalation procMount",
    ),
    ("core.v1.ServiceAccount", "automountServiceAccountToken"),
    ("core.v1.ServiceAccountTokenProjection", "expirationSeconds"),
    ("core.v1.ServicePort", "appProtocol"),
    (
        "core.v1.ServiceSpec",
        "ipFamilyPolicy allocateLoadBalancerNodePorts loadBalancerClass internalTrafficPolicy trafficDistribution",
    ),
    ("core.v1.Toleration", "tolerationSeconds"),
    ("core.v1.TopologySpreadConstraint", "minDomains nodeAffinityPolicy nodeTaintsPolicy"),
    ("core.v1.TypedLocalObjectReference", "apiGroup"),
    ("core.v1.TypedObjectReference", "apiGroup namespace"),
    ("core.v1.VolumeMount", "recursiveReadOnly mountPropagation"),
    ("core.v1.VolumeMountStatus", "recursiveReadOnly"),
    (
        "core.v1.WindowsSecurityContextOptions",
        "gmsaCredentialSpecName gmsaCredentialSpec runAsUserName hostProcess",
    ),
    ("discovery.v1.Endpoint", "hostname nodeName zone"),
    ("discovery.v1.EndpointConditions", "ready serving terminating"),
    ("discovery.v1.EndpointPort", "name protocol port appProtocol"),
    (
        "meta.v1.DeleteOptions",
        "gracePeriodSeconds orphanDependents propagationPolicy ignoreStoreReadErrorWithClusterBreakingPotential",
    ),
    ("meta.v1.ListMeta", "remainingItemCount"),
    ("meta.v1.ObjectMeta", "deletionGracePeriodSeconds"),
    ("meta.v1.OwnerReference", "controller blockOwnerDeletion"),
    ("meta.v1.Preconditions", "uid resourceVersion"),
    ("networking.v1.HTTPIngressPath", "pathType"),
    ("networking.v1.IngressClassParametersReference", "apiGroup scope namespace"),
    ("networking.v1.IngressPortStatus", "error"),
    ("networking.v1.IngressSpec", "ingressClassName"),
    ("networking.v1.NetworkPolicyPort", "protocol endPort"),
    ("policy.v1.PodDisruptionBudgetSpec", "unhealthyPodEvictionPolicy"),
    ("scheduling.v1.PriorityClass", "preemptionPolicy"),
    ("storage.v1.StorageClass", "reclaimPolicy allowVolumeExpansion volumeBindingMode"),
];

/// Structs that are there without being named, besides every `metadata`, `spec` and `status`.
const STRUCTS: &[(&str, &str)] = &[
    ("apiextensions.v1.CustomResourceDefinitionSpec", "names"),
    ("apiextensions.v1.CustomResourceDefinitionStatus", "acceptedNames"),
    ("apps.v1.DaemonSetSpec", "template updateStrategy"),
    ("apps.v1.DeploymentSpec", "template strategy"),
    ("apps.v1.ReplicaSetSpec", "template"),
    ("apps.v1.StatefulSetSpec", "template updateStrategy"),
    ("authentication.v1.SelfSubjectReviewStatus", "userInfo"),
    ("authentication.v1.TokenReviewStatus", "user"),
    ("autoscaling.v1.HorizontalPodAutoscalerSpec", "scaleTargetRef"),
    ("autoscaling.v2.ContainerResourceMetricSource", "target"),
    ("autoscaling.v2.ContainerResourceMetricStatus", "current"),
    ("autoscaling.v2.ExternalMetricSource", "metric target"),
    ("autoscaling.v2.ExternalMetricStatus", "metric current"),
    ("autoscaling.v2.HorizontalPodAutoscalerSpec", "scaleTargetRef"),
    ("autoscaling.v2.ObjectMetricSource", "describedObject target metric"),
    ("autoscaling.v2.ObjectMetricStatus", "metric current describedObject"),
    ("autoscaling.v2.PodsMetricSource", "metric target"),
    ("autoscaling.v2.PodsMetricStatus", "metric current"),
    ("autoscaling.v2.ResourceMetricSource", "target"),
    ("autoscaling.v2.ResourceMetricStatus", "current"),
    ("batch.v1.CronJobSpec", "jobTemplate"),
    ("batch.v1.JobSpec", "template"),
    ("core.v1.Binding", "target"),
    ("core.v1.Container", "resources"),
    ("core.v1.ContainerStatus", "state lastState"),
    ("core.v1.EphemeralContainer", "resources"),
    ("core.v1.Event", "involvedObject source"),
    ("core.v1.NodeDaemonEndpoints", "kubeletEndpoint"),
    ("core.v1.NodeStatus", "daemonEndpoints nodeInfo"),
    ("core.v1.PersistentVolumeClaimSpec", "resources"),
    ("core.v1.PodTemplate", "template"),
    ("core.v1.PreferredSchedulingTerm", "preference"),
    ("core.v1.ServiceStatus", "loadBalancer"),
    ("core.v1.WeightedPodAffinityTerm", "podAffinityTerm"),
    ("discovery.v1.Endpoint", "conditions"),
    ("events.v1.Event", "regarding deprecatedSource"),
    ("networking.v1.HTTPIngressPath", "backend"),
    ("networking.v1.IngressServiceBackend", "port"),
    ("networking.v1.IngressStatus", "loadBalancer"),
    ("networking.v1.NetworkPolicySpec", "podSelector"),
    ("rbac.v1.ClusterRoleBinding", "roleRef"),
    ("rbac.v1.RoleBinding", "roleRef"),
];

/// Lists that are `null` where there is nothing, besides those that are required.
const NULL_LISTS: &[(&str, &str)] = &[
    ("apiextensions.v1.CustomResourceDefinitionStatus", "conditions storedVersions"),
    ("authentication.v1.TokenRequestSpec", "audiences"),
    ("autoscaling.v2.HorizontalPodAutoscalerStatus", "currentMetrics"),
    ("core.v1.ContainerImage", "names"),
    ("core.v1.ProjectedVolumeSource", "sources"),
    ("discovery.v1.EndpointSlice", "endpoints ports"),
    ("rbac.v1.ClusterRole", "rules"),
    ("rbac.v1.Role", "rules"),
];

/// Optional scalars that are written even if they are zero.
const ZEROES: &[(&str, &str)] = &[
    ("apps.v1.StatefulSetOrdinals", "start"),
    ("apps.v1.StatefulSetSpec", "serviceName"),
    ("apps.v1.StatefulSetStatus", "availableReplicas"),
    ("authentication.v1.TokenRequestStatus", "token"),
    ("batch.v1.PodFailurePolicyOnPodConditionsPattern", "status"),
    ("core.v1.Event", "reportingComponent reportingInstance"),
    ("core.v1.NodeRuntimeHandler", "name"),
    ("policy.v1.PodDisruptionBudgetStatus", "currentHealthy desiredHealthy disruptionsAllowed expectedPods"),
    ("rbac.v1.RoleRef", "apiGroup"),
    ("scheduling.v1.PriorityClass", "value"),
];

/// Required scalars that vanish with zero all the same.
const VANISHING: &[(&str, &str)] = super::facts::WITHOUT_DEFAULT;

/// Times that are `null` where there is none, wherever they stand.
const NULL_TIMES: &[&str] = &[
    "deprecatedFirstTimestamp",
    "deprecatedLastTimestamp",
    "eventTime",
    "expirationTimestamp",
    "finishedAt",
    "firstTimestamp",
    "lastHeartbeatTime",
    "lastObservedTime",
    "lastProbeTime",
    "lastTimestamp",
    "lastTransitionTime",
    "lastUpdateTime",
    "startedAt",
];

fn lists(table: &[(&str, &str)], of: &str, field: &str) -> bool {
    table.iter().any(|(name, fields)| *name == of && fields.split(' ').any(|one| one == field))
}

/// What becomes of this field of this definition (named as in [`super::facts`]).
pub fn empty(of: &str, field: &str, schema: &Schema, required: bool) -> Empty {
    let format = schema.checks.as_ref().and_then(|checks| checks.format.as_deref());
    match &schema.shape {
        Shape::Object(object) if object.name.is_none() => Empty::Dropped,
        // The only `status` behind a pointer: a definition says by it that there is one.
        Shape::Object(_) if of == "apiextensions.v1.CustomResourceSubresources" => Empty::Kept,
        Shape::Object(_) => {
            let value = matches!(field, "metadata" | "spec" | "status") || lists(STRUCTS, of, field);
            if value { Empty::Filled(json!({})) } else { Empty::Kept }
        }
        Shape::List(_) if required || lists(NULL_LISTS, of, field) => Empty::Filled(Value::Null),
        // An empty list resets the owners, so it must be seen.
        Shape::List(_) if field == "managedFields" => Empty::Kept,
        Shape::List(_) => Empty::Dropped,
        Shape::String if matches!(format, Some("date-time" | super::MICRO_TIME)) => {
            if NULL_TIMES.contains(&field) { Empty::Filled(Value::Null) } else { Empty::Kept }
        }
        Shape::String if format == Some("byte") => Empty::Dropped,
        Shape::String | Shape::Integer | Shape::Number | Shape::Boolean if lists(POINTERS, of, field) => {
            Empty::Kept
        }
        Shape::String | Shape::Integer | Shape::Number | Shape::Boolean
            if (required && !lists(VANISHING, of, field)) || lists(ZEROES, of, field) =>
        {
            Empty::Filled(zero(&schema.shape))
        }
        Shape::String | Shape::Integer | Shape::Number | Shape::Boolean => Empty::Dropped,
        Shape::IntOrString => match (of, field) {
            ("core.v1.ResourceFieldSelector", "divisor") => Empty::Filled(json!("0")),
            ("core.v1.ServicePort", "targetPort") => Empty::Filled(json!(0)),
            (_, "port") if required => Empty::Filled(json!(0)),
            _ => Empty::Kept,
        },
        Shape::Any => Empty::Kept,
    }
}

/// What a scalar is before anything is written into it.
pub fn zero(shape: &Shape) -> Value {
    match shape {
        Shape::String => json!(""),
        Shape::Integer | Shape::Number | Shape::IntOrString => json!(0),
        Shape::Boolean => json!(false),
        Shape::Object(_) => json!({}),
        Shape::List(_) | Shape::Any => Value::Null,
    }
}
