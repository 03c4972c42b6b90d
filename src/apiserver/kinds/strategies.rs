//! What each built-in kind does by itself.

use std::sync::Arc;

use super::strategy::{Behaviour, Kind, PLAIN};
use super::{access, autoscaling, batch, cluster, events, pods, services, storage, workloads};
use crate::apiserver::registry::Strategy;
use crate::apiserver::schema::Schema;

/// Pod.
const POD: Behaviour = Behaviour {
    defaults: &[(&["spec"], &pods::SPEC)],
    also: pods::also,
    generation: true,
    create: pods::create,
    update: pods::update,
    validate: pods::validate,
    ..PLAIN
};

fn behaviour(group: &str, version: &str, kind: &str) -> Behaviour {
    match (group, kind) {
        ("", "ConfigMap") => cluster::CONFIG_MAP,
        ("", "Endpoints") => cluster::ENDPOINTS,
        ("", "Event") => events::CORE,
        ("events.k8s.io", "Event") => events::NEWER,
        ("", "Namespace") => cluster::NAMESPACE,
        ("", "Node") => cluster::NODE,
        ("", "PersistentVolume") => storage::VOLUME,
        ("", "PersistentVolumeClaim") => storage::CLAIM,
        ("", "Pod") => POD,
        ("", "ResourceQuota") => cluster::QUOTA,
        ("", "Secret") => cluster::SECRET,
        ("", "Service") => services::SERVICE,
        ("apiextensions.k8s.io", "CustomResourceDefinition") => cluster::DEFINITION,
        ("apiregistration.k8s.io", "APIService") => cluster::API_SERVICE,
        ("apps", "ControllerRevision") => workloads::CONTROLLER_REVISION,
        ("apps", "DaemonSet") => workloads::DAEMON_SET,
        ("apps", "Deployment") => workloads::DEPLOYMENT,
        ("apps", "ReplicaSet") => workloads::REPLICA_SET,
        ("apps", "StatefulSet") => workloads::STATEFUL_SET,
        ("autoscaling", _) if version == "v1" => autoscaling::AUTOSCALER_V1,
        ("autoscaling", _) => autoscaling::AUTOSCALER,
        ("batch", "CronJob") => batch::CRON_JOB,
        ("batch", "Job") => batch::JOB,
        ("discovery.k8s.io", "EndpointSlice") => cluster::ENDPOINT_SLICE,
        ("networking.k8s.io", "Ingress") => cluster::INGRESS,
        ("networking.k8s.io", "IngressClass") => cluster::INGRESS_CLASS,
        ("networking.k8s.io", "NetworkPolicy") => cluster::NETWORK_POLICY,
        ("policy", "PodDisruptionBudget") => autoscaling::DISRUPTION_BUDGET,
        ("rbac.authorization.k8s.io", "ClusterRole" | "Role") => access::ROLE,
        ("rbac.authorization.k8s.io", _) => access::BINDING,
        ("scheduling.k8s.io", "PriorityClass") => cluster::PRIORITY_CLASS,
        ("storage.k8s.io", "StorageClass") => storage::CLASS,
        _ => PLAIN,
    }
}

/// The strategy of a kind.
pub fn of(at: [&str; 3], schema: Arc<Schema>, namespaced: bool, status: bool) -> Arc<dyn Strategy> {
    let [group, version, kind] = at;
    Arc::new(Kind::new(behaviour(group, version, kind), schema, namespaced, status))
}
