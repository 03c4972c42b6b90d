//! The document's blocks: how a run went over time, small enough to be in every document (some 10 kB).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::load::measure::blocks::{self as measured, Series};

/// The run in at most 64 blocks of equal length. A request belongs to the block in which it was due, else begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Blocks {
    /// How long a block is: 0.125 s, doubled until 64 are enough.
    pub seconds: f64,
    /// What became of the requests of each block.
    pub requests: Vec<BlockRequests>,
    /// The times of requests, in the same blocks.
    pub times: Vec<BlockTimes>,
}

/// What became of the requests of a block.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BlockRequests {
    /// Ended well.
    pub succeeded: u64,
    /// Failed, or were answered with a status from 400 on.
    pub failed: u64,
}

/// One of the times of requests, in blocks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BlockTimes {
    /// Which: `latency`; of prompts also `ttft`, `tpot`, `e2el`.
    pub name: String,
    /// From the start of the run on; the last ones may lack.
    pub blocks: Vec<BlockTime>,
}

/// The times of a block.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct BlockTime {
    /// The exact mean; null if there are none.
    pub mean: Option<f64>,
    /// A histogram, as rows `STEP:COUNT,COUNT,…` of steps that follow each other: the steps of `histogram`. With
    /// o = max(0, ⌊step/16⌋ − 1), a step begins at (step − 16·o)·2^o nanoseconds and ends where the next one begins.
    pub steps: String,
}

impl Blocks {
    /// What became of requests, and their times by name.
    pub fn of(ended: &Series<measured::Ended>, times: &[(&str, &Series<measured::Times>)]) -> Self {
        let longest = times.iter().map(|(_, series)| series.doublings()).max();
        let doublings = ended.doublings().max(longest.unwrap_or(0));
        let requests = ended.doubled_to(doublings);
        let requests = requests.blocks().iter();
        Self {
            seconds: measured::length(doublings).as_secs_f64(),
            requests: requests
                .map(|block| BlockRequests { succeeded: block.succeeded, failed: block.failed })
                .collect(),
            times: times.iter().map(|(name, series)| BlockTimes::of(name, series, doublings)).collect(),
        }
    }
}

impl BlockTimes {
    fn of(name: &str, series: &Series<measured::Times>, doublings: u32) -> Self {
        let series = series.doubled_to(doublings);
        let blocks = series.blocks().iter().map(|block| {
            let count = block.sketch.count();
            BlockTime {
                mean: (count > 0).then(|| block.sum.as_secs_f64() / count as f64),
                steps: block.sketch.written(),
            }
        });
        Self { name: name.to_owned(), blocks: blocks.collect() }
    }
}
