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

kind!(
    /// A RoleBasedGroup. Its roles differ by version, so they are read where needed.
    RoleBasedGroup, "workloads.x-k8s.io", "v1alpha1", "rolebasedgroups", Value, RoleBasedStatus
);
reduced! {
    /// How far a RoleBasedGroup is.
    RoleBasedStatus {
        /// What the rest was computed from.
        observed_generation: i64,
        /// Ready.
        conditions: Vec<Condition>,
        /// How far each role is.
        role_statuses: Vec<RoleStatus>,
    }
}
reduced! {
    /// How far a role is.
    RoleStatus {
        /// The role.
        name: String,
        /// Replicas that are ready.
        ready_replicas: i32,
        /// Replicas that exist.
        replicas: i32,
        /// Replicas of the newest template.
        updated_replicas: i32,
    }
}
kind!(
    /// A RoleBasedGroupScalingAdapter: one role, with a scale.
    ScalingAdapter, "workloads.x-k8s.io", "v1alpha1", "rolebasedgroupscalingadapters", ScalingAdapterSpec, ScalingAdapterStatus
);
reduced! {
    /// What is wanted of a role.
    ScalingAdapterSpec {
        /// How many replicas; none before it is bound.
        replicas: Option<i32>,
        /// Which role.
        scale_target_ref: RoleRef,
    }
}
reduced! {
    /// A role of a group.
    RoleRef {
        /// The group.
        name: String,
        /// The role.
        role: String,
    }
}
reduced! {
    /// How far an adapter is.
    ScalingAdapterStatus {
        /// `Bound` or `NotBound`.
        phase: String,
        /// Which pods an autoscaler measures.
        selector: String,
        /// What the role was told.
        replicas: Option<i32>,
        /// Replicas that are ready.
        ready_replicas: Option<i32>,
        /// When it changed the role last.
        last_scale_time: Option<jiff::Timestamp>,
    }
}
