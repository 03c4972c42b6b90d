//! The rights of verbs that read.

use super::Right;

/// Kinds of services besides those that every cluster with services has.
pub const OTHER_ROOTS: &[&str] = &[
    "leaderworkersets.leaderworkerset.x-k8s.io",
    "rolebasedgroups.workloads.x-k8s.io",
    "services.serving.knative.dev",
    "statefulsets.apps",
];
/// All kinds of services.
pub const ROOTS: &[&str] = &[
    "deployments.apps",
    "inferenceservices.serving.kserve.io",
    "leaderworkersets.leaderworkerset.x-k8s.io",
    "rolebasedgroups.workloads.x-k8s.io",
    "services.serving.knative.dev",
    "statefulsets.apps",
];
const SERVICES: &[&str] = &["deployments.apps", "inferenceservices.serving.kserve.io", "pods"];
const SCALERS: &[&str] =
    &["cronhorizontalpodautoscalers.autoscaling.alibabacloud.com", "scaledobjects.keda.sh"];
const FEDERATED: &[&str] =
    &["federatedhpas.autoscaling.karmada.io", "federatedhpas.autoscaling.one.alibabacloud.com"];

/// `neap status`, and what every verb asks that looks at a service before it acts.
pub const LOOK: &[Right] = &[
    Right::to(&["list"], SERVICES, "services, what runs them, and their replicas"),
    Right::to(&["list"], OTHER_ROOTS, "services of these kinds")
        .or_else("services of these kinds are not shown"),
    Right::to(
        &["list"],
        &["horizontalpodautoscalers.autoscaling"],
        "what the autoscaler sees and asks for next",
    )
    .or_else("the autoscaler is not shown"),
    Right::to(&["list"], SCALERS, "what scales by the clock, or through KEDA")
        .or_else("what scales by the clock is not shown"),
    Right::to(&["list"], FEDERATED, "the autoscaler of a fleet").or_else("a fleet's autoscaler is not shown"),
    Right::to(
        &["list"],
        &["resourcebindings.work.karmada.io"],
        "which clusters of a fleet the replicas went to",
    )
    .or_else("replicas by cluster are unknown"),
    Right::to(&["list"], &["resourcepolicies.scheduling.alibabacloud.com"], "scheduling units")
        .or_else("scheduling units of a ResourcePolicy are not shown"),
    Right::to(&["list"], &["events"], "image pulls, refusals of the scheduler, requests for nodes")
        .or_else("image pulls and requests for nodes may go unseen"),
    Right::to(&["list"], &["persistentvolumeclaims"], "what a pending pod waits for")
        .or_else("the state of volumes is unknown"),
    Right::to(&["get"], &["pods/log"], "the last line of a container that crashed")
        .or_else("the last line of a crashed container is unknown"),
    Right::to(&["list"], &["nodes"], "node pools, their GPUs and what is free")
        .everywhere()
        .or_else("pools, units and free GPUs are unknown"),
    Right::to(&["list"], &["pods"], "what pods of other namespaces take of the GPUs")
        .everywhere()
        .or_else("used GPUs count this service's pods only"),
];

/// What is watched while somebody waits or looks on.
pub const FOLLOW: &[Right] = &[
    Right::to(&["watch"], SERVICES, "to see changes as they come").with(WATCHING),
    Right::to(&["watch"], OTHER_ROOTS, "to see changes as they come").with(WATCHING),
    Right::to(&["watch"], &["horizontalpodautoscalers.autoscaling"], "to see changes as they come")
        .with(WATCHING),
    Right::to(&["watch"], SCALERS, "to see changes as they come").with(WATCHING),
    Right::to(&["watch"], FEDERATED, "to see changes as they come").with(WATCHING),
    Right::to(
        &["watch"],
        &[
            "events",
            "persistentvolumeclaims",
            "resourcebindings.work.karmada.io",
            "resourcepolicies.scheduling.alibabacloud.com",
        ],
        "to see changes as they come",
    )
    .with(WATCHING),
    Right::to(&["watch"], &["nodes"], "to see nodes come and go").everywhere().with(WATCHING),
];
const WATCHING: &str = "-w, --watch, --wait, --for";

