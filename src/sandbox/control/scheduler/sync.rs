//! Brings the scheduler's view in line with the world.

use std::sync::Arc;

use super::{Scheduler, pending, pods};
use crate::elastic::schedule::PodState;
use crate::kubernetes::resources::{Node, Pod};
use crate::sandbox::{Kept, Key, World};

impl Scheduler {
    pub(super) fn sync(&mut self, world: &World) {
        match world.nodes.changed_since(&mut self.seen.0) {
            Some(keys) => keys.for_each(|key| self.sync_node(key, world.nodes.at(key))),
            None => {
                let known: Vec<Key> = self.nodes.keys().cloned().collect();
                known.iter().for_each(|key| self.sync_node(key, world.nodes.at(key)));
                world.nodes.iter().for_each(|(key, node)| self.sync_node(key, Some(node)));
            }
        }
        match world.pods.changed_since(&mut self.seen.1) {
            Some(keys) => keys.for_each(|key| self.sync_pod(key, world.pods.at(key))),
            None => {
                let known: Vec<Key> = self.placed.keys().cloned().collect();
                known.iter().for_each(|key| self.sync_pod(key, world.pods.at(key)));
                world.pods.iter().for_each(|(key, pod)| self.sync_pod(key, Some(pod)));
            }
        }
        // All binds of the last look are answered: where one was refused, the world shows the pod without a node.
        for key in std::mem::take(&mut self.assumed) {
            self.sync_pod(&key, world.pods.at(&key));
        }
        self.view.keep_nominated(|pod| {
            let known = world.pods.get(pod.namespace(), pod.name());
            known.is_some_and(|known| known.uid() == pod.uid())
        });
    }

    fn sync_node(&mut self, key: &Key, node: Option<&Arc<Node>>) {
        let Some(node) = node else {
            if self.nodes.remove(key).is_some() {
                self.view.remove_node(&key.name);
            }
            return;
        };
        if self.nodes.get(key).is_none_or(|known| differs(known, node)) {
            self.view.set_node(node.clone());
            self.moves += 1;
        }
        self.nodes.insert(key.clone(), node.clone());
    }

    fn sync_pod(&mut self, key: &Key, pod: Option<&Arc<Pod>>) {
        let there = pod.filter(|pod| is_placed(pod));
        if let Some(known) = self.placed.get(key) {
            if there.is_some_and(|pod| Arc::ptr_eq(known, pod)) {
                return;
            }
            if there.is_none_or(|pod| pod.uid() != known.uid()) {
                self.view.remove(known.uid());
                self.placed.remove(key);
                self.moves += 1;
            }
        }
        if let Some(pod) = there {
            if !self.view.renew(pod) {
                let state = self.view.state(pod.clone());
                self.view.place(state, pod.spec.node_name.as_deref().unwrap_or_default());
            }
            self.placed.insert(key.clone(), pod.clone());
        } else if let Some(pod) = pod.filter(|pod| pending::waits(pod)) {
            let nominated = pod.status.nominated_node_name.as_deref().filter(|node| !node.is_empty());
            if let Some(node) = nominated {
                let state = self.view.state(pod.clone());
                self.view.nominate(state, node);
            }
        }
    }

    /// Counts a pod as placed before the world shows it.
    pub(super) fn assume(&mut self, state: &Arc<PodState>, node: &str) {
        let mut pod = Pod::clone(&state.pod);
        pod.spec.node_name = Some(node.to_owned());
        let pod = Arc::new(pod);
        let state = self.view.state(pod.clone());
        self.view.place(state, node);
        self.assumed.push(pod.key());
        self.placed.insert(pod.key(), pod);
    }
}

/// Whether it takes room on a node.
fn is_placed(pod: &Pod) -> bool {
    pod.spec.node_name.as_deref().is_some_and(|node| !node.is_empty()) && !pods::has_ended(pod)
}

/// Whether anything differs that the scheduler looks at.
pub(super) fn differs(old: &Node, new: &Node) -> bool {
    old.metadata.labels != new.metadata.labels
        || old.spec != new.spec
        || old.status.allocatable != new.status.allocatable
        || old.status.images != new.status.images
}
