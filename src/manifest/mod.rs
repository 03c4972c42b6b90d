//! Workload → objects: template → parse → verify → emit.

pub mod bundle;
pub mod kserve;
pub mod patch;
pub mod template;
pub mod verify;
pub mod yaml;

pub use bundle::{Bundle, Item};
pub use kserve::render;
pub use patch::Patches;
pub use template::Templates;

/// What the user puts in the place of, or on top of, what neap renders.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Own templates.
    pub templates: Templates,
    /// Merge patches on the objects that come out.
    pub patches: Patches,
}