/// What [`LOOK`] reads, where somebody waits, or a replica is not ready.
pub const LOOK_ON: &[Right] = &[
    Right::to(&["list"], SERVICES, "to wait for the service, and to say why it is not ready").with(WAITING),
    Right::to(&["list"], OTHER_ROOTS, "to wait for the service, and to say why it is not ready")
        .with(WAITING),
    Right::to(&["list"], &["horizontalpodautoscalers.autoscaling"], "to say why it is not ready")
        .with(WAITING),
    Right::to(&["list"], SCALERS, "to say why it is not ready").with(WAITING),
    Right::to(&["list"], FEDERATED, "to say why it is not ready").with(WAITING),
    Right::to(
        &["list"],
        &[
            "events",
            "persistentvolumeclaims",
            "resourcebindings.work.karmada.io",
            "resourcepolicies.scheduling.alibabacloud.com",
        ],
        "to say why it is not ready",
    )
    .with(WAITING),
    Right::to(&["get"], &["pods/log"], "to say why it is not ready").with(WAITING),
    Right::to(&["list"], &["nodes", "pods"], "to say why it is not ready").everywhere().with(WAITING),
];
const WAITING: &str = "--wait, --watch, a replica that is not ready";

/// `neap status --timeline`.
pub const TIMELINE: &[Right] = &[
    Right::to(&["list"], &["replicasets.apps"], "since when a Deployment has been told a number of replicas")
        .or_else("when the autoscaler's decision arrived is known from events only"),
    Right::to(
        &["list"],
        &["leases.coordination.k8s.io"],
        "how far the clocks of nodes differ from the API server's",
    )
    .within("kube-node-lease")
    .or_else("the clocks of nodes are not compared"),
    Right::to(&["list"], &["events"], "what cluster autoscalers recorded of nodes, which have no namespace")
        .within("default")
        .or_else("the boot of nodes is known from the nodes alone"),
];

/// `neap serve list`.
pub const LIST: &[Right] = &[
    Right::to(&["list"], &["inferenceservices.serving.kserve.io"], "the services"),
    Right::to(
        &["list"],
        &["deployments.apps"],
        "services that are Deployments, and how many replicas the others have",
    )
    .or_else("replicas are unknown, and services that are Deployments are not shown"),
    Right::to(&["list"], OTHER_ROOTS, "services of these kinds")
        .or_else("services of these kinds are not shown"),
    Right::to(&["list"], &["services"], "addresses")
        .or_else("addresses of services without a URL are not shown"),
    Right::to(&["list"], &["pods"], "the replicas").with("-o json, -o yaml"),
];

/// How a service is found by its name, and how it is reached.
pub const FIND: &[Right] = &[
    Right::to(&["get"], &["inferenceservices.serving.kserve.io"], "the service"),
    Right::to(
        &["get"],
        &[
            "deployments.apps",
            "leaderworkersets.leaderworkerset.x-k8s.io",
            "rolebasedgroups.workloads.x-k8s.io",
            "services.serving.knative.dev",
            "statefulsets.apps",
        ],
        "the service, where it is of one of these kinds",
    )
    .or_else("services of these kinds are not found"),
    Right::to(&["list"], &["deployments.apps"], "how many replicas are wanted")
        .or_else("replicas are unknown"),
    Right::to(&["list"], OTHER_ROOTS, "how many replicas are wanted")
        .or_else("replicas of these kinds are unknown"),
    Right::to(&["list"], &["pods"], "the replicas").or_else("the replicas are not shown"),
    Right::to(&["get", "list"], &["services"], "which address and port lead to it")
        .or_else("an address in the cluster is not found"),
    Right::to(&["get"], &["ingresses.networking.k8s.io"], "the address from outside")
        .or_else("an address from outside is not found"),
];

/// A connection to a replica, where no address is to be had.
pub const FORWARD: &[Right] = &[
    // A WebSocket begins with a GET; newer API servers ask for both.
    Right::to(&["create", "get"], &["pods/portforward"], "a way to a replica")
        .with("no address leads there from here"),
];

