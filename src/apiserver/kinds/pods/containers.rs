//! What may be wrong with a container.

use serde_json::Value;

use crate::apiserver::kinds::field::{Causes, duplicate, invalid, not_found, not_negative, one_of, required};
use crate::apiserver::kinds::names;
use crate::kubernetes::quantity::Quantity;

/// One of a pod's containers.
pub fn validate(
    container: &Value,
    field: &str,
    volumes: &[&str],
    names_so_far: &mut Vec<String>,
    causes: &mut Causes,
) {
    let name = container["name"].as_str().unwrap_or_default();
    let at = |name: &str| format!("{field}.{name}");
    match name {
        "" => causes.push(required(at("name"), "")),
        _ => causes.extend(names::label(name).iter().map(|why| invalid(at("name"), &container["name"], why))),
    }
    if !name.is_empty() && names_so_far.iter().any(|other| other == name) {
        causes.push(duplicate(at("name"), &container["name"]));
    }
    names_so_far.push(name.to_owned());
    let image = container["image"].as_str().unwrap_or_default();
    if image.is_empty() {
        causes.push(required(at("image"), ""));
    } else if image.trim() != image {
        causes.push(invalid(
            at("image"),
            &container["image"],
            "must not have leading or trailing whitespace",
        ));
    }
    ports(container, field, causes);
    variables(container, field, causes);
    mounts(container, field, volumes, causes);
    one_of(
        &at("imagePullPolicy"),
        &container["imagePullPolicy"],
        &["Always", "IfNotPresent", "Never"],
        causes,
    );
    let message = ["FallbackToLogsOnError", "File"];
    one_of(&at("terminationMessagePolicy"), &container["terminationMessagePolicy"], &message, causes);
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        self::probe(&container[probe], &at(probe), causes);
    }
    resources(&container["resources"], &at("resources"), causes);
}

fn ports(container: &Value, field: &str, causes: &mut Causes) {
    let mut names_so_far: Vec<&str> = Vec::new();
    for (index, port) in container["ports"].as_array().into_iter().flatten().enumerate() {
        let at = |name: &str| format!("{field}.ports[{index}].{name}");
        if let Some(name) = port["name"].as_str().filter(|name| !name.is_empty()) {
            causes.extend(names::port(name).iter().map(|why| invalid(at("name"), &port["name"], why)));
            if names_so_far.contains(&name) {
                causes.push(duplicate(at("name"), &port["name"]));
            }
            names_so_far.push(name);
        }
        if port["containerPort"].as_i64().unwrap_or_default() == 0 {
            causes.push(required(at("containerPort"), ""));
        } else {
            number(&port["containerPort"], &at("containerPort"), causes);
        }
        if port["hostPort"].as_i64().unwrap_or_default() != 0 {
            number(&port["hostPort"], &at("hostPort"), causes);
        }
        one_of(&at("protocol"), &port["protocol"], &["SCTP", "TCP", "UDP"], causes);
    }
}

/// A port's number.
pub fn number(port: &Value, field: &str, causes: &mut Causes) {
    if port.as_i64().is_some_and(|number| !(1..=65535).contains(&number)) {
        causes.push(invalid(field, port, "must be between 1 and 65535, inclusive"));
    }
}

fn variables(container: &Value, field: &str, causes: &mut Causes) {
    for (index, variable) in container["env"].as_array().into_iter().flatten().enumerate() {
        let at = |name: &str| format!("{field}.env[{index}].{name}");
        match variable["name"].as_str().unwrap_or_default() {
            "" => causes.push(required(at("name"), "")),
            name => causes
                .extend(names::variable(name).iter().map(|why| invalid(at("name"), &variable["name"], why))),
        }
        let source = variable["valueFrom"].as_object();
        if let Some(source) = source {
            let value = variable["value"].as_str().unwrap_or_default();
            if source.is_empty() {
                let kinds = "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`";
                causes.push(invalid(at("valueFrom"), &Value::from(""), kinds));
            } else if !value.is_empty() {
                causes.push(invalid(
                    at("valueFrom"),
                    &Value::from(""),
                    "may not be specified when `value` is not empty",
                ));
            } else if source.len() > 1 {
                causes.push(invalid(
                    at("valueFrom"),
                    &Value::from(""),
                    "may not have more than one field specified at a time",
                ));
            }
        }
    }
}

