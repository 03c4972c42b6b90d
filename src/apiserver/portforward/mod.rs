//! Port forwarding: streams of bytes between a client and a pod's ports.
//!
//! Clients speak it in three ways: channels in a WebSocket (`v4.channel.k8s.io`), SPDY in a WebSocket
//! (`SPDY/3.1+portforward.k8s.io`, kubectl since 1.31), and bare SPDY (kubectl's fallback).

mod channels;
mod spdy;
mod tunnel;

use http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use http::{HeaderValue, Response, StatusCode};
use hyper::body::Bytes;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::ApiServer;
use super::answer::Answer;
use super::body::full;
use super::cluster::{Place, key};
use super::network::{Address, Stream};
use super::request::Call;
use super::status::{Result, Status};

/// SPDY in a WebSocket.
const TUNNEL: &str = "SPDY/3.1+portforward.k8s.io";
/// Channels in a WebSocket.
const CHANNELS: &str = "v4.channel.k8s.io";
/// What is spoken in SPDY.
const PORT_FORWARD: &str = "portforward.k8s.io";

/// A pod whose ports are forwarded.
#[derive(Clone)]
struct Pod {
    server: ApiServer,
    name: String,
    uid: String,
    host: String,
}

impl Pod {
    /// Opens a stream to a port; what is said where nobody listens is the kubelet's sentence.
    async fn connect(&self, port: u16) -> std::result::Result<Box<dyn Stream>, String> {
        let address = Address { host: self.host.clone(), port };
        self.server.network().connect(&address).await.map_err(|error| {
            format!("error forwarding port {port} to pod {}, uid : {}: {error}", self.name, self.uid)
        })
    }
}

/// Answers a request to forward ports, and forwards them once the connection is handed over.
///
/// # Errors
/// 404, 400 where the pod has no address or the request is no upgrade.
pub fn answer(server: &ApiServer, call: &Call, upgrade: Option<OnUpgrade>) -> Result<Answer> {
    let pod = pod(server, call)?;
    let wanted = call.header("upgrade").to_ascii_lowercase();
    let offered = call.header("sec-websocket-protocol");
    let offers = |protocol: &str| offered.split(',').any(|one| one.trim() == protocol);
    let upgrade = upgrade.ok_or_else(|| Status::bad_request("Upgrade request required"))?;
    match wanted.as_str() {
        "websocket" if offers(TUNNEL) => {
            let answer = websocket_answer(call, TUNNEL)?;
            tokio::spawn(async move {
                let Ok(connection) = upgrade.await else { return };
                let (near, far) = tokio::io::duplex(1 << 16);
                let socket =
                    WebSocketStream::from_raw_socket(TokioIo::new(connection), Role::Server, None).await;
                tokio::join!(tunnel::carry(socket, far), spdy::serve(near, pod));
            });
            Ok(answer)
        }
        "websocket" if offers(CHANNELS) => {
            let ports = ports(call)?;
            let answer = websocket_answer(call, CHANNELS)?;
            tokio::spawn(async move {
                let Ok(connection) = upgrade.await else { return };
                let socket =
                    WebSocketStream::from_raw_socket(TokioIo::new(connection), Role::Server, None).await;
                channels::serve(socket, &pod, &ports).await;
            });
            Ok(answer)
        }
        "spdy/3.1" => {
            let mut answer = switching("SPDY/3.1");
            answer.headers_mut().insert("x-stream-protocol-version", HeaderValue::from_static(PORT_FORWARD));
            tokio::spawn(async move {
                let Ok(connection) = upgrade.await else { return };
                spdy::serve(TokioIo::new(connection), pod).await;
            });
            Ok(answer)
        }
        _ => Err(Status::bad_request("Upgrade request required")),
    }
}

fn pod(server: &ApiServer, call: &Call) -> Result<Pod> {
    let name = call.target.name.as_deref().unwrap_or_default();
    let mut cluster = server.cluster();
    let place =
        Place { table: cluster.store.id("", "pods"), key: key(call.target.namespace.as_deref(), name) };
    let pod = cluster.read(&place).ok_or_else(|| Status::not_found("", "pods", name))?;
    let text = |pointer: &str| pod.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    if text("/spec/nodeName").is_empty() {
        return Err(Status::bad_request(format!("pod {name} does not have a host assigned")));
    }
    Ok(Pod {
        server: server.clone(),
        name: name.to_owned(),
        uid: text("/metadata/uid"),
        host: text("/status/podIP"),
    })
}

fn ports(call: &Call) -> Result<Vec<u16>> {
    let texts = call.query.all("ports").flat_map(|ports| ports.split(','));
    let ports: Vec<u16> = texts
        .map(|text| {
            text.parse().ok().filter(|port| *port > 0).ok_or_else(|| {
                Status::bad_request(format!(
                    "unable to parse {text:?} as a port: must be between 1 and 65535"
                ))
            })
        })
        .collect::<Result<_>>()?;
    match ports.is_empty() {
        true => Err(Status::bad_request("query parameter \"port\" is required")),
        false => Ok(ports),
    }
}

fn websocket_answer(call: &Call, protocol: &'static str) -> Result<Answer> {
    let key = call.headers.get(SEC_WEBSOCKET_KEY);
    let key = key.ok_or_else(|| Status::bad_request("the WebSocket handshake has no key"))?;
    let accept = derive_accept_key(key.as_bytes());
    let mut answer = switching("websocket");
    let headers = answer.headers_mut();
    headers.insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(protocol));
    if let Ok(accept) = accept.parse() {
        headers.insert(SEC_WEBSOCKET_ACCEPT, accept);
    }
    Ok(answer)
}

fn switching(to: &'static str) -> Answer {
    let mut answer = Response::new(full(Bytes::new()));
    *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
    answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("Upgrade"));
    answer.headers_mut().insert(UPGRADE, HeaderValue::from_static(to));
    answer
}

/// Copies both ways between two streams until both have ended.
async fn both_ways(mut one: impl AsyncRead + AsyncWrite + Unpin, mut other: Box<dyn Stream>) {
    // Either side may go at any time; there is nobody to tell.
    let _ended = tokio::io::copy_bidirectional(&mut one, &mut other).await;
}
