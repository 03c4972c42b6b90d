//! The section `cluster` of the document: what the cluster did while the load ran.
//!
//! All times are seconds of the client's clock from the start of the load, as in the rest of the document. A sandbox's clock may
//! run faster: `speed` says how much, and hours and costs are in its time.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the cluster did while the load ran (`--watch`).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Elasticity {
    /// The service that was watched.
    pub service: String,
    /// Its namespace.
    pub namespace: String,
    /// How many times as fast as the client's the cluster's clock runs: 1, but for a sandbox.
    pub speed: f64,
    /// The cluster at the end of each second, at the same places as the document's `timeline`; it goes on where that has ended
    /// because no request did.
    pub timeline: Vec<Moment>,
    /// What happened, in order.
    pub markers: Vec<Marker>,
    /// The run in parts, which begin and end with a second and have no gaps between them.
    pub phases: Vec<Phase>,
    /// The pods of the service that were there at any time of the run, the oldest first.
    pub pods: Vec<Pod>,
    /// Requests that were lost of which no pod is known: no answer and no connection told one, and none was going away then.
    #[serde(default)]
    pub lost_without_pod: u64,
    /// The node pools, in the order in which the service uses them.
    pub pools: Vec<PoolUse>,
    /// What the pools cost; null without `--price`.
    pub cost: Option<Cost>,
    /// Times of which nothing is known, because the watch was lost.
    pub gaps: Vec<Gap>,
    /// What makes the figures doubtful, and what mends it.
    pub warnings: Vec<Warning>,
}

/// The cluster at one moment.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Moment {
    /// False in a gap: then the rest is as it was before.
    pub known: bool,
    /// Replicas that are asked for; null before anything is known.
    pub desired: Option<u32>,
    /// Replicas that are ready; null before anything is known.
    pub ready: Option<u32>,
    /// Pods on their way to ready, by what they wait for.
    pub pending: Vec<Pending>,
    /// Nodes by pool, in the order of `pools`.
    pub nodes: Vec<PoolNodes>,
    /// The value that the autoscaler last read of the metric that decides, as it writes it; null if it has none.
    pub metric: Option<String>,
    /// Its target.
    pub target: Option<String>,
    /// Value divided by target.
    pub ratio: Option<f64>,
    /// Requests that wait in all engines together; null if no engine was asked or answered.
    pub waiting: Option<f64>,
    /// Requests that run in all engines together.
    pub running: Option<f64>,
}

/// Pods that wait for the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pending {
    /// As `unschedulable`, `waits for a node`, `pulling image`, `loading`.
    pub reason: String,
    /// How many.
    pub pods: u32,
}

/// The nodes of a pool.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PoolNodes {
    /// The pool; empty for nodes of none.
    pub pool: String,
    /// Nodes that are ready, with their accelerators.
    pub ready: u32,
    /// Nodes that are there and are not ready, or offer no accelerator yet.
    pub booting: u32,
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Marker {
    /// When the watch saw it.
    pub at: f64,
    /// What.
    pub kind: MarkerKind,
    /// What it happened to: a pod, a node, an autoscaler.
    pub about: String,
    /// The pool of the node or of the pod's node.
    pub pool: Option<String>,
    /// Of `scale`: replicas before.
    pub from: Option<u32>,
    /// Of `scale`: replicas after.
    pub to: Option<u32>,
    /// In words; for `scale` the autoscaler's own.
    pub text: String,
}

/// What can happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum MarkerKind {
    /// Other replicas are asked for.
    Scale,
    /// A pod was created.
    PodCreated,
    /// No node takes a pod.
    PodUnschedulable,
    /// A pod became ready.
    PodReady,
    /// A pod is no longer ready, and is not being removed.
    PodUnready,
    /// A pod is being removed.
    PodDeleted,
    /// A pod is gone.
    PodGone,
    /// A node came.
    NodeCame,
    /// A node is ready and offers its accelerators.
    NodeReady,
    /// A node went.
    NodeWent,
}

/// A part of the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Phase {
    /// What is special about it.
    pub kind: PhaseKind,
    /// Which scale-up it belongs to, counted from 1; 0 before the first.
    pub number: u32,
    /// In words, as `scale-up 1 to 3`.
    pub name: String,
    /// Its first second.
    pub from: f64,
    /// The second after its last.
    pub to: f64,
    /// Replicas that were ready when it began; null if that is not known.
    pub ready_from: Option<u32>,
    /// Replicas that were ready when it ended.
    pub ready_to: Option<u32>,
    /// Requests that were due in it; in a closed loop those that were begun.
    pub due: u64,
    /// Requests that were begun in it.
    pub sent: u64,
    /// Requests that ended well in it.
    pub succeeded: u64,
    /// Requests that ended badly in it.
    pub failed: u64,
    /// Of these, the ones whose connection broke, or which a gateway answered with 502, 503 or 504.
    pub lost: u64,
    /// Requests per second that ended in it.
    pub rate: f64,
    /// Of the requests that were answered in it, half took at most this long; null for fewer than 20.
    pub p50: Option<f64>,
    /// 99 of 100 took at most this long; null for fewer than 1,000.
    pub p99: Option<f64>,
    /// The mean of those that were answered in it.
    pub mean: Option<f64>,
    /// The longest of those that were answered in it.
    pub max: Option<f64>,
    /// Of a load of prompts: half of the first tokens that came in it took at most this long; null for fewer than 20.
    pub ttft_p50: Option<f64>,
    /// 99 of 100 took at most this long; null for fewer than 1,000.
    pub ttft_p99: Option<f64>,
    /// The most requests that waited in all engines together; null if that was not read.
    pub most_waiting: Option<f64>,
}

