//! The load generator: schedule × connection × recorder → summary.
//!
//! A [`plan::Plan`] is what to send, where, and how fast. [`engine::start`] runs it on current-thread runtimes, each with its
//! own connections and its own [`measure::Measurements`]; at the end these are merged into a [`summary::Summary`].
//!
//! Three things know nothing of each other: *when* a request is sent ([`schedule`]), *what* one request is and how it is answered
//! (`client` over [`connection`]), and what is made of the measurements (the reports, [`objective`]).

mod alarm;
mod client;
pub mod compare;
pub mod connection;
pub mod dataset;
mod descriptors;
pub mod engine;
mod event_loop;
pub mod fault;
mod fetch;
mod flight;
pub mod llm;
pub mod measure;
pub mod message;
pub mod misread;
pub mod objective;
mod patience;
pub mod plan;
mod preconnect;
mod refusal;
pub mod route;
pub mod sample;
pub mod saturation;
pub mod schedule;
#[cfg(test)]
pub mod simulated;
pub mod single;
pub mod sse;
pub mod summary;
pub mod sweep;
pub mod target;
pub mod team;
mod thread;
pub mod wire;
mod worker;
