//! What went wrong before the API server could answer: no route, no trust, no credentials, a cut connection.

use std::error::Error as StdError;
use std::io;

use kube::client::AuthError;

use super::Action;
use super::failure::{brief, innermost};
use super::place::Place;
use crate::error::Error;

/// Explains a failure that is not an answer.
pub fn explain(error: &kube::Error, action: Option<&Action>, place: Place<'_>) -> Error {
    let explained = match error {
        kube::Error::Auth(error) => credentials(error, place),
        kube::Error::RustlsTls(error) => Error::failed(format!("the certificates of {place} cannot be used"))
            .cause(innermost(error))
            .hint(format!("`{}` shows where they come from", place.kubectl("config view --minify"))),
        kube::Error::ProxyProtocolUnsupported { .. } | kube::Error::ProxyProtocolDisabled { .. } => {
            Error::failed(format!("the proxy before {place} is of an unknown kind")).hint(
                "http, https and socks5 are known: look at HTTPS_PROXY and at proxy-url in the kubeconfig",
            )
        }
        other => connection(other, place),
    };
    match action {
        Some(action) => explained.cause(format!("asked to {action}")),
        None => explained,
    }
}

fn connection(error: &kube::Error, place: Place<'_>) -> Error {
    if let Some(error) = find::<AuthError>(error) {
        return credentials(error, place);
    }
    if let Some(error) = find::<rustls::Error>(error) {
        return trust(error, place);
    }
    let reach = |why: &str| Error::failed(format!("cannot reach the API server {place}: {why}"));
    let ask = || format!("`{}` asks the same server; is the cluster up?", place.kubectl("get --raw /readyz"));
    if find::<tower::timeout::error::Elapsed>(error).is_some() {
        let error = reach("it does not take the connection");
        return Error { kind: crate::error::Kind::Timeout, ..error }
            .hint("is the address right, and is a firewall or VPN in between?")
            .hint("wait longer with `--request-timeout 30s`")
            .hint(ask());
    }
    let chain = chain(error);
    if chain.contains("dns error") || chain.contains("failed to lookup address") {
        return reach("its name cannot be resolved")
            .cause(innermost(error))
            .hint("is the name right, and are you in the network (VPN) that knows it?");
    }
    if chain.contains("tunnel error") || chain.contains("SOCKS error") {
        return reach("the proxy before it refused")
            .cause(innermost(error))
            .hint("look at HTTPS_PROXY, NO_PROXY and at proxy-url in the kubeconfig");
    }
    let cut = || {
        Error::failed(format!(
            "the connection to the API server {place} was cut before its answer was complete"
        ))
        .hint("run the same command again: an apply that was done already changes nothing")
        .hint(ask())
    };
    if find::<h2::Error>(error).is_some() {
        return cut();
    }
    if let Some(error) = find::<hyper::Error>(error) {
        let lost = error.is_incomplete_message() || error.is_canceled() || error.is_closed();
        if lost || error.is_body_write_aborted() {
            return cut();
        }
        if error.is_parse() {
            return Error::failed(format!(
                "what answers at {place} does not speak HTTP as an API server does"
            ))
            .cause(innermost(error))
            .hint("is the port right, and is it http or https?");
        }
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => reach("connection refused").hint(ask()),
        Some(io::ErrorKind::ConnectionReset | io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe) => {
            cut()
        }
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => {
            reach("no route").cause(innermost(error)).hint("are you in the network (VPN) of the cluster?")
        }
        Some(io::ErrorKind::TimedOut) => reach("it does not take the connection").hint(ask()),
        _ => reach("the request failed").cause(innermost(error)).hint(ask()),
    }
}

fn trust(error: &rustls::Error, place: Place<'_>) -> Error {
    use rustls::{AlertDescription, CertificateError, Error as Tls};
    let view =
        format!("`{}` shows which authority it is checked with", place.kubectl("config view --minify"));
    match error {
        Tls::InvalidCertificate(certificate) => {
            let why = match certificate {
                CertificateError::UnknownIssuer => "an authority signed it that the kubeconfig does not name",
                CertificateError::BadSignature => {
                    "another authority of the same name signed it; was the cluster made anew?"
                }
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => "it has expired",
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                    "it is not valid yet; is the clock right?"
                }
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                    "it is for another name; `tls-server-name` in the kubeconfig says which to expect"
                }
                _ => "it is not valid",
            };
            Error::failed(format!("the certificate of the API server {place} is not trusted: {why}"))
                .cause(brief(&error.to_string()))
                .hint(view)
        }
        Tls::AlertReceived(
            AlertDescription::CertificateRequired
            | AlertDescription::BadCertificate
            | AlertDescription::CertificateExpired
            | AlertDescription::UnknownCA
            | AlertDescription::CertificateUnknown
            | AlertDescription::AccessDenied,
        ) => Error::failed(format!("the API server {place} does not accept our certificate"))
            .cause(brief(&error.to_string()))
            .hint("the client certificate of this context is wrong or has expired: log in again"),
        _ => Error::failed(format!("cannot speak TLS with {place}"))
            .cause(brief(&error.to_string()))
            .hint("is it https, and is the port right?"),
    }
}

/// A credential plugin's own output is left out: it may hold a token.
fn credentials(error: &AuthError, place: Place<'_>) -> Error {
    let why = match error {
        AuthError::AuthExecRun { out, .. } => format!("the credential plugin ended with {}", out.status),
        AuthError::AuthExecStart(error) => format!("the credential plugin cannot be run: {error}"),
        AuthError::AuthExecParse(_) => "the credential plugin's output is not an ExecCredential".to_owned(),
        other => brief(&other.to_string()),
    };
    Error::failed(format!("no credentials for {place}"))
        .cause(why)
        .hint(format!("log in again, then try `{}`", place.kubectl("auth whoami")))
}

/// An error and its sources as one text.
fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(error) = next {
        text.push_str("; ");
        text.push_str(&error.to_string());
        next = error.source();
    }
    text
}

/// The innermost error of a type; an I/O error may carry another one inside.
fn find<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    let mut found = None;
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(error) = error.downcast_ref::<E>() {
            found = Some(error);
        }
        let inside = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match inside {
            Some(inside) => Some(inside),
            None => error.source(),
        };
    }
    found
}
