//! Which keys are to be looked at: now, once something is done, or at a time.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::time::Duration;

use jiff::Timestamp;

use super::Key;

/// A key of one of the controllers.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Task {
    /// Which controller, by its place.
    pub controller: usize,
    /// Its key.
    pub key: Key,
}

/// The first and the longest wait after a refused write; each failure doubles it.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(5), Duration::from_secs(60));

/// First come, first served; each task at most once, and never while its writes are on their way.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Task>,
    queued: HashSet<Task>,
    /// Writes on their way; whether it is wanted again after them.
    running: HashMap<Task, bool>,
    timers: BTreeSet<(Timestamp, Task)>,
    /// The one timer of a task.
    due: BTreeMap<Task, Timestamp>,
    failures: HashMap<Task, u32>,
}

impl Queue {
    /// Wants a task looked at.
    pub fn add(&mut self, task: Task) {
        if let Some(again) = self.running.get_mut(&task) {
            *again = true;
        } else if self.queued.insert(task.clone()) {
            self.waiting.push_back(task);
        }
    }

    /// The next task; it counts as running from now on.
    pub fn next(&mut self) -> Option<Task> {
        let task = self.waiting.pop_front()?;
        self.queued.remove(&task);
        self.running.insert(task.clone(), false);
        self.clear_timer(&task);
        Some(task)
    }

    /// Its writes are done, and it wants to be looked at again at a time.
    pub fn done(&mut self, task: Task, again: Option<Timestamp>) {
        self.failures.remove(&task);
        self.finish(task, again);
    }

    /// A write was refused: it is looked at again after a pause, or when something changes.
    pub fn failed(&mut self, task: Task, now: Timestamp) {
        let failures = self.failures.entry(task.clone()).or_default();
        let pause = BACKOFF.0.saturating_mul(2u32.saturating_pow(*failures)).min(BACKOFF.1);
        *failures += 1;
        self.running.remove(&task);
        self.set_timer(task, now.saturating_add(pause).unwrap_or(now));
    }

    /// Moves what is due into the line.
    pub fn tick(&mut self, now: Timestamp) {
        while let Some((at, task)) = self.timers.first().cloned() {
            if at > now {
                break;
            }
            self.clear_timer(&task);
            self.add(task);
        }
    }

    /// When the next timer is due.
    pub fn next_timer(&self) -> Option<Timestamp> {
        self.timers.first().map(|(at, _)| *at)
    }

    /// How many tasks have writes on their way.
    pub fn running(&self) -> usize {
        self.running.len()
    }

    fn finish(&mut self, task: Task, again: Option<Timestamp>) {
        if let Some(at) = again {
            self.set_timer(task.clone(), at);
        }
        if self.running.remove(&task) == Some(true) {
            self.add(task);
        }
    }

    fn set_timer(&mut self, task: Task, at: Timestamp) {
        self.clear_timer(&task);
        self.timers.insert((at, task.clone()));
        self.due.insert(task, at);
    }

    fn clear_timer(&mut self, task: &Task) {
        if let Some(at) = self.due.remove(task) {
            self.timers.remove(&(at, task.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp::constant(1_000, 0);

    fn task(name: &str) -> Task {
        Task { controller: 0, key: Key::new("ns", name) }
    }

    #[test]
    fn each_task_waits_once_and_runs_alone() {
        let mut queue = Queue::default();
        queue.add(task("a"));
        queue.add(task("b"));
        queue.add(task("a"));
        assert_eq!(queue.next(), Some(task("a")));
        queue.add(task("a"));
        assert_eq!(queue.next(), Some(task("b")));
        assert_eq!(queue.next(), None, "a is on its way");
        queue.done(task("a"), None);
        assert_eq!(queue.next(), Some(task("a")), "it was wanted again");
        queue.done(task("a"), None);
        queue.done(task("b"), None);
        assert_eq!((queue.next(), queue.running()), (None, 0));
    }

    #[test]
    fn a_timer_is_replaced_by_the_next_look() {
        let mut queue = Queue::default();
        queue.add(task("a"));
        queue.next();
        queue.done(task("a"), Some(NOW + Duration::from_secs(10)));
        queue.tick(NOW);
        assert_eq!((queue.next(), queue.next_timer()), (None, Some(NOW + Duration::from_secs(10))));
        queue.add(task("a"));
        queue.next();
        queue.done(task("a"), None);
        assert_eq!(queue.next_timer(), None);
    }

    #[test]
    fn each_failure_doubles_the_pause() {
        let mut queue = Queue::default();
        let mut pauses = Vec::new();
        queue.add(task("a"));
        for _ in 0..16 {
            queue.next();
            queue.failed(task("a"), NOW);
            let at = queue.next_timer().unwrap();
            pauses.push(at.duration_since(NOW).as_millis());
            queue.tick(at);
        }
        assert_eq!(pauses[..3], [5, 10, 20]);
        assert_eq!(pauses[15], 60_000);
    }
}
