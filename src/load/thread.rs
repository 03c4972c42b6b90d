//! A thread of a run: its event loop, its connections, its workers, and what it measured.

use std::cell::RefCell;
use std::convert::Infallible;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use tokio::runtime::LocalOptions;
use tokio::sync::{mpsc, watch};

use super::alarm::Alarm;
use super::connection::{Dialler, Pool, scratch};
use super::event_loop::EventLoop;
use super::fault::reason;
use super::llm::measured::Measured;
use super::measure::Measurements;
use super::measure::pacing::LastSend;
use super::measure::span::Span;
use super::plan::{Load, Part, Plan};
use super::sample::Sample;
use super::saturation::Probe;
use super::saturation::strain::Strains;
use super::schedule::{Budget, Closed, Open, Pace, Schedule};
use super::worker::{Counters, Rows, Shared, Worker};
use crate::error::{Error, Result};

/// What a thread has of something; the first ones take what cannot be shared evenly.
pub fn share(whole: usize, (index, threads): (usize, usize)) -> usize {
    whole / threads + usize::from(index < whole % threads)
}

/// What one thread measured.
pub struct Outcome {
    /// Of its requests.
    pub measured: Measurements,
    /// What it suffered from.
    pub strains: Strains,
}

/// What a thread is given.
pub struct Thread {
    /// The run.
    pub plan: Arc<Plan>,
    /// Which thread it is, of how many.
    pub place: (usize, usize),
    /// How many workers it has.
    pub workers: usize,
    /// How many requests are left of a closed loop, for all threads.
    pub budget: Option<Arc<Budget>>,
    /// Set once a closed loop is to send no more.
    pub stop: Arc<AtomicBool>,
    /// When any thread last began a request of an open loop.
    pub last_send: Arc<LastSend>,
    /// For the progress line.
    pub counters: Arc<Counters>,
    /// Dropped when it is ready for the start.
    pub waiting: Option<mpsc::Sender<Infallible>>,
    /// The start, once it is known.
    pub start: watch::Receiver<Option<Instant>>,
    /// Whether the run is to end now.
    pub end: watch::Receiver<bool>,
    /// Where samples go, if anyone wants them.
    pub rows: mpsc::Sender<Vec<Sample>>,
}

