//! Services: types, cluster addresses, ports.

use serde_json::{Value, json};

use super::field::{Causes, duplicate, immutable, invalid, one_of, required};
use super::names;
use super::pods::port_number as number;
use super::strategy::{Behaviour, PLAIN, each};
use crate::apiserver::registry::Others;

/// Service.
pub const SERVICE: Behaviour = Behaviour {
    also: default,
    name: names::label,
    create: |service, cluster| {
        allocate(service, cluster);
        service["status"] = json!({"loadBalancer": {}});
        Ok(())
    },
    update: |service, old, cluster| {
        keep(service, old);
        allocate(service, cluster);
    },
    validate,
    ..PLAIN
};

fn text<'a>(spec: &'a Value, field: &str) -> &'a str {
    spec.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn default(service: &mut Value) {
    let Some(spec) = service.get_mut("spec").filter(|spec| spec.is_object()) else { return };
    if text(spec, "sessionAffinity").is_empty() {
        spec["sessionAffinity"] = "None".into();
    }
    match text(spec, "sessionAffinity") {
        "None" => drop(spec.as_object_mut().and_then(|spec| spec.shift_remove("sessionAffinityConfig"))),
        "ClientIP" if spec.pointer("/sessionAffinityConfig/clientIP/timeoutSeconds").is_none() => {
            spec["sessionAffinityConfig"] = json!({"clientIP": {"timeoutSeconds": 10_800}});
        }
        _ => {}
    }
    if text(spec, "type").is_empty() {
        spec["type"] = "ClusterIP".into();
    }
    for port in each(spec, "ports") {
        if text(port, "protocol").is_empty() {
            port["protocol"] = "TCP".into();
        }
        if port.get("targetPort").is_none_or(|target| target == 0 || target == "") {
            port["targetPort"] = port["port"].clone();
        }
    }
    let kind = text(spec, "type").to_owned();
    let outside = matches!(kind.as_str(), "NodePort" | "LoadBalancer")
        || (kind == "ClusterIP" && spec.get("externalIPs").is_some_and(|addresses| !addresses.is_null()));
    if outside && text(spec, "externalTrafficPolicy").is_empty() {
        spec["externalTrafficPolicy"] = "Cluster".into();
    }
    if kind != "ExternalName" && spec.get("internalTrafficPolicy").is_none() {
        spec["internalTrafficPolicy"] = "Cluster".into();
    }
    if kind == "LoadBalancer" && spec.get("allocateLoadBalancerNodePorts").is_none() {
        spec["allocateLoadBalancerNodePorts"] = json!(true);
    }
}

/// Addresses and ports of the cluster, where the service has none yet.
fn allocate(service: &mut Value, cluster: &dyn Others) {
    let Some(spec) = service.get_mut("spec") else { return };
    let kind = text(spec, "type").to_owned();
    if kind == "ExternalName" {
        return;
    }
    if text(spec, "clusterIP").is_empty() {
        let first = spec.pointer("/clusterIPs/0").and_then(Value::as_str).map(str::to_owned);
        spec["clusterIP"] = first.unwrap_or_else(|| cluster.free_cluster_ip()).into();
    }
    if spec.get("clusterIPs").is_none() {
        spec["clusterIPs"] = json!([spec["clusterIP"]]);
    }
    let headless_without_selector = spec["clusterIP"] == "None" && spec.get("selector").is_none();
    if spec.get("ipFamilyPolicy").is_none() {
        spec["ipFamilyPolicy"] =
            if headless_without_selector { "RequireDualStack".into() } else { "SingleStack".into() };
    }
    if spec.get("ipFamilies").is_none() {
        spec["ipFamilies"] =
            if headless_without_selector { json!(["IPv4", "IPv6"]) } else { json!(["IPv4"]) };
    }
    let wants =
        kind == "NodePort" || (kind == "LoadBalancer" && spec["allocateLoadBalancerNodePorts"] == true);
    let mut given: Vec<u16> = Vec::new();
    for port in each(spec, "ports").filter(|_| wants) {
        if port.get("nodePort").and_then(Value::as_i64).unwrap_or_default() == 0 {
            // The cluster does not know yet what this very service was given.
            let free = cluster.free_node_port();
            let free = given.last().map_or(free, |last| free.max(last + 1));
            given.push(free);
            port["nodePort"] = json!(free);
        }
    }
}

