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

/// Changes gather until there is one for so many objects that a look goes through.
const GATHER: usize = 8;
/// The first and the longest wait after a refused write; each failure doubles it.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(5), Duration::from_secs(60));

/// First come, first served; each task at most once, and never while its writes are on their way.
///
/// A look that goes through many objects is not worth its while for each change of one of them: as long as there is other
/// work, changes gather. So the work for a change is bounded, however many objects there are.
#[derive(Debug, Default)]
pub(super) struct Queue {
    waiting: VecDeque<Task>,
    queued: HashSet<Task>,
    gathering: BTreeMap<Task, usize>,
    /// Writes on their way, and what came since they started.
    running: HashMap<Task, Since>,
    timers: BTreeSet<(Timestamp, Task)>,
    /// The one timer of a task.
    due: BTreeMap<Task, Timestamp>,
    failures: HashMap<Task, u32>,
}

/// What has come for a task since its writes started.
#[derive(Debug, Default, Clone, Copy)]
struct Since {
    wanted: bool,
    changes: usize,
    /// How many objects a look goes through.
    weight: usize,
}

impl Queue {
    /// Wants a task looked at.
    pub fn add(&mut self, task: Task) {
        if let Some(since) = self.running.get_mut(&task) {
            since.wanted = true;
            return;
        }
        self.gathering.remove(&task);
        if self.queued.insert(task.clone()) {
            self.waiting.push_back(task);
        }
    }

    /// Something changed that a task is about, a look of which goes through `weight` objects.
    pub fn changed(&mut self, task: Task, weight: usize) {
        if let Some(since) = self.running.get_mut(&task) {
            *since = Since { changes: since.changes + 1, weight, ..*since };
        } else if !self.queued.contains(&task) {
            self.gather(task, 1, weight);
        }
    }

    /// Whether changes gather for any task.
    pub fn gathers(&self) -> bool {
        !self.gathering.is_empty()
    }

    /// There is no other work: what has gathered has its turn.
    pub fn settle(&mut self) {
        for (task, _) in std::mem::take(&mut self.gathering) {
            self.add(task);
        }
    }

    fn gather(&mut self, task: Task, changes: usize, weight: usize) {
        let gathered = self.gathering.entry(task.clone()).or_default();
        *gathered += changes;
        if gathered.saturating_mul(GATHER) >= weight {
            self.add(task);
        }
    }

    /// The next task; it counts as running from now on.
    pub fn next(&mut self) -> Option<Task> {
        let task = self.waiting.pop_front()?;
        self.queued.remove(&task);
        self.running.insert(task.clone(), Since::default());
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
        match self.running.remove(&task) {
            Some(Since { wanted: true, .. }) => self.add(task),
            Some(Since { changes, weight, .. }) if changes > 0 => self.gather(task, changes, weight),
            _ => {}
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
    fn a_look_through_many_objects_waits_for_as_many_changes_or_for_its_turn() {
        let mut queue = Queue::default();
        queue.changed(task("light"), GATHER);
        queue.changed(task("heavy"), 10 * GATHER);
        assert_eq!((queue.next(), queue.next()), (Some(task("light")), None));
        (1..9).for_each(|_| queue.changed(task("heavy"), 10 * GATHER));
        assert!(queue.next().is_none() && queue.gathers());
        queue.changed(task("heavy"), 10 * GATHER);
        assert_eq!((queue.next(), queue.gathers()), (Some(task("heavy")), false));
        queue.changed(task("heavy"), 10 * GATHER);
        queue.done(task("heavy"), None);
        assert_eq!(queue.next(), None, "one change while it ran");
        queue.settle();
        assert_eq!(queue.next(), Some(task("heavy")));
        queue.changed(task("heavy"), 10 * GATHER);
        queue.add(task("heavy"));
        queue.done(task("heavy"), None);
        assert_eq!((queue.next(), queue.gathers()), (Some(task("heavy")), false), "it was wanted at once");
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
