//! Workload → objects: template → parse → verify → emit.

pub mod bundle;
pub mod yaml;

pub use bundle::{Bundle, Item};
