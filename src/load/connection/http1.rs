//! HTTP/1.1 over a connection of its own: no allocation a request.

use std::cell::{Cell, RefCell};
use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use http::{HeaderName, Method};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{Answer, Connection, Peer, Step, Stream};
use crate::load::fault::{Class, Fault, Resend};
use crate::load::fetch::fetch;
use crate::load::message::Request;
use crate::load::route::Lifetime;
use crate::load::wire::{Framing, Response, Sink};

/// The buffer into which all connections of a thread read: what is read is looked at before anyone else reads.
pub type Scratch = Rc<RefCell<Box<[u8]>>>;

/// How much is read at a time.
const READ_SIZE: usize = 64 * 1024;

/// A buffer for the connections of one thread.
pub fn scratch() -> Scratch {
    Rc::new(RefCell::new(vec![0; READ_SIZE].into_boxed_slice()))
}

/// One HTTP/1.1 connection.
#[derive(Debug)]
pub struct Http1 {
    stream: Stream,
    response: Response,
    scratch: Scratch,
    /// How many answers the connection has carried.
    carried: u64,
    /// Whether it stood open before there was a request for it.
    early: bool,
    opened: Instant,
    peer: Peer,
}

impl Http1 {
    /// Speaks HTTP/1.1 on a fresh stream.
    pub fn new(stream: Stream, scratch: Scratch) -> Self {
        // Nothing was said yet that speaks against a first request.
        let mut response = Response::default();
        response.keep_alive = true;
        Self {
            stream,
            response,
            scratch,
            carried: 0,
            early: false,
            opened: Instant::now(),
            peer: Peer::default(),
        }
    }

    /// Its answers name their pod in a header; what of them does not is told by who is at the other end.
    #[must_use]
    pub fn naming(mut self, header: Option<HeaderName>, peer: Peer) -> Self {
        self.response.pod_header = header;
        self.peer = peer;
        self
    }

    /// It waits for its first request: until then the server may close it, as one that has carried some.
    #[must_use]
    pub fn opened_early(mut self) -> Self {
        self.early = true;
        self
    }

    /// Whether it may carry one more request.
    pub fn is_within(&self, lifetime: Lifetime) -> bool {
        lifetime.allows(self.carried, || self.opened.elapsed())
    }

    /// Reads what has arrived; true once the answer is complete.
    fn poll_answer(&mut self, context: &mut Context<'_>, sink: &mut impl Sink) -> Poll<Result<bool, Fault>> {
        let mut scratch = self.scratch.borrow_mut();
        let mut buffer = ReadBuf::new(&mut scratch);
        match ready!(Pin::new(&mut self.stream).poll_read(context, &mut buffer)) {
            Ok(()) if buffer.filled().is_empty() => Poll::Ready(self.response.close().map(|()| true)),
            Ok(()) => Poll::Ready(self.response.feed(buffer.filled(), sink)),
            // A server that closes without close_notify has still ended an answer of known length; any other it cut.
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof && !self.response.has_begun() => {
                Poll::Ready(self.response.close().map(|()| true))
            }
            Err(error) => Poll::Ready(Err(match self.response.has_begun() {
                true => Fault::new(Class::Truncated, Fault::io(&error).message),
                false => Fault::io(&error),
            })),
        }
    }
}

/// How far an exchange is.
struct Progress<'a> {
    unsent: &'a [u8],
    /// The write failed; the server may have answered before it closed.
    broken: Option<io::Error>,
    written: Option<Instant>,
    first: Option<Instant>,
}

impl Http1 {
    /// Ready with the time of the last byte.
    fn poll_exchange(
        &mut self,
        context: &mut Context<'_>,
        progress: &mut Progress<'_>,
        step: &Cell<Step>,
        sink: &mut impl Sink,
    ) -> Poll<Result<Instant, Fault>> {
        fetch(self);
        if progress.written.is_none() && progress.broken.is_none() {
            match self.poll_send(context, &mut progress.unsent) {
                Poll::Ready(Ok(())) => {
                    progress.written = Some(Instant::now());
                    step.set(Step::Waiting);
                }
                Poll::Ready(Err(error)) => progress.broken = Some(error),
                Poll::Pending => {}
            }
        }
        loop {
            let read = ready!(self.poll_answer(context, sink));
            match read {
                // What came with the last byte came with it: one look at the clock.
                Ok(true) => {
                    let now = Instant::now();
                    progress.first.get_or_insert(now);
                    return Poll::Ready(Ok(now));
                }
                Ok(false) => {
                    if progress.first.is_none() && self.response.has_begun() {
                        progress.first = Some(Instant::now());
                        step.set(Step::Reading);
                    }
                }
                // A failed write explains more than the missing answer that follows from it.
                Err(fault) => {
                    let broken = progress.broken.take().filter(|_| !self.response.has_begun());
                    return Poll::Ready(Err(broken.map_or(fault, |error| Fault::io(&error))));
                }
            }
        }
    }

    fn poll_send(&mut self, context: &mut Context<'_>, unsent: &mut &[u8]) -> Poll<io::Result<()>> {
        while !unsent.is_empty() {
            let sent = ready!(Pin::new(&mut self.stream).poll_write(context, unsent))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
            }
            *unsent = &unsent[sent..];
        }
        Pin::new(&mut self.stream).poll_flush(context)
    }
}

impl Connection for Http1 {
    async fn exchange(
        &mut self,
        request: &Request,
        step: &Cell<Step>,
        sink: &mut impl Sink,
    ) -> Result<Answer, Fault> {
        let begun = Instant::now();
        step.set(Step::Sending);
        self.response.reset(match request.message.method == Method::HEAD {
            true => Framing::Bodiless,
            false => Framing::Normal,
        });
        let mut progress = Progress { unsent: &request.encoded, broken: None, written: None, first: None };
        let outcome =
            std::future::poll_fn(|context| self.poll_exchange(context, &mut progress, step, sink)).await;
        let last = match outcome {
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
        if progress.written.is_none() {
            // The server answered without reading all of the request: what it does with the rest is unknown.
            self.response.keep_alive = false;
        }
        Ok(Answer {
            queued: None,
            begun,
            written: progress.written.unwrap_or(last),
            first: progress.first.unwrap_or(last),
            last,
            status: self.response.status,
            body: self.response.body,
            location: self.response.location.take(),
            pod: self.response.pod.take(),
        })
    }

    fn is_reusable(&mut self) -> bool {
        if !self.response.keep_alive {
            return false;
        }
        // A server may close a kept connection, or say something out of turn: look before the next request is sent.
        // This costs no system call while nothing has arrived.
        let mut scratch = self.scratch.borrow_mut();
        self.stream.is_quiet(&mut scratch)
    }
}
