//! What the autoscaler asks for next, when it may, and what it goes by.

use jiff::Timestamp;
use serde::Serialize;

use crate::elastic::hpa::{Forecast, Reason, When};
use crate::observe::{Autoscaler, Readings, Service};

/// What an autoscaler asks for next.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Plan {
    /// Its name.
    pub autoscaler: String,
    /// Replicas that the target is told now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told: Option<u32>,
    /// Never fewer replicas.
    pub min: u32,
    /// Never more replicas.
    pub max: u32,
    /// What it goes by: the metric that asks for most; absent without a value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub driver: Option<Driver>,
    /// What it will ask for, when, and what holds it.
    pub next: Forecast,
    /// Seconds of a stabilization window that are left, at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window_left: Option<u32>,
    /// What it cannot pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Pods that count without a value of their own.
    pub held_out: u32,
}

/// A metric with its value and target.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Driver {
    /// Its name.
    pub name: String,
    /// As the autoscaler wrote it.
    pub current: String,
    /// As it stands in the autoscaler.
    pub target: String,
    /// The first divided by the second.
    pub ratio: f64,
    /// Whether both are for one pod.
    pub per_pod: bool,
    /// How old the value is in seconds, where an adapter says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age: Option<u32>,
}

/// What an autoscaler cannot pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", tag = "at")]
pub enum Limit {
    /// The metric asks for more than the maximum.
    Maximum {
        /// What it asks for.
        wanted: u32,
    },
    /// The metric asks for fewer than the minimum.
    Minimum {
        /// What it asks for.
        wanted: u32,
    },
    /// One look may not change more.
    Policy {
        /// What it asks for.
        wanted: u32,
        /// What one look may ask for.
        allowed: u32,
    },
    /// This direction is switched off.
    Disabled,
}

impl Plan {
    pub(super) fn of(
        autoscaler: &Autoscaler,
        service: &Service,
        readings: &Readings,
        now: Timestamp,
    ) -> Self {
        let next = autoscaler.next.clone();
        let reasons = &next.reasons;
        let limit = reasons.iter().find_map(|reason| match *reason {
            Reason::AtMaximum { wanted } => Some(Limit::Maximum { wanted }),
            Reason::AtMinimum { wanted } => Some(Limit::Minimum { wanted }),
            Reason::StepLimit { wanted, limit } => Some(Limit::Policy { wanted, allowed: limit }),
            Reason::Disabled => Some(Limit::Disabled),
            _ => None,
        });
        let held_out = reasons.iter().find_map(|reason| match *reason {
            Reason::PodsWithoutValue { pending, missing, .. } => Some(pending + missing),
            _ => None,
        });
        let window_left = match next.when {
            When::NotBefore(at) => u32::try_from(at.duration_since(now).as_secs()).ok(),
            When::WithinSeconds(seconds) => Some(seconds),
            _ => None,
        };
        let age = |metric: &str| {
            let at = readings.of(metric)?.at?;
            u32::try_from(now.duration_since(at).as_secs().max(0)).ok()
        };
        Self {
            autoscaler: autoscaler.name.clone(),
            told: service.replicas.desired.or(autoscaler.desired),
            min: autoscaler.min,
            max: autoscaler.max,
            driver: driver(autoscaler).map(|driver| Driver { age: age(&driver.name), ..driver }),
            window_left,
            limit,
            held_out: held_out.unwrap_or(0),
            next,
        }
    }
}

/// The metric that asks for most: of several the highest recommendation counts.
pub(super) fn driver(autoscaler: &Autoscaler) -> Option<Driver> {
    let with = autoscaler.metrics.iter().filter_map(|it| Some((it, it.ratio?, it.current.clone()?)));
    let (metric, ratio, current) = with.max_by(|(_, a, _), (_, b, _)| a.total_cmp(b))?;
    Some(Driver {
        name: metric.name.clone(),
        current,
        target: metric.target.clone(),
        ratio,
        per_pod: metric.per_pod,
        age: None,
    })
}
