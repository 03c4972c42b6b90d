//! The document of `neap bench -o json`. Times are seconds, rates are per second, shares are from 0 to 1.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::blocks::Blocks;
use super::cluster::Elasticity;
pub use super::connections::{Connections, Handshakes};
use super::llm::document::Llm;
pub use super::second::Second;
use super::team::Team;

/// The version of the document: it grows when a field changes its meaning or goes; fields may be added at any time.
pub const VERSION: u32 = 1;

/// The report of one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Document {
    /// The version of this document's form.
    pub version: u32,
    /// The version of neap that wrote it.
    pub neap: String,
    /// When the first request could be sent, as a date and time (RFC 3339); null if it is not known.
    pub started: Option<String>,
    /// Why the run ended.
    pub ending: Ending,
    /// Whether the client was the limit: then the rest is about the client, not about the server.
    pub client: Client,
    /// What was asked for.
    pub load: Load,
    /// How well an open loop kept to its timetable; null for a closed loop.
    pub pacing: Option<Pacing>,
    /// Whether the number of requests under way grew; null if the run was too short to tell, or the loop is closed.
    pub queue: Option<Queue>,
    /// The whole run.
    pub whole: Window,
    /// The run without warm-up and cool-down; null without `--warmup` and `--cooldown`.
    pub steady: Option<Window>,
    /// The terms of `--fail-if`, in their order.
    pub objectives: Vec<Objective>,
    /// Each second of the run.
    pub timeline: Vec<Second>,
    /// What a load of prompts has to say beside; null for any other load.
    pub llm: Option<Llm>,
    /// Connections that were opened.
    pub connections: Connections,
    /// What the cluster did meanwhile; null without `--watch`.
    pub cluster: Option<Elasticity>,
    /// The run in blocks of equal length, for what compares runs.
    pub blocks: Blocks,
    /// How several processes sent the load; null for one.
    pub team: Option<Team>,
}

/// Why a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Ending {
    /// Everything was sent, or the time was over.
    Complete,
    /// Ctrl-C or SIGTERM.
    Interrupted,
    /// Nothing could be reached.
    Unreachable,
}

/// What the client suffered from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Client {
    /// Whether there is any strain.
    pub saturated: bool,
    /// How many load threads there were.
    pub threads: usize,
    /// One for each limit that was passed.
    pub strains: Vec<Strain>,
}

/// A limit that was passed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Strain {
    /// `cpu` (share of a core that a load thread used), `loopDelay` and `sendLag` (seconds, 99th percentile of a second),
    /// `throttled` (share of a second), `steal` (share of all CPU time), `descriptors` (requests that had none).
    pub cause: String,
    /// What may be reached without being a strain.
    pub limit: f64,
    /// The worst value of all seconds.
    pub worst: f64,
    /// In how many seconds.
    pub seconds: usize,
    /// The first of them, from the start.
    pub first_second: u32,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Load {
    /// The URL.
    pub url: String,
    /// The method.
    pub method: String,
    /// The Host header, or `:authority`.
    pub host: String,
    /// `closed`: the next request follows the answer. `open`: requests are sent at their times, whatever the answers do.
    pub model: Model,
    /// The most requests in flight.
    pub concurrency: usize,
    /// How many requests at the most; null if the time decides.
    pub requests: Option<u64>,
    /// For how many seconds requests are sent; null if their number decides.
    pub seconds: Option<f64>,
    /// Requests per second of each worker of a closed loop; null for no limit.
    pub rate_per_worker: Option<f64>,
    /// The rates of an open loop, one after the other; empty for a closed loop and for a trace. The last one without a time lasts.
    pub stages: Vec<Stage>,
    /// `constant`, `poisson`, `gamma:SHAPE` or `trace`; null for a closed loop.
    pub arrivals: Option<String>,
    /// What decided random arrivals.
    pub seed: Option<u64>,
    /// The longest time of one request; null for any.
    pub timeout: Option<f64>,
    /// How long requests in flight may go on when the time is over.
    pub grace: f64,
}

/// Who decides when a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Model {
    /// The answers.
    Closed,
    /// A timetable.
    Open,
}

/// A piece of the rate over time, in a straight line.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Stage {
    /// How long it lasts; null: to the end.
    pub seconds: Option<f64>,
    /// The rate at its beginning.
    pub from: f64,
    /// The rate at its end.
    pub to: f64,
}

/// How well an open loop kept to its timetable.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pacing {
    /// Requests that were due.
    pub scheduled: u64,
    /// Requests that were begun.
    pub sent: u64,
    /// Requests that were due and were never begun.
    pub never_sent: u64,
    /// Requests begun per second; null for fewer than two.
    pub achieved_rate: Option<f64>,
    /// The coefficient of variation of the gaps between the requests that were begun.
    pub inter_arrival_cv: Option<f64>,
    /// What it would be at a constant rate for ever; null for a trace.
    pub asked_inter_arrival_cv: Option<f64>,
    /// From when a request was due to when it was begun.
    pub send_lag: Times,
}

/// Whether the number of requests under way (due and not ended) grew.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Queue {
    /// Requests more each second, over the steady window, else over the run.
    pub growth: f64,
    /// False if it grew by more than chance and by more than the load bears: what is measured then depends on how long one measures.
    pub steady: bool,
}

