//! What is said of a load of prompts.

pub mod document;
mod make;
mod notes;
mod text;

pub use make::{About, section};
pub use text::{Shown, text};
