//! Pods, and the templates that pods are made of.

mod admission;
mod containers;
mod defaults;
mod quality;
mod validation;

pub use admission::{create, update};
pub use containers::number as port_number;
pub use defaults::{SPEC, also, template};
pub use validation::{validate, validate_template};
