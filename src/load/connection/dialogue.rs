//! HTTP/1.1's dialogue on one connection, request and answer in turn, over whatever stream: nothing of it waits.

use std::io::{self, Read, Write};
use std::task::Poll;
use std::time::Instant;

use http::{HeaderName, Method};

use super::{Answer, Peer, Step};
use crate::load::fault::{Class, Fault, Resend};
use crate::load::message::Request;
use crate::load::route::Lifetime;
use crate::load::wire::{Framing, Response, Sink};

/// Requests and answers on one connection. A stream says [`io::ErrorKind::WouldBlock`] where it has to be waited for.
#[derive(Debug)]
pub struct Dialogue {
    response: Response,
    progress: Progress,
    /// How many answers the connection has carried.
    carried: u64,
    /// Whether it stood open before there was a request for it.
    early: bool,
    opened: Instant,
    peer: Peer,
}

/// How far the exchange under way is.
#[derive(Debug)]
struct Progress {
    begun: Instant,
    /// How many bytes of the request were written.
    sent: usize,
    /// The write failed; the server may have answered before it closed.
    broken: Option<io::Error>,
    written: Option<Instant>,
    first: Option<Instant>,
}

impl Progress {
    fn new(begun: Instant) -> Self {
        Self { begun, sent: 0, broken: None, written: None, first: None }
    }
}

impl Dialogue {
    /// Of a fresh connection.
    pub fn since(opened: Instant) -> Self {
        // Nothing was said yet that speaks against a first request.
        let mut response = Response::default();
        response.keep_alive = true;
        Self {
            response,
            progress: Progress::new(opened),
            carried: 0,
            early: false,
            opened,
            peer: Peer::default(),
        }
    }

    /// Its answers name their pod in a header; what of them does not is told by who is at the other end.
    pub fn name(&mut self, header: Option<HeaderName>, peer: Peer) {
        self.response.pod_header = header;
        self.peer = peer;
    }

    /// It waits for its first request: until then the server may close it, as one that has carried some.
    pub fn opened_early(&mut self) {
        self.early = true;
    }

    /// Whether it may carry one more request.
    pub fn is_within(&self, lifetime: Lifetime) -> bool {
        lifetime.allows(self.carried, || self.opened.elapsed())
    }

    /// Whether the last answer lets another request follow.
    pub fn is_kept_alive(&self) -> bool {
        self.response.keep_alive
    }

    /// When the exchange under way began.
    pub fn begun(&self) -> Instant {
        self.progress.begun
    }

    /// What the exchange under way is waiting for.
    pub fn step(&self) -> Step {
        match (self.progress.written, self.progress.first) {
            (_, Some(_)) => Step::Reading,
            (Some(_), None) => Step::Waiting,
            (None, None) => Step::Sending,
        }
    }

    /// A request is to be sent.
    pub fn begin(&mut self, request: &Request, now: Instant) {
        self.response.reset(match request.message.method == Method::HEAD {
            true => Framing::Bodiless,
            false => Framing::Normal,
        });
        self.progress = Progress::new(now);
    }

    /// Sends of the request what the stream takes.
    pub fn send(&mut self, stream: &mut impl Write, request: &Request) {
        if self.progress.written.is_some() || self.progress.broken.is_some() {
            return;
        }
        match self.write(stream, &request.encoded) {
            Ok(()) => self.progress.written = Some(Instant::now()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
            Err(error) => self.progress.broken = Some(error),
        }
    }

    fn write(&mut self, stream: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
        while let Some(unsent) = bytes.get(self.progress.sent..).filter(|unsent| !unsent.is_empty()) {
            match stream.write(unsent)? {
                0 => return Err(io::ErrorKind::BrokenPipe.into()),
                sent => self.progress.sent += sent,
            }
        }
        stream.flush()
    }

    /// Reads what has arrived; ready with the time of the last byte of the answer.
    pub fn read(
        &mut self,
        stream: &mut impl Read,
        buffer: &mut [u8],
        sink: &mut impl Sink,
    ) -> Poll<Result<Instant, Fault>> {
        loop {
            let complete = match stream.read(buffer) {
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Poll::Pending,
                Ok(length) => self.take(&buffer[..length], sink),
                // A server that closes without close_notify has still ended an answer of known length; any other it cut.
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && !self.response.has_begun() => {
                    self.take(&[], sink)
                }
                Err(error) => Err(match self.response.has_begun() {
                    true => Fault::new(Class::Truncated, Fault::io(&error).message),
                    false => Fault::io(&error),
                }),
            };
            match complete {
                // What came with the last byte came with it: one look at the clock.
                Ok(true) => {
                    let now = Instant::now();
                    self.progress.first.get_or_insert(now);
                    return Poll::Ready(Ok(now));
                }
                Ok(false) if self.progress.first.is_none() && self.response.has_begun() => {
                    self.progress.first = Some(Instant::now());
                }
                Ok(false) => {}
                // A failed write explains more than the missing answer that follows from it.
                Err(fault) => {
                    let broken = self.progress.broken.take().filter(|_| !self.response.has_begun());
                    return Poll::Ready(Err(broken.map_or(fault, |error| Fault::io(&error))));
                }
            }
        }
    }

    /// Takes what arrived, which is nothing at the end of the stream; true once the answer is complete.
    fn take(&mut self, bytes: &[u8], sink: &mut impl Sink) -> Result<bool, Fault> {
        match bytes {
            [] => self.response.close().map(|()| true),
            _ => self.response.feed(bytes, sink),
        }
    }

    /// The exchange has ended: its answer, or its fault with what the connection knows of it.
    ///
    /// # Errors
    /// Why there is no whole answer.
    pub fn end(&mut self, last: Result<Instant, Fault>) -> Result<Answer, Fault> {
        let last = match last {
            Ok(last) => last,
            Err(mut fault) => {
                if (self.carried > 0 || self.early) && fault.class == Class::Reset {
                    fault.resend = Resend::IfIdempotent;
                }
                fault.pod = self.peer.of_cut(self.response.pod.take());
                return Err(fault);
            }
        };
        self.carried += 1;
        if let Some(pod) = &self.response.pod {
            self.peer.named(pod);
        }
        if self.progress.written.is_none() {
            // The server answered without reading all of the request: what it does with the rest is unknown.
            self.response.keep_alive = false;
        }
        Ok(Answer {
            queued: None,
            begun: self.progress.begun,
            written: self.progress.written.unwrap_or(last),
            first: self.progress.first.unwrap_or(last),
            last,
            status: self.response.status,
            body: self.response.body,
            location: self.response.location.take(),
            pod: self.response.pod.take(),
        })
    }
}
