//! What one request took.

use std::ops::AddAssign;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::connection::Answer;

/// The times of one request, in the parts that hey tells apart.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phases {
    /// Resolving the name, TCP and TLS together; nothing on a kept connection.
    pub connect: Duration,
    /// Resolving the name; nothing on a kept connection.
    pub dns: Duration,
    /// Waiting in the client for a stream of an HTTP/2 connection, or for room in the server's window; `None` over HTTP/1.1.
    pub queue: Option<Duration>,
    /// Writing the request.
    pub write: Duration,
    /// From the last byte of the request to the first of the answer.
    pub wait: Duration,
    /// From the first byte of the answer to the last.
    pub read: Duration,
}

impl Phases {
    /// Of one exchange on a connection that stood.
    pub fn of(answer: &Answer) -> Self {
        Self {
            queue: answer.queued,
            write: answer.written.saturating_duration_since(answer.begun),
            wait: answer.first.saturating_duration_since(answer.written),
            read: answer.last.saturating_duration_since(answer.first),
            ..Self::default()
        }
    }
}

impl AddAssign for Phases {
    fn add_assign(&mut self, other: Self) {
        self.connect += other.connect;
        self.dns += other.dns;
        if let Some(queue) = other.queue {
            *self.queue.get_or_insert_default() += queue;
        }
        self.write += other.write;
        self.wait += other.wait;
        self.read += other.read;
    }
}

/// One request that was answered, whatever the status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// When it began, from the start of the run.
    pub offset: Duration,
    /// From its beginning to the last byte, redirects included.
    pub total: Duration,
    /// The parts.
    pub phases: Phases,
    /// The status code.
    pub status: u16,
    /// Bytes of the body as they came over the wire, without chunk framing.
    pub body: u64,
}
