//! Whether the client was the limit: then the report is about the client, not about the server, and says so first.

mod machine;
mod probe;
mod sources;
pub mod strain;

pub use machine::Machine;
pub use probe::Probe;
