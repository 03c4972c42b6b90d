//! TLS for what the API server reaches: an authority of its own, and a certificate for all names that it is asked by.

use std::io;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tokio_rustls::TlsAcceptor;

/// The names by which an aggregated API and a kubelet are asked.
const NAMES: [&str; 4] = ["localhost", "127.0.0.1", "neap-metrics.kube-system.svc", "neap-kubelet"];

/// What speaks TLS, and the certificate of its authority in PEM.
///
/// # Errors
/// No certificate can be made.
pub fn acceptor() -> io::Result<(TlsAcceptor, String)> {
    let other = |error: rcgen::Error| io::Error::other(error.to_string());
    let mut authority = CertificateParams::default();
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    authority.distinguished_name.push(DnType::CommonName, "neap-machines-ca");
    let authority =
        CertifiedIssuer::self_signed(authority, KeyPair::generate().map_err(other)?).map_err(other)?;
    let mut own = CertificateParams::new(NAMES.map(String::from)).map_err(other)?;
    own.distinguished_name.push(DnType::CommonName, "neap-machines");
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
