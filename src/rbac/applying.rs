//! The rights of verbs that write a service.

use super::Right;
use super::kinds::{AROUND, FEDERATED, FLEET, LEFT, ROOTS, RUNTIMES};

const WRITE: &[&str] = &["create", "get", "patch"];

/// The service itself, of each kind.
pub const KSERVE: &[Right] = &[Right::to(WRITE, &["inferenceservices.serving.kserve.io"], "the service")];
/// See [`KSERVE`].
pub const KNATIVE: &[Right] = &[
    Right::to(WRITE, &["services.serving.knative.dev"], "the service"),
    Right::to(&["get"], &["revisions.serving.knative.dev"], "whether the revisions exist that get a share")
        .with("--traffic"),
    Right::to(&["get"], &["configmaps"], "Knative's feature gates and defaults")
        .within("knative-serving")
        .or_else("whether Knative's feature gates allow it is known from its webhook only"),
];
/// See [`KSERVE`].
pub const DEPLOYMENT: &[Right] =
    &[Right::to(WRITE, &["deployments.apps", "services"], "the service, and the address of its pods")];
/// See [`KSERVE`].
pub const STATEFULSET: &[Right] =
    &[Right::to(WRITE, &["services", "statefulsets.apps"], "the service, and the addresses of its pods")];
/// See [`KSERVE`].
pub const DISTRIBUTED: &[Right] = &[
    Right::to(WRITE, &["services"], "the address of the leaders"),
    Right::to(WRITE, &["leaderworkersets.leaderworkerset.x-k8s.io"], "the service")
        .with("groups of a leader and workers"),
    Right::to(WRITE, &["rolebasedgroups.workloads.x-k8s.io"], "the service")
        .with("--role, or RoleBasedGroups"),
];

/// What each kind of service may bring along.
pub const BESIDE: &[Right] = &[
    Right::to(WRITE, &["horizontalpodautoscalers.autoscaling"], "the autoscaler")
        .with("--scale-metric, --max-replicas"),
    Right::to(WRITE, &["resourcepolicies.scheduling.alibabacloud.com"], "the order of scheduling units")
        .with("--unit"),
    Right::to(WRITE, &["configmaps"], "files in the containers").with("--config-file"),
    Right::to(WRITE, &["servicemonitors.monitoring.coreos.com", "services"], "what is scraped")
        .with("--enable-prometheus"),
    Right::to(WRITE, &["priorityclasses.scheduling.k8s.io"], "ranks for inference and for what makes room")
        .everywhere()
        .with("--make-priority-classes"),
];

/// What Deployments, StatefulSets and groups of pods may bring along.
pub const BESIDE_PODS: &[Right] = &[
    Right::to(WRITE, &["scaledobjects.keda.sh"], "the autoscaler").with("--autoscaler=keda"),
    Right::to(WRITE, &["cronhorizontalpodautoscalers.autoscaling.alibabacloud.com"], "replicas by the clock")
        .with("--schedule"),
    Right::to(WRITE, &["poddisruptionbudgets.policy"], "how many replicas may go at once").with("--pdb"),
    Right::to(WRITE, &["podmonitors.monitoring.coreos.com"], "what is scraped").with("--scrape=podmonitor"),
];

/// What Deployments and StatefulSets may bring along.
pub const BESIDE_DEPLOYMENTS: &[Right] = &[
    Right::to(WRITE, &["ingresses.networking.k8s.io"], "the address from outside").with("--expose=ingress"),
    Right::to(WRITE, &["httproutes.gateway.networking.k8s.io"], "the address from outside")
        .with("--expose=httproute"),
    Right::to(WRITE, &FLEET, "the clusters of a fleet, and the autoscaler over them").with("--cluster-group"),
    Right::to(
        &["get"],
        &["clusters.cluster.karmada.io", "managedclusters.cluster.open-cluster-management.io"],
        "whether the fleet knows the clusters",
    )
    .everywhere()
    .with("--cluster-group"),
];

