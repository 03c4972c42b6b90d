//! HorizontalPodAutoscaler in both versions, and PodDisruptionBudget.

use serde_json::{Value, json};

use super::field::{Causes, forbidden, invalid, not_negative, one_of, required, unsupported};
use super::fill::Table;
use super::metadata::selector;
use super::names::segment;
use super::strategy::{Behaviour, PLAIN};
use super::workloads::share;

static MINIMUM: Table = Table::new("minReplicas 1");

/// HorizontalPodAutoscaler, version 2: the form that is kept.
pub const AUTOSCALER: Behaviour = Behaviour {
    defaults: &[(&["spec"], &MINIMUM)],
    also: |autoscaler| {
        let Some(spec) = autoscaler.get_mut("spec").filter(|spec| spec.is_object()) else { return };
        if spec.get("metrics").and_then(Value::as_array).is_none_or(Vec::is_empty) {
            spec["metrics"] = json!([cpu(80)]);
        }
        if let Some(behavior) = spec.get_mut("behavior").filter(|behavior| behavior.is_object()) {
            rules(behavior);
        }
    },
    validate,
    ..PLAIN
};

fn cpu(percent: i64) -> Value {
    let target = json!({"type": "Utilization", "averageUtilization": percent});
    json!({"type": "Resource", "resource": {"name": "cpu", "target": target}})
}

fn rules(behavior: &mut Value) {
    let policy = |kind: &str, value: i64| json!({"type": kind, "value": value, "periodSeconds": 15});
    let up = json!({"stabilizationWindowSeconds": 0, "selectPolicy": "Max", "policies": [policy("Pods", 4), policy("Percent", 100)]});
    let down = json!({"selectPolicy": "Max", "policies": [policy("Percent", 100)]});
    for (name, defaults) in [("scaleUp", up), ("scaleDown", down)] {
        let Some(fields) = behavior.as_object_mut() else { return };
        let own = fields.entry(name).or_insert_with(|| json!({}));
        let (Some(own), Value::Object(defaults)) = (own.as_object_mut(), defaults) else { return };
        for (field, value) in defaults {
            own.entry(field).or_insert(value);
        }
    }
}

fn validate(autoscaler: &Value, old: Option<&Value>, causes: &mut Causes) {
    let spec = &autoscaler["spec"];
    let (least, most) = (spec["minReplicas"].as_i64(), spec["maxReplicas"].as_i64().unwrap_or_default());
    if least.is_some_and(|least| least < 1) {
        causes.push(invalid("spec.minReplicas", &spec["minReplicas"], "must be greater than or equal to 1"));
    }
    match most {
        0 => causes.push(required("spec.maxReplicas", "must be set and greater than 0")),
        ..0 => causes.push(invalid(
            "spec.maxReplicas",
            &spec["maxReplicas"],
            "must be greater than or equal to 1",
        )),
        _ => {}
    }
    if least.is_some_and(|least| most < least) {
        let why = "must be greater than or equal to `minReplicas`";
        causes.push(invalid("spec.maxReplicas", &spec["maxReplicas"], why));
    }
    reference(&spec["scaleTargetRef"], "spec.scaleTargetRef", causes);
    target_version(&spec["scaleTargetRef"], old.map(|old| &old["spec"]["scaleTargetRef"]), causes);
    for (index, metric) in spec["metrics"].as_array().into_iter().flatten().enumerate() {
        self::metric(metric, &format!("spec.metrics[{index}]"), causes);
    }
    let metrics = spec["metrics"].as_array().into_iter().flatten();
    let from_zero =
        metrics.filter(|metric| metric["type"] == "Object" || metric["type"] == "External").count() > 0;
    if least == Some(0) && !from_zero {
        let why = "must specify at least one Object or External metric to support scaling to zero replicas";
        causes.push(forbidden("spec.metrics", why));
    }
    for name in ["scaleUp", "scaleDown"] {
        let rules = &spec["behavior"][name];
        if rules.is_object() {
            scaling(rules, &format!("spec.behavior.{name}"), causes);
        }
    }
}

fn reference(reference: &Value, field: &str, causes: &mut Causes) {
    for name in ["kind", "name"] {
        let at = format!("{field}.{name}");
        match reference[name].as_str().unwrap_or_default() {
            "" => causes.push(required(at, "")),
            text => {
                causes.extend(segment(text).iter().map(|why| invalid(at.as_str(), &reference[name], why)))
            }
        }
    }
}