impl Thread {
    /// Makes ready, waits for the start, and runs the workers to their end.
    ///
    /// # Errors
    /// The machine gives no event loop.
    pub fn run(self) -> Result<Outcome> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build_local(LocalOptions::default())
            .map_err(|error| no_thread(&reason(&error)))?;
        // A task of its own: what `block_on` is given is looked at whenever anything on the thread wakes.
        let work = runtime.spawn_local(self.work());
        let outcome = runtime.block_on(work);
        // A lookup of a name cannot be called back; nobody waits for it.
        runtime.shutdown_background();
        outcome.map_err(|error| Error::failed(format!("a load thread broke off: {error}")))?
    }

    async fn work(mut self) -> Result<Outcome> {
        // Before anything is connected: what other threads open may take the last descriptors.
        let alarms = [alarm()?, alarm()?];
        let mut shared = self.shared()?;
        if self.plan.preconnect {
            shared.preconnect(self.workers).await;
        }
        // Whoever prepares the run waits until no thread has it any more.
        drop(self.waiting.take());
        let start = self.start.wait_for(Option::is_some).await.map_or(None, |start| *start);
        // Without a start the run was given up before it began.
        let Some(start) = start else { return Ok(outcome(shared)) };
        shared.begin(start);
        let shared = Rc::new(shared);
        self.send(&shared, alarms).await?;
        shared.flush().await;
        // Its workers have ended: nobody else holds it.
        Rc::into_inner(shared).map(outcome).ok_or_else(|| Error::failed("a worker outlived its thread"))
    }

    /// What its workers will share.
    fn shared(&self) -> Result<Shared> {
        Ok(Shared {
            dialler: Dialler::new(self.plan.clone(), self.place.0),
            plan: self.plan.clone(),
            start: Instant::now(),
            pool: Pool::new(share(self.plan.h2_connections, self.place), self.plan.route.lifetime),
            scratch: scratch(),
            ready: RefCell::default(),
            measured: RefCell::new(measurements(&self.plan)?),
            answers: RefCell::default(),
            probe: Probe::new(Instant::now()),
            last_send: self.last_send.clone(),
            counters: self.counters.clone(),
            rows: self.plan.rows.then(|| Rows { batch: RefCell::default(), reader: self.rows.clone() }),
        })
    }

    /// Runs the workers to their end, or to that of the run.
    async fn send(&mut self, shared: &Rc<Shared>, alarms: [Alarm; 2]) -> Result<()> {
        let start = shared.start;
        let [mut pulse, mut bell] = alarms;
        let (open, closed) = (self.open(start), self.closed(start));
        let steady = closed.as_ref().and_then(|closed| EventLoop::of(shared, closed, &pulse));
        // Each by itself: whichever wakes, the others are not looked at.
        let mut watchers = tokio::task::JoinSet::new();
        let (watched, told) = (shared.clone(), shared.clone());
        watchers.spawn_local(async move { watched.probe.watch(&mut pulse).await });
        watchers.spawn_local(async move { told.tell().await });
        if let Some(steady) = steady.clone() {
            let watching = steady.clone();
            watchers.spawn_local(async move { steady.serve().await });
            watchers.spawn_local(async move { watching.expire().await });
        }
        let mut workers = tokio::task::JoinSet::new();
        let grace = self.plan.window().map(|window| start + window + self.plan.grace);
        let out_of_time = async move {
            match grace {
                Some(grace) => tokio::time::sleep_until(grace.into()).await,
                None => std::future::pending().await,
            }
        };
        let all = async {
            let mut hire = |schedule| {
                let seat = steady.as_ref().map(|steady| steady.seat());
                workers.spawn_local(Worker::new(shared.clone(), schedule, seat).run());
            };
            match (&open, &closed) {
                (Some(open), _) => {
                    open.dispatch(&mut bell, self.workers, |seat| hire(Schedule::Open(open.clone(), seat)))
                        .await;
                }
                (None, Some(closed)) => {
                    (0..self.workers).for_each(|_| hire(Schedule::Closed(closed.clone())))
                }
                (None, None) => {}
            }
            while workers.join_next().await.is_some() {}
        };
        tokio::select! {
            biased;
            () = all => {}
            _ = self.end.wait_for(|end| *end) => {}
            () = out_of_time => {}
        }
        // What is in flight is dropped, and counts itself as unfinished.
        workers.shutdown().await;
        watchers.shutdown().await;
        if let Some(open) = open {
            let end = start.elapsed();
            let mut measured = shared.measured.borrow_mut();
            open.left(end).into_iter().for_each(|due| measured.never_sent(due, end));
        }
        Ok(())
    }

    /// This thread's share of an open loop.
    fn open(&self, start: Instant) -> Option<Rc<Open>> {
        let (index, threads) = self.place;
        match &self.plan.load {
            Load::Open(timetable) => {
                Some(Rc::new(Open::new(timetable, start, self.plan.part.thread(index, threads))))
            }
            Load::Closed { .. } => None,
        }
    }

    /// The schedule of a closed loop.
    fn closed(&self, start: Instant) -> Option<Closed> {
        let (Load::Closed { period, .. }, Some(budget)) = (&self.plan.load, &self.budget) else {
            return None;
        };
        Some(Closed {
            budget: budget.clone(),
            deadline: self.plan.window().map(|window| start + window),
            pace: period.map(|period| Pace::new(start, period)),
            stop: self.stop.clone(),
        })
    }
}

fn outcome(shared: Shared) -> Outcome {
    shared.settle();
    let Shared { measured, probe, .. } = shared;
    Outcome { measured: measured.into_inner(), strains: probe.finish() }
}

fn alarm() -> Result<Alarm> {
    Alarm::new().map_err(|error| no_thread(&reason(&error)))
}

/// The machine does not give what a thread needs.
pub fn no_thread(why: &dyn std::fmt::Display) -> Error {
    Error::failed(format!("cannot start a load thread: {why}"))
        .hint("raise `ulimit -n` and `ulimit -u`, or lower `-cpus`")
}

/// An empty measurement of a plan.
///
/// # Errors
/// Never; the histogram's constructor cannot say so.
pub fn measurements(plan: &Plan) -> Result<Measurements> {
    let mut measured = Measurements::new(Span::run(plan.window()), plan.steady, plan.load.is_open())
        .map_err(|error| no_thread(&error))?;
    if let Some(pacing) = measured.pacing.as_mut().filter(|_| plan.part != Part::WHOLE) {
        pacing.keep_sends();
    }
    if let Some(llm) = &plan.llm {
        let made = Measured::new(plan.steady, llm.limits);
        measured.llm = Some(Box::new(made.map_err(|error| no_thread(&error))?));
    }
    Ok(measured)
}
