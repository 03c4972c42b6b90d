//! Where replicas run → flags: the pod's own fields, and ACK's policy.

use serde_json::Value;

use super::flags::Flags;
use super::{list, pairs, plain, text};
use crate::kubernetes::Object;

/// Flags of the pod's own fields.
pub fn of_pod(pod: &Value, flags: &mut Flags) {
    flags.some("--priority-class", pod.get("priorityClassName"));
    for (key, value) in pairs(pod, "/nodeSelector") {
        flags.put("--selector", format!("{key}={value}"));
    }
    for toleration in list(pod, "/tolerations") {
        flags.put("--toleration", tolerated(toleration));
    }
    together(pod, flags);
    by_affinity(pod, flags);
}

/// `all`, or KEY[=VALUE][:EFFECT].
fn tolerated(toleration: &Value) -> String {
    let (key, effect) = (text(toleration, "/key"), text(toleration, "/effect"));
    let value = match text(toleration, "/operator") {
        "Exists" => String::new(),
        _ => format!("={}", text(toleration, "/value")),
    };
    match (key, effect) {
        ("", "") => "all".to_owned(),
        ("", effect) => format!("=:{effect},Exists"),
        (key, "") => format!("{key}{value}"),
        (key, effect) => format!("{key}{value}:{effect}"),
    }
}

/// Whether replicas seek or avoid each other's nodes.
fn together(pod: &Value, flags: &mut Flags) {
    for (kind, word) in [("podAntiAffinity", "spread"), ("podAffinity", "binpack")] {
        let Some(wish) = pod.get("affinity").and_then(|affinity| affinity.get(kind)) else { continue };
        let required = list(wish, "/requiredDuringSchedulingIgnoredDuringExecution");
        let preferred = list(wish, "/preferredDuringSchedulingIgnoredDuringExecution");
        let terms = required.iter().chain(preferred.iter().filter_map(|term| term.get("podAffinityTerm")));
        let nodes = |term: &Value| text(term, "/topologyKey") == "kubernetes.io/hostname";
        if terms.clone().count() == 1 && terms.clone().all(nodes) {
            flags.put("--affinity-policy", word);
            if !required.is_empty() {
                flags.put("--affinity-constraint", "required");
            }
        }
    }
}

/// Nodes that a pod must run on, any of several, the first of which it likes most.
fn by_affinity(pod: &Value, flags: &mut Flags) {
    const TERMS: &str =
        "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms";
    let unit = |term: &Value| -> Option<String> {
        let labels = list(term, "/matchExpressions").iter().map(|it| match list(it, "/values") {
            [only] if text(it, "/operator") == "In" => {
                Some(format!("selector.{}={}", text(it, "/key"), only.as_str()?))
            }
            _ => None,
        });
        labels.collect::<Option<Vec<_>>>().filter(|labels| !labels.is_empty()).map(|labels| labels.join(","))
    };
    let units: Option<Vec<String>> = list(pod, TERMS).iter().map(unit).collect();
    let Some(units) = units.filter(|units| !units.is_empty()) else { return };
    for unit in units {
        flags.put("--unit", unit);
    }
    flags.put("--spill-with", "affinity");
}

/// Flags of a ResourcePolicy.
pub fn of_policy(policy: &Object, flags: &mut Flags) {
    for unit in policy.get("/spec/units").and_then(Value::as_array).into_iter().flatten() {
        let mut parts = vec![format!("resource={}", text(unit, "/resource"))];
        let maps = [("nodeSelector", "selector"), ("podLabels", "label"), ("podAnnotations", "annotation")];
        for (field, word) in maps {
            parts.extend(
                pairs(unit, &format!("/{field}")).map(|(key, value)| format!("{word}.{key}={value}")),
            );
        }
        parts.extend(unit.get("max").and_then(plain).map(|max| format!("max={max}")));
        flags.put("--unit", parts.join(","));
    }
    flags.put("--spill-with", "resource-policy");
    flags.some("--preempt-policy", policy.get("/spec/preemptPolicy"));
}
