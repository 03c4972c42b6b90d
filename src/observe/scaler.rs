//! What scales a service besides its HPA: ACK's CronHorizontalPodAutoscaler, and KEDA's ScaledObject with its clocks.

use jiff::Timestamp;
use serde::Serialize;

use super::World;
use super::scene::Scene;
use crate::elastic::cron::{Cron, zone};
use crate::kubernetes::resources::{CronHorizontalPodAutoscaler, ScaledObject, TargetRef, condition_is_true};

/// What scales a service besides its HPA.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Scaler {
    /// As `ScaledObject`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Never fewer and never more replicas, where it says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bounds: Option<(u32, u32)>,
    /// Seconds without work before it goes to none, where it may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idle_seconds: Option<u32>,
    /// Its clock.
    pub times: Vec<Time>,
    /// Why it does nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// A time that comes again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Time {
    /// A cron expression.
    pub at: String,
    /// Where it ends; without one it holds until another time comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<String>,
    /// The zone that it counts in, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// How many replicas, at least where it ends.
    pub replicas: u32,
    /// When it comes next, or ends, where the zone is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Next>,
    /// How it went last, in the controller's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last: Option<Last>,
}

/// What comes next of a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Next {
    /// It begins.
    Begins(Timestamp),
    /// It holds now, and ends.
    Ends(Timestamp),
}

/// How a time went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Last {
    /// `Submitted` before the first time, then `Succeed` or `Failed`.
    pub state: String,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub when: Option<Timestamp>,
    /// In words; text from outside.
    pub message: String,
}

impl World {
    /// What scales the service of a scene besides an HPA.
    pub(super) fn scalers_of(&self, scene: &Scene<'_>, now: Timestamp) -> Vec<Scaler> {
        let aims = |namespace: Option<&str>, target: &TargetRef| {
            let kind = if target.kind.is_empty() { "Deployment" } else { &target.kind };
            namespace == Some(&scene.key.0)
                && (scene.runner.is_some_and(|it| it.name == target.name && it.kind == kind)
                    || scene.autoscalers.iter().any(|hpa| {
                        kind == "HorizontalPodAutoscaler"
                            && hpa.object.metadata.name.as_deref() == Some(&target.name)
                    }))
        };
        let crons = self
            .cron_scalers
            .values()
            .filter(|it| aims(it.metadata.namespace.as_deref(), &it.spec.scale_target_ref));
        let objects = self
            .scaled_objects
            .values()
            .filter(|it| aims(it.metadata.namespace.as_deref(), &it.spec.scale_target_ref));
        crons.map(of_cron).chain(objects.map(|it| of_object(it, now))).collect()
    }
}

fn of_cron(cron: &CronHorizontalPodAutoscaler) -> Scaler {
    let times = cron.spec.jobs.iter().map(|job| {
        let told = cron.status.conditions.iter().find(|it| it.name == job.name);
        Time {
            at: job.schedule.strip_prefix("0 ").unwrap_or(&job.schedule).to_owned(),
            until: None,
            zone: None,
            replicas: job.target_size,
            next: None,
            last: told.map(|told| Last {
                state: told.state.clone(),
                when: told.last_probe_time,
                message: told.message.clone(),
            }),
        }
    });
    Scaler {
        kind: "CronHorizontalPodAutoscaler".into(),
        name: cron.metadata.name.clone().unwrap_or_default(),
        bounds: None,
        idle_seconds: None,
        times: times.collect(),
        trouble: None,
    }
}

