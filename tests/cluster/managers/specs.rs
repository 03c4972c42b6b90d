//! Random parts of objects.

use serde_json::{Map, Value, json};

use super::dice::Dice;
use super::kinds::Kind;

/// Some of an object: all that it needs to be valid, or any part of it.
pub fn config(kind: Kind, dice: &mut Dice, whole: bool) -> Value {
    let mut object = json!({"metadata": metadata(dice)});
    match kind {
        Kind::ConfigMap => {
            if whole || dice.chance(70) {
                object["data"] = map(dice, &["k", "l", "m"], &["1", "2"]);
            }
        }
        Kind::Loose => {
            object["spec"] = anything(dice, 3);
            if dice.chance(30) {
                object["other"] = anything(dice, 2);
            }
        }
        Kind::Deployment => object["spec"] = deployment(dice, whole),
        Kind::StatefulSet => object["spec"] = stateful_set(dice, whole),
        Kind::Service => object["spec"] = service(dice, whole),
        Kind::Autoscaler => object["spec"] = autoscaler(dice, whole),
        Kind::Widget => object["spec"] = widget(dice),
        Kind::Pod => object["spec"] = pod(dice, whole),
    }
    if kind.has_status() && dice.chance(10) {
        object["status"] = status(kind, dice);
    }
    object
}

/// What `status` may hold.
pub fn status(kind: Kind, dice: &mut Dice) -> Value {
    let count = dice.below(4);
    let conditions: Vec<Value> = dice
        .some(&["Available", "Progressing"])
        .into_iter()
        .map(|kind| {
            json!({
                "type": kind, "status": dice.pick(&["True", "False"]), "reason": dice.pick(&["A", "B"]),
                "message": "m", "lastTransitionTime": "2026-01-01T00:00:00Z",
            })
        })
        .collect();
    match kind {
        Kind::Widget => json!({"replicas": count, "phase": dice.pick(&["a", "b"])}),
        Kind::Deployment | Kind::StatefulSet => {
            json!({"replicas": count, "observedGeneration": 1, "conditions": conditions})
        }
        Kind::Service => json!({"loadBalancer": {}, "conditions": conditions}),
        Kind::Autoscaler => json!({
            "currentReplicas": count, "desiredReplicas": dice.below(4), "conditions": conditions, "currentMetrics": null,
        }),
        Kind::Pod => json!({"phase": dice.pick(&["Pending", "Running"]), "conditions": conditions}),
        Kind::ConfigMap | Kind::Loose => json!({}),
    }
}

fn metadata(dice: &mut Dice) -> Value {
    let mut metadata = json!({});
    if dice.chance(60) {
        metadata["labels"] = map(dice, &["a", "b", "c"], &["1", "2"]);
    }
    if dice.chance(30) {
        metadata["annotations"] = map(dice, &["x", "y"], &["1", "2"]);
    }
    if dice.chance(8) {
        metadata["finalizers"] = json!(dice.some(&["test.dev/a", "test.dev/b"]));
    }
    metadata
}

fn map(dice: &mut Dice, keys: &[&str], values: &[&str]) -> Value {
    let entries = dice.some(keys).into_iter().map(|key| (key.to_owned(), json!(dice.pick(values))));
    Value::Object(entries.collect())
}

fn deployment(dice: &mut Dice, whole: bool) -> Value {
    let mut spec = workload(dice, whole);
    if dice.chance(40) {
        spec["strategy"] = match dice.below(3) {
            0 => json!({"type": "Recreate"}),
            1 => {
                json!({"type": "RollingUpdate", "rollingUpdate": {"maxSurge": dice.below(3), "maxUnavailable": "25%"}})
            }
            _ => json!({"rollingUpdate": {"maxSurge": format!("{}%", dice.below(3) * 10 + 10)}}),
        };
    }
    if dice.chance(20) {
        spec["paused"] = json!(dice.chance(50));
    }
    spec
}

fn stateful_set(dice: &mut Dice, whole: bool) -> Value {
    let mut spec = workload(dice, whole);
    if whole {
        spec["serviceName"] = json!("s");
    }
    if dice.chance(30) {
        spec["updateStrategy"] = match dice.below(2) {
            0 => json!({"type": "OnDelete"}),
            _ => json!({"type": "RollingUpdate", "rollingUpdate": {"partition": dice.below(3)}}),
        };
    }
    spec
}

