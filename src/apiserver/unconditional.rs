//! What updates may leave out: some kinds insist on a resource version, some are made by an update.

use super::registry::{Columns, Resource};

/// Whether an update without a resource version is taken; custom resources and some built-in kinds insist on one.
pub fn updates(resource: &Resource) -> bool {
    if matches!(resource.columns, Columns::Paths(_)) {
        return false;
    }
    !matches!(
        (resource.group.as_str(), resource.plural.as_str()),
        ("policy", "poddisruptionbudgets")
            | ("coordination.k8s.io", "leases")
            | ("node.k8s.io", "runtimeclasses")
            | ("storage.k8s.io", "csidrivers" | "csinodes" | "csistoragecapacities" | "volumeattachments")
            | ("admissionregistration.k8s.io", _)
            | ("apiextensions.k8s.io", _)
            | ("apiregistration.k8s.io", _)
    )
}

/// Whether an update makes an object that is not there.
pub fn creates(resource: &Resource) -> bool {
    matches!(
        (resource.group.as_str(), resource.plural.as_str()),
        ("", "endpoints" | "services" | "events" | "limitranges")
            | ("events.k8s.io", "events")
            | ("coordination.k8s.io", "leases")
            | ("node.k8s.io", "runtimeclasses")
            | ("rbac.authorization.k8s.io", _)
    )
}

/// Whether a deletion answers with the object that went, not with a `Status`.
pub fn returns_deleted(resource: &Resource) -> bool {
    matches!(
        (resource.group.as_str(), resource.plural.as_str()),
        (
            "",
            "pods"
                | "services"
                | "podtemplates"
                | "persistentvolumes"
                | "persistentvolumeclaims"
                | "serviceaccounts"
                | "resourcequotas"
        ) | (
            "storage.k8s.io",
            "storageclasses" | "csidrivers" | "csinodes" | "volumeattachments" | "volumeattributesclasses"
        ) | ("resource.k8s.io", _)
    )
}
