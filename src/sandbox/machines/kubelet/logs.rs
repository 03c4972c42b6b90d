//! What containers write: lines with their times, of each container's present and previous run.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio::sync::watch;

/// The most lines that are kept of a run.
const KEPT: usize = 5_000;

/// One run of a container.
#[derive(Debug, Clone, Default)]
pub struct Run {
    lines: VecDeque<(Timestamp, Arc<str>)>,
    /// How many lines are no longer kept.
    dropped: usize,
    ended: bool,
}

impl Run {
    /// Lines from a number on, with the number of the line after the last.
    pub fn from(&self, number: usize) -> (Vec<(Timestamp, Arc<str>)>, usize) {
        let skipped = number.saturating_sub(self.dropped);
        (self.lines.iter().skip(skipped).cloned().collect(), self.dropped + self.lines.len())
    }

    /// Whether no more lines come.
    pub fn ended(&self) -> bool {
        self.ended
    }
}

/// A container: namespace, pod, container.
pub type LogKey = (String, String, String);

#[derive(Debug)]
struct Kept {
    now: Run,
    previous: Option<Run>,
    changed: watch::Sender<()>,
}

/// The logs of all containers.
#[derive(Debug, Clone, Default)]
pub struct Logs(Arc<Mutex<BTreeMap<LogKey, Kept>>>);

impl Logs {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<LogKey, Kept>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A run begins; the one before it becomes the previous one.
    pub fn begin(&self, key: LogKey) {
        let mut kept = self.lock();
        match kept.get_mut(&key) {
            Some(known) => {
                known.previous = Some(std::mem::take(&mut known.now));
                let _ = known.changed.send(());
            }
            None => {
                let new = Kept { now: Run::default(), previous: None, changed: watch::channel(()).0 };
                kept.insert(key, new);
            }
        }
    }

    /// A line is written.
    pub fn write(&self, key: &LogKey, time: Timestamp, line: &str) {
        if let Some(kept) = self.lock().get_mut(key) {
            if kept.now.lines.len() == KEPT {
                kept.now.lines.pop_front();
                kept.now.dropped += 1;
            }
            kept.now.lines.push_back((time, line.into()));
            let _ = kept.changed.send(());
        }
    }

    /// A run ends.
    pub fn end(&self, key: &LogKey) {
        if let Some(kept) = self.lock().get_mut(key) {
            kept.now.ended = true;
            let _ = kept.changed.send(());
        }
    }

    /// A pod is gone.
    pub fn forget(&self, namespace: &str, pod: &str) {
        self.lock().retain(|key, _| key.0 != namespace || key.1 != pod);
    }

    /// The present run, and what tells that there is more.
    pub fn now(&self, key: &LogKey) -> Option<(Run, watch::Receiver<()>)> {
        self.lock().get(key).map(|kept| (kept.now.clone(), kept.changed.subscribe()))
    }

    /// The run before.
    pub fn previous(&self, key: &LogKey) -> Option<Run> {
        self.lock().get(key).and_then(|kept| kept.previous.clone())
    }
}
