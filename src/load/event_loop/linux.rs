//! The loop, on epoll.

use std::cell::{Cell, RefCell};
use std::convert::Infallible;
use std::os::fd::OwnedFd;
use std::rc::Rc;
use std::time::Instant;

use rustix::buffer::spare_capacity;
use rustix::event::{Timespec, epoll};
use tokio::io::unix::AsyncFd;
use tokio::sync::oneshot;

use super::Left;
use super::row::Row;
use crate::load::alarm::Alarm;
use crate::load::connection::{Answer, Http1};
use crate::load::descriptors::watched;
use crate::load::fault::Fault;
use crate::load::fetch::fetch;
use crate::load::flight::out_of_time;
use crate::load::sample::Phases;
use crate::load::schedule::Closed;
use crate::load::worker::Shared;

/// How many events are asked for at a time.
const EVENTS: usize = 256;
/// What an event of the alarm's says instead of a seat.
const ALARM: u64 = u64::MAX;

/// The connections of one thread that are in their steady state.
pub struct EventLoop {
    shared: Rc<Shared>,
    closed: Closed,
    epoll: AsyncFd<OwnedFd>,
    /// By their workers' seats.
    rows: RefCell<Vec<Option<Row>>>,
    /// How many there are.
    inside: Cell<usize>,
    /// How many workers there are.
    workers: Cell<usize>,
}

/// A worker's place.
pub struct Seat {
    event_loop: Rc<EventLoop>,
    number: usize,
}

impl EventLoop {
    /// Of a thread whose schedule is this one, and which looks after its other tasks at each alarm; `None` if no connection of
    /// its plan has such a state, or the process has no file descriptor left.
    pub fn of(shared: &Rc<Shared>, closed: &Closed, alarm: &Alarm) -> Option<Rc<Self>> {
        if closed.pace.is_some() || !shared.plan.is_steady() {
            return None;
        }
        let epoll = epoll::create(epoll::CreateFlags::CLOEXEC).ok()?;
        let flags = epoll::EventFlags::IN | epoll::EventFlags::ET;
        epoll::add(&epoll, alarm, epoll::EventData::new_u64(ALARM), flags).ok()?;
        let epoll = watched(epoll).ok()?;
        Some(Rc::new(Self {
            shared: shared.clone(),
            closed: closed.clone(),
            epoll,
            rows: RefCell::default(),
            inside: Cell::default(),
            workers: Cell::default(),
        }))
    }

    /// A place for one more worker.
    pub fn seat(self: &Rc<Self>) -> Seat {
        let mut rows = self.rows.borrow_mut();
        rows.push(None);
        self.workers.update(|workers| workers + 1);
        Seat { event_loop: self.clone(), number: rows.len() - 1 }
    }

    /// Takes answers as they come, and sends the requests that follow them; never ends.
    pub async fn serve(&self) -> Infallible {
        const NOW: Timespec = Timespec { tv_sec: 0, tv_nsec: 0 };
        let mut events = Vec::with_capacity(EVENTS);
        // Whether more had come than was asked for.
        let mut more = false;
        loop {
            let sleeps = self.inside.get() > 0 && self.inside == self.workers;
            if !sleeps
                && !more
                && let Ok(mut some) = self.epoll.readable().await
            {
                // Before it is asked what there is: what comes afterwards is told again.
                some.clear_ready();
            }
            events.clear();
            let wait = if sleeps { None } else { Some(&NOW) };
            if epoll::wait(&self.epoll, spare_capacity(&mut events), wait).is_err() {
                continue;
            }
            more = events.len() == EVENTS;
            let mut others = more && !sleeps;
            for (index, event) in events.iter().enumerate() {
                if let Some(next) = events.get(index + 1) {
                    self.with(seat_of(next), |row| fetch(row));
                }
                match event.data.u64() {
                    // However the thread slept: next time it may sleep here, and nobody else would set the alarm again.
                    ALARM => others = true,
                    _ => self.turn(event).await,
                }
            }
            if others {
                // They come after a look at what tokio waits for.
                tokio::task::yield_now().await;
            }
        }
    }

