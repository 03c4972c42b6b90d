//! The load generator: schedule × connection × recorder → summary.
//!
//! A [`plan::Plan`] is what to send, where, and how fast. [`engine::start`] runs it on current-thread runtimes, each with its
//! own connections and its own [`recorder::Recorder`]; at the end the recorders are merged into a [`summary::Summary`].

mod client;
pub mod connection;
mod descriptors;
pub mod engine;
pub mod fault;
pub mod message;
mod patience;
pub mod plan;
pub mod recorder;
pub mod sample;
pub mod schedule;
pub mod single;
pub mod sse;
pub mod summary;
pub mod target;
pub mod wire;
mod worker;
