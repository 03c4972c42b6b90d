//! The HPA of a ScaledObject.

use serde_json::{Value, json};

use super::{OWNER, target};
use crate::elastic::keda::{Source, Trigger};
use crate::kubernetes::resources::HorizontalPodAutoscaler;
use crate::kubernetes::resources::ScaledObject;
use crate::sandbox::{Kept, Write};

/// Its name.
pub fn name(object: &ScaledObject) -> String {
    let given = object.spec.advanced.pointer("/horizontalPodAutoscalerConfig/name").and_then(Value::as_str);
    given.filter(|name| !name.is_empty()).map_or_else(|| format!("keda-hpa-{}", object.name()), str::to_owned)
}

/// Creates or corrects it.
pub fn write(
    object: &ScaledObject,
    triggers: &[Trigger],
    found: Option<&HorizontalPodAutoscaler>,
) -> Option<Write> {
    let spec = spec(object, triggers);
    let Some(found) = found else {
        let mut labels = json!({"app.kubernetes.io/name": name(object), "app.kubernetes.io/version": "2.18.0",
            "app.kubernetes.io/part-of": object.name(), "app.kubernetes.io/managed-by": "keda-operator"});
        for (key, value) in object.labels() {
            labels[key] = value.as_str().into();
        }
        return Some(Write::Create(
            json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
            "metadata": {"name": name(object), "namespace": object.namespace(), "labels": labels,
                "annotations": object.annotations(), "ownerReferences": [object.controls()]},
            "spec": spec}),
        ));
    };
    let known = serde_json::to_value(&found.spec).unwrap_or_default();
    (!within(&spec, &known)).then(|| Write::merge(found, json!({ "spec": spec })))
}

fn spec(object: &ScaledObject, triggers: &[Trigger]) -> Value {
    let target = target(object).ok();
    let reference = target.map(|it| json!({"apiVersion": it.api_version, "kind": it.kind, "name": it.name}));
    let mut metrics: Vec<Value> = triggers.iter().map(|trigger| external(object, trigger)).collect();
    metrics.sort_by_key(|metric| metric["type"].as_str().map(str::to_owned));
    let mut spec = json!({"scaleTargetRef": reference, "minReplicas": object.spec.min_replica_count.unwrap_or(0).max(1),
        "maxReplicas": object.spec.max_replica_count.unwrap_or(100), "metrics": metrics});
    if let Some(behaviour) = object.spec.advanced.pointer("/horizontalPodAutoscalerConfig/behavior") {
        spec["behavior"] = behaviour.clone();
    }
    spec
}

/// The metric of a trigger.
pub fn external(object: &ScaledObject, trigger: &Trigger) -> Value {
    let value = &trigger.target;
    if let Source::Resource { name, kind } = &trigger.source {
        let target = match *kind {
            "Utilization" => json!({"type": kind, "averageUtilization": value.parse::<i64>().unwrap_or(0)}),
            _ => json!({"type": kind, "averageValue": value}),
        };
        return json!({"type": "Resource", "resource": {"name": name, "target": target}});
    }
    let by_value = object.spec.triggers.iter().enumerate().any(|(place, it)| {
        trigger.metric.starts_with(&format!("s{place}-")) && it.metric_type.as_deref() == Some("Value")
    });
    let target = match by_value {
        true => json!({"type": "Value", "value": value}),
        false => json!({"type": "AverageValue", "averageValue": value}),
    };
    let metric = json!({"name": trigger.metric, "selector": {"matchLabels": {OWNER: object.name()}}});
    json!({"type": "External", "external": {"metric": metric, "target": target}})
}

/// Whether all that is wanted is there; a server fills in more.
fn within(wanted: &Value, known: &Value) -> bool {
    match (wanted, known) {
        (Value::Object(wanted), Value::Object(known)) => wanted
            .iter()
            .all(|(key, value)| value.is_null() || known.get(key).is_some_and(|known| within(value, known))),
        (Value::Array(wanted), Value::Array(known)) => {
            wanted.len() == known.len()
                && wanted.iter().zip(known).all(|(wanted, known)| within(wanted, known))
        }
        (wanted, known) => wanted == known,
    }
}
