//! Which built-in kinds are served, and under which names.

use super::columns;
use super::strategies;
use crate::apiserver::registry::{Columns, Resource, ScalePaths};
use crate::apiserver::schema::builtin;

/// A row of the table below.
struct Row {
    /// Group and version.
    at: (&'static str, &'static str),
    kind: &'static str,
    plural: &'static str,
    short: &'static [&'static str],
    categories: &'static [&'static str],
    marks: &'static [Mark],
}

/// What a row says besides names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    /// Objects live in no namespace.
    Cluster,
    /// `status` is written apart.
    Status,
    /// It has a number of replicas.
    Scale,
    /// It is answered, not stored.
    Answered,
}

const fn row(
    at: (&'static str, &'static str),
    kind: &'static str,
    plural: &'static str,
    short: &'static [&'static str],
    categories: &'static [&'static str],
    marks: &'static [Mark],
) -> Row {
    Row { at, kind, plural, short, categories, marks }
}

use Mark::{Answered, Cluster, Scale, Status};

const CORE: (&str, &str) = ("", "v1");
const APPS: (&str, &str) = ("apps", "v1");
const AUTHENTICATION: (&str, &str) = ("authentication.k8s.io", "v1");
const AUTHORIZATION: (&str, &str) = ("authorization.k8s.io", "v1");
const BATCH: (&str, &str) = ("batch", "v1");
const NETWORKING: (&str, &str) = ("networking.k8s.io", "v1");
const RBAC: (&str, &str) = ("rbac.authorization.k8s.io", "v1");
const ALL: &[&str] = &["all"];
const EXTENSIONS: &[&str] = &["api-extensions"];

/// Admission webhooks, leases' candidates, storage attachments, resource claims and other kinds that no part of neap touches are left out.
const TABLE: &[Row] = &[
    row(CORE, "Binding", "bindings", &[], &[], &[Answered]),
    row(CORE, "ConfigMap", "configmaps", &["cm"], &[], &[]),
    row(CORE, "Endpoints", "endpoints", &["ep"], &[], &[]),
    row(CORE, "Event", "events", &["ev"], &[], &[]),
    row(CORE, "LimitRange", "limitranges", &["limits"], &[], &[]),
    row(CORE, "Namespace", "namespaces", &["ns"], &[], &[Cluster, Status]),
    row(CORE, "Node", "nodes", &["no"], &[], &[Cluster, Status]),
    row(CORE, "PersistentVolume", "persistentvolumes", &["pv"], &[], &[Cluster, Status]),
    row(CORE, "PersistentVolumeClaim", "persistentvolumeclaims", &["pvc"], &[], &[Status]),
    row(CORE, "Pod", "pods", &["po"], ALL, &[Status]),
    row(CORE, "ResourceQuota", "resourcequotas", &["quota"], &[], &[Status]),
    row(CORE, "Secret", "secrets", &[], &[], &[]),
    row(CORE, "Service", "services", &["svc"], ALL, &[Status]),
    row(CORE, "ServiceAccount", "serviceaccounts", &["sa"], &[], &[]),
    row(
        ("apiextensions.k8s.io", "v1"),
        "CustomResourceDefinition",
        "customresourcedefinitions",
        &["crd", "crds"],
        EXTENSIONS,
        &[Cluster, Status],
    ),
    row(("apiregistration.k8s.io", "v1"), "APIService", "apiservices", &[], EXTENSIONS, &[Cluster, Status]),
    row(APPS, "ControllerRevision", "controllerrevisions", &[], &[], &[]),
    row(APPS, "DaemonSet", "daemonsets", &["ds"], ALL, &[Status]),
    row(APPS, "Deployment", "deployments", &["deploy"], ALL, &[Status, Scale]),
    row(APPS, "ReplicaSet", "replicasets", &["rs"], ALL, &[Status, Scale]),
    row(APPS, "StatefulSet", "statefulsets", &["sts"], ALL, &[Status, Scale]),
    row(AUTHENTICATION, "SelfSubjectReview", "selfsubjectreviews", &[], &[], &[Cluster, Answered]),
    row(AUTHENTICATION, "TokenReview", "tokenreviews", &[], &[], &[Cluster, Answered]),
    row(AUTHORIZATION, "LocalSubjectAccessReview", "localsubjectaccessreviews", &[], &[], &[Answered]),
    row(AUTHORIZATION, "SelfSubjectAccessReview", "selfsubjectaccessreviews", &[], &[], &[Cluster, Answered]),
    row(AUTHORIZATION, "SelfSubjectRulesReview", "selfsubjectrulesreviews", &[], &[], &[Cluster, Answered]),
    row(AUTHORIZATION, "SubjectAccessReview", "subjectaccessreviews", &[], &[], &[Cluster, Answered]),
    row(
        ("autoscaling", "v1"),
        "HorizontalPodAutoscaler",
        "horizontalpodautoscalers",
        &["hpa"],
        ALL,
        &[Status],
    ),
    row(
        ("autoscaling", "v2"),
        "HorizontalPodAutoscaler",
        "horizontalpodautoscalers",
        &["hpa"],
        ALL,
        &[Status],
    ),
    row(BATCH, "CronJob", "cronjobs", &["cj"], ALL, &[Status]),
    row(BATCH, "Job", "jobs", &[], ALL, &[Status]),
    row(("coordination.k8s.io", "v1"), "Lease", "leases", &[], &[], &[]),
    row(("discovery.k8s.io", "v1"), "EndpointSlice", "endpointslices", &[], &[], &[]),
    row(("events.k8s.io", "v1"), "Event", "events", &["ev"], &[], &[]),
    row(NETWORKING, "Ingress", "ingresses", &["ing"], &[], &[Status]),
    row(NETWORKING, "IngressClass", "ingressclasses", &[], &[], &[Cluster]),
    row(NETWORKING, "NetworkPolicy", "networkpolicies", &["netpol"], &[], &[]),
    row(("policy", "v1"), "PodDisruptionBudget", "poddisruptionbudgets", &["pdb"], &[], &[Status]),
    row(RBAC, "ClusterRole", "clusterroles", &[], &[], &[Cluster]),
    row(RBAC, "ClusterRoleBinding", "clusterrolebindings", &[], &[], &[Cluster]),
    row(RBAC, "Role", "roles", &[], &[], &[]),
    row(RBAC, "RoleBinding", "rolebindings", &[], &[], &[]),
    row(("scheduling.k8s.io", "v1"), "PriorityClass", "priorityclasses", &["pc"], &[], &[Cluster]),
    row(("storage.k8s.io", "v1"), "StorageClass", "storageclasses", &["sc"], &[], &[Cluster]),
];

