//! What a schema makes of values: which fields they hold, how two of them differ, how one is merged into another.

mod atom;
mod compare;
mod items;
mod merge;
mod reconcile;
mod remove;
mod to_set;
mod validate;

pub use compare::{Comparison, compare};
pub use merge::merge;
pub use reconcile::reconcile;
pub use remove::remove;
pub use to_set::{ensure_named, to_set};
pub use validate::{Duplicates, fits, validate};

#[cfg(test)]
mod tests;
