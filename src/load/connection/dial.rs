//! Opens connections: name, TCP, proxy, TLS.

use std::cell::Cell;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rustls::pki_types::ServerName;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;

use super::{Resolver, Step, Stream};
use crate::load::fault::{Class, Fault, reason};
use crate::load::plan::{Plan, Proxy};
use crate::load::target::{Origin, Scheme, join_port};
use crate::load::wire::{Framing, Response};

/// Opens connections for one thread.
#[derive(Debug)]
pub struct Dialler {
    plan: Arc<Plan>,
    resolver: Resolver,
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
    /// Whether the server chose HTTP/2.
    pub http2: bool,
}

impl Dialler {
    /// Opens connections as the plan says.
    pub fn new(plan: Arc<Plan>) -> Self {
        Self { plan, resolver: Resolver::default() }
    }

    /// Opens a connection to an origin.
    ///
    /// # Errors
    /// A fault of the class of the step that failed.
    pub async fn dial(&self, origin: &Origin, step: &Cell<Step>) -> Result<Dialled, Fault> {
        let begun = Instant::now();
        step.set(Step::Resolving);
        let (host, port) = match &self.plan.proxy {
            Some(proxy) => (proxy.host.as_str(), proxy.port),
            None => (origin.host.as_str(), origin.port),
        };
        let addresses = self.resolver.addresses(host, port).await?;
        // A literal address takes no lookup.
        let dns = if host.parse::<std::net::IpAddr>().is_ok() { Duration::ZERO } else { begun.elapsed() };
        step.set(Step::Connecting);
        let mut tcp = TcpStream::connect(addresses.as_slice())
            .await
            .map_err(|error| Fault::connect(&join_port(host, port), &error))?;
        tcp.set_nodelay(true).map_err(|error| Fault::io(&error))?;
        let (stream, http2) = match origin.scheme {
            Scheme::Http => (Stream::Plain(tcp), false),
            Scheme::Https => {
                if let Some(proxy) = &self.plan.proxy {
                    step.set(Step::Proxying);
                    tunnel(&mut tcp, origin, proxy).await?;
                }
                step.set(Step::Handshaking);
                self.handshake(tcp, origin).await?
            }
        };
        Ok(Dialled { stream, dns, connect: begun.elapsed(), http2 })
    }

    async fn handshake(&self, tcp: TcpStream, origin: &Origin) -> Result<(Stream, bool), Fault> {
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
            .connect(server_name, tcp)
            .await
            .map_err(|error| Fault::new(Class::Tls, handshake_failure(name, &error)))?;
        let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
        Ok((Stream::Tls(Box::new(stream)), http2))
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

/// Asks the proxy for a tunnel.
async fn tunnel(tcp: &mut TcpStream, origin: &Origin, proxy: &Proxy) -> Result<(), Fault> {
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
        if response.feed(&byte).map_err(|_| fault("did not answer CONNECT with HTTP"))? {
            break;
        }
    }
    match response.status {
        200..300 => Ok(()),
        status => Err(fault(&format!("answered CONNECT with {status}"))),
    }
}
