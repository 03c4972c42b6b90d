//! The rights of verbs that read.

use super::kinds::{
    AROUND, FEDERATED, KSERVE, METRICS as MEASURED, NEAR, OTHER_ROOTS, PLAIN_ROOTS, ROOTS, RUNTIMES, SCALERS,
    SCALES, SERVICES,
};
use super::right::{Need, Right, again, join};

/// What is listed of a service, and watched while somebody waits or looks on.
const LISTED: [Right; 9] = [
    Right::to(&["list"], &SERVICES, "services, what runs them, and their replicas"),
    Right::to(&["list"], &OTHER_ROOTS, "services of these kinds")
        .or_else("services of these kinds are not shown"),
    Right::to(
        &["list"],
        &["horizontalpodautoscalers.autoscaling"],
        "what the autoscaler sees and asks for next",
    )
    .or_else("the autoscaler is not shown"),
    Right::to(&["list"], &SCALERS, "what scales by the clock, or through KEDA")
        .or_else("what scales by the clock is not shown"),
    Right::to(&["list"], &FEDERATED, "the autoscaler of a fleet")
        .or_else("a fleet's autoscaler is not shown"),
    Right::to(
        &["list"],
        &["resourcebindings.work.karmada.io", "resourcepolicies.scheduling.alibabacloud.com"],
        "scheduling units, and which clusters of a fleet the replicas went to",
    )
    .or_else("scheduling units and replicas by cluster are unknown"),
    Right::to(&["list"], &["events"], "image pulls, refusals of the scheduler, requests for nodes")
        .or_else("image pulls and requests for nodes may go unseen"),
    Right::to(&["list"], &["persistentvolumeclaims"], "what a pending pod waits for")
        .or_else("the state of volumes is unknown"),
    Right::to(&["list"], &["nodes"], "node pools, their GPUs and what is free")
        .everywhere()
        .or_else("pools, units and free GPUs are unknown"),
];
/// What is asked for again and again instead.
const ASKED: [Right; 2] = [
    Right::to(&["get"], &["pods/log"], "the last line of a container that crashed")
        .or_else("the last line of a crashed container is unknown"),
    Right::to(&["list"], &["pods"], "what pods of other namespaces take of the GPUs")
        .everywhere()
        .or_else("used GPUs count this service's pods only"),
];
const LOOKED: [Right; 11] = join(&LISTED, &ASKED);

/// `neap status`, and what every verb asks that looks at a service before it acts.
pub const LOOK: &[Right] = &LOOKED;

/// What is watched while somebody waits or looks on.
pub const FOLLOW: &[Right] =
    &again(LISTED, Some(&["watch"]), "to see changes as they come", Need::With("-w, --watch, --wait, --for"));

/// What [`LOOK`] reads, where somebody waits, or a replica is not ready.
pub const LOOK_ON: &[Right] = &again(
    LOOKED,
    None,
    "to wait for the service, and to say why it is not ready",
    Need::With("--wait, --watch, a replica that is not ready"),
);

/// What the live screen of `neap status -w` asks besides.
pub const AGE: &[Right] = &again(
    [
        Right::to(&["get"], &SCALES, ""),
        Right::to(&["get", "list"], &MEASURED, ""),
        Right::to(&["get"], &["apiservices.apiregistration.k8s.io"], "").everywhere(),
    ],
    None,
    "how old the autoscaler's metric is, on the live screen",
    Need::May("the age of the metric is not shown"),
);

/// What has no namespace of its own is recorded, or asked for, here.
const STAMPED: [Right; 3] = [
    Right::to(&["list"], &["endpointslices.discovery.k8s.io"], "when an address began to take requests")
        .or_else("when a pod got its first requests is unknown"),
    Right::to(&["list"], &["events"], "what cluster autoscalers recorded of nodes, which have no namespace")
        .within("default")
        .or_else("the boot of nodes is known from the nodes alone"),
    Right::to(&["list"], &["nodeclaims.karpenter.sh"], "what Karpenter asked for")
        .everywhere()
        .or_else("what Karpenter asked for is unknown"),
];
const LEASED: Right = Right::to(
    &["list"],
    &["leases.coordination.k8s.io"],
    "how far the clocks of nodes and controllers differ from the API server's",
)
.or_else("clocks are not compared");

