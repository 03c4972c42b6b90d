//! From a metric's value to a recommended replica count, as the controller's replica calculator does it.
//!
//! Values are in thousandths, as the controller keeps them: `11` is 11000. Averages are cut to whole thousandths (and
//! utilisations to whole per cent) before they are compared, and the arithmetic of floats is the controller's to the last
//! bit, since an edge of the tolerance decides.

use serde::Serialize;

use super::Settings;

/// How far the ratio of value and target may be from 1 without a change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tolerance {
    /// Below 1.
    pub down: f64,
    /// Above 1.
    pub up: f64,
}

impl Default for Tolerance {
    fn default() -> Self {
        Self { down: Settings::TOLERANCE, up: Settings::TOLERANCE }
    }
}

impl Tolerance {
    fn covers(self, ratio: f64) -> bool {
        1.0 - self.down <= ratio && ratio <= 1.0 + self.up
    }
}

/// Some pods together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// How many.
    pub count: u32,
    /// What they report, in thousandths.
    pub value: i64,
    /// What they request, in thousandths; counts for utilisations alone.
    pub request: i64,
}

impl Sum {
    /// Adds a pod.
    pub fn add(&mut self, value: i64, request: i64) {
        *self = self.and(Self { count: 1, value, request });
    }

    fn and(self, other: Self) -> Self {
        Self {
            count: self.count.saturating_add(other.count),
            value: self.value.saturating_add(other.value),
            request: self.request.saturating_add(other.request),
        }
    }

    fn without_value(self) -> Self {
        Self { value: 0, ..self }
    }
}

/// The pods behind an averaged metric. Deleted and failed ones are in none of the sums.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Pods {
    /// Pods whose value counts.
    pub reporting: Sum,
    /// Series of pods that are not there: those of dead pods that linger.
    pub strangers: Sum,
    /// Running pods without a value, as while the model loads; `value` is what they count as on the way down.
    pub missing: Sum,
    /// Pods in phase Pending, and for CPU those that are not ready yet; their values do not count even if they had one.
    pub unready: Sum,
}

/// The target for one pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PerPod {
    /// A value in thousandths.
    Value(i64),
    /// Per cent of the request.
    Utilisation(u32),
}

impl PerPod {
    /// What a pod without a value counts as on the way down: the target, or the larger of it and its whole request.
    pub fn assumed(self, request: i64) -> i64 {
        match self {
            PerPod::Value(target) => target,
            PerPod::Utilisation(target) => request.saturating_mul(i64::from(target.max(100))) / 100,
        }
    }

    /// Value divided by target; `None` if there is nothing to divide by.
    fn ratio(self, pods: Sum, strangers: Sum) -> Option<(f64, Usage)> {
        match self {
            PerPod::Value(target) => {
                let all = pods.and(strangers);
                let average = all.value.checked_div(all.count.into())?;
                Some((average as f64 / target as f64, Usage { average, utilisation: None }))
            }
            // A series without a pod has no request, so it cannot be compared with one.
            PerPod::Utilisation(target) => {
                let percent = pods.value.saturating_mul(100).checked_div(pods.request)?;
                let average = pods.value.checked_div(pods.count.into())?;
                let usage = Usage { average, utilisation: i32::try_from(percent).ok() };
                Some((percent as f64 / f64::from(target), usage))
            }
        }
    }
}

/// What the status shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// The average over the pods that report, in thousandths.
    pub average: i64,
    /// Per cent of the request.
    pub utilisation: Option<i32>,
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

