//! `--format vllm`: what `vllm bench serve` prints and saves, with its keys, its definitions and its arithmetic.
//!
//! As of `vllm/benchmarks/serve.py` of 2026: <https://github.com/vllm-project/vllm/blob/main/vllm/benchmarks/serve.py>.

mod figures;
mod json;
mod ramp;
mod table;
#[cfg(test)]
mod tests;

pub(super) use figures::percentile;
pub use figures::{Figures, Probe};
pub use json::json;
pub use table::table;

/// What the command line said, in vLLM's words.
#[derive(Debug, Clone, Default)]
pub struct Setup {
    /// As `20261122-183500`.
    pub date: String,
    /// `--backend`.
    pub backend: String,
    /// `--label`.
    pub label: Option<String>,
    /// The model.
    pub model: Option<String>,
    /// `--tokenizer`, else the model.
    pub tokenizer: Option<String>,
    /// How many prompts.
    pub num_prompts: u64,
    /// `--metadata`, by key.
    pub metadata: Vec<(String, String)>,
    /// Requests a second; `None`: all at once.
    pub rate: Option<f64>,
    /// The shape of the gamma process.
    pub burstiness: f64,
    /// `--max-concurrency`.
    pub max_concurrency: Option<u64>,
    /// The strategy of a ramp, and the rates at its ends.
    pub ramp: Option<(String, f64, f64)>,
    /// `--percentile-metrics`.
    pub metrics: Vec<String>,
    /// `--metric-percentiles`.
    pub percents: Vec<f64>,
    /// `--save-detailed`: each request by itself.
    pub detailed: bool,
}
