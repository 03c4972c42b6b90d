//! Namespaces, nodes, priorities, configuration, network rules: kinds with little of their own.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::field::{Causes, forbidden, immutable, invalid, one_of, required, too_long};
use super::fill::Table;
use super::metadata::{labels, selector};
use super::names::{config_key, label};
use super::strategy::{Behaviour, PLAIN};
use crate::apiserver::custom;

/// Namespace.
pub const NAMESPACE: Behaviour = Behaviour {
    also: |space| {
        let name = space["metadata"]["name"].clone();
        if name.as_str().is_some_and(|name| !name.is_empty()) {
            space["metadata"]["labels"]["kubernetes.io/metadata.name"] = name;
        }
    },
    name: label,
    create: |space, _| {
        space["status"] = json!({"phase": "Active"});
        if !space["spec"].is_object() {
            space["spec"] = json!({});
        }
        let known = space["spec"].get("finalizers").and_then(Value::as_array).cloned().unwrap_or_default();
        if !known.iter().any(|finalizer| finalizer == "kubernetes") {
            space["spec"]["finalizers"] = known.into_iter().chain([json!("kubernetes")]).collect();
        }
        Ok(())
    },
    // Finalizers go through a subresource of their own.
    update: |space, old, _| space["spec"] = old["spec"].clone(),
    ..PLAIN
};

/// Node.
pub const NODE: Behaviour = Behaviour {
    also: |node| {
        let status = node.get("status");
        let capacity = status.and_then(|status| status.get("capacity")).cloned();
        if let (Some(capacity), None) = (capacity, status.and_then(|status| status.get("allocatable"))) {
            node["status"]["allocatable"] = capacity;
        }
    },
    comes_with_status: true,
    create: |node, _| {
        let taint = json!({"key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"});
        match node["spec"].get_mut("taints").and_then(Value::as_array_mut) {
            Some(taints)
                if taints
                    .iter()
                    .any(|other| other["key"] == taint["key"] && other["effect"] == taint["effect"]) => {}
            Some(taints) => taints.push(taint),
            None => node["spec"]["taints"] = json!([taint]),
        }
        Ok(())
    },
    validate: |node, old, causes| {
        // An update is looked at twice, and the field has this name on the real server.
        for _ in 0..1 + usize::from(old.is_some()) {
            for (index, taint) in node["spec"]["taints"].as_array().into_iter().flatten().enumerate() {
                let effects = ["NoSchedule", "PreferNoSchedule", "NoExecute"];
                one_of(&format!("metadata.taints[{index}].effect"), &taint["effect"], &effects, causes);
            }
        }
    },
    ..PLAIN
};

static PREEMPTION: Table = Table::new("preemptionPolicy \"PreemptLowerPriority\"");

/// PriorityClass.
pub const PRIORITY_CLASS: Behaviour = Behaviour {
    defaults: &[(&[], &PREEMPTION)],
    generation: true,
    validate: |class, old, causes| {
        const HIGHEST: i64 = 1_000_000_000;
        let name = class["metadata"]["name"].as_str().unwrap_or_default();
        if name.starts_with("system-")
            && old.is_none()
            && !matches!(name, "system-node-critical" | "system-cluster-critical")
        {
            let why = format!(
                "priority class names with 'system-' prefix are reserved for system use only. error: {name} is not a known system priority class"
            );
            causes.push(forbidden("metadata.name", &why));
        }
        if !name.starts_with("system-") && class["value"].as_i64().is_some_and(|value| value > HIGHEST) {
            let why = format!("maximum allowed value of a user defined priority is {HIGHEST}");
            causes.push(forbidden("value", &why));
        }
        one_of("preemptionPolicy", &class["preemptionPolicy"], &["Never", "PreemptLowerPriority"], causes);
        if let Some(old) = old {
            if class["value"] != old["value"] {
                causes.push(forbidden("value", "may not be changed in an update."));
            }
            immutable("preemptionPolicy", &class["preemptionPolicy"], &old["preemptionPolicy"], causes);
        }
    },
    ..PLAIN
};

/// The most that a ConfigMap or Secret may hold.
const LARGEST: usize = 1 << 20;

/// ConfigMap.
pub const CONFIG_MAP: Behaviour = Behaviour {
    validate: |map, old, causes| {
        for field in ["data", "binaryData"] {
            keys(map, field, causes);
        }
        if size(&map["data"]) + size(&map["binaryData"]) * 3 / 4 > LARGEST {
            causes.push(too_long("[]", LARGEST));
        }
        fixed(map, old, &["data", "binaryData"], causes);
    },
    ..PLAIN
};

