//! When each request is sent. The times are pure data: [`timetable::Timetable`] for an open loop, a budget and a pace for a closed
//! one. [`Schedule`] is what a worker asks for its next [`Ticket`].

pub mod arrivals;
pub mod closed;
pub mod grammar;
mod open;
pub mod profile;
pub mod ramp;
pub(in crate::load) mod random;
mod ticket;
pub mod timetable;
pub mod trace;

pub use closed::{Amount, Budget, Closed, Pace};
pub use open::Open;
pub use ticket::{Schedule, Ticket};
