//! What a change of an InferenceService does to its pods.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::kubernetes::Object;

/// Fields of the predictor that the pod template does not contain.
const NOT_IN_THE_POD: &[&str] = &[
    "minReplicas",
    "maxReplicas",
    "scaleTarget",
    "scaleMetric",
    "scaleMetricType",
    "autoScaling",
    "canaryTrafficPercent",
    "containerConcurrency",
    "deploymentStrategy",
    "timeout",
];

/// The fields whose change makes KServe roll the pods, sorted: of the predictor's pod, and labels and annotations, which
/// KServe hands down to the pods.
pub fn causes(before: &Object, after: &Object) -> Vec<String> {
    let mut causes = BTreeSet::new();
    for field in ["labels", "annotations"] {
        let empty = Map::new();
        let (before, after) =
            (before.metadata_map(field).unwrap_or(&empty), after.metadata_map(field).unwrap_or(&empty));
        let changed = changed(before, after).filter(|name| !name.starts_with("kubectl.kubernetes.io/"));
        causes.extend(changed.map(|name| format!("metadata.{field}.{name}")));
    }
    let predictor = |object: &Object| {
        object.get("/spec/predictor").and_then(Value::as_object).cloned().unwrap_or_default()
    };
    let (before, after) = (predictor(before), predictor(after));
    let changed = changed(&before, &after).filter(|name| !NOT_IN_THE_POD.contains(name));
    causes.extend(changed.map(|name| format!("spec.predictor.{name}")));
    causes.into_iter().collect()
}

/// The names whose values differ, or that only one side has.
fn changed<'a>(
    before: &'a Map<String, Value>,
    after: &'a Map<String, Value>,
) -> impl Iterator<Item = &'a str> {
    let gone = before.keys().filter(|name| !after.contains_key(*name));
    let new = after.iter().filter(|(name, value)| before.get(*name) != Some(value)).map(|(name, _)| name);
    gone.chain(new).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn service(predictor: Value, annotations: Value) -> Object {
        Object::new(json!({
            "apiVersion": "serving.kserve.io/v1beta1", "kind": "InferenceService",
            "metadata": {"name": "qwen", "annotations": annotations}, "spec": {"predictor": predictor},
        }))
        .unwrap()
    }

    #[test]
    fn only_what_is_in_the_pod_restarts_it() {
        let before = service(json!({"minReplicas": 1, "containers": [{"image": "a:1"}]}), json!({}));
        let scaled = service(json!({"maxReplicas": 9, "containers": [{"image": "a:1"}]}), json!({}));
        assert!(causes(&before, &scaled).is_empty());
        let other =
            service(json!({"minReplicas": 1, "containers": [{"image": "a:2"}]}), json!({"team": "x"}));
        assert_eq!(causes(&before, &other), ["metadata.annotations.team", "spec.predictor.containers"]);
    }
}
