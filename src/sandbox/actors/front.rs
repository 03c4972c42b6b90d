//! The way in: what clients see of the ingress.

use std::io;

use futures::future::BoxFuture;
use http::{Request, Response};
use hyper::body::Bytes;

use crate::sandbox::model::server::body::Body;

/// A client's connection. A balancer that works on connections keeps to the pod that it chose for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Connection(pub u64);

/// What takes requests, and knows the service by the header `Host`.
pub trait Front: Send + Sync {
    /// Sends a request over a connection, which is opened by its first one.
    ///
    /// Dropping the future or the body gives the request up.
    fn send(
        &self,
        connection: Connection,
        request: Request<Bytes>,
    ) -> BoxFuture<'_, io::Result<Response<Body>>>;

    /// The client closes a connection.
    fn close(&self, connection: Connection);
}
