//! Runs a plan: one current-thread runtime a thread, connections dealt to them, recorders merged at the end.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, watch};
use tokio::task::LocalSet;

use super::connection::{Dialler, Pool, scratch};
use super::descriptors;
use super::fault::reason;
use super::plan::Plan;
use super::recorder::Recorder;
use super::sample::Sample;
use super::schedule::{Budget, Pace, Schedule};
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
}

/// What one thread measured.
struct Outcome {
    recorder: Recorder,
    abandoned: u64,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// Requests that were answered.
    pub answered: u64,
    /// Requests that failed.
    pub failed: u64,
    /// Since the start.
    pub elapsed: Duration,
}

/// Starts a run.
///
/// # Errors
/// If the machine gives no thread.
pub fn start(plan: Plan) -> Result<Run> {
    descriptors::raise_limit();
    let plan = Arc::new(plan);
    let start = Instant::now();
    let workers = plan.workers();
    let threads = plan.threads.min(workers).max(1);
    let stopped = Arc::new(AtomicBool::new(false));
    let schedule = Schedule {
        budget: Arc::new(Budget::new(plan.amount)),
        deadline: plan.window().map(|window| start + window),
        pace: plan.period.map(|period| Pace::new(start, period)),
        stop: stopped.clone(),
    };
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
    };
    for index in 0..threads {
        let counters = Arc::new(Counters::default());
        let thread = Thread {
            plan: plan.clone(),
            start,
            // The first threads take what cannot be shared evenly.
            workers: workers / threads + usize::from(index < workers % threads),
            schedule: schedule.clone(),
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
            failed: sum(|counters| counters.failed.load(Ordering::Relaxed)),
            elapsed: self.start.elapsed(),
        }
    }

    /// Whether nothing can be reached: only failures to connect, for long enough.
    pub fn is_hopeless(&self) -> bool {
        let connected = |counters: &Arc<Counters>| counters.connected.load(Ordering::Relaxed);
        let progress = self.progress();
        progress.elapsed >= HOPELESS && progress.failed > 0 && !self.counters.iter().any(connected)
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
        let mut recorder = Recorder::new().map_err(|error| Error::failed(error.to_string()))?;
        let mut abandoned = 0;
        for thread in self.threads {
            let outcome = thread.join().map_err(|_| Error::failed("a load thread ended with a panic"))??;
            recorder.merge(&outcome.recorder);
            abandoned += outcome.abandoned;
        }
        let fell_back = self.counters.iter().any(|counters| counters.fell_back.load(Ordering::Relaxed));
        let (elapsed, ending) = match (self.ended, self.plan.window()) {
            (Some((at, ending)), window) => (window.unwrap_or(Duration::MAX).min(at - self.start), ending),
            (None, Some(window)) => (window, Ending::Complete),
            (None, None) => (recorder.last, Ending::Complete),
        };
        Ok(Summary { recorder, elapsed, abandoned, ending, fell_back })
    }
}

/// What a thread is given.
struct Thread {
    plan: Arc<Plan>,
    start: Instant,
    workers: usize,
    schedule: Schedule,
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
        let recorder = Recorder::new().map_err(|error| no_thread(&error))?;
        let shared = Rc::new(Shared {
            dialler: Dialler::new(self.plan.clone()),
            plan: self.plan.clone(),
            start: self.start,
            pool: Pool::default(),
            scratch: scratch(),
            recorder: RefCell::new(recorder),
            counters: self.counters.clone(),
            in_flight: Cell::new(0),
            rows: self.plan.rows.then(|| Rows { batch: RefCell::default(), reader: self.rows.clone() }),
        });
        let local = LocalSet::new();
        let abandoned = local.block_on(&runtime, self.work(&shared));
        local.block_on(&runtime, shared.flush());
        // A lookup of a name cannot be called back; nobody waits for it.
        runtime.shutdown_background();
        let recorder = shared.recorder.borrow().clone();
        Ok(Outcome { recorder, abandoned })
    }

    /// Runs the workers to their end; the number of requests that were given up.
    async fn work(mut self, shared: &Rc<Shared>) -> u64 {
        let mut workers = tokio::task::JoinSet::new();
        for _ in 0..self.workers {
            workers.spawn_local(Worker::new(shared.clone(), self.schedule.clone()).run());
        }
        let grace = self.schedule.deadline.map(|deadline| deadline + self.plan.grace);
        let out_of_time = async move {
            match grace {
                Some(grace) => tokio::time::sleep_until(grace.into()).await,
                None => std::future::pending().await,
            }
        };
        let all = async { while workers.join_next().await.is_some() {} };
        tokio::select! {
            biased;
            () = all => {}
            _ = self.end.wait_for(|end| *end) => {}
            () = out_of_time => {}
        }
        u64::try_from(shared.in_flight.get()).unwrap_or(u64::MAX)
    }
}

fn no_thread(why: &dyn std::fmt::Display) -> Error {
    Error::failed(format!("cannot start a load thread: {why}"))
        .hint("raise `ulimit -n` and `ulimit -u`, or lower `-cpus`")
}
