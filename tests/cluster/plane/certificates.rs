//! One authority and one certificate for every server of a control plane.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};

/// The files of an authority, of the certificate that all servers share, and of the service account key.
pub struct Certificates {
    /// The authority, PEM.
    pub authority: String,
    /// The certificate of the servers, PEM.
    pub certificate: PathBuf,
    /// Its key, PEM.
    pub key: PathBuf,
    /// The key that signs service account tokens, PEM.
    pub account_key: PathBuf,
    /// Its public half, PEM.
    pub account_public_key: PathBuf,
    chain: CertificateDer<'static>,
    secret: Vec<u8>,
}

impl Certificates {
    /// Makes them and writes them into a folder.
    pub fn create(folder: &Path) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.distinguished_name.push(DnType::CommonName, "neap test authority");
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate().unwrap()).unwrap();
        // The last three are how the API server calls a service: as webhook and as aggregated API.
        let names = [
            "localhost",
            "127.0.0.1",
            "metrics.kube-system.svc",
            "webhook.knative-serving.svc",
            "*.kserve.svc",
        ];
        let mut server = CertificateParams::new(names.map(String::from)).unwrap();
        server.distinguished_name.push(DnType::CommonName, "localhost");
        let key = KeyPair::generate().unwrap();
        let certificate = server.signed_by(&key, &authority).unwrap();
        let account = KeyPair::generate().unwrap();
        let write = |name: &str, text: String| {
            let path = folder.join(name);
            std::fs::write(&path, text).unwrap();
            path
        };
        write("ca.crt", authority.pem());
        Self {
            authority: authority.pem(),
            certificate: write("tls.crt", certificate.pem()),
            key: write("tls.key", key.serialize_pem()),
            account_key: write("account.key", account.serialize_pem()),
            account_public_key: write("account.pub", account.public_key_pem()),
            chain: certificate.der().clone(),
            secret: key.serialize_der(),
        }
    }

    /// The TLS side of a server in this process. It offers HTTP/2, as the API server does.
    pub fn server(&self) -> Arc<rustls::ServerConfig> {
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(self.secret.clone()));
        let mut config = rustls::ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![self.chain.clone()], key)
            .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Arc::new(config)
    }

    /// The TLS side of a client that trusts this authority alone.
    pub fn client(&self) -> rustls::ClientConfig {
        let mut roots = rustls::RootCertStore::empty();
        let authority = rustls::pki_types::pem::PemObject::from_pem_slice(self.authority.as_bytes()).unwrap();
        roots.add(authority).unwrap();
        rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
    }
}
