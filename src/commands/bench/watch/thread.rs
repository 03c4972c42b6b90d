//! The thread that watches: pictures from `observe`, pages of the engines, until it is told to stop.

use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep_until};

use super::engines::Engines;
use super::{Seen, Subject};
use crate::clock::Clock;
use crate::cluster::{Cluster, ConnectOptions};
use crate::environment::Environment;
use crate::error::{Error, Result};
use crate::observe::watch::Observer;
use crate::observe::{Scope, lookup};

/// Records that come within so long make one picture.
const TOGETHER: Duration = Duration::from_millis(100);
/// Without a record a picture is made so often: ages and forecasts move by themselves.
const TICK: Duration = Duration::from_secs(1);
/// How long the first pages of the engines are waited for, and the last.
const PAGES: Duration = Duration::from_secs(2);

/// What the thread is given.
pub(super) struct Thread {
    pub options: ConnectOptions,
    pub env: Environment,
    pub clock: Arc<dyn Clock>,
    pub service: String,
    pub begun: Instant,
    pub seen: Arc<Mutex<Seen>>,
    pub stopped: watch::Receiver<bool>,
}

/// The service, and its cluster with the runtime that it is reached from.
pub(super) type Begun = (Subject, Cluster, Handle);
type Told = mpsc::Sender<Result<Begun>>;

impl Thread {
    /// Watches; the first picture, or why there is none, is told.
    pub fn run(self, told: &Told) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let outcome = match runtime {
            Ok(runtime) => {
                let outcome = runtime.block_on(self.watch(told));
                // A lookup of a name cannot be called back.
                runtime.shutdown_background();
                outcome
            }
            Err(error) => Err(Error::failed(format!("cannot start the watch: {error}"))),
        };
        if let Err(error) = outcome {
            let _ = told.send(Err(error));
        }
    }

    async fn watch(mut self, told: &Told) -> Result<()> {
        let cluster = Cluster::connect(&self.options, &self.env).await?;
        self.clock = cluster.clock(&self.clock);
        // A mistyped name must not be watched.
        lookup::service(&cluster, &self.service).await?;
        let scope = Scope {
            namespace: Some(cluster.namespace.clone()),
            service: Some(self.service.clone()),
            ..Scope::default()
        };
        let mut observer = Observer::new(cluster.clone(), scope, self.clock.clone());
        let mut engines = Engines::new(cluster.clone());
        while !observer.has_begun() {
            engines.note(&observer.next().await?);
        }
        self.picture(&observer, &mut engines);
        let first = tokio::time::timeout(PAGES, engines.read()).await;
        first.iter().for_each(|pages| self.pages(pages));
        let speed = cluster.pace.map_or(1.0, |pace| pace.speed);
        let subject = Subject { namespace: cluster.namespace.clone(), service: self.service.clone(), speed };
        if told.send(Ok((subject, cluster.clone(), Handle::current()))).is_err() {
            return Ok(());
        }
        self.follow(&mut observer, &mut engines).await;
        Ok(())
    }

    async fn follow(&mut self, observer: &mut Observer, engines: &mut Engines) {
        let mut stopped = self.stopped.clone();
        let mut ticks = interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut due: Option<tokio::time::Instant> = None;
        loop {
            tokio::select! {
                record = observer.next() => match record {
                    Ok(record) => {
                        engines.note(&record);
                        due.get_or_insert_with(|| tokio::time::Instant::now() + TOGETHER);
                    }
                    // After the first picture there is none; if there is, it comes again at once.
                    Err(error) => {
                        self.lost(&error);
                        tokio::time::sleep(TICK).await;
                    }
                },
                () = at(due) => {
                    due = None;
                    self.picture(observer, engines);
                }
                _ = ticks.tick() => if due.is_none() {
                    self.picture(observer, engines);
                },
                pages = engines.next() => self.pages(&pages),
                // Also when nobody is left to say so.
                _ = stopped.wait_for(|stopped| *stopped) => break,
            }
        }
        let last = tokio::time::timeout(PAGES, engines.read()).await;
        last.iter().for_each(|pages| self.pages(pages));
        self.picture(observer, engines);
    }

    fn picture(&self, observer: &Observer, engines: &mut Engines) {
        let snapshot = observer.world.snapshot(self.clock.now());
        engines.serve(&snapshot);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.chronicle.see(self.begun.elapsed().as_secs_f64(), &snapshot);
        seen.snapshot = Some(snapshot);
    }

    fn pages(&self, round: &super::engines::Round) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let engines = &mut seen.chronicle.engines;
        engines.see(self.begun.elapsed().as_secs_f64(), &round.pages);
        if round.pages.is_empty() && round.silent.is_some() {
            engines.silent.clone_from(&round.silent);
        }
    }

    fn lost(&self, error: &Error) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.chronicle.lost(self.begun.elapsed().as_secs_f64(), &error.message);
    }
}

async fn at(time: Option<tokio::time::Instant>) {
    match time {
        Some(time) => sleep_until(time).await,
        None => std::future::pending().await,
    }
}
