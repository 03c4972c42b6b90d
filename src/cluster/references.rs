//! What a service names but does not bring: claims, Secrets, runtimes … They must exist before it is applied.

mod data;
mod fleet;

use serde_json::Value;

use crate::kubernetes::{Identity, Object, pod_templates};

/// Something that must exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// What it is called; a runtime may be of either of two kinds.
    pub any_of: Vec<Identity>,
    /// The field that names it, as `spec.predictor.volumes[0].persistentVolumeClaim.claimName`.
    pub field: String,
    /// The flag that sets the field.
    pub flag: &'static str,
    /// A key that it must hold.
    pub key: Option<String>,
}

impl Reference {
    /// Whether it is a cluster of a fleet.
    pub fn is_cluster(&self) -> bool {
        self.any_of.iter().any(|identity| matches!(identity.kind.as_str(), "Cluster" | "ManagedCluster"))
    }

    /// Whether each cluster of a fleet has its own, which the hub knows nothing of.
    pub fn is_of_a_cluster(&self) -> bool {
        let own =
            |identity: &Identity| matches!(identity.kind.as_str(), "PersistentVolumeClaim" | "PriorityClass");
        self.any_of.iter().any(own)
    }
}

/// What an object names, each thing once.
pub fn of(object: &Object) -> Vec<Reference> {
    let mut found = Found { namespace: object.identity().namespace, references: Vec::new() };
    for template in pod_templates::of(object) {
        if let Some(pod) = object.get(&template.spec) {
            found.pod(pod, &template.path());
        }
    }
    let identity = object.identity();
    match (identity.group(), identity.kind.as_str()) {
        (_, "InferenceService") => found.model(object),
        ("serving.knative.dev", "Service") => found.revisions(object),
        (_, "PropagationPolicy") => found.clusters(object),
        _ => {}
    }
    found.data(object);
    found.references
}

struct Found {
    namespace: Option<String>,
    references: Vec<Reference>,
}

impl Found {
    /// What a pod cannot start without.
    fn pod(&mut self, pod: &Value, at: &str) {
        self.text(
            "ServiceAccount",
            "v1",
            pod.get("serviceAccountName"),
            at,
            "serviceAccountName",
            "--service-account",
        );
        if let Some(name) = text(pod.get("priorityClassName")).filter(|name| !name.starts_with("system-")) {
            let class =
                Identity { namespace: None, ..self.identity("scheduling.k8s.io/v1", "PriorityClass", name) };
            self.add(vec![class], format!("{at}.priorityClassName"), "--priority-class", None);
        }
        for (index, secret) in list(pod, "imagePullSecrets").enumerate() {
            let at = format!("{at}.imagePullSecrets[{index}]");
            self.text("Secret", "v1", secret.get("name"), &at, "name", "--image-pull-secret");
        }
        for (index, volume) in list(pod, "volumes").enumerate() {
            let at = format!("{at}.volumes[{index}]");
            for (source, field, kind, flag) in [
                ("persistentVolumeClaim", "claimName", "PersistentVolumeClaim", "--data"),
                ("secret", "secretName", "Secret", "--data"),
                ("configMap", "name", "ConfigMap", "--config-file"),
            ] {
                if let Some(source_value) = volume.get(source).filter(|source| !is_optional(source)) {
                    self.text(kind, "v1", source_value.get(field), &format!("{at}.{source}"), field, flag);
                }
            }
        }
        let containers = list(pod, "containers")
            .enumerate()
            .map(|(index, container)| (format!("{at}.containers[{index}]"), container));
        let model = pod.get("model").map(|model| (format!("{at}.model"), model));
        for (at, container) in containers.chain(model) {
            self.container(&at, container);
        }
    }

    /// What a model of a runtime names.
    fn model(&mut self, object: &Object) {
        const AT: &str = "spec.predictor";
        let Some(predictor) = object.get("/spec/predictor") else { return };
        let uri = text(predictor.pointer("/model/storageUri")).and_then(|uri| uri.strip_prefix("pvc://"));
        if let Some(claim) = uri.and_then(|path| path.split('/').next()).filter(|claim| !claim.is_empty()) {
            let claim = self.identity("v1", "PersistentVolumeClaim", claim);
            self.add(vec![claim], format!("{AT}.model.storageUri"), "--storage-uri", None);
        }
        if let Some(name) = text(predictor.pointer("/model/runtime")) {
            let own = self.identity("serving.kserve.io/v1alpha1", "ServingRuntime", name);
            let shared = Identity {
                namespace: None,
                ..self.identity("serving.kserve.io/v1alpha1", "ClusterServingRuntime", name)
            };
            self.add(vec![own, shared], format!("{AT}.model.runtime"), "--runtime", None);
        }
    }

    /// The revisions that get a share, but for the one that this makes.
    fn revisions(&mut self, object: &Object) {
        let own = text(object.get("/spec/template/metadata/name"));
        let Some(spec) = object.get("/spec") else { return };
        for (index, share) in list(spec, "traffic").enumerate() {
            if let Some(name) = text(share.get("revisionName")).filter(|name| Some(*name) != own) {
                let revision = self.identity("serving.knative.dev/v1", "Revision", name);
                self.add(vec![revision], format!("spec.traffic[{index}].revisionName"), "--traffic", None);
            }
        }
    }

