//! TLS: what is trusted.

use std::sync::{Arc, OnceLock};

use hyper_rustls::ConfigBuilderExt;
use rustls::client::Resumption;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use crate::error::{Error, Result};

/// Which server certificates are accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trust {
    /// Those that the system's store vouches for.
    System,
    /// Those that the certificates of this PEM file vouch for.
    Roots(Vec<u8>),
    /// All of them.
    Anything,
}

/// The TLS side of a run. It is made ready when it is first needed: reading the system's certificates takes longer than
/// a short run over plain HTTP.
#[derive(Debug)]
pub struct Tls {
    trust: Trust,
    http2: bool,
    config: OnceLock<Result<Arc<ClientConfig>>>,
}

impl Tls {
    /// Trusts as told, and offers HTTP/2 or not.
    pub fn new(trust: Trust, http2: bool) -> Self {
        Self { trust, http2, config: OnceLock::new() }
    }

    /// The configuration of all connections.
    ///
    /// # Errors
    /// No usable root certificate.
    pub fn config(&self) -> Result<Arc<ClientConfig>> {
        self.config.get_or_init(|| build(&self.trust, self.http2)).clone()
    }
}

/// Every connection makes a full handshake, as hey's do: sessions are not resumed.
fn build(trust: &Trust, http2: bool) -> Result<Arc<ClientConfig>> {
    let builder = ClientConfig::builder();
    let mut config = match trust {
        Trust::System => builder
            .with_native_roots()
            .map_err(|error| {
                Error::failed(format!("cannot read the system's root certificates: {error}"))
                    .hint("name a file with `--cacert FILE`, or set SSL_CERT_FILE")
            })?
            .with_no_client_auth(),
        Trust::Roots(pem) => builder.with_root_certificates(roots(pem)?).with_no_client_auth(),
        Trust::Anything => {
            let verifier = AcceptAnything(builder.crypto_provider().clone());
            builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
        }
    };
    config.resumption = Resumption::disabled();
    config.alpn_protocols = match http2 {
        true => vec![b"h2".to_vec(), b"http/1.1".to_vec()],
        false => vec![b"http/1.1".to_vec()],
    };
    Ok(Arc::new(config))
}

fn roots(pem: &[u8]) -> Result<RootCertStore> {
    let mut store = RootCertStore::empty();
    let bad = |error: &dyn std::fmt::Display| Error::usage(format!("invalid `--cacert` file: {error}"));
    for certificate in CertificateDer::pem_slice_iter(pem) {
        let certificate = certificate.map_err(|error| bad(&error))?;
        store.add(certificate).map_err(|error| bad(&error))?;
    }
    match store.is_empty() {
        true => Err(bad(&"no certificate in it (PEM: `-----BEGIN CERTIFICATE-----`)")),
        false => Ok(store),
    }
}

/// Accepts every certificate, as hey does; signatures are still checked, since the handshake is worth nothing without.
#[derive(Debug)]
struct AcceptAnything(Arc<CryptoProvider>);

impl ServerCertVerifier for AcceptAnything {
    fn verify_server_cert(
        &self,
        _certificate: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _name: &ServerName<'_>,
        _ocsp: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
