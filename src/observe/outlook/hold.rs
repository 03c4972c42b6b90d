//! What holds pods back.

use jiff::Timestamp;
use serde::Serialize;

use super::doing::is_rolling_out;
use super::usual;
use crate::observe::{Claim, Exit, PodView, Pool, Request, Service, Stage};

/// No node autoscaler answered for so many seconds: there is none, or it sees nothing to do.
const NOBODY_ANSWERS: i64 = 60;
/// A node that was asked for and did not come within so many seconds does not come (cluster-autoscaler's
/// `--max-node-provision-time`).
const NODE_IS_LATE: i64 = 15 * 60;

/// Pods that wait for the same.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hold {
    /// For what.
    #[serde(flatten)]
    pub obstacle: Obstacle,
    /// The pods.
    pub pods: Vec<String>,
    /// Since when, of the one that waits longest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// How many seconds it took others.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usual: Option<u32>,
    /// Whether waiting does not help.
    pub stuck: bool,
}

/// What a pod waits for.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "waitsFor")]
pub enum Obstacle {
    /// The API server refuses the pods: a quota, a missing PriorityClass, a webhook.
    Refused {
        /// In its words.
        message: String,
    },
    /// Scheduling gates.
    Gated {
        /// Their names.
        gates: Vec<String>,
    },
    /// The scheduler has not decided.
    Undecided,
    /// A node that was asked for, or boots.
    NodeComing {
        /// What is on its way, by pool.
        coming: Vec<Coming>,
        /// When a node was asked for.
        asked: Option<Timestamp>,
        /// The group that grows, where it is said.
        group: Option<String>,
    },
    /// No node has room, and none is on its way.
    NoRoom {
        /// What is short, as `nvidia.com/gpu`; absent where it is something else.
        resource: Option<String>,
        /// In the scheduler's words.
        message: Option<String>,
        /// All scheduling units hold as many pods as they may.
        units_full: bool,
        /// It is the extra pod of a roll-out, and the old pods hold what it needs.
        surge: bool,
        /// Why no node comes, where a node autoscaler says so.
        no_node: Option<NoNode>,
    },
    /// A volume.
    Volume {
        /// Claims that are not bound.
        claims: Vec<Claim>,
        /// In the kubelet's or scheduler's words.
        message: Option<String>,
    },
    /// Network, volumes or image: no record says which.
    Preparation,
    /// An init container, such as the one that downloads the model.
    Download {
        /// Its name.
        container: String,
    },
    /// The image is being pulled.
    Pull {
        /// The image.
        image: Option<String>,
    },
    /// The image cannot be pulled.
    NoImage {
        /// The image.
        image: Option<String>,
        /// In the kubelet's words.
        message: String,
    },
    /// The container cannot be made.
    Config {
        /// One word.
        reason: String,
        /// In words.
        message: String,
    },
    /// It runs: the engine starts, weights load.
    Load {
        /// What a failing probe says.
        probe: Option<String>,
        /// How the container before ended.
        after: Option<Exit>,
    },
    /// A container ended, and will be started again.
    Crash(Exit),
    /// It was killed for its memory.
    Memory {
        /// The container.
        container: String,
        /// Its limit, as written.
        limit: Option<String>,
    },
    /// It ended and stays so: evicted, failed.
    Ended {
        /// One word.
        reason: Option<String>,
        /// In words.
        message: Option<String>,
    },
    /// Its node no longer reports.
    NodeLost,
}

/// Nodes of a pool that are on their way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Coming {
    /// The pool; absent for nodes without a pool label.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// Nodes that are not ready.
    pub booting: u32,
    /// Nodes that are ready and do not offer their accelerators yet.
    pub without_accelerator: u32,
    /// When the first of them joined.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// How many seconds its other nodes took from joining to ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub usual: Option<u32>,
}

/// Why no node comes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NoNode {
    /// In a word.
    pub reason: NoNodeReason,
    /// When it was said last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// In the node autoscaler's words.
    pub message: String,
}

