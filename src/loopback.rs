//! What the servers of this process have in common: a certificate of an authority of their own, and how connections are taken.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio::net::{TcpListener, TcpStream, UnixListener, UnixStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// What speaks TLS for these names, and the certificate of its new authority in PEM. `who` is part of both subjects.
///
/// # Errors
/// No certificate can be made.
pub fn acceptor(who: &str, names: &[&str]) -> io::Result<(TlsAcceptor, String)> {
    let other = |error: rcgen::Error| io::Error::other(error.to_string());
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, format!("{who}-ca"));
    let authority =
        CertifiedIssuer::self_signed(authority, KeyPair::generate().map_err(other)?).map_err(other)?;
    let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut own = CertificateParams::new(names).map_err(other)?;
    own.distinguished_name.push(DnType::CommonName, who);
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
    Ok((TlsAcceptor::from(Arc::new(config)), authority.pem()))
}

/// What takes connections.
pub trait Accept {
    /// A connection.
    type Stream;

    /// The next one.
    ///
    /// # Errors
    /// A passing shortage, of file handles mostly.
    fn next(&self) -> impl Future<Output = io::Result<Self::Stream>> + Send;
}

impl Accept for TcpListener {
    type Stream = TcpStream;

    async fn next(&self) -> io::Result<TcpStream> {
        let (stream, _) = self.accept().await?;
        // A socket that cannot be told so is slower, and serves.
        let _slower = stream.set_nodelay(true);
        Ok(stream)
    }
}

impl Accept for UnixListener {
    type Stream = UnixStream;

    async fn next(&self) -> io::Result<UnixStream> {
        self.accept().await.map(|(stream, _)| stream)
    }
}

/// After a refused accept the client tries again, and so does the server.
const PAUSE: Duration = Duration::from_millis(10);

/// Serves connections, each in a task, until it is dropped; they end with it.
pub async fn serve<L: Accept, F>(listener: L, mut each: impl FnMut(L::Stream) -> F)
where
    F: Future<Output = ()> + Send + 'static,
{
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            stream = listener.next() => match stream {
                Ok(stream) => drop(connections.spawn(each(stream))),
                Err(_) => tokio::time::sleep(PAUSE).await,
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
