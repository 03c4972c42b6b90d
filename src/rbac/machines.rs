//! The rights of verbs that bring something into a cluster for a while: workers of a load, machines.

use super::Right;

/// `neap bench --in-cluster`.
pub const WORKERS: &[Right] = &[
    Right::to(&["create", "delete", "get", "patch"], &["jobs.batch"], "the workers"),
    Right::to(
        &["create", "delete", "get", "patch"],
        &["secrets", "services"],
        "what they are told, and how they find each other",
    ),
    Right::to(&["get", "list"], &["pods"], "whether they have started, and what keeps them"),
    Right::to(&["get"], &["pods/log"], "what they measured"),
    Right::to(&["watch"], &["jobs.batch", "pods"], "to see them come and go")
        .or_else("they are asked for again and again"),
];

/// `neap sandbox attach`: it plays kubelets, node pools and the adapters of metrics.
pub const ATTACH: &[Right] = &[
    Right::to(
        &["list", "watch"],
        &[
            "configmaps",
            "deployments.apps",
            "endpointslices.discovery.k8s.io",
            "horizontalpodautoscalers.autoscaling",
            "ingresses.networking.k8s.io",
            "namespaces",
            "nodes",
            "persistentvolumeclaims",
            "persistentvolumes",
            "podmonitors.monitoring.coreos.com",
            "pods",
            "replicasets.apps",
            "services",
        ],
        "what runs, and how it is reached and measured",
    )
    .everywhere(),
    Right::to(
        &["list", "watch"],
        &[
            "alluxioruntimes.data.fluid.io",
            "clusterpropagationpolicies.policy.karmada.io",
            "clusterpropagationpolicies.policy.one.alibabacloud.com",
            "clusters.cluster.karmada.io",
            "clusterservingruntimes.serving.kserve.io",
            "configurations.serving.knative.dev",
            "controllerrevisions.apps",
            "cronhorizontalpodautoscalers.autoscaling.alibabacloud.com",
            "customresourcedefinitions.apiextensions.k8s.io",
            "dataloads.data.fluid.io",
            "datasets.data.fluid.io",
            "endpoints",
            "federatedhpas.autoscaling.karmada.io",
            "federatedhpas.autoscaling.one.alibabacloud.com",
            "inferenceservices.serving.kserve.io",
            "jindoruntimes.data.fluid.io",
            "jobs.batch",
            "juicefsruntimes.data.fluid.io",
            "leaderworkersets.leaderworkerset.x-k8s.io",
            "podautoscalers.autoscaling.internal.knative.dev",
            "poddisruptionbudgets.policy",
            "priorityclasses.scheduling.k8s.io",
            "propagationpolicies.policy.karmada.io",
            "propagationpolicies.policy.one.alibabacloud.com",
            "resourcebindings.work.karmada.io",
            "resourcepolicies.scheduling.alibabacloud.com",
            "revisions.serving.knative.dev",
            "rolebasedgroups.workloads.x-k8s.io",
            "rolebasedgroupscalingadapters.workloads.x-k8s.io",
            "routes.serving.knative.dev",
            "scaledobjects.keda.sh",
            "serverlessservices.networking.internal.knative.dev",
            "services.serving.knative.dev",
            "servingruntimes.serving.kserve.io",
            "statefulsets.apps",
            "storageclasses.storage.k8s.io",
            "works.work.karmada.io",
        ],
        "what else the machines know of",
    )
    .everywhere()
    .or_else("it counts as not being there"),
    Right::to(&["create", "delete", "patch"], &["nodes"], "node pools that grow and shrink").everywhere(),
    Right::to(&["delete", "patch"], &["pods"], "pods of nodes that go, and the order of scale-in")
        .everywhere(),
    Right::to(
        &["patch"],
        &["ingresses.networking.k8s.io/status", "nodes/status", "pods/status", "services/status"],
        "what kubelets and the ingress report",
    )
    .everywhere(),
    Right::to(&["create", "patch"], &["events"], "what happens").everywhere(),
    Right::to(&["create", "delete", "patch"], &["apiservices.apiregistration.k8s.io"], "the APIs of metrics")
        .everywhere(),
    Right::to(&["create", "delete", "patch"], &["services"], "where the APIs of metrics are")
        .within("kube-system"),
    Right::to(&["create", "patch"], &["leases.coordination.k8s.io"], "nodes that live")
        .within("kube-node-lease"),
];
