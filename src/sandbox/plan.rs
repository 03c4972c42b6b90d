//! What a reconcile wants written.

use jiff::Timestamp;
use serde_json::Value;

use crate::kubernetes::Identity;

/// What a reconcile wants: questions or writes in order, and when it wants to look again by itself.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Plan {
    /// Paths to be read (GET), all at once. The answers go to [`super::Controller::answered`], whose plan takes the place of this
    /// one; its writes are left out. For what no table keeps, as metrics and scale subresources.
    pub questions: Vec<String>,
    /// One after the other, but for neighbours that [go side by side](Write::goes_beside); the first that fails ends the plan, and
    /// the key is looked at again after a pause. Events keep nobody waiting.
    pub writes: Vec<Write>,
    /// Cluster time; `None` until something changes.
    pub again: Option<Timestamp>,
}

impl Plan {
    /// Nothing to write, nothing to wait for.
    pub fn nothing() -> Self {
        Self::default()
    }

    /// Asks before anything is written.
    pub fn ask(questions: Vec<String>) -> Self {
        Self { questions, ..Self::default() }
    }

    /// Looks again at a time, or earlier if it wanted that already.
    pub fn again_at(&mut self, at: Timestamp) {
        self.again = Some(self.again.map_or(at, |again| again.min(at)));
    }
}

impl From<Vec<Write>> for Plan {
    fn from(writes: Vec<Write>) -> Self {
        Self { writes, ..Self::default() }
    }
}

/// One write.
#[derive(Debug, Clone, PartialEq)]
pub enum Write {
    /// A new object. That it exists already is no failure.
    Create(Value),
    /// The whole object (PUT); `metadata.resourceVersion` in it is a precondition.
    Replace(Value),
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
        /// Only if it is still this one.
        uid: String,
        /// The node's name.
        node: String,
    },
    /// Goes, and what it owns goes in the background. That it is gone already is no failure.
    Delete {
        /// What.
        target: Identity,
        /// Only if it is still this one.
        uid: Option<String>,
        /// Seconds; `None` leaves it to the object.
        grace: Option<u32>,
    },
    /// An event about an object; equal ones are counted together.
    Event(Event),
}

/// An event about an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// About what.
    pub about: Identity,
    /// Its uid.
    pub uid: String,
    /// `Warning` instead of `Normal`.
    pub warning: bool,
    /// One word, as `FailedScheduling`.
    pub reason: &'static str,
    /// A sentence, as the real component words it.
    pub message: String,
    /// What was done, as `Binding`. With it the event has the newer form (`events.k8s.io`), as the scheduler's have.
    pub action: Option<&'static str>,
}

impl Event {
    /// A `Normal` event in the older form.
    pub fn normal(object: &impl super::Kept, reason: &'static str, message: impl Into<String>) -> Self {
        Self {
            about: object.identity(),
            uid: object.uid().to_owned(),
            warning: false,
            reason,
            message: message.into(),
            action: None,
        }
    }

    /// A `Warning` event in the older form.
    pub fn warning(object: &impl super::Kept, reason: &'static str, message: impl Into<String>) -> Self {
        Self { warning: true, ..Self::normal(object, reason, message) }
    }
}

impl Write {
    /// Whether it may be on its way at the same time as its neighbour, as the real parts have it: pods are bound, created and
    /// deleted many at once.
    pub(super) fn goes_beside(&self, other: &Self) -> bool {
        let is_pod = |object: &Value| object.get("kind").is_some_and(|kind| kind == "Pod");
        match (self, other) {
            (Self::Bind { .. }, Self::Bind { .. }) => true,
            (Self::Create(one), Self::Create(other)) => is_pod(one) && is_pod(other),
            (Self::Delete { target: one, .. }, Self::Delete { target: other, .. }) => {
                one.kind == "Pod" && other.kind == "Pod"
            }
            _ => false,
        }
    }

    /// Deletes an object if it is still this one.
    pub fn delete(object: &impl super::Kept) -> Self {
        Self::Delete { target: object.identity(), uid: Some(object.uid().to_owned()), grace: None }
    }

    /// A merge patch of an object.
    pub fn merge(object: &impl super::Kept, patch: Value) -> Self {
        Self::Merge { target: object.identity(), patch }
    }

    /// A merge patch of an object's status.
    pub fn status(object: &impl super::Kept, status: Value) -> Self {
        Self::MergeStatus { target: object.identity(), patch: serde_json::json!({ "status": status }) }
    }
}

impl From<Event> for Write {
    fn from(event: Event) -> Self {
        Self::Event(event)
    }
}
