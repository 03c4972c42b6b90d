//! The document of `neap bench compare -o json`. Times are seconds, rates are per second, shares are from 0 to 1.

use schemars::JsonSchema;
use serde::Serialize;

/// The version of the document: it grows when a field changes its meaning or goes; fields may be added at any time.
pub const VERSION: u32 = 1;

/// Two sides of runs beside each other.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Comparison {
    /// The version of this document's form.
    pub version: u32,
    /// The files of the first side.
    pub base: Vec<String>,
    /// The files of the other side.
    pub other: Vec<String>,
    /// How the intervals were found.
    pub method: Method,
    /// Whether both sides had the same arrivals, so that what these did to both cancels out.
    pub paired: bool,
    /// What makes the sides incomparable; without `--despite` nothing is compared then.
    pub obstacles: Vec<Obstacle>,
    /// What differs.
    pub figures: Vec<Figure>,
    /// What else differs, and explains a difference rather than being one: answers of another size or length.
    pub notes: Vec<String>,
    /// Whether the queue grew on the other side only, which is worse whatever the figures say.
    pub queue_grows: bool,
    /// Whether any figure is over its limit, or the queue grows on the other side only.
    pub regression: bool,
}

/// How intervals were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Method {
    /// From how blocks of a run differ.
    Blocks,
    /// From how runs of a side differ.
    Repeats,
}

/// Something that makes the sides incomparable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Obstacle {
    /// `url`, `load`, `saturated`, `unsteady`: what `--despite` takes.
    pub what: String,
    /// In words.
    pub why: String,
}

/// A figure of both sides.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Figure {
    /// `p99`, `mean`, `ttft.p99`, `error`, `rps`.
    pub metric: String,
    /// Of the first side; the mean of its runs.
    pub base: Option<f64>,
    /// Of the other side.
    pub other: Option<f64>,
    /// The change as a share of the first side; of `error` the difference of the shares. Null if it cannot be told.
    pub change: Option<f64>,
    /// The lower end of the interval.
    pub low: Option<f64>,
    /// The upper end. The intervals of all figures hold together with 95 % confidence.
    pub high: Option<f64>,
    /// `better`, `worse`, `no difference seen` or `not comparable`.
    pub word: String,
    /// Why it is not comparable.
    pub why: Option<String>,
    /// The limit, as it was typed or as it is by default; null if there is none.
    pub limit: Option<String>,
    /// Whether all of the interval is worse than the limit; null if nothing is known, or asked.
    pub over: Option<bool>,
}

impl Comparison {
    /// The document as JSON, for people and programs.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}
