//! The templates that a set's pods come from: the newest, and the one before while it is rolled out.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{REVISION, template};
use crate::kubernetes::resources::Pod;
use crate::sandbox::world::workloads::{ControllerRevision, StatefulSet};
use crate::sandbox::{Kept, World, Write};

/// The templates of a set, by the names of their revisions.
pub struct Revisions {
    /// What pods come from while nothing is rolled out.
    pub current: String,
    /// What the newest pods come from.
    pub update: String,
    /// How often two templates had the same hash.
    pub collisions: i32,
    /// What is to be written first.
    pub writes: Vec<Write>,
    current_template: Value,
    known: Vec<Arc<ControllerRevision>>,
}

/// The revision that a pod comes from.
pub fn revision_of(pod: &Pod) -> &str {
    pod.labels().get(REVISION).map_or("", String::as_str)
}

impl Revisions {
    /// Finds the set's revisions, and makes one of its template if there is none.
    pub fn of(set: &StatefulSet, world: &World) -> Self {
        let mut known: Vec<_> = world.controller_revisions.owned_by(set.uid()).cloned().collect();
        known.sort_by_key(|revision| (revision.revision, revision.name().to_owned()));
        let next = known.last().map_or(1, |last| last.revision + 1);
        let mut collisions = set.status.collision_count.unwrap_or(0);
        let equal = known.iter().rev().find(|it| template::same(&template_of(it), &set.spec.template));
        let mut writes = Vec::new();
        let update = match equal {
            Some(equal) => {
                if known.last().is_some_and(|last| last.name() != equal.name()) {
                    writes.push(Write::merge(&**equal, json!({ "revision": next })));
                }
                equal.name().to_owned()
            }
            None => {
                let name = loop {
                    let hash = template::hash(&set.spec.template, Some(collisions));
                    let name = format!("{}-{hash}", set.name());
                    if world.controller_revisions.get(set.namespace(), &name).is_none() {
                        break name;
                    }
                    collisions += 1;
                };
                writes.push(Write::Create(new_revision(set, &name, next)));
                name
            }
        };
        let current = known.iter().find(|it| Some(it.name()) == set.status.current_revision.as_deref());
        Self {
            current: current.map_or_else(|| update.clone(), |current| current.name().to_owned()),
            current_template: current.map_or_else(|| set.spec.template.clone(), |it| template_of(it)),
            update,
            collisions,
            writes,
            known,
        }
    }

    /// The revision and the template of a pod, by its place from 0.
    pub fn for_pod(&self, set: &StatefulSet, place: i32) -> (String, Value) {
        let strategy = &set.spec.update_strategy;
        let old = match strategy.rolling_update.as_ref().map(|rolling| rolling.partition.unwrap_or(0)) {
            _ if strategy.kind == "OnDelete" => false,
            None => place < set.status.current_replicas,
            Some(partition) => place < partition,
        };
        match old {
            true => (self.current.clone(), self.current_template.clone()),
            false => (self.update.clone(), set.spec.template.clone()),
        }
    }

    /// Old revisions beyond the limit go, the oldest first.
    pub fn forget(&self, set: &StatefulSet, pods: &[Arc<Pod>]) -> Vec<Write> {
        let live = |name: &str| {
            name == self.current || name == self.update || pods.iter().any(|pod| revision_of(pod) == name)
        };
        let old: Vec<_> = self.known.iter().filter(|revision| !live(revision.name())).collect();
        let limit = usize::try_from(set.spec.revision_history_limit.unwrap_or(10)).unwrap_or(usize::MAX);
        old.iter().take(old.len().saturating_sub(limit)).map(|revision| Write::delete(&***revision)).collect()
    }
}

fn template_of(revision: &ControllerRevision) -> Value {
    let mut template = revision.data.pointer("/spec/template").cloned().unwrap_or_default();
    if let Some(template) = template.as_object_mut() {
        template.remove("$patch");
    }
    template
}

fn new_revision(set: &StatefulSet, name: &str, number: i64) -> Value {
    let mut template = set.spec.template.clone();
    let mut labels = template::labels(&template);
    let hash = name.rsplit('-').next().unwrap_or_default();
    labels.insert("controller.kubernetes.io/hash".into(), hash.to_owned());
    template["$patch"] = "replace".into();
    json!({
        "apiVersion": "apps/v1", "kind": "ControllerRevision", "revision": number,
        "metadata": {
            "name": name, "namespace": set.namespace(), "labels": labels, "annotations": set.annotations(),
            "ownerReferences": [set.controls()],
        },
        "data": { "spec": { "template": template } },
    })
}