/// What is special about a part of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum PhaseKind {
    /// Before anything changed.
    Before,
    /// From the decision until all replicas that are asked for are ready.
    ScaleUp,
    /// From then on.
    After,
    /// From the decision until no more replicas are there than are asked for.
    ScaleDown,
    /// Nothing is sent any more; what is in flight ends.
    Drain,
}

/// A pod of the service.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Pod {
    /// Its name.
    pub name: String,
    /// Its node.
    pub node: Option<String>,
    /// Its node's pool.
    pub pool: Option<String>,
    /// When it was created; null if it was there before the load.
    pub created: Option<f64>,
    /// When it became ready; null if it was ready before the load, or never was.
    pub ready: Option<f64>,
    /// Whether it was ready before the load.
    #[serde(default)]
    pub ready_before: bool,
    /// When it began to be removed.
    pub deleted: Option<f64>,
    /// When it was gone.
    pub gone: Option<f64>,
    /// Requests that it answered; null if nothing tells.
    pub answered: Option<Told<u64>>,
    /// Its first answer, of a pod that became ready in the run; null if nothing tells.
    pub first_answer: Option<FirstAnswer>,
    /// Requests that were lost with it; null for a pod that was not removed and lost none.
    pub lost: Option<Told<u64>>,
}

/// A figure and how it is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Told<T> {
    /// The figure.
    pub value: T,
    /// How it is known.
    pub source: Knowledge,
}

/// How something about a pod is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Knowledge {
    /// The answers named their pod (`--pod-header`).
    Header,
    /// Inferred from the counters of the pod's engine, which other clients move too.
    Engine,
    /// Told by the connection: it led to the pod's address, or all of its answers before had named the pod.
    Connection,
    /// Inferred from the time: it happened while the pod went away.
    Window,
}

impl Knowledge {
    /// Of two figures that are added up, the source that is less sure.
    pub fn weaker(self, other: Self) -> Self {
        let place = |knowledge: Self| match knowledge {
            Self::Header => 0,
            Self::Connection => 1,
            Self::Engine => 2,
            Self::Window => 3,
        };
        if place(self) >= place(other) { self } else { other }
    }
}

/// The first answer of a cold replica.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct FirstAnswer {
    /// Not before.
    pub earliest: f64,
    /// Not after.
    pub latest: f64,
    /// How long it took: to the first token where the engine says so, else to the last byte. Of several at once, their mean.
    pub took: Option<f64>,
    /// How it is known.
    pub source: Knowledge,
}

/// What was used of a pool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct PoolUse {
    /// The pool; empty for nodes of none.
    pub pool: String,
    /// Hours that its nodes were there, in the cluster's time: from when they came, not from when they were ready.
    pub node_hours: f64,
    /// Hours that its accelerators were there.
    pub gpu_hours: f64,
    /// The price of an hour; null without one.
    pub price: Option<Price>,
    /// What it cost over the run.
    pub cost: Option<f64>,
}

/// A price.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Price {
    /// For an hour.
    pub per_hour: f64,
    /// Of what.
    pub of: Priced,
}

/// What has a price.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Priced {
    /// A node of the pool.
    Node,
    /// An accelerator of the pool.
    Gpu,
}

/// What the pools that have a price cost over the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Cost {
    /// All together.
    pub total: f64,
    /// For 1,000 requests that succeeded; null if none did.
    pub per_thousand_requests: Option<f64>,
    /// For a million tokens that were generated; null where tokens are not counted.
    pub per_million_tokens: Option<f64>,
    /// Pools of the service that have no price: they are not in it.
    pub without_price: Vec<String>,
}

/// A time of which nothing is known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Gap {
    /// Since when.
    pub from: f64,
    /// Until when; null: to the end.
    pub to: Option<f64>,
    /// Why.
    pub why: String,
}

/// Something that makes the figures doubtful.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Warning {
    /// One word: `pinned`, `unread`, `gap`, `unpriced`.
    pub code: String,
    /// In words.
    pub text: String,
    /// The flag or the command that mends it.
    pub mend: Option<String>,
}
