//! A load that several processes send together: one leads (worker 0), the others join it.
//!
//! The protocol is a TCP connection from each worker to worker 0 with frames of JSON ([`frame`], [`message`]): who joins says
//! which version it is and knows the token; it is given its part and the orders; when all are ready the clocks are compared
//! ([`time`]) and one time is named at which all begin. At the end each hands over what it measured, and worker 0 merges it, which
//! gives what one process would have recorded.

pub mod frame;
pub mod lead;
mod member;
pub mod message;
mod muster;
pub mod orders;
mod seat;
pub mod time;

pub use member::{Joining, join, reach};
