//! The kinds besides InferenceService that a service may be, and what runs its pods besides a Deployment.

use serde_json::Value;

use super::{Condition, DeploymentSpec, DeploymentStatus, PodTemplate, kind, reduced};

kind!(
    /// A Knative Service; what it wants is read as JSON where needed.
    KnativeService, "serving.knative.dev", "v1", "services", Value, KnativeServiceStatus
);
reduced! {
    /// How far a Knative Service is.
    KnativeServiceStatus {
        /// Where it answers.
        url: Option<String>,
        /// Ready, ConfigurationsReady, RoutesReady.
        conditions: Vec<Condition>,
        /// The generation that the controller has worked through.
        observed_generation: Option<i64>,
        /// The newest revision.
        latest_created_revision_name: Option<String>,
        /// The newest revision that is ready.
        latest_ready_revision_name: Option<String>,
        /// Who gets how much; as written.
        traffic: Vec<Value>,
    }
}

kind!(
    /// A StatefulSet; its fields are named like a Deployment's.
    StatefulSet with writes, "apps", "v1", "statefulsets", DeploymentSpec, DeploymentStatus
);

kind!(
    /// A LeaderWorkerSet: each replica is a group of pods.
    LeaderWorkerSet, "leaderworkerset.x-k8s.io", "v1", "leaderworkersets", LeaderWorkerSetSpec, GroupStatus
);
reduced! {
    /// What is wanted of a LeaderWorkerSet.
    LeaderWorkerSetSpec {
        /// How many groups.
        replicas: Option<i32>,
        /// What a group is made from.
        leader_worker_template: LeaderWorkerTemplate,
    }
}
reduced! {
    /// What a group is made from.
    LeaderWorkerTemplate {
        /// Pods of a group, the leader among them.
        size: Option<i32>,
        /// The leader, where it differs from the workers.
        leader_template: Option<PodTemplate>,
        /// The workers.
        worker_template: PodTemplate,
    }
}
reduced! {
    /// How far groups are.
    GroupStatus {
        /// Groups that exist.
        replicas: i32,
        /// Groups that are ready.
        ready_replicas: i32,
        /// Groups of the newest template.
        updated_replicas: i32,
        /// Available, Progressing.
        conditions: Vec<Condition>,
        /// What the numbers were computed from.
        observed_generation: Option<i64>,
    }
}

kind!(
    /// A RoleBasedGroup: roles with replicas of their own.
    RoleBasedGroup, "workloads.x-k8s.io", "v1alpha1", "rolebasedgroups", RoleBasedGroupSpec, RoleBasedGroupStatus
);
reduced! {
    /// What is wanted of a RoleBasedGroup.
    RoleBasedGroupSpec {
        /// The roles.
        roles: Vec<Role>,
    }
}
reduced! {
    /// A role, as `prefill`.
    Role {
        /// Its name.
        name: String,
        /// How many replicas.
        replicas: Option<i32>,
        /// What a replica is made from; of a group, what its pods have in common.
        template: PodTemplate,
        /// Where a replica is a group of pods.
        leader_worker_set: RoleGroup,
    }
}
reduced! {
    /// A role's replica as a group of pods.
    RoleGroup {
        /// Pods of a replica, the leader among them.
        size: Option<i32>,
        /// What the leader has besides.
        patch_leader_template: PodTemplate,
        /// What the workers have besides.
        patch_worker_template: PodTemplate,
    }
}
reduced! {
    /// How far a RoleBasedGroup is.
    RoleBasedGroupStatus {
        /// Ready.
        conditions: Vec<Condition>,
        /// What the numbers were computed from.
        observed_generation: Option<i64>,
        /// Each role.
        role_statuses: Vec<RoleStatus>,
    }
}
reduced! {
    /// How far a role is.
    RoleStatus {
        /// Its name.
        name: String,
        /// Replicas that exist.
        replicas: i32,
        /// Replicas that are ready.
        ready_replicas: i32,
        /// Replicas of the newest template.
        updated_replicas: Option<i32>,
    }
}
