//! Kinds of which one replica is several pods.

use serde_json::Value;

use crate::kubernetes::resources::{Condition, kind, reduced};

kind!(
    /// A LeaderWorkerSet.
    LeaderWorkerSet, "leaderworkerset.x-k8s.io", "v1", "leaderworkersets", LeaderWorkerSpec, LeaderWorkerStatus
);
reduced! {
    /// What is wanted of a LeaderWorkerSet.
    LeaderWorkerSpec {
        /// How many groups; 1 if absent.
        replicas: Option<i32>,
        /// What a group is.
        leader_worker_template: LeaderWorkerTemplate,
        /// How an old template's groups give way.
        rollout_strategy: Rollout,
        /// `LeaderCreated` (default) or `LeaderReady`: when workers are created.
        startup_policy: Option<String>,
        /// Under which names pods are found; as written.
        network_config: Option<Value>,
    }
}
reduced! {
    /// What a group is.
    LeaderWorkerTemplate {
        /// The leader's pod, if it differs from a worker's; as written.
        leader_template: Option<Value>,
        /// A worker's pod; as written.
        worker_template: Value,
        /// Pods of a group with its leader; 1 if absent.
        size: Option<i32>,
        /// `RecreateGroupOnPodRestart` (default) or `None`.
        restart_policy: Option<String>,
        /// Parts of a group that lie together; as written.
        sub_group_policy: Option<Value>,
    }
}
reduced! {
    /// How an old template's groups give way.
    Rollout {
        /// The bounds of a rolling update.
        rolling_update_configuration: RollingGroups,
    }
}
reduced! {
    /// The bounds of a rolling update, in groups: numbers or percentages.
    RollingGroups {
        /// Groups below this number keep the old template.
        partition: i32,
        /// How many may be missing; 1 if absent.
        max_unavailable: Option<Value>,
        /// How many there may be beyond the wanted number.
        max_surge: Option<Value>,
    }
}
reduced! {
    /// How far a LeaderWorkerSet is.
    LeaderWorkerStatus {
        /// Available, Progressing, UpdateInProgress.
        conditions: Vec<Condition>,
        /// Groups that are ready.
        ready_replicas: i32,
        /// Groups of the newest template.
        updated_replicas: i32,
        /// Groups that exist.
        replicas: i32,
        /// Which pods an autoscaler measures: the leaders.
        hpa_pod_selector: String,
    }
}
