//! From a metric's value to a recommended replica count, as the controller's replica calculator does it.
//!
//! Values are in thousandths, as the controller keeps them: `11` is 11000.

use serde::Serialize;

/// How far the ratio of value and target may be from 1 without a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// Below 1.
    pub down: f64,
    /// Above 1.
    pub up: f64,
}

/// The controller's `--horizontal-pod-autoscaler-tolerance`.
impl Default for Tolerance {
    fn default() -> Self {
        Self { down: 0.1, up: 0.1 }
    }
}

impl Tolerance {
    fn covers(self, ratio: f64) -> bool {
        1.0 - self.down <= ratio && ratio <= 1.0 + self.up
    }
}

/// The pods behind an averaged metric. Deleted and failed ones are in none of the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pods {
    /// Pods that report the metric.
    pub reporting: u32,
    /// Running pods without a value, as while the model loads.
    pub missing: u32,
    /// Pods in phase Pending; their values do not count even if they had one.
    pub pending: u32,
}

/// What one metric asks for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Recommendation {
    /// The replica count before minimum, maximum and windows.
    pub replicas: u32,
    /// Value divided by target.
    pub ratio: f64,
    /// The same with pending pods and pods without a value counted as the controller counts them; absent if there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub damped: Option<f64>,
    /// Which rule decided.
    pub why: Why,
}

/// Which rule of the calculator decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Why {
    /// The ratio is more than the tolerance away from 1.
    Ratio,
    /// The ratio is within the tolerance.
    WithinTolerance,
    /// With pods counted that have no value yet, the ratio is within the tolerance or on the other side of 1.
    HeldByPodsWithoutValue,
}

/// An average over pods (`Pods` metrics, and `Resource` metrics) against the target for one pod.
///
/// While scaling up, pods that are pending or have no value count as 0; while scaling down, pods that have no value count
/// as `missing_down`, which is the target itself, or for a utilisation the larger of it and 100 %.
/// `None` without any value or with a target of 0: the controller decides nothing then.
pub fn average_over_pods(
    average: i64,
    target: i64,
    missing_down: i64,
    pods: Pods,
    current: u32,
    tolerance: Tolerance,
) -> Option<Recommendation> {
    if pods.reporting == 0 || target <= 0 {
        return None;
    }
    let (reporting, missing) = (f64::from(pods.reporting), f64::from(pods.missing));
    let (average, target) = (average as f64, target as f64);
    let ratio = average / target;
    let counts_pending = pods.pending > 0 && ratio > 1.0;
    if !counts_pending && pods.missing == 0 {
        return Some(match tolerance.covers(ratio) {
            true => Recommendation { replicas: current, ratio, damped: None, why: Why::WithinTolerance },
            false => {
                Recommendation { replicas: ceil(ratio * reporting), ratio, damped: None, why: Why::Ratio }
            }
        });
    }
    let pending = if counts_pending { f64::from(pods.pending) } else { 0.0 };
    let filled = if ratio < 1.0 { missing_down as f64 * missing } else { 0.0 };
    // At a ratio of exactly 1 the controller leaves the missing pods out.
    let counted = reporting + pending + if ratio == 1.0 { 0.0 } else { missing };
    let damped = (average * reporting + filled) / (target * counted);
    let held = Recommendation {
        replicas: current,
        ratio,
        damped: Some(damped),
        why: match tolerance.covers(ratio) {
            true => Why::WithinTolerance,
            false => Why::HeldByPodsWithoutValue,
        },
    };
    let turned = (ratio < 1.0 && damped > 1.0) || (ratio > 1.0 && damped < 1.0);
    if tolerance.covers(damped) || turned {
        return Some(held);
    }
    let replicas = ceil(damped * counted);
    if (damped < 1.0 && replicas > current) || (damped > 1.0 && replicas < current) {
        return Some(held);
    }
    Some(Recommendation { replicas, ratio, damped: Some(damped), why: Why::Ratio })
}

/// One value for all (`Object` and `External` with `AverageValue`): the total against the target for one pod.
///
/// `average` is the total divided by the replicas, which is what the status shows.
pub fn average_value(
    average: i64,
    target: i64,
    current: u32,
    tolerance: Tolerance,
) -> Option<Recommendation> {
    if target <= 0 || current == 0 {
        return None;
    }
    let ratio = average as f64 / target as f64;
    Some(match tolerance.covers(ratio) {
        true => Recommendation { replicas: current, ratio, damped: None, why: Why::WithinTolerance },
        false => Recommendation {
            replicas: ceil(ratio * f64::from(current)),
            ratio,
            damped: None,
            why: Why::Ratio,
        },
    })
}

/// One value for all (`Object` and `External` with `Value`): the ratio is applied to the ready pods.
pub fn total_value(
    value: i64,
    target: i64,
    ready: u32,
    current: u32,
    tolerance: Tolerance,
) -> Option<Recommendation> {
    if target <= 0 {
        return None;
    }
    let ratio = value as f64 / target as f64;
    Some(match current != 0 && tolerance.covers(ratio) {
        true => Recommendation { replicas: current, ratio, damped: None, why: Why::WithinTolerance },
        false => {
            let base = if current == 0 { 1.0 } else { f64::from(ready) };
            Recommendation { replicas: ceil(ratio * base), ratio, damped: None, why: Why::Ratio }
        }
    })
}

