//! Runs a plan: one current-thread runtime a thread, connections dealt to them, recorders merged at the end.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};
use tokio::task::LocalSet;

use super::alarm::Alarm;
use super::connection::{Dialler, Pool, scratch};
use super::descriptors;
use super::fault::reason;
use super::llm::measured::Measured;
use super::measure::Measurements;
use super::measure::pacing::LastSend;
use super::measure::recent::Recent;
use super::measure::span::Span;
use super::plan::{Load, Part, Plan};
use super::sample::Sample;
use super::saturation::strain::Strains;
use super::saturation::{Machine, Probe};
use super::schedule::{Budget, Closed, Open, Pace, Schedule};
use super::summary::{Ending, Summary};
use super::worker::{Counters, Rows, Shared, Worker};
use crate::error::{Error, Result};

/// How long nothing but failures to connect may come before a run is given up.
const HOPELESS: Duration = Duration::from_secs(5);
/// How many batches of samples may wait for the reader: a slow reader slows the load down, it does not fill the memory.
const WAITING_BATCHES: usize = 64;

/// A run that is under way.
pub struct Run {
    plan: Arc<Plan>,
    start: Instant,
    threads: Vec<JoinHandle<Result<Outcome>>>,
    counters: Vec<Arc<Counters>>,
    stopped: Arc<AtomicBool>,
    end: watch::Sender<bool>,
    ended: Option<(Instant, Ending)>,
    rows: mpsc::Receiver<Vec<Sample>>,
    machine: Machine,
}

/// What one thread measured.
struct Outcome {
    measured: Measurements,
    strains: Strains,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Requests that were answered.
    pub answered: u64,
    /// Of these, the ones with a status from 400 on.
    pub refused: u64,
    /// Requests that failed.
    pub failed: u64,
    /// Whether a connection was ever opened.
    pub connected: bool,
    /// Since the start.
    pub elapsed: Duration,
}

impl Progress {
    /// Adds that of another process.
    pub fn add(&mut self, other: &Self) {
        self.answered += other.answered;
        self.refused += other.refused;
        self.failed += other.failed;
        self.connected |= other.connected;
        self.elapsed = self.elapsed.max(other.elapsed);
    }

    /// Whether nothing can be reached: only failures to connect, for long enough.
    pub fn is_hopeless(&self) -> bool {
        self.elapsed >= HOPELESS && self.failed > 0 && !self.connected
    }
}

/// Starts a run.
///
/// # Errors
/// If the machine gives no thread.
pub fn start(plan: Plan) -> Result<Run> {
    start_at(plan, Instant::now())
}

/// Starts a run whose times count from `start`, which is now or was a moment ago.
///
/// # Errors
/// As [`start`].
pub fn start_at(plan: Plan, start: Instant) -> Result<Run> {
    descriptors::raise_limit();
    let plan = Arc::new(plan);
    let workers = plan.workers();
    let threads = plan.threads.min(workers).max(1);
    let stopped = Arc::new(AtomicBool::new(false));
    let closed = match &plan.load {
        Load::Closed { amount, period } => Some(Closed {
            budget: Arc::new(Budget::new(*amount, plan.part)),
            deadline: plan.window().map(|window| start + window),
            pace: period.map(|period| Pace::new(start, period)),
            stop: stopped.clone(),
        }),
        Load::Open(_) => None,
    };
    let last_send = Arc::<LastSend>::default();
    let (end, _) = watch::channel(false);
    let (sender, rows) = mpsc::channel(WAITING_BATCHES);
    let mut run = Run {
        plan: plan.clone(),
        start,
        threads: Vec::new(),
        counters: Vec::new(),
        stopped,
        end,
        ended: None,
        rows,
        machine: Machine::watch(start),
    };
    for index in 0..threads {
        let counters = Arc::new(Counters::default());
        let thread = Thread {
            plan: plan.clone(),
            start,
            place: (index, threads),
            workers: share(workers, (index, threads)),
            closed: closed.clone(),
            last_send: last_send.clone(),
            counters: counters.clone(),
            end: run.end.subscribe(),
            rows: sender.clone(),
        };
        let handle = std::thread::Builder::new()
            .name(format!("bench-{index}"))
            .spawn(move || thread.run())
            .map_err(|error| no_thread(&reason(&error)))?;
        run.threads.push(handle);
        run.counters.push(counters);
    }
    Ok(run)
}

impl Run {
    /// The next samples, if the plan asks for them; `None` once all threads have ended.
    pub async fn rows(&mut self) -> Option<Vec<Sample>> {
        self.rows.recv().await
    }

    /// How far the run is.
    pub fn progress(&self) -> Progress {
        let sum = |pick: fn(&Counters) -> u64| self.counters.iter().map(|counters| pick(counters)).sum();
        Progress {
            answered: sum(|counters| counters.answered.load(Ordering::Relaxed)),
            refused: sum(|counters| counters.refused.load(Ordering::Relaxed)),
            failed: sum(|counters| counters.failed.load(Ordering::Relaxed)),
            connected: self.counters.iter().any(|counters| counters.connected.load(Ordering::Relaxed)),
            elapsed: self.start.elapsed(),
        }
    }

    /// What happened in the last ten seconds, as it was known half a second ago.
    pub fn recent(&self) -> Recent {
        let mut recent = Recent::default();
        for counters in &self.counters {
            recent.merge(&counters.recent.lock().unwrap_or_else(PoisonError::into_inner));
        }
        recent
    }

