//! How many pods a revision needs, tick by tick: the stable window decides, and in a panic the panic window, which only adds.

use jiff::Timestamp;

use super::{Decider, Delay};

/// What is remembered of a revision between two ticks.
#[derive(Debug, Clone, PartialEq)]
pub struct Autoscaler {
    /// When load was last over the panic threshold; `None` outside of a panic.
    panic_since: Option<Timestamp>,
    /// The most pods of this panic.
    panic_pods: i32,
    delay: Option<Delay>,
}

/// What one tick decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Decision {
    /// How many pods.
    pub pods: i32,
    /// How much more the ready pods can take than is needed for bursts; below 0 requests go through the activator.
    pub excess_burst_capacity: i32,
}

/// Averages of what is measured.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Observed {
    /// Over the stable window.
    pub stable: f64,
    /// Over the panic window.
    pub panic: f64,
}

impl Autoscaler {
    /// Begins with so many ready pods. With more than one it begins in a panic, so that nothing is taken away before anything is known.
    pub fn new(decider: &Decider, ready: i32, now: Timestamp) -> Self {
        let delay = u32::try_from(decider.scale_down_delay.as_secs()).unwrap_or(0);
        Self {
            panic_since: (ready > 1).then_some(now),
            panic_pods: ready,
            delay: (delay > 0).then(|| Delay::new(delay)),
        }
    }

    /// Whether it panics.
    pub fn panics(&self) -> bool {
        self.panic_since.is_some()
    }

    /// Decides with what was observed until now and so many ready pods.
    pub fn tick(&mut self, decider: &Decider, ready: i32, observed: Observed, now: Timestamp) -> Decision {
        let counted = f64::from(ready).max(1.0);
        let most = (decider.max_scale_up_rate * counted).ceil();
        let least = if decider.reachable { (counted / decider.max_scale_down_rate).floor() } else { 0.0 };
        let wanted = |value: f64| (value / decider.target).ceil();
        let bounded = |wanted: f64| {
            let pods = wanted.max(least).min(most) as i32;
            match wanted > 0.0 && decider.activation_scale > 1 {
                true => pods.max(decider.activation_scale),
                false => pods,
            }
        };
        let (stable, panic) = (wanted(observed.stable), wanted(observed.panic));
        if panic / counted >= decider.panic_threshold {
            self.panic_since = Some(now);
        } else if self.panic_since.is_some_and(|since| since + decider.stable_window < now) {
            self.panic_since = None;
            self.panic_pods = 0;
        }
        let mut pods = bounded(stable);
        if self.panics() {
            self.panic_pods = self.panic_pods.max(pods).max(bounded(panic));
            pods = self.panic_pods;
        }
        if let Some(delay) = self.delay.as_mut().filter(|_| decider.reachable) {
            pods = delay.largest(now, pods);
        }
        Decision { pods, excess_burst_capacity: excess(decider, ready, observed.panic) }
    }
}

/// How much more the ready pods can take than is needed for bursts.
fn excess(decider: &Decider, ready: i32, load: f64) -> i32 {
    match decider.target_burst_capacity {
        capacity if capacity > 0.0 => (f64::from(ready) * decider.total - capacity - load).floor() as i32,
        0.0 => 0,
        _ => -1,
    }
}

/// What is assumed before the first decision.
pub fn first_excess(decider: &Decider) -> i32 {
    match decider.target_burst_capacity {
        0.0 => 0,
        -1.0 => -1,
        capacity => (f64::from(decider.initial_scale) * decider.total - capacity) as i32,
    }
}

/// How many activators take a revision's requests.
pub fn activators(decider: &Decider, ready: i32) -> i32 {
    /// Never fewer.
    const LEAST: f64 = 2.0;
    if decider.target_burst_capacity == 0.0 {
        return LEAST as i32;
    }
    let capacity = f64::from(ready) * decider.total + decider.target_burst_capacity.max(0.0);
    (capacity / decider.activator_capacity).ceil().max(LEAST) as i32
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::super::Settings;
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::UNIX_EPOCH + SignedDuration::from_secs(second)
    }

    fn decider() -> Decider {
        let annotations =
            [("autoscaling.knative.dev/target-utilization-percentage".to_owned(), "100".to_owned())];
        Decider::new(&annotations.into(), 10, true, &Settings::default())
    }

    fn load(value: f64) -> Observed {
        Observed { stable: value, panic: value }
    }

    #[test]
    fn a_panic_only_adds_and_lasts_a_stable_window() {
        let decider = decider();
        let mut autoscaler = Autoscaler::new(&decider, 1, at(0));
        let mut tick = |second, ready, stable, panic| {
            autoscaler.tick(&decider, ready, Observed { stable, panic }, at(second)).pods
        };
        assert_eq!(tick(2, 1, 4.0, 40.0), 4, "the panic window asks for four times what is ready");
        assert_eq!(tick(4, 4, 10.0, 10.0), 4);
        assert_eq!(tick(62, 4, 10.0, 10.0), 4);
        assert_eq!(tick(64, 4, 10.0, 10.0), 2, "no more than by half a tick");
    }

    #[test]
    fn with_several_pods_it_begins_in_a_panic() {
        let decider = decider();
        let mut autoscaler = Autoscaler::new(&decider, 3, at(0));
        assert_eq!(autoscaler.tick(&decider, 3, load(0.0), at(2)).pods, 3);
        assert_eq!(autoscaler.tick(&decider, 3, load(0.0), at(61)).pods, 1);
    }

    #[test]
    fn a_revision_that_wakes_has_at_least_its_activation_scale() {
        let decider = Decider { activation_scale: 3, ..decider() };
        let mut autoscaler = Autoscaler::new(&decider, 0, at(0));
        assert_eq!(autoscaler.tick(&decider, 0, load(1.0), at(2)).pods, 3);
        assert_eq!(Autoscaler::new(&decider, 0, at(0)).tick(&decider, 0, load(0.0), at(2)).pods, 0);
    }

    #[test]
    fn what_is_left_for_bursts_decides_about_the_activator() {
        let with = |capacity: f64| Decider { target_burst_capacity: capacity, ..decider() };
        let of = |capacity: f64, ready| {
            Autoscaler::new(&decider(), 0, at(0))
                .tick(&with(capacity), ready, load(5.0), at(2))
                .excess_burst_capacity
        };
        assert_eq!((of(0.0, 1), of(-1.0, 100), of(20.0, 1), of(20.0, 3)), (0, -1, -15, 5));
        assert_eq!((first_excess(&with(211.0)), first_excess(&with(-1.0))), (-201, -1));
        assert_eq!((activators(&with(0.0), 100), activators(&with(211.0), 10)), (2, 4));
    }
}
