//! Runs a plan: one current-thread runtime a thread, connections dealt to them, recorders merged at the end.

use std::convert::Infallible;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, watch};

use super::descriptors;
use super::fault::reason;
use super::measure::pacing::LastSend;
use super::measure::recent::Recent;
use super::plan::{Load, Plan};
use super::sample::Sample;
use super::saturation::Machine;
use super::schedule::Budget;
use super::summary::{Ending, Summary};
use super::thread::{Outcome, Thread, measurements, no_thread, share};
use super::worker::Counters;
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
pub async fn start(plan: Plan) -> Result<Run> {
    let ready = prepare(plan).await?;
    Ok(ready.start_at(Instant::now()))
}

/// Threads that wait for the start, with the connections that were to be opened before it.
pub struct Ready {
    plan: Arc<Plan>,
    threads: Vec<JoinHandle<Result<Outcome>>>,
    counters: Vec<Arc<Counters>>,
    stopped: Arc<AtomicBool>,
    start: watch::Sender<Option<Instant>>,
    end: watch::Sender<bool>,
    rows: mpsc::Receiver<Vec<Sample>>,
}

/// Makes a run ready: its threads, and the connections that the plan wants before the start.
///
/// # Errors
/// If the machine gives no thread.
pub async fn prepare(plan: Plan) -> Result<Ready> {
    descriptors::raise_limit();
    let plan = Arc::new(plan);
    let workers = plan.workers();
    let threads = plan.threads.min(workers).max(1);
    let stopped = Arc::new(AtomicBool::new(false));
    let budget = match &plan.load {
        Load::Closed { amount, .. } => Some(Arc::new(Budget::new(*amount, plan.part))),
        Load::Open(_) => None,
    };
    let last_send = Arc::<LastSend>::default();
    let ((start, _), (end, _)) = (watch::channel(None), watch::channel(false));
    let (sender, rows) = mpsc::channel(WAITING_BATCHES);
    // Each thread has one end, and gives it up when it is ready.
    let (waiting, mut all_ready) = mpsc::channel(1);
    let mut ready = Ready { plan, threads: Vec::new(), counters: Vec::new(), stopped, start, end, rows };
    for index in 0..threads {
        let counters = Arc::new(Counters::default());
        let thread = Thread {
            plan: ready.plan.clone(),
            place: (index, threads),
            workers: share(workers, (index, threads)),
            budget: budget.clone(),
            stop: ready.stopped.clone(),
            last_send: last_send.clone(),
            counters: counters.clone(),
            waiting: Some(waiting.clone()),
            start: ready.start.subscribe(),
            end: ready.end.subscribe(),
            rows: sender.clone(),
        };
        let handle = std::thread::Builder::new()
            .name(format!("bench-{index}"))
            .spawn(move || thread.run())
            .map_err(|error| no_thread(&reason(&error)))?;
        ready.threads.push(handle);
        ready.counters.push(counters);
    }
    drop(waiting);
    let _: Option<Infallible> = all_ready.recv().await;
    Ok(ready)
}

impl Ready {
    /// Starts the run. Its times count from `start`, which is now or was a moment ago.
    pub fn start_at(self, start: Instant) -> Run {
        self.start.send_replace(Some(start));
        Run {
            plan: self.plan,
            start,
            threads: self.threads,
            counters: self.counters,
            stopped: self.stopped,
            end: self.end,
            ended: None,
            rows: self.rows,
            machine: Machine::watch(start),
        }
    }
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
