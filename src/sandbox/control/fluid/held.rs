//! What the workers of a cache hold: filled by loads and by pods that read, lost with workers.

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::LoadMeter;
use crate::kubernetes::resources::{DataLoad, Pod};
use crate::sandbox::control::pods;
use crate::sandbox::{Kept, Key, World};

/// What the workers of one cache hold.
#[derive(Debug, Clone, Default)]
pub struct Held {
    /// How many bytes.
    pub bytes: f64,
    /// Bytes that readers got from the cache.
    hits: f64,
    /// Bytes that readers got from where it is read from.
    misses: f64,
    /// The workers that hold it, by uid.
    workers: BTreeSet<String>,
    /// Loads and readers that are counted already, by uid.
    counted: BTreeSet<String>,
}

impl Held {
    /// Takes note of what has happened; `size` is all there is, `room` what the workers can hold.
    pub fn settle(
        &mut self,
        key: &Key,
        size: f64,
        room: f64,
        meter: &LoadMeter,
        world: &World,
        now: Timestamp,
    ) {
        for load in loads_of(key, world) {
            match load.status.phase.as_deref() {
                Some("Executing") => {
                    let read = loaders(load, world).filter_map(|pod| meter(&pod.key(), now));
                    self.bytes = self.bytes.max(read.fold(0.0, f64::max));
                }
                // What a load has brought is counted once: it does not come back with new workers.
                Some("Complete") if self.counted.insert(load.uid().to_owned()) => self.bytes = size,
                _ => {}
            }
        }
        let readers = readers(key, world).filter(|pod| pods::is_ready(pod));
        for reader in readers.filter(|pod| !is_loader(pod)).collect::<Vec<_>>() {
            if self.counted.insert(reader.uid().to_owned()) {
                self.hits += self.bytes.min(size);
                self.misses += (size - self.bytes).max(0.0);
                self.bytes = size;
            }
        }
        self.bytes = self.bytes.min(size).min(room);
    }

    /// Workers that have gone have taken their share along.
    pub fn of_workers(&mut self, now: BTreeSet<String>) {
        if now == self.workers {
            return;
        }
        if !self.workers.is_empty() {
            let kept = self.workers.intersection(&now).count();
            #[expect(clippy::cast_precision_loss, reason = "workers are few")]
            let share = kept as f64 / self.workers.len() as f64;
            self.bytes *= share;
        }
        self.workers = now;
    }

    /// The share of what was read that came from the cache; `None` before anybody has read.
    pub fn hit_ratio(&self) -> Option<f64> {
        let read = self.hits + self.misses;
        (read > 0.0).then(|| self.hits / read)
    }
}

/// The DataLoads of a dataset.
pub fn loads_of<'a>(key: &'a Key, world: &'a World) -> impl Iterator<Item = &'a DataLoad> {
    let all = world.data_loads.of(&key.namespace).map(|load| &**load);
    all.filter(|load| load.spec.dataset.name == key.name)
}

/// The name of a load's Job.
pub fn job_name(load: &DataLoad) -> String {
    format!("{}-loader-job", load.name())
}

/// The pods of a load.
fn loaders<'a>(load: &DataLoad, world: &'a World) -> impl Iterator<Item = &'a Pod> {
    let job = world.jobs.get(load.namespace(), &job_name(load)).map(|job| job.uid().to_owned());
    let pods = job.map(|uid| world.pods.owned_by(&uid).collect::<Vec<_>>()).unwrap_or_default();
    pods.into_iter().map(|pod| &**pod)
}

/// The pods that mount a dataset's claim and have not ended.
pub fn readers<'a>(key: &'a Key, world: &'a World) -> impl Iterator<Item = &'a Pod> {
    let mounts = |pod: &&Pod| {
        let mut claims = pod.spec.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
        !pods::has_ended(pod) && claims.any(|claim| claim.claim_name == key.name)
    };
    world.pods.of(&key.namespace).map(|pod| &**pod).filter(mounts)
}

fn is_loader(pod: &Pod) -> bool {
    pod.labels().get("role").is_some_and(|role| role == "dataload-pod")
}
