//! Opens connections: name, TCP, proxy, TLS.

use std::cell::Cell;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use http::HeaderName;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{Peer, Resolver, Socket, Step, Stream};
use crate::load::fault::{Class, Fault, reason};
use crate::load::plan::{Plan, Proxy};
use crate::load::target::{Origin, Scheme, join_port};
use crate::load::wire::{Framing, Ignored, Response};

/// Opens connections for one thread.
#[derive(Debug)]
pub struct Dialler {
    plan: Arc<Plan>,
    resolver: Resolver,
    /// Which of several addresses is next.
    turn: Cell<usize>,
}

/// A fresh connection.
#[derive(Debug)]
pub struct Dialled {
    /// The bytes.
    pub stream: Stream,
    /// How long the name took.
    pub dns: Duration,
    /// How long all of it took, the name included.
    pub connect: Duration,
    /// The TLS handshake, which is a part of it; `None` over plain TCP.
    pub tls: Option<Handshake>,
    /// Whether the server chose HTTP/2.
    pub http2: bool,
    /// Who is at the other end.
    pub peer: Peer,
}

/// A TLS handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Handshake {
    /// How long it took.
    pub took: Duration,
    /// Whether it took up an earlier session instead of being a full one.
    pub resumed: bool,
}

impl Dialler {
    /// Opens connections as the plan says. Of a name with several addresses each connection takes the next, from `turn` on.
    pub fn new(plan: Arc<Plan>, turn: usize) -> Self {
        Self { plan, resolver: Resolver::default(), turn: Cell::new(turn) }
    }

    /// The header in which an answer names its pod.
    pub fn pod_header(&self) -> Option<HeaderName> {
        self.plan.route.pod_header.clone()
    }

    /// Opens a connection to an origin.
    ///
    /// # Errors
    /// A fault of the class of the step that failed.
    pub async fn dial(&self, origin: &Origin, step: &Cell<Step>) -> Result<Dialled, Fault> {
        let begun = Instant::now();
        let (mut socket, dns) = match &self.plan.route.unix_socket {
            Some(path) => (unix(path, step).await?, Duration::ZERO),
            None => self.tcp(origin, step).await?,
        };
        // Behind a proxy the address is the proxy's.
        let asked = self.plan.route.peers && self.plan.proxy.is_none();
        let peer = Peer::at(asked.then(|| socket.address()).flatten());
        let (stream, http2, tls) = match origin.scheme {
            Scheme::Http => (Stream::Plain(socket), false, None),
            Scheme::Https => {
                if let Some(proxy) = &self.plan.proxy {
                    step.set(Step::Proxying);
                    tunnel(&mut socket, origin, proxy).await?;
                }
                step.set(Step::Handshaking);
                let shaking = Instant::now();
                let (stream, http2, resumed) = self.handshake(socket, origin).await?;
                (stream, http2, Some(Handshake { took: shaking.elapsed(), resumed }))
            }
        };
        Ok(Dialled { stream, dns, connect: begun.elapsed(), tls, http2, peer })
    }

    /// A TCP connection, and how long the name took.
    async fn tcp(&self, origin: &Origin, step: &Cell<Step>) -> Result<(Socket, Duration), Fault> {
        let begun = Instant::now();
        step.set(Step::Resolving);
        let (host, port) = match &self.plan.proxy {
            Some(proxy) => (proxy.host.as_str(), proxy.port),
            None => self.plan.route.of(&origin.host, origin.port),
        };
        let mut addresses = self.resolver.addresses(host, port).await?;
        // A literal address takes no lookup.
        let dns = if host.parse::<std::net::IpAddr>().is_ok() { Duration::ZERO } else { begun.elapsed() };
        in_turn(&mut addresses, self.turn.replace(self.turn.get().wrapping_add(1)));
        step.set(Step::Connecting);
        let tcp = TcpStream::connect(addresses.as_slice())
            .await
            .map_err(|error| Fault::connect(&join_port(host, port), &error))?;
        tcp.set_nodelay(true).map_err(|error| Fault::io(&error))?;
        Ok((Socket::Tcp(tcp), dns))
    }

    /// TLS over a socket; whether the server chose HTTP/2, and whether it took up an earlier session.
    async fn handshake(&self, socket: Socket, origin: &Origin) -> Result<(Stream, bool, bool), Fault> {
        let first = &self.plan.request.target.origin;
        let name = match &self.plan.server_name {
            // A redirect to another host is another server.
            Some(name) if origin == first => name,
            _ => &origin.host,
        };
        let server_name = ServerName::try_from(name.clone())
            .map_err(|_| Fault::new(Class::Tls, format!("{name} is no server name for TLS")))?;
        let tls = self.plan.tls.config().map_err(|error| Fault::new(Class::Tls, error.message))?;
        let stream = TlsConnector::from(tls)
            .connect(server_name, socket)
            .await
            .map_err(|error| Fault::new(Class::Tls, handshake_failure(name, &error)))?;
        let session = stream.get_ref().1;
        let http2 = session.alpn_protocol() == Some(b"h2");
        let resumed = session.handshake_kind() == Some(rustls::HandshakeKind::Resumed);
        Ok((Stream::Tls(Box::new(stream)), http2, resumed))
    }
}

