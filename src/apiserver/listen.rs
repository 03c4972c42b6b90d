//! The server on a loopback port: TLS by an authority of its own, one bearer token, and a kubeconfig that says both.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::ApiServer;
use super::auth::Token;
use crate::loopback;

/// The names by which it is asked.
const NAMES: [&str; 4] = ["localhost", "127.0.0.1", "kubernetes", "kubernetes.default.svc"];

/// A server that listens. It answers while [`run`](Self::run) is awaited.
pub struct Listening {
    server: ApiServer,
    listener: TcpListener,
    acceptor: TlsAcceptor,
    address: SocketAddr,
    authority: String,
    token: Token,
}

impl Listening {
    /// Binds a port of 127.0.0.1; 0 is any free one.
    ///
    /// # Errors
    /// The port is in use, or no certificate can be made.
    pub async fn bind(server: ApiServer, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).await?;
        let address = listener.local_addr()?;
        let (acceptor, authority) = loopback::acceptor("sandbox-apiserver", &NAMES)?;
        let token = Token::random()?;
        server.listens_at(address, &token);
        Ok(Self { server, listener, acceptor, address, authority, token })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The certificate of its authority, in PEM.
    pub fn authority(&self) -> &str {
        &self.authority
    }

    /// The bearer token that it takes.
    pub fn token(&self) -> &str {
        self.token.text()
    }

    /// A kubeconfig for it, with a context of the given name.
    pub fn kubeconfig(&self, name: &str) -> String {
        let authority = STANDARD.encode(&self.authority);
        let (address, token) = (self.address, self.token());
        format!(
            "apiVersion: v1\nkind: Config\ncurrent-context: {name:?}\nclusters:\n- name: {name:?}\n  cluster:\n    server: https://{address}\n    \
             certificate-authority-data: {authority}\ncontexts:\n- name: {name:?}\n  context:\n    cluster: {name:?}\n    user: {name:?}\n\
             users:\n- name: {name:?}\n  user:\n    token: {token}\n"
        )
    }

    /// Writes the kubeconfig where only its owner can read it; a file that is there is replaced.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_kubeconfig(&self, name: &str, path: &Path) -> io::Result<()> {
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".new");
        let unfinished = PathBuf::from(unfinished);
        let _ = std::fs::remove_file(&unfinished);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&unfinished)?;
        file.write_all(self.kubeconfig(name).as_bytes())?;
        std::fs::rename(&unfinished, path)
    }

    /// Answers until it is dropped; connections end with it.
    pub async fn run(self) {
        let Self { server, listener, acceptor, token, .. } = self;
        loopback::serve(listener, move |stream| {
            serve(server.clone(), acceptor.clone(), token.clone(), stream)
        })
        .await;
    }
}

/// Serves one connection until its client has gone.
async fn serve(server: ApiServer, acceptor: TlsAcceptor, token: Token, stream: TcpStream) {
    // What fails before there is a request has nobody to tell.
    let Ok(stream) = acceptor.accept(stream).await else { return };
    let service = service_fn(move |request: Request<Incoming>| {
        let (server, token) = (server.clone(), token.clone());
        async move {
            let answer = match token.admits(&request) {
                Ok(()) => server.answer(request).await,
                Err(status) => super::answer::refusal(&status),
            };
            Ok::<_, std::convert::Infallible>(answer)
        }
    });
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http2().max_concurrent_streams(1000);
    let _broken_off = builder.serve_connection_with_upgrades(TokioIo::new(stream), service).await;
}