    fn identity(&self, api_version: &str, kind: &str, name: &str) -> Identity {
        Identity {
            api_version: api_version.to_owned(),
            kind: kind.to_owned(),
            namespace: self.namespace.clone(),
            name: name.to_owned(),
        }
    }

    fn add(&mut self, any_of: Vec<Identity>, field: String, flag: &'static str, key: Option<String>) {
        if !self.references.iter().any(|known| known.any_of == any_of && known.key == key) {
            self.references.push(Reference { any_of, field, flag, key });
        }
    }

    fn text(
        &mut self,
        kind: &str,
        api_version: &str,
        name: Option<&Value>,
        at: &str,
        field: &str,
        flag: &'static str,
    ) {
        if let Some(name) = text(name) {
            let identity = self.identity(api_version, kind, name);
            self.add(vec![identity], format!("{at}.{field}"), flag, None);
        }
    }

    fn container(&mut self, at: &str, container: &Value) {
        for (index, variable) in list(container, "env").enumerate() {
            for (source, kind) in [("secretKeyRef", "Secret"), ("configMapKeyRef", "ConfigMap")] {
                let Some(from) = variable.get("valueFrom").and_then(|from| from.get(source)) else {
                    continue;
                };
                if let (Some(name), false) = (text(from.get("name")), is_optional(from)) {
                    let identity = self.identity("v1", kind, name);
                    let field = format!("{at}.env[{index}].valueFrom.{source}");
                    self.add(
                        vec![identity],
                        field,
                        "--env-from-secret",
                        text(from.get("key")).map(str::to_owned),
                    );
                }
            }
        }
        for (index, from) in list(container, "envFrom").enumerate() {
            for (source, kind) in [("secretRef", "Secret"), ("configMapRef", "ConfigMap")] {
                if let Some(from) = from.get(source).filter(|from| !is_optional(from)) {
                    let at = format!("{at}.envFrom[{index}].{source}");
                    self.text(kind, "v1", from.get("name"), &at, "name", "--env-from-secret");
                }
            }
        }
    }
}

fn text(value: Option<&Value>) -> Option<&str> {
    value.and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn list<'a>(value: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    value.get(field).and_then(Value::as_array).into_iter().flatten()
}

fn is_optional(value: &Value) -> bool {
    value.get("optional").and_then(Value::as_bool).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn named(predictor: Value) -> Vec<String> {
        let object = json!({
            "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": {"name": "qwen", "namespace": "models"}, "spec": {"predictor": predictor},
        });
        let name = |reference: Reference| {
            let names: Vec<_> = reference.any_of.iter().map(ToString::to_string).collect();
            format!("{} at {}", names.join(" or "), reference.field)
        };
        of(&Object::new(object).unwrap()).into_iter().map(name).collect()
    }

    #[test]
    fn all_that_a_pod_cannot_start_without_is_found() {
        let predictor = json!({
            "serviceAccountName": "runner", "priorityClassName": "high", "imagePullSecrets": [{"name": "registry"}],
            "volumes": [
                {"name": "a", "persistentVolumeClaim": {"claimName": "llm-model"}},
                {"name": "b", "emptyDir": {}},
                {"name": "c", "configMap": {"name": "config"}},
                {"name": "d", "secret": {"secretName": "maybe", "optional": true}},
            ],
            "containers": [{
                "name": "kserve-container",
                "env": [
                    {"name": "A", "value": "1"},
                    {"name": "TOKEN", "valueFrom": {"secretKeyRef": {"name": "hub", "key": "TOKEN"}}},
                    {"name": "AGAIN", "valueFrom": {"secretKeyRef": {"name": "hub", "key": "TOKEN"}}},
                ],
            }],
        });
        assert_eq!(
            named(predictor),
            [
                "serviceaccount/runner at spec.predictor.serviceAccountName",
                "priorityclass.scheduling.k8s.io/high at spec.predictor.priorityClassName",
                "secret/registry at spec.predictor.imagePullSecrets[0].name",
                "persistentvolumeclaim/llm-model at spec.predictor.volumes[0].persistentVolumeClaim.claimName",
                "configmap/config at spec.predictor.volumes[2].configMap.name",
                "secret/hub at spec.predictor.containers[0].env[1].valueFrom.secretKeyRef",
            ]
        );
    }

    #[test]
    fn a_model_names_its_claim_and_a_runtime_of_the_namespace_or_the_cluster() {
        assert_eq!(
            named(
                json!({"model": {"runtime": "vllm", "storageUri": "pvc://llm-model/Qwen", "modelFormat": {"name": "huggingface"}}})
            ),
            [
                "persistentvolumeclaim/llm-model at spec.predictor.model.storageUri",
                "servingruntime.serving.kserve.io/vllm or clusterservingruntime.serving.kserve.io/vllm at spec.predictor.model.runtime"
            ]
        );
        assert!(named(json!({"model": {"modelFormat": {"name": "sklearn"}}})).is_empty());
    }
}
