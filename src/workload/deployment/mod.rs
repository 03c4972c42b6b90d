//! A service as pods of a Deployment or a StatefulSet, as the user asked for it.

pub mod autoscaling;
pub mod budget;
pub mod controller;
pub mod expose;
pub mod fleet;
pub mod life;
pub mod model;
pub mod ports;
pub mod probe;
pub mod schedule;
pub mod spread;

pub use autoscaling::{Autoscaling, Choice};
pub use budget::Budget;
pub use controller::Controller;
pub use expose::Expose;
pub use fleet::Fleet;
pub use life::Life;
pub use ports::Ports;
pub use probe::{Probe, Probes};
pub use schedule::Schedule;
pub use spread::Spread;

use super::common::Common;
use super::metrics::Scrape;

/// A service as pods of a Deployment or a StatefulSet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployment {
    /// What every kind of service has.
    pub common: Common,
    /// What keeps the pods.
    pub controller: Controller,
    /// Which of Arena's kinds it is.
    pub flavour: Flavour,
    /// What the container listens on.
    pub ports: Ports,
    /// How pods are asked for their health.
    pub probes: Probes,
    /// Who scales it.
    pub autoscaling: Autoscaling,
    /// On which clusters of a fleet it runs; `None` for a service of one cluster.
    pub fleet: Option<Fleet>,
    /// How pods end, and where they may be.
    pub life: Life,
    /// How the outside reaches it.
    pub expose: Option<Expose>,
    /// How Prometheus finds it.
    pub scrape: Scrape,
    /// Whether Istio's sidecar is asked for.
    pub sidecar: bool,
}

/// Which of Arena's kinds a service is; decides how Arena finds it and what its container is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Flavour {
    /// Any image.
    #[default]
    Custom,
    /// Triton Inference Server.
    Triton,
    /// TensorFlow Serving.
    Tensorflow,
}

impl Flavour {
    /// The label `servingType`.
    pub fn serving_type(self) -> &'static str {
        match self {
            Self::Custom => "custom-serving",
            Self::Triton => "triton-serving",
            Self::Tensorflow => "tf-serving",
        }
    }

    /// The container's name.
    pub fn container(self) -> &'static str {
        match self {
            Self::Custom => "custom-serving",
            Self::Triton => "tritonserver",
            Self::Tensorflow => "serving",
        }
    }
}

/// How Prometheus finds the pods, from `--scrape`.
///
/// # Errors
/// A usage error.
pub fn scrape(text: &str) -> crate::error::Result<Scrape> {
    let choices =
        [("podmonitor", Scrape::PodMonitor), ("annotations", Scrape::Annotations), ("none", Scrape::None)];
    super::value::one_of("--scrape", text, &choices)
}
