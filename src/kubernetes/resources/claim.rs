//! PersistentVolumeClaims.

use super::{LabelSelector, Resources, kind, reduced};

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
        /// How much; as written.
        resources: Resources,
        /// Which volumes, by label.
        selector: Option<LabelSelector>,
        /// `Filesystem` (default) or `Block`.
        volume_mode: Option<String>,
    }
}
reduced! {
    /// How far a claim is.
    ClaimStatus {
        /// `Pending`, `Bound` or `Lost`.
        phase: Option<String>,
    }
}