/// Why no node comes, in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum NoNodeReason {
    /// The pool is at its maximum.
    PoolAtMaximum,
    /// A request failed, and the pool is left alone for a while.
    BackOff,
    /// The platform has no machine of this kind.
    OutOfStock,
    /// No pool's machines fit the pod.
    NoneFits,
    /// A node was asked for and did not come in time.
    Late,
}

pub(super) fn holds(service: &Service, now: Timestamp) -> Vec<Hold> {
    let mut holds: Vec<Hold> = Vec::new();
    for pod in &service.pods {
        let Some(obstacle) = obstacle(pod, service, now) else { continue };
        match holds.iter_mut().find(|it| it.obstacle.is_like(&obstacle)) {
            Some(known) => {
                known.pods.push(pod.name.clone());
                known.since = [known.since, pod.since].into_iter().flatten().min();
            }
            None => holds.push(Hold {
                stuck: is_stuck(&obstacle, pod.since, now),
                usual: usual_of(&obstacle, service),
                obstacle,
                pods: vec![pod.name.clone()],
                since: pod.since,
            }),
        }
    }
    holds.sort_by_key(|it| std::cmp::Reverse(it.pods.len()));
    let refused =
        service.deployment_conditions.iter().find(|it| it.kind == "ReplicaFailure" && it.status == "True");
    if let Some(refused) = refused {
        let message = refused.message.clone().unwrap_or_default();
        let obstacle = Obstacle::Refused { message };
        holds.insert(0, Hold { obstacle, pods: Vec::new(), since: refused.since, usual: None, stuck: true });
    }
    holds
}

fn obstacle(pod: &PodView, service: &Service, now: Timestamp) -> Option<Obstacle> {
    Some(match pod.stage.clone() {
        Stage::Ready | Stage::Terminating => return None,
        Stage::Gated { gates } => Obstacle::Gated { gates },
        Stage::Scheduling => Obstacle::Undecided,
        Stage::Unschedulable(room) => {
            let resource = room.shortfalls.iter().find_map(|it| it.resource.clone());
            no_room(pod, service, resource, room.message, now)
        }
        Stage::Volume { claims, message } => Obstacle::Volume { claims, message },
        Stage::Creating => Obstacle::Preparation,
        Stage::Initialising { container } => Obstacle::Download { container },
        Stage::Pulling { image } => Obstacle::Pull { image },
        Stage::PullFailed { image, message } => Obstacle::NoImage { image, message },
        Stage::ConfigError { reason, message } => Obstacle::Config { reason, message },
        Stage::Loading { probe, after } => Obstacle::Load { probe, after },
        Stage::Crashed(exit) => Obstacle::Crash(exit),
        Stage::OutOfMemory { container, limit, .. } => Obstacle::Memory { container, limit },
        Stage::Evicted { message } => Obstacle::Ended { reason: Some("Evicted".into()), message },
        Stage::Failed { reason, message } => Obstacle::Ended { reason, message },
        Stage::Succeeded => Obstacle::Ended { reason: Some("Completed".into()), message: None },
        Stage::Lost { .. } => Obstacle::NodeLost,
    })
}

/// A node is on its way, or why none is.
fn no_room(
    pod: &PodView,
    service: &Service,
    resource: Option<String>,
    message: Option<String>,
    now: Timestamp,
) -> Obstacle {
    let coming: Vec<Coming> = service.pools.iter().filter_map(coming).collect();
    let request = pod.node_request.as_ref();
    let mut no_node = None;
    match request.map(|it| &it.request) {
        Some(Request::Asked { group, .. }) => {
            let asked = request.and_then(|it| it.at);
            let late = asked.is_some_and(|at| now.duration_since(at).as_secs() > NODE_IS_LATE);
            if !late || !coming.is_empty() {
                return Obstacle::NodeComing { coming, asked, group: group.clone() };
            }
            no_node = request.map(|it| (NoNodeReason::Late, it));
        }
        Some(answer) => no_node = request.map(|it| (why_none(answer, &it.message), it)),
        None if !coming.is_empty() => return Obstacle::NodeComing { coming, asked: None, group: None },
        None => {}
    }
    let full = |unit: &crate::observe::Unit| unit.max.is_some_and(|max| unit.used >= max);
    Obstacle::NoRoom {
        resource,
        message,
        units_full: !service.units.is_empty() && service.units.iter().all(full),
        surge: is_rolling_out(service),
        no_node: no_node.map(|(reason, it)| NoNode { reason, at: it.at, message: it.message.clone() }),
    }
}

