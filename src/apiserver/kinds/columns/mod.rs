//! What a Table shows of each built-in kind: names of columns, and the cells of a row.
//!
//! Source: `pkg/printers/internalversion` of Kubernetes 1.36. Descriptions of columns are left empty: no client shows them.

mod access;
mod autoscaling;
mod batch;
pub mod cell;
mod cluster;
mod configuration;
mod events;
mod network;
mod node;
mod pod;
mod storage;
mod workloads;

use jiff::Timestamp;
use serde_json::Value;

use crate::apiserver::registry::Column;

/// The columns of a kind, and what makes a row.
pub struct Shown {
    /// The columns.
    pub columns: &'static [Column],
    /// The cells of one object at a time.
    pub cells: fn(&Value, Timestamp) -> Vec<Value>,
}

const NAME: Column = Column { name: "Name", kind: "string", format: "name", priority: 0 };
const AGE: Column = text("Age");

/// A column of text that is always shown.
const fn text(name: &'static str) -> Column {
    Column { name, kind: "string", format: "", priority: 0 }
}

/// A column of text that is shown with `-o wide`.
const fn wide(name: &'static str) -> Column {
    Column { name, kind: "string", format: "", priority: 1 }
}

/// A column of whole numbers.
const fn number(name: &'static str) -> Column {
    Column { name, kind: "integer", format: "", priority: 0 }
}

/// A column of yes and no.
const fn flag(name: &'static str) -> Column {
    Column { name, kind: "boolean", format: "", priority: 0 }
}

/// The columns of a kind.
pub fn of(group: &str, kind: &str) -> Shown {
    match (group, kind) {
        ("", "ConfigMap") => configuration::CONFIG_MAP,
        ("", "Endpoints") => network::ENDPOINTS,
        ("" | "events.k8s.io", "Event") => events::EVENT,
        ("", "Namespace") => cluster::NAMESPACE,
        ("", "Node") => node::NODE,
        ("", "PersistentVolume") => storage::VOLUME,
        ("", "PersistentVolumeClaim") => storage::CLAIM,
        ("", "Pod") => pod::POD,
        ("", "ResourceQuota") => cluster::QUOTA,
        ("", "Secret") => configuration::SECRET,
        ("", "Service") => network::SERVICE,
        ("", "ServiceAccount") => configuration::SERVICE_ACCOUNT,
        ("apiregistration.k8s.io", "APIService") => cluster::API_SERVICE,
        ("apps", "ControllerRevision") => workloads::CONTROLLER_REVISION,
        ("apps", "DaemonSet") => workloads::DAEMON_SET,
        ("apps", "Deployment") => workloads::DEPLOYMENT,
        ("apps", "ReplicaSet") => workloads::REPLICA_SET,
        ("apps", "StatefulSet") => workloads::STATEFUL_SET,
        ("autoscaling", "HorizontalPodAutoscaler") => autoscaling::AUTOSCALER,
        ("batch", "CronJob") => batch::CRON_JOB,
        ("batch", "Job") => batch::JOB,
        ("coordination.k8s.io", "Lease") => cluster::LEASE,
        ("discovery.k8s.io", "EndpointSlice") => network::ENDPOINT_SLICE,
        ("networking.k8s.io", "Ingress") => network::INGRESS,
        ("networking.k8s.io", "IngressClass") => network::INGRESS_CLASS,
        ("networking.k8s.io", "NetworkPolicy") => network::NETWORK_POLICY,
        ("policy", "PodDisruptionBudget") => autoscaling::DISRUPTION_BUDGET,
        ("rbac.authorization.k8s.io", "ClusterRoleBinding" | "RoleBinding") => access::BINDING,
        ("scheduling.k8s.io", "PriorityClass") => cluster::PRIORITY_CLASS,
        ("storage.k8s.io", "StorageClass") => storage::CLASS,
        _ => configuration::CREATED_AT,
    }
}
