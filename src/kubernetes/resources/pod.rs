//! Pods: what they ask for, where they may go, and how far they are.

use jiff::Timestamp;
use serde_json::Value;
use std::collections::BTreeMap;

use super::{Condition, LabelSelector, Shared, StringMap, kind, reduced};

kind!(
    /// A pod.
    Pod, "", "v1", "pods", PodSpec, PodStatus
);
impl kube::api::Log for Pod {}
impl kube::api::Portforward for Pod {}
impl kube::api::Execute for Pod {}
impl kube::api::Attach for Pod {}

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
        containers: Shared<Container>,
        /// Containers that run first.
        init_containers: Shared<Container>,
        /// Required node labels.
        node_selector: StringMap,
        /// Its rank under preemption.
        priority_class_name: Option<String>,
        /// Which nodes it must, or would rather, run on.
        affinity: Option<Affinity>,
        /// Which taints do not keep it away.
        tolerations: Shared<Toleration>,
        /// What is mounted.
        volumes: Vec<Volume>,
        /// What the pod asks for as a whole, where it says so itself.
        resources: Resources,
        /// The scheduler waits until these are taken off.
        scheduling_gates: Vec<SchedulingGate>,
        /// The rank itself, as admission filled it in; 0 without.
        priority: Option<i32>,
        /// `Never` keeps it from preempting others.
        preemption_policy: Option<String>,
        /// Who places it; `default-scheduler` without.
        scheduler_name: Option<String>,
        /// How evenly pods like it are to lie.
        topology_spread_constraints: Vec<TopologySpread>,
        /// `Always`, `OnFailure` or `Never`.
        restart_policy: Option<String>,
        /// Its name within its subdomain.
        hostname: Option<String>,
        /// The headless Service under whose name it is found.
        subdomain: Option<String>,
        /// Seconds between the signal to stop and the end.
        termination_grace_period_seconds: Option<i64>,
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
    /// Where it must, or would rather, run.
    Affinity {
        /// To nodes.
        node_affinity: Option<NodeAffinity>,
        /// To other pods.
        pod_affinity: Option<PodAffinity>,
        /// Away from other pods.
        pod_anti_affinity: Option<PodAffinity>,
    }
}
reduced! {
    /// Near to, or away from, other pods.
    PodAffinity {
        /// All of these must hold.
        #[serde(rename = "requiredDuringSchedulingIgnoredDuringExecution")]
        required: Vec<PodAffinityTerm>,
        /// The more weight of these holds, the better.
        #[serde(rename = "preferredDuringSchedulingIgnoredDuringExecution")]
        preferred: Vec<WeightedPodAffinityTerm>,
    }
}
reduced! {
    /// A wish about other pods with its weight, 1 to 100.
    WeightedPodAffinityTerm {
        /// How much it counts.
        weight: i32,
        /// What is wished for.
        pod_affinity_term: PodAffinityTerm,
    }
}
reduced! {
    /// Which other pods, and what counts as the same place.
    PodAffinityTerm {
        /// Those pods' labels; absent matches none.
        label_selector: Option<LabelSelector>,
        /// Those pods' namespaces; with `namespaceSelector` absent too, its own.
        namespaces: Vec<String>,
        /// Those pods' namespaces, by label; empty means all.
        namespace_selector: Option<LabelSelector>,
        /// Nodes with the same value of this label are one place.
        topology_key: String,
        /// Labels whose values must be those of the pod itself.
        match_label_keys: Vec<String>,
        /// Labels whose values must not be those of the pod itself.
        mismatch_label_keys: Vec<String>,
    }
}
reduced! {
    /// How evenly matching pods lie over places.
    TopologySpread {
        /// The largest allowed difference.
        max_skew: i32,
        /// Nodes with the same value of this label are one place.
        topology_key: String,
        /// `DoNotSchedule` or `ScheduleAnyway`.
        when_unsatisfiable: String,
        /// Which pods are counted.
        label_selector: Option<LabelSelector>,
        /// Fewer places than this count as an empty one.
        min_domains: Option<i32>,
        /// `Honor` (default) or `Ignore`.
        node_affinity_policy: Option<String>,
        /// `Honor` or `Ignore` (default).
        node_taints_policy: Option<String>,
        /// Labels whose values must be those of the pod itself.
        match_label_keys: Vec<String>,
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
        /// How long it may stay after a `NoExecute` taint; for ever if absent.
        toleration_seconds: Option<i64>,
    }
}
reduced! {
    /// A volume; of all sources only those are read that tie it to a claim or to a node.
    Volume {
        /// Its name.
        name: String,
        /// The claim.
        persistent_volume_claim: Option<ClaimSource>,
        /// Room on the node that goes with the pod.
        empty_dir: Option<EmptyDir>,
        /// A path of the node; as written.
        host_path: Option<Value>,
    }
}
impl Volume {
    /// Whether it keeps data on the node's disk.
    pub fn keeps_data_on_node(&self) -> bool {
        let on_disk = |empty: &EmptyDir| empty.medium.as_deref() != Some("Memory");
        self.host_path.is_some() || self.empty_dir.as_ref().is_some_and(on_disk)
    }
}
reduced! {
    /// Room on the node that goes with the pod.
    EmptyDir {
        /// `Memory`, or the node's disk without it.
        medium: Option<String>,
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
        /// What is run instead of the image's entry point.
        command: Vec<String>,
        /// What it is run with.
        args: Vec<String>,
        /// `Always`, `IfNotPresent` or `Never`.
        image_pull_policy: Option<String>,
        /// Variables; as written.
        env: Vec<Value>,
        /// Where its volumes are.
        volume_mounts: Vec<VolumeMount>,
        /// When it counts as ready; as written.
        readiness_probe: Option<Box<Value>>,
        /// When it is restarted; as written.
        liveness_probe: Option<Box<Value>>,
        /// When the other probes begin; as written.
        startup_probe: Option<Box<Value>>,
        /// What is done before it is stopped; as written.
        lifecycle: Option<Box<Value>>,
        /// `Always` makes an init container a sidecar, which runs on.
        restart_policy: Option<String>,
    }
}
reduced! {
    /// A volume in a container.
    VolumeMount {
        /// The volume's name.
        name: String,
        /// Where it is.
        mount_path: String,
    }
}
reduced! {
    /// A port of a container.
    ContainerPort {
        /// Its name.
        name: Option<String>,
        /// Its number.
        container_port: u16,
        /// The node's port that it takes; 0 is none.
        host_port: Option<u16>,
        /// `TCP` (default), `UDP` or `SCTP`.
        protocol: Option<String>,
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
        /// The node that preemption is making room on.
        nominated_node_name: Option<String>,
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