/// `neap status --timeline`.
pub const TIMELINE: &[Right] = &join::<_, 3, 3, 6>(
    &STAMPED,
    &[
        LEASED.within("kube-node-lease"),
        LEASED.within("kube-system"),
        Right::to(&["get"], &["services/proxy"], "load and metric, of a Prometheus in the cluster")
            .everywhere()
            .with("--prometheus NAMESPACE/NAME"),
    ],
);

/// `neap status --record`, which keeps what a timeline reads.
pub const RECORD: &[Right] = &join::<_, 3, 1, 4>(
    &again(STAMPED, Some(&["watch"]), "to keep changes as they come", Need::With("--record")),
    &[Right::to(
        &["watch"],
        &["leases.coordination.k8s.io"],
        "the controller manager's clock, and whether the watch is on time",
    )
    .or_else("when a size was asked for is known to two seconds, not to one")
    .within("kube-system")],
);

/// `neap serve list`.
pub const LIST: &[Right] = &[
    Right::to(&["list"], &["inferenceservices.serving.kserve.io"], "the services"),
    Right::to(
        &["list"],
        &["deployments.apps"],
        "services that are Deployments, and how many replicas the others have",
    )
    .or_else("replicas are unknown, and services that are Deployments are not shown"),
    Right::to(&["list"], &OTHER_ROOTS, "services of these kinds")
        .or_else("services of these kinds are not shown"),
    Right::to(&["list"], &["services"], "addresses")
        .or_else("addresses of services without a URL are not shown"),
    Right::to(&["list"], &["pods"], "the replicas").with("-o json, -o yaml"),
];

/// How a service is found by its name, and how it is reached.
pub const FIND: &[Right] = &[
    Right::to(&["get"], &[KSERVE], "the service"),
    Right::to(&["get"], &PLAIN_ROOTS, "the service, where it is of one of these kinds")
        .or_else("services of these kinds are not found"),
    Right::to(&["list"], &PLAIN_ROOTS, "how many replicas are wanted")
        .or_else("replicas of these kinds are unknown"),
    Right::to(&["list"], &["pods"], "the replicas").or_else("the replicas are not shown"),
    Right::to(&["get", "list"], &["services"], "which address and port lead to it")
        .or_else("an address in the cluster is not found"),
    Right::to(&["get"], &["ingresses.networking.k8s.io"], "the address from outside")
        .or_else("an address from outside is not found"),
    MESH.within("istio-system"),
    MESH.within("knative-serving"),
    MESH.within("kourier-system"),
];
const MESH: Right =
    Right::to(&["get"], &["services"], "the gateway of the mesh, where it is installed by default")
        .or_else("an address from outside is not found");

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
    Right::to(&["get"], &ROOTS, "to tell a service without replicas from a name that nothing bears")
        .or_else("a wrong name is told as a right that is missing"),
];

/// What `neap bench --watch` reads besides: what the engine says of itself.
pub const MEASURE: &[Right] = &[Right::to(&["get"], &["pods/proxy"], "what the engine measures")
    .or_else("what the engine measures is not shown")];

/// `neap metrics render`.
pub const RENDER: &[Right] = &[
    Right::to(
        &["create", "get", "patch"],
        &["podmonitors.monitoring.coreos.com", "scaledobjects.keda.sh"],
        "what is scraped, and what KEDA scales",
    )
    .with("--apply, --dry-run=server"),
    RULES.within("monitoring"),
    RULES.with("--config-map=NAMESPACE/NAME, where the Role is for that namespace (`-n NAMESPACE`)"),
    PORTS,
    Right {
        why: "the same, without a NAME: such a PodMonitor scrapes pods of all namespaces",
        ..PORTS.everywhere()
    },
];
const RULES: Right =
    Right::to(&["create", "get", "patch"], &["configmaps"], "the rules that prometheus-adapter reads")
        .with("--config-map=NAME");