/// A target says its group, unless it is of the one kind of the core group that scales, or said none before.
fn target_version(target: &Value, old: Option<&Value>, causes: &mut Causes) {
    let kept =
        old.is_some_and(|old| old["apiVersion"] == target["apiVersion"] && old["kind"] == target["kind"]);
    let version = target["apiVersion"].as_str().unwrap_or_default();
    if !kept && target["kind"] != "ReplicationController" && !version.contains('/') {
        let why = "apiVersion must specify API group";
        causes.push(invalid("spec.scaleTargetRef.apiVersion", &version.into(), why));
    }
}

const SOURCES: [(&str, &str); 5] = [
    ("ContainerResource", "containerResource"),
    ("External", "external"),
    ("Object", "object"),
    ("Pods", "pods"),
    ("Resource", "resource"),
];

fn metric(metric: &Value, field: &str, causes: &mut Causes) {
    let kind = metric["type"].as_str().unwrap_or_default();
    let types = SOURCES.map(|(kind, _)| kind);
    if kind.is_empty() {
        causes.push(required(format!("{field}.type"), "must specify a metric source type"));
    }
    let expected = SOURCES.iter().find(|(name, _)| *name == kind).map(|(_, source)| *source);
    if expected.is_none() {
        causes.push(unsupported(format!("{field}.type"), &Value::from(kind), &types));
    }
    let present: Vec<&str> =
        SOURCES.iter().map(|(_, source)| *source).filter(|source| metric[*source].is_object()).collect();
    if let Some(source) = present.first() {
        self::source(source, &metric[*source], &format!("{field}.{source}"), causes);
    }
    match expected {
        Some(expected) if !metric[expected].is_object() => {
            causes.push(required(
                format!("{field}.{expected}"),
                "must populate information for the given metric source",
            ));
        }
        Some(_) => {}
        None => causes.push(unsupported(format!("{field}.type"), &Value::from(kind), &types)),
    }
    for other in present.iter().filter(|source| Some(**source) != expected && present.len() > 1) {
        causes.push(forbidden(format!("{field}.{other}"), "must populate the given metric source only"));
    }
}

fn source(kind: &str, source: &Value, field: &str, causes: &mut Causes) {
    let target = &source["target"];
    if kind == "object" {
        reference(&source["describedObject"], &format!("{field}.describedObject"), causes);
    }
    if kind.ends_with("esource") {
        if source["name"].as_str().unwrap_or_default().is_empty() {
            causes.push(required(format!("{field}.name"), "must specify a resource name"));
        }
    } else {
        match source["metric"]["name"].as_str().unwrap_or_default() {
            "" => causes.push(required(format!("{field}.metric.name"), "must specify a metric name")),
            name => causes.extend(
                segment(name)
                    .iter()
                    .map(|why| invalid(format!("{field}.metric.name"), &source["metric"]["name"], why)),
            ),
        }
    }
    self::target(target, &format!("{field}.target"), causes);
    let has = |name: &str| !target[name].is_null();
    let (place, why) = match kind {
        "pods" if !has("averageValue") => ("averageValue", "must specify a positive target averageValue"),
        "object" if !has("value") && !has("averageValue") => {
            ("averageValue", "must set either a target value or averageValue")
        }
        "external" if !has("value") && !has("averageValue") => {
            ("averageValue", "must set either a target value for metric or a per-pod target")
        }
        "resource" | "containerResource" if !has("averageUtilization") && !has("averageValue") => {
            ("averageUtilization", "must set either a target raw value or a target utilization")
        }
        _ => return,
    };
    causes.push(required(format!("{field}.target.{place}"), why));
}

fn target(target: &Value, field: &str, causes: &mut Causes) {
    let kind = target["type"].as_str().unwrap_or_default();
    if kind.is_empty() {
        causes.push(required(format!("{field}.type"), "must specify a metric target type"));
    }
    if !matches!(kind, "Utilization" | "Value" | "AverageValue") {
        causes.push(invalid(
            format!("{field}.type"),
            &Value::from(kind),
            "must be either Utilization, Value, or AverageValue",
        ));
    }
    for name in ["value", "averageValue"] {
        if target[name].as_str().is_some_and(|text| text == "0" || text.starts_with('-')) {
            causes.push(invalid(format!("{field}.{name}"), &target[name], "must be positive"));
        }
    }
    if target["averageUtilization"].as_i64().is_some_and(|percent| percent < 1) {
        causes.push(invalid(
            format!("{field}.averageUtilization"),
            &target["averageUtilization"],
            "must be greater than 0",
        ));
    }
}

