//! How long a pool is left alone after a failure.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;

use crate::sandbox::machines::span::later;
use crate::sandbox::scenario::NodeAutoscaler;

/// Exponential, as in cluster-autoscaler's `utils/backoff`.
#[derive(Debug, Clone, Default)]
pub struct Backoff(BTreeMap<usize, State>);

#[derive(Debug, Clone, Copy)]
struct State {
    lasts: Duration,
    until: Timestamp,
    failed: Timestamp,
}

impl Backoff {
    /// A request to a pool has failed; a further failure while it is left alone changes nothing but the time.
    pub fn failed(&mut self, pool: usize, settings: &NodeAutoscaler, now: Timestamp) {
        let lasts = match self.0.get(&pool) {
            None => settings.initial_node_group_backoff_duration.0,
            Some(known) if now < known.until => known.lasts,
            Some(known) => (known.lasts * 2).min(settings.max_node_group_backoff_duration.0),
        };
        self.0.insert(pool, State { lasts, until: later(now, lasts), failed: now });
    }

    /// A request to a pool was fulfilled.
    pub fn succeeded(&mut self, pool: usize) {
        self.0.remove(&pool);
    }

    /// Whether a pool is left alone.
    pub fn holds(&self, pool: usize, now: Timestamp) -> bool {
        self.0.get(&pool).is_some_and(|state| now < state.until)
    }

    /// Forgets failures that are long ago.
    pub fn forget_old(&mut self, settings: &NodeAutoscaler, now: Timestamp) {
        self.0.retain(|_, state| later(state.failed, settings.node_group_backoff_reset_timeout.0) >= now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_doubles_up_to_a_limit_and_is_forgotten() {
        let settings = NodeAutoscaler::default();
        let at = |minutes: u64| later(Timestamp::UNIX_EPOCH, Duration::from_secs(60 * minutes));
        let mut backoff = Backoff::default();
        backoff.failed(0, &settings, at(0));
        backoff.failed(0, &settings, at(1));
        assert!(backoff.holds(0, at(5)) && !backoff.holds(0, at(6)) && !backoff.holds(1, at(0)));
        backoff.failed(0, &settings, at(6));
        assert!(backoff.holds(0, at(15)) && !backoff.holds(0, at(16)));
        for start in [16, 60, 120] {
            backoff.failed(0, &settings, at(start));
        }
        assert!(backoff.holds(0, at(149)) && !backoff.holds(0, at(150)));
        backoff.forget_old(&settings, at(120 + 181));
        backoff.failed(0, &settings, at(400));
        assert!(!backoff.holds(0, at(405)));
        backoff.failed(0, &settings, at(405));
        backoff.succeeded(0);
        assert!(!backoff.holds(0, at(405)));
    }
}
