//! Requests that are passed on to a pod, to a service, or to another API server.

use http::header::{HOST, HeaderName, TRANSFER_ENCODING};
use http::{HeaderMap, Method, Request};
use hyper::body::Bytes;
use serde_json::Value;

use crate::apiserver::ApiServer;
use crate::apiserver::answer::Answer;
use crate::apiserver::cluster::{Cluster, Place, key};
use crate::apiserver::network::Address;
use crate::apiserver::request::Call;
use crate::apiserver::status::{Result, Status};

/// Passes a request on to a pod: `pods/[SCHEME:]NAME[:PORT]/proxy/…`.
///
/// # Errors
/// 404, 503 where nobody answers.
pub async fn pod(server: &ApiServer, call: &Call, query: &str) -> Result<Answer> {
    let (name, port) = name_and_port(call.target.name.as_deref().unwrap_or_default())?;
    let address = {
        let mut cluster = server.cluster();
        let key = key(call.target.namespace.as_deref(), name);
        let place = Place { table: cluster.store.id("", "pods"), key };
        let pod = cluster.read(&place).ok_or_else(|| Status::not_found("", "pods", name))?;
        pod_address(&pod, port)?
    };
    pass(server, call, &address, query).await
}

/// Passes a request on to one of a service's endpoints: `services/[SCHEME:]NAME[:PORT]/proxy/…`.
///
/// # Errors
/// 404, 503 where nobody answers.
pub async fn service(server: &ApiServer, call: &Call, query: &str) -> Result<Answer> {
    let (name, port) = name_and_port(call.target.name.as_deref().unwrap_or_default())?;
    let address = {
        let mut cluster = server.cluster();
        service_address(&mut cluster, call.target.namespace.as_deref().unwrap_or_default(), name, port)?
    };
    pass(server, call, &address, query).await
}

/// `[SCHEME:]NAME[:PORT]`.
fn name_and_port(text: &str) -> Result<(&str, Option<&str>)> {
    let parts: Vec<&str> = text.split(':').collect();
    match parts.as_slice() {
        [name] => Ok((name, None)),
        [name, port] => Ok((name, (!port.is_empty()).then_some(port))),
        ["http" | "https" | "", name, port] => Ok((name, (!port.is_empty()).then_some(port))),
        _ => Err(Status::bad_request(format!("invalid pod request {text:?}"))),
    }
}

fn pod_address(pod: &Value, port: Option<&str>) -> Result<Address> {
    let first = || {
        let containers = pod.pointer("/spec/containers")?.as_array()?;
        let ports = containers.iter().filter_map(|container| container.get("ports")?.as_array()).flatten();
        ports.filter_map(|port| port.get("containerPort")?.as_u64()).next()
    };
    let port = match port {
        Some(port) => port.parse().map_err(|_| Status::bad_request(format!("invalid port {port:?}")))?,
        None => first().and_then(|port| u16::try_from(port).ok()).unwrap_or(80),
    };
    let host = pod.pointer("/status/podIP").and_then(Value::as_str).unwrap_or_default();
    match host {
        "" => Err(Status::bad_request("address not allowed")),
        host => Ok(Address { host: host.to_owned(), port }),
    }
}

/// An endpoint of a service that is ready.
///
/// # Errors
/// 404, 503 where none is ready.
pub fn service_address(
    cluster: &mut Cluster,
    namespace: &str,
    name: &str,
    port: Option<&str>,
) -> Result<Address> {
    let place = Place { table: cluster.store.id("", "services"), key: key(Some(namespace), name) };
    let service = cluster.read(&place).ok_or_else(|| Status::not_found("", "services", name))?;
    let ports = service.pointer("/spec/ports").and_then(Value::as_array).cloned().unwrap_or_default();
    let wanted = ports.iter().find(|its| match port {
        None => true,
        Some(port) => {
            its.get("name").is_some_and(|name| name == port)
                || its.get("port").and_then(Value::as_u64).is_some_and(|number| number.to_string() == port)
        }
    });
    let unavailable = || Status::unavailable(format!("no endpoints available for service {name:?}"));
    let wanted = wanted.ok_or_else(|| {
        Status::unavailable(format!(
            "no service port {:?} found for service {name:?}",
            port.unwrap_or_default()
        ))
    })?;
    let number =
        |value: Option<&Value>| value.and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok());
    if service.pointer("/spec/type").is_some_and(|kind| kind == "ExternalName") {
        let host = service.pointer("/spec/externalName").and_then(Value::as_str).unwrap_or_default();
        let port = number(wanted.get("port")).unwrap_or(443);
        return Ok(Address { host: host.to_owned(), port });
    }
    let port_name = wanted.get("name").and_then(Value::as_str).unwrap_or_default();
    let table = cluster.store.id("discovery.k8s.io", "endpointslices");
    let prefix = format!("{namespace}/");
    let slices = cluster.store.table(table).range(&prefix);
    for slice in slices.filter_map(|(_, object)| serde_json::from_slice::<Value>(&object.bytes).ok()) {
        let of = slice.pointer("/metadata/labels/kubernetes.io~1service-name");
        if of.is_none_or(|of| of != name) {
            continue;
        }
        let ports = slice.get("ports").and_then(Value::as_array).into_iter().flatten();
        let mut ports =
            ports.filter(|port| port.get("name").and_then(Value::as_str).unwrap_or_default() == port_name);
        let Some(port) = number(ports.next().and_then(|port| port.get("port"))) else { continue };
        let endpoints = slice.get("endpoints").and_then(Value::as_array).into_iter().flatten();
        let mut ready =
            endpoints.filter(|it| it.pointer("/conditions/ready").is_none_or(|ready| ready == true));
        let host = ready.find_map(|it| it.pointer("/addresses/0")?.as_str().map(str::to_owned));
        if let Some(host) = host {
            return Ok(Address { host, port });
        }
    }
    Err(unavailable())
}

/// Headers that belong to one connection.
const HOPS: [&str; 8] = [
    "connection",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
];

async fn pass(server: &ApiServer, call: &Call, to: &Address, query: &str) -> Result<Answer> {
    let path = if call.target.rest.is_empty() { "/" } else { &call.target.rest };
    let path = if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") };
    forward(server, to, &call.method, &path, &call.headers, call.body.clone()).await
}

/// Sends a request on and brings the answer back. The client's credentials stay here.
///
/// # Errors
/// 503 where nobody answers.
pub async fn forward(
    server: &ApiServer,
    to: &Address,
    method: &Method,
    path: &str,
    headers: &HeaderMap,
    body: Bytes,
) -> Result<Answer> {
    let request = Request::builder().method(method).uri(path).body(body);
    let mut request = request.map_err(|error| Status::bad_request(error.to_string()))?;
    let own = |name: &HeaderName| {
        !HOPS.contains(&name.as_str())
            && !matches!(name.as_str(), "authorization" | "host" | "content-length")
    };
    for (name, value) in headers.iter().filter(|(name, _)| own(name)) {
        request.headers_mut().append(name.clone(), value.clone());
    }
    if let Ok(host) = to.to_string().parse() {
        request.headers_mut().insert(HOST, host);
    }
    let answer = server.network().request(to, request).await;
    let mut answer =
        answer.map_err(|error| Status::unavailable(format!("error trying to reach service: {error}")))?;
    for hop in HOPS {
        answer.headers_mut().remove(hop);
    }
    answer.headers_mut().remove(TRANSFER_ENCODING);
    Ok(answer)
}
