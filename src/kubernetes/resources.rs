//! Reduced types: of each kind that is read, the fields that neap reads and no others.
//!
//! A pod is 3.4 KB as JSON; 8,000 of them decoded in full take 449 MB, reduced 17 MB.
//! Every field may be missing, so an object of any version decodes.

use std::borrow::Cow;
use std::collections::BTreeMap;

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Labels, annotations, selectors, resource lists.
pub type StringMap = BTreeMap<String, String>;

/// Declares a kind: metadata, spec and status, and where the API serves it.
macro_rules! kind {
    ($(#[$doc:meta])* $name:ident, $group:literal, $version:literal, $plural:literal, $spec:ty, $status:ty) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name {
            /// Name, labels, owner, times.
            pub metadata: ObjectMeta,
            /// What is wanted.
            pub spec: $spec,
            /// What is.
            pub status: $status,
        }

        impl kube::Resource for $name {
            type DynamicType = ();
            type Scope = kube::core::DynamicResourceScope;

            fn kind((): &()) -> Cow<'_, str> {
                stringify!($name).into()
            }
            fn group((): &()) -> Cow<'_, str> {
                $group.into()
            }
            fn version((): &()) -> Cow<'_, str> {
                $version.into()
            }
            fn plural((): &()) -> Cow<'_, str> {
                $plural.into()
            }
            fn meta(&self) -> &ObjectMeta {
                &self.metadata
            }
            fn meta_mut(&mut self) -> &mut ObjectMeta {
                &mut self.metadata
            }
        }
    };
}

