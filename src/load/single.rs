//! One request over one connection, its answer handed over as it comes.

use std::sync::Arc;
use std::time::Instant;

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;

use super::fault::{Class, Fault, reason};

/// What carries a request: TCP, TLS, or a port-forward.
pub trait Duplex: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Duplex for T {}

/// Opens a connection to `host:port`; with `tls`, for the server of this name.
///
/// # Errors
/// A fault of class DNS, connect or TLS.
pub async fn open(address: &str, tls: Option<(&str, Arc<ClientConfig>)>) -> Result<Box<dyn Duplex>, Fault> {
    let addresses: Vec<_> = tokio::net::lookup_host(address)
        .await
        .map_err(|error| Fault::new(Class::Dns, format!("cannot resolve {address}: {}", reason(&error))))?
        .collect();
    let mut last = Fault::new(Class::Dns, format!("{address} has no address"));
    for candidate in addresses {
        match TcpStream::connect(candidate).await {
            Ok(stream) => {
                // Without it small requests wait for the server's delayed acknowledgement.
                let _ = stream.set_nodelay(true);
                return secured(stream, tls).await;
            }
            Err(error) => last = Fault::connect(&candidate.to_string(), &error),
        }
    }
    Err(last)
}

async fn secured(
    stream: TcpStream,
    tls: Option<(&str, Arc<ClientConfig>)>,
) -> Result<Box<dyn Duplex>, Fault> {
    let Some((name, config)) = tls else { return Ok(Box::new(stream)) };
    let server = ServerName::try_from(name.to_owned())
        .map_err(|_| Fault::new(Class::Tls, format!("{name} cannot be the name of a TLS server")))?;
    let session = tokio_rustls::TlsConnector::from(config)
        .connect(server, stream)
        .await
        .map_err(|error| Fault::new(Class::Tls, reason(&error).into_owned()))?;
    Ok(Box::new(session))
}

/// Sends a request and hands over each piece of the answer's body with the time at which it came.
///
/// # Errors
/// The connection broke before the whole answer was there, or what came is not HTTP.
pub async fn exchange(
    stream: Box<dyn Duplex>,
    request: Request<String>,
    mut piece: impl FnMut(&Response<()>, Instant, &[u8]),
) -> Result<Response<()>, Fault> {
    let (mut sender, connection) =
        http1::handshake(TokioIo::new(stream)).await.map_err(|error| fault(&error))?;
    let answer = async {
        let response = sender.send_request(request).await.map_err(|error| fault(&error))?;
        let (head, mut body) = response.into_parts();
        let head = Response::from_parts(head, ());
        while let Some(frame) = body.frame().await {
            if let Ok(data) = frame.map_err(|error| fault(&error))?.into_data() {
                piece(&head, Instant::now(), &data);
            }
        }
        Ok(head)
    };
    // The connection has to be driven for as long as the answer is read, and no longer.
    let mut answer = std::pin::pin!(answer);
    tokio::select! {
        answer = &mut answer => answer,
        ended = connection => match ended {
            Ok(()) => answer.await,
            Err(error) => Err(fault(&error)),
        },
    }
}

fn fault(error: &hyper::Error) -> Fault {
    let mut innermost: &dyn std::error::Error = error;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    let class = match () {
        () if error.is_incomplete_message() => Class::Truncated,
        () if error.is_parse() => Class::Protocol,
        () => Class::Reset,
    };
    match innermost.downcast_ref::<std::io::Error>() {
        Some(error) => Fault::io(error),
        None => Fault::new(class, innermost.to_string()),
    }
}