const PORTS: Right = Right::to(&["list"], &["pods"], "whether a pod has the port that is to be scraped")
    .or_else("whether a pod has the port is not checked");

/// How a replica is chosen whose process is joined.
const CHOSEN: [Right; 4] = [
    Right::to(&["list"], &["pods"], "the replicas"),
    Right::to(&["get"], &ROOTS, "whose replicas answer requests").or_else("any ready replica is taken"),
    Right::to(&["list"], &PLAIN_ROOTS, "a service whose object is called otherwise than the service")
        .or_else("any ready replica is taken"),
    Right::to(&["get", "list"], &["services"], "which replica answers requests")
        .or_else("any ready replica is taken"),
];

/// `neap serve exec`.
pub const EXEC: &[Right] =
    &join::<_, 4, 1, 5>(&CHOSEN, &[Right::to(&["create", "get"], &["pods/exec"], "to run the command")]);

/// `neap serve attach`.
pub const ATTACH: &[Right] =
    &join::<_, 4, 1, 5>(&CHOSEN, &[Right::to(&["create", "get"], &["pods/attach"], "to join its process")]);

/// `neap serve history`.
pub const HISTORY: &[Right] =
    &[Right::to(&["get", "list"], &["controllerrevisions.apps"], "what was applied, and when")];

/// `neap import`, and how `neap serve update` reads what somebody else deployed.
pub const IMPORT: &[Right] = &[
    Right::to(&["get"], &ROOTS, "the service")
        .or_else("services of a kind that may not be read are not found"),
    Right::to(&["list"], &ROOTS, "a service whose object is called otherwise than the service")
        .with("a name that no object of these kinds has"),
    Right::to(&["get", "list"], &AROUND, "what belongs to it")
        .or_else("the flags for what may not be read are missing"),
    Right::to(&["get"], &["configmaps"], "its files").or_else("the flags of its files are missing"),
];

/// `neap export NAME`.
pub const EXPORT: &[Right] = &[
    Right::to(&["get", "list"], &["controllerrevisions.apps"], "what neap applied last"),
    Right::to(&["get"], &ROOTS, "whether somebody changed it since"),
    Right::to(&["get"], &["configmaps"], "whether somebody changed it since"),
    Right::to(&["get"], &AROUND, "whether somebody changed it since"),
];

/// What is checked, and has a repair.
const MENDED: [&str; 17] = join(&ROOTS, &NEAR);

/// `neap doctor`.
pub const DOCTOR: &[Right] = &[
    CHECK.on(&MENDED),
    CHECK.on(&RUNTIMES),
    CHECK.on(&["datasets.data.fluid.io", "events", "persistentvolumeclaims", "pods", "resourcequotas"]),
    CHECK
        .on(&[
            "apiservices.apiregistration.k8s.io",
            "nodepools.karpenter.sh",
            "nodes",
            "priorityclasses.scheduling.k8s.io",
        ])
        .everywhere(),
    Right::to(&["get"], &["configmaps"], "Knative's feature gates")
        .within("knative-serving")
        .or_else("Knative's feature gates are not checked"),
];

const CHECK: Right = Right::to(&["list"], &[], "what is checked against each other")
    .or_else("nothing is said of a kind that may not be read, and that is said");

/// What `neap doctor --fix` writes: of what it checks, all that has a repair.
pub const FIX: &[Right] =
    &[Right::to(&["patch"], &MENDED, "to write a repair into the object that a finding names")
        .with("a finding in an object of this kind")];

/// `neap metrics check`.
pub const METRICS: &[Right] = &[
    Right::to(
        &["list"],
        &["horizontalpodautoscalers.autoscaling", "pods"],
        "what reads the metric, and who measures it",
    ),
    Right::to(&["get"], &SCALES, "which pods the autoscaler counts"),
    Right::to(&["get"], &["pods/proxy"], "the metric where it is measured")
        .or_else("the first link of the chain is not checked"),
    Right::to(&["get", "list"], &MEASURED, "what the autoscaler reads")
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
