//! The autoscaler as `kubectl describe hpa` tells it, and what it will ask for next.

use jiff::Timestamp;
use serde::Serialize;

use super::fleet::Federated;
use super::reading::{Goal, Reading, cap, readings};
use super::runner::Runner;
use super::scene::{Scaler, Scene, is_active};
use super::world::{Key, World};
use crate::elastic::hpa::{
    self, Behaviour, Facts, Forecast, PerPod, Pods, Recommendation, Settings, Target, Unknown,
    average_over_pods, total_per_pod, total_value,
};
use crate::kubernetes::resources::{self, HorizontalPodAutoscaler, Pod, condition_is_true};

/// An autoscaler as it is shown.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Autoscaler {
    /// Its name.
    pub name: String,
    /// Who made it: `KServe`, `KEDA`; absent for one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub made_by: Option<String>,
    /// What a fleet's autoscaler has besides; absent for one of its own cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub federated: Option<Federated>,
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

impl From<&resources::Condition> for Condition {
    fn from(from: &resources::Condition) -> Self {
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

impl World {
    pub(super) fn autoscaler_view(
        &self,
        scene: &Scene<'_>,
        scaler: Scaler<'_>,
        now: Timestamp,
    ) -> Autoscaler {
        let hpa = scaler.object;
        let readings = readings(hpa);
        let looked = hpa.status.current_metrics.is_some()
            || hpa.status.conditions.as_ref().is_some_and(|it| !it.is_empty());
        let key = super::world::key(&hpa.metadata);
        let owner =
            hpa.metadata.owner_references.iter().flatten().find(|owner| owner.controller == Some(true));
        let facts = Facts {
            now,
            since: self.leaning.get(&key).filter(|_| scaler.api.is_none()).and_then(|leaning| leaning.since),
            ..facts(scene, hpa, &readings)
        };
        Autoscaler {
            made_by: owner.and_then(|owner| match owner.kind.as_str() {
                "InferenceService" => Some("KServe".to_owned()),
                "ScaledObject" => Some("KEDA".to_owned()),
                _ => None,
            }),
            federated: scaler.api.map(|api| Federated {
                api,
                reference: format!("{}/{}", hpa.spec.scale_target_ref.kind, hpa.spec.scale_target_ref.name),
                created: hpa.metadata.creation_timestamp.as_ref().map(|time| time.0),
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
        let target = &hpa.spec.scale_target_ref;
        let kind = if target.kind.is_empty() { "Deployment" } else { target.kind.as_str() };
        let runner = self.runners.get(&Runner::key_of(Some(&key.0), kind, &target.name))?;
        let scene = self.scene(self.service_of(&runner.object.metadata)?);
        let facts = facts(&scene, hpa, &readings(hpa));
        facts.recommendation.ok().map(|it| it.replicas.cmp(&facts.current))
    }
}

fn facts(scene: &Scene<'_>, hpa: &HorizontalPodAutoscaler, readings: &[Reading]) -> Facts {
    let behaviour = Behaviour::parse(hpa.spec.behavior.as_ref());
    let tolerance = Behaviour::tolerance(behaviour.as_ref(), &Settings::default());
    let told = scene.runner.and_then(|runner| runner.object.spec.replicas);
    let current = unsigned(told.or(hpa.status.current_replicas).unwrap_or(0));
    let of = |reading: &Reading| {
        let (value, goal) = (reading.value?, reading.goal?);
        match goal {
            Goal::Pods(target) => {
                let pods = counted(scene, readings, target, value);
                average_over_pods(&pods, target, current, tolerance).map(|(wanted, _)| wanted)
            }
            // The status shows the total divided by the replicas of that look, and what is told may be newer.
            Goal::Total(Target::Average(target)) if current > 0 => {
                let seen = hpa.status.current_replicas.unwrap_or(0).max(1);
                let total = value.saturating_mul(seen.into());
                Some(total_per_pod(total, target, current, tolerance))
            }
            Goal::Total(Target::Average(_)) => None,
            Goal::Total(Target::Value(target)) => {
                let ready = scene
                    .pods
                    .iter()
                    .filter(|pod| condition_is_true(&pod.status.conditions, "Ready") == Some(true));
                Some(total_value(value, target, count(ready.count()), current, tolerance))
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
        let goal = reading.goal?;
        Some((cap(&reading.shown.name, goal.is_utilisation())?, goal.thousandths() as f64 / 1000.0))
    });
    Facts {
        min: unsigned(hpa.spec.min_replicas.unwrap_or(1)),
        max: unsigned(hpa.spec.max_replicas),
        current,
        recommendation,
        pods: counted(scene, readings, PerPod::Value(0), 0),
        behaviour,
        since: None,
        cap,
        now: Timestamp::UNIX_EPOCH,
    }
}

/// How the controller sorts the pods. Which pods report cannot be read; those that are ready surely do, and `value` each.
fn counted(scene: &Scene<'_>, readings: &[Reading], target: PerPod, value: i64) -> Pods {
    // The status has no requests: all pods are taken to ask for the same, of which a value is then so many per cent.
    const REQUEST: i64 = 100_000;
    let mut pods = Pods::default();
    let any_value = readings.iter().any(|reading| reading.value.is_some());
    let pods_of = |phase_is: fn(&str) -> bool| {
        scene.pods.iter().filter(move |pod| is_active(pod) && phase_is(phase(pod)))
    };
    for pod in pods_of(|phase| phase == "Running") {
        match condition_is_true(&pod.status.conditions, "Ready") == Some(true) {
            true => pods.reporting.add(value, REQUEST),
            false => pods.missing.add(target.assumed(REQUEST), REQUEST),
        }
    }
    pods_of(|phase| phase != "Running").for_each(|_| pods.unready.add(0, REQUEST));
    // The pods of a fleet are in its clusters; the hub knows how many are ready.
    if let (true, Some(runner)) = (scene.pods.is_empty() && scene.binding.is_some(), scene.runner) {
        let status = &runner.object.status;
        (0..status.ready_replicas).for_each(|_| pods.reporting.add(value, REQUEST));
        (status.ready_replicas..status.replicas).for_each(|_| pods.unready.add(0, REQUEST));
    }
    // There is a value, so somebody reports, though nobody is ready.
    if pods.reporting.count == 0 && any_value {
        let missing = std::mem::take(&mut pods.missing);
        (0..missing.count).for_each(|_| pods.reporting.add(value, REQUEST));
    }
    pods
}

fn phase(pod: &Pod) -> &str {
    pod.status.phase.as_deref().unwrap_or("Pending")
}

/// Whether it computes a number. Where it cannot read its target it stops before that, and leaves what it found earlier.
fn active(hpa: &HorizontalPodAutoscaler) -> Option<bool> {
    let conditions = hpa.status.conditions.as_deref().unwrap_or_default();
    let is_unread =
        |it: &resources::Condition| it.status == "False" && it.reason.as_deref() == Some("FailedGetScale");
    match conditions.iter().any(is_unread) {
        true => Some(false),
        false => condition_is_true(conditions, "ScalingActive"),
    }
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

fn unsigned(count: i32) -> u32 {
    u32::try_from(count).unwrap_or(0)
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}
