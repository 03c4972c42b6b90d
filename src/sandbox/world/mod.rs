//! What is known of the cluster: one table a kind, shared by all controllers and machines.
//!
//! A table is fed by a watch and by the answers of own writes; an object enters only if it is newer than what is there. So
//! no controller reads its own past.

pub mod binding;
pub mod fleet;
pub mod groups;
mod kept;
pub mod monitoring;
pub mod network;
pub mod serving;
mod shared;
pub mod storage;
mod table;
pub mod workloads;

pub(in crate::sandbox) use kept::Visitor;
pub use kept::{Kept, Owner, Resource, resource, version};
pub use shared::Shared;
pub use table::{Diff, Table};

use crate::kubernetes::resources::{
    AlluxioRuntime, CronHorizontalPodAutoscaler, DataLoad, Dataset, HorizontalPodAutoscaler,
    InferenceService, Ingress, JindoRuntime, JuiceFSRuntime, Namespace, Node, PersistentVolumeClaim, Pod,
    ResourcePolicy, ScaledObject, Service,
};
use fleet::{
    FleetCluster, KarmadaAutoscaler, KarmadaClusterPolicy, KarmadaPolicy, OneAutoscaler, OneClusterPolicy,
    OnePolicy, ResourceBinding, Work,
};
use groups::{LeaderWorkerSet, RoleBasedGroup, ScalingAdapter};
use monitoring::PodMonitor;
use network::{EndpointSlice, Endpoints};
use serving::{
    ClusterServingRuntime, Configuration, CustomResourceDefinition, KnativeService, PodAutoscaler, Revision,
    Route, ServerlessService, ServingRuntime,
};
use storage::{ConfigMap, PersistentVolume, PodDisruptionBudget, PriorityClass, StorageClass};
use workloads::{ControllerRevision, Deployment, Job, ReplicaSet, StatefulSet};

