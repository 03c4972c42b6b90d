//! One request under way, from its beginning to whatever end.

use std::rc::Rc;
use std::time::{Duration, Instant};

use super::connection::Step;
use super::fault::{Class, Fault};
use super::schedule::Ticket;
use super::worker::Shared;

/// A request under way. Dropped before its end, it is one that had not ended when the run did.
pub struct Flight {
    shared: Rc<Shared>,
    /// When it was due, or else begun, from the start of the run: its latency counts from then.
    offset: Duration,
    ended: bool,
}

impl Flight {
    /// Counts it as sent.
    pub fn begin(shared: &Rc<Shared>, ticket: Ticket, begun: Instant) -> Self {
        let at = begun.saturating_duration_since(shared.start);
        let due = ticket.due.map(|due| due.saturating_duration_since(shared.start));
        let lag = shared.measured.borrow_mut().begun(due, at, &shared.last_send);
        if due.is_some() {
            shared.probe.sent(lag);
        }
        Self { shared: shared.clone(), offset: due.unwrap_or(at), ended: false }
    }

    /// When it was due, or else begun, from the start of the run.
    pub fn offset(&self) -> Duration {
        self.offset
    }

    /// It has ended; returns its offset.
    pub fn land(&mut self) -> Duration {
        self.ended = true;
        self.offset
    }

    /// Whether it has ended.
    pub fn has_ended(&self) -> bool {
        self.ended
    }
}

impl Drop for Flight {
    fn drop(&mut self) {
        if !self.ended {
            self.shared.measured.borrow_mut().unfinished(self.offset, self.shared.start.elapsed());
        }
    }
}

/// A request took longer than it may, while it was waiting for this.
pub fn out_of_time(limit: Duration, step: Step) -> Fault {
    Fault::new(Class::Timeout, format!("no complete answer within {}: {}", seconds(limit), step.as_str()))
}

/// As the user wrote it: `20s`, `500ms`.
fn seconds(time: Duration) -> String {
    match time.subsec_nanos() {
        0 => format!("{}s", time.as_secs()),
        _ => format!("{}ms", time.as_secs_f64() * 1000.0),
    }
}