/// A part of the run. Requests belong to it by when they were due, else begun.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Window {
    /// Its beginning.
    pub from: f64,
    /// Its end.
    pub to: f64,
    /// How many requests.
    pub requests: Requests,
    /// Requests per second that ended in it, whatever came of them.
    pub rate: f64,
    /// Requests per second that ended in it and succeeded.
    pub goodput: f64,
    /// The share of the requests that ended which failed or were answered with a status from 400 on; null if none ended.
    pub error_share: Option<f64>,
    /// Bytes of all bodies.
    pub bytes: u64,
    /// From when a request was due, else begun, to the last byte of its answer.
    pub latency: Times,
    /// The parts of an answered request.
    pub phases: Phases,
    /// Answers by status.
    pub statuses: Vec<Status>,
    /// Errors by class; a status from 400 on is of the class `status`.
    pub errors: Vec<Errors>,
}

/// What became of requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Requests {
    /// Begun.
    pub sent: u64,
    /// Answered, whatever the status.
    pub answered: u64,
    /// Answered with a status below 400.
    pub succeeded: u64,
    /// Failed.
    pub failed: u64,
    /// Begun, and not ended when the run was.
    pub unfinished: u64,
    /// Due, and never begun.
    pub never_sent: u64,
    /// Sent again on a fresh connection, since the server had closed the kept one.
    pub resent: u64,
}

/// A distribution of times. The unfinished and the never sent take part with the time that they have waited at least.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Times {
    /// How many ended.
    pub count: u64,
    /// How many did not: only a lower bound is known of these.
    pub unfinished: u64,
    /// Of those that ended.
    pub mean: Option<f64>,
    /// Of those that ended.
    pub min: Option<f64>,
    /// Of those that ended.
    pub max: Option<f64>,
    /// Percentiles of which ten values lie beyond.
    pub percentiles: Vec<Percentile>,
    /// How the times are spread: steps that are the same in every run, 16 to each doubling; only those that have any.
    pub histogram: Vec<Bin>,
}

impl Times {
    /// A percentile; `None` where it is none of those that are told.
    pub fn percentile(&self, percent: f64) -> Option<&Percentile> {
        self.percentiles.iter().find(|known| known.percent == percent)
    }
}

/// The times of a step of a histogram.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Bin {
    /// Its shortest time.
    pub from: f64,
    /// Its end, which is the beginning of the next step.
    pub to: f64,
    /// How many ended with such a time.
    pub count: u64,
    /// How many did not end, and lasted at least so long.
    pub unfinished: u64,
}

/// A percentile, within 0.1 %.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Percentile {
    /// From 0 to 100.
    pub percent: f64,
    /// Seconds; null if fewer than ten values lie beyond.
    pub value: Option<f64>,
    /// Whether the value is a lower bound: requests that did not end may have been slower.
    pub at_least: bool,
    /// The lower end of the 95 % confidence interval, as if requests were independent of each other. Of times of which a request has
    /// several (ITL), as if each request told only one: they are not independent.
    pub low: Option<f64>,
    /// The upper end; null if it is not known.
    pub high: Option<f64>,
}

/// The parts of a request.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Phases {
    /// Name, TCP and TLS; 0 on a kept connection.
    pub connect: Extent,
    /// Name alone.
    pub dns: Extent,
    /// Waiting in the client for a stream of an HTTP/2 connection, or for room in the server's window; null over HTTP/1.1.
    pub queue: Extent,
    /// Writing the request.
    pub write: Extent,
    /// Until the first byte of the answer.
    pub wait: Extent,
    /// Until the last one.
    pub read: Extent,
}

/// Exact mean and bounds; null if there is nothing.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Extent {
    /// Of all.
    pub mean: Option<f64>,
    /// The smallest.
    pub min: Option<f64>,
    /// The largest.
    pub max: Option<f64>,
}

/// Answers of one status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    /// The code.
    pub status: u16,
    /// How many.
    pub count: u64,
}

/// Errors of one class.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Errors {
    /// `dns`, `connect`, `client`, `proxy`, `tls`, `timeout`, `reset`, `truncated`, `protocol`, `stream`, `goaway`, `redirect`,
    /// `sse`, `engine`, or `status`.
    pub class: String,
    /// How many.
    pub count: u64,
    /// The message that came most often.
    pub example: String,
    /// Of the class `status`: the beginning of the body of an answer with the status in `example`, if it was text.
    pub body: Option<String>,
}

/// A term of `--fail-if`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Objective {
    /// As it was typed.
    pub term: String,
    /// What was measured, in seconds, shares or requests per second; null if nothing was.
    pub value: Option<f64>,
    /// Whether the value is a lower bound.
    pub at_least: bool,
    /// True if the run failed by it; null if too little was measured to tell, which fails the run too.
    pub failed: Option<bool>,
}

impl Document {
    /// The document's JSON schema.
    pub fn json_schema() -> String {
        schema_of::<Self>()
    }

    /// The document as JSON, for people and programs.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

/// The JSON schema of a document.
pub fn schema_of<T: JsonSchema>() -> String {
    serde_json::to_string_pretty(&schemars::schema_for!(T)).unwrap_or_default() + "\n"
}
