//! The simulated cluster, made of API clients: controllers and machines around one shared cache a kind.
//!
//! Nothing in `control` and `machines` sees a store: a reconcile is a pure function of what is known (the [`World`]'s
//! tables) to what is to be written (a [`plan::Plan`]).

pub mod actors;
mod assembly;
#[cfg(test)]
mod caches;
mod carry;
pub mod control;
pub mod controller;
mod definitions;
#[cfg(test)]
mod failures;
mod feed;
mod fleet;
pub mod machines;
pub mod model;
mod network;
mod parts;
pub mod plan;
mod queue;
mod recorder;
pub mod runtime;
#[cfg(test)]
mod scale;
pub mod scenario;
#[cfg(test)]
mod stories;
#[cfg(test)]
mod tests;
pub mod world;
mod writer;

pub use assembly::{Options, Sandbox};
pub use controller::{Answer, Controller, Key, Refusal};
pub use plan::{Event, Plan, Write};
pub use runtime::{Runtime, Waker};
pub use world::{Change, Kept, World};
