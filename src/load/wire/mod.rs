//! HTTP/1.1 without I/O: bytes in, progress out.

mod chunked;
mod fields;
mod response;

pub use response::{Framing, Response};
