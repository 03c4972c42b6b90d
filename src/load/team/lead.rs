//! Worker 0: names the start, does its own part, and merges what all have measured.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

pub use super::muster::{Muster, muster};

use super::message::{Order, Report};
use super::muster::Seat;
use super::seat::{Event, Table};
use super::time::Watch;
use crate::error::{Error, Result};
use crate::load::alarm::Alarm;
use crate::load::engine::{self, Progress};
use crate::load::plan::{Part, Plan};
use crate::load::sample::Sample;
use crate::load::summary::{Ending, Summary};

/// How long before the start it is named, at least.
const NOTICE: Duration = Duration::from_millis(250);
/// A worker that has said nothing for so long is lost.
const SILENCE: Duration = Duration::from_secs(10);
/// How often is looked at how far the load is.
const TICK: Duration = Duration::from_millis(100);

/// All workers, ready to start.
#[derive(Debug)]
pub struct Team {
    pub(super) of: usize,
    pub(super) watch: Watch,
    pub(super) table: Arc<Table>,
    pub(super) seats: BTreeMap<usize, Seat>,
    pub(super) events: mpsc::Receiver<(usize, Event)>,
    /// Ended with the team.
    pub(super) tasks: JoinSet<()>,
}

/// What happens meanwhile.
#[derive(Debug, Serialize, Deserialize)]
pub enum News {
    /// A worker has joined.
    Joined {
        /// Which one.
        index: usize,
        /// How many are here now, worker 0 among them.
        here: usize,
    },
    /// A worker has gone before the start; another may come in its place.
    Left {
        /// Which one.
        index: usize,
        /// Why.
        why: String,
    },
    /// Somebody was turned away.
    Refused {
        /// Why.
        why: String,
    },
    /// A worker was lost under way.
    Lost(Lost),
    /// How far all together are.
    Progress(Progress),
    /// Requests that were answered, if each is asked for.
    Rows(Vec<Sample>),
}

/// A worker that was lost: what it measured is not in the report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Which one.
    pub worker: usize,
    /// Why.
    pub why: String,
    /// How far it was when it was last heard of.
    pub progress: Progress,
}

/// How the workers worked together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// How many there were.
    pub workers: usize,
    /// From when the first of them began to when the last did.
    pub start_skew: Duration,
    /// What of that may be owed to clocks.
    pub clock_error: Duration,
    /// Those that were lost.
    pub lost: Vec<Lost>,
}

/// What all together have measured.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Outcome {
    /// Merged.
    pub summary: Summary,
    /// How it came about.
    pub facts: Facts,
}

/// How far one of the others is.
#[derive(Debug)]
struct Standing {
    heard: Instant,
    progress: Progress,
    /// When it began, by the clock of worker 0.
    begun: Option<i128>,
    summary: Option<Box<Summary>>,
}

