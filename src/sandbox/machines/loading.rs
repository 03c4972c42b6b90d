//! How far those are who fill caches: what the kubelet knows of their reading, for whoever asks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;

use super::span::seconds_between;
use crate::sandbox::Key;

/// How far each loader's pod is.
#[derive(Debug, Clone, Default)]
pub struct Loading(Arc<Mutex<BTreeMap<Key, Gauge>>>);

/// How far one is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gauge {
    /// What it reads in all, in bytes.
    pub size: f64,
    /// What it lacked at the time.
    pub left: f64,
    /// Bytes a second since then.
    pub rate: f64,
    /// The time.
    pub at: Timestamp,
}

impl Loading {
    /// Takes down how far all are.
    pub fn set(&self, gauges: BTreeMap<Key, Gauge>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = gauges;
    }

    /// How many bytes a pod has read by now.
    pub fn read(&self, pod: &Key, now: Timestamp) -> Option<f64> {
        let gauges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Gauge { size, left, rate, at } = *gauges.get(pod)?;
        let since = seconds_between(at, now).max(0.0);
        let more = if rate.is_finite() { rate * since } else { left };
        Some((size - left + more).clamp(0.0, size))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_grows_with_time() {
        let (loading, key) = (Loading::default(), Key::new("ns", "loader"));
        let at = Timestamp::UNIX_EPOCH;
        loading.set(BTreeMap::from([(key.clone(), Gauge { size: 100.0, left: 60.0, rate: 10.0, at })]));
        let later = |seconds| loading.read(&key, super::super::span::after(at, seconds));
        assert_eq!([later(0.0), later(2.0), later(60.0)], [Some(40.0), Some(60.0), Some(100.0)]);
        assert_eq!(loading.read(&Key::new("ns", "other"), at), None);
    }
}
