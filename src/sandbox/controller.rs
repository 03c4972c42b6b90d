//! What a controller is: a pure function, and which changes wake it.

use jiff::Timestamp;

use super::{Change, Plan, World, Write};

/// What is reconciled as one: mostly an object by namespace and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Key {
    /// Empty for what has no namespace.
    pub namespace: String,
    /// The name.
    pub name: String,
}

impl Key {
    /// By namespace and name.
    pub fn new(namespace: impl Into<String>, name: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), name: name.into() }
    }
}

/// A controller: which keys a change concerns, and what is to be written for a key.
///
/// One key's writes are all answered, and the world shows them, before the same key is reconciled again. Different keys'
/// writes are on their way at the same time; a controller whose keys must know of each other has one key for all.
pub trait Controller: Send {
    /// Its name: the field manager of its writes and the source of its events.
    fn name(&self) -> &'static str;

    /// The keys that this change may concern; the world already shows it.
    fn concerns(&self, change: &Change, world: &World) -> Vec<Key>;

    /// How many objects a look at a key goes through; of many, changes gather as long as there is other work.
    fn weight(&self, _key: &Key, _world: &World) -> usize {
        0
    }

    /// What is to be written. Deterministic: the same world, memory and time give the same plan.
    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan;

    /// What was answered to a plan's questions, in their order: what is to be asked next, or written.
    fn answered(&mut self, _key: &Key, _answers: Vec<Answer>, _world: &World, _now: Timestamp) -> Plan {
        Plan::nothing()
    }

    /// A write was refused, so the rest of the plan was left out; the key is looked at again after a pause.
    ///
    /// Returns what is to be written because of it, mostly an event.
    fn refused(
        &mut self,
        _key: &Key,
        _write: &Write,
        _refusal: &Refusal,
        _world: &World,
        _now: Timestamp,
    ) -> Vec<Write> {
        Vec::new()
    }
}

/// What was read, or why it was not.
pub type Answer = Result<serde_json::Value, Refusal>;

/// Why a write or a question was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The HTTP status; 0 if there was no answer.
    pub code: u16,
    /// One word, as `Forbidden`.
    pub reason: String,
    /// A sentence, as the API server words it.
    pub message: String,
}
