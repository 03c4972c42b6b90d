//! What happens in pods between being placed and being ready, and what goes wrong there.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::text::{Glob, Span};
use crate::kubernetes::resources::StringMap;

/// How long the steps of a pod take, besides pulling its image and loading its model.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PodTimes {
    /// Mounting volumes and making the sandbox with its network.
    pub sandbox: Span,
    /// Creating and starting a container whose image is there.
    pub container_start: Span,
    /// From the start of a model server until it begins to read its weights.
    pub engine_start: Span,
    /// From loaded weights until the first request is as fast as others: profiling, graph capture.
    pub warm_up: Span,
    /// Whether the port answers only once the engine is warm. Without it the port is open from the start of the engine, which a TCP probe takes for ready.
    pub port_opens_warm: bool,
    /// How long a container takes to end once it is asked to; it is killed at the end of its grace.
    pub stop: Span,
    /// First pause before a crashed container is started again; doubles with each crash.
    pub crash_back_off: Span,
    /// The longest such pause.
    pub max_crash_back_off: Span,
    /// How long a container of a Job runs, unless its command is `sleep SECONDS`.
    pub job: Span,
    /// How often a node renews its Lease.
    pub lease: Span,
}

impl Default for PodTimes {
    fn default() -> Self {
        Self {
            sandbox: Span::millis(800),
            container_start: Span::millis(300),
            engine_start: Span::seconds(6),
            warm_up: Span::seconds(4),
            port_opens_warm: true,
            stop: Span::seconds(1),
            crash_back_off: Span::seconds(10),
            max_crash_back_off: Span::seconds(300),
            job: Span::seconds(5),
            lease: Span::seconds(10),
        }
    }
}

/// Something that goes wrong in pods.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PodFault {
    /// Labels of the pods.
    #[serde(default, skip_serializing_if = "StringMap::is_empty")]
    pub pods: StringMap,
    /// The pod's name.
    #[serde(default = "Glob::any")]
    pub name: Glob,
    /// The container's name.
    #[serde(default = "Glob::any")]
    pub container: Glob,
    /// What happens.
    pub fault: Fault,
    /// Counted from the start of the container.
    #[serde(default)]
    pub after: Span,
    /// How often in each pod; always without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub times: Option<u32>,
    /// How many pods in all; all without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pods_at_most: Option<u32>,
    /// The last line of the log.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// What happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// It ends with exit code 1.
    Crash,
    /// The kernel ends it with signal 9: more memory than its limit.
    OutOfMemory,
    /// It answers no more; its port stays open.
    Hang,
    /// It ends with exit code 0.
    Exit,
}

/// A pod's annotation that brings about a fault at once: `crash`, `out-of-memory`, `hang` or `exit`.
pub const FAULT_ANNOTATION: &str = "sandbox.neap.dev/fault";
