//! What the autoscaler will ask for next, when it may, and what holds it.

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::{Behaviour, Bounds, Changes, Limit, Pods, Recommendation, Select, Settings, Why, limit};

/// What the forecast is made from.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Never fewer replicas.
    pub min: u32,
    /// Never more replicas.
    pub max: u32,
    /// What the target is told now.
    pub current: u32,
    /// The highest recommendation of all metrics, or why there is none.
    pub recommendation: Result<Recommendation, Unknown>,
    /// The pods behind the metric.
    pub pods: Pods,
    /// Windows and policies, where the object has any.
    pub behaviour: Option<Behaviour>,
    /// Since when the recommendation has been on this side of `current` without a break; only a watch knows it.
    pub since: Option<Timestamp>,
    /// The highest value that the metric can take and its target, where the metric has one.
    pub cap: Option<(f64, f64)>,
    /// The time now.
    pub now: Timestamp,
}

/// Why there is no recommendation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "because")]
pub enum Unknown {
    /// The controller has not looked yet.
    NotLookedYet,
    /// Condition ScalingActive is False: `reason` is one word, `message` a sentence of the controller's.
    ScalingInactive {
        /// As `FailedGetPodsMetric`, `ScalingDisabled`.
        reason: String,
        /// In words.
        message: String,
    },
    /// The status carries no value that can be read.
    NoValue,
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Forecast {
    /// The count that will be asked for if the metric stays as it is; `None` if that cannot be told.
    pub replicas: Option<u32>,
    /// When that may happen.
    pub when: When,
    /// What holds, limits or delays it.
    pub reasons: Vec<Reason>,
}

/// When a change may happen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "at", content = "value")]
pub enum When {
    /// Nothing changes.
    Stays,
    /// At the controller's next look (every 15 s by default).
    NextLook,
    /// Not before this time.
    NotBefore(Timestamp),
    /// Within so many seconds; nobody watched when the window began.
    WithinSeconds(u32),
    /// Cannot be told.
    Unknown,
}

/// What holds, limits or delays a change.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Reason {
    /// There is no recommendation.
    Unknown(Unknown),
    /// The metric asks for more than the maximum.
    AtMaximum {
        /// What it asks for.
        wanted: u32,
    },
    /// The metric asks for fewer than the minimum.
    AtMinimum {
        /// What it asks for.
        wanted: u32,
    },
    /// The ratio is too near to 1.
    WithinTolerance {
        /// Value divided by target.
        ratio: f64,
    },
    /// Pods that have no value yet count as 0 on the way up (as the target on the way down).
    PodsWithoutValue {
        /// Pending pods.
        pending: u32,
        /// Running pods that report nothing.
        missing: u32,
        /// Value divided by target.
        ratio: f64,
        /// The same with these pods counted.
        damped: f64,
    },
    /// One look may not change more.
    StepLimit {
        /// What the metric asks for.
        wanted: u32,
        /// What one look may ask for.
        limit: u32,
    },
    /// A lower (higher) recommendation must hold for a window.
    Stabilising {
        /// Seconds.
        window: u32,
        /// The object does not say so: it is the controller's default, which a cluster may have changed.
        by_default: bool,
    },
    /// `selectPolicy: Disabled` in this direction.
    Disabled,
    /// The metric cannot rise above `cap`, so the count grows at most `factor`-fold a cold start.
    Capped {
        /// The highest value.
        cap: f64,
        /// The target.
        target: f64,
        /// ⌈cap / target⌉.
        factor: u32,
    },
}

/// How many-fold a metric that cannot pass `cap` can let the count grow while new replicas are still starting.
pub fn growth_per_cold_start(cap: f64, target: f64) -> u32 {
    (cap / target).ceil().max(1.0) as u32
}

