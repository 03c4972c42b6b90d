//! The DataLoad controller: one load at a time and dataset, as a Job.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::held::{job_name, loads_of};
use super::runtime::Runtime;
use super::{LOADER, RETRY};
use crate::kubernetes::resources::{DataLoad, Dataset};
use crate::sandbox::machines::go;
use crate::sandbox::world::workloads::Job;
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};

/// How often a Job is tried again.
const BACKOFF_LIMIT: i32 = 3;

/// Runs loads.
#[derive(Debug, Default)]
pub struct DataLoadController;

impl Controller for DataLoadController {
    fn name(&self) -> &'static str {
        "dataload-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::DataLoad(diff) => {
                // One that has ended may have kept others waiting.
                let waiting = world.data_loads.of(diff.last.namespace()).map(|load| load.key());
                waiting.chain([change.key()]).collect()
            }
            Change::Job(_) => {
                let owners = change.owners().into_iter().filter(|owner| owner.kind == "DataLoad");
                owners.map(|owner| owner.key).collect()
            }
            Change::Dataset(diff) => {
                let all = world.data_loads.of(diff.last.namespace());
                let own = all.filter(|load| load.spec.dataset.name == diff.last.name());
                own.map(|load| load.key()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(load) = world.data_loads.at(key).filter(|load| !load.is_going()) else {
            return Plan::nothing();
        };
        match load.status.phase.as_deref().unwrap_or_default() {
            "" => Plan::from(vec![Write::status(
                &**load,
                json!({ "phase": "Pending", "duration": "Unfinished", "conditions": [], "infos": {} }),
            )]),
            "Pending" => pending(load, world, now),
            "Executing" => executing(load, world, now),
            _ => Plan::nothing(),
        }
    }
}

/// It begins once its dataset is there, bound, and loaded by nobody else.
fn pending(load: &DataLoad, world: &World, now: Timestamp) -> Plan {
    let wait = |event: Event| Plan {
        writes: vec![event.into()],
        again: now.checked_add(RETRY).ok(),
        ..Plan::nothing()
    };
    let target = &load.spec.dataset;
    let namespace = load.namespace();
    if !target.namespace.is_empty() && target.namespace != namespace {
        let message =
            format!("Target dataset is in namespace {}, and the load in {namespace}", target.namespace);
        return wait(Event::warning(load, "TargetDatasetNamespaceNotSame", message));
    }
    let Some(dataset) = world.datasets.get(namespace, &target.name) else {
        return wait(Event::warning(load, "TargetDatasetNotFound", "Target dataset not found"));
    };
    if dataset.status.phase.as_deref() != Some("Bound") {
        return wait(Event::normal(load, "RuntimeNotReady", "Bounded accelerate runtime not ready"));
    }
    let key = dataset.key();
    let other = loads_of(&key, world).find(|other| other.status.phase.as_deref() == Some("Executing"));
    if let Some(other) = other {
        let message = format!(
            "Found another DataLoad operation ({}) that is in the 'Executing' phase, will back off",
            other.name()
        );
        return wait(Event::normal(load, "DataOperationCollision", message));
    }
    Plan::from(vec![Write::status(load, json!({ "phase": "Executing" }))])
}

fn executing(load: &DataLoad, world: &World, now: Timestamp) -> Plan {
    let name = job_name(load);
    let Some(job) = world.jobs.get(load.namespace(), &name) else {
        let Some(dataset) = world.datasets.get(load.namespace(), &load.spec.dataset.name) else {
            return Plan::nothing();
        };
        let message = format!("The DataLoad job {name} started");
        return Plan::from(vec![
            Write::Create(self::job(load, dataset, world)),
            Event::normal(load, "DataLoadJobStarted", message).into(),
        ]);
    };
    match ended(job) {
        None => Plan::nothing(),
        Some(("Complete", condition)) => {
            let event = Event::normal(load, "DataLoadJobComplete", format!("DataLoad job {name} succeeded"));
            Plan::from(vec![finished(load, "Complete", &condition, now), event.into()])
        }
        Some((phase, condition)) => {
            let event = Event::warning(load, "DataLoadJobFailed", format!("DataLoad job {name} failed"));
            Plan::from(vec![finished(load, phase, &condition, now), event.into()])
        }
    }
}

/// How a Job has ended, with its condition.
fn ended(job: &Job) -> Option<(&'static str, Value)> {
    let is = |kind: &str| job.status.conditions.iter().find(|it| it.kind == kind && it.status == "True");
    let (phase, condition) =
        is("Complete").map(|it| ("Complete", it)).or(is("Failed").map(|it| ("Failed", it)))?;
    Some((phase, json!(condition)))
}

fn finished(load: &DataLoad, phase: &str, condition: &Value, now: Timestamp) -> Write {
    let created = load.metadata.creation_timestamp.as_ref().map_or(now, |time| time.0);
    let took = Duration::try_from(now.duration_since(created)).unwrap_or_default();
    let mut condition = condition.clone();
    condition["type"] = phase.into();
    condition["lastProbeTime"] = condition["lastTransitionTime"].clone();
    if let Some(fields) = condition.as_object_mut() {
        fields.retain(|_, value| !value.is_null());
    }
    let duration = go::duration(Duration::from_secs(took.as_secs()));
    Write::status(load, json!({ "phase": phase, "duration": duration, "conditions": [condition] }))
}

/// The Job that reads all that is to be loaded, from where the dataset is read from.
fn job(load: &DataLoad, dataset: &Dataset, world: &World) -> Value {
    let points = dataset.spec.mounts.iter().map(|mount| mount.mount_point.clone());
    let paths = load.spec.target.iter().map(|target| target.path.clone());
    let args: Vec<String> =
        ["/scripts/dataload.sh".to_owned()].into_iter().chain(points).chain(paths).collect();
    let image = Runtime::of(&dataset.key(), world).map_or("fluid/dataload", |runtime| runtime.kind.image());
    let labels = |role: &str| json!({ "role": role, "targetDataset": dataset.name() });
    json!({
        "apiVersion": "batch/v1", "kind": "Job",
        "metadata": {
            "name": job_name(load), "namespace": load.namespace(), "labels": labels("dataload-job"),
            "ownerReferences": [load.controls()],
        },
        "spec": {
            "backoffLimit": BACKOFF_LIMIT,
            "template": {
                "metadata": { "labels": labels("dataload-pod") },
                "spec": {
                    "restartPolicy": "Never",
                    "containers": [{ "name": LOADER, "image": image, "args": args }],
                },
            },
        },
    })
}
