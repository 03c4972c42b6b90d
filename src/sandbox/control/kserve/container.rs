//! What KServe fills in of a pod spec: defaults of the API, a readiness probe, the storage initializer.

use serde_json::{Value, json};

use super::predictor::SERVING;

/// The port of a container that names none.
const DEFAULT_PORT: u64 = 8080;

/// What KServe sets by itself before it compares; the API server would set the same, except for the probe.
pub fn fill_in(spec: &mut Value) {
    for (field, value) in [
        ("dnsPolicy", json!("ClusterFirst")),
        ("restartPolicy", json!("Always")),
        ("terminationGracePeriodSeconds", json!(30)),
        ("securityContext", json!({})),
        ("schedulerName", json!("default-scheduler")),
    ] {
        default(spec, field, value);
    }
    for container in spec.get_mut("containers").and_then(Value::as_array_mut).into_iter().flatten() {
        for (field, value) in [
            ("terminationMessagePath", json!("/dev/termination-log")),
            ("terminationMessagePolicy", json!("File")),
            ("imagePullPolicy", json!("IfNotPresent")),
        ] {
            default(container, field, value);
        }
        if container["name"] == SERVING || container["name"] == "transformer-container" {
            let port = container.pointer("/ports/0/containerPort").and_then(Value::as_u64);
            let probe = json!({
                "tcpSocket": {"port": port.unwrap_or(DEFAULT_PORT)},
                "timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3,
            });
            default(container, "readinessProbe", probe);
        }
    }
}

/// An init container that fetches the model, and the volume that both containers share, as the pod webhook adds them.
pub fn add_storage_initializer(spec: &mut Value, uri: &str) {
    const VOLUME: &str = "kserve-provision-location";
    const PATH: &str = "/mnt/models";
    // A claim is mounted as it is; nothing is fetched.
    if let Some(claim) = uri.strip_prefix("pvc://") {
        let (claim, path) = claim.split_once('/').unwrap_or((claim, ""));
        push(
            spec,
            "volumes",
            json!({"name": "kserve-pvc-source", "persistentVolumeClaim": {"claimName": claim, "readOnly": false}}),
        );
        let mut mount = json!({"name": "kserve-pvc-source", "mountPath": PATH, "readOnly": true});
        if !path.is_empty() {
            mount["subPath"] = path.into();
        }
        mount_into_server(spec, mount);
        return;
    }
    push(spec, "volumes", json!({"name": VOLUME, "emptyDir": {}}));
    mount_into_server(spec, json!({"name": VOLUME, "mountPath": PATH, "readOnly": true}));
    push(
        spec,
        "initContainers",
        json!({
            "name": "storage-initializer", "image": "kserve/storage-initializer:v0.13.1", "args": [uri, PATH],
            "terminationMessagePolicy": "FallbackToLogsOnError",
            "resources": {"requests": {"cpu": "100m", "memory": "100Mi"}, "limits": {"cpu": "1", "memory": "1Gi"}},
            "volumeMounts": [{"name": VOLUME, "mountPath": PATH}],
        }),
    );
}

fn mount_into_server(spec: &mut Value, mount: Value) {
    let containers = spec.get_mut("containers").and_then(Value::as_array_mut).into_iter().flatten();
    for container in containers.filter(|container| container["name"] == SERVING) {
        push(container, "volumeMounts", mount.clone());
    }
}

fn push(object: &mut Value, list: &str, item: Value) {
    match object.get_mut(list).and_then(Value::as_array_mut) {
        Some(items) => items.push(item),
        None => object[list] = json!([item]),
    }
}

fn default(object: &mut Value, field: &str, value: Value) {
    if object.get(field).is_none_or(Value::is_null) {
        object[field] = value;
    }
}
