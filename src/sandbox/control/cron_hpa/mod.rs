//! ACK's CronHorizontalPodAutoscalers: jobs that set a count at their times.

mod schedule;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::{Value, json};

use super::conditions::{seconds, sparse};
use super::hpa::questions;
use super::template;
use crate::elastic::cron_scale::{Bounds, Outcome, plain, with_autoscaler};
use crate::kubernetes::Identity;
use crate::kubernetes::resources::TargetRef;
use crate::kubernetes::resources::{
    CronAutoscalerStatus, CronCondition, CronHorizontalPodAutoscaler, CronJobSpec,
};
use crate::sandbox::{Answer, Change, Controller, Event, Kept, Key, Plan, World, Write};
use schedule::{Schedule, is_off};

/// ACK's cron-hpa controller.
#[derive(Debug)]
pub struct CronHpaController {
    zone: TimeZone,
    known: HashMap<Key, Known>,
}

/// What is remembered of one object.
#[derive(Debug, Default)]
struct Known {
    /// By name: the job as it was understood, and when it is due.
    jobs: BTreeMap<String, (CronJobSpec, Option<Timestamp>)>,
    /// Those that are being carried out.
    running: Vec<CronJobSpec>,
}

impl CronHpaController {
    /// One whose schedules are in this time zone.
    pub fn new(zone: TimeZone) -> Self {
        Self { zone, known: HashMap::new() }
    }

    /// Takes in what jobs there are. Returns those that are due.
    fn due(&mut self, key: &Key, object: &CronHorizontalPodAutoscaler, now: Timestamp) -> Vec<CronJobSpec> {
        let known = self.known.entry(key.clone()).or_default();
        known.jobs.retain(|name, _| object.spec.jobs.iter().any(|job| job.name == *name));
        let mut due = Vec::new();
        for job in &object.spec.jobs {
            let next = |after| Schedule::parse(&job.schedule, &self.zone).ok().and_then(|it| it.next(after));
            let entry = known.jobs.entry(job.name.clone()).or_insert_with(|| (job.clone(), next(now)));
            if entry.0 != *job {
                *entry = (job.clone(), next(now));
            }
            if entry.1.is_some_and(|at| at <= now) {
                entry.1 = if job.is_once() { None } else { next(now) };
                due.push(job.clone());
            }
        }
        due
    }

    fn again(&self, key: &Key) -> Option<Timestamp> {
        self.known.get(key)?.jobs.values().filter_map(|(_, next)| *next).min()
    }
}

impl CronJobSpec {
    fn is_once(&self) -> bool {
        self.run_once || self.schedule.starts_with("@date ")
    }
}

impl Controller for CronHpaController {
    fn name(&self) -> &'static str {
        "CronHorizontalPodAutoscaler"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        match change {
            Change::CronHorizontalPodAutoscaler(_) => vec![change.key()],
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(object) = world.cron_autoscalers.at(key).filter(|object| !object.is_going()) else {
            self.known.remove(key);
            return Plan::nothing();
        };
        let due = self.due(key, object, now);
        let scaled = workload(object, world).map(|(target, _)| target);
        let mut plan = match (due.is_empty(), scaled.as_ref().ok().and_then(questions::scale)) {
            (true, _) => Plan::from(self.submitted(object, now)),
            (false, Some(scale)) => {
                if let Some(known) = self.known.get_mut(key) {
                    known.running = due;
                }
                return Plan::ask(vec![scale]);
            }
            (false, None) => {
                let why = scaled.err().unwrap_or_else(|| "unrecognized resource".into());
                done(object, &due.iter().map(|job| (job, Err(why.clone()))).collect::<Vec<_>>(), now).into()
            }
        };
        plan.again = self.again(key);
        plan
    }

    fn answered(&mut self, key: &Key, answers: Vec<Answer>, world: &World, now: Timestamp) -> Plan {
        let (Some(object), Some(known)) = (world.cron_autoscalers.at(key), self.known.get_mut(key)) else {
            return Plan::nothing();
        };
        let running = std::mem::take(&mut known.running);
        let mut plan = match (workload(object, world), answers.into_iter().next()) {
            (Ok((target, hpa)), Some(Ok(scale))) => {
                carried_out(object, &target, hpa.as_deref(), &scale, &running, &self.zone, now).into()
            }
            (Err(why), _) => all_failed(object, &running, &why, now),
            (_, Some(Err(refusal))) => {
                let (kind, name) = (&object.spec.scale_target_ref.kind, &object.spec.scale_target_ref.name);
                let namespace = object.namespace();
                let why = format!(
                    "failed to find source target {kind} {name} in {namespace} namespace: {}",
                    refusal.message
                );
                all_failed(object, &running, &why, now)
            }
            (_, None) => Plan::nothing(),
        };
        plan.again = self.again(key);
        plan
    }
}

impl CronHpaController {
    /// A status that says which jobs are waited for.
    fn submitted(&self, object: &Arc<CronHorizontalPodAutoscaler>, now: Timestamp) -> Vec<Write> {
        let conditions = object.spec.jobs.iter().map(|job| {
            let known = object.status.conditions.iter().find(|it| it.name == job.name);
            let same = known.filter(|it| {
                it.schedule == job.schedule
                    && it.target_size == job.target_size
                    && it.run_once == job.run_once
            });
            if let Some(same) = same {
                return same.clone();
            }
            let id = template::seed(&[object.uid(), &job.name, &job.schedule], u64::from(job.target_size));
            let (state, message) = match Schedule::parse(&job.schedule, &self.zone) {
                Ok(_) => ("Submitted", String::new()),
                Err(why) => {
                    let why = format!("Failed to add job to cronExecutor,because of {why}");
                    ("Failed", format!("Failed to update cron hpa job {},because of {why}", job.name))
                }
            };
            condition(job, state, message, uuid(id), now)
        });
        let status = CronAutoscalerStatus {
            scale_target_ref: serde_json::to_value(&object.spec.scale_target_ref).ok(),
            exclude_dates: object.spec.exclude_dates.clone(),
            conditions: conditions.collect(),
        };
        told(object, &status).into_iter().collect()
    }
}

