//! What a role becomes.

use serde_json::{Value, json};

use super::role::{Role, Workload};
use crate::sandbox::Kept;
use crate::sandbox::control::conditions::prune;
use crate::sandbox::world::groups::RoleBasedGroup;

/// The name of a role's workload.
pub fn name(group: &RoleBasedGroup, role: &Role) -> String {
    format!("{}-{}", group.name(), role.name)
}

/// The label with the template's revision.
pub fn revision_label(role: &Role) -> String {
    format!("rolebasedgroup.workloads.x-k8s.io/role-revision-hash-{}", role.name)
}

/// The workload, whole.
pub fn whole(group: &RoleBasedGroup, role: &Role) -> Value {
    let labels = role.labels(group.name());
    let (leader, worker) = (pod(group, role, &role.templates.0), pod(group, role, &role.templates.1));
    let rolling = role.written.pointer("/rolloutStrategy/rollingUpdate").cloned();
    let mut spec = match role.workload {
        Workload::Deployment => json!({"selector": {"matchLabels": labels}, "template": leader}),
        Workload::StatefulSet => json!({"selector": {"matchLabels": labels}, "template": leader,
            "serviceName": service_name(group, role),
            "podManagementPolicy": role.written.get("podManagementPolicy").cloned().unwrap_or_else(|| "Parallel".into())}),
        Workload::LeaderWorkerSet => {
            json!({"leaderWorkerTemplate": {"size": role.size, "leaderTemplate": leader, "workerTemplate": worker,
            "restartPolicy": restart(role)}})
        }
    };
    spec["replicas"] = role.replicas.into();
    if let Some(seconds) =
        role.written.get("minReadySeconds").filter(|_| role.workload != Workload::LeaderWorkerSet)
    {
        spec["minReadySeconds"] = seconds.clone();
    }
    if let Some(rolling) = rolling {
        let given = |fields: &[&str]| -> Value {
            let fields =
                fields.iter().filter_map(|field| Some(((*field).to_owned(), rolling.get(*field)?.clone())));
            Value::Object(fields.collect())
        };
        match role.workload {
            Workload::Deployment => {
                spec["strategy"] =
                    json!({"type": "RollingUpdate", "rollingUpdate": given(&["maxSurge", "maxUnavailable"])});
            }
            Workload::StatefulSet => {
                spec["updateStrategy"] = json!({"type": "RollingUpdate", "rollingUpdate": given(&["maxUnavailable", "partition"])});
            }
            Workload::LeaderWorkerSet => {
                spec["rolloutStrategy"] = json!({"type": "RollingUpdate",
                    "rollingUpdateConfiguration": given(&["maxSurge", "maxUnavailable", "partition"])});
            }
        }
    }
    let mut own = joined(role.written.get("labels"), &labels);
    own[revision_label(role)] = role.revision().into();
    let mut whole = json!({"apiVersion": role.workload.api_version(), "kind": role.workload.kind(),
        "metadata": {"name": name(group, role), "namespace": group.namespace(), "labels": own,
            "annotations": role.written.get("annotations"), "ownerReferences": [group.controls()]},
        "spec": spec});
    prune(&mut whole);
    whole
}

fn restart(role: &Role) -> &'static str {
    let places = ["/restartPolicy", "/leaderWorkerPattern/restartPolicy"];
    match places.iter().find_map(|place| role.written.pointer(place)).and_then(Value::as_str) {
        Some("None") => "None",
        _ => "RecreateGroupOnPodRestart",
    }
}

/// The headless service of a role of numbered pods.
pub fn service(group: &RoleBasedGroup, role: &Role) -> Option<Value> {
    (role.workload == Workload::StatefulSet).then(|| {
        let labels = role.labels(group.name());
        let mut service = json!({"apiVersion": "v1", "kind": "Service",
            "metadata": {"name": service_name(group, role), "namespace": group.namespace(), "labels": labels,
                "ownerReferences": [group.controls()]},
            "spec": {"clusterIP": "None", "selector": labels, "publishNotReadyAddresses": true}});
        if let Some(ports) = role.written.get("servicePorts") {
            service["spec"]["ports"] = ports.clone();
        }
        service
    })
}

/// The name of that service.
pub fn service_name(group: &RoleBasedGroup, role: &Role) -> String {
    format!("s-{}", name(group, role))
}

/// A role's pod, with the labels and variables by which it finds its group.
fn pod(group: &RoleBasedGroup, role: &Role, template: &Value) -> Value {
    let mut pod = template.clone();
    pod["metadata"]["labels"] = joined(pod.pointer("/metadata/labels"), &role.labels(group.name()));
    let mut given = vec![
        json!({"name": "GROUP_NAME", "value": group.name()}),
        json!({"name": "ROLE_NAME", "value": role.name}),
    ];
    if role.workload != Workload::Deployment {
        let field = json!({"fieldRef": {"fieldPath": "metadata.labels['apps.kubernetes.io/pod-index']"}});
        given.insert(1, json!({"name": "ROLE_INDEX", "valueFrom": field}));
    }
    for container in pod["spec"].get_mut("containers").and_then(Value::as_array_mut).into_iter().flatten() {
        let own = container["env"].as_array().cloned().unwrap_or_default();
        let own = own.into_iter().filter(|it| !given.iter().any(|known| known["name"] == it["name"]));
        let env: Vec<Value> = own.chain(given.iter().cloned()).collect();
        container["env"] = env.into();
    }
    pod
}

fn joined(given: Option<&Value>, own: &Value) -> Value {
    let mut labels = given.filter(|it| it.is_object()).cloned().unwrap_or_else(|| json!({}));
    for (key, value) in own.as_object().into_iter().flatten() {
        labels[key] = value.clone();
    }
    labels
}

/// The whole of a new workload where an older one is.
pub fn instead_of<K: Kept>(known: &K, status: Value, mut new: Value) -> Value {
    let mut metadata = serde_json::to_value(known.meta()).unwrap_or_default();
    for part in ["labels", "annotations"] {
        for (key, value) in new["metadata"][part].as_object().into_iter().flatten() {
            metadata[part][key] = value.clone();
        }
    }
    new["metadata"] = metadata;
    new["status"] = status;
    prune(&mut new);
    new
}