kept::tables! {
    pods: Pod as Pod, "v1", "pods", namespaced;
    nodes: Node as Node, "v1", "nodes", cluster;
    namespaces: Namespace as Namespace, "v1", "namespaces", cluster;
    services: Service as Service, "v1", "services", namespaced;
    config_maps: ConfigMap as ConfigMap, "v1", "configmaps", namespaced;
    claims: PersistentVolumeClaim as PersistentVolumeClaim, "v1", "persistentvolumeclaims", namespaced;
    volumes: PersistentVolume as PersistentVolume, "v1", "persistentvolumes", cluster;
    storage_classes: StorageClass as StorageClass, "storage.k8s.io/v1", "storageclasses", cluster;
    priority_classes: PriorityClass as PriorityClass, "scheduling.k8s.io/v1", "priorityclasses", cluster;
    disruption_budgets: PodDisruptionBudget as PodDisruptionBudget, "policy/v1", "poddisruptionbudgets", namespaced;
    deployments: Deployment as Deployment, "apps/v1", "deployments", namespaced;
    replica_sets: ReplicaSet as ReplicaSet, "apps/v1", "replicasets", namespaced;
    stateful_sets: StatefulSet as StatefulSet, "apps/v1", "statefulsets", namespaced;
    controller_revisions: ControllerRevision as ControllerRevision, "apps/v1", "controllerrevisions", namespaced;
    jobs: Job as Job, "batch/v1", "jobs", namespaced;
    endpoint_slices: EndpointSlice as EndpointSlice, "discovery.k8s.io/v1", "endpointslices", namespaced;
    endpoints: Endpoints as Endpoints, "v1", "endpoints", namespaced;
    ingresses: Ingress as Ingress, "networking.k8s.io/v1", "ingresses", namespaced;
    autoscalers: HorizontalPodAutoscaler as HorizontalPodAutoscaler, "autoscaling/v2", "horizontalpodautoscalers", namespaced;
    definitions: CustomResourceDefinition as CustomResourceDefinition, "apiextensions.k8s.io/v1", "customresourcedefinitions", cluster;
    resource_policies: ResourcePolicy as ResourcePolicy, "scheduling.alibabacloud.com/v1alpha1", "resourcepolicies", namespaced custom;
    inference_services: InferenceService as InferenceService, "serving.kserve.io/v1beta1", "inferenceservices", namespaced custom;
    serving_runtimes: ServingRuntime as ServingRuntime, "serving.kserve.io/v1alpha1", "servingruntimes", namespaced custom;
    cluster_serving_runtimes: ClusterServingRuntime as ClusterServingRuntime, "serving.kserve.io/v1alpha1", "clusterservingruntimes", cluster custom;
    knative_services: KnativeService as Service, "serving.knative.dev/v1", "services", namespaced custom;
    configurations: Configuration as Configuration, "serving.knative.dev/v1", "configurations", namespaced custom;
    revisions: Revision as Revision, "serving.knative.dev/v1", "revisions", namespaced custom;
    routes: Route as Route, "serving.knative.dev/v1", "routes", namespaced custom;
    pod_autoscalers: PodAutoscaler as PodAutoscaler, "autoscaling.internal.knative.dev/v1alpha1", "podautoscalers", namespaced custom;
    serverless_services: ServerlessService as ServerlessService, "networking.internal.knative.dev/v1alpha1", "serverlessservices", namespaced custom;
    leader_worker_sets: LeaderWorkerSet as LeaderWorkerSet, "leaderworkerset.x-k8s.io/v1", "leaderworkersets", namespaced custom;
    role_based_groups: RoleBasedGroup as RoleBasedGroup, "workloads.x-k8s.io/v1alpha1", "rolebasedgroups", namespaced custom;
    scaling_adapters: ScalingAdapter as RoleBasedGroupScalingAdapter, "workloads.x-k8s.io/v1alpha1", "rolebasedgroupscalingadapters", namespaced custom;
    karmada_policies: KarmadaPolicy as PropagationPolicy, "policy.karmada.io/v1alpha1", "propagationpolicies", namespaced custom;
    karmada_cluster_policies: KarmadaClusterPolicy as ClusterPropagationPolicy, "policy.karmada.io/v1alpha1", "clusterpropagationpolicies", cluster custom;
    one_policies: OnePolicy as PropagationPolicy, "policy.one.alibabacloud.com/v1alpha1", "propagationpolicies", namespaced custom;
    one_cluster_policies: OneClusterPolicy as ClusterPropagationPolicy, "policy.one.alibabacloud.com/v1alpha1", "clusterpropagationpolicies", cluster custom;
    karmada_autoscalers: KarmadaAutoscaler as FederatedHPA, "autoscaling.karmada.io/v1alpha1", "federatedhpas", namespaced custom;
    one_autoscalers: OneAutoscaler as FederatedHPA, "autoscaling.one.alibabacloud.com/v1alpha1", "federatedhpas", namespaced custom;
    fleet_clusters: FleetCluster as Cluster, "cluster.karmada.io/v1alpha1", "clusters", cluster custom;
    resource_bindings: ResourceBinding as ResourceBinding, "work.karmada.io/v1alpha2", "resourcebindings", namespaced custom;
    works: Work as Work, "work.karmada.io/v1alpha1", "works", namespaced custom;
    scaled_objects: ScaledObject as ScaledObject, "keda.sh/v1alpha1", "scaledobjects", namespaced custom;
    cron_autoscalers: CronHorizontalPodAutoscaler as CronHorizontalPodAutoscaler, "autoscaling.alibabacloud.com/v1beta1", "cronhorizontalpodautoscalers", namespaced custom;
    pod_monitors: PodMonitor as PodMonitor, "monitoring.coreos.com/v1", "podmonitors", namespaced custom;
    datasets: Dataset as Dataset, "data.fluid.io/v1alpha1", "datasets", namespaced custom;
    jindo_runtimes: JindoRuntime as JindoRuntime, "data.fluid.io/v1alpha1", "jindoruntimes", namespaced custom;
    alluxio_runtimes: AlluxioRuntime as AlluxioRuntime, "data.fluid.io/v1alpha1", "alluxioruntimes", namespaced custom;
    juicefs_runtimes: JuiceFSRuntime as JuiceFSRuntime, "data.fluid.io/v1alpha1", "juicefsruntimes", namespaced custom;
    data_loads: DataLoad as DataLoad, "data.fluid.io/v1alpha1", "dataloads", namespaced custom;
}

impl World {
    /// The pods on a node.
    pub fn pods_on<'a>(&'a self, node: &str) -> impl Iterator<Item = &'a std::sync::Arc<Pod>> + use<'a> {
        self.pods.grouped(node)
    }
}
