//! Resources that several verbs ask for together.

use super::right::join;

/// What serves, of KServe.
pub const KSERVE: &str = "inferenceservices.serving.kserve.io";
const DEPLOYMENTS: &str = "deployments.apps";
/// Kinds of services besides those that every cluster with services has.
pub const OTHER_ROOTS: [&str; 4] = [
    "leaderworkersets.leaderworkerset.x-k8s.io",
    "rolebasedgroups.workloads.x-k8s.io",
    "services.serving.knative.dev",
    "statefulsets.apps",
];
/// All kinds of services but KServe's.
pub const PLAIN_ROOTS: [&str; 5] = join(&[DEPLOYMENTS], &OTHER_ROOTS);
/// All kinds of services.
pub const ROOTS: [&str; 6] = join(&[KSERVE], &PLAIN_ROOTS);
/// Services, what runs them, and their replicas.
pub const SERVICES: [&str; 3] = [DEPLOYMENTS, KSERVE, "pods"];

/// What scales besides the HPA.
pub const SCALERS: [&str; 2] =
    ["cronhorizontalpodautoscalers.autoscaling.alibabacloud.com", "scaledobjects.keda.sh"];
/// Autoscalers of a fleet.
pub const FEDERATED: [&str; 2] =
    ["federatedhpas.autoscaling.karmada.io", "federatedhpas.autoscaling.one.alibabacloud.com"];
/// What spreads a service over a fleet.
pub const FLEET: [&str; 4] = join(
    &FEDERATED,
    &["propagationpolicies.policy.karmada.io", "propagationpolicies.policy.one.alibabacloud.com"],
);
const BESIDE: [&str; 5] = [
    "horizontalpodautoscalers.autoscaling",
    "poddisruptionbudgets.policy",
    "podmonitors.monitoring.coreos.com",
    "resourcepolicies.scheduling.alibabacloud.com",
    "services",
];
/// The objects around a service, but for the ways that lead to it from outside.
pub const NEAR: [&str; 11] = join::<_, 7, 4, 11>(&join(&BESIDE, &SCALERS), &FLEET);
/// The objects around a service, read whole.
pub const AROUND: [&str; 13] =
    join(&NEAR, &["httproutes.gateway.networking.k8s.io", "ingresses.networking.k8s.io"]);
/// What an apply makes besides, and the next one may leave behind.
pub const LEFT: [&str; 3] = [
    "configmaps",
    "rolebasedgroupscalingadapters.workloads.x-k8s.io",
    "servicemonitors.monitoring.coreos.com",
];

/// Who caches.
pub const RUNTIMES: [&str; 3] =
    ["alluxioruntimes.data.fluid.io", "jindoruntimes.data.fluid.io", "juicefsruntimes.data.fluid.io"];

/// What an autoscaler counts.
pub const SCALES: [&str; 3] =
    ["deployments.apps/scale", "leaderworkersets.leaderworkerset.x-k8s.io/scale", "statefulsets.apps/scale"];
/// What an autoscaler reads.
pub const METRICS: [&str; 3] =
    ["*.custom.metrics.k8s.io", "*.external.metrics.k8s.io", "pods.metrics.k8s.io"];
