//! The kubelet of a pod's node, and the container of a pod that a request means.

use serde_json::Value;

use crate::apiserver::ApiServer;
use crate::apiserver::cluster::{Place, key};
use crate::apiserver::network::Address;
use crate::apiserver::status::{Result, Status};

/// A pod.
///
/// # Errors
/// 404.
pub fn pod(server: &ApiServer, namespace: &str, name: &str) -> Result<Value> {
    let mut cluster = server.cluster();
    let place = Place { table: cluster.store.id("", "pods"), key: key(Some(namespace), name) };
    cluster.read(&place).ok_or_else(|| Status::not_found("", "pods", name))
}

/// Where the kubelet of a pod's node listens; `None` of a pod without a node.
///
/// # Errors
/// 404 where the node is gone, 500 where it has no address.
pub fn of(server: &ApiServer, pod: &Value) -> Result<Option<Address>> {
    let node = pod.pointer("/spec/nodeName").and_then(Value::as_str).unwrap_or_default();
    if node.is_empty() {
        return Ok(None);
    }
    let mut cluster = server.cluster();
    let place = Place { table: cluster.store.id("", "nodes"), key: node.into() };
    let node = cluster.read(&place).ok_or_else(|| Status::not_found("", "nodes", node))?;
    address(&node).map(Some)
}

/// Where a node's kubelet listens.
fn address(node: &Value) -> Result<Address> {
    let addresses = node.pointer("/status/addresses").and_then(Value::as_array).into_iter().flatten();
    let of_type = |wanted: &str| {
        let address =
            addresses.clone().find(|address| address.get("type").is_some_and(|kind| kind == wanted))?;
        address.get("address").and_then(Value::as_str).map(str::to_owned)
    };
    let host = ["InternalIP", "Hostname", "ExternalIP"].into_iter().find_map(of_type);
    let port = node.pointer("/status/daemonEndpoints/kubeletEndpoint/Port").and_then(Value::as_u64);
    let port = port.and_then(|port| u16::try_from(port).ok()).unwrap_or(10250);
    match host {
        Some(host) => Ok(Address { host, port }),
        None => Err(Status::internal("no preferred addresses found; known addresses: []")),
    }
}

/// The container that is meant.
///
/// # Errors
/// 400 where it has none of that name, or several and none is named.
pub fn container(pod: &Value, name: &str, wanted: Option<&str>) -> Result<String> {
    let names = |field: &str| -> Vec<String> {
        let list = pod.pointer(&format!("/spec/{field}")).and_then(Value::as_array).into_iter().flatten();
        list.filter_map(|container| container.get("name")?.as_str().map(str::to_owned)).collect()
    };
    let (own, init, other) = (names("containers"), names("initContainers"), names("ephemeralContainers"));
    if let Some(wanted) = wanted {
        return match [&own, &init, &other].iter().any(|names| names.iter().any(|name| name == wanted)) {
            true => Ok(wanted.to_owned()),
            false => Err(Status::bad_request(format!("container {wanted} is not valid for pod {name}"))),
        };
    }
    let default = pod.pointer("/metadata/annotations/kubectl.kubernetes.io~1default-container");
    if let Some(default) =
        default.and_then(Value::as_str).filter(|default| own.iter().any(|its| its == default))
    {
        return Ok(default.to_owned());
    }
    match own.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Status::bad_request(format!("a container name must be specified for pod {name}"))),
        _ => {
            let mut message = format!(
                "a container name must be specified for pod {name}, choose one of: [{}]",
                own.join(" ")
            );
            if !init.is_empty() {
                message += &format!(" or one of the init containers: [{}]", init.join(" "));
            }
            Err(Status::bad_request(message))
        }
    }
}
