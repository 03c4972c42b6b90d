//! Stateful sets: numbered pods, one after the other or all at once.
//!
//! Read in `pkg/controller/statefulset` of Kubernetes 1.36, at its default feature gates.

mod revision;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{conditions, leader_worker, owners, pods, template};
use crate::kubernetes::resources::Pod;
use crate::sandbox::world::workloads::{StatefulSet, StatefulSetStatus};
use crate::sandbox::{Change, Controller, Event, Kept, Key, Plan, World, Write};
use revision::{Revisions, revision_of};

const POD_NAME: &str = "statefulset.kubernetes.io/pod-name";
const POD_INDEX: &str = "apps.kubernetes.io/pod-index";
const REVISION: &str = "controller-revision-hash";

/// The StatefulSet controller.
#[derive(Debug, Default)]
pub struct StatefulSetController;

impl Controller for StatefulSetController {
    fn name(&self) -> &'static str {
        "statefulset-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::StatefulSet(_) => vec![change.key()],
            Change::Pod(diff) => {
                owners::concerned(change, diff, "StatefulSet", &world.stateful_sets, |set| &set.spec.selector)
            }
            _ => {
                let owned = change.owners().into_iter().filter(|owner| owner.kind == "StatefulSet");
                owned.map(|owner| owner.key).collect()
            }
        }
    }

    fn weight(&self, key: &Key, world: &World) -> usize {
        world.stateful_sets.at(key).map_or(0, |it| world.pods.count_owned_by(it.uid()))
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(set) = world.stateful_sets.at(key) else { return Plan::nothing() };
        let claim = owners::claim(&**set, &set.spec.selector, &world.pods, |pod| ordinal(set, pod).is_some());
        let revisions = Revisions::of(set, world);
        let mut turn = Turn { set, world, now, revisions, writes: claim.writes };
        let own = claim.own;
        let mut status = turn.status(&own);
        if !set.is_going() {
            turn.run(&own, &mut status);
        }
        turn.finish(status, &own)
    }
}

/// One look at a StatefulSet.
struct Turn<'a> {
    set: &'a Arc<StatefulSet>,
    world: &'a World,
    now: Timestamp,
    revisions: Revisions,
    writes: Vec<Write>,
}

/// A pod that is there, or the number of one that is not.
type Place = Result<Arc<Pod>, i32>;

