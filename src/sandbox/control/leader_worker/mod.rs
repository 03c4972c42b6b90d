//! LeaderWorkerSets: a StatefulSet of leaders, and for each leader one of its workers.
//!
//! Read in LeaderWorkerSet 0.7: `pkg/controllers`, and `pkg/webhooks` for what pods are given when they are created.

mod admission;
mod children;
mod status;
#[cfg(test)]
mod tests;

pub use admission::admit;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::json;

use super::pods;
use crate::elastic::groups::{Group, Leaders, Wanted, step};
use crate::elastic::rollout::scaled;
use crate::kubernetes::resources::Pod;
use crate::sandbox::world::groups::LeaderWorkerSet;
use crate::sandbox::world::workloads::{ControllerRevision, StatefulSet};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};

/// Label: the set.
const NAME: &str = "leaderworkerset.sigs.k8s.io/name";
/// Label: the group's number.
const GROUP_INDEX: &str = "leaderworkerset.sigs.k8s.io/group-index";
/// Label: the pod's number in its group; 0 is the leader.
const WORKER_INDEX: &str = "leaderworkerset.sigs.k8s.io/worker-index";
/// Label: one value for all pods of a group.
const GROUP_KEY: &str = "leaderworkerset.sigs.k8s.io/group-key";
/// Label: the template that it comes from.
const REVISION: &str = "leaderworkerset.sigs.k8s.io/template-revision-hash";
/// Annotation: pods of a group.
const SIZE: &str = "leaderworkerset.sigs.k8s.io/size";
/// Annotation of the leaders' set: the wanted groups when it was written.
const REPLICAS: &str = "leaderworkerset.sigs.k8s.io/replicas";
/// Annotation of workers: their leader's pod.
const LEADER: &str = "leaderworkerset.sigs.k8s.io/leader-name";
/// Annotation: one group alone in each place.
const EXCLUSIVE: &str = "leaderworkerset.sigs.k8s.io/exclusive-topology";
/// Annotation: each group has names of its own.
const SUBDOMAIN: &str = "leaderworkerset.sigs.k8s.io/subdomainPolicy";
const UNIQUE: &str = "UniquePerReplica";

/// The LeaderWorkerSet controller.
#[derive(Debug, Default)]
pub struct LeaderWorkerController;

impl Controller for LeaderWorkerController {
    fn name(&self) -> &'static str {
        "leaderworkerset"
    }

    fn concerns(&self, change: &Change, _world: &World) -> Vec<Key> {
        let named = |object: &dyn Fn() -> Option<Key>| object().into_iter().collect();
        match change {
            Change::LeaderWorkerSet(_) => vec![change.key()],
            Change::Pod(diff) => named(&|| set_of(&*diff.last)),
            Change::StatefulSet(diff) => named(&|| set_of(&*diff.last)),
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        match world.leader_worker_sets.at(key).filter(|set| !set.is_going()) {
            Some(set) => Turn::new(set, world, now).run(),
            None => Plan::nothing(),
        }
    }
}

fn set_of<K: Kept>(object: &K) -> Option<Key> {
    object.labels().get(NAME).map(|name| Key::new(object.namespace(), name))
}

/// One look at a LeaderWorkerSet.
struct Turn<'a> {
    set: &'a Arc<LeaderWorkerSet>,
    world: &'a World,
    now: Timestamp,
    /// The newest template's name.
    revision: String,
    leaders: Option<&'a Arc<StatefulSet>>,
    writes: Vec<Write>,
}

impl<'a> Turn<'a> {
    fn new(set: &'a Arc<LeaderWorkerSet>, world: &'a World, now: Timestamp) -> Self {
        let leaders = world.stateful_sets.get(set.namespace(), set.name());
        Self { set, world, now, revision: children::revision(set), leaders, writes: Vec::new() }
    }

    fn run(mut self) -> Plan {
        self.remember();
        self.lead();
        if !children::is_unique(self.set)
            && self.world.services.get(self.set.namespace(), self.set.name()).is_none()
        {
            self.writes.push(Write::Create(children::service(self.set, self.set.name(), None)));
        }
        let pods: Vec<Arc<Pod>> = self.pods().cloned().collect();
        for pod in &pods {
            self.follow(pod);
        }
        let done = self.tell();
        if done {
            self.forget();
        }
        self.writes.into()
    }

    fn replicas(&self) -> i32 {
        self.set.spec.replicas.unwrap_or(1)
    }