/// The words are those of cluster-autoscaler and of ACK's instant elasticity.
fn why_none(answer: &Request, message: &str) -> NoNodeReason {
    let says = |text: &str| message.to_lowercase().contains(text);
    if says("backoff") {
        NoNodeReason::BackOff
    } else if says("max node group size") || says("max cluster") || says("limit") {
        NoNodeReason::PoolAtMaximum
    } else if *answer == Request::Failed || says("stock") || says("capacity") || says("inventory") {
        NoNodeReason::OutOfStock
    } else {
        NoNodeReason::NoneFits
    }
}

pub(super) fn coming(pool: &Pool) -> Option<Coming> {
    let (booting, without_accelerator) = (pool.counts.not_ready, pool.counts.without_accelerator);
    if booting + without_accelerator == 0 {
        return None;
    }
    let took = pool.nodes.iter().filter(|node| node.usable);
    let took = took.filter_map(|node| Some(node.ready?.duration_since(node.created?).as_secs()));
    Some(Coming {
        pool: pool.place(),
        booting,
        without_accelerator,
        since: pool.nodes.iter().filter(|node| !node.usable).filter_map(|node| node.created).min(),
        usual: usual(took.collect()),
    })
}

fn usual_of(obstacle: &Obstacle, service: &Service) -> Option<u32> {
    match obstacle {
        Obstacle::Load { .. } => {
            let ready = service.pods.iter().filter(|pod| pod.stage == Stage::Ready && pod.restarts == 0);
            usual(ready.filter_map(|pod| Some(pod.since?.duration_since(pod.started?).as_secs())).collect())
        }
        Obstacle::NodeComing { coming, .. } => coming.iter().filter_map(|it| it.usual).max(),
        _ => None,
    }
}

fn is_stuck(obstacle: &Obstacle, since: Option<Timestamp>, now: Timestamp) -> bool {
    let longer = |seconds: i64| since.is_some_and(|at| now.duration_since(at).as_secs() >= seconds);
    match obstacle {
        Obstacle::NoRoom { no_node, .. } => no_node.is_some() || longer(NOBODY_ANSWERS),
        Obstacle::Volume { claims, .. } => claims.iter().any(|it| it.phase.is_none()) || longer(NODE_IS_LATE),
        Obstacle::Refused { .. }
        | Obstacle::Gated { .. }
        | Obstacle::NoImage { .. }
        | Obstacle::Config { .. }
        | Obstacle::Crash(_)
        | Obstacle::Memory { .. }
        | Obstacle::Ended { .. }
        | Obstacle::NodeLost => true,
        Obstacle::Undecided
        | Obstacle::NodeComing { .. }
        | Obstacle::Preparation
        | Obstacle::Download { .. }
        | Obstacle::Pull { .. }
        | Obstacle::Load { .. } => false,
    }
}

impl Obstacle {
    /// Whether one sentence can speak of both.
    fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Pull { image: a }, Self::Pull { image: b })
            | (Self::NoImage { image: a, .. }, Self::NoImage { image: b, .. }) => a == b,
            (Self::NoRoom { no_node: a, .. }, Self::NoRoom { no_node: b, .. }) => {
                a.as_ref().map(|it| it.reason) == b.as_ref().map(|it| it.reason)
            }
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }
}
