//! What the document says of a load that several processes sent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::load::team::lead::Facts;

/// How several processes sent one load.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Team {
    /// How many.
    pub workers: usize,
    /// Seconds from when the first of them began to when the last did.
    pub start_skew: f64,
    /// What of that may be owed to the comparison of their clocks: half of the shortest round trip, of the worker with the longest.
    pub clock_error: f64,
    /// Those that were lost under way: what they measured is not in the document.
    pub lost: Vec<Lost>,
}

/// A worker that was lost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Lost {
    /// Which one, from 1: worker 0 is the one that leads.
    pub worker: usize,
    /// Why.
    pub why: String,
    /// The answers that it had when it was last heard of.
    pub answered: u64,
    /// The failures that it had then.
    pub failed: u64,
}

impl Team {
    /// Of what is known.
    pub fn of(facts: &Facts) -> Self {
        let lost = facts.lost.iter().map(|lost| Lost {
            worker: lost.worker,
            why: lost.why.clone(),
            answered: lost.progress.answered,
            failed: lost.progress.failed,
        });
        Self {
            workers: facts.workers,
            start_skew: facts.start_skew.as_secs_f64(),
            clock_error: facts.clock_error.as_secs_f64(),
            lost: lost.collect(),
        }
    }

    /// `partial: …`, for the first line of the report; `None` if nothing is missing.
    pub fn partial(&self) -> Option<String> {
        let lost: Vec<String> = self.lost.iter().map(|lost| lost.worker.to_string()).collect();
        let (what, were) = if lost.len() == 1 { ("worker", "was") } else { ("workers", "were") };
        let what = format!("partial: {what} {} of {} {were} lost", lost.join(", "), self.workers);
        (!lost.is_empty()).then(|| what + ", and what was sent there is not in the report")
    }
}
