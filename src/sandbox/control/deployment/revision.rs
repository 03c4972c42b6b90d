//! Which replica set is the newest, its name, its number, and what is written on it.

use serde_json::{Value, json};

use super::{Rollout, conditions, size, status, template};
use crate::elastic::rollout::Set;
use crate::kubernetes::resources::StringMap;
use crate::sandbox::world::workloads::ReplicaSet;
use crate::sandbox::{Event, Kept, Write};

/// Which template a replica set stands for, counted from 1.
pub const REVISION: &str = "deployment.kubernetes.io/revision";
const HISTORY: &str = "deployment.kubernetes.io/revision-history";
const DESIRED: &str = "deployment.kubernetes.io/desired-replicas";
const MOST: &str = "deployment.kubernetes.io/max-replicas";
/// Annotations of a Deployment that are not copied to its sets.
const OWN: [&str; 6] = [
    "kubectl.kubernetes.io/last-applied-configuration",
    REVISION,
    HISTORY,
    DESIRED,
    MOST,
    "deprecated.deployment.rollback.to",
];
/// The most characters of a set's earlier numbers.
const HISTORY_LENGTH: usize = 2000;
/// The longest name of an object.
const LONGEST: usize = 253;

impl Rollout<'_> {
    /// The oldest set with the Deployment's template.
    pub(super) fn find_new(&self) -> Option<usize> {
        let template = &self.deployment.spec.template;
        self.sets.iter().position(|set| template::same(&set.spec.template, template))
    }

    /// The newest set, its number and annotations set right; created if there is none and `create` says so.
    pub(super) fn sync_new(&mut self, create: bool) -> Option<usize> {
        let new = self.find_new();
        let old = self.old(new);
        let newest = old.iter().filter_map(|place| number(&self.sets[*place])).max().unwrap_or(0);
        match new {
            Some(place) => {
                self.renew(place, newest + 1);
                let found = format!("Found new replica set \"{}\"", self.sets[place].name());
                if conditions::find(&self.status.conditions, "Progressing").is_none() && self.has_deadline() {
                    self.tell("True", "FoundNewReplicaSet", found);
                }
                let revision = self.sets[place].annotations().get(REVISION).cloned().unwrap_or_default();
                self.set_revision(revision);
                Some(place)
            }
            None if create => self.create(newest + 1),
            None => None,
        }
    }

    fn renew(&mut self, place: usize, revision: i64) {
        let deployment = self.deployment;
        let set = &mut self.sets[place];
        let before = set.annotations().clone();
        let mut after = before.clone();
        copy_annotations(deployment.annotations(), &mut after);
        let known = before.get(REVISION);
        if known.is_none_or(|known| known.parse::<i64>().is_ok_and(|known| known < revision)) {
            after.insert(REVISION.into(), revision.to_string());
            if let Some(known) = known {
                let history = after.entry(HISTORY.into()).or_default();
                remember(history, known);
            }
        }
        let wait = deployment.spec.min_ready_seconds;
        if after == before && set.spec.min_ready_seconds == wait {
            return;
        }
        let patch = json!({ "metadata": { "annotations": after }, "spec": { "minReadySeconds": wait } });
        self.writes.push(Write::merge(&*set, patch));
        set.metadata.annotations = Some(after);
        set.spec.min_ready_seconds = wait;
    }

    fn create(&mut self, revision: i64) -> Option<usize> {
        let deployment = self.deployment;
        let hash = template::hash(&deployment.spec.template, self.status.collision_count);
        let longest = LONGEST - 1 - hash.len();
        let name: String = deployment.name().chars().take(longest).chain(['-']).chain(hash.chars()).collect();
        if self.world.replica_sets.get(deployment.namespace(), &name).is_some() {
            // Another template, or somebody else's set, has this name: the next look takes another.
            self.status.collision_count = Some(self.status.collision_count.unwrap_or(0) + 1);
            return None;
        }
        let mut selector = serde_json::to_value(&deployment.spec.selector).unwrap_or_default();
        selector["matchLabels"][template::HASH] = hash.clone().into();
        if selector["matchExpressions"].as_array().is_some_and(Vec::is_empty) {
            selector.as_object_mut().map(|selector| selector.remove("matchExpressions"));
        }
        let mut template = deployment.spec.template.clone();
        template["metadata"]["labels"][template::HASH] = hash.into();
        let total: i32 = self.sets.iter().map(size).sum();
        let replicas = match self.is_rolling() {
            true => self.bounds().grow(0, total),
            false => self.replicas(),
        };
        let mut annotations = StringMap::new();
        copy_annotations(deployment.annotations(), &mut annotations);
        annotations.insert(REVISION.into(), revision.to_string());
        annotations.extend(self.size_annotations());
        let mut spec = json!({ "replicas": replicas, "selector": selector, "template": template });
        if deployment.spec.min_ready_seconds > 0 {
            spec["minReadySeconds"] = deployment.spec.min_ready_seconds.into();
        }
        let set = json!({
            "apiVersion": "apps/v1", "kind": "ReplicaSet", "spec": spec,
            "metadata": {
                "name": name, "namespace": deployment.namespace(), "labels": template["metadata"]["labels"],
                "annotations": annotations, "ownerReferences": [deployment.controls()],
            },
        });
        let typed: ReplicaSet = serde_json::from_value(set.clone()).ok()?;
        self.writes.push(Write::Create(set));
        if replicas > 0 {
            let message = format!("Scaled up replica set {name} from 0 to {replicas}");
            self.writes.push(Event::normal(&**deployment, "ScalingReplicaSet", message).into());
        }
        self.set_revision(revision.to_string());
        if self.has_deadline() {
            self.tell("True", "NewReplicaSetCreated", format!("Created new replica set \"{name}\""));
        }
        self.sets.push(typed);
        Some(self.sets.len() - 1)
    }

    /// What a set remembers of the Deployment's size when it is scaled.
    pub(super) fn size_annotations(&self) -> [(String, String); 2] {
        let (bounds, replicas) = (self.bounds(), self.replicas());
        [(DESIRED.into(), replicas.to_string()), (MOST.into(), (replicas + bounds.surge).to_string())]
    }

    /// Old sets beyond the limit go, the lowest numbers first.
    pub(super) fn forget_old(&mut self, new: Option<usize>) {
        let limit = self.deployment.spec.revision_history_limit.unwrap_or(10);
        let mut old: Vec<usize> =
            self.old(new).into_iter().filter(|place| !self.sets[*place].is_going()).collect();
        old.sort_by_key(|place| (number(&self.sets[*place]), super::age(&self.sets[*place])));
        let spare = old.len().saturating_sub(usize::try_from(limit).unwrap_or(0));
        for place in old.into_iter().take(spare) {
            let set = &self.sets[place];
            let observed = set.metadata.generation.unwrap_or(0) <= set.status.observed_generation;
            if set.status.replicas == 0 && size(set) == 0 && observed {
                self.writes.push(Write::delete(set));
            }
        }
    }

    fn set_revision(&mut self, revision: String) {
        if self.deployment.annotations().get(REVISION) != Some(&revision) {
            self.revision = Some(revision);
        }
    }

    pub(super) fn tell(&mut self, status: &str, reason: &str, message: String) {
        status::set(&mut self.status.conditions, "Progressing", status, reason, message, self.now);
    }
}