fn scaling(rules: &Value, field: &str, causes: &mut Causes) {
    let window = &rules["stabilizationWindowSeconds"];
    let at = format!("{field}.stabilizationWindowSeconds");
    match window.as_i64() {
        Some(..0) => causes.push(invalid(at, window, "must be greater than or equal to zero")),
        Some(3601..) => causes.push(invalid(at, window, "must be less than or equal to 3600")),
        _ => {}
    }
    one_of(&format!("{field}.selectPolicy"), &rules["selectPolicy"], &["Disabled", "Max", "Min"], causes);
    let policies = rules["policies"].as_array().map_or(&[][..], Vec::as_slice);
    if policies.is_empty() {
        causes.push(required(format!("{field}.policies"), "must specify at least one Policy"));
    }
    for (index, policy) in policies.iter().enumerate() {
        let at = |name: &str| format!("{field}.policies[{index}].{name}");
        if !matches!(policy["type"].as_str(), Some("Pods" | "Percent")) {
            causes.push(unsupported(at("type"), &policy["type"], &["Percent", "Pods"]));
        }
        for name in ["value", "periodSeconds"] {
            if policy[name].as_i64().unwrap_or_default() <= 0 {
                causes.push(invalid(at(name), &policy[name], "must be greater than zero"));
            }
        }
        if policy["periodSeconds"].as_i64().is_some_and(|seconds| seconds > 1800) {
            causes.push(invalid(
                at("periodSeconds"),
                &policy["periodSeconds"],
                "must be less than or equal to 1800",
            ));
        }
    }
}

/// Version 1: one number for the processor. It is kept as version 2; metrics that it cannot say are not shown in it.
pub const AUTOSCALER_V1: Behaviour = Behaviour {
    defaults: &[(&["spec"], &MINIMUM)],
    validate,
    convert: |autoscaler, to| {
        let percent = |list: &Value, source: &str| {
            let metrics = list.as_array().into_iter().flatten();
            let mut found =
                metrics.filter(|metric| metric["type"] == "Resource" && metric["resource"]["name"] == "cpu");
            found.find_map(|metric| metric["resource"][source]["averageUtilization"].as_i64())
        };
        let (Some(api), Some(fields)) = (autoscaler.get("apiVersion").cloned(), autoscaler.as_object_mut())
        else {
            return;
        };
        fields.insert("apiVersion".into(), format!("autoscaling/{to}").into());
        let [Some(spec), status] = ["spec", "status"].map(|name| fields.get(name).cloned()) else { return };
        let (mut spec, mut status) = (spec, status.unwrap_or_else(|| json!({})));
        match (api.as_str(), to) {
            (Some("autoscaling/v2"), "v1") => {
                let (target, current) =
                    (percent(&spec["metrics"], "target"), percent(&status["currentMetrics"], "current"));
                remove(&mut spec, &["metrics", "behavior"]);
                remove(&mut status, &["currentMetrics", "conditions"]);
                if let Some(target) = target {
                    spec["targetCPUUtilizationPercentage"] = json!(target);
                }
                if let Some(current) = current {
                    status["currentCPUUtilizationPercentage"] = json!(current);
                }
                if status.get("currentReplicas").is_none() {
                    status["currentReplicas"] = json!(0);
                }
            }
            (Some("autoscaling/v1"), "v2") => {
                let target = spec.get("targetCPUUtilizationPercentage").and_then(Value::as_i64);
                remove(&mut spec, &["targetCPUUtilizationPercentage"]);
                remove(&mut status, &["currentCPUUtilizationPercentage"]);
                spec["metrics"] = json!([cpu(target.unwrap_or(80))]);
                status["currentMetrics"] = Value::Null;
                if status["currentReplicas"] == 0 {
                    remove(&mut status, &["currentReplicas"]);
                }
            }
            _ => {}
        }
        fields.insert("spec".into(), spec);
        fields.insert("status".into(), status);
    },
    ..PLAIN
};

fn remove(value: &mut Value, names: &[&str]) {
    if let Some(fields) = value.as_object_mut() {
        names.iter().for_each(|name| drop(fields.shift_remove(*name)));
    }
}

/// PodDisruptionBudget.
pub const DISRUPTION_BUDGET: Behaviour = Behaviour {
    generation: true,
    validate: |budget, _, causes| {
        let spec = &budget["spec"];
        if !spec["minAvailable"].is_null() && !spec["maxUnavailable"].is_null() {
            let shown = json!({
                "MinAvailable": spec["minAvailable"], "Selector": spec["selector"], "MaxUnavailable": spec["maxUnavailable"],
                "UnhealthyPodEvictionPolicy": spec["unhealthyPodEvictionPolicy"],
            });
            causes.push(invalid("spec", &shown, "minAvailable and maxUnavailable cannot be both set"));
        }
        for name in ["minAvailable", "maxUnavailable"] {
            let field = format!("spec.{name}");
            match &spec[name] {
                Value::Null => {}
                value @ Value::String(_) => share(value, &field, causes),
                value => not_negative(&field, value, causes),
            }
        }
        selector(&spec["selector"], "spec.selector", causes);
    },
    ..PLAIN
};
