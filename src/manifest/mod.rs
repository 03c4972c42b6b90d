//! Workload → objects: template → parse → verify → emit.

pub mod bundle;

pub use bundle::{Bundle, Item};
