//! Volumes, settings, ranks: kinds that controllers read and seldom write.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kubernetes::resources::{LabelSelector, StringMap, kind, reduced};

/// A ConfigMap; not a `spec`/`status` kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct ConfigMap {
    /// Name, labels, owner, times.
    #[serde(deserialize_with = "crate::kubernetes::resources::metadata")]
    pub metadata: ObjectMeta,
    /// Its texts.
    pub data: StringMap,
}

/// A PriorityClass; not a `spec`/`status` kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct PriorityClass {
    /// Its name.
    #[serde(deserialize_with = "crate::kubernetes::resources::metadata")]
    pub metadata: ObjectMeta,
    /// The rank.
    pub value: i32,
    /// It is that of pods that name none.
    pub global_default: bool,
    /// `Never` keeps its pods from preempting others.
    pub preemption_policy: Option<String>,
}

/// A StorageClass; not a `spec`/`status` kind.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct StorageClass {
    /// Its name and annotations.
    #[serde(deserialize_with = "crate::kubernetes::resources::metadata")]
    pub metadata: ObjectMeta,
    /// Who makes its volumes.
    pub provisioner: String,
    /// What becomes of a volume without a claim.
    pub reclaim_policy: Option<String>,
    /// `Immediate` (default) or `WaitForFirstConsumer`.
    pub volume_binding_mode: Option<String>,
}

kind!(
    /// A PersistentVolume.
    PersistentVolume, "", "v1", "persistentvolumes", VolumeSpec, VolumeStatus
);
reduced! {
    /// What a volume is.
    VolumeSpec {
        /// Its size.
        capacity: BTreeMap<String, Value>,
        /// ReadWriteOnce, ReadOnlyMany …
        access_modes: Vec<String>,
        /// The claim that it is, or is to be, bound to.
        claim_ref: Option<ClaimReference>,
        /// `Retain`, `Delete` or `Recycle`.
        persistent_volume_reclaim_policy: Option<String>,
        /// Claims of this class take it.
        storage_class_name: Option<String>,
        /// `Filesystem` (default) or `Block`.
        volume_mode: Option<String>,
    }
}
reduced! {
    /// The claim of a volume.
    ClaimReference {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
        /// Its uid; absent while the volume is only reserved for it.
        uid: Option<String>,
    }
}
reduced! {
    /// How far a volume is.
    VolumeStatus {
        /// `Pending`, `Available`, `Bound`, `Released` or `Failed`.
        phase: Option<String>,
    }
}

kind!(
    /// A PodDisruptionBudget.
    PodDisruptionBudget, "policy", "v1", "poddisruptionbudgets", BudgetSpec, BudgetStatus
);
reduced! {
    /// How many pods must stay.
    BudgetSpec {
        /// A number or a percentage that must stay.
        min_available: Option<Value>,
        /// A number or a percentage that may go.
        max_unavailable: Option<Value>,
        /// Which pods.
        selector: Option<LabelSelector>,
    }
}
reduced! {
    /// How many pods may go now.
    BudgetStatus {
        /// How many may go now.
        disruptions_allowed: i32,
        /// Ready pods.
        current_healthy: i32,
        /// Pods that must stay ready.
        desired_healthy: i32,
        /// Pods that are counted.
        expected_pods: i32,
        /// What the numbers were computed from.
        observed_generation: Option<i64>,
        /// Pods whose eviction was granted and that are not gone yet.
        disrupted_pods: BTreeMap<String, Value>,
    }
}
