//! What a controller is: a pure function, and which changes wake it.

use jiff::Timestamp;

use super::{Plan, World};

/// What is reconciled as one: mostly an object by namespace and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Key {
    /// Empty for what has no namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
}

/// One object of one kind changed: it was added, it differs, or it is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The kind, as `Pod`.
    pub kind: &'static str,
    /// Which one.
    pub key: Key,
    /// Keys of the objects that controlled it before and do now, with their kinds.
    pub owners: Vec<(String, Key)>,
    /// The nodes that it was on and is on; pods only.
    pub nodes: Vec<String>,
}

/// A controller: which keys a change concerns, and what is to be written for a key.
pub trait Controller: Send {
    /// Its name: the field manager of its writes and the source of its events.
    fn name(&self) -> &'static str;
    /// The keys that this change may concern; the world already shows it.
    fn concerns(&self, change: &Change, world: &World) -> Vec<Key>;
    /// What is to be written. Deterministic: the same world, memory and time give the same plan.
    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan;
}
