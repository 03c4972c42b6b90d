//! Loads made of steps, as a document and as a table: `--find-max` and `--sweep`.

pub mod document;
pub mod suggestion;
mod text;

pub use text::{found, found_text, sweep_text};
