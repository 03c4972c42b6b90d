//! The steps of a scale-up, and what is known of each.

use serde::Serialize;

use super::clocks::Clock;
use super::interval::Interval;
use crate::observe::Denial;

/// A step; it ends when what it is named after has happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "`words` says what each is")]
pub enum Step {
    LoadRose,
    MetricPassedTarget,
    Decided,
    PodCreated,
    Unschedulable,
    NodeRequested,
    NodeReady,
    AcceleratorAllocatable,
    Scheduled,
    VolumesAndSandbox,
    StorageInitializer,
    ImagePulled,
    ContainerStarted,
    WeightsLoaded,
    Ready,
    EndpointLive,
    FirstToken,
}

impl Step {
    /// All of them, in the order in which they come.
    pub const ALL: [Self; 17] = [
        Self::LoadRose,
        Self::MetricPassedTarget,
        Self::Decided,
        Self::PodCreated,
        Self::Unschedulable,
        Self::NodeRequested,
        Self::NodeReady,
        Self::AcceleratorAllocatable,
        Self::Scheduled,
        Self::VolumesAndSandbox,
        Self::StorageInitializer,
        Self::ImagePulled,
        Self::ContainerStarted,
        Self::WeightsLoaded,
        Self::Ready,
        Self::EndpointLive,
        Self::FirstToken,
    ];

    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Self::LoadRose => "load rose",
            Self::MetricPassedTarget => "metric passed target",
            Self::Decided => "autoscaler decided",
            Self::PodCreated => "pod created",
            Self::Unschedulable => "unschedulable",
            Self::NodeRequested => "node requested",
            Self::NodeReady => "node ready",
            Self::AcceleratorAllocatable => "GPU allocatable",
            Self::Scheduled => "scheduled",
            Self::VolumesAndSandbox => "volumes and sandbox",
            Self::StorageInitializer => "storage initializer",
            Self::ImagePulled => "image pulled",
            Self::ContainerStarted => "container started",
            Self::WeightsLoaded => "weights loaded",
            Self::Ready => "ready",
            Self::EndpointLive => "endpoint live",
            Self::FirstToken => "first token",
        }
    }
}

/// Where a time comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mark {
    /// When, by the API server's clock.
    #[serde(flatten)]
    pub at: Interval,
    /// The record, as `condition PodScheduled`.
    pub source: String,
    /// Whose clock stamped it.
    pub clock: Clock,
}

/// What is known of a step's end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "state")]
pub enum Finding {
    /// A record stamps it.
    At(Mark),
    /// No record stamps it; others say between which times it must lie.
    Within(Mark),
    /// This pod had no such step.
    Unneeded {
        /// Why not.
        reason: &'static str,
    },
    /// It has not come about yet.
    Pending,
    /// It is not known.
    Unknown {
        /// Why not.
        #[serde(flatten)]
        why: Missing,
    },
}

impl Finding {
    /// The stamp, if there is one.
    pub fn stamped(&self) -> Option<&Mark> {
        match self {
            Self::At(mark) => Some(mark),
            _ => None,
        }
    }

    /// The record that says something of it, stamp or bounds.
    pub fn mark(&self) -> Option<&Mark> {
        match self {
            Self::At(mark) | Self::Within(mark) => Some(mark),
            _ => None,
        }
    }
}

/// Why something is not known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "why")]
pub enum Missing {
    /// The record lived for an hour, which is over.
    Expired,
    /// No record of the API tells of it: a watch or Prometheus would.
    NeverRecorded,
    /// The record that tells of it is not there.
    NoRecord,
    /// A later state took its place.
    Overwritten,
    /// The record may not be read.
    Unread {
        /// What may not be read, and why.
        #[serde(flatten)]
        denial: Denial,
    },
}
