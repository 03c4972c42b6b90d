//! Where a Service's pods answer.

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::kubernetes::resources::reduced;

/// An EndpointSlice; not a `spec`/`status` kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct EndpointSlice {
    /// Name, labels, owner, times.
    #[serde(deserialize_with = "crate::kubernetes::resources::metadata")]
    pub metadata: ObjectMeta,
    /// `IPv4`, `IPv6` or `FQDN`.
    pub address_type: String,
    /// The addresses.
    #[serde(deserialize_with = "or_none")]
    pub endpoints: Vec<Endpoint>,
    /// The ports, the same for all addresses.
    #[serde(deserialize_with = "or_none")]
    pub ports: Vec<EndpointPort>,
}

/// The real server writes `null` for an empty list of these.
fn or_none<'de, D: serde::Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    Ok(Option::deserialize(from)?.unwrap_or_default())
}

reduced! {
    /// One address.
    Endpoint {
        /// Its addresses; one of a pod.
        addresses: Vec<String>,
        /// How far it is.
        conditions: EndpointConditions,
        /// The pod.
        target_ref: Option<TargetReference>,
        /// The node that it is on.
        node_name: Option<String>,
        /// Its name within the service.
        hostname: Option<String>,
        /// The node's zone.
        zone: Option<String>,
    }
}
reduced! {
    /// How far an address is.
    EndpointConditions {
        /// Takes new requests.
        ready: Option<bool>,
        /// Answers, even if it is going.
        serving: Option<bool>,
        /// Is going.
        terminating: Option<bool>,
    }
}
reduced! {
    /// The object behind an address.
    TargetReference {
        /// As `Pod`.
        kind: String,
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
        /// Its uid.
        uid: String,
    }
}
reduced! {
    /// One port.
    EndpointPort {
        /// As the service names it; empty if it does not.
        name: Option<String>,
        /// `TCP`, `UDP` or `SCTP`.
        protocol: Option<String>,
        /// Its number.
        port: Option<u16>,
        /// As `http`, `kubernetes.io/h2c`.
        app_protocol: Option<String>,
    }
}

/// An Endpoints object, the older form of slices; not a `spec`/`status` kind.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Endpoints {
    /// Name, labels, owner, times.
    #[serde(deserialize_with = "crate::kubernetes::resources::metadata")]
    pub metadata: ObjectMeta,
    /// Addresses and ports; as written.
    pub subsets: Vec<Value>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slice_of_a_service_without_pods_is_read_as_the_real_server_writes_it() {
        let text = r#"{"metadata": {"name": "a"}, "addressType": "IPv4", "endpoints": null, "ports": null}"#;
        assert!(serde_json::from_str::<EndpointSlice>(text).unwrap().endpoints.is_empty());
    }
}
