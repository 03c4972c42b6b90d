//! Workload → objects: template → parse → verify → emit.

pub mod assemble;
pub mod bench;
pub mod bundle;
pub mod cache;
pub mod deployment;
pub mod distributed;
pub mod export;
pub mod import;
pub mod knative;
pub mod kserve;
pub mod metrics;
pub mod patch;
pub mod pod;
pub mod template;
pub mod verify;
pub mod yaml;

pub use bundle::{Bundle, Item};
pub use patch::Patches;
pub use template::Templates;

use crate::error::Result;
use crate::platform::Capabilities;
use crate::workload::Workload;

/// Renders the objects of a service of any kind, in the order in which they are applied, and verifies them.
///
/// # Errors
/// A usage error: what is asked cannot be done, or a template or patch of the user's breaks what it must not.
pub fn render(workload: &Workload, capabilities: &Capabilities, overrides: &Overrides) -> Result<Bundle> {
    match workload {
        Workload::Kserve(kserve) => kserve::render(kserve, capabilities, overrides),
        Workload::Knative(knative) => knative::render(knative, capabilities, overrides),
        Workload::Deployment(deployment) => deployment::render(deployment, capabilities, overrides),
        Workload::Distributed(distributed) => distributed::render(distributed, capabilities, overrides),
    }
}

/// What the user puts in the place of, or on top of, what neap renders.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Own templates.
    pub templates: Templates,
    /// Merge patches on the objects that come out.
    pub patches: Patches,
}