fn workload(dice: &mut Dice, whole: bool) -> Value {
    let mut spec = json!({});
    if dice.chance(50) {
        spec["replicas"] = json!(dice.below(4));
    }
    if dice.chance(20) {
        spec["minReadySeconds"] = json!(dice.below(3));
    }
    if dice.chance(15) {
        spec["revisionHistoryLimit"] = json!(dice.below(3));
    }
    if whole || dice.chance(50) {
        spec["selector"] = json!({"matchLabels": {"app": "w"}});
    }
    if whole || dice.chance(60) {
        let mut labels = map(dice, &["a", "b"], &["1", "2"]);
        labels["app"] = json!("w");
        spec["template"] = json!({"metadata": {"labels": labels}, "spec": pod(dice, whole)});
    }
    spec
}

fn pod(dice: &mut Dice, whole: bool) -> Value {
    let mut pod = json!({});
    let mut names = dice.some(&["x", "y", "z"]);
    if whole && names.is_empty() {
        names.push("x");
    }
    if !names.is_empty() {
        pod["containers"] = names.into_iter().map(|name| container(dice, name, whole)).collect();
    }
    if dice.chance(30) {
        let volumes = dice.some(&["u", "v"]).into_iter().map(|name| match dice.below(3) {
            0 => json!({"name": name, "emptyDir": {}}),
            1 => json!({"name": name, "emptyDir": {"medium": "Memory", "sizeLimit": "1Gi"}}),
            _ => json!({"name": name, "configMap": {"name": dice.pick(&["c", "d"])}}),
        });
        pod["volumes"] = volumes.collect();
    }
    if dice.chance(30) {
        pod["nodeSelector"] = map(dice, &["p", "q"], &["1", "2"]);
    }
    if dice.chance(20) {
        pod["tolerations"] = match dice.below(2) {
            0 => json!([{"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}]),
            _ => json!([{"key": "spot", "value": "true", "effect": "NoExecute", "tolerationSeconds": 30}]),
        };
    }
    if dice.chance(20) {
        pod["terminationGracePeriodSeconds"] = json!(dice.below(60));
    }
    if dice.chance(15) {
        pod["hostAliases"] = dice
            .some(&["10.0.0.1", "10.0.0.2"])
            .into_iter()
            .map(|ip| json!({"ip": ip, "hostnames": ["h"]}))
            .collect();
    }
    if dice.chance(15) {
        pod["imagePullSecrets"] =
            dice.some(&["s", "t"]).into_iter().map(|name| json!({"name": name})).collect();
    }
    if dice.chance(15) {
        pod["securityContext"] = json!({"runAsUser": dice.below(3) + 1});
    }
    pod
}

fn container(dice: &mut Dice, name: &str, whole: bool) -> Value {
    let mut container = json!({"name": name});
    if whole || dice.chance(60) {
        container["image"] = json!(dice.pick(&["i:1", "i:2"]));
    }
    if dice.chance(40) {
        let variables = dice.some(&["E", "F", "G"]).into_iter().map(|name| match dice.below(4) {
            0 => json!({"name": name, "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}}),
            1 => json!({"name": name, "value": ""}),
            _ => json!({"name": name, "value": dice.pick(&["1", "2"])}),
        });
        container["env"] = variables.collect();
    }
    if dice.chance(40) {
        let ports = dice.some(&["80", "80u", "81"]).into_iter().map(|port| match port {
            "80" if dice.chance(50) => json!({"containerPort": 80}),
            "80" => json!({"containerPort": 80, "protocol": "TCP", "name": "web"}),
            "80u" => json!({"containerPort": 80, "protocol": "UDP"}),
            _ => json!({"containerPort": 81}),
        });
        container["ports"] = ports.collect();
    }
    if dice.chance(20) {
        container["args"] = json!(dice.some(&["--a", "--b"]));
    }
    if dice.chance(30) {
        container["resources"] = match dice.below(3) {
            0 => json!({}),
            1 => json!({"limits": {"cpu": dice.pick(&["1", "1000m", "0.5"])}}),
            _ => json!({"requests": {"memory": dice.pick(&["1Gi", "1024Mi"]), "cpu": dice.below(2) + 1}}),
        };
    }
    if dice.chance(20) {
        container["volumeMounts"] = json!([]);
    }
    if dice.chance(15) {
        container["readinessProbe"] =
            json!({"httpGet": {"path": "/", "port": 80}, "periodSeconds": dice.below(3) + 1});
    }
    container
}

fn service(dice: &mut Dice, whole: bool) -> Value {
    let mut spec = json!({});
    if whole {
        spec["clusterIP"] = json!("None");
    }
    let mut ports = dice.some(&["a", "b", "c"]);
    if whole && ports.is_empty() {
        ports.push("a");
    }
    if !ports.is_empty() {
        let ports = ports.into_iter().map(|name| match name {
            "a" => json!({"name": "a", "port": 80, "targetPort": dice.pick(&["web", "http"])}),
            "b" => json!({"name": "b", "port": 81, "protocol": dice.pick(&["TCP", "UDP"])}),
            _ => json!({"name": "c", "port": dice.below(2) + 90}),
        });
        spec["ports"] = ports.collect();
    }
    // One without a selector gets families that this cluster has not, and can then not be changed any more.
    if whole || dice.chance(50) {
        spec["selector"] = map(dice, &["p", "q"], &["1", "2"]);
        spec["selector"]["r"] = json!("1");
    }
    if dice.chance(20) {
        spec["publishNotReadyAddresses"] = json!(dice.chance(50));
    }
    if dice.chance(15) {
        spec["sessionAffinity"] = json!(dice.pick(&["None", "ClientIP"]));
    }
    spec
}

fn autoscaler(dice: &mut Dice, whole: bool) -> Value {
    let mut spec = json!({});
    if whole || dice.chance(50) {
        spec["scaleTargetRef"] =
            json!({"apiVersion": "apps/v1", "kind": "Deployment", "name": dice.pick(&["d", "e"])});
    }
    if whole || dice.chance(60) {
        spec["maxReplicas"] = json!(dice.below(3) + 3);
    }
    if dice.chance(40) {
        spec["minReplicas"] = json!(dice.below(3) + 1);
    }
    if dice.chance(50) {
        let metrics = dice.some(&["cpu", "queue"]).into_iter().map(|name| match name {
            "cpu" => json!({"type": "Resource", "resource": {
                "name": "cpu", "target": {"type": "Utilization", "averageUtilization": dice.below(3) * 10 + 50},
            }}),
            _ => json!({"type": "Pods", "pods": {
                "metric": {"name": "queue"}, "target": {"type": "AverageValue", "averageValue": dice.pick(&["5", "500m"])},
            }}),
        });
        spec["metrics"] = metrics.collect();
    }
    if dice.chance(30) {
        spec["behavior"] = json!({"scaleDown": {"stabilizationWindowSeconds": dice.below(3) * 60}});
    }
    spec
}

fn widget(dice: &mut Dice) -> Value {
    let mut spec = json!({});
    for field in dice.some(&[
        "replicas", "color", "set", "items", "list", "map", "whole", "any", "either", "nested", "nullable",
        "unknown",
    ]) {
        spec[field] = match field {
            "replicas" => json!(dice.below(4)),
            "color" => json!(dice.pick(&["red", "green", "green", "blue"])),
            "set" | "list" => json!(dice.some(&["a", "b", "c"])),
            "items" => dice.some(&["a", "b", "b2"]).into_iter().map(|name| item(dice, name)).collect(),
            "map" => map(dice, &["k", "l"], &["1", "2"]),
            "whole" | "nested" => map(dice, &["a", "b"], &["1", "2"]),
            "any" => anything(dice, 2),
            "either" if dice.chance(50) => json!(dice.below(3)),
            "either" => json!("25%"),
            "nullable" if dice.chance(50) => Value::Null,
            "nullable" => json!("n"),
            // Unknown: dropped, but for an apply, which is refused.
            _ if dice.chance(20) => json!(1),
            _ => continue,
        };
    }
    spec
}

fn item(dice: &mut Dice, name: &str) -> Value {
    let mut item = match name {
        "b2" => json!({"name": "b", "port": 81}),
        name if dice.chance(50) => json!({"name": name}),
        name => json!({"name": name, "port": 80}),
    };
    if dice.chance(60) {
        item["value"] = json!(dice.pick(&["1", "2"]));
    }
    if dice.chance(30) {
        item["tags"] = json!(dice.some(&["s", "t"]));
    }
    item
}

/// What has no schema.
fn anything(dice: &mut Dice, depth: u32) -> Value {
    let mut fields = Map::new();
    for name in dice.some(&["f", "g", "h"]) {
        let value = match dice.below(6) {
            0 => json!(dice.below(3)),
            1 => json!(dice.pick(&["s", "t"])),
            2 => json!(dice.some(&["a", "b"])),
            3 => json!([{"name": "n", "value": dice.below(2)}]),
            4 => json!(dice.chance(50)),
            _ if depth > 0 => anything(dice, depth - 1),
            _ => json!({}),
        };
        fields.insert(name.to_owned(), value);
    }
    Value::Object(fields)
}
