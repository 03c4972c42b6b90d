//! Connections: each sends one request at a time and tells when what happened.

mod dial;
mod dialogue;
mod http1;
mod http2;
mod peer;
mod resolve;
mod stream;
pub mod tls;

use std::cell::Cell;
use std::time::{Duration, Instant};

use crate::load::fault::Fault;
use crate::load::message::Request;
use crate::load::wire::Sink;

pub use dial::{Dialled, Dialler, Handshake};
pub use dialogue::Dialogue;
pub use http1::{Http1, Scratch, scratch};
pub use http2::{Http2, Lane, Lease, Pool};
pub use peer::Peer;
pub use resolve::Resolver;
pub use stream::{Socket, Stream};

/// What a request is waiting for; a timeout names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Step {
    /// A name's address.
    #[default]
    Resolving,
    /// A TCP connection.
    Connecting,
    /// The proxy's answer to CONNECT.
    Proxying,
    /// The TLS handshake.
    Handshaking,
    /// The server to take the request.
    Sending,
    /// The first byte of the answer.
    Waiting,
    /// The rest of the answer.
    Reading,
}

impl Step {
    /// As in `timeout: no answer within 20s while …`.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Resolving => "resolving the name",
            Step::Connecting => "connecting",
            Step::Proxying => "waiting for the proxy",
            Step::Handshaking => "in the TLS handshake",
            Step::Sending => "sending the request",
            Step::Waiting => "waiting for the answer",
            Step::Reading => "reading the answer",
        }
    }
}

/// A complete answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How long it waited in the client until HTTP/2 let it through: for a stream, or for room in the window of the server.
    /// `None` over HTTP/1.1.
    pub queued: Option<Duration>,
    /// When the request began to be written. Later by what it waited for room meanwhile.
    pub begun: Instant,
    /// When its last byte was written.
    pub written: Instant,
    /// When the first byte of the answer arrived.
    pub first: Instant,
    /// When the last byte of the answer arrived.
    pub last: Instant,
    /// The status code.
    pub status: u16,
    /// Bytes of the body as they came over the wire.
    pub body: u64,
    /// The `Location` of a redirect.
    pub location: Option<String>,
    /// The pod that gave it, if it says so.
    pub pod: Option<String>,
}

/// Something that carries requests, one at a time.
///
/// An exchange that is dropped half-way leaves the connection unusable: drop it too.
pub trait Connection {
    /// Sends one request and reads the whole answer; its body goes to `sink` as it comes.
    fn exchange(
        &mut self,
        request: &Request,
        step: &Cell<Step>,
        sink: &mut impl Sink,
    ) -> impl Future<Output = Result<Answer, Fault>>;

    /// Whether the next request may go over this connection, as far as one can know.
    fn is_reusable(&mut self) -> bool;
}
