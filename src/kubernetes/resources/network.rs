//! Reduced types of what leads traffic to pods: Service and Ingress.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{StringMap, kind, reduced};

kind!(
    /// A Service.
    Service, "", "v1", "services", ServiceSpec, LoadBalanced
);
reduced! {
    /// What a Service leads to.
    ServiceSpec {
        /// `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`.
        #[serde(rename = "type")]
        kind: Option<String>,
        /// Its ports.
        ports: Vec<ServicePort>,
        /// Labels of the pods that it leads to; without any, somebody else says where.
        selector: StringMap,
        /// Its address within the cluster; `None` and `"None"` mean that it has none.
        #[serde(rename = "clusterIP")]
        cluster_ip: Option<String>,
        /// Who gives a `LoadBalancer` its address; `None` is the cluster's own.
        load_balancer_class: Option<String>,
        /// Where an `ExternalName` leads.
        external_name: Option<String>,
        /// Pods count as ready before they are.
        publish_not_ready_addresses: bool,
    }
}
reduced! {
    /// One port of a Service.
    ServicePort {
        /// Its name; may be absent if there is one port.
        name: Option<String>,
        /// What clients connect to.
        port: u16,
        /// A number or the name of a container's port.
        target_port: Option<Value>,
        /// `TCP` (default), `UDP` or `SCTP`.
        protocol: Option<String>,
        /// As `http`, `kubernetes.io/h2c`.
        app_protocol: Option<String>,
        /// The same port on every node, where it is offered there.
        node_port: Option<u16>,
    }
}

kind!(
    /// An Ingress.
    Ingress, "networking.k8s.io", "v1", "ingresses", IngressSpec, LoadBalanced
);
reduced! {
    /// What an Ingress routes.
    IngressSpec {
        /// Which controller serves it.
        ingress_class_name: Option<String>,
        /// Hosts that are served over TLS.
        tls: Vec<BTreeMap<String, Value>>,
        /// What is routed where; as written.
        rules: Vec<Value>,
        /// Where the rest goes; as written.
        default_backend: Option<Value>,
    }
}

reduced! {
    /// The status that Service and Ingress share.
    LoadBalanced {
        /// Where the load balancer listens.
        load_balancer: LoadBalancer,
    }
}
reduced! {
    /// Where a load balancer listens.
    LoadBalancer {
        /// Its addresses; empty until it has one.
        ingress: Vec<LoadBalancerAddress>,
    }
}
reduced! {
    /// One address of a load balancer: one of the two is set.
    LoadBalancerAddress {
        /// Its IP address.
        ip: Option<String>,
        /// Its DNS name.
        hostname: Option<String>,
        /// The ports that it offers, where it says so; few do.
        ports: Vec<LoadBalancerPort>,
    }
}
reduced! {
    /// A port of a load balancer.
    LoadBalancerPort {
        /// Its number.
        port: u16,
    }
}

impl LoadBalanced {
    /// The first address, if there is one yet; an IPv6 address is in brackets. A port that a URL would not take by itself stands behind it.
    pub fn address(&self) -> Option<String> {
        self.load_balancer.ingress.iter().find_map(|address| {
            let text = address.ip.as_deref().or(address.hostname.as_deref())?;
            let host = if text.contains(':') { format!("[{text}]") } else { text.to_owned() };
            Some(match address.ports.as_slice() {
                [only] if ![80, 443].contains(&only.port) => format!("{host}:{}", only.port),
                _ => host,
            })
        })
    }
}
