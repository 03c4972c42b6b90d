//! What happened on the way from a rising load to a first token, from records alone: no I/O, no clock of its own.
//!
//! Records are folded into [`Evidence`], one a cluster; [`Timeline::of`] makes chains of it. Each step is an interval with its
//! record and whose clock stamped it, and the parts of a path add up to its whole. What no record tells stays unknown.

mod advice;
mod attempts;
mod bound;
mod chain;
mod clocks;
mod decisions;
mod departures;
mod evidence;
mod happenings;
mod interval;
mod marks;
mod nodes;
mod path;
mod place;
mod pods;
mod scale_downs;
mod scale_ups;
mod series;
mod sizes;
mod step;
mod whole;

pub use advice::{Advice, Remedy};
pub use attempts::Attempt;
pub use bound::Bound;
pub use chain::{Chain, End, StepView};
pub use clocks::{Clock, Offset};
pub use decisions::Decision;
pub use departures::Departure;
pub use evidence::Evidence;
pub use happenings::Pull;
pub use interval::Interval;
pub use path::{Part, Path};
pub use place::Place;
pub(super) use pods::serving;
pub use scale_downs::{Preferred, ScaleDown};
pub use scale_ups::{Cause, ScaleUp};
pub use series::{Samples, Series, together};
pub use step::{Finding, Mark, Missing, Step};
pub use whole::{ClockView, Timeline, Unseen};

#[cfg(test)]
mod tests;
