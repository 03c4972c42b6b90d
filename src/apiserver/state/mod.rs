//! Objects that outlive the process: a file that every write is appended to, a line each.
//!
//! The first line says what the file is. A line is a write: revision, table, key, and the object, or `null` for a
//! removal. What a crash leaves of an unfinished line is cut off; the file is written anew when most of it is outdated.

mod journal;
mod line;

pub use journal::{Journal, latest};
