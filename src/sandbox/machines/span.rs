//! Times on the cluster's clock, in seconds as floats where rates need them.

use std::time::Duration;

use jiff::Timestamp;

/// So many seconds later, rounded up to the microsecond; the end of time where that is beyond it.
pub fn after(time: Timestamp, seconds: f64) -> Timestamp {
    let micros = Duration::try_from_secs_f64(seconds.max(0.0))
        .map_or(u64::MAX, |span| u64::try_from(span.as_nanos().div_ceil(1000)).unwrap_or(u64::MAX));
    later(time, Duration::from_micros(micros))
}

/// So much later; the end of time where that is beyond it.
pub fn later(time: Timestamp, span: Duration) -> Timestamp {
    time.checked_add(span).unwrap_or(Timestamp::MAX)
}

/// Seconds from one time to another; negative if it lies before.
pub fn seconds_between(from: Timestamp, to: Timestamp) -> f64 {
    to.duration_since(from).as_secs_f64()
}

/// From one time to another; nothing if it lies before.
pub fn between(from: Timestamp, to: Timestamp) -> Duration {
    Duration::try_from(to.duration_since(from)).unwrap_or_default()
}

/// As the API writes a time: whole seconds.
pub fn second(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// As the API writes a MicroTime.
pub fn micros(time: Timestamp) -> String {
    time.strftime("%Y-%m-%dT%H:%M:%S.%6fZ").to_string()
}
