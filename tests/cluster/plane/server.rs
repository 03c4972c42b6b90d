//! An HTTPS server in this process, on loopback.

use std::future::Future;
use std::net::TcpListener;
use std::sync::Arc;

use hyper::body::{Body, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

use super::objects::RUNTIME;

/// Any error that ends a connection.
pub type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// Cuts the connection that a request came on, with all other requests on it. Each request has it among its extensions.
#[derive(Clone, Default)]
pub struct Scissors(Arc<Notify>);

impl Scissors {
    /// Closes the connection. What was written and flushed before has been sent.
    pub fn cut(&self) {
        self.0.notify_one();
    }
}

/// Serves HTTPS until the handle is aborted. Connections that are open then stay until they end.
pub fn serve<H, F, B>(listener: TcpListener, tls: Arc<rustls::ServerConfig>, handler: H) -> JoinHandle<()>
where
    H: Fn(Request<Incoming>) -> F + Clone + Send + 'static,
    F: Future<Output = Result<Response<B>, AnyError>> + Send + 'static,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<AnyError>,
{
    listener.set_nonblocking(true).unwrap();
    RUNTIME.spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        let acceptor = TlsAcceptor::from(tls);
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            let _ = stream.set_nodelay(true);
            let (acceptor, handler) = (acceptor.clone(), handler.clone());
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let scissors = Scissors::default();
                let given = scissors.clone();
                let service = service_fn(move |mut request: Request<Incoming>| {
                    request.extensions_mut().insert(given.clone());
                    handler(request)
                });
                let server = Builder::new(TokioExecutor::new());
                tokio::select! {
                    // An error here is a client that went away.
                    _ = server.serve_connection(TokioIo::new(stream), service) => {}
                    () = scissors.0.notified() => {}
                }
            });
        }
    })
}
