//! The autoscaler as `kubectl describe hpa` tells it, and what it will ask for next.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::scene::{Scene, is_active};
use super::world::{Key, World};
use crate::elastic::hpa::{
    self, Behaviour, Facts, Forecast, Pods, Recommendation, Unknown, average_over_pods, average_value,
    total_value,
};
use crate::kubernetes::quantity::Quantity;
use crate::kubernetes::resources::{HorizontalPodAutoscaler, Pod, condition_is_true};

/// An autoscaler as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Autoscaler {
    /// Its name.
    pub name: String,
    /// Who made it: `KServe`, `KEDA`; absent for one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
    /// Never fewer replicas.
    pub min: u32,
    /// Never more replicas.
    pub max: u32,
    /// Replicas at its last look; absent before the first.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<u32>,
    /// What it asked for; absent before its first look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desired: Option<u32>,
    /// What it looks at.
    pub metrics: Vec<Metric>,
    /// AbleToScale, ScalingActive, ScalingLimited.
    pub conditions: Vec<Condition>,
    /// When it changed the replicas last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_scale: Option<Timestamp>,
    /// What it will ask for next.
    pub next: Forecast,
}

/// A metric with its value and target as kubectl writes them.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub kind: MetricKind,
    /// The value; absent if it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<String>,
    /// The target.
    pub target: String,
    /// Whether both are for one pod.
    pub per_pod: bool,
    /// Value divided by target.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
}

/// Where a metric comes from, as the API calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "each is named as in the API")]
pub enum MetricKind {
    Pods,
    Resource,
    ContainerResource,
    Object,
    External,
    Other,
}

/// A condition as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Condition {
    /// As `ScalingActive`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `True`, `False` or `Unknown`.
    pub status: String,
    /// One word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// In words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// When `status` changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
}

impl From<&crate::kubernetes::resources::Condition> for Condition {
    fn from(from: &crate::kubernetes::resources::Condition) -> Self {
        Self {
            kind: from.kind.clone(),
            status: from.status.clone(),
            reason: from.reason.clone().filter(|text| !text.is_empty()),
            message: from.message.clone().filter(|text| !text.is_empty()),
            since: from.last_transition_time,
        }
    }
}

/// On which side of the count a recommendation is, and since when that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Leaning {
    pub side: std::cmp::Ordering,
    /// `None` if it was so when the watch began.
    pub since: Option<Timestamp>,
}

/// One metric with what the calculator needs of it, in thousandths.
struct Reading {
    shown: Metric,
    value: Option<i64>,
    target: Option<i64>,
    is_average: bool,
    is_utilisation: bool,
}

impl World {
    pub(super) fn autoscaler_view(
        &self,
        scene: &Scene<'_>,
        hpa: &HorizontalPodAutoscaler,
        now: Timestamp,
    ) -> Autoscaler {
        let readings = readings(hpa);
        let looked = hpa.status.current_metrics.is_some()
            || hpa.status.conditions.as_ref().is_some_and(|it| !it.is_empty());
        let key = super::world::key(&hpa.metadata);
        let owner =
            hpa.metadata.owner_references.iter().flatten().find(|owner| owner.controller == Some(true));
        let facts = Facts {
            now,
            since: self.leaning.get(&key).and_then(|leaning| leaning.since),
            ..facts(scene, hpa, &readings)
        };
        Autoscaler {
            made_by: owner.and_then(|owner| match owner.kind.as_str() {
                "InferenceService" => Some("KServe".to_owned()),
                "ScaledObject" => Some("KEDA".to_owned()),
                _ => None,
            }),
            min: facts.min,
            max: facts.max,
            current: looked.then(|| unsigned(hpa.status.current_replicas.unwrap_or(0))),
            desired: looked.then(|| unsigned(hpa.status.desired_replicas)),
            metrics: readings.into_iter().map(|reading| reading.shown).collect(),
            conditions: hpa.status.conditions.iter().flatten().map(Condition::from).collect(),
            last_scale: hpa.status.last_scale_time,
            next: hpa::forecast(&facts),
            name: key.1,
        }
    }

    /// On which side of its count an autoscaler's recommendation is.
    pub(super) fn leaning_of(&self, key: &Key) -> Option<std::cmp::Ordering> {
        let hpa = self.autoscalers.get(key)?;
        let target = &hpa.spec.scale_target_ref.name;
        let deployment = self.deployments.get(&(key.0.clone(), target.clone()))?;
        let scene = self.scene(Self::service_of(&deployment.metadata)?);
        let facts = facts(&scene, hpa, &readings(hpa));
        facts.recommendation.ok().map(|it| it.replicas.cmp(&facts.current))
    }
}