/// What the autoscaler will ask for next if the metric stays as it is.
pub fn forecast(facts: &Facts) -> Forecast {
    let recommendation = match &facts.recommendation {
        Ok(recommendation) => recommendation,
        Err(unknown) => {
            let reasons = vec![Reason::Unknown(unknown.clone())];
            return Forecast { replicas: None, when: When::Unknown, reasons };
        }
    };
    let mut reasons = Vec::new();
    match (recommendation.why, recommendation.damped) {
        (Why::WithinTolerance, _) => reasons.push(Reason::WithinTolerance { ratio: recommendation.ratio }),
        (Why::HeldByPodsWithoutValue, Some(damped)) => reasons.push(Reason::PodsWithoutValue {
            pending: facts.pods.unready.count,
            missing: facts.pods.missing.count,
            ratio: recommendation.ratio,
            damped,
        }),
        _ => {}
    }
    let wanted = recommendation.replicas;
    let behaviour = facts.behaviour.as_ref();
    let window = match wanted.cmp(&facts.current) {
        std::cmp::Ordering::Greater => Behaviour::up_window(behaviour),
        std::cmp::Ordering::Less => Behaviour::down_window(behaviour, &Settings::default()),
        std::cmp::Ordering::Equal => 0,
    };
    let replicas = within_limits(facts, wanted, &mut reasons);
    if let Some((cap, target)) = facts.cap
        && target > 0.0
        && recommendation.ratio > 1.0
        && replicas < facts.max
    {
        reasons.push(Reason::Capped { cap, target, factor: growth_per_cold_start(cap, target) });
    }
    let when = match (replicas == facts.current, window, facts.since) {
        (true, _, _) => When::Stays,
        (false, 0, _) => When::NextLook,
        (false, window, Some(since)) => {
            let due = since.saturating_add(SignedDuration::from_secs(window.into())).unwrap_or(since);
            if due <= facts.now { When::NextLook } else { When::NotBefore(due) }
        }
        (false, window, None) => When::WithinSeconds(window),
    };
    if matches!(when, When::NotBefore(_) | When::WithinSeconds(_)) {
        let shrinks = replicas < facts.current;
        let by_default = shrinks && behaviour.and_then(|behaviour| behaviour.down.window).is_none();
        reasons.push(Reason::Stabilising { window, by_default });
    }
    Forecast { replicas: Some(replicas), when, reasons }
}

/// What the limits leave of a count, if nothing changed in the periods before.
fn within_limits(facts: &Facts, wanted: u32, reasons: &mut Vec<Reason>) -> u32 {
    let behaviour = facts.behaviour.as_ref();
    let rules = behaviour.and_then(|behaviour| match wanted.cmp(&facts.current) {
        std::cmp::Ordering::Greater => Some(&behaviour.up),
        std::cmp::Ordering::Less => Some(&behaviour.down),
        std::cmp::Ordering::Equal => None,
    });
    if rules.is_some_and(|rules| rules.select == Select::Disabled) {
        reasons.push(Reason::Disabled);
        return facts.current;
    }
    let bounds = Bounds { min: facts.min, max: facts.max, behaviour };
    let limited = limit(bounds, &Changes::default(), wanted, facts.current, facts.now);
    match limited.by {
        Limit::None => {}
        Limit::Maximum => reasons.push(Reason::AtMaximum { wanted }),
        Limit::Minimum => reasons.push(Reason::AtMinimum { wanted }),
        Limit::RateUp | Limit::RateDown => {
            reasons.push(Reason::StepLimit { wanted, limit: limited.replicas })
        }
    }
    limited.replicas
}

#[cfg(test)]
mod tests {
    use super::super::{PerPod, Sum, Tolerance, average_over_pods};
    use super::*;

