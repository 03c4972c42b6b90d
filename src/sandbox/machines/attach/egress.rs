//! The way of a real API server into the cluster's network: an HTTP CONNECT proxy on a unix socket, as its egress selector wants it.

use std::io;
use std::path::Path;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpStream, UnixListener, UnixStream};
use tokio_rustls::TlsAcceptor;

use crate::loopback;
use crate::sandbox::machines::fabric::{Fabric, Peer};

/// The longest head of a request.
const LONGEST: usize = 8 << 10;

/// The proxy on its socket. It answers while [`Self::run`] is awaited.
pub struct Egress {
    listener: UnixListener,
    fabric: Fabric,
    tls: TlsAcceptor,
}

impl Egress {
    /// Binds the socket; one that is left over is replaced.
    ///
    /// # Errors
    /// The path cannot be used.
    pub fn bind(path: &Path, fabric: Fabric, tls: TlsAcceptor) -> io::Result<Self> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        Ok(Self { listener: UnixListener::bind(path)?, fabric, tls })
    }

    /// Answers until it is dropped.
    pub async fn run(self) {
        let Self { listener, fabric, tls } = self;
        loopback::serve(listener, move |stream| {
            let (fabric, tls) = (fabric.clone(), tls.clone());
            async move {
                // A stream that breaks has nobody to tell.
                let _broken = pass(stream, fabric, tls).await;
            }
        })
        .await;
    }
}

async fn pass(mut stream: UnixStream, fabric: Fabric, tls: TlsAcceptor) -> io::Result<()> {
    let Some((host, port)) = target(&mut stream).await? else {
        return stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
    };
    const OPEN: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";
    match fabric.find(&host, port) {
        Ok(Peer::Kubelet) => {
            stream.write_all(OPEN).await?;
            fabric.serve(Peer::Kubelet, tls.accept(stream).await?).await;
            Ok(())
        }
        Ok(peer) => {
            stream.write_all(OPEN).await?;
            fabric.serve(peer, stream).await;
            Ok(())
        }
        // Webhooks and aggregated APIs of others listen on this machine too.
        Err(_) if matches!(host.as_str(), "localhost" | "127.0.0.1" | "::1") => {
            let mut other = TcpStream::connect((host.as_str(), port)).await?;
            stream.write_all(OPEN).await?;
            copy_bidirectional(&mut stream, &mut other).await.map(drop)
        }
        Err(error) => {
            let text = error.to_string();
            let length = text.len();
            let head = format!("HTTP/1.1 502 Bad Gateway\r\nContent-Length: {length}\r\n\r\n{text}");
            stream.write_all(head.as_bytes()).await
        }
    }
}

/// Whom a CONNECT names; `None` for another request. What follows the head belongs to the stream and is not read.
async fn target(stream: &mut UnixStream) -> io::Result<Option<(String, u16)>> {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() > LONGEST {
            return Ok(None);
        }
        head.push(stream.read_u8().await?);
    }
    let text = String::from_utf8_lossy(&head);
    let mut words = text.split_whitespace();
    let named = match (words.next(), words.next()) {
        (Some("CONNECT"), Some(target)) => target.rsplit_once(':'),
        _ => None,
    };
    let port = named.and_then(|(host, port)| Some((host, port.parse().ok()?)));
    Ok(port.map(|(host, port)| (host.trim_matches(['[', ']']).to_owned(), port)))
}
