//! The model server that every simulated pod runs: an engine with continuous batching behind the OpenAI API.
//!
//! * [`gpu`] and [`weights`] are public figures, [`cost`] makes step times of them.
//! * [`engine`] is the scheduler as a state machine over [`blocks`] of KV cache; [`statistics`] and [`busy`] are what it counts.

pub mod blocks;
pub mod busy;
pub mod cost;
pub mod driver;
pub mod engine;
pub mod flags;
pub mod gpu;
pub mod histogram;
pub mod sequence;
pub mod server;
pub mod settings;
pub mod statistics;
pub mod units;
pub mod weights;
pub mod words;
