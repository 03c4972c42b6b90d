//! The stages between "created" and "ready", and what a stage knows.

use jiff::Timestamp;
use serde::Serialize;

use super::Want;
use super::shortfall::NoRoom;
use crate::platform::Request;

/// Where a pod is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", tag = "stage")]
pub enum Stage {
    /// Scheduling gates hold it.
    Gated {
        /// Their names.
        gates: Vec<String>,
    },
    /// The scheduler has not decided yet.
    Scheduling,
    /// No node takes it.
    Unschedulable(NoRoom),
    /// A claim that it mounts is missing or unbound, or a volume cannot be mounted.
    Volume {
        /// Claims that are not bound.
        claims: Vec<Claim>,
        /// What the scheduler or the kubelet says.
        message: Option<String>,
    },
    /// It has a node; volumes, network and image are being prepared, and no record says which.
    Creating,
    /// An init container runs, such as KServe's storage initializer.
    Initialising {
        /// Which one.
        container: String,
    },
    /// Its image is being pulled.
    Pulling {
        /// The image.
        image: Option<String>,
    },
    /// Its image cannot be pulled.
    PullFailed {
        /// The image.
        image: Option<String>,
        /// What the kubelet says.
        message: String,
    },
    /// Its container cannot be made as it is configured.
    ConfigError {
        /// One word.
        reason: String,
        /// What the kubelet says.
        message: String,
    },
    /// It runs and is not ready: the engine starts, the weights load, or its probe fails.
    Loading {
        /// What failing probes say.
        #[serde(skip_serializing_if = "Option::is_none")]
        probe: Option<String>,
        /// How the container before this one ended.
        #[serde(skip_serializing_if = "Option::is_none")]
        after: Option<Exit>,
    },
    /// It serves.
    Ready,
    /// A container ended and will be started again.
    Crashed(Exit),
    /// It was killed for its memory.
    OutOfMemory {
        /// Which container.
        container: String,
        /// How often it was started again.
        restarts: u32,
        /// Its limit, as written.
        limit: Option<String>,
    },
    /// It was evicted from its node.
    Evicted {
        /// Why.
        message: Option<String>,
    },
    /// It ended and will not start again.
    Failed {
        /// One word.
        reason: Option<String>,
        /// In words.
        message: Option<String>,
    },
    /// It ended well, which a server does not do.
    Succeeded,
    /// It is being removed.
    Terminating,
    /// Its node no longer reports.
    Lost {
        /// What is known.
        reason: Option<String>,
    },
}

/// How a container ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Exit {
    /// Which one.
    pub container: String,
    /// The exit code.
    pub exit_code: i32,
    /// As `Error`, `OOMKilled`.
    pub reason: String,
    /// How often it was started again.
    pub restarts: u32,
    /// The last line that it wrote.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// What would bring that line.
    #[serde(skip)]
    pub log: Option<Want>,
}

/// A claim that is not bound.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Claim {
    /// Its name.
    pub name: String,
    /// `Pending`, `Lost`; absent if there is no such claim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phase: Option<String>,
}

/// What a node autoscaler answered to a pod without room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct NodeRequest {
    /// What it did.
    #[serde(flatten)]
    pub request: Request,
    /// When it said so last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// In its own words.
    pub message: String,
    /// How many requests were made for this pod, none of which failed.
    #[serde(skip)]
    pub asked: u32,
}

impl Stage {
    /// Whether it will not get better by waiting.
    pub fn is_broken(&self) -> bool {
        matches!(
            self,
            Stage::PullFailed { .. }
                | Stage::ConfigError { .. }
                | Stage::Crashed(_)
                | Stage::OutOfMemory { .. }
                | Stage::Failed { .. }
                | Stage::Evicted { .. }
        )
    }

    /// Whether it is on its way, waiting for something.
    pub fn is_pending(&self) -> bool {
        !self.is_broken()
            && !matches!(self, Stage::Ready | Stage::Terminating | Stage::Succeeded | Stage::Lost { .. })
    }
}
