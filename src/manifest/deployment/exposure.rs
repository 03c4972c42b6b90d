//! The way in from outside: a load balancer, an Ingress, or a route of a Gateway.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::manifest::assemble::{Document, intended};
use crate::platform::Capabilities;
use crate::workload::Common;
use crate::workload::deployment::{Expose, Ports};

/// Whether what is asked for can be had.
///
/// # Errors
/// A usage error that says what is missing.
pub fn check(expose: Option<&Expose>, ports: &Ports, capabilities: &Capabilities) -> Result<()> {
    match expose {
        Some(Expose::HttpRoute { .. }) if !capabilities.serves("gateway.networking.k8s.io") => {
            Err(Error::usage(
                "`--expose=httproute`: this cluster serves no Gateway API (gateway.networking.k8s.io)",
            )
            .hint("install the Gateway API, or use `--expose=ingress`"))
        }
        Some(Expose::Ingress { .. } | Expose::HttpRoute { .. }) if ports.http.is_none() => Err(Error::usage(
            "`--expose`: the service has no port of HTTP that could be shown to the outside",
        )
        .hint("name it: `--restful-port=8000`")),
        _ => Ok(()),
    }
}

/// The document besides the Service, if there is one.
pub fn document(expose: Option<&Expose>, common: &Common) -> Option<Document> {
    let (template, api_version, kind) = match expose? {
        Expose::Ingress { .. } => ("ingress.yaml", "networking.k8s.io/v1", "Ingress"),
        Expose::HttpRoute { .. } => ("httproute.yaml", "gateway.networking.k8s.io/v1", "HTTPRoute"),
        Expose::LoadBalancer => return None,
    };
    Some(Document::new(template, intended(common, api_version, kind, &common.service.object_name)))
}

/// What its template sees.
pub fn values(expose: Option<&Expose>, ports: &Ports) -> Option<Value> {
    match expose? {
        Expose::Ingress { host, class, certificate } => Some(json!({
            "host": host, "class": class, "certificate": certificate, "port_name": serving_name("http"),
        })),
        Expose::HttpRoute { host, namespace, gateway } => Some(json!({
            "host": host, "gateway": gateway, "gateway_namespace": namespace, "port": ports.http,
        })),
        Expose::LoadBalancer => None,
    }
}

/// The Service's type, and its ports under the names by which Arena finds the address.
pub fn service(expose: Option<&Expose>, ports: &Ports) -> (&'static str, Vec<Value>) {
    let ports = ports
        .named()
        .map(|(name, port)| json!({ "name": serving_name(name), "port": port, "target": name }))
        .collect();
    let outside = matches!(expose, Some(Expose::LoadBalancer));
    (if outside { "LoadBalancer" } else { "ClusterIP" }, ports)
}

fn serving_name(port: &str) -> &'static str {
    match port {
        "grpc" => "grpc-serving",
        "metrics" => "http-metrics",
        _ => "http-serving",
    }
}
