//! The clock of an embedded server: it shows the second in which the real server did the same.
//!
//! Owners stand in the order of the seconds in which they wrote, and an apply that changes nothing is still stored where
//! that order changes. So what a server does depends on the seconds in which requests come, and both must see the same ones.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use neap::clock::Clock;
use serde_json::Value;

/// A second of the day of the real server.
#[derive(Debug, Clone, Default)]
pub struct Seconds(Arc<AtomicI64>);

/// An apply that begins this late in a second, in milliseconds, might be done in the next one.
const LATE: i64 = 600;

impl Seconds {
    /// Before a request to the real server. What an apply leaves unchanged does not show its time, so it waits until it
    /// is sure to be done in the second in which it begins.
    pub async fn begin(&self, apply: bool) {
        let late = Timestamp::now().as_millisecond().rem_euclid(1000);
        if apply && late > LATE {
            tokio::time::sleep(Duration::from_millis((1000 - late).unsigned_abs())).await;
        }
        self.0.fetch_max(Timestamp::now().as_second(), Ordering::SeqCst);
    }

    /// Takes the newest time of an owner from what the real server answered.
    pub fn saw(&self, answer: &Value) {
        let entries = answer["metadata"]["managedFields"].as_array().into_iter().flatten();
        let times = entries.filter_map(|entry| entry["time"].as_str()?.parse::<Timestamp>().ok());
        if let Some(newest) = times.max() {
            self.0.fetch_max(newest.as_second(), Ordering::SeqCst);
        }
    }
}

impl Clock for Seconds {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}
