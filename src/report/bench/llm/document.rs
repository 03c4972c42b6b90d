//! The `llm` section of the document: what a load of prompts has to say beside what every load says. Times are seconds, rates
//! are per second, shares are from 0 to 1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::document::Times;

/// A load of prompts.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Llm {
    /// `openai-chat`, `openai` or `sglang`.
    pub backend: String,
    /// The model that each request names; null if none does.
    pub model: Option<String>,
    /// Whether answers were streamed. Of others only the end has a time: there is no TTFT, TPOT and ITL.
    pub streaming: bool,
    /// Where the prompts came from.
    pub dataset: Dataset,
    /// What else each request said, as `temperature`.
    pub fields: Vec<Field>,
    /// How the tokens of answers were counted.
    pub token_counts: TokenCounts,
    /// What of `stream_options` the engine took.
    pub stream_options: StreamOptions,
    /// What a reader must know: one sentence each, with a word for programs.
    pub notes: Vec<Note>,
    /// The limits of `--goodput`, in their order.
    pub limits: Vec<Limit>,
    /// The whole run.
    pub whole: Answers,
    /// The run without warm-up and cool-down; null without `--warmup` and `--cooldown`.
    pub steady: Option<Answers>,
    /// What the engine's own `/metrics` say of the run; null if there are none.
    pub engine: Option<Engine>,
    /// Each second of the run, as the document's `timeline`.
    pub timeline: Vec<LlmSecond>,
    /// What `--metadata` says of the run.
    #[serde(default)]
    pub metadata: Vec<Field>,
    /// Requests of one token that were sent beside the load; null without `--probe-request-rate`.
    #[serde(default)]
    pub probe: Option<ProbeTimes>,
}

/// Requests of one token beside the load: how long others wait.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ProbeTimes {
    /// Answered.
    pub completed: usize,
    /// Not answered.
    pub failed: usize,
    /// The median of how long the answered ones took; null if none was.
    pub p50: Option<f64>,
    /// Their 99th percentile.
    pub p99: Option<f64>,
    /// The slowest.
    pub max: Option<f64>,
}

/// Where prompts came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Dataset {
    /// As on the command line: `random`, `sharegpt`, …
    pub name: String,
    /// In a few words.
    pub about: String,
}

/// A field of each request's body.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its value, as JSON.
    pub value: String,
}

/// How tokens of answers were counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum TokenCounts {
    /// By the engine: `usage`, or SGLang's `meta_info`.
    Usage,
    /// By a tokenizer of this side.
    Tokenizer,
    /// Each chunk of a stream as one token, which is too few where the engine sends several at a time.
    Chunks,
    /// Some one way, some another.
    Mixed,
    /// Not at all: nothing was answered.
    None,
}

/// What of `stream_options` the engine took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum StreamOptions {
    /// Token counts with each chunk, and at the end.
    Continuous,
    /// Token counts at the end.
    Usage,
    /// None: it was refused, or not asked for.
    None,
}

/// Something that a reader must know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Note {
    /// `streamOptionsRefused`, `chunksCounted`, `promptsEstimated`, `coalesced`, `severalTokensPerChunk`, `identicalPrompts`, `lengths`, `dataset`.
    pub code: String,
    /// In words.
    pub text: String,
}

/// A limit of `--goodput`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Limit {
    /// `ttft`, `tpot` or `e2el`.
    pub metric: String,
    /// The longest time that is good.
    pub seconds: f64,
}

/// What was answered in a part of the run. Requests belong to it by when they were due, else begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Answers {
    /// Requests whose whole answer came.
    pub completed: u64,
    /// Requests that the server shed: status 429 or 503.
    pub shed: u64,
    /// Tokens of the prompts of completed requests.
    pub prompt_tokens: u64,
    /// Those of them that the engine had in its prefix cache; null if it does not say.
    pub cached_tokens: Option<u64>,
    /// Their share of the prompt tokens of the requests that say so.
    pub cache_hit_share: Option<f64>,
    /// Tokens of the answers of completed requests.
    pub output_tokens: u64,
    /// Completed requests per second.
    pub requests_per_second: f64,
    /// Tokens of answers per second, over the part of the run.
    pub output_tokens_per_second: f64,
    /// Tokens of prompts and answers per second.
    pub total_tokens_per_second: f64,
    /// Tokens per second of each stream, from its first to its last token.
    pub stream_tokens_per_second: Amounts,
    /// From when a request was begun to its first token that is not empty: of its reasoning, its answer or a tool call.
    pub ttft: Times,
    /// The same from when the request was due.
    pub ttft_since_due: Times,
    /// From when a request was begun to the first token of the answer, after what a model says to itself.
    pub first_answer_token: Times,
    /// Time per output token of a request: (last token − first token) / (tokens − tokens of the first chunk).
    pub tpot: Times,
    /// Between two tokens. Tokens that came in one chunk came together: nothing is spread over them.
    pub itl: Times,
    /// Between two chunks of a stream that have a token.
    pub inter_chunk: Times,
    /// From when a request was begun to its last token; of an answer that is not streamed, to its last byte.
    pub e2el: Times,
    /// The same from when the request was due: what waited in the client is in it.
    pub e2el_since_due: Times,
    /// Tokens of a prompt.
    pub prompt_lengths: Amounts,
    /// The mean of the tokens of a prompt as this side counts or estimates them; only if both sides counted all. A chat template
    /// makes the engine's more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prompt_tokens_here: Option<f64>,
    /// Tokens of an answer.
    pub output_lengths: Amounts,
    /// Tokens that an answer was asked to have, at the most.
    pub requested_lengths: Amounts,
    /// Completed requests whose answer has as many tokens as were asked for.
    pub full_length: u64,
    /// Why answers ended: `stop`, `length`, …
    pub finish_reasons: Vec<FinishReason>,
    /// What the server said when it refused.
    pub refusals: Vec<Refusal>,
    /// How tokens came.
    pub chunks: Chunks,
    /// Requests that kept all limits of `--goodput`; null without.
    pub goodput: Option<Goodput>,
    /// The measures that vLLM's client defines otherwise.
    pub vllm: Vllm,
    /// By turn of a conversation; empty without conversations.
    pub turns: Vec<TurnTimes>,
}

