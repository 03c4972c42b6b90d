//! The ingress on a port of loopback: HTTP/1.1, and HTTP/2 with prior knowledge.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};

use http::Request;
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};

use super::Ingress;
use crate::loopback;
use crate::sandbox::actors::{Connection, Front};

/// Connections from outside are numbered from here, so that they are not those of a scenario's load.
const OUTSIDE: u64 = 1 << 62;

/// The ingress on its port. It answers while [`Self::run`] is awaited.
pub struct Listening {
    ingress: Ingress,
    listener: TcpListener,
    address: SocketAddr,
}

impl Ingress {
    /// Binds the scenario's port of 127.0.0.1; 0 is any free one.
    ///
    /// # Errors
    /// The port is in use.
    pub async fn bind(&self) -> io::Result<Listening> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, self.0.settings.port)).await?;
        let address = listener.local_addr()?;
        // It is bound once.
        let _known = self.0.port.set(address.port());
        Ok(Listening { ingress: self.clone(), listener, address })
    }
}

impl Listening {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until it is dropped; connections end with it.
    pub async fn run(self) {
        let numbers = AtomicU64::new(OUTSIDE);
        let Self { ingress, listener, .. } = self;
        loopback::serve(listener, move |stream| {
            let connection = Connection(numbers.fetch_add(1, Ordering::Relaxed));
            serve(ingress.clone(), connection, stream)
        })
        .await;
    }
}

async fn serve(ingress: Ingress, connection: Connection, stream: TcpStream) {
    let front = ingress.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let front = front.clone();
        async move {
            let (head, body) = request.into_parts();
            let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
            front.send(connection, Request::from_parts(head, body)).await
        }
    });
    // A client that goes away has nobody to tell.
    let _gone = Builder::new(TokioExecutor::new()).serve_connection(TokioIo::new(stream), service).await;
    ingress.close(connection);
}
