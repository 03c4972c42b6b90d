//! The HorizontalPodAutoscaler of a revision that asks for one.

use serde_json::{Value, json};

use super::state::metadata;
use crate::clock::parse_duration;
use crate::elastic::kpa::{Decider, Settings};
use crate::kubernetes::canonical;
use crate::sandbox::Kept;
use crate::sandbox::world::serving::PodAutoscaler;

/// What a PodAutoscaler of class `hpa` becomes.
pub fn autoscaler(scaled: &PodAutoscaler, settings: &Settings) -> Value {
    let given = |name: &str| scaled.annotations().get(&format!("autoscaling.knative.dev/{name}"));
    let bounds = Decider::new(scaled.annotations(), 0, true, settings);
    let max = if bounds.max_scale == 0 { i32::MAX } else { bounds.max_scale };
    let target = scaled.spec.get("scaleTargetRef");
    let mut spec = json!({"maxReplicas": max, "scaleTargetRef": target});
    if bounds.min_scale > 0 {
        spec["minReplicas"] = bounds.min_scale.into();
    }
    if let Some(target) = given("target").and_then(|target| target.parse::<f64>().ok()) {
        let metric = given("metric").map_or("cpu", String::as_str);
        let resource =
            |target: Value| json!([{"type": "Resource", "resource": {"name": metric, "target": target}}]);
        let whole = target as i64;
        spec["metrics"] = match metric {
            "cpu" => resource(json!({"type": "Utilization", "averageUtilization": target.ceil() as i64})),
            // Mebibytes, in thousandths of a byte.
            "memory" => {
                let bytes = whole.saturating_mul(1 << 20).saturating_mul(1000);
                resource(json!({"type": "AverageValue", "averageValue": canonical::binary(bytes)}))
            }
            name => {
                let value = canonical::decimal(whole.saturating_mul(1000));
                let target = json!({"type": "AverageValue", "averageValue": value});
                json!([{"type": "Pods", "pods": {"metric": {"name": name}, "target": target}}])
            }
        };
    }
    if let Some(window) = given("window").and_then(|window| parse_duration(window).ok()) {
        let rules = json!({"stabilizationWindowSeconds": window.as_secs()});
        spec["behavior"] = json!({"scaleUp": rules, "scaleDown": rules});
    }
    json!({"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
        "metadata": metadata(scaled, scaled.name(), scaled.labels().clone(), scaled.annotations().clone()), "spec": spec})
}
