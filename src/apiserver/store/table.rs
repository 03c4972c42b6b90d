//! One resource's objects, and its latest changes.

use std::collections::{BTreeMap, VecDeque};
use std::ops::Bound;
use std::sync::Arc;

use hyper::body::Bytes;
use tokio::sync::watch;

use super::{Change, Event, Key};

/// Superseded states that a table keeps for those who watch: bytes. Beyond it, the oldest changes are forgotten.
const HISTORY_BYTES: usize = 8 << 20;
/// Changes that are kept whatever they weigh.
const HISTORY_LEAST: usize = 512;

/// An object as stored.
#[derive(Debug, Clone)]
pub struct Object {
    /// JSON.
    pub bytes: Bytes,
    /// The revision of its latest write.
    pub revision: u64,
}

/// One resource's objects.
#[derive(Debug)]
pub struct Table {
    objects: BTreeMap<Key, Object>,
    history: VecDeque<Arc<Event>>,
    superseded: usize,
    compacted: u64,
    changed: watch::Sender<u64>,
}

impl Table {
    /// An empty table; nothing is known of it before `revision`.
    pub fn new(revision: u64) -> Self {
        Self {
            objects: BTreeMap::new(),
            history: VecDeque::new(),
            superseded: 0,
            compacted: revision,
            changed: watch::Sender::new(revision),
        }
    }

    /// One object.
    pub fn get(&self, key: &str) -> Option<&Object> {
        self.objects.get(key)
    }

    /// Objects in order whose key starts with a prefix: all, or `namespace/`.
    pub fn range<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a Key, &'a Object)> {
        self.from(prefix, prefix)
    }

    /// The same, from a key on.
    pub fn from<'a>(&'a self, prefix: &'a str, start: &str) -> impl Iterator<Item = (&'a Key, &'a Object)> {
        let bounds = (Bound::Included(start), Bound::Unbounded);
        self.objects.range::<str, _>(bounds).take_while(move |(key, _)| key.starts_with(prefix))
    }

    /// The objects as they were at a revision; `None` where that is forgotten.
    pub fn at(&self, revision: u64, prefix: &str) -> Option<BTreeMap<Key, Object>> {
        if revision < self.compacted {
            return None;
        }
        let mut then: BTreeMap<Key, Object> =
            self.range(prefix).map(|(key, object)| (key.clone(), object.clone())).collect();
        let later = self.history.iter().rev().take_while(|event| event.revision > revision);
        for event in later.filter(|event| event.key.starts_with(prefix)) {
            match &event.before {
                Some((bytes, revision)) => {
                    then.insert(event.key.clone(), Object { bytes: bytes.clone(), revision: *revision })
                }
                None => then.remove(&event.key),
            };
        }
        Some(then)
    }

    /// The changes after a revision, oldest first; `None` where some of them are forgotten.
    pub fn since(&self, revision: u64) -> Option<Vec<Arc<Event>>> {
        if revision < self.compacted {
            return None;
        }
        let first = self.history.partition_point(|event| event.revision <= revision);
        Some(self.history.range(first..).cloned().collect())
    }

    /// Changes up to this revision may be forgotten.
    pub fn compacted(&self) -> u64 {
        self.compacted
    }

    /// Tells of each change.
    pub fn subscribe(&self) -> watch::Receiver<u64> {
        self.changed.subscribe()
    }

    pub(super) fn restore(&mut self, key: &str, object: Option<Bytes>, revision: u64) {
        match object {
            Some(bytes) => drop(self.objects.insert(key.into(), Object { bytes, revision })),
            None => drop(self.objects.remove(key)),
        }
    }

    pub(super) fn restored(&mut self, revision: u64) {
        self.compacted = revision;
        self.changed.send_replace(revision);
    }

    pub(super) fn put(&mut self, key: &Key, bytes: Bytes, revision: u64) {
        let before = self.objects.insert(key.clone(), Object { bytes: bytes.clone(), revision });
        let change = if before.is_some() { Change::Modified } else { Change::Added };
        self.remember(key, change, bytes, before, revision);
    }

    pub(super) fn remove(&mut self, key: &Key, last: Bytes, revision: u64) {
        let before = self.objects.remove(key);
        self.remember(key, Change::Deleted, last, before, revision);
    }

    fn remember(&mut self, key: &Key, change: Change, object: Bytes, before: Option<Object>, revision: u64) {
        let before = before.map(|before| (before.bytes, before.revision));
        let event = Event { revision, change, key: key.clone(), object, before };
        self.superseded += weight(&event);
        self.history.push_back(Arc::new(event));
        while self.superseded > HISTORY_BYTES && self.history.len() > HISTORY_LEAST {
            let Some(oldest) = self.history.pop_front() else { break };
            self.superseded -= weight(&oldest);
            self.compacted = oldest.revision;
        }
        self.changed.send_replace(revision);
    }
}

/// What remembering a change holds that the table itself does not: the state before, and a removed object's last.
fn weight(event: &Event) -> usize {
    let last = if event.change == Change::Deleted { event.object.len() } else { 0 };
    256 + last + event.before.as_ref().map_or(0, |(bytes, _)| bytes.len())
}
