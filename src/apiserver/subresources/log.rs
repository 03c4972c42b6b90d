//! A container's log, from the kubelet of the pod's node.

use http::Request;
use hyper::body::Bytes;
use serde_json::Value;

use crate::apiserver::ApiServer;
use crate::apiserver::answer::{self, Answer};
use crate::apiserver::body;
use crate::apiserver::cluster::{Place, key};
use crate::apiserver::network::Address;
use crate::apiserver::request::Call;
use crate::apiserver::status::{Result, Status};

/// Passes a log on.
///
/// # Errors
/// 404, 400 where no container is meant, and what the kubelet says.
pub async fn read(server: &ApiServer, call: &Call) -> Result<Answer> {
    let name = call.target.name.as_deref().unwrap_or_default();
    let namespace = call.target.namespace.as_deref().unwrap_or_default();
    let (pod, kubelet) = {
        let mut cluster = server.cluster();
        let place = Place { table: cluster.store.id("", "pods"), key: key(Some(namespace), name) };
        let pod = cluster.read(&place).ok_or_else(|| Status::not_found("", "pods", name))?;
        let node = pod.pointer("/spec/nodeName").and_then(Value::as_str).unwrap_or_default().to_owned();
        if node.is_empty() {
            return Ok(answer::text(200, Bytes::new()));
        }
        let place = Place { table: cluster.store.id("", "nodes"), key: node.as_str().into() };
        let node = cluster.read(&place).ok_or_else(|| Status::not_found("", "nodes", &node))?;
        (pod, kubelet_of(&node)?)
    };
    let container = container(&pod, name, call.query.text("container"))?;
    let mut path = format!("/containerLogs/{namespace}/{name}/{container}");
    let mut separator = '?';
    for option in ["follow", "limitBytes", "previous", "sinceSeconds", "sinceTime", "tailLines", "timestamps"]
    {
        if let Some(value) = call.query.text(option) {
            path.push(separator);
            separator = '&';
            path += &format!("{option}={value}");
        }
    }
    let request = Request::get(&path).header("host", kubelet.to_string()).body(Bytes::new());
    let request = request.map_err(|error| Status::bad_request(error.to_string()))?;
    let answer = server.network().request(&kubelet, request).await;
    let answer =
        answer.map_err(|error| Status::internal(&format!("Get \"https://{kubelet}{path}\": {error}")))?;
    if answer.status().is_success() {
        let mut passed = answer::text(200, Bytes::new());
        *passed.body_mut() = answer.into_body();
        return Ok(passed);
    }
    let code = answer.status().as_u16();
    let words = body::read_answer(answer.into_body()).await?;
    let words = String::from_utf8_lossy(&words).trim_end().to_owned();
    Err(match code {
        400 => Status::bad_request(words),
        500 => Status::internal(&words),
        404 => {
            let message = format!("the server could not find the requested resource ( pods/log {name})");
            Status::new(404, "NotFound", message)
        }
        code => Status::new(code, "", words),
    })
}

/// Where a node's kubelet listens.
fn kubelet_of(node: &Value) -> Result<Address> {
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
fn container(pod: &Value, name: &str, wanted: Option<&str>) -> Result<String> {
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
