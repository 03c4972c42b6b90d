//! Bounds and rates: what a stabilised recommendation becomes, and the words of condition ScalingLimited.

use jiff::Timestamp;

use super::{Behaviour, Changes};

/// Between which counts, and how fast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds<'a> {
    /// Never fewer replicas.
    pub min: u32,
    /// Never more replicas.
    pub max: u32,
    /// Windows and policies, where the object has any.
    pub behaviour: Option<&'a Behaviour>,
}

/// What the bounds and rates leave of a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limited {
    /// The count.
    pub replicas: u32,
    /// What cut it.
    pub by: Limit,
}

/// What cuts a count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Nothing.
    None,
    /// The maximum.
    Maximum,
    /// The minimum.
    Minimum,
    /// How fast it may grow.
    RateUp,
    /// How fast it may shrink.
    RateDown,
}

impl Limit {
    /// Reason and message of condition ScalingLimited.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Limit::None => ("DesiredWithinRange", "the desired count is within the acceptable range"),
            Limit::Maximum => {
                ("TooManyReplicas", "the desired replica count is more than the maximum replica count")
            }
            Limit::Minimum => {
                ("TooFewReplicas", "the desired replica count is less than the minimum replica count")
            }
            Limit::RateUp => {
                ("ScaleUpLimit", "the desired replica count is increasing faster than the maximum scale rate")
            }
            Limit::RateDown => (
                "ScaleDownLimit",
                "the desired replica count is decreasing faster than the maximum scale rate",
            ),
        }
    }
}

/// Holds a count within the bounds, and within what the rates allow from `current`.
///
/// With a behaviour only the bound ahead counts: growing does not look at the minimum, nor shrinking at the maximum.
pub fn limit(bounds: Bounds<'_>, changes: &Changes, wanted: u32, current: u32, now: Timestamp) -> Limited {
    let Bounds { min, max, behaviour } = bounds;
    let (grows, shrinks) = match behaviour {
        Some(_) => (wanted > current, wanted < current),
        None => (true, true),
    };
    if shrinks {
        let rate = changes.lowest(behaviour, current, now);
        let (least, by) = if min < rate { (rate, Limit::RateDown) } else { (min, Limit::Minimum) };
        if wanted < least {
            return Limited { replicas: least, by };
        }
    }
    if grows {
        let rate = changes.highest(behaviour, current, now);
        let (most, by) = if max > rate { (rate, Limit::RateUp) } else { (max, Limit::Maximum) };
        if wanted > most {
            return Limited { replicas: most, by };
        }
    }
    Limited { replicas: wanted, by: Limit::None }
}