/// An average over pods (`Pods`, `Resource` and `ContainerResource` metrics) against the target for one pod.
///
/// While scaling up, pods that are not ready or have no value count as 0; while scaling down, pods that have no value count
/// as [`PerPod::assumed`]. `None` if there is nothing to divide by: the controller decides nothing then.
pub fn average_over_pods(
    pods: &Pods,
    target: PerPod,
    current: u32,
    tolerance: Tolerance,
) -> Option<(Recommendation, Usage)> {
    let (ratio, usage) = target.ratio(pods.reporting, pods.strangers)?;
    let plain = |replicas, why| (Recommendation { replicas, ratio, damped: None, why }, usage);
    let counts_unready = pods.unready.count > 0 && ratio > 1.0;
    if !counts_unready && pods.missing.count == 0 {
        return Some(match tolerance.covers(ratio) {
            true => plain(current, Why::WithinTolerance),
            false => plain(ceil(ratio * f64::from(pods.reporting.count)), Why::Ratio),
        });
    }
    let mut counted = pods.reporting;
    if ratio < 1.0 {
        counted = counted.and(pods.missing);
    } else if ratio > 1.0 {
        counted = counted.and(pods.missing.without_value());
    } // At a ratio of exactly 1 the controller leaves the missing pods out.
    if counts_unready {
        counted = counted.and(pods.unready.without_value());
    }
    let (damped, _) = target.ratio(counted, pods.strangers)?;
    let held = match tolerance.covers(ratio) {
        true => Why::WithinTolerance,
        false => Why::HeldByPodsWithoutValue,
    };
    let decided =
        |replicas, why| Some((Recommendation { replicas, ratio, damped: Some(damped), why }, usage));
    let turned = (ratio < 1.0 && damped > 1.0) || (ratio > 1.0 && damped < 1.0);
    if tolerance.covers(damped) || turned {
        return decided(current, held);
    }
    let replicas = ceil(damped * f64::from(counted.count.saturating_add(pods.strangers.count)));
    if (damped < 1.0 && replicas > current) || (damped > 1.0 && replicas < current) {
        return decided(current, held);
    }
    decided(replicas, Why::Ratio)
}

/// One value for all (`Object` and `External` with `AverageValue`): the total against the target for one of `replicas` pods.
pub fn total_per_pod(total: i64, target: i64, replicas: u32, tolerance: Tolerance) -> Recommendation {
    let ratio = total as f64 / (target as f64 * f64::from(replicas));
    match tolerance.covers(ratio) {
        true => Recommendation { replicas, ratio, damped: None, why: Why::WithinTolerance },
        false => Recommendation {
            replicas: ceil(total as f64 / target as f64),
            ratio,
            damped: None,
            why: Why::Ratio,
        },
    }
}

/// One value for all (`Object` and `External` with `Value`): the ratio is applied to the ready pods.
pub fn total_value(
    value: i64,
    target: i64,
    ready: u32,
    current: u32,
    tolerance: Tolerance,
) -> Recommendation {
    let ratio = value as f64 / target as f64;
    match current != 0 && tolerance.covers(ratio) {
        true => Recommendation { replicas: current, ratio, damped: None, why: Why::WithinTolerance },
        false => {
            let base = if current == 0 { 1.0 } else { f64::from(ready) };
            Recommendation { replicas: ceil(ratio * base), ratio, damped: None, why: Why::Ratio }
        }
    }
}

