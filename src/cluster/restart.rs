//! What a change of a service does to its pods.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::kubernetes::{Object, pod_templates};

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

/// The fields whose change rolls the pods, sorted; empty for a kind that makes none.
pub fn causes(before: &Object, after: &Object) -> Vec<String> {
    match before.identity().kind.as_str() {
        "InferenceService" => of_inference_service(before, after),
        _ => of_templates(before, after),
    }
}

/// In which order the pods of an object are replaced, as the end of a sentence; `None` where there is none to speak of.
pub fn order(object: &Object) -> Option<String> {
    in_order(object).map(|order| format!("; {order}"))
}

fn in_order(object: &Object) -> Option<String> {
    let identity = object.identity();
    let number = |pointer: &str| object.get(pointer).and_then(Value::as_u64);
    let text = |pointer: &str| match object.get(pointer) {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    };
    match identity.kind.as_str() {
        "StatefulSet" => {
            let strategy = object.get("/spec/updateStrategy/type").and_then(Value::as_str);
            let partition = number("/spec/updateStrategy/rollingUpdate/partition").filter(|from| *from > 0);
            Some(match (strategy, partition) {
                (Some("OnDelete"), _) => {
                    "its updateStrategy is OnDelete: each waits until somebody deletes it".into()
                }
                (_, Some(from)) => format!(
                    "from the last down to {}-{from}, each when the one before is ready; those below the partition stay",
                    identity.name
                ),
                (_, None) => format!(
                    "one by one, from the last down to {}-0, each when the one before is ready",
                    identity.name
                ),
            })
        }
        "LeaderWorkerSet" => {
            let bounds = "/spec/rolloutStrategy/rollingUpdateConfiguration";
            let unavailable = text(&format!("{bounds}/maxUnavailable")).unwrap_or_else(|| "1".into());
            let surge = text(&format!("{bounds}/maxSurge")).filter(|surge| surge != "0");
            let surge = surge.map(|surge| format!(", after {surge} more have come")).unwrap_or_default();
            Some(format!(
                "whole groups, leader and workers together, from the last down to {}-0, {unavailable} at a time{surge}",
                identity.name
            ))
        }
        "RoleBasedGroup" => Some(
            "role by role, each after those that it depends on, and in a role from the last replica down"
                .into(),
        ),
        _ => None,
    }
}

/// All of a template is the pods'.
fn of_templates(before: &Object, after: &Object) -> Vec<String> {
    let empty = Map::new();
    let mut causes = BTreeSet::new();
    for template in pod_templates::of(after) {
        let spec = template.spec.as_str();
        let parts = template
            .metadata
            .iter()
            .flat_map(|at| ["labels", "annotations"].map(|name| format!("{at}/{name}")));
        for pointer in parts.chain([spec.to_owned()]) {
            let fields = |object: &Object| object.get(&pointer).and_then(Value::as_object).cloned();
            let (before, after) = (fields(before), fields(after));
            let (before, after) = (before.as_ref().unwrap_or(&empty), after.as_ref().unwrap_or(&empty));
            let path = pointer.trim_start_matches('/').replace('/', ".");
            causes.extend(changed(before, after).map(|name| format!("{path}.{name}")));
        }
    }
    causes.into_iter().collect()
}

/// Of the predictor's pod, and labels and annotations, which KServe hands down to the pods.
fn of_inference_service(before: &Object, after: &Object) -> Vec<String> {
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
    fn all_of_a_template_is_in_the_pod() {
        let deployment = |replicas: u32, image: &str, team: &str| {
            Object::new(json!({
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "qwen"},
                "spec": {"replicas": replicas, "template": {
                    "metadata": {"labels": {"team": team}}, "spec": {"containers": [{"image": image}]},
                }},
            }))
            .unwrap()
        };
        let before = deployment(1, "a:1", "x");
        assert!(causes(&before, &deployment(3, "a:1", "x")).is_empty());
        assert_eq!(
            causes(&before, &deployment(1, "a:2", "y")),
            ["spec.template.metadata.labels.team", "spec.template.spec.containers"]
        );
    }

    #[test]
    fn sets_are_replaced_from_the_last_one_down() {
        let said = |kind: &str, spec: Value| {
            let group = if kind == "StatefulSet" { "apps/v1" } else { "leaderworkerset.x-k8s.io/v1" };
            let object = json!({"apiVersion": group, "kind": kind, "metadata": {"name": "a"}, "spec": spec});
            order(&Object::new(object).unwrap()).unwrap_or_default()
        };
        assert!(said("StatefulSet", json!({})).starts_with("; one by one, from the last down to a-0"));
        let update = |strategy: Value| said("StatefulSet", json!({ "updateStrategy": strategy }));
        assert!(
            update(json!({"type": "RollingUpdate", "rollingUpdate": {"partition": 2}}))
                .contains("down to a-2")
        );
        assert!(update(json!({"type": "OnDelete"})).contains("somebody deletes it"));
        let bounds = json!({"rolloutStrategy": {"rollingUpdateConfiguration": {"maxUnavailable": "50%", "maxSurge": 1}}});
        assert!(said("LeaderWorkerSet", bounds).ends_with("50% at a time, after 1 more have come"));
        assert_eq!(said("Deployment", json!({})), "");
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
