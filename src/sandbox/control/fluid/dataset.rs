//! The Dataset controller and that of its runtime, as one.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde_json::{Value, json};

use super::held::{Held, loads_of, readers};
use super::runtime::{Kind, Runtime};
use super::{Settings, bytes, workers};
use crate::kubernetes::resources::{Condition, Dataset, DatasetStatus, StringMap};
use crate::sandbox::control::{conditions, pods};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};

const FINALIZER: &str = "fluid-dataset-controller-finalizer";
/// What is waited before it is looked again whether a dataset that goes is mounted.
const LOOK_AGAIN: jiff::SignedDuration = jiff::SignedDuration::from_secs(10);

/// Binds datasets to their runtimes, and tells how full they are.
pub struct DatasetController {
    settings: Settings,
    held: BTreeMap<Key, Held>,
}

impl DatasetController {
    /// With what it is told.
    pub fn new(settings: Settings) -> Self {
        Self { settings, held: BTreeMap::new() }
    }
}

impl Controller for DatasetController {
    fn name(&self) -> &'static str {
        "dataset-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::Dataset(_)
            | Change::JindoRuntime(_)
            | Change::AlluxioRuntime(_)
            | Change::JuiceFSRuntime(_) => {
                vec![change.key()]
            }
            Change::StatefulSet(_) => {
                let owners = change.owners().into_iter().filter(|owner| Kind::of(&owner.kind).is_some());
                owners.map(|owner| owner.key).collect()
            }
            Change::DataLoad(diff) => vec![Key::new(diff.last.namespace(), &diff.last.spec.dataset.name)],
            Change::PersistentVolumeClaim(_) if world.datasets.at(&change.key()).is_some() => {
                vec![change.key()]
            }
            Change::Pod(diff) if !world.datasets.is_empty() => {
                let pod = &diff.last;
                let claims = pod.spec.volumes.iter().filter_map(|it| it.persistent_volume_claim.as_ref());
                let keys = claims.map(|claim| Key::new(pod.namespace(), &claim.claim_name));
                keys.filter(|key| world.datasets.at(key).is_some()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(dataset) = world.datasets.at(key) else {
            self.held.remove(key);
            return Plan::nothing();
        };
        if dataset.is_going() {
            return going(dataset, world, now);
        }
        let mut plan = Plan::nothing();
        let finalizers = dataset.metadata.finalizers.clone().unwrap_or_default();
        if !finalizers.iter().any(|it| it == FINALIZER) {
            let all: Vec<String> = finalizers.into_iter().chain([FINALIZER.to_owned()]).collect();
            plan.writes.push(Write::merge(&**dataset, json!({ "metadata": { "finalizers": all } })));
        }
        match Runtime::of(key, world) {
            Some(runtime) => self.follow(dataset, &runtime, world, now, &mut plan),
            None if dataset.status.phase.is_none() => {
                plan.writes.push(Write::status(&**dataset, json!({ "phase": "NotBound", "conditions": [] })));
            }
            None => {}
        }
        plan
    }
}

impl DatasetController {
    /// A dataset with its runtime.
    fn follow(
        &mut self,
        dataset: &Dataset,
        runtime: &Runtime<'_>,
        world: &World,
        now: Timestamp,
        plan: &mut Plan,
    ) {
        let key = dataset.key();
        plan.writes.extend(owned(dataset, runtime));
        let master_ready = runtime.kind.master(dataset.name()).is_none_or(|master| {
            world
                .stateful_sets
                .get(dataset.namespace(), &master)
                .is_some_and(|set| set.status.ready_replicas > 0)
        });
        plan.writes.extend(workers::sets(dataset, runtime, master_ready, world));
        let set = world.stateful_sets.get(dataset.namespace(), &runtime.kind.workers(dataset.name()));
        let ready: BTreeSet<String> = set
            .into_iter()
            .flat_map(|set| world.pods.owned_by(set.uid()))
            .filter(|pod| pods::is_ready(pod) && !pod.is_going())
            .map(|pod| pod.uid().to_owned())
            .collect();
        let count = i32::try_from(ready.len()).unwrap_or(i32::MAX);
        let bound = master_ready && count > 0;
        #[expect(clippy::cast_precision_loss, reason = "sizes below 2^53 bytes are exact")]
        let (size, room) = ((self.settings.size)(dataset) as f64, runtime.quota() * f64::from(count));
        let held = self.held.entry(key.clone()).or_default();
        held.of_workers(ready);
        if bound {
            held.settle(&key, size, room, &self.settings.meter, world, now);
        }
        let states = states(held, runtime.kind, size, room);
        let fuse = readers(&key, world)
            .filter_map(|pod| pod.spec.node_name.as_deref())
            .collect::<BTreeSet<_>>()
            .len();
        plan.writes.extend(told(runtime, master_ready, count, fuse, &states, now));
        let status = status(dataset, bound, size, states, world, now);
        if status != dataset.status {
            plan.writes.push(Write::status(dataset, written(&status, runtime)));
        }
        if bound {
            plan.writes.extend(workers::volume(dataset, world));
        }
        let loads = loads_of(&key, world).any(|load| load.status.phase.as_deref() == Some("Executing"));
        if loads {
            plan.again = now.checked_add(self.settings.sync).ok();
        }
    }
}

/// The dataset owns its runtime.
fn owned(dataset: &Dataset, runtime: &Runtime<'_>) -> Option<Write> {
    let owners = runtime.meta.owner_references.clone().unwrap_or_default();
    if owners.iter().any(|owner| owner.uid == dataset.uid()) {
        return None;
    }
    let mut all: Vec<Value> = owners.iter().filter_map(|owner| serde_json::to_value(owner).ok()).collect();
    all.push(json!({
        "apiVersion": Dataset::RESOURCE.api_version, "kind": "Dataset", "name": dataset.name(), "uid": dataset.uid(),
    }));
    let patch = json!({ "metadata": { "ownerReferences": all } });
    Some(Write::Merge { target: runtime.identity.clone(), patch })
}

/// How full it is, for people.
fn states(held: &Held, kind: Kind, size: f64, room: f64) -> StringMap {
    let percent = if size > 0.0 { 100.0 * held.bytes / size } else { 0.0 };
    let mut states = StringMap::from([
        ("cached".to_owned(), bytes(held.bytes)),
        ("cacheCapacity".to_owned(), bytes(room)),
        ("cachedPercentage".to_owned(), format!("{percent:.1}%")),
    ]);
    if kind.tells_hits() {
        let ratio =
            held.hit_ratio().map_or_else(|| "0.0%".to_owned(), |ratio| format!("{:.1}%", 100.0 * ratio));
        states.insert("cacheHitRatio".to_owned(), ratio);
    }
    states
}

/// What the runtime's status says, where that is new.
fn told(
    runtime: &Runtime<'_>,
    master_ready: bool,
    ready: i32,
    fuse: usize,
    states: &StringMap,
    now: Timestamp,
) -> Option<Write> {
    let desired = runtime.replicas();
    let workers = match ready {
        _ if ready >= desired => "Ready",
        0 => "NotReady",
        _ => "PartialReady",
    };
    let master = if master_ready { "Ready" } else { "NotReady" };
    let masters = i32::from(runtime.kind.master("").is_some());
    let fuse = i32::try_from(fuse).unwrap_or(i32::MAX);
    let known = runtime.status;
    let same = known.worker_phase.as_deref() == Some(workers)
        && known.master_phase.as_deref() == Some(master)
        && (known.worker_number_ready, known.desired_worker_number_scheduled) == (ready, desired)
        && known.fuse_number_ready == fuse
        && known.cache_states == *states;
    let condition = conditions::new(
        "WorkersReady",
        if workers == "NotReady" { "False" } else { "True" },
        "Workers are ready",
        "The workers are ready.",
        now,
    );
    let status = json!({
        "masterPhase": master, "workerPhase": workers, "fusePhase": "Ready",
        "desiredMasterNumberScheduled": masters, "currentMasterNumberScheduled": masters,
        "masterNumberReady": if master_ready { masters } else { 0 },
        "desiredWorkerNumberScheduled": desired, "currentWorkerNumberScheduled": ready, "workerNumberReady": ready,
        "desiredFuseNumberScheduled": fuse, "currentFuseNumberScheduled": fuse, "fuseNumberReady": fuse,
        "cacheStates": states, "valueFile": "", "conditions": conditions::sparse(&json!({ "c": [condition] }), &["c"])["c"],
    });
    (!same)
        .then(|| Write::MergeStatus { target: runtime.identity.clone(), patch: json!({ "status": status }) })
}

/// What the dataset's status is to be.
fn status(
    dataset: &Dataset,
    bound: bool,
    size: f64,
    states: StringMap,
    world: &World,
    now: Timestamp,
) -> DatasetStatus {
    let mut status = dataset.status.clone();
    let before = status.phase.as_deref().unwrap_or_default();
    let phase = match (bound, before) {
        (true, _) => "Bound",
        (false, "Bound" | "Failed") => "Failed",
        (false, _) => "NotBound",
    };
    if phase != before && phase != "NotBound" {
        let (yes, message) = match bound {
            true => ("True", "The ddc runtime is ready."),
            false => ("False", "The ddc runtime is not ready."),
        };
        let ready: Condition = conditions::new("Ready", yes, "DatasetReady", message, now);
        conditions::remove(&mut status.conditions, "Ready");
        status.conditions.push(ready);
    }
    status.phase = Some(phase.to_owned());
    if bound {
        status.ufs_total = Some(bytes(size));
        status.cache_states = states;
        let key = dataset.key();
        let runs = loads_of(&key, world).find(|load| load.status.phase.as_deref() == Some("Executing"));
        status.operation_ref =
            runs.map(|load| ("DataLoad".to_owned(), load.name().to_owned())).into_iter().collect();
    }
    status
}

/// A dataset's status as a merge patch.
fn written(status: &DatasetStatus, runtime: &Runtime<'_>) -> Value {
    let mut patch = json!({
        "phase": status.phase, "conditions": conditions::sparse(&json!({ "c": status.conditions }), &["c"])["c"], "ufsTotal": status.ufs_total,
        "cacheStates": status.cache_states,
        // An operation that has ended is taken out.
        "operationRef": { "DataLoad": status.operation_ref.get("DataLoad") },
    });
    if status.phase.as_deref() == Some("Bound") {
        let (name, namespace) = (&runtime.identity.name, &runtime.identity.namespace);
        patch["runtimes"] = json!([{ "category": "Accelerate", "name": name, "namespace": namespace, "type": runtime.kind.name() }]);
    }
    patch
}

/// A dataset goes once no pod mounts it; its claim and its volume go before it.
fn going(dataset: &Dataset, world: &World, now: Timestamp) -> Plan {
    let key = dataset.key();
    let mounted = readers(&key, world).next();
    if let Some(pod) = mounted {
        let message = format!(
            "Failed to delete dataset because err: can not delete dataset because Pod {} in Namespace {} is using it",
            pod.name(),
            pod.namespace()
        );
        let again = now.checked_add(LOOK_AGAIN).ok();
        return Plan {
            writes: vec![Event::warning(dataset, "ErrorDeleteDataset", message).into()],
            again,
            ..Plan::nothing()
        };
    }
    let mut writes = workers::without_volume(&key, world);
    let finalizers = dataset.metadata.finalizers.iter().flatten();
    let others: Vec<&String> = finalizers.clone().filter(|it| *it != FINALIZER).collect();
    if others.len() != finalizers.count() {
        writes.push(Write::merge(dataset, json!({ "metadata": { "finalizers": others } })));
    }
    Plan::from(writes)
}
