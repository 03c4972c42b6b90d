//! The steady state of a closed loop over plain HTTP/1.1: an answer comes, it is counted, and the next request goes out on the same
//! connection.
//!
//! Behind a slow server the state of a connection is in no cache any more when its answer comes, and each line of it that is looked at
//! costs as much as a hundred instructions. A worker's task has thirty-five such lines, and its socket's place in tokio's table some
//! more. So connections for which there is nothing else to do are rows of a table here, with an epoll of their own. Whatever is out of
//! the ordinary goes back to the connection's worker, who knows what to do: a fault, a redirect, a connection that carries no other
//! request.
//!
//! While all workers of the thread have theirs here, the thread sleeps here, and looks after its other tasks when the probe's alarm
//! rings, each 10 ms. As long as one has not, the thread sleeps in tokio, which waits for this epoll as for one more socket.

#[cfg(target_os = "linux")]
mod linux;
#[cfg(not(target_os = "linux"))]
mod portable;
#[cfg(target_os = "linux")]
mod row;

#[cfg(target_os = "linux")]
pub use linux::{EventLoop, Seat};
#[cfg(not(target_os = "linux"))]
pub use portable::{EventLoop, Seat};

use std::time::Instant;

use super::connection::{Answer, Http1};
use super::fault::Fault;
use super::flight::Flight;
use super::refusal::Refusal;

/// An exchange that its worker is to go on with.
pub struct Left {
    /// The request.
    pub flight: Flight,
    /// When it began.
    pub begun: Instant,
    /// What the server said, if it refused.
    pub refusal: Refusal,
    /// What came of its first exchange.
    pub outcome: Result<Answer, Fault>,
    /// The connection, if it can carry more.
    pub connection: Option<Box<Http1>>,
}
