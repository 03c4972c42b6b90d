//! What a service is doing, why, since when, what comes next and what holds it back: facts without words, made from one
//! picture. Views put them into sentences.

mod cause;
mod doing;
mod hold;
mod plan;
mod sign;

use jiff::Timestamp;
use serde::Serialize;

use super::{Readings, Service};

pub use cause::Cause;
pub use doing::Doing;
pub use hold::{Coming, Hold, NoNode, NoNodeReason, Obstacle};
pub use plan::{Driver, Limit, Plan};
pub use sign::Sign;

/// What is to be said of a service at one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outlook {
    /// What it is doing.
    pub doing: Doing,
    /// Since when, where a record says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Why, the nearest cause first.
    pub because: Vec<Cause>,
    /// What its autoscaler asks for next; of several the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// What holds pods back, what concerns most of them first.
    pub holds: Vec<Hold>,
    /// What is off, whatever it is doing.
    pub signs: Vec<Sign>,
}

impl Outlook {
    /// The outlook of a service at `now`, with what was read besides.
    pub fn of(service: &Service, readings: &Readings, now: Timestamp) -> Self {
        let holds = hold::holds(service, now);
        let (doing, since) = doing::doing(service, &holds);
        Self {
            because: cause::causes(service, doing),
            plan: service.autoscalers.first().map(|it| Plan::of(it, service, readings, now)),
            signs: sign::signs(service, doing, &holds, readings, now),
            doing,
            since,
            holds,
        }
    }
}

/// The middle of what others took, in seconds; of none there is none.
fn usual(mut took: Vec<i64>) -> Option<u32> {
    // A flap makes a stamp young or old: what is not positive or took longer than an hour is none of a start.
    took.retain(|seconds| (1..=3600).contains(seconds));
    took.sort_unstable();
    took.get(took.len() / 2).and_then(|seconds| u32::try_from(*seconds).ok())
}
