//! The model server that every simulated pod runs: an engine with continuous batching behind the OpenAI API.
//!
//! * [`gpu`] and [`weights`] are public figures, [`preset`] names pairs of them, [`cost`] makes step times.
//! * [`engine`] is the scheduler as a state machine over [`blocks`] of KV cache; [`statistics`] and [`busy`] are what it counts.
//! * [`driver`] brings the engine up to a time; [`server`] is the HTTP surface and the only part that waits.
//! * [`settings`] reads a container's image and command.

pub mod blocks;
pub mod busy;
pub mod cost;
pub mod driver;
pub mod engine;
pub mod flags;
pub mod gpu;
pub mod histogram;
pub mod preset;
pub mod sequence;
pub mod server;
pub mod settings;
pub mod statistics;
pub mod units;
pub mod weights;
pub mod words;
