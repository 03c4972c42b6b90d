//! SPDY/3.1 as far as port forwarding speaks it (draft-mbelshe-httpbis-spdy-00), in one session.
//!
//! A forwarded connection is two streams with one `requestid`: of errors, and of data. Neither Kubernetes' client nor its
//! server counts windows, so neither does this.

mod frame;
mod headers;
mod session;

pub use session::serve;
