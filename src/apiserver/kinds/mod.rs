//! The built-in kinds: which there are, what a Table shows of them, and what each does by itself.

mod columns;
mod strategies;
mod table;

pub use table::resources;