/// Secret.
pub const SECRET: Behaviour = Behaviour {
    also: |secret| {
        if secret.get("type").is_none_or(|kind| kind == "") {
            secret["type"] = "Opaque".into();
        }
        // Text is written in the clear and read back encoded.
        let plain = secret.as_object_mut().and_then(|secret| secret.shift_remove("stringData"));
        for (key, value) in plain.as_ref().and_then(Value::as_object).into_iter().flatten() {
            secret["data"][key.as_str()] = STANDARD.encode(value.as_str().unwrap_or_default()).into();
        }
    },
    validate: |secret, old, causes| {
        keys(secret, "data", causes);
        if size(&secret["data"]) * 3 / 4 > LARGEST {
            causes.push(too_long("data", LARGEST));
        }
        let needs: &[&str] = match secret["type"].as_str().unwrap_or_default() {
            "kubernetes.io/dockerconfigjson" => &[".dockerconfigjson"],
            "kubernetes.io/tls" => &["tls.crt", "tls.key"],
            "kubernetes.io/ssh-auth" => &["ssh-privatekey"],
            _ => &[],
        };
        for key in needs.iter().filter(|key| secret["data"].get(**key).is_none()) {
            causes.push(required(format!("data[{key}]"), ""));
        }
        if let Some(old) = old {
            immutable("type", &secret["type"], &old["type"], causes);
        }
        fixed(secret, old, &["data"], causes);
    },
    ..PLAIN
};

fn keys(object: &Value, field: &str, causes: &mut Causes) {
    for key in object[field].as_object().into_iter().flatten().map(|(key, _)| key) {
        causes.extend(
            config_key(key).iter().map(|why| invalid(format!("{field}[{key}]"), &key.as_str().into(), why)),
        );
    }
}

fn size(map: &Value) -> usize {
    map.as_object().into_iter().flatten().map(|(_, value)| value.as_str().map_or(0, str::len)).sum()
}

/// What is marked as immutable stays as it is.
fn fixed(object: &Value, old: Option<&Value>, fields: &[&str], causes: &mut Causes) {
    let Some(old) = old.filter(|old| old["immutable"] == true) else { return };
    if object["immutable"] != true {
        causes.push(forbidden("immutable", "field is immutable when `immutable` is set"));
    }
    for field in fields.iter().filter(|field| object[**field] != old[**field]) {
        causes.push(forbidden(*field, "field is immutable when `immutable` is set"));
    }
}

/// NetworkPolicy.
pub const NETWORK_POLICY: Behaviour = Behaviour {
    also: |policy| {
        let Some(spec) = policy.get_mut("spec").filter(|spec| spec.is_object()) else { return };
        if spec.get("policyTypes").is_none() {
            let egress = spec.get("egress").and_then(Value::as_array).is_some_and(|rules| !rules.is_empty());
            spec["policyTypes"] = if egress { json!(["Ingress", "Egress"]) } else { json!(["Ingress"]) };
        }
        static PROTOCOL: Table = Table::new("(ingress|egress)[].ports[].protocol \"TCP\"");
        PROTOCOL.fill(spec);
    },
    generation: true,
    validate: |policy, _, causes| selector(&policy["spec"]["podSelector"], "spec.podSelector", causes),
    ..PLAIN
};

/// Ingress.
pub const INGRESS: Behaviour = Behaviour {
    generation: true,
    create: |ingress, _| {
        ingress["status"] = json!({"loadBalancer": {}});
        Ok(())
    },
    validate: |ingress, _, causes| {
        let spec = &ingress["spec"];
        if spec["rules"].is_null() && spec["defaultBackend"].is_null() {
            causes.push(invalid(
                "spec",
                &Value::Null,
                "either `defaultBackend` or `rules` must be specified",
            ));
        }
        for (index, rule) in spec["rules"].as_array().into_iter().flatten().enumerate() {
            for (number, path) in rule["http"]["paths"].as_array().into_iter().flatten().enumerate() {
                let at = |name: &str| format!("spec.rules[{index}].http.paths[{number}].{name}");
                match path["pathType"].as_str() {
                    None => causes.push(required(at("pathType"), "pathType must be specified")),
                    Some(_) => one_of(
                        &at("pathType"),
                        &path["pathType"],
                        &["Exact", "ImplementationSpecific", "Prefix"],
                        causes,
                    ),
                }
                let text = path["path"].as_str().unwrap_or_default();
                if path["pathType"] != "ImplementationSpecific" && !text.starts_with('/') {
                    causes.push(invalid(at("path"), &Value::from(text), "must be an absolute path"));
                }
            }
        }
    },
    ..PLAIN
};

