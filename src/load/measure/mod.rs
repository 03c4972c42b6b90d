//! What a thread's connections measured, in memory that does not grow with requests; merged at the end.

pub mod blocks;
pub mod distribution;
pub mod extent;
pub mod ladder;
mod measurements;
pub mod pacing;
pub mod pods;
pub mod portable;
pub mod recent;
pub mod recorder;
pub mod sends;
pub mod sketch;
pub mod span;
pub mod spread;
pub mod timeline;

pub use measurements::Measurements;
