//! What all kinds render alike: a container, its pod, where it runs, and its files.

pub mod container;
pub mod fields;
pub mod files;
pub mod life;
pub mod notes;
pub mod spec;
pub mod spill;

pub use fields::Fields;
pub use spill::Spill;
