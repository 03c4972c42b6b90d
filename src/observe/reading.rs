//! What an autoscaler's spec and status say of each of its metrics.

use serde_json::Value;

use super::autoscaler::{Metric, MetricKind};
use crate::elastic::hpa::{self, PerPod, Target};
use crate::kubernetes::quantity::thousandths;
use crate::kubernetes::resources::HorizontalPodAutoscaler;

/// One metric with what the calculator needs of it.
pub(super) struct Reading {
    /// As it is shown.
    pub shown: Metric,
    /// In thousandths; of a utilisation, thousandths of a per cent.
    pub value: Option<i64>,
    /// What it is compared with.
    pub goal: Option<Goal>,
}

/// What the value is compared with.
#[derive(Clone, Copy)]
pub(super) enum Goal {
    Pods(PerPod),
    Total(Target),
}

impl Goal {
    pub fn of(metric: &hpa::Metric) -> Option<Self> {
        match metric {
            hpa::Metric::Resource { target, .. } => target.map(Goal::Pods),
            hpa::Metric::Pods { target, .. } => Some(Goal::Pods(PerPod::Value(*target))),
            hpa::Metric::Object { target, .. } | hpa::Metric::External { target, .. } => {
                target.map(Goal::Total)
            }
            hpa::Metric::Unknown(_) => None,
        }
        .filter(|goal| goal.thousandths() > 0)
    }

    pub fn thousandths(self) -> i64 {
        match self {
            Goal::Pods(PerPod::Value(target))
            | Goal::Total(Target::Value(target) | Target::Average(target)) => target,
            Goal::Pods(PerPod::Utilisation(percent)) => i64::from(percent) * 1000,
        }
    }

    pub fn is_utilisation(self) -> bool {
        matches!(self, Goal::Pods(PerPod::Utilisation(_)))
    }
}

/// The highest value that a metric can take: 100 for a utilisation in per cent, 1 for a share of the cache.
pub(super) fn cap(name: &str, is_utilisation: bool) -> Option<f64> {
    let name = name.to_lowercase();
    // CPU against a request may pass 100 %; a GPU's utilisation cannot.
    let gpu_share = !is_utilisation
        && name.contains("util")
        && (name.contains("gpu") || name.contains("dcgm") || name.contains("sm"));
    let cache_share = name.contains("cache_usage") || name.contains("token_usage");
    (gpu_share.then_some(100.0)).or(cache_share.then_some(1.0))
}

/// The metrics of an autoscaler, in the order of its spec.
pub(super) fn readings(hpa: &HorizontalPodAutoscaler) -> Vec<Reading> {
    let statuses = hpa.status.current_metrics.as_deref().unwrap_or_default();
    let of = |(index, spec): (usize, &Value)| {
        let kind = spec.get("type").and_then(Value::as_str).unwrap_or_default();
        let (kind, field) = match kind {
            "Pods" => (MetricKind::Pods, "pods"),
            "Resource" => (MetricKind::Resource, "resource"),
            "ContainerResource" => (MetricKind::ContainerResource, "containerResource"),
            "Object" => (MetricKind::Object, "object"),
            "External" => (MetricKind::External, "external"),
            _ => (MetricKind::Other, "other"),
        };
        let name_in = |source: Option<&Value>| {
            let source = source?;
            source.pointer("/metric/name").or(source.get("name")).and_then(Value::as_str).map(str::to_owned)
        };
        let source = spec.get(field);
        let name = name_in(source).unwrap_or_default();
        // The statuses stand in the order of the spec; a metric that could not be read has an empty one.
        let current = statuses
            .get(index)
            .and_then(|it| it.get(field))
            .filter(|it| name_in(Some(it)).as_deref() == Some(&name));
        let target = source.and_then(|it| it.get("target"));
        let current = current.and_then(|it| it.get("current"));
        let utilisation = target.and_then(|it| it.get("averageUtilization")).and_then(Value::as_i64);
        let average = target.and_then(|it| it.get("averageValue"));
        let (shown_target, shown_current, value, per_pod) = match (utilisation, average) {
            (Some(percent), _) => {
                let now = current.and_then(|it| it.get("averageUtilization")).and_then(Value::as_i64);
                (
                    format!("{percent}%"),
                    now.map(|now| format!("{now}%")),
                    now.and_then(|now| now.checked_mul(1000)),
                    true,
                )
            }
            (None, Some(average)) => {
                let now = current.and_then(|it| it.get("averageValue"));
                (text(average), now.map(text), now.and_then(thousandths), true)
            }
            (None, None) => {
                let wanted = target.and_then(|it| it.get("value"));
                let now = current.and_then(|it| it.get("value"));
                (wanted.map(text).unwrap_or_default(), now.map(text), now.and_then(thousandths), false)
            }
        };
        let goal = Goal::of(&hpa::Metric::parse(spec));
        let ratio = value.zip(goal).map(|(value, goal)| value as f64 / goal.thousandths() as f64);
        Reading {
            shown: Metric { name, kind, current: shown_current, target: shown_target, per_pod, ratio },
            value,
            goal,
        }
    };
    hpa.spec.metrics.iter().enumerate().map(of).collect()
}

fn text(quantity: &Value) -> String {
    quantity.as_str().map_or_else(|| quantity.to_string(), str::to_owned)
}