/// An update that leaves out what was allocated keeps it.
fn keep(service: &mut Value, old: &Value) {
    let (Some(spec), before) = (service.get_mut("spec"), &old["spec"]) else { return };
    if text(spec, "type") == "ExternalName" || text(before, "type") == "ExternalName" {
        if text(spec, "type") == "ExternalName"
            && let Some(spec) = spec.as_object_mut()
        {
            for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
                spec.shift_remove(field);
            }
        }
        return;
    }
    for field in ["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
        if spec.get(field).is_none()
            && let Some(value) = before.get(field)
        {
            spec[field] = value.clone();
        }
    }
    leave(spec, before);
    let node_ports = matches!(text(spec, "type"), "NodePort" | "LoadBalancer");
    if node_ports {
        for port in each(spec, "ports").filter(|port| port.get("nodePort").is_none()) {
            let same = |other: &&Value| {
                ["port", "protocol"].iter().all(|field| other.get(*field) == port.get(*field))
                    || (port.get("name").is_some() && other.get("name") == port.get("name"))
            };
            let found = before["ports"].as_array().into_iter().flatten().find(same);
            if let Some(node_port) = found.and_then(|old| old.get("nodePort")).cloned() {
                port["nodePort"] = node_port;
            }
        }
    }
}

/// What belonged to the type that it had goes with it, unless it was changed at the same time.
fn leave(spec: &mut Value, before: &Value) {
    let reached = |spec: &Value| matches!(text(spec, "type"), "NodePort" | "LoadBalancer");
    if !reached(before) || reached(spec) {
        return;
    }
    let old = before["ports"].as_array().cloned().unwrap_or_default();
    for port in each(spec, "ports") {
        let same = old.iter().any(|other| other.get("nodePort") == port.get("nodePort"));
        if let Some(port) = port.as_object_mut().filter(|_| same) {
            port.shift_remove("nodePort");
        }
    }
    if let Some(spec) = spec.as_object_mut() {
        for field in ["externalTrafficPolicy", "allocateLoadBalancerNodePorts"] {
            if spec.get(field) == before.get(field) {
                spec.shift_remove(field);
            }
        }
    }
}

fn validate(service: &Value, old: Option<&Value>, causes: &mut Causes) {
    let spec = &service["spec"];
    let kind = text(spec, "type");
    if let Some(old) = old
        && kind != "ExternalName"
        && old["spec"]["type"] != "ExternalName"
    {
        let first = |service: &Value| service["spec"]["clusterIPs"][0].clone();
        if first(service) != first(old) {
            let why = "may not change once set";
            causes.push(invalid("spec.clusterIPs[0]", &spec["clusterIPs"], why));
        }
    }
    one_of("spec.type", &spec["type"], &["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"], causes);
    let ports = spec["ports"].as_array().map_or(&[][..], Vec::as_slice);
    if ports.is_empty() && spec["clusterIP"] != "None" && kind != "ExternalName" {
        causes.push(required("spec.ports", ""));
    }
    if kind == "ExternalName" && text(spec, "externalName").is_empty() {
        causes.push(required("spec.externalName", ""));
    }
    let mut named: Vec<&str> = Vec::new();
    for (index, port) in ports.iter().enumerate() {
        let at = |name: &str| format!("spec.ports[{index}].{name}");
        match text(port, "name") {
            "" if ports.len() > 1 => causes.push(required(at("name"), "")),
            "" => {}
            name => {
                causes.extend(names::label(name).iter().map(|why| invalid(at("name"), &port["name"], why)));
                if named.contains(&name) {
                    causes.push(duplicate(at("name"), &port["name"]));
                }
                named.push(name);
            }
        }
        number(&port["port"], &at("port"), causes);
        one_of(&at("protocol"), &port["protocol"], &["SCTP", "TCP", "UDP"], causes);
        match &port["targetPort"] {
            Value::String(name) => {
                causes.extend(
                    names::port(name).iter().map(|why| invalid(at("targetPort"), &port["targetPort"], why)),
                );
            }
            target => number(target, &at("targetPort"), causes),
        }
    }
    for (index, port) in ports.iter().enumerate() {
        let key = |port: &Value| (port["protocol"].clone(), port["port"].clone());
        if ports.iter().take(index).any(|other| key(other) == key(port)) {
            let shown = json!({
                "Name": "", "Protocol": port["protocol"], "AppProtocol": null, "Port": port["port"], "TargetPort": 0, "NodePort": 0,
            });
            causes.push(duplicate(format!("spec.ports[{index}]"), &shown));
        }
    }
    super::metadata::labels(&spec["selector"], "spec.selector", causes);
    one_of("spec.sessionAffinity", &spec["sessionAffinity"], &["ClientIP", "None"], causes);
    if let Some(old) = old {
        immutable(
            "spec.loadBalancerClass",
            &spec["loadBalancerClass"],
            &old["spec"]["loadBalancerClass"],
            causes,
        );
    }
}
