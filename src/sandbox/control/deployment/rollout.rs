//! One step of a rollout: which set grows, which shrinks.

use serde_json::json;

use super::{Rollout, conditions, pods, revision, size};
use crate::sandbox::{Event, Kept, Write};

impl Rollout<'_> {
    /// A rolling update: grows the newest set, or else shrinks the others.
    pub(super) fn roll(&mut self) -> Option<usize> {
        let new = self.sync_new(true)?;
        if self.grow(new) || self.shrink(new) {
            return Some(new);
        }
        self.forget_old_if_complete(new);
        Some(new)
    }

    /// First all old pods end, then the new ones come.
    pub(super) fn recreate(&mut self) -> Option<usize> {
        let new = self.sync_new(false);
        let active: Vec<usize> =
            self.old(new).into_iter().filter(|place| size(&self.sets[*place]) > 0).collect();
        if !active.is_empty() {
            for place in active {
                self.scale_set(place, 0, false);
            }
            return new;
        }
        if self.old_pods_run(new) {
            return new;
        }
        let new = match new {
            Some(new) => new,
            None => self.sync_new(true)?,
        };
        self.scale_set(new, self.replicas(), false);
        self.forget_old_if_complete(new);
        Some(new)
    }

    /// Whether somebody changed the number of replicas since the sets were scaled.
    pub(super) fn is_scaled(&self) -> bool {
        let active = self.sets.iter().filter(|set| size(set) > 0);
        active.into_iter().any(|set| revision::was_sized_for_another(set, self.replicas()))
    }

    /// Follows a change of the number of replicas, without rolling anything out.
    pub(super) fn scale(&mut self, new: Option<usize>) {
        let mut active: Vec<usize> =
            (0..self.sets.len()).filter(|place| size(&self.sets[*place]) > 0).collect();
        let replicas = self.replicas();
        if active.len() <= 1 {
            // The one that has pods, else the newest.
            let latest = active.first().copied().or(new).or_else(|| self.sets.len().checked_sub(1));
            if let Some(place) = latest {
                self.scale_set(place, replicas, false);
            }
            return;
        }
        if new.is_some_and(|new| self.is_saturated(new)) {
            for place in active.into_iter().filter(|place| Some(*place) != new) {
                self.scale_set(place, 0, false);
            }
            return;
        }
        if !self.is_rolling() {
            return;
        }
        let bounds = self.bounds();
        let total: i32 = self.sets.iter().map(size).sum();
        let grows = bounds.replicas > 0 && bounds.most() > total;
        // The largest first; of equal ones the newer when it grows, the older when it shrinks.
        active.sort_by(|a, b| {
            let (one, other) = (&self.sets[*a], &self.sets[*b]);
            let by_age = super::age(one).cmp(&super::age(other));
            size(other).cmp(&size(one)).then(if grows { by_age.reverse() } else { by_age })
        });
        let sets: Vec<_> = active.iter().map(|place| revision::counted(&self.sets[*place])).collect();
        let sizes = bounds.proportion(&sets, self.deployment.status.replicas);
        for (place, size) in active.into_iter().zip(sizes) {
            self.scale_set(place, size, true);
        }
    }

    fn grow(&mut self, new: usize) -> bool {
        let has = size(&self.sets[new]);
        let total: i32 = self.sets.iter().map(size).sum();
        let wanted = match has.cmp(&self.replicas()) {
            std::cmp::Ordering::Equal => return false,
            std::cmp::Ordering::Greater => self.replicas(),
            std::cmp::Ordering::Less => self.bounds().grow(has, total),
        };
        self.scale_set(new, wanted, false)
    }

    fn shrink(&mut self, new: usize) -> bool {
        let old: Vec<usize> =
            self.old(Some(new)).into_iter().filter(|place| size(&self.sets[*place]) > 0).collect();
        if old.is_empty() {
            return false;
        }
        let sets: Vec<_> = old.iter().map(|place| revision::counted(&self.sets[*place])).collect();
        let sizes = self.bounds().shrink(&sets, revision::counted(&self.sets[new]));
        let scaled: Vec<bool> =
            old.into_iter().zip(sizes).map(|(place, size)| self.scale_set(place, size, false)).collect();
        scaled.contains(&true)
    }

    /// Tells a set its size. Returns whether that changed; `always` renews what it remembers even if it did not.
    fn scale_set(&mut self, place: usize, wanted: i32, always: bool) -> bool {
        let annotations = self.size_annotations();
        let set = &mut self.sets[place];
        let has = size(set);
        let known = annotations.iter().all(|(key, value)| set.annotations().get(key) == Some(value));
        if has == wanted && (!always || known) {
            return false;
        }
        let patch = json!({
            "metadata": { "annotations": revision::annotated(&annotations) }, "spec": { "replicas": wanted },
        });
        // A set that this plan creates has its size already.
        self.writes.push(Write::merge(&*set, patch));
        set.spec.replicas = Some(wanted);
        set.metadata.annotations.get_or_insert_default().extend(annotations);
        if has == wanted {
            return false;
        }
        let direction = if has < wanted { "up" } else { "down" };
        let message = format!("Scaled {direction} replica set {} from {has} to {wanted}", set.name());
        self.writes.push(Event::normal(&**self.deployment, "ScalingReplicaSet", message).into());
        true
    }

    fn is_saturated(&self, new: usize) -> bool {
        let (set, replicas) = (&self.sets[new], self.replicas());
        size(set) == replicas
            && revision::was_sized_for(set, replicas)
            && set.status.available_replicas == replicas
    }

    fn old_pods_run(&self, new: Option<usize>) -> bool {
        self.old(new).into_iter().any(|place| {
            let set = &self.sets[place];
            set.status.replicas > 0 || self.world.pods.owned_by(set.uid()).any(|pod| !pods::has_ended(pod))
        })
    }

    fn forget_old_if_complete(&mut self, new: usize) {
        if super::status::is_complete(self.deployment, &self.deployment.status) {
            self.forget_old(Some(new));
        }
    }

    /// Says in the conditions that nothing is rolled out, or that it is again.
    pub(super) fn tell_paused(&mut self) {
        if !self.has_deadline() {
            return;
        }
        let reason =
            conditions::find(&self.status.conditions, "Progressing").and_then(|it| it.reason.as_deref());
        let was = reason == Some("DeploymentPaused");
        match self.deployment.spec.paused {
            _ if reason == Some("ProgressDeadlineExceeded") => {}
            true if !was => self.tell("Unknown", "DeploymentPaused", "Deployment is paused".into()),
            false if was => self.tell("Unknown", "DeploymentResumed", "Deployment is resumed".into()),
            _ => {}
        }
    }
}