/// IngressClass.
pub const INGRESS_CLASS: Behaviour = Behaviour { generation: true, ..PLAIN };

static ENDPOINTS_DEFAULTS: Table = Table::new("subsets[].ports[].protocol \"TCP\"");

/// Endpoints.
pub const ENDPOINTS: Behaviour = Behaviour {
    defaults: &[(&[], &ENDPOINTS_DEFAULTS)],
    validate: |endpoints, _, causes| {
        for (index, subset) in endpoints["subsets"].as_array().into_iter().flatten().enumerate() {
            for (number, address) in subset["addresses"].as_array().into_iter().flatten().enumerate() {
                self::address(&address["ip"], &format!("subsets[{index}].addresses[{number}].ip"), causes);
            }
        }
    },
    ..PLAIN
};

static SLICE_DEFAULTS: Table = Table::new("ports[].name \"\"\nports[].protocol \"TCP\"");

/// EndpointSlice.
pub const ENDPOINT_SLICE: Behaviour = Behaviour {
    defaults: &[(&[], &SLICE_DEFAULTS)],
    generation: true,
    validate: |slice, old, causes| {
        one_of("addressType", &slice["addressType"], &["FQDN", "IPv4", "IPv6"], causes);
        if slice["addressType"].as_str().unwrap_or_default().is_empty() {
            causes.push(required("addressType", ""));
        }
        if let Some(old) = old {
            immutable("addressType", &slice["addressType"], &old["addressType"], causes);
        }
        for (index, endpoint) in slice["endpoints"].as_array().into_iter().flatten().enumerate() {
            for (number, address) in endpoint["addresses"].as_array().into_iter().flatten().enumerate() {
                self::address(address, &format!("endpoints[{index}].addresses[{number}]"), causes);
            }
        }
    },
    ..PLAIN
};

/// Addresses that lead back to the asking machine are refused.
fn address(value: &Value, field: &str, causes: &mut Causes) {
    match value.as_str().unwrap_or_default().parse::<std::net::IpAddr>() {
        Err(_) => causes.push(invalid(
            field,
            value,
            "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)",
        )),
        Ok(address) if address.is_loopback() => {
            causes.push(invalid(field, value, "may not be in the loopback range (127.0.0.0/8, ::1/128)"));
        }
        Ok(address) if address.is_unspecified() => {
            causes.push(invalid(field, value, "may not be unspecified (0.0.0.0 or ::)"));
        }
        Ok(_) => {}
    }
}

static SERVICE_PORT: Table = Table::new("spec.service.port 443");

/// APIService.
pub const API_SERVICE: Behaviour = Behaviour {
    defaults: &[(&[], &SERVICE_PORT)],
    create: |api, _| {
        api["status"] = json!({});
        if !api["spec"].get("service").is_some_and(Value::is_object) {
            api["status"]["conditions"] = json!([{
                "type": "Available", "status": "True", "reason": "Local", "lastTransitionTime": api["metadata"]["creationTimestamp"],
                "message": "Local APIServices are always available",
            }]);
        }
        Ok(())
    },
    validate: |api, _, causes| {
        let text = |name: &str| api["spec"][name].as_str().unwrap_or_default();
        let expected = format!("{}.{}", text("version"), text("group"));
        if api["metadata"]["name"] != expected.as_str() {
            let why = format!("must be `spec.version+\".\"+spec.group`: {expected:?}");
            causes.push(invalid("metadata.name", &api["metadata"]["name"], why));
        }
        for name in ["groupPriorityMinimum", "versionPriority"] {
            let most = if name == "versionPriority" { 1000 } else { 20_000 };
            if api["spec"][name].as_i64().is_some_and(|number| number <= 0 || number > most) {
                causes.push(invalid(
                    format!("spec.{name}"),
                    &api["spec"][name],
                    format!("must be positive and less than {most}"),
                ));
            }
        }
    },
    ..PLAIN
};

/// ResourceQuota: what is asked for; nothing counts what is used.
pub const QUOTA: Behaviour = Behaviour {
    validate: |quota, _, causes| labels(&quota["metadata"]["labels"], "metadata.labels", causes),
    ..PLAIN
};

/// CustomResourceDefinition: a new one waits for its names to be accepted.
pub const DEFINITION: Behaviour = Behaviour {
    also: custom::default_definition,
    generation: true,
    create: |definition, _| {
        custom::prepare_definition(definition);
        Ok(())
    },
    validate: custom::validate_definition,
    ..PLAIN
};
