//! Runs beside each other: whether what differs between them is more than chance.
//!
//! [`Run`]s are what documents hold, [`intervals`] says how far a difference may be off, [`judge`] makes a word of it.

mod holding;
pub mod intervals;
mod judge;
mod limit;
mod run;

pub use holding::holding;
pub use judge::{Change, USUAL, Word, changes};
pub use limit::{By, Limit};
pub use run::Run;
