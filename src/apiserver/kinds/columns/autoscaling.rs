//! Autoscalers and disruption budgets.

use serde_json::Value;

use super::cell::{age, at, count, either, list, name, text};
use super::{AGE, NAME, Shown, number, text as column};

/// HorizontalPodAutoscaler, in its second version.
pub const AUTOSCALER: Shown = Shown {
    columns: &[
        NAME,
        column("Reference"),
        column("Targets"),
        column("MinPods"),
        column("MaxPods"),
        column("Replicas"),
        AGE,
    ],
    cells: |autoscaler, now| {
        let target = at(autoscaler, &["spec", "scaleTargetRef"]);
        let minimum = at(autoscaler, &["spec", "minReplicas"]);
        vec![
            name(autoscaler),
            format!("{}/{}", text(target, &["kind"]), text(target, &["name"])).into(),
            metrics(autoscaler).into(),
            if minimum.is_null() { "<unset>".into() } else { minimum.to_string().into() },
            count(autoscaler, &["spec", "maxReplicas"]),
            count(autoscaler, &["status", "currentReplicas"]),
            age(autoscaler, now),
        ]
    },
};

/// The first two metrics, as `11/5` or `cpu: 30%/50%`.
fn metrics(autoscaler: &Value) -> String {
    let statuses = list(autoscaler, &["status", "currentMetrics"]);
    // Version 1 names its one metric in the spec itself.
    if let Some(target) = autoscaler["spec"].get("targetCPUUtilizationPercentage") {
        let current = at(autoscaler, &["status", "currentCPUUtilizationPercentage"]);
        let current = if current.is_null() { "<unknown>".into() } else { format!("{current}%") };
        return format!("cpu: {current}/{target}%");
    }
    let specs = list(autoscaler, &["spec", "metrics"]);
    let all: Vec<String> = specs
        .iter()
        .enumerate()
        .map(|(index, spec)| metric(spec, statuses.get(index).unwrap_or(&Value::Null)))
        .collect();
    match all.as_slice() {
        [] => "<none>".into(),
        [first, second, _, ..] => format!("{first}, {second} + {} more...", all.len() - 2),
        few => few.join(", "),
    }
}

fn metric(spec: &Value, status: &Value) -> String {
    let (source, resource) = match text(spec, &["type"]) {
        "External" => ("external", false),
        "Pods" => ("pods", false),
        "Object" => ("object", false),
        "Resource" => ("resource", true),
        "ContainerResource" => ("containerResource", true),
        _ => return "<unknown type>".into(),
    };
    let (target, current) = (at(spec, &[source, "target"]), at(status, &[source, "current"]));
    let known = |value: &Value| if value.is_null() { "<unknown>".to_owned() } else { either(value) };
    if resource {
        let of = text(spec, &[source, "name"]);
        if !target["averageValue"].is_null() {
            return format!("{of}: {}/{}", known(&current["averageValue"]), either(&target["averageValue"]));
        }
        let percent = |value: &Value, other: &str| match value {
            Value::Null => other.to_owned(),
            value => format!("{value}%"),
        };
        let current = percent(&current["averageUtilization"], "<unknown>");
        return format!("{of}: {current}/{}", percent(&target["averageUtilization"], "<auto>"));
    }
    if source == "pods" {
        return format!("{}/{}", known(&current["averageValue"]), either(&target["averageValue"]));
    }
    if !target["averageValue"].is_null() {
        return format!("{}/{} (avg)", known(&current["averageValue"]), either(&target["averageValue"]));
    }
    format!("{}/{}", known(&current["value"]), either(&target["value"]))
}

/// PodDisruptionBudget.
pub const DISRUPTION_BUDGET: Shown = Shown {
    columns: &[NAME, column("Min Available"), column("Max Unavailable"), number("Allowed Disruptions"), AGE],
    cells: |budget, now| {
        let bound = |field: &str| match &budget["spec"][field] {
            Value::Null => "N/A".into(),
            value => either(value).into(),
        };
        vec![
            name(budget),
            bound("minAvailable"),
            bound("maxUnavailable"),
            count(budget, &["status", "disruptionsAllowed"]),
            age(budget, now),
        ]
    },
};
