//! Why a request failed: a class, and a message that is the same for the same cause.

use std::borrow::Cow;
use std::fmt;
use std::io;

use serde::{Deserialize, Serialize};

/// What sort of failure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Class {
    /// The host name has no address.
    Dns,
    /// No TCP connection.
    Connect,
    /// The proxy refused, or does not speak HTTP.
    Proxy,
    /// No TLS session.
    Tls,
    /// No complete answer within `-t`.
    Timeout,
    /// The connection was reset or closed before the answer.
    Reset,
    /// The answer began and was cut short.
    Truncated,
    /// What came is not HTTP.
    Protocol,
    /// HTTP/2: the server gave up one stream.
    Stream,
    /// HTTP/2: the server gave up the connection.
    Goaway,
    /// Too many redirects, or one that leads nowhere.
    Redirect,
    /// This machine is the limit: no file descriptor, no port.
    Client,
    /// A stream that is none, or an event that is no JSON.
    Sse,
    /// The engine said, after it had begun to answer, that it failed.
    Engine,
}

impl Class {
    /// The word in front of the message.
    pub fn as_str(self) -> &'static str {
        match self {
            Class::Dns => "dns",
            Class::Connect => "connect",
            Class::Proxy => "proxy",
            Class::Tls => "tls",
            Class::Timeout => "timeout",
            Class::Reset => "reset",
            Class::Truncated => "truncated",
            Class::Protocol => "protocol",
            Class::Stream => "stream",
            Class::Goaway => "goaway",
            Class::Redirect => "redirect",
            Class::Client => "client",
            Class::Sse => "sse",
            Class::Engine => "engine",
        }
    }

    /// Whether the connection, or what served it, broke while a request was under way.
    pub fn is_cut(self) -> bool {
        matches!(self, Class::Reset | Class::Truncated | Class::Stream | Class::Goaway)
    }

    /// Whether no connection came about: trying again at once would only burn CPU.
    pub fn is_unreachable(self) -> bool {
        matches!(self, Class::Dns | Class::Connect | Class::Proxy | Class::Tls | Class::Client)
    }
}

/// One failed request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What sort of failure it is.
    pub class: Class,
    /// Without ports, byte counts and times of one request, so that the same cause is counted under one line.
    pub message: Cow<'static, str>,
    /// Whether a fresh connection may do.
    pub resend: Resend,
    /// The pod whose answer broke off, if that shows.
    pub pod: Option<Pod>,
}

/// The pod of a cut answer, and what says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pod {
    /// What names it: what its answers say, or its address.
    pub name: String,
    /// What says so.
    pub witness: Witness,
}

/// What says whose answer it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Witness {
    /// The head of the answer itself.
    Header,
    /// The connection: all answers before had come from that pod, or it led to that address.
    Connection,
}

/// Whether a failed request may be sent again on a fresh connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Resend {
    /// The server has, or may have, acted on it.
    #[default]
    Never,
    /// A kept connection was closed before an answer: only if the method is idempotent (RFC 9112 §9.3.1).
    IfIdempotent,
    /// The server is known not to have read it.
    Always,
}

impl Fault {
    /// A failure of the given class.
    pub fn new(class: Class, message: impl Into<Cow<'static, str>>) -> Self {
        Self { class, message: message.into(), resend: Resend::Never, pod: None }
    }

    /// A failure of a system call on an open connection.
    pub fn io(error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                Self::new(Class::Truncated, "the TLS connection ended without close_notify")
            }
            _ => Self::new(Class::Reset, reason(error)),
        }
    }

    /// A failure to open a connection to `address`.
    pub fn connect(address: &str, error: &io::Error) -> Self {
        // EMFILE and ENFILE have no kind of their own.
        let class = match (error.kind(), error.raw_os_error()) {
            (io::ErrorKind::AddrNotAvailable, _) | (_, Some(23 | 24)) => Class::Client,
            _ => Class::Connect,
        };
        Self::new(class, format!("{address}: {}", reason(error)))
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: {}", self.class.as_str(), self.message)
    }
}

/// The reason of an I/O error in lower case, without its number.
pub fn reason(error: &io::Error) -> Cow<'static, str> {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "connection refused".into(),
        io::ErrorKind::ConnectionReset => "connection reset by the server".into(),
        io::ErrorKind::BrokenPipe => {
            "connection closed by the server while the request was being sent".into()
        }
        io::ErrorKind::TimedOut => "the network timed out".into(),
        io::ErrorKind::HostUnreachable => "no route to host".into(),
        io::ErrorKind::NetworkUnreachable => "network is unreachable".into(),
        io::ErrorKind::AddrNotAvailable => "no free local port or address".into(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            let mut letters = text.chars();
            let first = letters.next().map(|first| first.to_ascii_lowercase());
            first.into_iter().chain(letters).collect::<String>().into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_has_no_number_and_no_capital() {
        assert_eq!(reason(&io::Error::from_raw_os_error(24)), "too many open files");
        assert_eq!(reason(&io::Error::from_raw_os_error(111)), "connection refused");
    }

    #[test]
    fn a_lack_of_descriptors_or_ports_is_the_clients_own() {
        assert_eq!(Fault::connect("a:1", &io::Error::from_raw_os_error(24)).class, Class::Client);
        assert_eq!(Fault::connect("a:1", &io::Error::from_raw_os_error(99)).class, Class::Client);
        assert_eq!(Fault::connect("a:1", &io::Error::from_raw_os_error(111)).class, Class::Connect);
    }
}
