//! Streams between a client and a pod: `exec`, `attach`, `portforward`. What is spoken in them is the kubelet's matter; the
//! server finds it, asks it to upgrade as the client asked, and carries the bytes.

use http::header::{HOST, HeaderName};
use http::{Request, StatusCode};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::ApiServer;
use super::answer::Answer;
use super::body::full;
use super::network::Address;
use super::request::Call;
use super::status::{Result, Status};
use super::subresources::kubelet;

/// Options of a stream: as a client names them, and as the kubelet does.
const OPTIONS: [(&str, &str); 6] = [
    ("command", "command"),
    ("stderr", "error"),
    ("stdin", "input"),
    ("stdout", "output"),
    ("tty", "tty"),
    ("ports", "port"),
];

/// Whether a request is for a stream.
pub fn are_meant(call: &Call) -> bool {
    let target = &call.target;
    target.group.is_empty()
        && target.resource == "pods"
        && matches!(target.subresource.as_str(), "exec" | "attach" | "portforward")
}

/// Asks the pod's kubelet for the stream, and carries it once both connections are handed over.
///
/// # Errors
/// 404, 400 where the pod has no node or the request is no upgrade, 500 where nobody answers. What the kubelet refuses is its answer.
pub async fn answer(server: &ApiServer, call: &Call, upgrade: Option<OnUpgrade>) -> Result<Answer> {
    let (to, path) = place(server, call)?;
    let upgrade = upgrade.filter(|_| !call.header("upgrade").is_empty());
    let upgrade = upgrade.ok_or_else(|| Status::bad_request("Upgrade request required"))?;
    let unreachable =
        |error: &dyn std::fmt::Display| Status::internal(&format!("error dialing backend: {error}"));
    let stream = server.network().connect(&to).await.map_err(|error| unreachable(&error))?;
    let opened = http1::handshake(TokioIo::new(stream)).await;
    let (mut sender, connection) = opened.map_err(|error| unreachable(&error))?;
    tokio::spawn(connection.with_upgrades());
    let mut request = Request::builder().method(&call.method).uri(path).body(Empty::<Bytes>::new());
    if let Ok(request) = &mut request {
        // The client's credentials stay here.
        let own = |name: &HeaderName| !matches!(name.as_str(), "authorization" | "host" | "content-length");
        for (name, value) in call.headers.iter().filter(|(name, _)| own(name)) {
            request.headers_mut().append(name.clone(), value.clone());
        }
        if let Ok(host) = to.to_string().parse() {
            request.headers_mut().insert(HOST, host);
        }
    }
    let request = request.map_err(|error| Status::bad_request(error.to_string()))?;
    let mut answer = sender.send_request(request).await.map_err(|error| unreachable(&error))?;
    if answer.status() != StatusCode::SWITCHING_PROTOCOLS {
        return Ok(answer.map(|body| body.map_err(Into::into).boxed_unsync()));
    }
    let far = hyper::upgrade::on(&mut answer);
    tokio::spawn(async move {
        if let (Ok(near), Ok(far)) = tokio::join!(upgrade, far) {
            let (mut near, mut far) = (TokioIo::new(near), TokioIo::new(far));
            // Either side may go at any time; there is nobody to tell.
            let _ended = tokio::io::copy_bidirectional(&mut near, &mut far).await;
        }
    });
    let (parts, _) = answer.into_parts();
    Ok(Answer::from_parts(parts, full(Bytes::new())))
}

/// The kubelet, and what it is asked.
fn place(server: &ApiServer, call: &Call) -> Result<(Address, String)> {
    let name = call.target.name.as_deref().unwrap_or_default();
    let namespace = call.target.namespace.as_deref().unwrap_or_default();
    let pod = kubelet::pod(server, namespace, name)?;
    let mut path = match call.target.subresource.as_str() {
        "portforward" => format!("/portForward/{namespace}/{name}"),
        verb => {
            let container = kubelet::container(&pod, name, call.query.text("container"))?;
            format!("/{verb}/{namespace}/{name}/{container}")
        }
    };
    let to = kubelet::of(server, &pod)?;
    let to = to.ok_or_else(|| Status::bad_request(format!("pod {name} does not have a host assigned")))?;
    let asked =
        OPTIONS.iter().flat_map(|(asked, named)| call.query.all(asked).map(move |value| (*named, value)));
    for (place, (name, value)) in
        asked.filter(|(name, value)| *name == "command" || *value != "false").enumerate()
    {
        let value = if name != "command" && value == "true" { "1" } else { value };
        let value = utf8_percent_encode(value, NON_ALPHANUMERIC);
        path += &format!("{}{name}={value}", if place == 0 { '?' } else { '&' });
    }
    Ok((to, path))
}