fn handshake_failure(name: &str, error: &io::Error) -> String {
    let cause = error.get_ref().and_then(|cause| cause.downcast_ref::<rustls::Error>());
    match cause {
        Some(rustls::Error::InvalidCertificate(why)) => {
            format!("certificate of {name} not accepted: {}", certificate_failure(why))
        }
        Some(rustls::Error::InvalidMessage(_)) => format!("{name} does not speak TLS on this port"),
        Some(other) => format!("handshake with {name}: {other}"),
        None if error.kind() == io::ErrorKind::UnexpectedEof => {
            format!("{name} closed the connection in the handshake")
        }
        None => format!("handshake with {name}: {}", reason(error)),
    }
}

fn certificate_failure(error: &rustls::CertificateError) -> String {
    use rustls::CertificateError as Why;
    match error {
        Why::UnknownIssuer => "unknown issuer".to_owned(),
        Why::BadSignature => "not signed by the trusted issuer of that name".to_owned(),
        Why::Expired | Why::ExpiredContext { .. } => "expired".to_owned(),
        Why::NotValidYet | Why::NotValidYetContext { .. } => "not valid yet".to_owned(),
        Why::NotValidForName | Why::NotValidForNameContext { .. } => "not valid for this name".to_owned(),
        other => other.to_string(),
    }
}

/// Puts another address first each turn. The system puts the family first that works: its addresses take turns, the other
/// family stays behind.
fn in_turn(addresses: &mut [SocketAddr], turn: usize) {
    let first = addresses.first().map(SocketAddr::is_ipv4);
    let family = addresses.iter().take_while(|address| Some(address.is_ipv4()) == first).count();
    if family > 1 {
        addresses[..family].rotate_left(turn % family);
    }
}

#[cfg(unix)]
async fn unix(path: &Path, step: &Cell<Step>) -> Result<Socket, Fault> {
    step.set(Step::Connecting);
    let stream = tokio::net::UnixStream::connect(path).await;
    stream.map(Socket::Unix).map_err(|error| Fault::connect(&path.to_string_lossy(), &error))
}

#[cfg(not(unix))]
async fn unix(path: &Path, _step: &Cell<Step>) -> Result<Socket, Fault> {
    Err(Fault::new(Class::Connect, format!("{}: this system has no Unix sockets", path.display())))
}

/// Asks the proxy for a tunnel.
async fn tunnel(tcp: &mut Socket, origin: &Origin, proxy: &Proxy) -> Result<(), Fault> {
    let address = origin.address();
    let fault =
        |what: &str| Fault::new(Class::Proxy, format!("{} {what}", join_port(&proxy.host, proxy.port)));
    let mut head = format!("CONNECT {address} HTTP/1.1\r\nHost: {address}\r\n").into_bytes();
    if let Some(credentials) = &proxy.credentials {
        head.extend_from_slice(b"Proxy-Authorization: ");
        head.extend_from_slice(credentials.as_bytes());
        head.extend_from_slice(b"\r\n");
    }
    head.extend_from_slice(b"\r\n");
    tcp.write_all(&head).await.map_err(|error| fault(&reason(&error)))?;
    let mut response = Response::default();
    response.reset(Framing::Bodiless);
    // Byte by byte: what follows the head belongs to the tunnel.
    loop {
        let mut byte = [0];
        let read = tcp.read(&mut byte).await.map_err(|error| fault(&reason(&error)))?;
        if read == 0 {
            return Err(fault("closed the connection without an answer to CONNECT"));
        }
        if response.feed(&byte, &mut Ignored).map_err(|_| fault("did not answer CONNECT with HTTP"))? {
            break;
        }
    }
    match response.status {
        200..300 => Ok(()),
        status => Err(fault(&format!("answered CONNECT with {status}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_first_family_take_turns() {
        let all: Vec<SocketAddr> =
            ["10.0.0.1:80", "10.0.0.2:80", "[::1]:80"].map(|address| address.parse().unwrap()).into();
        let first = |turn| {
            let mut addresses = all.clone();
            in_turn(&mut addresses, turn);
            assert_eq!(addresses[2], all[2]);
            addresses[0]
        };
        assert_eq!([0, 1, 2].map(first), [all[0], all[1], all[0]]);
        in_turn(&mut [], 1);
    }
}
