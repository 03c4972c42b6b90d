//! What to send, where to, and how fast: the whole of a run, validated.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::connection::tls::Tls;
use super::message::Request;
use super::schedule::Amount;

/// A run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What every request is.
    pub request: Request,
    /// How much to send.
    pub amount: Amount,
    /// How many requests are in flight at a time: connections, or streams of one HTTP/2 connection.
    pub concurrency: usize,
    /// The time between two requests of one worker; `None`: the next follows the answer at once.
    pub period: Option<Duration>,
    /// The longest time from the beginning of a request to the last byte of its answer; `None`: any.
    pub timeout: Option<Duration>,
    /// How long requests in flight may go on when the time is over.
    pub grace: Duration,
    /// How many threads.
    pub threads: usize,
    /// Whether a connection carries more than one request.
    pub keep_alive: bool,
    /// Whether redirects are followed.
    pub redirects: bool,
    /// Offer HTTP/2 by ALPN.
    pub http2: bool,
    /// The name that TLS asks for and verifies; `None`: the host of the URL.
    pub server_name: Option<String>,
    /// TLS, for https.
    pub tls: Arc<Tls>,
    /// The proxy, if any.
    pub proxy: Option<Proxy>,
    /// Whether every sample is handed out, for CSV.
    pub rows: bool,
}

/// An HTTP proxy.
#[derive(Debug, Clone)]
pub struct Proxy {
    /// Name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// `Proxy-Authorization`, if the proxy wants one.
    pub credentials: Option<HeaderValue>,
}

impl Plan {
    /// How long requests are sent; `None` if that is not known beforehand.
    pub fn window(&self) -> Option<Duration> {
        match self.amount {
            Amount::Requests(_) => None,
            Amount::Time(time) => Some(time),
        }
    }

    /// How many workers there is work for.
    pub fn workers(&self) -> usize {
        match self.amount {
            Amount::Requests(total) => self.concurrency.min(usize::try_from(total).unwrap_or(usize::MAX)),
            Amount::Time(_) => self.concurrency,
        }
    }
}