/// All built-in resources.
pub fn resources() -> Vec<Resource> {
    TABLE.iter().filter_map(resource).collect()
}

fn resource(row: &Row) -> Option<Resource> {
    let (group, version) = row.at;
    let texts = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let scale = row.marks.contains(&Scale).then(|| ScalePaths {
        spec: ".spec.replicas".into(),
        status: ".status.replicas".into(),
        selector: Some(".spec.selector".into()),
    });
    let schema = builtin::schema(group, version, row.kind)?;
    let shown = columns::of(group, row.kind);
    Some(Resource {
        group: group.into(),
        version: version.into(),
        kind: row.kind.into(),
        plural: row.plural.into(),
        singular: row.kind.to_lowercase(),
        short_names: texts(row.short),
        categories: texts(row.categories),
        namespaced: !row.marks.contains(&Cluster),
        stored: !row.marks.contains(&Answered),
        status: row.marks.contains(&Status),
        scale,
        columns: Columns::Cells(shown.columns, shown.cells),
        strategy: strategies::of(
            [group, version, row.kind],
            schema.clone(),
            !row.marks.contains(&Cluster),
            row.marks.contains(&Status),
        ),
        schema,
        stored_as: match (group, row.kind) {
            // Kept as v2 and as events of the core group; their strategies convert.
            ("autoscaling", _) if version == "v1" => Some("v2".into()),
            ("events.k8s.io", _) => Some("v1".into()),
            _ => None,
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_schema() {
        assert_eq!(resources().len(), TABLE.len());
        for resource in resources() {
            assert!(resource.plural.chars().all(|c| c.is_ascii_lowercase()), "{}", resource.plural);
        }
    }
}
