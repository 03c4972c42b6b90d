//! One worker: takes the next request from the schedule, sends it, records what came of it.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::mpsc;

use super::client::{Before, Client, Kept};
use super::connection::{Answer, Dialler, Handshake, Http1, Lane, Pool, Scratch, Step};
use super::event_loop::{Left, Seat};
use super::fault::Fault;
use super::fetch::fetch;
use super::flight::{Flight, out_of_time};
use super::llm::{self, Pen};
use super::measure::Measurements;
use super::measure::pacing::LastSend;
use super::measure::recent::Recent;
use super::measure::recorder::is_success;
use super::message::Request;
use super::patience::{Patience, Watchdog};
use super::plan::Plan;
use super::refusal::Refusal;
use super::sample::{Phases, Sample};
use super::saturation::Probe;
use super::schedule::{Schedule, Ticket};
use super::wire::Sink;

/// How many samples are handed out at a time.
const ROWS: usize = 512;
/// How many answers are counted at a time. Behind a slow server what counts them is in no cache any more when an answer comes: the
/// first one of a batch pays for the others.
const ANSWERS: usize = 64;
/// A sample waits no longer than this for others to make a batch: somebody may be watching.
const LONGEST_WAIT: std::time::Duration = std::time::Duration::from_millis(100);

/// What a thread counts while it runs, for the progress line. Each thread writes its own.
#[derive(Debug, Default)]
pub struct Counters {
    /// Requests that were answered.
    pub answered: AtomicU64,
    /// Of these, the ones with a status from 400 on.
    pub refused: AtomicU64,
    /// Requests that failed.
    pub failed: AtomicU64,
    /// Whether a connection was ever opened.
    pub connected: AtomicBool,
    /// Whether a server that was offered HTTP/2 chose HTTP/1.1.
    pub fell_back: AtomicBool,
    /// What happened last, written now and then.
    pub recent: Mutex<Recent>,
}

/// What the workers of a thread share.
pub struct Shared {
    /// The run.
    pub plan: Arc<Plan>,
    /// When it began.
    pub start: Instant,
    /// Opens connections.
    pub dialler: Dialler,
    /// The HTTP/2 connections.
    pub pool: Pool,
    /// The read buffer.
    pub scratch: Scratch,
    /// Connections that were opened before the start, and that no worker has taken yet.
    pub ready: RefCell<VecDeque<Box<Http1>>>,
    /// What was measured, but for the last answers.
    pub measured: RefCell<Measurements>,
    /// Answers that are not counted yet; see [`Shared::settle`].
    pub answers: RefCell<Vec<Sample>>,
    /// Whether the thread keeps up.
    pub probe: Probe,
    /// When any thread last began a request of an open loop.
    pub last_send: Arc<LastSend>,
    /// For the progress line.
    pub counters: Arc<Counters>,
    /// Samples on their way to the reader, if anyone wants them.
    pub rows: Option<Rows>,
}

/// Samples on their way to the reader, handed out in batches.
pub struct Rows {
    /// Not handed out yet.
    pub batch: RefCell<Vec<Sample>>,
    /// Where they go.
    pub reader: mpsc::Sender<Vec<Sample>>,
}

/// One worker.
pub struct Worker {
    /// What the thread shares.
    pub shared: Rc<Shared>,
    /// What it writes prompts with, if it does.
    pub pen: Option<Box<Pen>>,
    schedule: Schedule,
    /// Where its connection goes for its steady state.
    seat: Option<Seat>,
    /// Whether an answer was a redirect: then the next will be one, and each of them needs the worker.
    redirected: bool,
    /// Kept connections: one, unless redirects lead elsewhere.
    connections: Kept,
    lane: Lane,
    watchdog: Watchdog,
    step: Cell<Step>,
}

impl Worker {
    /// Ready to run.
    pub fn new(shared: Rc<Shared>, schedule: Schedule, seat: Option<Seat>) -> Self {
        let watchdog = Watchdog::new(shared.plan.timeout);
        let lane = shared.pool.lane();
        Self {
            shared,
            pen: None,
            schedule,
            seat,
            redirected: false,
            connections: Kept::default(),
            lane,
            watchdog,
            step: Cell::default(),
        }
    }

    /// Sends requests until the schedule has none left.
    pub async fn run(self) {
        let mut work = std::pin::pin!(self.work());
        std::future::poll_fn(|context| {
            fetch(&*work);
            work.as_mut().poll(context)
        })
        .await;
    }

    async fn work(mut self) {
        let shared = self.shared.clone();
        let mut patience = Patience::default();
        while let Some(ticket) = self.schedule.next().await {
            let mut outcome = match &shared.plan.llm {
                // Its state is large, and not part of that of a worker who sends the plan's request.
                Some(llm) => Box::pin(llm::converse(&mut self, llm, ticket)).await,
                None => self.request(ticket).await,
            };
            while outcome.is_ok()
                && let Some(left) = self.steady().await
            {
                outcome = self.resume(left).await;
            }
            match (outcome, &self.schedule) {
                (Ok(()), _) => patience = Patience::default(),
                (Err(fault), Schedule::Closed(closed)) if fault.class.is_unreachable() => {
                    patience.wait(closed).await;
                }
                (Err(_), _) => {}
            }
        }
        shared.flush().await;
    }

    /// Sends the plan's request, and records what came of it.
    async fn request(&mut self, ticket: Ticket) -> Result<(), Fault> {
        let flight = Flight::begin(&self.shared, ticket, ticket.taken);
        let refusal = Refusal::new(self.shared.clone());
        self.conclude(flight, ticket.taken, refusal, None).await
    }

