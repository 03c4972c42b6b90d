//! Where an object keeps the pods that it makes.

use serde_json::Value;

use super::Object;

/// A place in an object that says what its pods are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PodTemplate {
    /// JSON pointer to the pod's spec, as `/spec/template/spec`.
    pub spec: String,
    /// JSON pointer to the pod's metadata; `None` where it has none of its own.
    pub metadata: Option<String>,
}

impl PodTemplate {
    fn at(pointer: &str) -> Self {
        Self { spec: format!("{pointer}/spec"), metadata: Some(format!("{pointer}/metadata")) }
    }

    /// The field path of the spec, as `spec.template.spec`.
    pub fn path(&self) -> String {
        let mut path = String::new();
        for part in self.spec.trim_start_matches('/').split('/') {
            match part.parse::<usize>() {
                Ok(index) => path += &format!("[{index}]"),
                Err(_) if path.is_empty() => path += part,
                Err(_) => path += &format!(".{part}"),
            }
        }
        path
    }
}

/// The pod templates of an object; none for a kind that makes no pods.
pub fn of(object: &Object) -> Vec<PodTemplate> {
    let identity = object.identity();
    match (identity.group(), identity.kind.as_str()) {
        ("serving.kserve.io", "InferenceService") => {
            vec![PodTemplate { spec: "/spec/predictor".into(), metadata: None }]
        }
        ("apps", "Deployment" | "StatefulSet") | ("batch", "Job") | ("serving.knative.dev", "Service") => {
            vec![PodTemplate::at("/spec/template")]
        }
        ("leaderworkerset.x-k8s.io", "LeaderWorkerSet") => ["leaderTemplate", "workerTemplate"]
            .iter()
            .map(|name| format!("/spec/leaderWorkerTemplate/{name}"))
            .filter(|pointer| object.get(pointer).is_some())
            .map(|pointer| PodTemplate::at(&pointer))
            .collect(),
        ("workloads.x-k8s.io", "RoleBasedGroup") => {
            let roles = object.get("/spec/roles").and_then(Value::as_array).map_or(0, Vec::len);
            (0..roles).map(|role| PodTemplate::at(&format!("/spec/roles/{role}/template"))).collect()
        }
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paths(api_version: &str, kind: &str, spec: Value) -> Vec<String> {
        let object =
            json!({"apiVersion": api_version, "kind": kind, "metadata": {"name": "a"}, "spec": spec});
        of(&Object::new(object).unwrap()).iter().map(PodTemplate::path).collect()
    }

    #[test]
    fn each_kind_keeps_its_pods_elsewhere() {
        assert_eq!(paths("serving.kserve.io/v1beta1", "InferenceService", json!({})), ["spec.predictor"]);
        assert_eq!(paths("apps/v1", "Deployment", json!({})), ["spec.template.spec"]);
        assert_eq!(paths("serving.knative.dev/v1", "Service", json!({})), ["spec.template.spec"]);
        assert!(paths("v1", "Service", json!({})).is_empty());
        assert_eq!(
            paths(
                "leaderworkerset.x-k8s.io/v1",
                "LeaderWorkerSet",
                json!({"leaderWorkerTemplate": {"workerTemplate": {}}})
            ),
            ["spec.leaderWorkerTemplate.workerTemplate.spec"]
        );
        assert_eq!(
            paths("workloads.x-k8s.io/v1alpha1", "RoleBasedGroup", json!({"roles": [{}, {}]})),
            ["spec.roles[0].template.spec", "spec.roles[1].template.spec"]
        );
    }
}
