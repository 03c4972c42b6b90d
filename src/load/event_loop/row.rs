//! One connection in its steady state.

use std::io::{self, Read};
use std::net::TcpStream;
use std::rc::Rc;
use std::task::Poll;
use std::time::{Duration, Instant};

use rustix::event::epoll::EventFlags;
use tokio::sync::oneshot;

use super::Left;
use crate::load::connection::{Answer, Dialogue, Http1, Socket, Step, Stream};
use crate::load::fault::Fault;
use crate::load::fetch::fetch;
use crate::load::flight::Flight;
use crate::load::refusal::Refusal;
use crate::load::schedule::Ticket;
use crate::load::worker::Shared;

/// A connection with a request under way.
pub struct Row {
    pub stream: TcpStream,
    dialogue: Dialogue,
    flight: Flight,
    refusal: Refusal,
    worker: oneshot::Sender<Left>,
}

impl Row {
    /// Begins a request on a worker's connection.
    pub fn begin(
        (stream, dialogue): (TcpStream, Dialogue),
        worker: oneshot::Sender<Left>,
        shared: &Rc<Shared>,
        ticket: Ticket,
    ) -> Self {
        let flight = Flight::begin(shared, ticket, ticket.taken);
        let refusal = Refusal::new(shared.clone());
        let mut row = Self { stream, dialogue, flight, refusal, worker };
        row.send(shared, ticket);
        row
    }

    /// Begins the next request.
    pub fn next(&mut self, shared: &Rc<Shared>, ticket: Ticket) {
        self.flight = Flight::begin(shared, ticket, ticket.taken);
        self.send(shared, ticket);
    }

    fn send(&mut self, shared: &Shared, ticket: Ticket) {
        let request = &shared.plan.request;
        self.dialogue.begin(request, ticket.taken);
        self.dialogue.send(&mut &self.stream, request);
    }

    /// The kernel has told of something. Once the exchange is over: what came of it, and whether the connection can carry another.
    pub fn come(&mut self, flags: EventFlags, shared: &Shared) -> Option<(Result<Answer, Fault>, bool)> {
        fetch(self);
        let Self { stream, dialogue, refusal, .. } = self;
        dialogue.send(&mut &*stream, &shared.plan.request);
        let ended = flags.intersects(EventFlags::RDHUP | EventFlags::HUP | EventFlags::ERR);
        if !flags.contains(EventFlags::IN) && !ended {
            return None;
        }
        let mut edge = Edge { stream, ended, drained: false };
        let read = dialogue.read(&mut edge, &mut shared.scratch.borrow_mut(), refusal);
        let Poll::Ready(last) = read else { return None };
        let outcome = dialogue.end(last);
        let lifetime = shared.plan.route.lifetime;
        let lasts = outcome.is_ok() && !ended && dialogue.is_kept_alive() && dialogue.is_within(lifetime);
        Some((outcome, lasts))
    }

    /// The request was answered, and another follows; returns its offset.
    pub fn answered(&mut self, status: u16) -> Duration {
        self.refusal.tell(status);
        self.flight.land()
    }

    /// When its request began and what it waits for, if it has not been answered.
    pub fn waits(&self) -> Option<(Instant, Step)> {
        (!self.flight.has_ended()).then(|| (self.dialogue.begun(), self.dialogue.step()))
    }

    /// Goes back to its worker with what came of its exchange; the connection too, if it lasts.
    pub fn leave(self, outcome: Result<Answer, Fault>, lasts: bool, shared: &Shared) {
        let Self { stream, dialogue, flight, refusal, worker } = self;
        let begun = dialogue.begun();
        // A socket that cannot move is closed.
        let moved = || tokio::net::TcpStream::from_std(stream).ok();
        let connection = lasts.then(moved).flatten().map(|stream| {
            let stream = Stream::Plain(Socket::Tcp(stream));
            Box::new(Http1::resume(stream, dialogue, shared.scratch.clone()))
        });
        // A worker who is gone had been ended with the run: the request counts itself as unfinished.
        let _ = worker.send(Left { flight, begun, refusal, outcome, connection });
    }
}

/// A stream of which an edge was told: what comes after that is told again, so that one short read has read all.
struct Edge<'a> {
    stream: &'a TcpStream,
    /// No other edge follows the end: it is read up to there.
    ended: bool,
    drained: bool,
}

impl Read for Edge<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.drained {
            return Err(io::ErrorKind::WouldBlock.into());
        }
        let mut stream = self.stream;
        let length = stream.read(buffer)?;
        self.drained = length < buffer.len() && !self.ended;
        Ok(length)
    }
}
