//! Sets of field paths: what a manager owns.

mod element;
mod set;
mod v1;

pub use element::{Element, Literal};
pub use set::{Node, Path, Set};

#[cfg(test)]
mod tests;
