//! What one revision is scaled by: the cluster's settings, and what its annotations say instead.

use jiff::SignedDuration;

use super::settings::duration;
use super::{Aggregation, Settings};
use crate::kubernetes::resources::StringMap;

/// Who scales a revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Class {
    /// Knative's own autoscaler.
    #[default]
    Kpa,
    /// A HorizontalPodAutoscaler.
    Hpa,
    /// Somebody else.
    Other,
}

impl Class {
    /// Reads the value of the annotation.
    pub fn parse(class: &str) -> Self {
        match class {
            "kpa.autoscaling.knative.dev" => Class::Kpa,
            "hpa.autoscaling.knative.dev" => Class::Hpa,
            _ => Class::Other,
        }
    }
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Requests in flight.
    Concurrency,
    /// Requests a second.
    Rps,
}

/// What one revision is scaled by.
#[derive(Debug, Clone, PartialEq)]
pub struct Decider {
    /// What is measured.
    pub measure: Measure,
    /// What a pod shall have.
    pub target: f64,
    /// What a pod can take.
    pub total: f64,
    /// How much more than now must be taken at once without the activator; -1 has no limit.
    pub target_burst_capacity: f64,
    /// What one activator can take.
    pub activator_capacity: f64,
    /// How many times what the ready pods can take begins a panic.
    pub panic_threshold: f64,
    /// The window of normal decisions.
    pub stable_window: SignedDuration,
    /// The window of panics.
    pub panic_window: SignedDuration,
    /// How its buckets are weighed.
    pub aggregation: Aggregation,
    /// How long a lower count waits.
    pub scale_down_delay: SignedDuration,
    /// How many pods a new revision starts with.
    pub initial_scale: i32,
    /// Fewer than this, but more than none, are never wanted.
    pub activation_scale: i32,
    /// Never fewer; 0 lets it scale to zero.
    pub min_scale: i32,
    /// Never more; 0 is no limit.
    pub max_scale: i32,
    /// How long the last pod stays after it is no longer wanted.
    pub pod_retention: SignedDuration,
    /// How fast the count may grow a tick.
    pub max_scale_up_rate: f64,
    /// How fast it may fall a tick.
    pub max_scale_down_rate: f64,
    /// Whether a route leads to it.
    pub reachable: bool,
}

/// The smallest target.
const TARGET_MIN: f64 = 0.01;

impl Decider {
    /// From the annotations of a revision and its `containerConcurrency`, where 0 is no limit.
    ///
    /// An annotation that cannot be read counts as absent; Knative's webhook refuses it.
    pub fn new(
        annotations: &StringMap,
        container_concurrency: i64,
        reachable: bool,
        settings: &Settings,
    ) -> Self {
        let given = Given(annotations);
        let measure = match given.text(&["metric"]) {
            Some("rps") => Measure::Rps,
            _ => Measure::Concurrency,
        };
        let (target, total) = target(&given, measure, container_concurrency as f64, settings);
        let stable_window = given.duration(&["window"]).unwrap_or(settings.stable_window);
        let panic_percentage = given
            .number(&["panic-window-percentage", "panicWindowPercentage"])
            .unwrap_or(settings.panic_window_percentage);
        let panic_threshold = given
            .number(&["panic-threshold-percentage", "panicThresholdPercentage"])
            .unwrap_or(settings.panic_threshold_percentage);
        let initial_scale = given
            .whole(&["initial-scale", "initialScale"])
            .filter(|scale| *scale != 0 || settings.allow_zero_initial_scale);
        let min_scale = given.whole(&["min-scale", "minScale"]).unwrap_or(settings.min_scale);
        let retention = given
            .duration(&["scale-to-zero-pod-retention-period", "scaleToZeroPodRetentionPeriod"])
            .unwrap_or(settings.pod_retention);
        Self {
            measure,
            target,
            total,
            target_burst_capacity: given
                .number(&["target-burst-capacity", "targetBurstCapacity"])
                .unwrap_or(settings.target_burst_capacity),
            activator_capacity: settings.activator_capacity,
            panic_threshold: panic_threshold / 100.0,
            stable_window,
            panic_window: part(stable_window, panic_percentage),
            aggregation: match given.text(&["metric-aggregation-algorithm", "metricAggregationAlgorithm"]) {
                Some("weighted-exponential" | "weightedExponential") => Aggregation::WeightedExponential,
                _ => Aggregation::Linear,
            },
            scale_down_delay: given
                .duration(&["scale-down-delay", "scaleDownDelay"])
                .unwrap_or(settings.scale_down_delay),
            initial_scale: initial_scale.unwrap_or(settings.initial_scale),
            activation_scale: given.whole(&["activation-scale"]).unwrap_or(0),
            // Nobody waits for a revision that no route leads to.
            min_scale: if reachable { min_scale } else { 0 },
            max_scale: given.whole(&["max-scale", "maxScale"]).unwrap_or(settings.max_scale),
            pod_retention: if reachable { retention } else { SignedDuration::ZERO },
            max_scale_up_rate: settings.max_scale_up_rate,
            max_scale_down_rate: settings.max_scale_down_rate,
            reachable,
        }
    }
}

