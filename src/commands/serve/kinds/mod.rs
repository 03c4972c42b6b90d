//! Flags → workload, one file a kind.

mod common;
mod deployment;
mod distributed;
pub mod kind;
mod knative;
mod kserve;

pub use common::common;
pub use deployment::Preset;
pub use kind::KindFlags;
