//! A watch, and a pure fold of what it brings into a snapshot.

pub mod endpoint;