fn mounts(container: &Value, field: &str, volumes: &[&str], causes: &mut Causes) {
    let mut paths: Vec<&str> = Vec::new();
    for (index, mount) in container["volumeMounts"].as_array().into_iter().flatten().enumerate() {
        let at = |name: &str| format!("{field}.volumeMounts[{index}].{name}");
        match mount["name"].as_str().unwrap_or_default() {
            "" => causes.push(required(at("name"), "")),
            name if !volumes.contains(&name) => causes.push(not_found(at("name"), &mount["name"])),
            _ => {}
        }
        let path = mount["mountPath"].as_str().unwrap_or_default();
        if path.is_empty() {
            causes.push(required(at("mountPath"), ""));
        } else if paths.contains(&path) {
            causes.push(invalid(at("mountPath"), &mount["mountPath"], "must be unique"));
        }
        paths.push(path);
    }
}

fn probe(probe: &Value, field: &str, causes: &mut Causes) {
    if !probe.is_object() {
        return;
    }
    for name in
        ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"]
    {
        not_negative(&format!("{field}.{name}"), &probe[name], causes);
    }
    let handlers = ["exec", "httpGet", "tcpSocket", "grpc"].iter().filter(|name| probe[**name].is_object());
    if handlers.count() == 0 {
        causes.push(required(field, "must specify a handler type"));
    }
    let live = field.ends_with("livenessProbe") || field.ends_with("startupProbe");
    if live && probe["successThreshold"].as_i64().is_some_and(|successes| successes != 1) {
        causes.push(invalid(format!("{field}.successThreshold"), &probe["successThreshold"], "must be 1"));
    }
}

fn resources(resources: &Value, field: &str, causes: &mut Causes) {
    let read = |value: &Value| value.as_str().and_then(|text| Quantity::parse(text).ok());
    for (list, amounts) in
        ["limits", "requests"].iter().filter_map(|list| Some((list, resources[*list].as_object()?)))
    {
        for (resource, amount) in amounts {
            let at = format!("{field}.{list}[{resource}]");
            if !is_resource(resource) {
                causes.push(invalid(
                    at.as_str(),
                    &resource.as_str().into(),
                    "must be a standard resource type or fully qualified",
                ));
            }
            let Some(quantity) = read(amount) else { continue };
            if quantity.nano() < 0 {
                causes.push(invalid(at.as_str(), amount, "must be greater than or equal to 0"));
            }
            if is_extended(resource) && !quantity.is_whole() {
                causes.push(invalid(at.as_str(), amount, "must be an integer"));
            }
        }
    }
    for (resource, request) in resources["requests"].as_object().into_iter().flatten() {
        let limit = &resources["limits"][resource];
        let at = format!("{field}.requests");
        match (read(request), read(limit)) {
            (Some(request_is), Some(limit_is)) if is_extended(resource) && request_is != limit_is => causes
                .push(invalid(
                    at,
                    request,
                    format!("must be equal to {resource} limit of {}", limit_is.text()),
                )),
            (Some(request_is), Some(limit_is)) if request_is > limit_is => {
                causes.push(invalid(
                    at,
                    request,
                    format!("must be less than or equal to {resource} limit of {}", limit_is.text()),
                ));
            }
            (Some(_), None) if is_extended(resource) => causes.push(required(
                format!("{field}.limits"),
                "Limit must be set for non overcommitable resources",
            )),
            _ => {}
        }
    }
}

fn is_resource(name: &str) -> bool {
    matches!(name, "cpu" | "memory" | "ephemeral-storage" | "storage")
        || name.starts_with("hugepages-")
        || name.contains('/')
}

/// A resource that is given out whole and never twice, as GPUs are.
fn is_extended(name: &str) -> bool {
    name.contains('/') && !name.split('/').next().unwrap_or_default().ends_with("kubernetes.io")
}
