//! The grammar that all rooms share: objects and their identity, reduced types of what is read.
//!
//! Quantities, names and selectors belong here too.

pub mod near;
pub mod network;
pub mod object;
pub mod resources;

pub use object::{Identity, Object};
