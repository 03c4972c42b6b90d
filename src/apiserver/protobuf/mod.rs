//! Bodies of type `application/vnd.kubernetes.protobuf`: what Go's typed clients send (`kubectl create`, `kubectl
//! autoscale`, helm's releases, their options of deletion). Answers are JSON: those clients take it.
//!
//! The decoder is our own, driven by a table of messages (`messages.txt`, held against the `.proto` files of the Go
//! modules by a test): generated types would be tens of thousands of lines, and do not know the JSON form.

mod decode;
mod messages;

pub use decode::{Unreadable, decode};
pub use messages::{Field, Many, Message, Type, messages};

#[cfg(test)]
mod tests;