    /// When it began.
    pub fn start(&self) -> Instant {
        self.start
    }

    /// Whether nothing can be reached: only failures to connect, for long enough.
    pub fn is_hopeless(&self) -> bool {
        self.progress().is_hopeless()
    }

    /// Ends the run now; requests in flight are given up.
    pub fn stop(&mut self, ending: Ending) {
        self.ended.get_or_insert((Instant::now(), ending));
        self.stopped.store(true, Ordering::Relaxed);
        // A thread that has ended does not listen any more.
        let _ = self.end.send(true);
    }

    /// Waits for the threads and merges what they measured.
    ///
    /// # Errors
    /// If a thread could not run.
    pub fn finish(self) -> Result<Summary> {
        let mut measured = measurements(&self.plan)?;
        let mut strains = self.machine.finish();
        for thread in self.threads {
            let outcome = thread.join().map_err(|_| Error::failed("a load thread ended with a panic"))??;
            measured.merge(&outcome.measured);
            strains.merge(&outcome.strains);
        }
        let fell_back = self.counters.iter().any(|counters| counters.fell_back.load(Ordering::Relaxed));
        let (elapsed, ending) = match (self.ended, self.plan.window()) {
            (Some((at, ending)), window) => (window.unwrap_or(Duration::MAX).min(at - self.start), ending),
            (None, Some(window)) => (window, Ending::Complete),
            (None, None) => (measured.whole.last, Ending::Complete),
        };
        Ok(Summary::new(measured, strains, elapsed, ending, fell_back))
    }
}

fn measurements(plan: &Plan) -> Result<Measurements> {
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

/// What a thread has of something; the first ones take what cannot be shared evenly.
fn share(whole: usize, (index, threads): (usize, usize)) -> usize {
    whole / threads + usize::from(index < whole % threads)
}

/// What a thread is given.
struct Thread {
    plan: Arc<Plan>,
    start: Instant,
    /// Which thread it is, of how many.
    place: (usize, usize),
    workers: usize,
    /// The schedule of a closed loop; an open loop's is the plan's timetable.
    closed: Option<Closed>,
    last_send: Arc<LastSend>,
    counters: Arc<Counters>,
    end: watch::Receiver<bool>,
    rows: mpsc::Sender<Vec<Sample>>,
}

impl Thread {
    fn run(self) -> Result<Outcome> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| no_thread(&reason(&error)))?;
        let shared = Rc::new(Shared {
            dialler: Dialler::new(self.plan.clone(), self.place.0),
            plan: self.plan.clone(),
            start: self.start,
            pool: Pool::new(share(self.plan.h2_connections, self.place), self.plan.route.lifetime),
            scratch: scratch(),
            measured: RefCell::new(measurements(&self.plan)?),
            probe: Probe::new(self.start),
            last_send: self.last_send.clone(),
            counters: self.counters.clone(),
            rows: self.plan.rows.then(|| Rows { batch: RefCell::default(), reader: self.rows.clone() }),
        });
        let local = LocalSet::new();
        local.block_on(&runtime, self.work(&shared))?;
        local.block_on(&runtime, shared.flush());
        // A lookup of a name cannot be called back; nobody waits for it.
        runtime.shutdown_background();
        let measured = shared.measured.borrow().clone();
        Ok(Outcome { measured, strains: shared.probe.finish() })
    }

    /// Runs the workers to their end, or to that of the run.
    async fn work(mut self, shared: &Rc<Shared>) -> Result<()> {
        let mut alarms = [alarm()?, alarm()?];
        let [pulse, bell] = &mut alarms;
        let mut workers = tokio::task::JoinSet::new();
        let open = self.open();
        let grace = self.plan.window().map(|window| self.start + window + self.plan.grace);
        let out_of_time = async move {
            match grace {
                Some(grace) => tokio::time::sleep_until(grace.into()).await,
                None => std::future::pending().await,
            }
        };
        let all = async {
            let mut hire = |schedule| drop(workers.spawn_local(Worker::new(shared.clone(), schedule).run()));
            match (&open, &self.closed) {
                (Some(open), _) => {
                    open.dispatch(bell, self.workers, |seat| hire(Schedule::Open(open.clone(), seat))).await;
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
            never = shared.probe.watch(pulse) => match never {},
            never = shared.tell() => match never {},
        }
        // What is in flight is dropped, and counts itself as unfinished.
        workers.shutdown().await;
        if let Some(open) = open {
            let end = self.start.elapsed();
            let mut measured = shared.measured.borrow_mut();
            open.left(end).into_iter().for_each(|due| measured.never_sent(due, end));
        }
        Ok(())
    }

    /// This thread's share of an open loop.
    fn open(&self) -> Option<Rc<Open>> {
        let (index, threads) = self.place;
        match &self.plan.load {
            Load::Open(timetable) => {
                Some(Rc::new(Open::new(timetable, self.start, self.plan.part.thread(index, threads))))
            }
            Load::Closed { .. } => None,
        }
    }
}

fn alarm() -> Result<Alarm> {
    Alarm::new().map_err(|error| no_thread(&reason(&error)))
}

fn no_thread(why: &dyn std::fmt::Display) -> Error {
    Error::failed(format!("cannot start a load thread: {why}"))
        .hint("raise `ulimit -n` and `ulimit -u`, or lower `-cpus`")
}