fn facts(scene: &Scene<'_>, hpa: &HorizontalPodAutoscaler, readings: &[Reading]) -> Facts {
    let behaviour = Behaviour::parse(hpa.spec.behavior.as_ref());
    let told = scene.deployment.and_then(|deployment| deployment.spec.replicas);
    let current = unsigned(told.or(hpa.status.current_replicas).unwrap_or(0));
    let pods = counted(scene, readings);
    let of = |reading: &Reading| {
        let (value, target) = (reading.value?, reading.target?);
        let tolerance = behaviour.tolerance();
        match reading.shown.kind {
            MetricKind::Object | MetricKind::External if reading.is_average => {
                average_value(value, target, current, tolerance)
            }
            MetricKind::Object | MetricKind::External => {
                let ready = scene
                    .pods
                    .iter()
                    .filter(|pod| condition_is_true(&pod.status.conditions, "Ready") == Some(true));
                total_value(value, target, count(ready.count()), current, tolerance)
            }
            _ => {
                let missing_down = if reading.is_utilisation { target.max(100_000) } else { target };
                average_over_pods(value, target, missing_down, pods, current, tolerance)
            }
        }
    };
    // Of several metrics the highest recommendation counts.
    let best = readings.iter().filter_map(|reading| Some((reading, of(reading)?)));
    let best = best.max_by(|(_, a), (_, b)| a.replicas.cmp(&b.replicas));
    let recommendation: Result<Recommendation, Unknown> = match &best {
        Some((_, recommendation)) if active(hpa) != Some(false) => Ok(*recommendation),
        _ => Err(inactive(hpa)),
    };
    let cap = best.and_then(|(reading, _)| {
        Some((cap(&reading.shown.name, reading.is_utilisation)?, reading.target? as f64 / 1000.0))
    });
    Facts {
        min: unsigned(hpa.spec.min_replicas.unwrap_or(1)),
        max: unsigned(hpa.spec.max_replicas),
        current,
        recommendation,
        pods,
        behaviour,
        since: None,
        cap,
        now: Timestamp::UNIX_EPOCH,
    }
}

/// How the controller sorts the pods. Which pods report cannot be read; those that are ready surely do.
fn counted(scene: &Scene<'_>, readings: &[Reading]) -> Pods {
    let mut pods = Pods::default();
    let any_value = readings.iter().any(|reading| reading.value.is_some());
    for pod in scene.pods.iter().filter(|pod| is_active(pod)) {
        match phase(pod) {
            "Running" if condition_is_true(&pod.status.conditions, "Ready") == Some(true) => {
                pods.reporting += 1
            }
            "Running" => pods.missing += 1,
            _ => pods.pending += 1,
        }
    }
    // There is a value, so somebody reports, though nobody is ready.
    if pods.reporting == 0 && any_value && pods.missing > 0 {
        pods = Pods { reporting: pods.missing, missing: 0, ..pods };
    }
    pods
}

fn phase(pod: &Pod) -> &str {
    pod.status.phase.as_deref().unwrap_or("Pending")
}

fn active(hpa: &HorizontalPodAutoscaler) -> Option<bool> {
    condition_is_true(hpa.status.conditions.as_deref().unwrap_or_default(), "ScalingActive")
}

fn inactive(hpa: &HorizontalPodAutoscaler) -> Unknown {
    let conditions = hpa.status.conditions.as_deref().unwrap_or_default();
    let failing = |kind: &str| conditions.iter().find(|it| it.kind == kind && it.status == "False");
    match failing("ScalingActive").or(failing("AbleToScale")) {
        Some(condition) => Unknown::ScalingInactive {
            reason: condition.reason.clone().unwrap_or_default(),
            message: condition.message.clone().unwrap_or_default(),
        },
        None if conditions.is_empty() => Unknown::NotLookedYet,
        None => Unknown::NoValue,
    }
}

/// The highest value that a metric can take: 100 for a utilisation in per cent, 1 for a share of the cache.
fn cap(name: &str, is_utilisation: bool) -> Option<f64> {
    let name = name.to_lowercase();
    // CPU against a request may pass 100 %; a GPU's utilisation cannot.
    let gpu_share = !is_utilisation
        && name.contains("util")
        && (name.contains("gpu") || name.contains("dcgm") || name.contains("sm"));
    let cache_share = name.contains("cache_usage") || name.contains("token_usage");
    (gpu_share.then_some(100.0)).or(cache_share.then_some(1.0))
}

fn readings(hpa: &HorizontalPodAutoscaler) -> Vec<Reading> {
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
        let (shown_target, shown_current, target, value, per_pod) = match (utilisation, average) {
            (Some(percent), _) => {
                let now = current.and_then(|it| it.get("averageUtilization")).and_then(Value::as_i64);
                (
                    format!("{percent}%"),
                    now.map(|now| format!("{now}%")),
                    percent.checked_mul(1000),
                    now.and_then(|now| now.checked_mul(1000)),
                    true,
                )
            }
            (None, Some(average)) => {
                let now = current.and_then(|it| it.get("averageValue"));
                (text(average), now.map(text), milli(average), now.and_then(milli), true)
            }
            (None, None) => {
                let wanted = target.and_then(|it| it.get("value"));
                let now = current.and_then(|it| it.get("value"));
                (
                    wanted.map(text).unwrap_or_default(),
                    now.map(text),
                    wanted.and_then(milli),
                    now.and_then(milli),
                    false,
                )
            }
        };
        let ratio = value
            .zip(target)
            .filter(|(_, target)| *target > 0)
            .map(|(value, target)| value as f64 / target as f64);
        Reading {
            shown: Metric { name, kind, current: shown_current, target: shown_target, per_pod, ratio },
            value,
            target,
            is_average: average.is_some(),
            is_utilisation: utilisation.is_some(),
        }
    };
    hpa.spec.metrics.iter().enumerate().map(of).collect()
}

fn text(quantity: &Value) -> String {
    quantity.as_str().map_or_else(|| quantity.to_string(), str::to_owned)
}

fn milli(quantity: &Value) -> Option<i64> {
    let quantity = Quantity::parse(&text(quantity)).ok()?;
    i64::try_from(quantity.milli_value()).ok()
}

fn unsigned(count: i32) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