/// Rounds up without being fooled by the last bit of a division: 2.0000000000000004 is 2.
fn ceil(replicas: f64) -> u32 {
    let rounded = replicas.round();
    let replicas = if (replicas - rounded).abs() < 1e-9 { rounded } else { replicas.ceil() };
    replicas.clamp(0.0, f64::from(i32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pods(reporting: u32, missing: u32, pending: u32) -> Pods {
        Pods { reporting, missing, pending }
    }

    fn plain(average: i64, target: i64, of: Pods, current: u32) -> (u32, Why) {
        let answer = average_over_pods(
            average * 1000,
            target * 1000,
            target * 1000,
            of,
            current,
            Tolerance::default(),
        )
        .unwrap();
        (answer.replicas, answer.why)
    }

    #[test]
    fn a_queue_metric_goes_from_one_to_three_at_once() {
        assert_eq!(plain(11, 5, pods(1, 0, 0), 1), (3, Why::Ratio));
    }

    #[test]
    fn pending_pods_count_as_nothing_and_hold_the_count() {
        // 11 over three pods is 3.67 against 5: below 1, but it was above.
        assert_eq!(plain(11, 5, pods(1, 0, 2), 3), (3, Why::HeldByPodsWithoutValue));
    }

    #[test]
    fn a_capped_metric_grows_one_cold_start_at_a_time() {
        assert_eq!(plain(100, 50, pods(1, 0, 0), 1), (2, Why::Ratio));
        assert_eq!(plain(100, 50, pods(1, 0, 1), 2), (2, Why::HeldByPodsWithoutValue));
        // Running, but it reports nothing while the model loads.
        assert_eq!(plain(100, 50, pods(1, 1, 0), 2), (2, Why::HeldByPodsWithoutValue));
        assert_eq!(plain(100, 50, pods(2, 0, 0), 2), (4, Why::Ratio));
    }

    #[test]
    fn two_pods_at_58_ask_for_three_within_the_bounds_that_the_seed_implies() {
        for target in [39, 45, 52] {
            assert_eq!(plain(58, target, pods(2, 0, 0), 2).0, 3, "target {target}");
        }
        assert_eq!(plain(58, 53, pods(2, 0, 0), 2), (2, Why::WithinTolerance));
        assert_eq!(plain(58, 38, pods(2, 0, 0), 2).0, 4);
    }

    #[test]
    fn a_tenth_above_or_below_changes_nothing() {
        assert_eq!(plain(55, 50, pods(2, 0, 0), 2), (2, Why::WithinTolerance));
        assert_eq!(plain(45, 50, pods(2, 0, 0), 2), (2, Why::WithinTolerance));
        assert_eq!(plain(56, 50, pods(2, 0, 0), 2), (3, Why::Ratio));
        assert_eq!(plain(44, 50, pods(4, 0, 0), 4), (4, Why::Ratio));
        assert_eq!(plain(37, 50, pods(4, 0, 0), 4), (3, Why::Ratio));
    }

    #[test]
    fn scaling_down_takes_a_pod_without_value_for_one_at_its_target() {
        // Two at 10 and one unknown against 50: (20 + 50) / 150.
        assert_eq!(plain(10, 50, pods(2, 1, 0), 3), (2, Why::Ratio));
        // Pending pods are not counted on the way down.
        assert_eq!(plain(10, 50, pods(2, 0, 1), 3), (1, Why::Ratio));
    }

    #[test]
    fn nothing_is_decided_without_a_value() {
        assert_eq!(average_over_pods(1000, 5000, 5000, pods(0, 1, 1), 2, Tolerance::default()), None);
        assert_eq!(average_over_pods(1000, 0, 0, pods(1, 0, 0), 1, Tolerance::default()), None);
    }

    #[test]
    fn external_metrics_use_the_total_or_the_ready_pods() {
        // 30 in all over 2 replicas shows as 15 each; the target is 10 each.
        assert_eq!(average_value(15_000, 10_000, 2, Tolerance::default()).unwrap().replicas, 3);
        assert_eq!(average_value(10_500, 10_000, 2, Tolerance::default()).unwrap().replicas, 2);
        assert_eq!(total_value(30_000, 10_000, 1, 3, Tolerance::default()).unwrap().replicas, 3);
        assert_eq!(total_value(30_000, 10_000, 2, 3, Tolerance::default()).unwrap().replicas, 6);
        assert_eq!(total_value(2_000, 10_000, 0, 0, Tolerance::default()).unwrap().replicas, 1);
    }

    #[test]
    fn a_ratio_that_is_whole_but_for_the_last_bit_is_whole() {
        assert_eq!(ceil(3.000_000_000_000_000_4), 3);
        assert_eq!(ceil(3.01), 4);
    }
}
