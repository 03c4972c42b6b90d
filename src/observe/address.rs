//! Where a service without a URL answers within the cluster: the address and the ports of its Service, as Arena tells them.

use super::front;
use super::root::Root;
use crate::kubernetes::resources::Service;

/// A port at which a service answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Port {
    /// As `http-serving`; empty for a URL's.
    pub name: String,
    /// What clients connect to.
    pub number: u16,
    /// The same on every node; 0 for none.
    pub on_nodes: u16,
}

/// The address and the ports of a service's own Service: outside the cluster where it has one there, else within.
pub fn of_service(root: &Root, services: &[Service]) -> Option<(String, Vec<Port>)> {
    let service = front::of(root, services)?;
    let within = || service.spec.cluster_ip.clone().filter(|ip| !ip.is_empty() && ip != "None");
    let ports = service.spec.ports.iter().map(|port| Port {
        name: port.name.clone().unwrap_or_default(),
        number: port.port,
        on_nodes: port.node_port.unwrap_or_default(),
    });
    Some((service.status.address().or_else(within)?, ports.collect()))
}

impl std::fmt::Display for Port {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = match self.name.as_str() {
            "grpc-serving" => "GRPC".to_owned(),
            "http-serving" => "RESTFUL".to_owned(),
            name => name.trim_end_matches("-serving").to_uppercase(),
        };
        match self.on_nodes {
            0 => write!(f, "{name}:{}", self.number),
            node => write!(f, "{name}:{node}->{}", self.number),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::kubernetes::resources::StatefulSet;

    fn told(service: Value) -> Option<(String, String)> {
        let set: StatefulSet =
            serde_json::from_value(json!({"metadata": {"name": "qwen", "namespace": "ns"}})).unwrap();
        let (address, ports) = of_service(&Root::from(&set), &[serde_json::from_value(service).unwrap()])?;
        Some((address, ports.iter().map(Port::to_string).collect::<Vec<_>>().join(",")))
    }

    fn service(name: &str, spec: Value, status: Value) -> Value {
        json!({"metadata": {"name": name, "namespace": "ns"}, "spec": spec, "status": status})
    }

    #[test]
    fn the_address_is_the_balancers_else_the_clusters() {
        let ports = json!([{"name": "grpc-serving", "port": 8500}, {"name": "http-serving", "port": 5000, "nodePort": 31129}]);
        let spec = json!({"clusterIP": "10.0.0.7", "ports": ports});
        let words = "GRPC:8500,RESTFUL:31129->5000".to_owned();
        assert_eq!(told(service("qwen", spec.clone(), json!({}))), Some(("10.0.0.7".into(), words.clone())));
        let outside = json!({"loadBalancer": {"ingress": [{"ip": "47.0.0.1"}]}});
        assert_eq!(told(service("qwen", spec.clone(), outside)), Some(("47.0.0.1".into(), words)));
        assert_eq!(told(service("another", spec, json!({}))), None);
        let headless = json!({"clusterIP": "None", "ports": [{"port": 80}]});
        assert_eq!(told(service("qwen", headless, json!({}))), None);
    }
}