/// Rounds up, as it is: a ratio of 25/11 over 11 pods is 25.000000000000004 and asks for 26, in the controller too.
fn ceil(replicas: f64) -> u32 {
    replicas.ceil().clamp(0.0, f64::from(i32::MAX)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(count: u32, each: i64) -> Sum {
        Sum { count, value: i64::from(count) * each * 1000, request: 0 }
    }

    fn pods(reporting: u32, average: i64, missing: u32, unready: u32, target: i64) -> Pods {
        Pods {
            reporting: sum(reporting, average),
            missing: sum(missing, target),
            unready: sum(unready, 0),
            strangers: Sum::default(),
        }
    }

    fn plain(average: i64, target: i64, of: (u32, u32, u32), current: u32) -> (u32, Why) {
        let (reporting, missing, unready) = of;
        let pods = pods(reporting, average, missing, unready, target);
        let target = PerPod::Value(target * 1000);
        let (answer, _) = average_over_pods(&pods, target, current, Tolerance::default()).unwrap();
        (answer.replicas, answer.why)
    }

    #[test]
    fn a_queue_metric_goes_from_one_to_three_at_once() {
        assert_eq!(plain(11, 5, (1, 0, 0), 1), (3, Why::Ratio));
    }

    #[test]
    fn pending_pods_count_as_nothing_and_hold_the_count() {
        // 11 over three pods is 3.67 against 5: below 1, but it was above.
        assert_eq!(plain(11, 5, (1, 0, 2), 3), (3, Why::HeldByPodsWithoutValue));
    }

    #[test]
    fn a_capped_metric_grows_one_cold_start_at_a_time() {
        assert_eq!(plain(100, 50, (1, 0, 0), 1), (2, Why::Ratio));
        assert_eq!(plain(100, 50, (1, 0, 1), 2), (2, Why::HeldByPodsWithoutValue));
        // Running, but it reports nothing while the model loads.
        assert_eq!(plain(100, 50, (1, 1, 0), 2), (2, Why::HeldByPodsWithoutValue));
        assert_eq!(plain(100, 50, (2, 0, 0), 2), (4, Why::Ratio));
    }

    #[test]
    fn two_pods_at_58_ask_for_three_within_the_bounds_that_the_seed_implies() {
        for target in [39, 45, 52] {
            assert_eq!(plain(58, target, (2, 0, 0), 2).0, 3, "target {target}");
        }
        assert_eq!(plain(58, 53, (2, 0, 0), 2), (2, Why::WithinTolerance));
        assert_eq!(plain(58, 38, (2, 0, 0), 2).0, 4);
    }

    #[test]
    fn a_tenth_above_or_below_changes_nothing() {
        assert_eq!(plain(55, 50, (2, 0, 0), 2), (2, Why::WithinTolerance));
        assert_eq!(plain(45, 50, (2, 0, 0), 2), (2, Why::WithinTolerance));
        assert_eq!(plain(56, 50, (2, 0, 0), 2), (3, Why::Ratio));
        assert_eq!(plain(44, 50, (4, 0, 0), 4), (4, Why::Ratio));
        assert_eq!(plain(37, 50, (4, 0, 0), 4), (3, Why::Ratio));
    }

    #[test]
    fn scaling_down_takes_a_pod_without_value_for_one_at_its_target() {
        // Two at 10 and one unknown against 50: (20 + 50) / 150.
        assert_eq!(plain(10, 50, (2, 1, 0), 3), (2, Why::Ratio));
        // Pending pods are not counted on the way down.
        assert_eq!(plain(10, 50, (2, 0, 1), 3), (1, Why::Ratio));
    }

    #[test]
    fn series_of_dead_pods_count_as_long_as_they_linger() {
        let lingering = Pods { strangers: sum(1, 0), ..pods(1, 10, 0, 0, 5) };
        let (answer, usage) =
            average_over_pods(&lingering, PerPod::Value(5000), 1, Tolerance::default()).unwrap();
        assert_eq!((answer.replicas, usage.average), (1, 5000), "a dead pod's zero halves the average");
    }

    #[test]
    fn a_utilisation_is_cut_to_whole_per_cent() {
        let mut pods = Pods::default();
        pods.reporting.add(555, 1000);
        pods.reporting.add(554, 1000);
        let (answer, usage) =
            average_over_pods(&pods, PerPod::Utilisation(50), 2, Tolerance::default()).unwrap();
        assert_eq!((answer.ratio, usage), (1.1, Usage { average: 554, utilisation: Some(55) }));
        // A pod without a value counts as 100 % on the way down, or as the target if that is higher.
        assert_eq!(PerPod::Utilisation(50).assumed(2000), 2000);
        assert_eq!(PerPod::Utilisation(150).assumed(2000), 3000);
    }

    #[test]
    fn nothing_is_decided_without_a_value() {
        let none = pods(0, 0, 1, 1, 5);
        assert_eq!(average_over_pods(&none, PerPod::Value(5000), 2, Tolerance::default()), None);
        let mut no_requests = Pods::default();
        no_requests.reporting.add(500, 0);
        assert_eq!(average_over_pods(&no_requests, PerPod::Utilisation(50), 1, Tolerance::default()), None);
    }

    #[test]
    fn external_metrics_use_the_total_or_the_ready_pods() {
        let tolerance = Tolerance::default();
        assert_eq!(total_per_pod(30_000, 10_000, 2, tolerance).replicas, 3);
        assert_eq!(total_per_pod(21_000, 10_000, 2, tolerance).replicas, 2);
        assert_eq!(total_per_pod(30_000, 10_000, 0, tolerance).replicas, 3);
        assert_eq!(total_value(30_000, 10_000, 1, 3, tolerance).replicas, 3);
        assert_eq!(total_value(30_000, 10_000, 2, 3, tolerance).replicas, 6);
        assert_eq!(total_value(2_000, 10_000, 0, 0, tolerance).replicas, 1);
    }

    #[test]
    fn the_last_bit_of_a_division_counts_as_it_does_in_the_controller() {
        assert_eq!(ceil(25.0 / 11.0 * 11.0), 26);
        assert_eq!(ceil(f64::NAN), 0);
        assert_eq!(ceil(f64::INFINITY), 2_147_483_647);
    }
}
