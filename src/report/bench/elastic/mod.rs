//! A load joined with the cluster: what a watch saw ([`Chronicle`]), and the figures that follow from both ([`join`]).
//!
//! All of it is pure: pictures with their times come in, the section of the document goes out.

mod chronicle;
mod cost;
mod doubts;
mod engines;
mod join;
mod moments;
mod phases;
mod pods;
mod price;
mod screen;
mod seen;
mod tables;
pub mod text;

#[cfg(test)]
mod tests;

pub use chronicle::Chronicle;
pub use engines::Page;
pub use join::{Load, Named, join};
pub use price::Tariff;
pub use screen::{Course, Now, heading, screen};