/// A distribution of numbers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Amounts {
    /// How many.
    pub count: u64,
    /// Their mean.
    pub mean: Option<f64>,
    /// The smallest.
    pub min: Option<f64>,
    /// The median, within 0.1 %.
    pub p50: Option<f64>,
    /// The 90th percentile, within 0.1 %.
    pub p90: Option<f64>,
    /// The 99th percentile, within 0.1 %.
    pub p99: Option<f64>,
    /// The largest.
    pub max: Option<f64>,
}

/// Requests that ended for one reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FinishReason {
    /// As the engine says it; `none` if it did not.
    pub reason: String,
    /// How many.
    pub count: u64,
}

/// Requests that were refused in the same words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Refusal {
    /// The status.
    pub status: u16,
    /// What the server said.
    pub message: String,
    /// How many.
    pub count: u64,
}

/// How tokens came.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Chunks {
    /// Events of streams that had a token.
    pub count: u64,
    /// Tokens of completed streams by their chunks; null if tokens were not counted by themselves.
    pub tokens_per_chunk: Option<f64>,
    /// Chunks that came in one read with the chunk before: something on the way, or the client, put them together.
    pub coalesced: u64,
    /// Their share of the chunks.
    pub coalesced_share: Option<f64>,
}

/// Requests that kept all limits together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Goodput {
    /// All requests that were due: also the failed, the unfinished and the never sent.
    pub scheduled: u64,
    /// Those that kept all limits, counted from when they were due.
    pub good: u64,
    /// Their share of the scheduled.
    pub share: Option<f64>,
    /// Those per second.
    pub per_second: f64,
    /// Completed requests that missed a limit, by limit, in the order of the limits; one may miss several.
    pub missed: Vec<u64>,
    /// As vLLM counts: from when a request was begun, and with TPOT 0 for an answer of one token.
    pub vllm_per_second: f64,
}

/// What vLLM's client means by the same words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Vllm {
    /// Until the first event with a choice, even if its text is empty.
    pub ttft: Times,
    /// (E2EL − TTFT) / (tokens − 1).
    pub tpot: Times,
    /// Between events with a choice.
    pub itl: Times,
    /// The most tokens in a second, counted as chunks.
    pub peak_output_tokens_per_second: f64,
    /// The most requests under way in a second.
    pub peak_concurrent_requests: u64,
}

/// One turn of the conversations.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct TurnTimes {
    /// Which, from 1; the last one also stands for all after it.
    pub turn: u32,
    /// TTFT in this turn.
    pub ttft: Times,
}

/// What the engine says of the run: its metrics at the end without those at the start.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Engine {
    /// `vllm`, `sglang`, …
    pub name: String,
    /// Where the metrics were read.
    pub url: String,
    /// The engine's own TTFT: without network, proxy and client.
    pub ttft: Option<EngineTimes>,
    /// The share of prompt tokens that its prefix cache had.
    pub cache_hit_share: Option<f64>,
    /// What it drafted ahead; null if it does not, or does not tell.
    #[serde(default)]
    pub speculation: Option<Speculation>,
    /// How many times as fast as the client's its clock runs: 1 but in a sandbox. Its times are by its own clock.
    #[serde(default = "one")]
    pub speed: f64,
}

fn one() -> f64 {
    1.0
}

/// Speculative decoding over the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Speculation {
    /// How often something was drafted.
    pub drafts: u64,
    /// Tokens in the drafts.
    pub draft_tokens: u64,
    /// Those of them that the model took.
    pub accepted_tokens: u64,
    /// Their share, 0 to 1.
    pub acceptance_share: f64,
    /// Tokens of a step in the mean: its own one, and what it took of the draft.
    pub acceptance_length: f64,
    /// By place in the draft, the share of drafts whose token there was taken.
    pub by_position: Vec<f64>,
}

/// A histogram of Prometheus.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EngineTimes {
    /// The metric.
    pub metric: String,
    /// Requests.
    pub count: u64,
    /// Exactly.
    pub mean: Option<f64>,
    /// Between the bounds of its bucket in a straight line, as `histogram_quantile` does.
    pub p50: Option<f64>,
    /// The same.
    pub p90: Option<f64>,
    /// The same.
    pub p99: Option<f64>,
    /// Upper bounds and how many were at or below; the last bucket has no bound.
    pub buckets: Vec<Bucket>,
}

/// A bucket of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bucket {
    /// Its upper bound; null for none.
    pub le: Option<f64>,
    /// How many were at or below.
    pub count: u64,
}

/// One second of the run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct LlmSecond {
    /// Requests whose first token came in it.
    pub first_tokens: u64,
    /// The median of their TTFT, within 1 %, however few they are.
    pub ttft_p50: Option<f64>,
    /// The 99th percentile of their TTFT by nearest rank, within 1 %, however few they are.
    pub ttft_p99: Option<f64>,
    /// Chunks with a token that came in it.
    pub chunks: u64,
    /// Tokens of answers that came in it: counted chunk by chunk if the engine counts so, else as the chunks.
    pub output_tokens: u64,
    /// Requests that were shed in it.
    pub shed: u64,
}