/// What every apply asks besides.
pub const APPLY: &[Right] = &[
    Right::to(&["get"], &ROOTS, "whether a service of another kind has the name")
        .or_else("a service of another kind with the same name is not noticed"),
    Right::to(WRITE, &["controllerrevisions.apps"], "what was applied, for `neap serve history`")
        .or_else("the apply is missing from `neap serve history`"),
    Right::to(&["list"], &["controllerrevisions.apps"], "the number of the apply")
        .or_else("the apply is missing from `neap serve history`"),
    Right::to(&["delete"], &["controllerrevisions.apps"], "only the last ten applies are kept")
        .with("the eleventh apply and later"),
    Right::to(
        &["get"],
        &[
            "configmaps",
            "persistentvolumeclaims",
            "secrets",
            "serviceaccounts",
            "servingruntimes.serving.kserve.io",
        ],
        "whether what the flags name exists",
    )
    .with("--data, --env-from-secret, --image-pull-secret, --service-account, --storage-uri, --runtime"),
    Right::to(
        &["get"],
        &["clusterservingruntimes.serving.kserve.io", "priorityclasses.scheduling.k8s.io"],
        "whether what the flags name exists",
    )
    .everywhere()
    .with("--priority-class, --runtime"),
    CACHED.on(&["dataloads.data.fluid.io", "datasets.data.fluid.io", "pods"]),
    CACHED.on(&RUNTIMES),
    Right::to(&["delete", "list"], &AROUND, "objects that the flags no longer make")
        .with("an apply that brings less than the one before"),
    Right::to(&["delete", "list"], &ROOTS, "objects that the flags no longer make")
        .with("an apply that brings less than the one before"),
    Right::to(&["delete", "list"], &LEFT, "objects that the flags no longer make")
        .with("an apply that brings less than the one before"),
];

const CACHED: Right = Right::to(&["list"], &[], "whether the cache is bound and loaded").with("--cache");

/// What `neap serve update` and `neap serve rollback` write: a service of any kind.
pub const ANY_KIND: &[Right] = &[
    Right::to(&["get", "patch"], &ROOTS, "the service").with("a service of this kind"),
    Right::to(WRITE, &["services"], "the address of its pods").with("a service of a kind that has one"),
];

/// What is applied before is read.
pub const BEFORE: &[Right] =
    &[Right::to(&["get", "list"], &["controllerrevisions.apps"], "what was applied before")];

/// `neap serve scale`.
pub const SCALE: &[Right] = &[
    LIMITS.on(&FEDERATED),
    LIMITS.on(&["horizontalpodautoscalers.autoscaling", "scaledobjects.keda.sh"]),
    Right::to(&["get", "patch"], &ROOTS, "the number of replicas, or the limits that are the service's own")
        .with("a service without an autoscaler, or of KServe or Knative"),
    Right::to(
        &["get", "patch"],
        &["rolebasedgroupscalingadapters.workloads.x-k8s.io"],
        "the replicas of a role",
    )
    .with("--role"),
];

const LIMITS: Right = Right::to(&["get", "patch"], &[], "the limits of the autoscaler")
    .with("a service with an autoscaler of this kind");

/// `neap serve restart`.
pub const RESTART: &[Right] =
    &[Right::to(&["get", "patch"], &ROOTS, "a new annotation of its pods").with("a service of this kind")];

/// `neap serve promote`, `abort`, `traffic-split`.
pub const TRAFFIC: &[Right] = &[Right::to(
    &["get", "patch"],
    &["inferenceservices.serving.kserve.io", "services.serving.knative.dev"],
    "the shares of its revisions",
)
.with("a service of this kind")];

/// `neap serve delete`.
pub const DELETE: &[Right] = &[
    Right::to(&["delete", "list"], &ROOTS, "the service")
        .or_else("services of a kind that may not be listed are not found"),
    Right::to(&["delete", "list"], &AROUND, "what belongs to it").or_else("what may not be listed stays"),
    Right::to(&["delete", "list"], &LEFT, "what belongs to it").or_else("what may not be listed stays"),
    Right::to(&["get"], &["configmaps"], "Arena's record of it"),
];
