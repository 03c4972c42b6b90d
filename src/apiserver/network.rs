//! The way from the API server to everything else: kubelets, pods, services, aggregated APIs.

use std::io;
use std::pin::Pin;

use hyper::body::Bytes;
use tokio::io::{AsyncRead, AsyncWrite};

use super::body::Body;

/// Where a request or a stream goes: a host name or an address of the cluster, and a port.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// As `10.0.0.7`.
    pub host: String,
    /// As 8080.
    pub port: u16,
}

impl std::fmt::Display for Address {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}:{}", self.host, self.port)
    }
}

/// A stream of bytes both ways.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// What will be there later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send + 'a>>;

/// The cluster's network, as the API server reaches it.
pub trait Network: Send + Sync {
    /// Sends a request; the answer's body may go on for as long as it likes, as a followed log does.
    ///
    /// # Errors
    /// Nobody is there, or the connection broke before there was an answer.
    fn request<'a>(
        &'a self,
        to: &'a Address,
        request: http::Request<Bytes>,
    ) -> Later<'a, http::Response<Body>>;

    /// Opens a stream of bytes.
    ///
    /// # Errors
    /// Nobody is there.
    fn connect<'a>(&'a self, to: &'a Address) -> Later<'a, Box<dyn Stream>>;
}

/// A network without anybody in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Nowhere;

impl Nowhere {
    fn refusal<T>(to: &Address) -> io::Result<T> {
        Err(io::Error::new(
            io::ErrorKind::ConnectionRefused,
            format!("dial tcp {to}: connect: connection refused"),
        ))
    }
}

impl Network for Nowhere {
    fn request<'a>(&'a self, to: &'a Address, _: http::Request<Bytes>) -> Later<'a, http::Response<Body>> {
        Box::pin(async move { Self::refusal(to) })
    }

    fn connect<'a>(&'a self, to: &'a Address) -> Later<'a, Box<dyn Stream>> {
        Box::pin(async move { Self::refusal(to) })
    }
}
