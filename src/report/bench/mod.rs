//! The report of `neap bench` as one document, and its views: text, JSON. hey's own report is in [`super::hey`].

pub mod blocks;
pub mod cluster;
pub mod compare;
mod connections;
pub mod document;
pub mod elastic;
pub mod llm;
mod make;
mod second;
pub mod steps;
pub mod team;
mod text;

#[cfg(test)]
mod tests;

pub use make::{About, PERCENTS, document};
pub use text::{measured, saturated, text};
