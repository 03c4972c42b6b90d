//! Port forwarding: streams of bytes between a client and a pod's ports.
//!
//! Clients speak it in three ways: channels in a WebSocket (`v4.channel.k8s.io`), SPDY in a WebSocket
//! (`SPDY/3.1+portforward.k8s.io`, kubectl since 1.31), and bare SPDY (kubectl's fallback, and an API server that translates).

use http::header::UPGRADE;
use http::{HeaderName, Request, Response, StatusCode};
use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream};

use super::upgrade::Upgrade;
use super::{Refusal, channels, spdy, tunnel};
use crate::kubernetes::resources::Pod;
use crate::sandbox::Kept;
use crate::sandbox::machines::fabric::Fabric;
use crate::sandbox::machines::query::pairs;
use crate::sandbox::model::server::body::Body;

/// SPDY in a WebSocket.
const TUNNEL: &str = "SPDY/3.1+portforward.k8s.io";
/// Channels in a WebSocket.
const CHANNELS: &str = "v4.channel.k8s.io";
/// What is spoken in SPDY.
const PORT_FORWARD: &str = "portforward.k8s.io";
/// Where a client of SPDY names what it speaks.
const STREAM_PROTOCOL: HeaderName = HeaderName::from_static("x-stream-protocol-version");

/// A pod whose ports are forwarded.
#[derive(Clone)]
pub struct Target {
    fabric: Fabric,
    name: String,
    uid: String,
    host: String,
}

impl Target {
    /// A pod in this network.
    pub fn new(fabric: Fabric, pod: &Pod) -> Self {
        let host = pod.status.pod_ip.clone().unwrap_or_default();
        Self { fabric, name: pod.name().into(), uid: pod.uid().into(), host }
    }

    /// Opens a stream to a port; what is said where nobody listens is the kubelet's sentence.
    pub fn connect(&self, port: u16) -> Result<DuplexStream, String> {
        self.fabric.connect(&self.host, port).map_err(|error| {
            format!("error forwarding port {port} to pod {}, uid : {}: {error}", self.name, self.uid)
        })
    }
}

/// Answers a request to forward ports, and forwards them once the connection is handed over.
pub fn answer(target: Target, request: Request<Bytes>) -> Result<Response<Body>, Refusal> {
    let ports = ports(request.uri().query().unwrap_or_default());
    let upgrade = Upgrade::of(request)?;
    match upgrade.offered(&[TUNNEL, CHANNELS]) {
        Some(TUNNEL) => Ok(upgrade.take_socket(TUNNEL, async move |socket| {
            let (near, far) = tokio::io::duplex(1 << 16);
            tokio::join!(tunnel::carry(socket, far), spdy::serve(near, target));
        })),
        Some(_) => {
            let ports = ports.map_err(|words| Refusal(StatusCode::BAD_REQUEST, words))?;
            Ok(upgrade
                .take_socket(CHANNELS, async move |socket| channels::serve(socket, &target, &ports).await))
        }
        None if upgrade.wants("spdy/3.1") => {
            let headers = [(UPGRADE, "SPDY/3.1"), (STREAM_PROTOCOL, PORT_FORWARD)];
            Ok(upgrade.take(&headers, async move |connection| spdy::serve(connection, target).await))
        }
        None => Err(Refusal(StatusCode::BAD_REQUEST, "Upgrade request required".into())),
    }
}

/// The ports that channels lead to, in order.
fn ports(query: &str) -> Result<Vec<u16>, String> {
    let named = pairs(query).filter(|(name, _)| name == "port").map(|(_, value)| value);
    let texts: Vec<String> =
        named.flat_map(|all| all.split(',').map(str::to_owned).collect::<Vec<_>>()).collect();
    let ports = texts.iter().map(|text| {
        let wrong = || format!("unable to parse {text:?} as a port: must be between 1 and 65535");
        text.parse().ok().filter(|port| *port > 0).ok_or_else(wrong)
    });
    match texts.is_empty() {
        true => Err("query parameter \"port\" is required".into()),
        false => ports.collect(),
    }
}

/// Copies both ways between two streams until both have ended.
pub async fn both_ways(mut one: impl AsyncRead + AsyncWrite + Unpin, mut other: DuplexStream) {
    // Either side may go at any time; there is nobody to tell.
    let _ended = tokio::io::copy_bidirectional(&mut one, &mut other).await;
}