    /// Lets the connection go on by itself, if it can, until a request needs its worker.
    async fn steady(&mut self) -> Option<Left> {
        let seat = self.seat.as_ref().filter(|_| !self.redirected)?;
        let lifetime = self.shared.plan.route.lifetime;
        let mut connection = self.connections.lend()?;
        if !connection.can_carry(lifetime) {
            return None;
        }
        seat.carry(*connection).await
    }

    /// Goes on with a request that left the steady state.
    async fn resume(&mut self, left: Left) -> Result<(), Fault> {
        let Left { flight, begun, refusal, outcome, connection } = left;
        self.redirected |= outcome.as_ref().is_ok_and(|answer| answer.location.is_some());
        self.connections.give_back(connection);
        self.conclude(flight, begun, refusal, Some(Box::new(outcome))).await
    }

    /// Brings a request to its end, and records what came of it.
    async fn conclude(
        &mut self,
        mut flight: Flight,
        begun: Instant,
        mut refusal: Refusal,
        before: Option<Before>,
    ) -> Result<(), Fault> {
        let shared = self.shared.clone();
        let outcome = self.send(begun, &shared.plan.request, before, &mut refusal).await;
        let offset = flight.land();
        match outcome {
            Ok((phases, answer)) => {
                refusal.tell(answer.status);
                shared.answered(offset, phases, &answer).await;
                Ok(())
            }
            Err(fault) => {
                shared.failed(&fault, offset);
                Err(fault)
            }
        }
    }

    /// Sends one request within its time, redirects included; the body of its answer goes to `sink`. Its first exchange may have
    /// been made `before`.
    ///
    /// # Errors
    /// Why there is no whole answer.
    pub async fn send(
        &mut self,
        begun: Instant,
        request: &Request,
        before: Option<Before>,
        sink: &mut impl Sink,
    ) -> Result<(Phases, Answer), Fault> {
        let Self { shared, connections, lane, watchdog, step, .. } = self;
        let client = Client { shared, connections, lane: *lane, step };
        // Pinned here, so that it is not moved about: it is large.
        let work = std::pin::pin!(client.follow(request, before, sink));
        match watchdog.guard(begun, work).await {
            Some(outcome) => outcome,
            None => Err(out_of_time(shared.plan.timeout.unwrap_or_default(), step.get())),
        }
    }
}

impl Shared {
    /// The run begins: its times count from then.
    pub fn begin(&mut self, start: Instant) {
        self.start = start;
        self.probe = Probe::new(start);
    }

    /// Tells now and then what happened last; never ends.
    pub async fn tell(&self) -> Infallible {
        const PERIOD: Duration = Duration::from_millis(500);
        const SECONDS: usize = 10;
        loop {
            tokio::time::sleep(PERIOD).await;
            self.settle();
            let recent = self.measured.borrow().timeline.recent(self.start.elapsed(), SECONDS);
            *self.counters.recent.lock().unwrap_or_else(PoisonError::into_inner) = recent;
        }
    }

    /// A connection was opened.
    pub fn connected(&self, tls: Option<Handshake>) {
        self.counters.connected.store(true, Ordering::Relaxed);
        self.measured.borrow_mut().connected(self.start.elapsed(), tls);
    }

    /// A connection was opened before the start.
    pub fn connected_before(&self, tls: Option<Handshake>) {
        self.counters.connected.store(true, Ordering::Relaxed);
        self.measured.borrow_mut().connected_before(tls);
    }

    /// A request that was due at `offset` was answered.
    pub async fn answered(&self, offset: Duration, phases: Phases, answer: &Answer) {
        let total = answer.last.saturating_duration_since(self.start + offset);
        let sample = Sample { offset, total, phases, status: answer.status, body: answer.body };
        let waiting = {
            let mut answers = self.answers.borrow_mut();
            answers.push(sample);
            answers.len()
        };
        if waiting >= ANSWERS {
            self.settle();
        }
        if let Some(pod) = &answer.pod {
            self.measured.borrow_mut().pods.answered(pod, &sample);
        }
        self.counters.answered.fetch_add(1, Ordering::Relaxed);
        if !is_success(answer.status) {
            self.counters.refused.fetch_add(1, Ordering::Relaxed);
        }
        self.hand_out(sample).await;
    }

    /// Counts the answers that are not counted yet.
    pub fn settle(&self) {
        let mut measured = self.measured.borrow_mut();
        self.answers.borrow_mut().drain(..).for_each(|sample| measured.answered(&sample));
    }

    /// A request that was due at `offset` failed.
    pub fn failed(&self, fault: &Fault, offset: Duration) {
        let mut measured = self.measured.borrow_mut();
        let end = self.start.elapsed();
        measured.failed(fault, offset, end);
        if let Some(pod) = fault.pod.as_ref().filter(|_| fault.class.is_cut()) {
            measured.pods.cut(pod, end);
        }
        drop(measured);
        self.counters.failed.fetch_add(1, Ordering::Relaxed);
    }

    /// Hands out a sample, if anyone wants it. Waits if the reader is slower than the load.
    async fn hand_out(&self, sample: Sample) {
        let Some(rows) = &self.rows else {
            return;
        };
        let due = {
            let mut batch = rows.batch.borrow_mut();
            batch.push(sample);
            let waited = (sample.offset + sample.total).saturating_sub(batch[0].offset + batch[0].total);
            batch.len() >= ROWS || waited >= LONGEST_WAIT
        };
        if due {
            self.flush().await;
        }
    }

    /// Hands out what is left.
    pub async fn flush(&self) {
        let Some(rows) = &self.rows else {
            return;
        };
        let full = rows.batch.take();
        if !full.is_empty() {
            // A reader that has gone stops the run by itself.
            let _ = rows.reader.send(full).await;
        }
    }
}
