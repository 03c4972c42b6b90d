//! What is filled in where a pod says nothing.

use serde_json::{Value, json};

use crate::apiserver::kinds::fill::Table;
use crate::apiserver::kinds::strategy::each;

/// Defaults of a pod's `spec`, wherever it stands.
pub static SPEC: Table = Table::new(
    r#"
    restartPolicy "Always"
    terminationGracePeriodSeconds 30
    dnsPolicy "ClusterFirst"
    securityContext {}
    schedulerName "default-scheduler"
    (containers|initContainers|ephemeralContainers)[].terminationMessagePath "/dev/termination-log"
    (containers|initContainers|ephemeralContainers)[].terminationMessagePolicy "File"
    (containers|initContainers|ephemeralContainers)[].ports[].protocol "TCP"
    (containers|initContainers|ephemeralContainers)[].env[].valueFrom.fieldRef.apiVersion "v1"
    (containers|initContainers|ephemeralContainers)[].env[].valueFrom.fileKeyRef.optional false
    (containers|initContainers|ephemeralContainers)[].lifecycle.(postStart|preStop).httpGet.path "/"
    (containers|initContainers|ephemeralContainers)[].lifecycle.(postStart|preStop).httpGet.scheme "HTTP"
    (containers|initContainers|ephemeralContainers)[].(livenessProbe|readinessProbe|startupProbe).timeoutSeconds 1
    (containers|initContainers|ephemeralContainers)[].(livenessProbe|readinessProbe|startupProbe).periodSeconds 10
    (containers|initContainers|ephemeralContainers)[].(livenessProbe|readinessProbe|startupProbe).successThreshold 1
    (containers|initContainers|ephemeralContainers)[].(livenessProbe|readinessProbe|startupProbe).failureThreshold 3
    (containers|initContainers|ephemeralContainers)[].(livenessProbe|readinessProbe|startupProbe).httpGet.path "/"
    (containers|initContainers|ephemeralContainers)[].(livenessProbe|readinessProbe|startupProbe).httpGet.scheme "HTTP"
    (containers|initContainers|ephemeralContainers)[].(livenessProbe|readinessProbe|startupProbe).grpc.service ""
    volumes[].(secret|configMap|downwardAPI|projected).defaultMode 420
    volumes[].downwardAPI.items[].fieldRef.apiVersion "v1"
    volumes[].projected.sources[].downwardAPI.items[].fieldRef.apiVersion "v1"
    volumes[].projected.sources[].serviceAccountToken.expirationSeconds 3600
    volumes[].hostPath.type ""
    volumes[].ephemeral.volumeClaimTemplate.spec.volumeMode "Filesystem"
    "#,
);

/// Where a pod's containers stand.
pub const CONTAINERS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];

/// Defaults of a pod's `spec` that depend on other fields.
pub fn template(spec: &mut Value) {
    for list in CONTAINERS {
        for container in each(spec, list) {
            if container.get("imagePullPolicy").is_none_or(|policy| policy == "") {
                let image = container.get("image").and_then(Value::as_str).unwrap_or_default();
                container["imagePullPolicy"] =
                    if is_latest(image) { json!("Always") } else { json!("IfNotPresent") };
            }
        }
    }
    for volume in each(spec, "volumes") {
        if let Some(volume) =
            volume.as_object_mut().filter(|volume| volume.len() == 1 && volume.contains_key("name"))
        {
            volume.insert("emptyDir".into(), json!({}));
        }
    }
    let named = |field: &str| {
        spec.get(field).and_then(Value::as_str).filter(|name| !name.is_empty()).map(str::to_owned)
    };
    // The old name of the field follows the new one.
    match named("serviceAccountName").or_else(|| named("serviceAccount")) {
        Some(account) => {
            spec["serviceAccountName"] = account.as_str().into();
            spec["serviceAccount"] = account.into();
        }
        None => forget(spec, &["serviceAccountName", "serviceAccount"]),
    }
    if spec.get("hostNetwork") == Some(&Value::Bool(true)) {
        for list in ["containers", "initContainers"] {
            for port in each(spec, list).flat_map(|container| each(container, "ports")) {
                if port.get("hostPort").and_then(Value::as_i64).unwrap_or_default() == 0 {
                    port["hostPort"] = port["containerPort"].clone();
                }
            }
        }
    }
}

/// Defaults of a pod itself, which a template does not get.
pub fn also(pod: &mut Value) {
    let Some(spec) = pod.get_mut("spec").filter(|spec| spec.is_object()) else { return };
    template(spec);
    for list in ["containers", "initContainers"] {
        for resources in each(spec, list).filter_map(|container| container.get_mut("resources")) {
            let Some(limits) = resources.get("limits").and_then(Value::as_object).cloned() else { continue };
            let Some(resources) = resources.as_object_mut() else { continue };
            let requests = resources.entry("requests").or_insert_with(|| json!({}));
            let Some(requests) = requests.as_object_mut() else { continue };
            for (resource, limit) in limits {
                requests.entry(resource).or_insert(limit);
            }
        }
    }
    if spec.get("enableServiceLinks").is_none() {
        spec["enableServiceLinks"] = json!(true);
    }
}

fn forget(value: &mut Value, names: &[&str]) {
    for name in names {
        let _ = value.as_object_mut().and_then(|fields| fields.shift_remove(*name));
    }
}

/// Whether an image is asked for without a version, or as `latest`.
fn is_latest(image: &str) -> bool {
    if image.is_empty() {
        return false;
    }
    let (name, digest) = image.split_once('@').map_or((image, false), |(name, _)| (name, true));
    match name.rsplit('/').next().unwrap_or(name).split_once(':') {
        Some((_, tag)) => tag == "latest",
        None => !digest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moving_image_is_always_pulled() {
        for (image, latest) in [
            ("vllm", true),
            ("vllm:latest", true),
            ("registry:5000/a/vllm", true),
            ("vllm:v0.4.1", false),
            ("registry:5000/a/vllm:v1", false),
            ("vllm@sha256:abc", false),
            ("", false),
        ] {
            assert_eq!(is_latest(image), latest, "{image}");
        }
    }

    #[test]
    fn limits_are_requests_too() {
        let mut pod = json!({"spec": {"containers": [{"name": "c", "image": "a:1", "resources": {"limits": {"cpu": "1"}}}]}});
        SPEC.fill(&mut pod["spec"]);
        also(&mut pod);
        let container = &pod["spec"]["containers"][0];
        assert_eq!(container["resources"]["requests"], json!({"cpu": "1"}));
        assert_eq!(container["imagePullPolicy"], "IfNotPresent");
        assert_eq!(container["terminationMessagePath"], "/dev/termination-log");
        assert!(pod["spec"].get("initContainers").is_none());
    }
}
