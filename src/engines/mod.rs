//! Model servers: how they are recognised, what their metrics are called in which version, how they say that they are ready.

pub mod detect;
pub mod event;
pub mod loading;
pub mod metrics;
pub mod openai;
pub mod probes;
pub mod promql;

pub use detect::{Detected, Engine, Version};