/// Whether a set was last scaled for another size of its Deployment.
pub(super) fn was_sized_for_another(set: &ReplicaSet, replicas: i32) -> bool {
    let desired = set.annotations().get(DESIRED).and_then(|desired| desired.parse::<u32>().ok());
    desired.is_some_and(|desired| i64::from(desired) != i64::from(replicas))
}

/// Whether a set was last scaled for just this size.
pub(super) fn was_sized_for(set: &ReplicaSet, replicas: i32) -> bool {
    set.annotations().get(DESIRED).and_then(|desired| desired.parse::<i32>().ok()) == Some(replicas)
}

/// A set for the arithmetic.
pub(super) fn counted(set: &ReplicaSet) -> Set {
    let before = set.annotations().get(MOST).and_then(|most| most.parse::<u32>().ok());
    Set {
        replicas: size(set),
        available: set.status.available_replicas,
        bound_before: before.and_then(|before| i32::try_from(before).ok()),
    }
}

/// The number of a set's template; 0 without.
fn number(set: &ReplicaSet) -> Option<i64> {
    set.annotations().get(REVISION).map_or(Some(0), |revision| revision.parse().ok())
}

fn copy_annotations(from: &StringMap, to: &mut StringMap) {
    let copied = from.iter().filter(|(key, _)| !OWN.contains(&key.as_str()));
    to.extend(copied.map(|(key, value)| (key.clone(), value.clone())));
}

/// Appends an earlier number; the earliest are dropped where it becomes too long.
fn remember(history: &mut String, revision: &str) {
    let mut numbers: Vec<&str> = history.split(',').filter(|number| !number.is_empty()).collect();
    numbers.push(revision);
    while numbers.len() > 1
        && numbers.iter().map(|number| number.len() + 1).sum::<usize>() - 1 > HISTORY_LENGTH
    {
        numbers.remove(0);
    }
    *history = numbers.join(",");
}

/// Annotations as a merge patch.
pub(super) fn annotated(annotations: &[(String, String)]) -> Value {
    annotations
        .iter()
        .map(|(key, value)| (key.clone(), Value::from(value.clone())))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
