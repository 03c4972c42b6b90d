//! Services and what leads to them.

use std::collections::BTreeSet;

use serde_json::Value;

use super::cell::{age, at, first_three, integer, labels, list, name, selector_or_none, text, text_or};
use super::{AGE, NAME, Shown, text as column, wide};

/// Service.
pub const SERVICE: Shown = Shown {
    columns: &[
        NAME,
        column("Type"),
        column("Cluster-IP"),
        column("External-IP"),
        column("Port(s)"),
        AGE,
        wide("Selector"),
    ],
    cells: |service, now| {
        let ports: Vec<String> = list(service, &["spec", "ports"]).iter().map(port).collect();
        let address = list(service, &["spec", "clusterIPs"]).first().and_then(Value::as_str);
        vec![
            name(service),
            text(service, &["spec", "type"]).into(),
            address.unwrap_or("<none>").into(),
            external(service).into(),
            if ports.is_empty() { "<none>".into() } else { ports.join(",").into() },
            age(service, now),
            labels(at(service, &["spec", "selector"])).into(),
        ]
    },
};

fn port(port: &Value) -> String {
    let (number, protocol) = (integer(port, &["port"]), text(port, &["protocol"]));
    match integer(port, &["nodePort"]) {
        0 => format!("{number}/{protocol}"),
        node => format!("{number}:{node}/{protocol}"),
    }
}

fn external(service: &Value) -> String {
    let fixed: Vec<&str> = list(service, &["spec", "externalIPs"]).iter().filter_map(Value::as_str).collect();
    match text(service, &["spec", "type"]) {
        "ClusterIP" | "NodePort" if fixed.is_empty() => "<none>".into(),
        "ClusterIP" | "NodePort" => fixed.join(","),
        "LoadBalancer" => {
            let balancers = balancers(service);
            let all: Vec<&str> = balancers.iter().map(String::as_str).chain(fixed).collect();
            if all.is_empty() { "<pending>".into() } else { all.join(",") }
        }
        "ExternalName" => text(service, &["spec", "externalName"]).to_owned(),
        _ => "<unknown>".into(),
    }
}

/// Addresses of load balancers, sorted.
fn balancers(object: &Value) -> BTreeSet<String> {
    let ingress = list(object, &["status", "loadBalancer", "ingress"]).iter();
    let addresses = ingress.map(|point| text_or(point, &["ip"], text(point, &["hostname"])));
    addresses.filter(|address| !address.is_empty()).map(str::to_owned).collect()
}

/// Ingress.
pub const INGRESS: Shown = Shown {
    columns: &[NAME, column("Class"), column("Hosts"), column("Address"), column("Ports"), AGE],
    cells: |ingress, now| {
        let rules = list(ingress, &["spec", "rules"]);
        let hosts: Vec<&str> =
            rules.iter().take(3).map(|rule| text(rule, &["host"])).filter(|host| !host.is_empty()).collect();
        let hosts = match (hosts.is_empty(), rules.len()) {
            (true, _) => "*".to_owned(),
            (false, ..=3) => hosts.join(","),
            (false, all) => format!("{} + {} more...", hosts.join(","), all - 3),
        };
        let secure = !list(ingress, &["spec", "tls"]).is_empty();
        vec![
            name(ingress),
            text_or(ingress, &["spec", "ingressClassName"], "<none>").into(),
            hosts.into(),
            balancers(ingress).into_iter().collect::<Vec<_>>().join(",").into(),
            if secure { "80, 443".into() } else { "80".into() },
            age(ingress, now),
        ]
    },
};

/// IngressClass.
pub const INGRESS_CLASS: Shown = Shown {
    columns: &[NAME, column("Controller"), column("Parameters"), AGE],
    cells: |class, now| {
        let default =
            class["metadata"]["annotations"]["ingressclass.kubernetes.io/is-default-class"] == "true";
        let shown =
            format!("{}{}", text(class, &["metadata", "name"]), if default { " (default)" } else { "" });
        let parameters = match &class["spec"]["parameters"] {
            Value::Null => "<none>".to_owned(),
            parameters => {
                let group = match text(parameters, &["apiGroup"]) {
                    "" => String::new(),
                    group => format!(".{group}"),
                };
                format!("{}{group}/{}", text(parameters, &["kind"]), text(parameters, &["name"]))
            }
        };
        vec![shown.into(), text(class, &["spec", "controller"]).into(), parameters.into(), age(class, now)]
    },
};

/// NetworkPolicy.
pub const NETWORK_POLICY: Shown = Shown {
    columns: &[NAME, column("Pod-Selector"), AGE],
    cells: |policy, now| {
        vec![name(policy), selector_or_none(at(policy, &["spec", "podSelector"])), age(policy, now)]
    },
};

/// Endpoints.
pub const ENDPOINTS: Shown = Shown {
    columns: &[NAME, column("Endpoints"), AGE],
    cells: |endpoints, now| {
        let all: Vec<String> = list(endpoints, &["subsets"]).iter().flat_map(subset).collect();
        let shown = if all.is_empty() && list(endpoints, &["subsets"]).is_empty() {
            "<none>".to_owned()
        } else {
            three(&all)
        };
        vec![name(endpoints), shown.into(), age(endpoints, now)]
    },
};

fn three(all: &[String]) -> String {
    if all.is_empty() { String::new() } else { first_three(all) }
}

fn subset(subset: &Value) -> Vec<String> {
    let addresses: Vec<&str> =
        list(subset, &["addresses"]).iter().map(|address| text(address, &["ip"])).collect();
    let ports = list(subset, &["ports"]);
    if ports.is_empty() {
        return addresses.into_iter().map(str::to_owned).collect();
    }
    let with = |port: &Value| -> Vec<String> {
        addresses.iter().map(|address| format!("{address}:{}", integer(port, &["port"]))).collect()
    };
    ports.iter().flat_map(with).collect()
}

/// EndpointSlice.
pub const ENDPOINT_SLICE: Shown = Shown {
    columns: &[NAME, column("AddressType"), column("Ports"), column("Endpoints"), AGE],
    cells: |slice, now| {
        let ports: Vec<String> = list(slice, &["ports"])
            .iter()
            .map(|port| match (port["port"].as_i64(), port["name"].as_str()) {
                (Some(number), _) => number.to_string(),
                (None, Some(name)) => name.to_owned(),
                (None, None) => "*".into(),
            })
            .collect();
        let endpoints = list(slice, &["endpoints"]).iter();
        let addresses: Vec<String> = endpoints
            .flat_map(|endpoint| {
                list(endpoint, &["addresses"]).iter().filter_map(Value::as_str).map(str::to_owned)
            })
            .collect();
        vec![
            name(slice),
            text(slice, &["addressType"]).into(),
            first_three(&ports).into(),
            first_three(&addresses).into(),
            age(slice, now),
        ]
    },
};