fn of_object(object: &ScaledObject, now: Timestamp) -> Scaler {
    let spec = &object.spec;
    let clocks = spec.triggers.iter().filter(|trigger| trigger.kind == "cron");
    let times = clocks.filter_map(|trigger| {
        let text = |name: &str| trigger.metadata.get(name).cloned();
        let (at, until) = (text("start")?, text("end")?);
        let zone = text("timezone").unwrap_or_default();
        Some(Time {
            next: next(&at, &until, &zone, now),
            replicas: text("desiredReplicas")?.parse().ok()?,
            at,
            until: Some(until),
            zone: Some(zone),
            last: None,
        })
    });
    let (min, max) = (spec.min_replica_count.unwrap_or(0), spec.max_replica_count.unwrap_or(100));
    let conditions = &object.status.conditions;
    let broken = conditions.iter().find(|it| it.kind == "Ready" && it.status == "False");
    let paused = condition_is_true(conditions, "Paused").unwrap_or(false);
    Scaler {
        kind: "ScaledObject".into(),
        name: object.metadata.name.clone().unwrap_or_default(),
        bounds: Some((spec.idle_replica_count.unwrap_or(min), max)),
        idle_seconds: (spec.idle_replica_count.unwrap_or(min) == 0)
            .then_some(spec.cooldown_period.unwrap_or(300)),
        times: times.collect(),
        trouble: match broken {
            Some(condition) => Some(format!(
                "{}: {}",
                condition.reason.as_deref().unwrap_or("not ready"),
                condition.message.as_deref().unwrap_or_default()
            )),
            None => paused.then(|| "it is paused".to_owned()),
        },
    }
}

/// As KEDA counts: a window holds if it ends before it begins again.
fn next(at: &str, until: &str, name: &str, now: Timestamp) -> Option<Next> {
    let zone = zone(name).ok()?;
    let begins = Cron::minutes(at, zone.clone()).ok()?.next(now)?;
    let ends = Cron::minutes(until, zone).ok()?.next(now)?;
    Some(if ends < begins { Next::Ends(ends) } else { Next::Begins(begins) })
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read<K: serde::de::DeserializeOwned>(value: Value) -> K {
        serde_json::from_value(value).unwrap()
    }

    #[test]
    fn a_clock_of_acks_tells_how_it_went() {
        let cron = read(json!({
            "metadata": {"name": "qwen-cron"},
            "spec": {"jobs": [
                {"name": "a", "schedule": "0 0 8 * * *", "targetSize": 4},
                {"name": "b", "schedule": "30 0 22 * * *", "targetSize": 1}]},
            "status": {"conditions": [{"name": "a", "state": "Failed", "message": "no workload", "lastProbeTime": "2026-11-22T08:00:00Z"}]},
        }));
        let scaler = of_cron(&cron);
        assert_eq!(
            (scaler.times[0].at.as_str(), scaler.times[1].at.as_str()),
            ("0 8 * * *", "30 0 22 * * *")
        );
        assert_eq!(scaler.times[0].last.as_ref().unwrap().state, "Failed");
        assert_eq!(scaler.times[1].last, None);
    }

    #[test]
    fn a_window_of_kedas_begins_or_ends_next() {
        let object = |zone: &str| {
            read(json!({
                "metadata": {"name": "qwen"},
                "spec": {"maxReplicaCount": 3, "triggers": [{"type": "prometheus", "metadata": {}}, {"type": "cron",
                    "metadata": {"timezone": zone, "start": "0 8 * * *", "end": "0 22 * * *", "desiredReplicas": "2"}}]},
                "status": {"conditions": [{"type": "Ready", "status": "False", "reason": "ScaledObjectCheckFailed", "message": "no target"}]},
            }))
        };
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let noon = of_object(&object("Etc/UTC"), at("2026-11-22T12:00:00Z"));
        assert_eq!(noon.times[0].next, Some(Next::Ends(at("2026-11-22T22:00:00Z"))));
        assert_eq!((noon.bounds, noon.idle_seconds), (Some((0, 3)), Some(300)));
        assert_eq!(noon.trouble.as_deref(), Some("ScaledObjectCheckFailed: no target"));
        let night = of_object(&object("Etc/UTC"), at("2026-11-22T23:00:00Z"));
        assert_eq!(night.times[0].next, Some(Next::Begins(at("2026-11-23T08:00:00Z"))));
        let shanghai = of_object(&object("Asia/Shanghai"), at("2026-11-22T23:00:00Z"));
        assert_eq!(shanghai.times[0].next, Some(Next::Begins(at("2026-11-23T00:00:00Z"))));
        assert_eq!(of_object(&object("Nowhere/Else"), at("2026-11-22T23:00:00Z")).times[0].next, None);
    }
}