/// What is scaled in the end, and the HPA between.
fn workload(
    object: &CronHorizontalPodAutoscaler,
    world: &World,
) -> Result<(Identity, Option<Arc<crate::kubernetes::resources::HorizontalPodAutoscaler>>), String> {
    let given: &TargetRef = &object.spec.scale_target_ref;
    if given.kind != "HorizontalPodAutoscaler" {
        return questions::target(object.namespace(), given).map(|target| (target, None));
    }
    let hpa = world.autoscalers.get(object.namespace(), &given.name).cloned().ok_or_else(|| {
        let missing = format!("horizontalpodautoscalers.autoscaling \"{}\" not found", given.name);
        format!("Failed to get HorizontalPodAutoscaler Ref,because of {missing}")
    })?;
    let target = questions::target(object.namespace(), &hpa.spec.scale_target_ref)?;
    Ok((target, Some(hpa)))
}

fn carried_out(
    object: &Arc<CronHorizontalPodAutoscaler>,
    target: &Identity,
    hpa: Option<&crate::kubernetes::resources::HorizontalPodAutoscaler>,
    scale: &Value,
    jobs: &[CronJobSpec],
    zone: &TimeZone,
    now: Timestamp,
) -> Vec<Write> {
    let count = |number: i32| u32::try_from(number).unwrap_or(0);
    let current = scale.pointer("/spec/replicas").and_then(Value::as_u64);
    let mut current = current.and_then(|it| u32::try_from(it).ok()).unwrap_or(0);
    let mut bounds = hpa.map(|hpa| Bounds {
        min: count(hpa.spec.min_replicas.unwrap_or(1)),
        max: count(hpa.spec.max_replicas),
        current: count(hpa.status.current_replicas.unwrap_or(0)),
    });
    let mut writes = Vec::new();
    let mut results = Vec::new();
    for job in jobs {
        if let Some(why) = is_off(&object.spec.exclude_dates, zone, now) {
            results.push((job, Ok(why)));
            continue;
        }
        let Outcome { bounds: moved, replicas, message } = match &bounds {
            Some(bounds) => {
                with_autoscaler(job.target_size, current, &object.spec.scale_target_ref.name, bounds)
            }
            None => plain(job.target_size, current),
        };
        if let (Some((min, max)), Some(hpa), Some(bounds)) = (moved, hpa, &mut bounds) {
            writes.push(Write::merge(hpa, json!({"spec": {"minReplicas": min, "maxReplicas": max}})));
            (bounds.min, bounds.max) = (min, max);
        }
        if let Some(replicas) = replicas {
            writes.push(Write::Scale { target: target.clone(), replicas });
            current = replicas;
        }
        results.push((job, Ok(message)));
    }
    writes.extend(done(object, &results, now));
    writes
}

fn all_failed(
    object: &Arc<CronHorizontalPodAutoscaler>,
    jobs: &[CronJobSpec],
    why: &str,
    now: Timestamp,
) -> Plan {
    done(object, &jobs.iter().map(|job| (job, Err(why.to_owned()))).collect::<Vec<_>>(), now).into()
}

/// Status and events of jobs that were carried out.
fn done(
    object: &Arc<CronHorizontalPodAutoscaler>,
    results: &[(&CronJobSpec, Result<String, String>)],
    now: Timestamp,
) -> Vec<Write> {
    let mut status = object.status.clone();
    let mut events = Vec::new();
    for (job, result) in results {
        let (event, state, message): (fn(&CronHorizontalPodAutoscaler, &'static str, String) -> Event, _, _) =
            match result {
                Ok(message) => (
                    Event::normal,
                    "Succeed",
                    format!("cron hpa job {} executed successfully. {message}", job.name),
                ),
                Err(why) => {
                    (Event::warning, "Failed", format!("cron hpa failed to execute, because of {why}"))
                }
            };
        events.push(event(object, state, message.clone()).into());
        let known = status.conditions.iter().position(|it| it.name == job.name);
        let id = known.map(|place| status.conditions[place].job_id.clone()).unwrap_or_default();
        let new = condition(job, state, message, id, now);
        match known {
            Some(place) => status.conditions[place] = new,
            None => status.conditions.push(new),
        }
    }
    told(object, &status).into_iter().chain(events).collect()
}

fn condition(job: &CronJobSpec, state: &str, message: String, id: String, now: Timestamp) -> CronCondition {
    CronCondition {
        name: job.name.clone(),
        job_id: id,
        schedule: job.schedule.clone(),
        target_size: job.target_size,
        run_once: job.run_once,
        state: state.into(),
        last_probe_time: Some(seconds(now)),
        message,
    }
}

fn told(object: &Arc<CronHorizontalPodAutoscaler>, status: &CronAutoscalerStatus) -> Option<Write> {
    (*status != object.status).then(|| {
        let mut status = sparse(status, &["excludeDates"]);
        for condition in status["conditions"].as_array_mut().into_iter().flatten() {
            super::conditions::prune(condition);
        }
        Write::status(&**object, status)
    })
}

/// In the form of a UUID.
fn uuid(number: u64) -> String {
    let high = template::seed(&[], number);
    format!(
        "{:08x}-{:04x}-4{:03x}-8{:03x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        number >> 52,
        number & 0xffff_ffff_ffff
    )
}
