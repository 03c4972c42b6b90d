//! Taking a connection over.

use http::header::{CONNECTION, SEC_WEBSOCKET_ACCEPT, SEC_WEBSOCKET_KEY, SEC_WEBSOCKET_PROTOCOL, UPGRADE};
use http::{HeaderName, HeaderValue, Request, Response, StatusCode};
use hyper::body::Bytes;
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use tokio_tungstenite::tungstenite::protocol::Role;

use super::Refusal;
use crate::sandbox::model::server::body::{Body, whole};

/// A connection after its upgrade.
pub type Connection = TokioIo<Upgraded>;
/// A WebSocket over it.
pub type Socket = WebSocketStream<Connection>;

/// A request that wants another protocol.
pub struct Upgrade {
    request: Request<Bytes>,
    upgrade: OnUpgrade,
}

impl Upgrade {
    /// The request, if its connection can be taken over.
    pub fn of(mut request: Request<Bytes>) -> Result<Self, Refusal> {
        let required = || Refusal(StatusCode::BAD_REQUEST, "Upgrade request required".into());
        let upgrade = request.extensions_mut().remove::<OnUpgrade>().ok_or_else(required)?;
        Ok(Self { request, upgrade })
    }

    fn header(&self, name: HeaderName) -> &str {
        self.request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Whether this protocol is wanted, as `websocket`.
    pub fn wants(&self, protocol: &str) -> bool {
        self.header(UPGRADE).eq_ignore_ascii_case(protocol)
    }

    /// The first of these subprotocols that a WebSocket's client offers.
    pub fn offered(&self, known: &[&'static str]) -> Option<&'static str> {
        let offered = self.header(SEC_WEBSOCKET_PROTOCOL);
        let offers = |name: &str| offered.split(',').any(|one| one.trim() == name);
        known.iter().copied().filter(|_| self.wants("websocket")).find(|name| offers(name))
    }

    /// Answers the client, and hands the connection over when it is free.
    pub fn take<F>(
        self,
        headers: &[(HeaderName, &str)],
        serve: impl FnOnce(Connection) -> F + Send + 'static,
    ) -> Response<Body>
    where
        F: Future<Output = ()> + Send,
    {
        let mut answer = Response::new(whole(Bytes::new()));
        *answer.status_mut() = StatusCode::SWITCHING_PROTOCOLS;
        answer.headers_mut().insert(CONNECTION, HeaderValue::from_static("Upgrade"));
        for (name, value) in headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                answer.headers_mut().insert(name, value);
            }
        }
        tokio::spawn(async move {
            // A client that goes before has nobody to serve.
            if let Ok(connection) = self.upgrade.await {
                serve(TokioIo::new(connection)).await;
            }
        });
        answer
    }

    /// The same as a WebSocket with a subprotocol.
    pub fn take_socket<F>(
        self,
        protocol: &'static str,
        serve: impl FnOnce(Socket) -> F + Send + 'static,
    ) -> Response<Body>
    where
        F: Future<Output = ()> + Send,
    {
        let accept = derive_accept_key(self.header(SEC_WEBSOCKET_KEY).as_bytes());
        let headers = [
            (UPGRADE, "websocket"),
            (SEC_WEBSOCKET_PROTOCOL, protocol),
            (SEC_WEBSOCKET_ACCEPT, accept.as_str()),
        ];
        self.take(&headers, async move |connection| {
            serve(WebSocketStream::from_raw_socket(connection, Role::Server, None).await).await;
        })
    }
}
