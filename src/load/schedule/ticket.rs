//! What a worker asks for its next request.

use std::rc::Rc;
use std::time::Instant;

use super::closed::Closed;
use super::open::{Open, Seat};

/// One request that is to be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ticket {
    /// Its place among all requests of the run, from 0.
    pub number: u64,
    /// When it was to be sent, in an open loop: its latency counts from then.
    pub due: Option<Instant>,
    /// When the worker took it.
    pub taken: Instant,
}

/// One worker's view of the schedule.
#[derive(Debug)]
pub enum Schedule {
    /// The worker decides when: after the answer before.
    Closed(Closed),
    /// The timetable decides when.
    Open(Rc<Open>, Rc<Seat>),
}

impl Schedule {
    /// Waits for the next request; `None` once there is none.
    pub async fn next(&mut self) -> Option<Ticket> {
        match self {
            Schedule::Closed(closed) => {
                closed.next().await.map(|(number, taken)| Ticket { number, due: None, taken })
            }
            Schedule::Open(open, seat) => {
                open.next(seat).await.map(|ticket| Ticket { taken: Instant::now(), ..ticket })
            }
        }
    }
}