impl Turn<'_> {
    fn wanted(&self) -> i32 {
        self.set.spec.replicas.unwrap_or(1)
    }

    fn start(&self) -> i32 {
        self.set.spec.ordinals.as_ref().map_or(0, |ordinals| ordinals.start)
    }

    fn is_available(&self, pod: &Pod) -> bool {
        pods::is_available(pod, self.set.spec.min_ready_seconds, self.now)
    }

    fn run(&mut self, own: &[Arc<Pod>], status: &mut StatefulSetStatus) {
        let (first, end) = (self.start(), self.start() + self.wanted());
        let at = |number: i32| own.iter().find(|pod| ordinal(self.set, pod) == Some(number)).cloned();
        let places: Vec<Place> = (first..end).map(|number| at(number).ok_or(number)).collect();
        let mut condemned: Vec<Arc<Pod>> = own.to_vec();
        condemned.retain(|pod| ordinal(self.set, pod).is_some_and(|number| number < first || number >= end));
        condemned.sort_by_key(|pod| std::cmp::Reverse(ordinal(self.set, pod)));
        let unavailable = |pod: &Arc<Pod>| !self.is_available(pod) || pod.is_going();
        let first_unavailable = places
            .iter()
            .find(|place| place.as_ref().map_or(true, unavailable))
            .map(|place| place.as_ref().ok().cloned())
            .or_else(|| condemned.iter().rev().find(|pod| unavailable(pod)).cloned().map(Some))
            .flatten();
        let one_by_one = self.set.spec.pod_management_policy.as_deref() != Some("Parallel");
        for place in &places {
            if self.keep(place, one_by_one, status) && one_by_one {
                return;
            }
        }
        for pod in &condemned {
            let is_first = first_unavailable.as_ref().is_some_and(|first| first.uid() == pod.uid());
            let waits = pod.is_going() || (!self.is_available(pod) && !is_first);
            if one_by_one && waits {
                return;
            }
            if !pod.is_going() {
                self.delete(pod);
                if one_by_one {
                    return;
                }
            }
        }
        self.update(&places, status);
    }

    /// Has a pod be there. Returns whether the others must wait for it.
    fn keep(&mut self, place: &Place, one_by_one: bool, status: &mut StatefulSetStatus) -> bool {
        let pod = match place {
            Ok(pod) if pods::has_ended(pod) => {
                if !pod.is_going() {
                    self.delete(pod);
                }
                return true;
            }
            Ok(pod) => pod,
            Err(number) => {
                let revision = self.create(*number);
                status.replicas += 1;
                status.current_replicas += i32::from(revision == self.revisions.current);
                status.updated_replicas += i32::from(revision == self.revisions.update);
                return true;
            }
        };
        if pods::phase(pod) == "Pending" {
            let number = ordinal(self.set, pod).unwrap_or(0);
            self.create_claims(number);
        }
        one_by_one && (pod.is_going() || pods::phase(pod) != "Running" || !self.is_available(pod))
    }

    /// A rolling update: from the highest number down, one at a time.
    fn update(&mut self, places: &[Place], status: &mut StatefulSetStatus) {
        let strategy = &self.set.spec.update_strategy;
        if strategy.kind == "OnDelete" {
            return;
        }
        let partition = strategy.rolling_update.as_ref().and_then(|rolling| rolling.partition).unwrap_or(0);
        for place in places.iter().skip(usize::try_from(partition).unwrap_or(0)).rev() {
            let Ok(pod) = place else { return };
            if revision_of(pod) != self.revisions.update && !pod.is_going() {
                self.delete(pod);
                status.current_replicas -= 1;
                return;
            }
            if !self.is_available(pod) || pod.is_going() {
                return;
            }
        }
    }

    fn delete(&mut self, pod: &Pod) {
        self.writes.push(Write::delete(pod));
        self.tell("SuccessfulDelete", "Delete", pod.name());
    }

    fn tell(&mut self, reason: &'static str, verb: &str, pod: &str) {
        let message = format!("{verb} Pod {pod} in StatefulSet {} successful", self.set.name());
        self.writes.push(Event::normal(&**self.set, reason, message).into());
    }

    /// Creates the pod with this number. Returns the name of its template's revision.
    fn create(&mut self, number: i32) -> String {
        let set = self.set;
        let (revision, template) = self.revisions.for_pod(set, number - self.start());
        let name = format!("{}-{number}", set.name());
        let mut pod = template::bare_pod(&**set, &template);
        pod["metadata"]["name"] = name.clone().into();
        pod["metadata"]["generateName"] = format!("{}-", set.name()).into();
        let labels =
            [(POD_NAME, name.clone()), (POD_INDEX, number.to_string()), (REVISION, revision.clone())];
        for (label, value) in labels {
            pod["metadata"]["labels"][label] = value.into();
        }
        pod["spec"]["hostname"] = name.clone().into();
        if !set.spec.service_name.is_empty() {
            pod["spec"]["subdomain"] = set.spec.service_name.clone().into();
        }
        let claims = self.create_claims(number);
        let own = claims.iter().map(
            |(volume, claim)| json!({ "name": volume, "persistentVolumeClaim": { "claimName": claim } }),
        );
        let mut volumes: Vec<Value> = own.collect();
        let others = pod["spec"]["volumes"].as_array().cloned().unwrap_or_default();
        volumes.extend(
            others
                .into_iter()
                .filter(|other| !claims.iter().any(|(volume, _)| other["name"] == volume.as_str())),
        );
        if !volumes.is_empty() {
            pod["spec"]["volumes"] = volumes.into();
        }
        leader_worker::admit(&mut pod);
        self.writes.push(Write::Create(pod));
        self.tell("SuccessfulCreate", "Create", &name);
        revision
    }

    /// Creates the claims of a pod that are missing. Returns the pod's volumes and their claims.
    fn create_claims(&mut self, number: i32) -> Vec<(String, String)> {
        let set = self.set;
        let mut claims = Vec::new();
        for template in &set.spec.volume_claim_templates {
            let volume = template["metadata"]["name"].as_str().unwrap_or_default();
            let name = format!("{volume}-{}-{number}", set.name());
            claims.push((volume.to_owned(), name.clone()));
            if self.world.claims.get(set.namespace(), &name).is_some() {
                continue;
            }
            let mut claim = template.clone();
            claim["apiVersion"] = "v1".into();
            claim["kind"] = "PersistentVolumeClaim".into();
            claim["metadata"]["name"] = name.clone().into();
            claim["metadata"]["namespace"] = set.namespace().into();
            for (label, value) in &set.spec.selector.match_labels {
                claim["metadata"]["labels"][label] = value.clone().into();
            }
            if let Some(claim) = claim.as_object_mut() {
                claim.remove("status");
            }
            self.writes.push(Write::Create(claim));
            let pod = format!("{}-{number}", set.name());
            let message = format!("Create Claim {name} Pod {pod} in StatefulSet {} success", set.name());
            self.writes.push(Event::normal(&**set, "SuccessfulCreate", message).into());
        }
        claims
    }

    fn status(&self, own: &[Arc<Pod>]) -> StatefulSetStatus {
        let count = |holds: &dyn Fn(&Pod) -> bool| {
            i32::try_from(own.iter().filter(|pod| holds(pod)).count()).unwrap_or(i32::MAX)
        };
        let of = |revision: &str| count(&|pod| !pod.is_going() && revision_of(pod) == revision);
        let running = |pod: &Pod| pods::phase(pod) == "Running" && pods::is_ready(pod);
        StatefulSetStatus {
            observed_generation: self.set.metadata.generation.unwrap_or(0),
            replicas: count(&|_| true),
            ready_replicas: count(&running),
            available_replicas: count(&|pod| running(pod) && self.is_available(pod)),
            current_replicas: of(&self.revisions.current),
            updated_replicas: of(&self.revisions.update),
            current_revision: Some(self.revisions.current.clone()),
            update_revision: Some(self.revisions.update.clone()),
            collision_count: Some(self.revisions.collisions),
        }
    }

    fn finish(mut self, mut status: StatefulSetStatus, own: &[Arc<Pod>]) -> Plan {
        let wanted = self.wanted();
        let rolls = self.set.spec.update_strategy.kind != "OnDelete";
        if rolls && [status.updated_replicas, status.ready_replicas, status.replicas] == [wanted; 3] {
            status.current_replicas = status.updated_replicas;
            status.current_revision.clone_from(&status.update_revision);
        }
        // The template's revision comes first: pods carry its name.
        let mut writes = std::mem::take(&mut self.revisions.writes);
        writes.append(&mut self.writes);
        if status != self.set.status {
            let always = ["replicas", "availableReplicas", "collisionCount"];
            writes.push(Write::status(&**self.set, conditions::sparse(&status, &always)));
        }
        writes.extend(self.revisions.forget(self.set, own));
        let each = own.iter().map(|pod| &**pod);
        let again = pods::next_available(each, self.set.spec.min_ready_seconds, self.now);
        Plan { writes, again, ..Plan::default() }
    }
}

/// A pod's number, if its name is one of the set's.
fn ordinal(set: &StatefulSet, pod: &Pod) -> Option<i32> {
    let number = pod.name().strip_prefix(set.name())?.strip_prefix('-')?;
    number.bytes().all(|digit| digit.is_ascii_digit()).then(|| number.parse().ok()).flatten()
}
