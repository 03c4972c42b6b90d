//! The documents of `neap bench --find-max -o json` and `--sweep -o json`. Rates are per second, times seconds, shares from 0 to 1.

use schemars::JsonSchema;
use serde::Serialize;

use super::suggestion::Suggestion;
use crate::report::bench::document::{Document, Objective};

/// The version of these documents' form: it grows when a field changes its meaning or goes; fields may be added at any time.
pub const VERSION: u32 = 1;

/// The highest rate that keeps an objective.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Maximum {
    /// The version of this document's form.
    pub version: u32,
    /// What was to be kept, as it was typed.
    pub objective: String,
    /// What was found.
    pub found: Found,
    /// The highest rate that kept the objective, also in a step of twice the usual length; null if none did.
    pub kept: Option<f64>,
    /// Of runs that might have been, drawn from blocks of that step, the share that keeps it; null if it is not known.
    pub confidence: Option<f64>,
    /// The lowest rate that missed it; null if none did.
    pub missed: Option<f64>,
    /// All steps in their order.
    pub steps: Vec<Step>,
    /// What to scale on; null without `--suggest-target`.
    pub suggestion: Option<Suggestion>,
}

/// What a search came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Found {
    /// A rate that keeps the objective, and one a little higher that does not.
    Maximum,
    /// No rate that was tried keeps it.
    None,
    /// The client could not send faster: the server may bear more.
    ClientLimit,
    /// Replicas never stayed the same for a whole step.
    Unsettled,
    /// What the next higher rate does could not be told, or the search has had all its steps.
    Unclear,
    /// Ctrl-C, SIGTERM, or something failed: `kept` is the highest rate that kept the objective until then, in a step of any length.
    Stopped,
}

/// One step of a search.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Step {
    /// The rate that was asked for.
    pub rate: f64,
    /// `kept`, `missed`, `doubtful` (by chance it could have been the other way round: done again for longer), `unclear` (too little was
    /// measured to tell: done again for longer), `saturated` (the client could not send so fast), `discarded`, or `stopped`.
    pub outcome: String,
    /// Why, in words.
    pub why: String,
    /// See [`Maximum::confidence`], of this step.
    pub confidence: Option<f64>,
    /// Ready replicas before and after; null without `--service`.
    pub replicas: Option<(u64, u64)>,
    /// The terms: `failed` is false where the term is kept.
    pub terms: Vec<Objective>,
    /// The run.
    pub document: Document,
}

/// Steps from one request at a time up to as many as the server takes.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Sweep {
    /// The version of this document's form.
    pub version: u32,
    /// The place in `steps` of the one with the most throughput by latency; null if nothing was answered.
    pub knee: Option<usize>,
    /// In the order of their rates: first one request at a time, last as many as the server takes.
    pub steps: Vec<SweepStep>,
    /// What to scale on; null without `--suggest-target`.
    pub suggestion: Option<Suggestion>,
}

/// One step of a sweep.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SweepStep {
    /// `serial` (one request at a time), `rate`, or `saturation` (a closed loop).
    pub kind: String,
    /// The rate that was asked for; null for the ends.
    pub rate: Option<f64>,
    /// The run.
    pub document: Document,
}

/// A document as JSON, for people and programs.
pub fn json(document: &impl Serialize) -> String {
    serde_json::to_string_pretty(document).unwrap_or_default() + "\n"
}
