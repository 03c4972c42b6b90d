//! HTTP/1.1 over a connection of its own: no allocation a request.

use std::cell::{Cell, RefCell};
use std::io::{self, Read, Write};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Instant;

use http::HeaderName;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::dialogue::Dialogue;
use super::{Answer, Connection, Peer, Step, Stream};
use crate::load::fault::Fault;
use crate::load::fetch::fetch;
use crate::load::message::Request;
use crate::load::route::Lifetime;
use crate::load::wire::Sink;

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
    dialogue: Dialogue,
    scratch: Scratch,
}

impl Http1 {
    /// Speaks HTTP/1.1 on a fresh stream.
    pub fn new(stream: Stream, scratch: Scratch) -> Self {
        Self::resume(stream, Dialogue::since(Instant::now()), scratch)
    }

    /// Goes on with a dialogue on its stream.
    pub fn resume(stream: Stream, dialogue: Dialogue, scratch: Scratch) -> Self {
        Self { stream, dialogue, scratch }
    }

    /// Its answers name their pod in a header; what of them does not is told by who is at the other end.
    #[must_use]
    pub fn naming(mut self, header: Option<HeaderName>, peer: Peer) -> Self {
        self.dialogue.name(header, peer);
        self
    }

    /// It waits for its first request: until then the server may close it, as one that has carried some.
    #[must_use]
    pub fn opened_early(mut self) -> Self {
        self.dialogue.opened_early();
        self
    }

    /// Whether it may carry one more request.
    pub fn is_within(&self, lifetime: Lifetime) -> bool {
        self.dialogue.is_within(lifetime)
    }

    /// Whether it can carry one more request, as far as one can know.
    pub fn can_carry(&mut self, lifetime: Lifetime) -> bool {
        self.is_within(lifetime) && self.is_reusable()
    }

    /// Its stream and what was said on it.
    pub fn into_parts(self) -> (Stream, Dialogue) {
        (self.stream, self.dialogue)
    }

    /// Ready with the time of the last byte.
    fn poll_exchange(
        &mut self,
        context: &mut Context<'_>,
        request: &Request,
        step: &Cell<Step>,
        sink: &mut impl Sink,
    ) -> Poll<Result<Instant, Fault>> {
        fetch(self);
        let mut stream = Polled { stream: &mut self.stream, context };
        self.dialogue.send(&mut stream, request);
        let read = self.dialogue.read(&mut stream, &mut self.scratch.borrow_mut(), sink);
        step.set(self.dialogue.step());
        read
    }
}

impl Connection for Http1 {
    async fn exchange(
        &mut self,
        request: &Request,
        step: &Cell<Step>,
        sink: &mut impl Sink,
    ) -> Result<Answer, Fault> {
        self.dialogue.begin(request, Instant::now());
        let last = std::future::poll_fn(|context| self.poll_exchange(context, request, step, sink)).await;
        self.dialogue.end(last)
    }

    fn is_reusable(&mut self) -> bool {
        if !self.dialogue.is_kept_alive() {
            return false;
        }
        // A server may close a kept connection, or say something out of turn: look before the next request is sent.
        // This costs no system call while nothing has arrived.
        let mut scratch = self.scratch.borrow_mut();
        self.stream.is_quiet(&mut scratch)
    }
}

/// A stream of the event loop's: where it has to be waited for, the task is woken.
struct Polled<'a, 'b> {
    stream: &'a mut Stream,
    context: &'a mut Context<'b>,
}

impl Read for Polled<'_, '_> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let mut buffer = ReadBuf::new(bytes);
        let read = Pin::new(&mut *self.stream).poll_read(self.context, &mut buffer);
        now(read).map(|()| buffer.filled().len())
    }
}

impl Write for Polled<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        now(Pin::new(&mut *self.stream).poll_write(self.context, bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        now(Pin::new(&mut *self.stream).poll_flush(self.context))
    }
}

fn now<T>(polled: Poll<io::Result<T>>) -> io::Result<T> {
    match polled {
        Poll::Ready(done) => done,
        Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
    }
}
