//! The built-in kinds: which there are, what a Table shows of them, and what each does by itself.
//!
//! A kind's behaviour is data ([`strategy::Behaviour`]): tables of defaults, and a function for each thing that no table says.
//! Source: defaults, strategies and validation of Kubernetes 1.36.

mod access;
mod autoscaling;
mod batch;
mod cluster;
mod columns;
mod events;
pub mod field;
mod fill;
pub mod metadata;
pub mod names;
mod pods;
mod services;
mod storage;
mod strategies;
mod strategy;
mod table;
mod workloads;

pub use columns::cell;
pub use table::resources;
