//! A certificate of its own for a loopback server.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

/// The names that the certificate is good for.
pub const NAMES: [&str; 3] = ["localhost", "127.0.0.1", "qwen-chat-default.example.com"];

/// A self-signed certificate; its file is what a client must trust.
pub struct Identity {
    pub server: Arc<ServerConfig>,
    pub file: PathBuf,
    _folder: tempfile::TempDir,
}

impl Identity {
    /// A fresh one, for a server that speaks these protocols (ALPN).
    pub fn new(protocols: &[&[u8]]) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        // An issuer of its own: two that share a name would be taken for each other.
        static MADE: AtomicU64 = AtomicU64::new(0);
        let mut parameters = rcgen::CertificateParams::new(NAMES.map(str::to_owned)).unwrap();
        let name = format!("neap test {}", MADE.fetch_add(1, Ordering::Relaxed));
        parameters.distinguished_name.push(rcgen::DnType::CommonName, name);
        let signing_key = rcgen::KeyPair::generate().unwrap();
        let certificate = parameters.self_signed(&signing_key).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
        let mut server = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .unwrap();
        server.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("certificate.pem");
        std::fs::write(&file, certificate.pem()).unwrap();
        Self { server: Arc::new(server), file, _folder: folder }
    }
}
