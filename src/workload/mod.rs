//! What the user asked for: typed and validated, with no object of Kubernetes in it.
//!
//! Each value is read by a function that takes the text of a flag and says what is wrong with it: the flag, the value,
//! what is allowed, and an example that works.

pub mod cache;
pub mod command;
pub mod common;
pub mod container;
pub mod deployment;
pub mod distributed;
pub mod duration;
pub mod knative;
pub mod kserve;
pub mod lifecycle;
pub mod metric;
pub mod metrics;
pub mod model;
pub mod path;
pub mod placement;
pub mod priority;
pub mod resources;
pub mod scaling;
pub mod service;
pub mod storage;
pub mod target;
pub mod toleration;
pub mod unit;
pub mod value;

pub use common::Common;
pub use deployment::Deployment;
pub use distributed::Distributed;
pub use knative::Knative;
pub use kserve::Kserve;

/// A service of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Workload {
    /// A KServe InferenceService.
    Kserve(Kserve),
    /// A Knative Service.
    Knative(Knative),
    /// Pods of a Deployment or a StatefulSet.
    Deployment(Box<Deployment>),
    /// Groups of pods, or roles.
    Distributed(Box<Distributed>),
}

impl Workload {
    /// What every kind has.
    pub fn common(&self) -> &Common {
        match self {
            Self::Kserve(kserve) => &kserve.common,
            Self::Knative(knative) => &knative.common,
            Self::Deployment(deployment) => &deployment.common,
            Self::Distributed(distributed) => &distributed.common,
        }
    }

    /// What every kind has, to be changed.
    pub fn common_mut(&mut self) -> &mut Common {
        match self {
            Self::Kserve(kserve) => &mut kserve.common,
            Self::Knative(knative) => &mut knative.common,
            Self::Deployment(deployment) => &mut deployment.common,
            Self::Distributed(distributed) => &mut distributed.common,
        }
    }
}
