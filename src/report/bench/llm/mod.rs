//! What is said of a load of prompts.

pub mod document;
mod make;
mod notes;
mod text;
pub mod vllm;

pub use make::{About, probe, section};
pub use text::{Shown, text};
