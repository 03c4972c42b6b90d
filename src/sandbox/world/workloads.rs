//! Workloads as their controllers need them: the template whole, the status with every field that is written.

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kubernetes::resources::{Condition, LabelSelector, kind, reduced};

kind!(
    /// A Deployment.
    Deployment, "apps", "v1", "deployments", DeploymentSpec, DeploymentStatus
);
reduced! {
    /// What is wanted of a Deployment.
    DeploymentSpec {
        /// How many pods; 1 if absent.
        replicas: Option<i32>,
        /// Which pods are its own.
        selector: LabelSelector,
        /// What pods are made from; as written.
        template: Value,
        /// How an old template's pods give way.
        strategy: Strategy,
        /// Seconds that a pod must be ready before it counts as available.
        min_ready_seconds: i32,
        /// Old replica sets that are kept; 10 if absent.
        revision_history_limit: Option<i32>,
        /// Nothing is rolled out.
        paused: bool,
        /// Seconds without progress after which it counts as failed; 600 if absent.
        progress_deadline_seconds: Option<i32>,
    }
}
reduced! {
    /// How an old template's pods give way.
    Strategy {
        /// `RollingUpdate` (default) or `Recreate`.
        #[serde(rename = "type")]
        kind: String,
        /// The bounds of a rolling update.
        rolling_update: Option<RollingUpdate>,
    }
}
reduced! {
    /// The bounds of a rolling update: numbers or percentages.
    RollingUpdate {
        /// How many pods may be there beyond the wanted number.
        max_surge: Option<Value>,
        /// How many of the wanted pods may be missing.
        max_unavailable: Option<Value>,
        /// Stateful sets only: ordinals below it keep the old template.
        partition: Option<i32>,
    }
}
reduced! {
    /// How far a Deployment is.
    DeploymentStatus {
        /// What the numbers were computed from.
        observed_generation: i64,
        /// Pods that exist.
        replicas: i32,
        /// Of the newest template.
        updated_replicas: i32,
        /// Pods that are ready.
        ready_replicas: i32,
        /// Ready for long enough.
        available_replicas: i32,
        /// Wanted and not available.
        unavailable_replicas: i32,
        /// Pods that are going.
        terminating_replicas: Option<i32>,
        /// Available, Progressing, ReplicaFailure.
        conditions: Vec<Condition>,
        /// How often two templates had the same hash.
        collision_count: Option<i32>,
    }
}

kind!(
    /// A ReplicaSet.
    ReplicaSet, "apps", "v1", "replicasets", ReplicaSetSpec, ReplicaSetStatus
);
reduced! {
    /// What is wanted of a ReplicaSet.
    ReplicaSetSpec {
        /// How many pods; 1 if absent.
        replicas: Option<i32>,
        /// Seconds that a pod must be ready before it counts as available.
        min_ready_seconds: i32,
        /// Which pods are its own.
        selector: LabelSelector,
        /// What pods are made from; as written.
        template: Value,
    }
}
reduced! {
    /// How far a ReplicaSet is.
    ReplicaSetStatus {
        /// Pods that exist.
        replicas: i32,
        /// Pods with all labels of the template.
        fully_labeled_replicas: i32,
        /// Pods that are ready.
        ready_replicas: i32,
        /// Ready for long enough.
        available_replicas: i32,
        /// Pods that are going.
        terminating_replicas: Option<i32>,
        /// What the numbers were computed from.
        observed_generation: i64,
        /// ReplicaFailure.
        conditions: Vec<Condition>,
    }
}

kind!(
    /// A StatefulSet.
    StatefulSet, "apps", "v1", "statefulsets", StatefulSetSpec, StatefulSetStatus
);
reduced! {
    /// What is wanted of a StatefulSet.
    StatefulSetSpec {
        /// How many pods; 1 if absent.
        replicas: Option<i32>,
        /// Which pods are its own.
        selector: LabelSelector,
        /// What pods are made from; as written.
        template: Value,
        /// Claims that each pod gets; as written.
        volume_claim_templates: Vec<Value>,
        /// The service that gives its pods names.
        service_name: String,
        /// `OrderedReady` (default) or `Parallel`.
        pod_management_policy: Option<String>,
        /// `RollingUpdate` (default) or `OnDelete`.
        update_strategy: Strategy,
        /// Old templates that are kept; 10 if absent.
        revision_history_limit: Option<i32>,
        /// Seconds that a pod must be ready before it counts as available.
        min_ready_seconds: i32,
        /// The first pod's number.
        ordinals: Option<Ordinals>,
    }
}
reduced! {
    /// How pods are numbered.
    Ordinals {
        /// The first pod's number.
        start: i32,
    }
}
reduced! {
    /// How far a StatefulSet is.
    StatefulSetStatus {
        /// What the numbers were computed from.
        observed_generation: i64,
        /// Pods that exist.
        replicas: i32,
        /// Pods that are ready.
        ready_replicas: i32,
        /// Of the current revision.
        current_replicas: i32,
        /// Of the newest template.
        updated_replicas: i32,
        /// The revision that pods come from while nothing is rolled out.
        current_revision: Option<String>,
        /// The revision of the newest template.
        update_revision: Option<String>,
        /// How often two templates had the same hash.
        collision_count: Option<i32>,
        /// Ready for long enough.
        available_replicas: i32,
    }
}

/// A ControllerRevision: an earlier template; not a `spec`/`status` kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ControllerRevision {
    /// Name, labels, owner, times.
    #[serde(deserialize_with = "crate::kubernetes::resources::metadata")]
    pub metadata: ObjectMeta,
    /// What it remembers; as written.
    pub data: Value,
    /// Counted from 1.
    pub revision: i64,
}

kind!(
    /// A Job.
    Job, "batch", "v1", "jobs", JobSpec, JobStatus
);
reduced! {
    /// What is wanted of a Job.
    JobSpec {
        /// How many pods may run at once; 1 if absent.
        parallelism: Option<i32>,
        /// How many must succeed; absent means that one is enough and all others then end.
        completions: Option<i32>,
        /// How many may fail; 6 if absent.
        backoff_limit: Option<i32>,
        /// Seconds after which it has failed.
        active_deadline_seconds: Option<i64>,
        /// Which pods are its own.
        selector: LabelSelector,
        /// What pods are made from; as written.
        template: Value,
        /// `NonIndexed` (default) or `Indexed`.
        completion_mode: Option<String>,
        /// No pods run.
        suspend: bool,
        /// Seconds after its end when it is removed; never if absent.
        ttl_seconds_after_finished: Option<i32>,
    }
}
reduced! {
    /// How far a Job is.
    JobStatus {
        /// Complete, Failed, Suspended, SuccessCriteriaMet, FailureTarget.
        conditions: Vec<Condition>,
        /// When it was first seen.
        start_time: Option<Timestamp>,
        /// When it was complete.
        completion_time: Option<Timestamp>,
        /// Pods that are there and have not ended.
        active: i32,
        /// Pods that have succeeded.
        succeeded: i32,
        /// Pods that have failed.
        failed: i32,
        /// Pods that are going.
        terminating: Option<i32>,
        /// Pods that are ready.
        ready: Option<i32>,
        /// As `0,2-5`; Indexed only.
        completed_indexes: Option<String>,
        /// Pods that have ended and are not in the numbers yet.
        uncounted_terminated_pods: Option<Uncounted>,
    }
}
reduced! {
    /// Uids of pods that have ended and are not in the numbers yet.
    Uncounted {
        /// Succeeded.
        succeeded: Vec<String>,
        /// Failed.
        failed: Vec<String>,
    }
}