    fn facts(average: i64, target: i64, current: u32, reporting: u32, unready: u32) -> Facts {
        let value = average * 1000 * i64::from(reporting);
        let pods = Pods {
            reporting: Sum { count: reporting, value, request: 0 },
            unready: Sum { count: unready, ..Sum::default() },
            ..Pods::default()
        };
        let target = PerPod::Value(target * 1000);
        let recommendation = average_over_pods(&pods, target, current, Tolerance::default());
        Facts {
            min: 1,
            max: 3,
            current,
            recommendation: recommendation.map(|(it, _)| it).ok_or(Unknown::NoValue),
            pods,
            behaviour: None,
            since: None,
            cap: None,
            now: Timestamp::UNIX_EPOCH,
        }
    }

    #[test]
    fn eleven_against_five_asks_for_three_at_the_next_look() {
        let next = forecast(&facts(11, 5, 1, 1, 0));
        assert_eq!((next.replicas, next.when, next.reasons), (Some(3), When::NextLook, vec![]));
    }

    #[test]
    fn the_maximum_cuts_and_is_named() {
        let next = forecast(&facts(100, 50, 2, 2, 0));
        assert_eq!((next.replicas, next.when), (Some(3), When::NextLook));
        assert_eq!(next.reasons, [Reason::AtMaximum { wanted: 4 }]);
        let next = forecast(&facts(100, 50, 3, 3, 0));
        assert_eq!((next.replicas, next.when), (Some(3), When::Stays));
        assert_eq!(next.reasons, [Reason::AtMaximum { wanted: 6 }]);
    }

    #[test]
    fn a_capped_metric_says_that_it_grows_in_series() {
        let next = forecast(&Facts { cap: Some((100.0, 50.0)), ..facts(100, 50, 2, 1, 1) });
        assert_eq!((next.replicas, next.when), (Some(2), When::Stays));
        assert_eq!(
            next.reasons,
            [
                Reason::PodsWithoutValue { pending: 1, missing: 0, ratio: 2.0, damped: 1.0 },
                Reason::Capped { cap: 100.0, target: 50.0, factor: 2 }
            ]
        );
    }

    #[test]
    fn shrinking_waits_for_the_window_from_when_it_was_seen() {
        let low = facts(1, 5, 3, 3, 0);
        let next = forecast(&low);
        assert_eq!((next.replicas, next.when), (Some(1), When::WithinSeconds(300)));
        assert_eq!(next.reasons, [Reason::Stabilising { window: 300, by_default: true }]);
        let since = Timestamp::UNIX_EPOCH - SignedDuration::from_secs(100);
        let next = forecast(&Facts { since: Some(since), ..low.clone() });
        assert_eq!(next.when, When::NotBefore(Timestamp::from_second(200).unwrap()));
        let since = Timestamp::UNIX_EPOCH - SignedDuration::from_secs(301);
        let next = forecast(&Facts { since: Some(since), ..low });
        assert_eq!(next.when, When::NextLook);
    }

    #[test]
    fn the_minimum_holds() {
        let next = forecast(&facts(0, 5, 1, 1, 0));
        assert_eq!((next.replicas, next.when), (Some(1), When::Stays));
        assert_eq!(next.reasons, [Reason::AtMinimum { wanted: 0 }]);
    }

    #[test]
    fn a_step_limit_is_named_before_the_maximum() {
        let next = forecast(&Facts { max: 100, ..facts(100, 5, 1, 1, 0) });
        assert_eq!(next.replicas, Some(4));
        assert_eq!(next.reasons, [Reason::StepLimit { wanted: 20, limit: 4 }]);
    }

    #[test]
    fn without_a_recommendation_nothing_is_guessed() {
        let next = forecast(&Facts { recommendation: Err(Unknown::NotLookedYet), ..facts(1, 1, 1, 1, 0) });
        assert_eq!((next.replicas, next.when), (None, When::Unknown));
    }

    #[test]
    fn growth_of_a_capped_metric() {
        assert_eq!([growth_per_cold_start(100.0, 50.0), growth_per_cold_start(100.0, 80.0)], [2, 2]);
        assert_eq!(growth_per_cold_start(100.0, 30.0), 4);
    }
}
