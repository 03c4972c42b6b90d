//! What a reconcile wants written.

use jiff::Timestamp;
use serde_json::Value;

use crate::kubernetes::object::Identity;

/// What a reconcile wants: writes in order, and when it wants to look again by itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// One after the other; the first that fails ends the plan, and the key is looked at again after a pause.
    pub writes: Vec<Write>,
    /// Cluster time; `None` until something changes.
    pub again: Option<Timestamp>,
}

/// One write.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// A new object. That it exists already is no failure.
    Create(Value),
    /// A merge patch.
    Merge {
        /// Of what.
        target: Identity,
        /// The patch. `metadata.resourceVersion` or `metadata.uid` in it are preconditions.
        patch: Value,
    },
    /// A merge patch of the `status` subresource.
    MergeStatus {
        /// Of what.
        target: Identity,
        /// The patch, as `{"status": …}`.
        patch: Value,
    },
    /// `spec.replicas` through the `scale` subresource.
    Scale {
        /// Of what.
        target: Identity,
        /// How many.
        replicas: u32,
    },
    /// A pod gets its node.
    Bind {
        /// The pod.
        pod: Identity,
        /// The node's name.
        node: String,
    },
    /// Goes. That it is gone already is no failure.
    Delete {
        /// What.
        target: Identity,
        /// Only if it is still this one.
        uid: Option<String>,
        /// Seconds; `None` leaves it to the object.
        grace: Option<u32>,
    },
    /// An event about an object; equal ones are counted together.
    Event {
        /// About what.
        about: Identity,
        /// Its uid.
        uid: String,
        /// `Warning` instead of `Normal`.
        warning: bool,
        /// One word, as `FailedScheduling`.
        reason: &'static str,
        /// A sentence, as the real component words it.
        message: String,
    },
}