    /// All pods of all groups.
    fn pods(&self) -> impl Iterator<Item = &'a Arc<Pod>> + use<'a> {
        let (set, world) = (self.set, self.world);
        world
            .pods
            .of(set.namespace())
            .filter(move |pod| pod.labels().get(NAME).is_some_and(|it| it == set.name()))
    }

    fn leader(&self, number: i32) -> Option<&'a Arc<Pod>> {
        let name = format!("{}-{number}", self.set.name());
        self.world.pods.get(self.set.namespace(), &name).filter(|pod| is_leader(pod))
    }

    fn workers(&self, leader: &Pod) -> Option<&'a Arc<StatefulSet>> {
        let own = |set: &&Arc<StatefulSet>| set.controller().is_some_and(|owner| owner.uid == leader.uid());
        self.world.stateful_sets.get(self.set.namespace(), leader.name()).filter(own)
    }

    /// How far the group with this number is.
    fn group(&self, number: i32) -> Group {
        let Some(leader) = self.leader(number) else { return Group::default() };
        let runs = pods::phase(leader) == "Running" && pods::is_ready(leader);
        let updated = self.is_updated(&**leader);
        if children::size(self.set) == 1 {
            return Group { ready: runs, updated };
        }
        let Some(workers) = self.workers(leader) else { return Group::default() };
        let there = workers.spec.replicas.unwrap_or(1) == workers.status.replicas
            && workers.status.current_revision == workers.status.update_revision;
        Group { ready: runs && there, updated: updated && self.is_updated(&**workers) }
    }

    fn is_updated<K: Kept>(&self, object: &K) -> bool {
        object.labels().get(REVISION) == Some(&self.revision)
    }

    fn revisions(&self) -> impl Iterator<Item = &'a Arc<ControllerRevision>> + use<'a> {
        self.world.controller_revisions.owned_by(self.set.uid())
    }

    /// Remembers the template, so that groups which have not given way yet get their workers from it.
    fn remember(&mut self) {
        if self.revisions().any(|known| known.labels().get(REVISION) == Some(&self.revision)) {
            return;
        }
        let number = self.revisions().map(|known| known.revision).max().unwrap_or(0) + 1;
        self.writes.push(Write::Create(children::remembered(self.set, &self.revision, number)));
        let whose = if self.leaders.is_none() { "a newly created LeaderWorkerSet" } else { "updated LWS" };
        let message = format!("Creating revision with key {} for {whose}", self.revision);
        self.writes.push(Event::normal(&**self.set, "CreatingRevision", message).into());
    }

    /// All groups are of the newest template: no other one is needed.
    fn forget(&mut self) {
        let old = self.revisions().filter(|known| known.labels().get(REVISION) != Some(&self.revision));
        self.writes.extend(old.map(|known| Write::delete(&**known)));
    }

    /// The leaders' set as it is to be.
    fn lead(&mut self) {
        let rolling = &self.set.spec.rollout_strategy.rolling_update_configuration;
        let one = json!(1);
        let wanted = Wanted {
            replicas: self.replicas(),
            surge: scaled(rolling.max_surge.as_ref(), self.replicas(), true),
            unavailable: scaled(rolling.max_unavailable.as_ref().or(Some(&one)), self.replicas(), false),
            partition: rolling.partition,
        };
        let is = self.leaders.map(|set| self.is(set));
        let groups: Vec<Group> =
            (0..is.as_ref().map_or(0, |is| is.replicas)).map(|number| self.group(number)).collect();
        let step = step(&wanted, is.as_ref(), &groups);
        let whole = children::leaders(self.set, &self.revision, step);
        let (Some(known), Some(is)) = (self.leaders, is) else {
            self.writes.push(Write::Create(whole));
            let message = format!("Created leader statefulset {}", self.set.name());
            self.writes.push(Event::normal(&**self.set, "GroupsProgressing", message).into());
            return;
        };
        let same = is.replicas == step.replicas
            && is.partition == step.partition
            && is.wanted_before == wanted.replicas;
        if is.outdated {
            // The whole set, so that what was taken out of the template goes.
            self.writes.push(Write::Replace(children::instead_of(known, whole)));
        } else if !same {
            let spec = json!({"replicas": step.replicas, "updateStrategy": whole["spec"]["updateStrategy"]});
            let patch = json!({"metadata": {"annotations": whole["metadata"]["annotations"]}, "spec": spec});
            self.writes.push(Write::merge(&**known, patch));
        }
        if !is.outdated && is.partition != step.partition {
            let message = format!("Updating replicas {} to {}", is.partition, step.partition);
            self.writes.push(Event::normal(&**self.set, "GroupsUpdating", message).into());
        }
    }

    fn is(&self, set: &StatefulSet) -> Leaders {
        let rolling = set.spec.update_strategy.rolling_update.as_ref();
        let before = set.annotations().get(REPLICAS).and_then(|count| count.parse().ok());
        Leaders {
            replicas: set.spec.replicas.unwrap_or(1),
            partition: rolling.and_then(|rolling| rolling.partition).unwrap_or(0),
            wanted_before: before.unwrap_or_else(|| self.replicas()),
            outdated: !self.is_updated(set),
        }
    }

    /// What a pod of a group asks for: the whole group again, or its workers.
    fn follow(&mut self, pod: &Arc<Pod>) {
        if self.restarts(pod) || !is_leader(pod) || pod.is_going() {
            return;
        }
        if children::is_unique(self.set) && self.world.services.get(pod.namespace(), pod.name()).is_none() {
            self.writes.push(Write::Create(children::service(self.set, pod.name(), Some(pod))));
        }
        let size = children::size(self.set);
        let waits = self.set.spec.startup_policy.as_deref() == Some("LeaderReady") && !pods::is_ready(pod);
        // An older group's workers of this name go first.
        let taken = self.world.stateful_sets.get(pod.namespace(), pod.name()).is_some();
        if size == 1 || waits || taken {
            return;
        }
        let place = match self.set.annotations().get(EXCLUSIVE) {
            None => None,
            Some(key) => match children::place(pod, key, self.world) {
                Some(value) => Some((key.as_str(), value)),
                None => return,
            },
        };
        let own = pod.labels().get(REVISION).cloned().unwrap_or_default();
        let old = self.revisions().find(|known| known.labels().get(REVISION) == Some(&own));
        let workers = match old {
            Some(old) => children::workers(self.set, pod, children::template_of(old), place),
            None if own == self.revision => children::workers(
                self.set,
                pod,
                self.set.spec.leader_worker_template.worker_template.clone(),
                place,
            ),
            None => return,
        };
        self.writes.push(Write::Create(workers));
        let message = format!("Created worker statefulset for leader pod {}", pod.name());
        self.writes.push(Event::normal(&**self.set, "GroupsProgressing", message).into());
    }

    /// Has the whole group made again if a pod of it has restarted or goes. Returns whether its leader goes.
    fn restarts(&mut self, pod: &Arc<Pod>) -> bool {
        let policy = self.set.spec.leader_worker_template.restart_policy.as_deref();
        let recreates = matches!(policy, None | Some("RecreateGroupOnPodRestart"));
        if !recreates || !(has_restarted(pod) || pod.is_going()) {
            return false;
        }
        let leader = match is_leader(pod) {
            true => Some(pod),
            false => {
                pod.annotations().get(LEADER).and_then(|name| self.world.pods.get(pod.namespace(), name))
            }
        };
        let Some(leader) = leader else { return false };
        // A pod of another template goes for another reason.
        if leader.labels().get(REVISION) != pod.labels().get(REVISION) {
            return false;
        }
        let leader = leader.clone();
        let known = |write: &Write| matches!(write, Write::Delete { uid, .. } if uid.as_deref() == Some(leader.uid()));
        if !leader.is_going() && !self.writes.iter().any(known) {
            // As a foreground deletion does it: what it owns first.
            self.writes.extend(self.workers(&leader).map(|workers| Write::delete(&**workers)));
            self.writes.push(Write::delete(&*leader));
            let group = leader.labels().get(GROUP_INDEX).cloned().unwrap_or_default();
            let message = format!(
                "Worker pod {} failed, deleted leader pod {} to recreate group {group}",
                pod.name(),
                leader.name()
            );
            self.writes.push(Event::normal(&**self.set, "RecreateGroupOnPodRestart", message).into());
        }
        true
    }
}

fn is_leader(pod: &Pod) -> bool {
    pod.labels().get(WORKER_INDEX).is_some_and(|index| index == "0")
}

fn has_restarted(pod: &Pod) -> bool {
    let counts = |statuses: &[crate::kubernetes::resources::ContainerStatus]| {
        statuses.iter().any(|status| status.restart_count > 0)
    };
    matches!(pods::phase(pod), "Running" | "Pending")
        && (counts(&pod.status.container_statuses) || counts(&pod.status.init_container_statuses))
}