/// `neap serve logs`.
pub const LOGS: &[Right] = &[
    Right::to(&["list"], &["pods"], "the replicas"),
    Right::to(&["get"], &["pods/log"], "their logs"),
    Right::to(&["watch"], &["pods"], "replicas that come").with("-f"),
    Right::to(&["get"], ROOTS, "to tell a service without replicas from a name that nothing bears")
        .or_else("a wrong name is told as a right that is missing"),
];

/// What `neap bench --watch` reads besides: what the engine says of itself.
pub const MEASURE: &[Right] = &[Right::to(&["get"], &["pods/proxy"], "what the engine measures")
    .or_else("what the engine measures is not shown")];

/// `neap metrics render`.
pub const RENDER: &[Right] =
    &[Right::to(&["list"], &["pods"], "whether a pod has the port that is to be scraped")
        .with("a port by its name")];

/// `neap serve exec`.
pub const EXEC: &[Right] = &[
    Right::to(&["list"], &["pods"], "the replicas"),
    Right::to(&["create", "get"], &["pods/exec"], "to run the command"),
    Right::to(&["get"], &["services"], "which replica answers requests")
        .or_else("any ready replica is taken"),
];

/// `neap serve attach`.
pub const ATTACH: &[Right] = &[
    Right::to(&["list"], &["pods"], "the replicas"),
    Right::to(&["create", "get"], &["pods/attach"], "to join its process"),
    Right::to(&["get"], &["services"], "which replica answers requests")
        .or_else("any ready replica is taken"),
];

/// `neap serve history`.
pub const HISTORY: &[Right] =
    &[Right::to(&["list"], &["controllerrevisions.apps"], "what was applied, and when")];

/// The objects around a service, read whole.
pub const AROUND: &[&str] = &[
    "cronhorizontalpodautoscalers.autoscaling.alibabacloud.com",
    "federatedhpas.autoscaling.karmada.io",
    "federatedhpas.autoscaling.one.alibabacloud.com",
    "horizontalpodautoscalers.autoscaling",
    "httproutes.gateway.networking.k8s.io",
    "ingresses.networking.k8s.io",
    "poddisruptionbudgets.policy",
    "podmonitors.monitoring.coreos.com",
    "propagationpolicies.policy.karmada.io",
    "propagationpolicies.policy.one.alibabacloud.com",
    "resourcepolicies.scheduling.alibabacloud.com",
    "scaledobjects.keda.sh",
    "services",
];

/// `neap import`, and how `neap serve update` reads what somebody else deployed.
pub const IMPORT: &[Right] = &[
    Right::to(&["get"], ROOTS, "the service")
        .or_else("services of a kind that may not be read are not found"),
    Right::to(&["list"], ROOTS, "a service whose object is called otherwise than the service")
        .with("a name that no object of these kinds has"),
    Right::to(&["get", "list"], AROUND, "what belongs to it")
        .or_else("the flags for what may not be read are missing"),
    Right::to(&["get"], &["configmaps"], "its files").or_else("the flags of its files are missing"),
];

/// `neap export NAME`.
pub const EXPORT: &[Right] = &[
    Right::to(&["list"], &["controllerrevisions.apps"], "what neap applied last"),
    Right::to(
        &["get"],
        &[
            "configmaps",
            "deployments.apps",
            "inferenceservices.serving.kserve.io",
            "leaderworkersets.leaderworkerset.x-k8s.io",
            "rolebasedgroups.workloads.x-k8s.io",
            "services.serving.knative.dev",
            "statefulsets.apps",
        ],
        "whether somebody changed it since",
    ),
    Right::to(&["get"], AROUND, "whether somebody changed it since"),
];

