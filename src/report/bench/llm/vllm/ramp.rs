//! When the rate of a ramp came to which whole number.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Setup;
use crate::load::llm::log::Entry;

/// The ramp's events, for requests in the order in which they were begun: the first rate at the start, and each whole number of requests
/// a second with the first request that was due at that rate or above. `None` without a ramp.
pub fn events(setup: &Setup, entries: &[Entry], begun: Timestamp) -> Option<Value> {
    let (strategy, from, to) = setup.ramp.as_ref()?;
    let gaps = setup.num_prompts.saturating_sub(1).max(1) as f64;
    let at = |after: std::time::Duration| {
        let at = begun.checked_add(after).unwrap_or(begun);
        // The form of Python's `isoformat()`, by the clock of `date`.
        at.strftime("%Y-%m-%dT%H:%M:%S%.6f").to_string()
    };
    let mut last = from.floor();
    let first = if *from == last { json!(whole(last)) } else { json!(from) };
    let mut events = vec![json!({"rps": first, "timestamp": at(std::time::Duration::ZERO)})];
    for (number, entry) in entries.iter().enumerate() {
        let progress = number as f64 / gaps;
        let rate = match strategy.as_str() {
            "exponential" => from * (to / from).powf(progress),
            _ => from + (to - from) * progress,
        };
        while last + 1.0 <= rate {
            last += 1.0;
            events.push(json!({"rps": whole(last), "timestamp": at(entry.begun)}));
        }
    }
    Some(Value::Array(events))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rate, which is above 0")]
fn whole(rate: f64) -> u64 {
    rate as u64
}