impl Team {
    /// Runs the load. What comes in `stops` ends it early.
    ///
    /// # Errors
    /// Worker 0 itself could not do its part.
    pub async fn run(
        mut self,
        plan: Plan,
        mut stops: mpsc::Receiver<Ending>,
        news: &mpsc::Sender<News>,
    ) -> Result<Outcome> {
        let clock_error = self.seats.values().filter_map(|seat| Some(seat.offset?.error)).max().unwrap_or(0);
        let clock_error = Duration::from_nanos(clock_error);
        let ready = engine::prepare(plan.deal(Part { index: 0, of: self.of })).await?;
        let start = Instant::now() + NOTICE.max(clock_error * 8);
        let at = self.watch.at(start);
        for seat in self.seats.values() {
            let at = seat.offset.unwrap_or_default().theirs(at);
            let _ = seat.commands.send(Order::Start { at }).await;
        }
        Alarm::new().map_err(Error::from)?.until(start).await;
        let mut run = ready.start_at(start);
        let begun = i128::from(self.watch.now());
        let standing = |_: &Seat| Standing {
            heard: Instant::now(),
            progress: Progress::default(),
            begun: None,
            summary: None,
        };
        let mut others: BTreeMap<usize, Standing> =
            self.seats.iter().map(|(index, seat)| (*index, standing(seat))).collect();
        let mut lost: Vec<Lost> = Vec::new();
        let mut working: BTreeSet<usize> = others.keys().copied().collect();
        let mut tick = tokio::time::interval(TICK);
        let (mut own, mut hopeless) = (true, false);
        while own || !working.is_empty() {
            tokio::select! {
                biased;
                Some(ending) = stops.recv() => {
                    run.stop(ending);
                    self.order_all(|| Order::Stop { ending }).await;
                }
                batch = run.rows(), if own => match batch {
                    Some(samples) => drop(news.send(News::Rows(samples)).await),
                    None => own = false,
                },
                Some((index, event)) = self.events.recv() => {
                    let Some(standing) = others.get_mut(&index) else { continue };
                    standing.heard = Instant::now();
                    match event {
                        Event::Says(Report::Begun { at }) => {
                            standing.begun = self.seats[&index].offset.map(|offset| offset.ours(at));
                        }
                        Event::Says(Report::Progress(progress)) => standing.progress = progress,
                        Event::Says(Report::Rows(samples)) => drop(news.send(News::Rows(samples)).await),
                        Event::Says(Report::Done(summary)) => {
                            standing.summary = Some(summary);
                            working.remove(&index);
                            self.order(index, Order::Bye).await;
                        }
                        Event::Gone(why) if working.remove(&index) => {
                            let gone = Lost { worker: index, why, progress: standing.progress };
                            let _ = news.send(News::Lost(gone.clone())).await;
                            lost.push(gone);
                        }
                        _ => {}
                    }
                }
                _ = tick.tick() => {
                    let mut progress = run.progress();
                    others.values().for_each(|standing| progress.add(&standing.progress));
                    if progress.is_hopeless() && !hopeless {
                        hopeless = true;
                        run.stop(Ending::Unreachable);
                        self.order_all(|| Order::Stop { ending: Ending::Unreachable }).await;
                    }
                    let _ = news.send(News::Progress(progress)).await;
                    let silent = others.iter().filter(|(index, standing)| {
                        working.contains(index) && standing.heard.elapsed() > SILENCE
                    });
                    let silent: Vec<usize> = silent.map(|(index, _)| *index).collect();
                    for index in silent {
                        working.remove(&index);
                        let why = format!("nothing was heard of it for {} s", SILENCE.as_secs());
                        let gone = Lost { worker: index, why, progress: others[&index].progress };
                        let _ = news.send(News::Lost(gone.clone())).await;
                        lost.push(gone);
                    }
                }
            }
        }
        let mut summary = run.finish()?;
        others
            .values()
            .filter_map(|standing| standing.summary.as_deref())
            .for_each(|other| summary.merge(other));
        let starts = others.values().filter_map(|standing| standing.begun).chain([begun]);
        let (first, last) = starts.fold((begun, begun), |(first, last), at| (first.min(at), last.max(at)));
        let start_skew = Duration::from_nanos(u64::try_from(last - first).unwrap_or(u64::MAX));
        // What was said last has to leave before the connections do.
        let mut staying = others.len() - lost.len();
        self.seats.clear();
        let all_left = async {
            while staying > 0 {
                match self.events.recv().await {
                    Some((_, Event::Gone(_))) => staying -= 1,
                    Some(_) => {}
                    None => return,
                }
            }
        };
        let _ = tokio::time::timeout(NOTICE * 4, all_left).await;
        self.tasks.shutdown().await;
        Ok(Outcome { summary, facts: Facts { workers: self.of, start_skew, clock_error, lost } })
    }

    async fn order(&self, index: usize, order: Order) {
        if let Some(seat) = self.seats.get(&index) {
            // A worker that is gone says so by itself.
            let _ = seat.commands.send(order).await;
        }
    }

    async fn order_all(&self, order: impl Fn() -> Order) {
        for index in self.seats.keys() {
            self.order(*index, order()).await;
        }
    }
}
