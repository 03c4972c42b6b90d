//! A HorizontalPodAutoscaler → flags.

use serde_json::Value;

use super::flags::Flags;
use super::{list, pairs, plain, text};
use crate::kubernetes::Object;

/// The autoscaler of what a reference names; one that a controller made is its controller's.
pub fn of<'a>(objects: &'a [Object], kind: &str, name: &str) -> Option<&'a Object> {
    objects.iter().filter(|object| object.identity().kind == "HorizontalPodAutoscaler").find(|object| {
        let target = |field: &str| text(object.value(), &format!("/spec/scaleTargetRef/{field}")).to_owned();
        let owners = list(object.value(), "/metadata/ownerReferences");
        let controlled = owners.iter().any(|owner| owner.get("controller") == Some(&Value::Bool(true)));
        (target("kind"), target("name")) == (kind.to_owned(), name.to_owned()) && !controlled
    })
}

/// Flags of an autoscaler beside an InferenceService, or why there are none for it.
///
/// # Errors
/// The reason, as a sentence goes on.
pub fn import(autoscaler: &Object, usual_name: &str, flags: &mut Flags) -> Result<(), String> {
    let metrics = metrics(autoscaler)?;
    if metrics.iter().all(|(name, _)| matches!(name.as_str(), "cpu" | "memory")) {
        return Err("it scales on CPU or memory only, which no flag says of an autoscaler of its own".into());
    }
    said(autoscaler, metrics, usual_name, flags);
    Ok(())
}

/// Flags of an autoscaler of pods that nobody else scales, or why there are none for it.
///
/// # Errors
/// The reason, as a sentence goes on.
pub fn import_any(autoscaler: &Object, usual_name: &str, flags: &mut Flags) -> Result<(), String> {
    let metrics = metrics(autoscaler)?;
    said(autoscaler, metrics, usual_name, flags);
    Ok(())
}

/// The metrics and their targets as flags write them.
///
/// # Errors
/// The reason, as a sentence goes on.
pub fn metrics(autoscaler: &Object) -> Result<Vec<(String, String)>, String> {
    let metrics = autoscaler.get("/spec/metrics").and_then(Value::as_array);
    let metrics: Option<Vec<(String, String)>> = metrics.into_iter().flatten().map(metric).collect();
    match metrics {
        Some(metrics) if !metrics.is_empty() => Ok(metrics),
        Some(_) => Err("it names no metric".into()),
        None => Err("a metric of it is one that no flag says".into()),
    }
}

fn said(autoscaler: &Object, metrics: Vec<(String, String)>, usual_name: &str, flags: &mut Flags) {
    let spec = autoscaler.get("/spec").cloned().unwrap_or_default();
    match metrics.as_slice() {
        [(name, target)] if !name.contains('=') => {
            flags.put("--scale-metric", name.as_str());
            flags.put("--scale-target", target.as_str());
        }
        several => {
            for (name, target) in several {
                flags.put("--scale-metric", format!("{name}={target}"));
            }
        }
    }
    flags.some("--min-replicas", spec.get("minReplicas").filter(|min| **min != 1));
    flags.some("--max-replicas", spec.get("maxReplicas"));
    windows(spec.get("behavior"), flags);
    let name = autoscaler.identity().name;
    if name != usual_name {
        flags.put("--hpa-name", name);
    }
}

/// How long an autoscaler waits.
pub fn windows(behavior: Option<&Value>, flags: &mut Flags) {
    for (flag, direction, usual) in
        [("--scale-up-window", "scaleUp", 0), ("--scale-down-window", "scaleDown", 300)]
    {
        let window = behavior.and_then(|behavior| behavior.get(direction)?.get("stabilizationWindowSeconds"));
        if let Some(seconds) = window.and_then(Value::as_u64).filter(|seconds| *seconds != usual) {
            flags.put(flag, format!("{seconds}s"));
        }
    }
}

/// A metric and its target as flags write them, whatever the target's type.
fn metric(metric: &Value) -> Option<(String, String)> {
    let target = |of: &Value| {
        let target = of.get("target")?;
        target.get("averageValue").or_else(|| target.get("value")).and_then(plain)
    };
    match text(metric, "/type") {
        "Pods" => {
            let pods = metric.get("pods")?;
            Some((text(pods, "/metric/name").to_owned(), target(pods)?))
        }
        "External" => {
            let external = metric.get("external")?;
            let labels: Vec<String> = pairs(external, "/metric/selector/matchLabels")
                .map(|(key, value)| format!("{key}={value}"))
                .collect();
            let selector = match labels.is_empty() {
                true => String::new(),
                false => format!("{{{}}}", labels.join(",")),
            };
            Some((format!("external:{}{selector}", text(external, "/metric/name")), target(external)?))
        }
        "Resource" => {
            let resource = metric.get("resource")?;
            let share = resource.pointer("/target/averageUtilization").and_then(plain)?;
            Some((text(resource, "/name").to_owned(), share))
        }
        _ => None,
    }
}
