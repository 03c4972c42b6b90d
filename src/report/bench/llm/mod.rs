//! What is said of a load of prompts.

pub mod document;
