//! The cluster's network: addresses of pods, kubelets and the metrics adapter lead to what runs in this process.

use std::io;

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::io::{AsyncRead, AsyncWrite, DuplexStream, duplex};

use super::address::KUBELET_PORT;
use super::kubelet::logs::Logs;
use super::kubelet::{endpoint, streams};
use super::metrics::Metrics;
use super::serving::{Listener, Listeners, refused};
use crate::clock::{Clock, ClusterClock};
use crate::sandbox::model::server::body::Body;
use crate::sandbox::world::Shared;

/// The host name of the metrics adapter within the cluster.
pub const ADAPTER: &str = "metrics.neap-sandbox.internal";

/// The host name of Prometheus within the cluster.
pub const PROMETHEUS: &str = "prometheus.neap-sandbox.internal";

/// How much a stream holds that nobody has read yet.
const BUFFER: usize = 64 << 10;

/// The network. Clones are the same.
#[derive(Clone)]
pub struct Fabric {
    listeners: Listeners,
    logs: Logs,
    world: Shared,
    metrics: Metrics,
    clock: ClusterClock,
}

/// Who is at an address.
#[derive(Clone)]
pub enum Peer {
    /// A container.
    Pod(Listener),
    /// A kubelet.
    Kubelet,
    /// The metrics adapter.
    Adapter,
    /// Prometheus.
    Prometheus,
}

impl Fabric {
    /// Of these parts.
    pub fn new(
        listeners: Listeners,
        logs: Logs,
        world: Shared,
        metrics: Metrics,
        clock: ClusterClock,
    ) -> Self {
        Self { listeners, logs, world, metrics, clock }
    }

    /// Who answers at which address.
    pub fn listeners(&self) -> &Listeners {
        &self.listeners
    }

    /// What containers write.
    pub fn logs(&self) -> &Logs {
        &self.logs
    }

    /// What the machines know of the cluster.
    pub fn world(&self) -> &Shared {
        &self.world
    }

    /// Who is there.
    ///
    /// # Errors
    /// Nobody: the connection is refused.
    pub fn find(&self, host: &str, port: u16) -> io::Result<Peer> {
        let is_node = || {
            let world = self.world.read();
            world
                .nodes
                .iter()
                .any(|(_, node)| node.status.addresses.iter().any(|known| known.address == host))
        };
        match self.listeners.at(host, port) {
            Some(listener) => Ok(Peer::Pod(listener)),
            None if host == ADAPTER => Ok(Peer::Adapter),
            None if host == PROMETHEUS => Ok(Peer::Prometheus),
            None if port == KUBELET_PORT && is_node() => Ok(Peer::Kubelet),
            None => Err(refused(host, port)),
        }
    }

    /// Sends a request; the body of the answer may go on for as long as it likes.
    ///
    /// # Errors
    /// Nobody is there, or the process ends before there is an answer.
    pub async fn request(
        &self,
        host: &str,
        port: u16,
        request: Request<Bytes>,
    ) -> io::Result<Response<Body>> {
        let peer = self.find(host, port)?;
        self.answer(&peer, request).await
    }

    /// What a peer answers.
    ///
    /// # Errors
    /// The process ends before there is an answer.
    pub async fn answer(&self, peer: &Peer, request: Request<Bytes>) -> io::Result<Response<Body>> {
        match peer {
            Peer::Pod(listener) => listener.server.answer(request).await,
            Peer::Kubelet if streams::are_meant(request.uri().path()) => Ok(streams::answer(self, request)),
            Peer::Kubelet => Ok(endpoint::answer(&self.logs, &self.world, &request, self.clock.now())),
            Peer::Adapter => Ok(self.metrics.answer(&request)),
            Peer::Prometheus => Ok(self.metrics.prometheus(&request)),
        }
    }

    /// Opens a stream of bytes to a server, which speaks HTTP.
    ///
    /// # Errors
    /// Nobody is there.
    pub fn connect(&self, host: &str, port: u16) -> io::Result<DuplexStream> {
        let peer = self.find(host, port)?;
        let (near, far) = duplex(BUFFER);
        let fabric = self.clone();
        tokio::spawn(async move { fabric.serve(peer, far).await });
        Ok(near)
    }

    /// Speaks HTTP over a stream as a peer does, until the other side has gone.
    pub async fn serve(&self, peer: Peer, stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static) {
        let (fabric, peer) = (self.clone(), peer);
        let service = service_fn(move |request: Request<Incoming>| {
            let (fabric, peer) = (fabric.clone(), peer.clone());
            async move {
                let (head, body) = request.into_parts();
                let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
                fabric.answer(&peer, Request::from_parts(head, body)).await
            }
        });
        let mut builder = Builder::new(TokioExecutor::new());
        builder.http1().half_close(true);
        // A client that goes away has nobody to tell.
        let _gone = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).await;
    }
}
