//! One change of one object.

use hyper::body::Bytes;

use super::Key;

/// What happened to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is new.
    Added,
    /// It differs.
    Modified,
    /// It is gone.
    Deleted,
}

/// One change of one object.
#[derive(Debug, Clone)]
pub struct Event {
    /// When, by the store's counter.
    pub revision: u64,
    /// What.
    pub change: Change,
    /// Which.
    pub key: Key,
    /// The object after it; of a removal, its last state with the removal's revision.
    pub object: Bytes,
    /// The object before it.
    pub before: Option<(Bytes, u64)>,
}
