//! The simulated cluster, made of API clients: controllers and machines around one shared cache a kind.
//!
//! Nothing in `control` and `machines` sees a store: a reconcile is a pure function of what is known (the [`World`]'s
//! tables) to what is to be written (a [`plan::Plan`]).

pub mod controller;
pub mod plan;
pub mod scenario;
pub mod world;

pub use controller::{Change, Controller, Key};
pub use plan::{Plan, Write};
pub use world::World;
