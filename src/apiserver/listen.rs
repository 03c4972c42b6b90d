//! The server on a loopback port: TLS by an authority of its own, one bearer token, and a kubeconfig that says both.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::Request;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::ApiServer;
use super::auth::Token;

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
        let (config, authority) = tls()?;
        let acceptor = TlsAcceptor::from(Arc::new(config));
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
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = self.listener.accept() => {
                    // A refused accept is a passing shortage, of file handles mostly: the client tries again.
                    let Ok((stream, _)) = accepted else {
                        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
                        continue;
                    };
                    let (server, acceptor, token) = (self.server.clone(), self.acceptor.clone(), self.token.clone());
                    connections.spawn(serve(server, acceptor, token, stream));
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }
}

/// Serves one connection until its client has gone.
async fn serve(server: ApiServer, acceptor: TlsAcceptor, token: Token, stream: TcpStream) {
    // What fails before there is a request has nobody to tell.
    let _ = stream.set_nodelay(true);
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

/// A new authority, and a certificate of it for loopback.
fn tls() -> io::Result<(ServerConfig, String)> {
    let other = |error: rcgen::Error| io::Error::other(error.to_string());
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, "sandbox-ca");
    let authority =
        CertifiedIssuer::self_signed(authority, KeyPair::generate().map_err(other)?).map_err(other)?;
    let names = ["localhost", "127.0.0.1", "kubernetes", "kubernetes.default.svc"];
    let mut own = CertificateParams::new(names.map(String::from)).map_err(other)?;
    own.distinguished_name.push(DnType::CommonName, "sandbox-apiserver");
    let key = KeyPair::generate().map_err(other)?;
    let certificate = own.signed_by(&key, &authority).map_err(other)?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| {
            let key = PrivateKeyDer::Pkcs8(key.serialize_der().into());
            config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key)
        })
        .map_err(io::Error::other)?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok((config, authority.pem()))
}
