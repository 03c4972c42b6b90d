//! What is lifted out of autoscalers, wherever they are written down.

use serde_json::Value;

use super::asked;
use super::hole::Holes;
use crate::kubernetes::Object;

/// The annotations of a Knative Service by which it is scaled.
const KNATIVE: &str = "autoscaling.knative.dev/";
/// Those of ACK's reserve instances.
const RESERVE: &str = "knative.aliyun.com/";

/// Whether an object is an autoscaler of its own.
pub fn is_autoscaler(object: &Object) -> bool {
    ["HorizontalPodAutoscaler", "ScaledObject", "FederatedHPA"].contains(&object.identity().kind.as_str())
}

/// Finds what an autoscaler has. `alone` says that it is the only one: else its values stand below what it scales. Queries of
/// `namespace` ask for the release's.
pub fn autoscaler(object: &Object, alone: bool, namespace: Option<&str>, holes: &mut Holes<'_>) {
    let scaled = object.get("/spec/scaleTargetRef/name").and_then(Value::as_str);
    let mut inside = vec!["autoscaling"];
    inside.extend(scaled.filter(|_| !alone));
    let below = |name| [inside.as_slice(), &[name]].concat();
    for (field, name) in [
        ("minReplicas", "minReplicas"),
        ("maxReplicas", "maxReplicas"),
        ("minReplicaCount", "minReplicas"),
        ("maxReplicaCount", "maxReplicas"),
        ("idleReplicaCount", "idleReplicas"),
        ("pollingInterval", "pollingInterval"),
        ("cooldownPeriod", "cooldownPeriod"),
    ] {
        holes.scalar(format!("/spec/{field}"), &below(name));
    }
    for (at, metric) in holes.items("/spec/metrics").iter().enumerate() {
        target(holes, at, metric, &inside);
    }
    holes.templates("/spec/triggers".into(), &below("triggers"), |triggers| {
        asked::templated(triggers, namespace)
    });
    match object.identity().kind.as_str() {
        "ScaledObject" => {}
        _ => holes.room("/spec/behavior".into(), &below("behavior"), serde_json::json!({})),
    }
}

/// What one metric is to be, by the metric's name.
fn target(holes: &mut Holes<'_>, at: usize, metric: &Value, inside: &[&str]) {
    let Some(source) =
        ["pods", "external", "resource", "object"].into_iter().find(|key| metric.get(key).is_some())
    else {
        return;
    };
    let name = metric[source].pointer("/metric/name").or_else(|| metric[source].get("name"));
    let Some(name) = name.and_then(Value::as_str) else { return };
    for field in ["averageValue", "averageUtilization", "value"] {
        let pointer = format!("/spec/metrics/{at}/{source}/target/{field}");
        holes.scalar(pointer, &[inside, &["targets", name]].concat());
    }
}

/// Finds what the root object of a service says of its replicas.
pub fn root(object: &Object, holes: &mut Holes<'_>) {
    let identity = object.identity();
    match (identity.group(), identity.kind.as_str()) {
        ("serving.kserve.io", "InferenceService") => {
            for name in ["minReplicas", "maxReplicas", "scaleTarget", "scaleMetric"] {
                holes.scalar(format!("/spec/predictor/{name}"), &["autoscaling", name]);
            }
            for name in ["containerConcurrency", "timeout", "canaryTrafficPercent"] {
                holes.scalar(format!("/spec/predictor/{name}"), &[name]);
            }
        }
        ("serving.knative.dev", "Service") => knative(object, holes),
        ("leaderworkerset.x-k8s.io", "LeaderWorkerSet") => {
            holes.scalar("/spec/replicas".into(), &["replicas"]);
            holes.scalar("/spec/leaderWorkerTemplate/size".into(), &["groupSize"]);
        }
        ("workloads.x-k8s.io", "RoleBasedGroup") => {
            let roles = holes.items("/spec/roles");
            for (at, role) in roles.iter().enumerate() {
                let name = role.get("name").and_then(Value::as_str).filter(|_| roles.len() > 1);
                let path: Vec<&str> = name.into_iter().chain(["replicas"]).collect();
                holes.scalar(format!("/spec/roles/{at}/replicas"), &path);
            }
        }
        ("apps", "Deployment" | "StatefulSet") => holes.scalar("/spec/replicas".into(), &["replicas"]),
        _ => {}
    }
}

fn knative(object: &Object, holes: &mut Holes<'_>) {
    let annotations = object.get("/spec/template/metadata/annotations").and_then(Value::as_object);
    for key in annotations.into_iter().flat_map(|annotations| annotations.keys()) {
        let pointer =
            format!("/spec/template/metadata/annotations/{}", key.replace('~', "~0").replace('/', "~1"));
        if let Some(name) = key.strip_prefix(KNATIVE) {
            holes.text(pointer, &["autoscaling", &camel(name)]);
        } else if let Some(name) = key.strip_prefix(RESERVE) {
            holes.text(pointer, &["reserve", &camel(name)]);
        }
    }
    for name in ["containerConcurrency", "timeoutSeconds"] {
        holes.scalar(format!("/spec/template/spec/{name}"), &[name]);
    }
    holes.block("/spec/traffic".into(), &["traffic"]);
}

/// `min-scale` as Helm's users write it: `minScale`.
fn camel(name: &str) -> String {
    let mut words = name.split('-');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        text.extend(letters.next().map(|first| first.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_are_those_of_helms_users() {
        assert_eq!(super::camel("min-scale"), "minScale");
        assert_eq!(super::camel("target-utilization-percentage"), "targetUtilizationPercentage");
        assert_eq!(super::camel("class"), "class");
    }
}
