//! Objects → files that other tools deploy: a Helm chart, or a base for Kustomize.
//!
//! Both give the same objects again. What differs from place to place is lifted out of a chart's templates into its values.

mod asked;
mod chart;
mod expression;
mod fields;
mod hole;
mod kustomize;
mod objects;
mod pods;
mod scaling;
mod schema;
mod secrets;
mod template;
mod values;

pub use chart::chart;
pub use kustomize::{kustomization, unfit};
pub use objects::Exported;

/// The first line of each file, by which a later export knows its own.
pub const WRITTEN: &str = "# Written by `neap export`.";

/// A file to write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Where, below the directory that was asked for, as `templates/service.yaml`.
    pub path: String,
    /// What it holds.
    pub text: String,
}
