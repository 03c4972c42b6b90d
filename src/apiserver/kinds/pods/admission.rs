//! What a pod gets on its way in: priority, tolerations, its first status.

use serde_json::{Value, json};

use super::quality;
use crate::apiserver::registry::Others;
use crate::apiserver::status::{Result, Status};

/// The classes that every cluster has.
const SYSTEM: [(&str, i64); 2] =
    [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

/// What the server and its admission decide at creation.
///
/// # Errors
/// There is no such priority class, or a priority was named that is not the class's.
pub fn create(pod: &mut Value, cluster: &dyn Others) -> Result<()> {
    tolerate(pod);
    prioritise(pod, cluster)?;
    pod["status"] = json!({"phase": "Pending", "qosClass": quality::of(pod)});
    let gated =
        pod["spec"].get("schedulingGates").and_then(Value::as_array).is_some_and(|gates| !gates.is_empty());
    if gated {
        pod["status"]["conditions"] = json!([{
            "type": "PodScheduled", "status": "False", "reason": "SchedulingGated",
            "message": "Scheduling is blocked due to non-empty scheduling gates",
            "lastProbeTime": null, "lastTransitionTime": cluster.now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        }]);
    }
    Ok(())
}

/// Priorities stay as admission decided, and the tolerations of every pod come back where they were left out.
pub fn update(pod: &mut Value, old: &Value, _cluster: &dyn Others) {
    tolerate(pod);
    for field in ["priority", "preemptionPolicy"] {
        if pod["spec"].get(field).is_none()
            && let Some(value) = old["spec"].get(field)
        {
            pod["spec"][field] = value.clone();
        }
    }
}

/// For five minutes a pod bears a node that is not ready or cannot be reached.
fn tolerate(pod: &mut Value) {
    for key in ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"] {
        let tolerations = pod["spec"].get("tolerations").and_then(Value::as_array);
        let borne = tolerations.into_iter().flatten().any(|toleration| {
            let text = |field: &str| toleration.get(field).and_then(Value::as_str).unwrap_or_default();
            (text("key") == key || text("key").is_empty()) && matches!(text("effect"), "NoExecute" | "")
        });
        if borne {
            continue;
        }
        let toleration =
            json!({"key": key, "operator": "Exists", "effect": "NoExecute", "tolerationSeconds": 300});
        match pod["spec"].get_mut("tolerations").and_then(Value::as_array_mut) {
            Some(tolerations) => tolerations.push(toleration),
            None => pod["spec"]["tolerations"] = json!([toleration]),
        }
    }
}

fn prioritise(pod: &mut Value, cluster: &dyn Others) -> Result<()> {
    let name = pod["metadata"]["name"].as_str().unwrap_or_default().to_owned();
    let refuse = |why: String| Status::forbidden("", "pods", &name, &why);
    let spec = &pod["spec"];
    let class = spec.get("priorityClassName").and_then(Value::as_str).unwrap_or_default().to_owned();
    let (class, priority, policy) = match class.as_str() {
        "" => match default_class(cluster) {
            Some(class) => named(&class),
            None => (String::new(), 0, "PreemptLowerPriority".to_owned()),
        },
        class => match cluster.get("scheduling.k8s.io", "priorityclasses", None, class) {
            Some(class) => named(&class),
            None => match SYSTEM.iter().find(|(name, _)| *name == class) {
                Some((name, value)) => ((*name).to_owned(), *value, "PreemptLowerPriority".to_owned()),
                None => return Err(refuse(format!("no PriorityClass with name {class} was found"))),
            },
        },
    };
    if let Some(own) = spec.get("priority").and_then(Value::as_i64).filter(|own| *own != priority) {
        return Err(refuse(format!(
            "the integer value of priority ({own}) must not be provided in pod spec; priority admission controller computed {priority} from the given PriorityClass name"
        )));
    }
    if let Some(own) = spec.get("preemptionPolicy").and_then(Value::as_str).filter(|own| *own != policy) {
        return Err(refuse(format!(
            "the string value of PreemptionPolicy ({own}) must not be provided in pod spec; priority admission controller computed {policy} from the given PriorityClass name"
        )));
    }
    if !class.is_empty() {
        pod["spec"]["priorityClassName"] = class.into();
    }
    pod["spec"]["priority"] = json!(priority);
    pod["spec"]["preemptionPolicy"] = policy.into();
    Ok(())
}

/// The class of pods that name none: the lowest of those that are marked as it.
fn default_class(cluster: &dyn Others) -> Option<Value> {
    let classes = cluster.list("scheduling.k8s.io", "priorityclasses").into_iter();
    classes.filter(|class| class["globalDefault"] == true).min_by_key(|class| class["value"].as_i64())
}

fn named(class: &Value) -> (String, i64, String) {
    (
        class["metadata"]["name"].as_str().unwrap_or_default().to_owned(),
        class["value"].as_i64().unwrap_or_default(),
        class["preemptionPolicy"].as_str().unwrap_or("PreemptLowerPriority").to_owned(),
    )
}
