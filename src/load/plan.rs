//! What to send, where to, and how fast: the whole of a run, validated.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;
use serde::{Deserialize, Serialize};

use super::connection::tls::Tls;
use super::llm::Llm;
use super::measure::span::Span;
use super::message::Request;
use super::route::Route;
use super::schedule::Amount;
use super::schedule::timetable::Timetable;
use super::target::Scheme;

/// A run.
#[derive(Debug, Clone)]
pub struct Plan {
    /// What every request is.
    pub request: Request,
    /// When to send it, and how often.
    pub load: Load,
    /// How many requests are in flight at a time: connections, or streams of HTTP/2 connections. In an open loop the most.
    pub concurrency: usize,
    /// The part of the run that is also reported by itself, without warm-up and cool-down.
    pub steady: Option<Span>,
    /// The longest time from the beginning of a request to the last byte of its answer; `None`: any.
    pub timeout: Option<Duration>,
    /// How long requests in flight may go on when the time is over.
    pub grace: Duration,
    /// Which part of the load this process sends; the others send the rest.
    pub part: Part,
    /// How many threads.
    pub threads: usize,
    /// Whether a connection carries more than one request.
    pub keep_alive: bool,
    /// Whether connections are opened before the run begins, one for each worker.
    pub preconnect: bool,
    /// Whether redirects are followed.
    pub redirects: bool,
    /// Offer HTTP/2 by ALPN.
    pub http2: bool,
    /// The name that TLS asks for and verifies; `None`: the host of the URL.
    pub server_name: Option<String>,
    /// TLS, for https.
    pub tls: Arc<Tls>,
    /// How many HTTP/2 connections carry the streams.
    pub h2_connections: usize,
    /// Where connections go, and how long they are kept.
    pub route: Route,
    /// The proxy, if any.
    pub proxy: Option<Proxy>,
    /// Whether every sample is handed out, for CSV.
    pub rows: bool,
    /// The prompts, if each request is one: the body of `request` is theirs then.
    pub llm: Option<Arc<Llm>>,
}

/// One of the processes that share a load.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Which one, from 0.
    pub index: usize,
    /// Of how many; at least 1.
    pub of: usize,
}

impl Part {
    /// A process that sends everything.
    pub const WHOLE: Self = Self { index: 0, of: 1 };

    /// Its share of a number of things; the first ones have what cannot be shared evenly.
    pub fn share(self, whole: u64) -> u64 {
        let (index, of) = (self.index as u64, self.of as u64);
        whole / of + u64::from(index < whole % of)
    }

    /// The part that one of its threads has.
    #[must_use]
    pub fn thread(self, index: usize, of: usize) -> Self {
        Self { index: self.index + self.of * index, of: self.of * of }
    }
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

/// When requests are sent.
#[derive(Debug, Clone, PartialEq)]
pub enum Load {
    /// Each worker sends when it has its answer.
    Closed {
        /// How much to send.
        amount: Amount,
        /// The time between two requests of one worker; `None`: the next follows the answer at once.
        period: Option<Duration>,
    },
    /// At the times of a timetable, whatever the answers do.
    Open(Timetable),
}

impl Load {
    /// How much is to be sent.
    pub fn amount(&self) -> Amount {
        match self {
            Load::Closed { amount, .. } => *amount,
            Load::Open(timetable) => match timetable.window {
                Some(window) => Amount::Time(window),
                None => Amount::Requests(timetable.most.unwrap_or(u64::MAX)),
            },
        }
    }

    /// Whether requests are sent whatever the answers do.
    pub fn is_open(&self) -> bool {
        matches!(self, Load::Open(_))
    }
}

impl Plan {
    /// The part of this plan that one of several processes sends: so many of its connections, and every W-th request. The timetable
    /// of an open loop stays whole, since timetables of their own would make another process of it.
    #[must_use]
    pub fn deal(mut self, part: Part) -> Self {
        let share = |whole: usize| usize::try_from(part.share(whole as u64)).unwrap_or(usize::MAX);
        self.part = part;
        self.concurrency = share(self.concurrency);
        self.h2_connections = share(self.h2_connections).max(1);
        self.threads = self.threads.div_ceil(part.of).min(self.concurrency).max(1);
        if let Load::Closed { amount: Amount::Requests(requests), .. } = &mut self.load {
            *requests = part.share(*requests);
        }
        self
    }

    /// Whether one request follows another over the same plain connection, and each is the same.
    pub fn is_steady(&self) -> bool {
        let plain = self.request.target.origin.scheme == Scheme::Http && self.route.unix_socket.is_none();
        plain && self.keep_alive && self.llm.is_none()
    }

    /// How long requests are sent; `None` if that is not known beforehand.
    pub fn window(&self) -> Option<Duration> {
        match self.load.amount() {
            Amount::Requests(_) => None,
            Amount::Time(time) => Some(time),
        }
    }

    /// How many workers there is work for.
    pub fn workers(&self) -> usize {
        match self.load.amount() {
            Amount::Requests(total) => self.concurrency.min(usize::try_from(total).unwrap_or(usize::MAX)),
            Amount::Time(_) => self.concurrency,
        }
    }
}
