//! Flags → workload, one file a kind.

mod common;
pub mod kind;
mod knative;
mod kserve;

pub use common::common;
pub use kind::KindFlags;