const CHECKED: &[&str] = &[
    "alluxioruntimes.data.fluid.io",
    "cronhorizontalpodautoscalers.autoscaling.alibabacloud.com",
    "datasets.data.fluid.io",
    "deployments.apps",
    "events",
    "federatedhpas.autoscaling.karmada.io",
    "federatedhpas.autoscaling.one.alibabacloud.com",
    "horizontalpodautoscalers.autoscaling",
    "inferenceservices.serving.kserve.io",
    "jindoruntimes.data.fluid.io",
    "juicefsruntimes.data.fluid.io",
    "leaderworkersets.leaderworkerset.x-k8s.io",
    "persistentvolumeclaims",
    "poddisruptionbudgets.policy",
    "podmonitors.monitoring.coreos.com",
    "pods",
    "propagationpolicies.policy.karmada.io",
    "propagationpolicies.policy.one.alibabacloud.com",
    "resourcepolicies.scheduling.alibabacloud.com",
    "resourcequotas",
    "rolebasedgroups.workloads.x-k8s.io",
    "scaledobjects.keda.sh",
    "services",
    "services.serving.knative.dev",
    "statefulsets.apps",
];

/// `neap doctor`.
pub const DOCTOR: &[Right] = &[
    Right::to(&["list"], CHECKED, "what is checked against each other")
        .or_else("nothing is said of a kind that may not be read, and that is said"),
    Right::to(
        &["list"],
        &["apiservices.apiregistration.k8s.io", "nodes", "priorityclasses.scheduling.k8s.io"],
        "adapters of metrics, room for the pods, ranks",
    )
    .everywhere()
    .or_else("nothing is said of a kind that may not be read, and that is said"),
    Right::to(&["get"], &["configmaps"], "Knative's feature gates")
        .within("knative-serving")
        .or_else("Knative's feature gates are not checked"),
];

/// What `neap doctor --fix` writes: of what it checks, all that has a repair.
pub const FIX: &[Right] = &[Right::to(
    &["patch"],
    &[
        "cronhorizontalpodautoscalers.autoscaling.alibabacloud.com",
        "deployments.apps",
        "federatedhpas.autoscaling.karmada.io",
        "federatedhpas.autoscaling.one.alibabacloud.com",
        "horizontalpodautoscalers.autoscaling",
        "inferenceservices.serving.kserve.io",
        "leaderworkersets.leaderworkerset.x-k8s.io",
        "poddisruptionbudgets.policy",
        "podmonitors.monitoring.coreos.com",
        "propagationpolicies.policy.karmada.io",
        "propagationpolicies.policy.one.alibabacloud.com",
        "resourcepolicies.scheduling.alibabacloud.com",
        "rolebasedgroups.workloads.x-k8s.io",
        "scaledobjects.keda.sh",
        "services",
        "services.serving.knative.dev",
        "statefulsets.apps",
    ],
    "to write a repair into the object that a finding names",
)
.with("a finding in an object of this kind")];

/// `neap metrics check`.
pub const METRICS: &[Right] = &[
    Right::to(
        &["list"],
        &["horizontalpodautoscalers.autoscaling", "pods"],
        "what reads the metric, and who measures it",
    ),
    Right::to(
        &["get"],
        &[
            "deployments.apps/scale",
            "leaderworkersets.leaderworkerset.x-k8s.io/scale",
            "statefulsets.apps/scale",
        ],
        "which pods the autoscaler counts",
    ),
    Right::to(&["get"], &["pods/proxy"], "the metric where it is measured")
        .or_else("the first link of the chain is not checked"),
    Right::to(
        &["get", "list"],
        &["*.custom.metrics.k8s.io", "*.external.metrics.k8s.io", "pods.metrics.k8s.io"],
        "what the autoscaler reads",
    )
    .or_else("the last link of the chain is not checked"),
    Right::to(&["get"], &["apiservices.apiregistration.k8s.io"], "whether an adapter is there and answers")
        .everywhere()
        .or_else("an adapter that does not answer is not told apart from one that is not there"),
    Right::to(&["list"], &["podmonitors.monitoring.coreos.com"], "what is scraped")
        .everywhere()
        .or_else("whether the pods are scraped is unknown"),
    Right::to(&["list"], &["services"], "where Prometheus is")
        .everywhere()
        .or_else("Prometheus is not asked"),
    Right::to(&["get"], &["services/proxy"], "what Prometheus has")
        .everywhere()
        .or_else("Prometheus is not asked"),
    Right::to(&["list"], &["leases.coordination.k8s.io"], "whether the clock here is the cluster's")
        .within("kube-node-lease")
        .or_else("the age of a sample is told by the clock here"),
];