/// Declares a reduced struct.
macro_rules! reduced {
    ($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase", default)]
        pub struct $name { $($(#[$field_doc])* pub $field: $type,)* }
    };
}

reduced! {
    /// A condition of any kind of object.
    Condition {
        /// As `Ready`.
        #[serde(rename = "type")]
        kind: String,
        /// `True`, `False` or `Unknown`.
        status: String,
        /// One word.
        reason: Option<String>,
        /// A sentence; text from outside.
        message: Option<String>,
        /// When `status` last changed.
        last_transition_time: Option<Timestamp>,
    }
}

pub(super) use {kind, reduced};

kind!(
    /// A pod.
    Pod, "", "v1", "pods", PodSpec, PodStatus
);
impl kube::api::Log for Pod {}
impl kube::api::Portforward for Pod {}

kind!(
    /// A namespace, of which only the name is read.
    Namespace, "", "v1", "namespaces", Value, Value
);
reduced! {
    /// What a pod asks for.
    PodSpec {
        /// Where it was placed.
        node_name: Option<String>,
        /// Containers that serve.
        containers: Vec<Container>,
        /// Containers that run first.
        init_containers: Vec<Container>,
        /// Required node labels.
        node_selector: StringMap,
        /// Its rank under preemption.
        priority_class_name: Option<String>,
        /// Which nodes it must, or would rather, run on.
        affinity: Option<Affinity>,
        /// Which taints do not keep it away.
        tolerations: Vec<Toleration>,
        /// What is mounted.
        volumes: Vec<Volume>,
        /// The scheduler waits until these are taken off.
        scheduling_gates: Vec<SchedulingGate>,
    }
}
reduced! {
    /// A reason not to be scheduled yet.
    SchedulingGate {
        /// Its name.
        name: String,
    }
}
reduced! {
    /// Of all affinities only that to nodes is read.
    Affinity {
        /// To nodes.
        node_affinity: Option<NodeAffinity>,
    }
}
reduced! {
    /// Which nodes, by label.
    NodeAffinity {
        /// One of these terms must hold.
        #[serde(rename = "requiredDuringSchedulingIgnoredDuringExecution")]
        required: Option<NodeSelector>,
        /// The more weight of these hold, the better.
        #[serde(rename = "preferredDuringSchedulingIgnoredDuringExecution")]
        preferred: Vec<PreferredTerm>,
    }
}
reduced! {
    /// Terms of which one must hold.
    NodeSelector {
        /// The terms.
        node_selector_terms: Vec<NodeSelectorTerm>,
    }
}
reduced! {
    /// A wish with its weight, 1 to 100.
    PreferredTerm {
        /// How much it counts.
        weight: i32,
        /// What is wished for.
        preference: NodeSelectorTerm,
    }
}
reduced! {
    /// Requirements that must all hold; a term without any holds for no node.
    NodeSelectorTerm {
        /// On the node's labels.
        match_expressions: Vec<Requirement>,
        /// On `metadata.name`, the only field there is.
        match_fields: Vec<Requirement>,
    }
}
reduced! {
    /// A requirement on one label.
    Requirement {
        /// The label.
        key: String,
        /// `In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`.
        operator: String,
        /// What it is compared with.
        values: Vec<String>,
    }
}
reduced! {
    /// Lets a pod onto nodes with a taint.
    Toleration {
        /// The taint's key; with `Exists` and none, every taint.
        key: Option<String>,
        /// `Equal` (default) or `Exists`.
        operator: Option<String>,
        /// The taint's value.
        value: Option<String>,
        /// One effect; all if absent.
        effect: Option<String>,
    }
}
reduced! {
    /// A volume; of all sources only a claim is read.
    Volume {
        /// Its name.
        name: String,
        /// The claim.
        persistent_volume_claim: Option<ClaimSource>,
    }
}
reduced! {
    /// A claim in the pod's namespace.
    ClaimSource {
        /// Its name.
        claim_name: String,
    }
}
reduced! {
    /// One container.
    Container {
        /// Its name.
        name: String,
        /// Its image.
        image: Option<String>,
        /// What it asks for.
        resources: Resources,
        /// Where it listens, as far as it says so.
        ports: Vec<ContainerPort>,
        /// `Always` makes an init container a sidecar, which runs on.
        restart_policy: Option<String>,
    }
}
reduced! {
    /// A port of a container.
    ContainerPort {
        /// Its name.
        name: Option<String>,
        /// Its number.
        container_port: u16,
    }
}
reduced! {
    /// Requests and limits, as written.
    Resources {
        /// What the scheduler counts.
        requests: BTreeMap<String, Value>,
        /// What the kubelet enforces.
        limits: BTreeMap<String, Value>,
    }
}
reduced! {
    /// Where a pod is.
    PodStatus {
        /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
        phase: Option<String>,
        /// PodScheduled, Initialized, ContainersReady, Ready …
        conditions: Vec<Condition>,
        /// Why it failed as a whole, as `Evicted`.
        reason: Option<String>,
        /// The same in words.
        message: Option<String>,
        /// When the kubelet saw it first.
        start_time: Option<Timestamp>,
        /// Its address.
        #[serde(rename = "podIP")]
        pod_ip: Option<String>,
        /// The node's address.
        #[serde(rename = "hostIP")]
        host_ip: Option<String>,
        /// State of the serving containers.
        container_statuses: Vec<ContainerStatus>,
        /// State of the init containers.
        init_container_statuses: Vec<ContainerStatus>,
    }
}
reduced! {
    /// The state of one container.
    ContainerStatus {
        /// Its name.
        name: String,
        /// Whether its readiness probe passes.
        ready: bool,
        /// How often it was started again.
        restart_count: u32,
        /// Whether its startup probe has passed.
        started: Option<bool>,
        /// Now.
        state: ContainerState,
        /// Before the last restart.
        last_state: ContainerState,
    }
}
reduced! {
    /// Exactly one of the three is set.
    ContainerState {
        /// Not started.
        waiting: Option<Waiting>,
        /// Running.
        running: Option<Running>,
        /// Ended.
        terminated: Option<Terminated>,
    }
}
reduced! {
    /// Why a container is not started.
    Waiting {
        /// As `ContainerCreating`, `ImagePullBackOff`, `CrashLoopBackOff`.
        reason: Option<String>,
        /// In words.
        message: Option<String>,
    }
}
reduced! {
    /// A running container.
    Running {
        /// Since when.
        started_at: Option<Timestamp>,
    }
}
reduced! {
    /// How a container ended.
    Terminated {
        /// Exit code of the process.
        exit_code: i32,
        /// The signal that ended it; 0 is none.
        signal: i32,
        /// As `OOMKilled`, `Error`, `Completed`.
        reason: Option<String>,
        /// In words; the last log lines where the policy says so.
        message: Option<String>,
        /// When it began.
        started_at: Option<Timestamp>,
        /// When it ended.
        finished_at: Option<Timestamp>,
    }
}

kind!(
    /// A node.
    Node, "", "v1", "nodes", NodeSpec, NodeStatus
);
reduced! {
    /// What a node was told.
    NodeSpec {
        /// Cordoned.
        unschedulable: bool,
        /// What pods must tolerate.
        taints: Vec<Taint>,
    }
}
reduced! {
    /// Keeps pods away that do not tolerate it.
    Taint {
        /// Its key.
        key: String,
        /// Its value.
        value: Option<String>,
        /// `NoSchedule`, `PreferNoSchedule` or `NoExecute`.
        effect: String,
    }
}
reduced! {
    /// What a node has.
    NodeStatus {
        /// What pods may ask for in all.
        allocatable: BTreeMap<String, Value>,
        /// Ready, MemoryPressure …
        conditions: Vec<Condition>,
    }
}

kind!(
    /// A Deployment.
    Deployment, "apps", "v1", "deployments", DeploymentSpec, DeploymentStatus
);
reduced! {
    /// What is wanted of a Deployment.
    DeploymentSpec {
        /// How many pods.
        replicas: Option<i32>,
        /// Which pods are its own.
        selector: LabelSelector,
        /// What the next pod will ask for.
        template: PodTemplate,
    }
}
reduced! {
    /// What a new pod is made from.
    PodTemplate {
        /// What it asks for.
        spec: PodSpec,
    }
}
reduced! {
    /// `matchLabels`, which is all that the kinds read here use.
    LabelSelector {
        /// Labels that a pod must carry.
        match_labels: StringMap,
    }
}
reduced! {
    /// How far a Deployment is.
    DeploymentStatus {
        /// Pods that exist.
        replicas: i32,
        /// Pods that are ready.
        ready_replicas: i32,
        /// Ready for long enough.
        available_replicas: i32,
        /// Of the newest template.
        updated_replicas: i32,
        /// What the numbers were computed from.
        observed_generation: i64,
        /// Available, Progressing.
        conditions: Vec<Condition>,
    }
}

kind!(
    /// A HorizontalPodAutoscaler.
    HorizontalPodAutoscaler, "autoscaling", "v2", "horizontalpodautoscalers", HpaSpec, HpaStatus
);
reduced! {
    /// What an autoscaler may do.
    HpaSpec {
        /// What it scales.
        scale_target_ref: TargetRef,
        /// Never fewer; 1 if absent.
        min_replicas: Option<i32>,
        /// Never more.
        max_replicas: i32,
        /// What it looks at; forms differ, so as written.
        metrics: Vec<Value>,
        /// Windows and policies; as written.
        behavior: Option<Value>,
    }
}
reduced! {
    /// What an autoscaler scales.
    TargetRef {
        /// As `apps/v1`.
        api_version: Option<String>,
        /// As `Deployment`.
        kind: String,
        /// Its name.
        name: String,
    }
}
reduced! {
    /// What an autoscaler saw and decided last.
    HpaStatus {
        /// Replicas at the last look.
        current_replicas: Option<i32>,
        /// What it asked for.
        desired_replicas: i32,
        /// Values of the metrics; as written.
        current_metrics: Option<Vec<Value>>,
        /// AbleToScale, ScalingActive, ScalingLimited.
        conditions: Option<Vec<Condition>>,
        /// When it changed the replicas last.
        last_scale_time: Option<Timestamp>,
    }
}

kind!(
    /// A KServe InferenceService; what it wants is read as JSON where needed.
    InferenceService, "serving.kserve.io", "v1beta1", "inferenceservices", Value, InferenceServiceStatus
);
reduced! {
    /// How far an InferenceService is.
    InferenceServiceStatus {
        /// Where it answers: the Host of a request.
        url: Option<String>,
        /// Its address within the cluster.
        address: Option<Address>,
        /// Ready, PredictorReady, IngressReady.
        conditions: Vec<Condition>,
        /// `Standard` or `Knative` (`RawDeployment`, `Serverless` before 0.16).
        deployment_mode: Option<String>,
        /// The generation that the controller has worked through.
        observed_generation: Option<i64>,
        /// How the model itself fares; absent before a predictor is there.
        model_status: Option<ModelStatus>,
        /// Revisions and traffic of each component; as written.
        components: BTreeMap<String, Value>,
    }
}
reduced! {
    /// How a model fares, in KServe's eyes.
    ModelStatus {
        /// `UpToDate`, `InProgress`, `BlockedByFailedLoad`, `InvalidSpec`.
        transition_status: Option<String>,
        /// What failed last.
        last_failure_info: Option<ModelFailure>,
    }
}
reduced! {
    /// What failed.
    ModelFailure {
        /// As `NoSupportingRuntime`.
        reason: Option<String>,
        /// In words.
        message: Option<String>,
    }
}
reduced! {
    /// An address within the cluster.
    Address {
        /// Its URL.
        url: Option<String>,
    }
}

kind!(
    /// ACK's ResourcePolicy. It has no status: its effect is computed from pods and nodes.
    ResourcePolicy, "scheduling.alibabacloud.com", "v1alpha1", "resourcepolicies", ResourcePolicySpec, Value
);
reduced! {
    /// Which pods, and the units that they may use, in order.
    ResourcePolicySpec {
        /// Labels that a pod must carry; empty means all pods of the namespace.
        selector: StringMap,
        /// `prefer` or `required`.
        strategy: Option<String>,
        /// In order of preference.
        units: Vec<Unit>,
    }
}
reduced! {
    /// One scheduling unit.
    Unit {
        /// `ecs`, `eci`, `elastic` or `acs`.
        resource: Option<String>,
        /// The most pods that it takes.
        max: Option<i32>,
        /// Which nodes belong to it.
        node_selector: StringMap,
        /// Only pods with these labels are counted.
        pod_labels: StringMap,
    }
}

kind!(
    /// A PersistentVolumeClaim.
    PersistentVolumeClaim, "", "v1", "persistentvolumeclaims", ClaimSpec, ClaimStatus
);
reduced! {
    /// What a claim asks for.
    ClaimSpec {
        /// The volume that it is bound to.
        volume_name: Option<String>,
        /// Who makes the volume.
        storage_class_name: Option<String>,
        /// ReadWriteOnce, ReadOnlyMany …
        access_modes: Vec<String>,
    }
}
reduced! {
    /// How far a claim is.
    ClaimStatus {
        /// `Pending`, `Bound` or `Lost`.
        phase: Option<String>,
    }
}

/// An Event; not a `spec`/`status` kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Event {
    /// Name, namespace, times.
    pub metadata: ObjectMeta,
    /// What it is about.
    pub involved_object: Reference,
    /// One word, as `FailedScheduling`.
    pub reason: Option<String>,
    /// In words; text from outside.
    pub message: Option<String>,
    /// `Normal` or `Warning`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// How often it was seen.
    pub count: Option<i32>,
    /// First seen; absent in the newer form.
    pub first_timestamp: Option<Timestamp>,
    /// Last seen; absent in the newer form.
    pub last_timestamp: Option<Timestamp>,
    /// When, in microseconds; the newer form.
    pub event_time: Option<Timestamp>,
    /// Who says so; the newer form.
    pub reporting_component: Option<String>,
    /// Who says so; the older form.
    pub source: Option<EventSource>,
}
reduced! {
    /// Who recorded an event.
    EventSource {
        /// As `default-scheduler`.
        component: Option<String>,
    }
}
reduced! {
    /// Points at an object.
    Reference {
        /// Its kind.
        kind: Option<String>,
        /// Its namespace.
        namespace: Option<String>,
        /// Its name.
        name: Option<String>,
        /// Its uid.
        uid: Option<String>,
    }
}

impl kube::Resource for Event {
    type DynamicType = ();
    type Scope = kube::core::DynamicResourceScope;

    fn kind((): &()) -> Cow<'_, str> {
        "Event".into()
    }
    fn group((): &()) -> Cow<'_, str> {
        "".into()
    }
    fn version((): &()) -> Cow<'_, str> {
        "v1".into()
    }
    fn plural((): &()) -> Cow<'_, str> {
        "events".into()
    }
    fn meta(&self) -> &ObjectMeta {
        &self.metadata
    }
    fn meta_mut(&mut self) -> &mut ObjectMeta {
        &mut self.metadata
    }
}

/// Whether the condition of this kind is `True`; `None` if it is not there.
pub fn condition_is_true(conditions: &[Condition], kind: &str) -> Option<bool> {
    conditions.iter().find(|condition| condition.kind == kind).map(|condition| condition.status == "True")
}
