//! HTTP/1.1 without I/O: bytes in, progress out.

mod chunked;
mod fields;
mod response;
mod sink;

pub use response::{Framing, Response};
pub use sink::{Ignored, Sink};
