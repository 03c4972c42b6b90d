//! How many requests are under way to each backend, on average over time.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

use crate::sandbox::Key;
use crate::sandbox::machines::span::seconds_between;

/// What came to a backend since it was last asked.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Traffic {
    /// Requests under way, on average.
    pub concurrency: f64,
    /// Requests that came, a second.
    pub rate: f64,
    /// Of the average, those that wait for a pod.
    pub waiting: f64,
}

#[derive(Debug, Default)]
struct Meter {
    running: u32,
    waiting: u32,
    came: u32,
    /// Sums of requests × seconds.
    run: f64,
    waited: f64,
    since: Option<Timestamp>,
    at: Option<Timestamp>,
}

impl Meter {
    fn pass(&mut self, now: Timestamp) {
        let passed = seconds_between(*self.at.get_or_insert(now), now).max(0.0);
        self.since.get_or_insert(now);
        self.run += f64::from(self.running) * passed;
        self.waited += f64::from(self.waiting) * passed;
        self.at = Some(now);
    }
}

/// Counts requests by backend. Clones share the counts.
#[derive(Debug, Clone, Default)]
pub struct Meters(Arc<Mutex<BTreeMap<Key, Meter>>>);

impl Meters {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<Key, Meter>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A request comes.
    pub(super) fn come(&self, backend: &Key, now: Timestamp) {
        let mut meters = self.lock();
        let meter = meters.entry(backend.clone()).or_default();
        meter.pass(now);
        meter.running += 1;
        meter.came += 1;
    }

    /// A request begins, or ends, to wait for a pod.
    pub(super) fn wait(&self, backend: &Key, waits: bool, now: Timestamp) {
        if let Some(meter) = self.lock().get_mut(backend) {
            meter.pass(now);
            meter.waiting = if waits { meter.waiting + 1 } else { meter.waiting.saturating_sub(1) };
        }
    }

    /// A request is answered, or given up.
    pub(super) fn go(&self, backend: &Key, now: Timestamp) {
        if let Some(meter) = self.lock().get_mut(backend) {
            meter.pass(now);
            meter.running = meter.running.saturating_sub(1);
        }
    }

    /// How many requests wait for a pod of a backend now.
    pub fn waiting(&self, backend: &Key) -> u32 {
        self.lock().get(backend).map_or(0, |meter| meter.waiting)
    }

    /// What came to a backend since this was last asked; nothing for one that nobody asked for.
    pub fn take(&self, backend: &Key, now: Timestamp) -> Traffic {
        let mut meters = self.lock();
        let Some(meter) = meters.get_mut(backend) else { return Traffic::default() };
        meter.pass(now);
        let seconds = meter.since.map_or(0.0, |since| seconds_between(since, now));
        let average =
            |sum: f64, else_now: u32| if seconds > 0.0 { sum / seconds } else { f64::from(else_now) };
        let traffic = Traffic {
            concurrency: average(meter.run, meter.running),
            rate: if seconds > 0.0 { f64::from(meter.came) / seconds } else { 0.0 },
            waiting: average(meter.waited, meter.waiting),
        };
        (meter.run, meter.waited, meter.came, meter.since) = (0.0, 0.0, 0, Some(now));
        traffic
    }
}
