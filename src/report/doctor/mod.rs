//! Findings → text, JSON, SARIF.

mod document;
mod line;
mod prerequisites;
mod text;

pub use document::{json, sarif};
pub use prerequisites::prerequisites;
pub use text::{explanation, table, text};
