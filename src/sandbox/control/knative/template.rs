//! What Knative's webhook fills into a revision's template.

use serde_json::{Value, json};

/// The only container is called so.
pub const USER_CONTAINER: &str = "user-container";

/// A template with the defaults of `config-defaults`.
pub fn defaulted(mut template: Value) -> Value {
    if !template.is_object() {
        template = json!({});
    }
    let spec = &mut template["spec"];
    if !spec.is_object() {
        *spec = json!({});
    }
    for (field, default) in [
        ("containerConcurrency", json!(0)),
        ("timeoutSeconds", json!(300)),
        ("enableServiceLinks", json!(false)),
    ] {
        if spec.get(field).is_none() {
            spec[field] = default;
        }
    }
    let containers = spec.get_mut("containers").and_then(Value::as_array_mut);
    let containers = containers.map(Vec::as_mut_slice).unwrap_or_default();
    let alone = containers.len() == 1;
    for (index, container) in containers.iter_mut().enumerate() {
        if container.get("name").is_none() {
            let name = if index == 0 {
                USER_CONTAINER.to_owned()
            } else {
                format!("{USER_CONTAINER}-{}", index - 1)
            };
            container["name"] = name.into();
        }
        if container.get("resources").is_none() {
            container["resources"] = json!({});
        }
        let ports = container.get_mut("ports").and_then(Value::as_array_mut);
        for port in ports.into_iter().flatten().filter(|port| port.get("protocol").is_none()) {
            port["protocol"] = "TCP".into();
        }
        let serves = alone || container.get("ports").is_some();
        match container.get_mut("readinessProbe") {
            Some(probe) if probe.get("successThreshold").is_none() => probe["successThreshold"] = 1.into(),
            Some(_) => {}
            None if serves => {
                container["readinessProbe"] = json!({"successThreshold": 1, "tcpSocket": {"port": 0}})
            }
            None => {}
        }
    }
    template
}

/// The container that takes requests: the one with a port, or the only one.
pub fn serving(spec: &Value) -> Option<&Value> {
    let containers = spec.get("containers")?.as_array()?;
    let has_port = |it: &&Value| it.get("ports").and_then(Value::as_array).is_some_and(|it| !it.is_empty());
    containers.iter().find(has_port).or(containers.first())
}

/// The port that it listens on.
pub fn port(spec: &Value) -> u64 {
    serving(spec).and_then(|it| it.pointer("/ports/0/containerPort")).and_then(Value::as_u64).unwrap_or(8080)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_webhook_fills_in() {
        let given = json!({"metadata": {"labels": {"team": "x"}}, "spec": {"containers": [{"image": "i", "ports": [{"containerPort": 8000}],
            "readinessProbe": {"httpGet": {"path": "/health", "port": 8000}}}]}});
        let template = defaulted(given);
        assert_eq!(
            template["spec"],
            json!({"containerConcurrency": 0, "timeoutSeconds": 300, "enableServiceLinks": false, "containers": [{
                "image": "i", "name": "user-container", "ports": [{"containerPort": 8000, "protocol": "TCP"}], "resources": {},
                "readinessProbe": {"httpGet": {"path": "/health", "port": 8000}, "successThreshold": 1}}]})
        );
        assert_eq!(
            (port(&template["spec"]), template["metadata"]["labels"]["team"].as_str()),
            (8000, Some("x"))
        );
        assert_eq!(defaulted(template.clone()), template, "it is done once");
    }
}