    /// What came for one connection.
    async fn turn(&self, event: &epoll::Event) {
        let (seat, shared) = (seat_of(event), &*self.shared);
        let Some((outcome, lasts)) = self.with(seat, |row| row.come(event.flags, shared)).flatten() else {
            return;
        };
        let is_followed = |answer: &Answer| shared.plan.redirects && answer.location.is_some();
        let answer = match outcome {
            Ok(answer) if lasts && !is_followed(&answer) => answer,
            _ => return self.leave(seat, outcome, lasts),
        };
        let Some(offset) = self.with(seat, |row| row.answered(answer.status)) else { return };
        shared.answered(offset, Phases::of(&answer), &answer).await;
        match self.closed.at_once() {
            Some(ticket) => drop(self.with(seat, |row| row.next(&self.shared, ticket))),
            None => drop(self.take(seat)),
        }
    }

    /// Gives a connection back to its worker, if it lasts, and what came of its exchange.
    fn leave(&self, seat: usize, outcome: Result<Answer, Fault>, lasts: bool) {
        if let Some(row) = self.take(seat) {
            row.leave(outcome, lasts, &self.shared);
        }
    }

    /// Gives back what takes too long; never ends.
    pub async fn expire(&self) -> Infallible {
        let Some(timeout) = self.shared.plan.timeout else { return std::future::pending().await };
        loop {
            let oldest =
                self.rows.borrow().iter().flatten().filter_map(Row::waits).map(|(begun, _)| begun).min();
            let due = oldest.unwrap_or_else(Instant::now) + timeout;
            tokio::time::sleep_until(due.into()).await;
            let now = Instant::now();
            let seats = self.rows.borrow().len();
            for seat in 0..seats {
                match self.with(seat, |row| row.waits()).flatten() {
                    Some((begun, step)) if begun + timeout <= now => {
                        self.leave(seat, Err(out_of_time(timeout, step)), false);
                    }
                    _ => {}
                }
            }
        }
    }

    fn with<T>(&self, seat: usize, work: impl FnOnce(&mut Row) -> T) -> Option<T> {
        self.rows.borrow_mut().get_mut(seat)?.as_mut().map(work)
    }

    fn take(&self, seat: usize) -> Option<Row> {
        let row = self.rows.borrow_mut().get_mut(seat)?.take()?;
        self.inside.update(|rows| rows - 1);
        // It was there: nothing else takes it away.
        let _ = epoll::delete(&self.epoll, &row.stream);
        Some(row)
    }
}

impl Seat {
    /// Sends the plan's request over the worker's connection, again and again, until something else is to be done; `None` if the
    /// schedule has no more, or the connection cannot be here.
    pub async fn carry(&self, connection: Http1) -> Option<Left> {
        let Self { event_loop, number } = self;
        let (stream, dialogue) = connection.into_parts();
        let stream = stream.into_tcp()?.into_std().ok()?;
        // Whether there is room to write is told too: a long request is taken in pieces.
        let flags =
            epoll::EventFlags::IN | epoll::EventFlags::OUT | epoll::EventFlags::RDHUP | epoll::EventFlags::ET;
        epoll::add(&event_loop.epoll, &stream, epoll::EventData::new_u64(*number as u64), flags).ok()?;
        let ticket = event_loop.closed.at_once()?;
        let (worker, left) = oneshot::channel();
        let row = Row::begin((stream, dialogue), worker, &event_loop.shared, ticket);
        event_loop.rows.borrow_mut()[*number] = Some(row);
        event_loop.inside.update(|rows| rows + 1);
        left.await.ok()
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        drop(self.event_loop.take(self.number));
        self.event_loop.workers.update(|workers| workers - 1);
    }
}

fn seat_of(event: &epoll::Event) -> usize {
    usize::try_from(event.data.u64()).unwrap_or(usize::MAX)
}
