//! The server as a `tower` service, so that a client in the same process needs no socket.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::{Request, Response};
use hyper::body::{Body as HttpBody, Bytes};
use tower::Service;

use super::ApiServer;
use super::body::{Body, BodyError};

/// The server, called without a socket; whoever holds it needs no token.
#[derive(Clone)]
pub struct InProcess(pub(super) ApiServer);

impl<B> Service<Request<B>> for InProcess
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BodyError>,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Self::Error>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let server = self.0.clone();
        Box::pin(async move {
            // Who sends one request after the other lets the watches have their turn, as a socket would.
            tokio::task::yield_now().await;
            Ok(server.answer(request).await)
        })
    }
}