/// What a pod shall have, and what it can take.
fn target(given: &Given<'_>, measure: Measure, concurrency: f64, settings: &Settings) -> (f64, f64) {
    let (mut total, mut share) = match measure {
        Measure::Rps => (settings.rps_target, settings.other_share),
        Measure::Concurrency if concurrency == 0.0 => {
            (settings.concurrency_target, settings.concurrency_share)
        }
        Measure::Concurrency => (concurrency, settings.concurrency_share),
    };
    if let Some(annotated) = given.number(&["target"]) {
        let bounded = measure == Measure::Concurrency && concurrency != 0.0;
        total = if bounded { annotated.min(concurrency) } else { annotated };
    }
    if let Some(percent) = given.number(&["target-utilization-percentage", "targetUtilizationPercentage"]) {
        share = percent / 100.0;
    }
    ((total * share).max(TARGET_MIN), total)
}

/// A percentage of a window in whole seconds, at least one.
fn part(window: SignedDuration, percentage: f64) -> SignedDuration {
    let seconds = window.as_secs_f64() * percentage / 100.0;
    SignedDuration::from_secs((seconds.round() as i64).max(1))
}

/// Annotations of `autoscaling.knative.dev`, each by its names in the order in which they count.
struct Given<'a>(&'a StringMap);

impl<'a> Given<'a> {
    fn text(&self, names: &[&str]) -> Option<&'a str> {
        let value = |name: &&str| self.0.get(&format!("autoscaling.knative.dev/{name}"));
        names.iter().find_map(value).map(String::as_str)
    }

    fn number(&self, names: &[&str]) -> Option<f64> {
        self.text(names)?.parse().ok()
    }

    fn whole(&self, names: &[&str]) -> Option<i32> {
        self.text(names)?.parse().ok()
    }

    fn duration(&self, names: &[&str]) -> Option<SignedDuration> {
        duration(self.text(names)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decider(pairs: &[(&str, &str)], concurrency: i64) -> Decider {
        let key = |name: &&str| format!("autoscaling.knative.dev/{name}");
        let annotations = pairs.iter().map(|(name, value)| (key(name), (*value).to_owned())).collect();
        Decider::new(&annotations, concurrency, true, &Settings::default())
    }

    #[test]
    fn the_target_is_a_share_of_what_a_pod_can_take() {
        assert_eq!((decider(&[], 0).target, decider(&[], 0).total), (70.0, 100.0));
        assert_eq!((decider(&[], 10).target, decider(&[], 10).total), (7.0, 10.0));
        assert_eq!(decider(&[("target", "50")], 10).total, 10.0, "a pod takes no more than its container");
        assert_eq!(decider(&[("target", "5")], 10).total, 5.0);
        let rps =
            decider(&[("metric", "rps"), ("target", "50"), ("target-utilization-percentage", "100")], 10);
        assert_eq!((rps.target, rps.measure), (50.0, Measure::Rps));
    }

    #[test]
    fn the_panic_window_is_a_part_of_the_stable_one() {
        assert_eq!(decider(&[], 0).panic_window, SignedDuration::from_secs(6));
        assert_eq!(decider(&[("window", "6s")], 0).panic_window, SignedDuration::from_secs(1));
        assert_eq!(
            decider(&[("window", "1m15s"), ("panic-window-percentage", "50")], 0).panic_window,
            SignedDuration::from_secs(38)
        );
    }

    #[test]
    fn a_revision_without_a_route_keeps_no_pods() {
        let annotations = [("autoscaling.knative.dev/min-scale".to_owned(), "3".to_owned())].into();
        assert_eq!(Decider::new(&annotations, 0, true, &Settings::default()).min_scale, 3);
        assert_eq!(Decider::new(&annotations, 0, false, &Settings::default()).min_scale, 0);
    }

    #[test]
    fn no_new_revision_starts_with_none_unless_that_is_allowed() {
        assert_eq!(decider(&[("initial-scale", "0")], 0).initial_scale, 1);
        assert_eq!(decider(&[("initialScale", "3")], 0).initial_scale, 3);
    }
}
