//! Runs beside each other, as a document and as a table.

pub mod document;
mod text;

pub use text::text;
