//! Brings the scheduler's view in line with the world.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Scheduler, pending, pods};
use crate::elastic::schedule::PodState;
use crate::kubernetes::resources::{Node, Pod};
use crate::sandbox::{Kept, World};

impl Scheduler {
    pub(super) fn sync(&mut self, world: &World) {
        self.sync_nodes(world);
        self.sync_pods(world);
    }

    fn sync_nodes(&mut self, world: &World) {
        let gone: Vec<String> =
            self.nodes.keys().filter(|name| world.nodes.get("", name).is_none()).cloned().collect();
        for name in gone {
            self.nodes.remove(&name);
            self.view.remove_node(&name);
        }
        for (key, node) in world.nodes.iter() {
            let known = self.nodes.get(&key.name);
            if known.is_some_and(|known| Arc::ptr_eq(known, node)) {
                continue;
            }
            if known.is_none_or(|known| differs(known, node)) {
                self.view.set_node(node.clone());
                self.moves += 1;
            }
            self.nodes.insert(key.name.clone(), node.clone());
        }
    }

    fn sync_pods(&mut self, world: &World) {
        let mut there = BTreeSet::new();
        for (_, pod) in world.pods.iter() {
            match pod.spec.node_name.as_deref().filter(|node| !node.is_empty() && !pods::has_ended(pod)) {
                Some(node) => {
                    there.insert(pod.uid());
                    if self.placed.get(pod.uid()).is_none_or(|known| !Arc::ptr_eq(known, pod)) {
                        let state = self.view.state(pod.clone());
                        self.view.place(state, node);
                        self.placed.insert(pod.uid().to_owned(), pod.clone());
                    }
                }
                None => {
                    let nominated = pod.status.nominated_node_name.as_deref().filter(|node| !node.is_empty());
                    if let Some(node) = nominated.filter(|_| pending::waits(pod)) {
                        let state = self.view.state(pod.clone());
                        self.view.nominate(state, node);
                    }
                }
            }
        }
        let gone: Vec<String> =
            self.placed.keys().filter(|uid| !there.contains(uid.as_str())).cloned().collect();
        for uid in gone {
            self.placed.remove(&uid);
            self.view.remove(&uid);
            self.moves += 1;
        }
        self.view.keep_nominated(|uid| world.pods.iter().any(|(_, pod)| pod.uid() == uid));
    }

    /// Counts a pod as placed before the world shows it.
    pub(super) fn assume(&mut self, state: &Arc<PodState>, node: &str) {
        let mut pod = Pod::clone(&state.pod);
        pod.spec.node_name = Some(node.to_owned());
        let pod = Arc::new(pod);
        let state = self.view.state(pod.clone());
        self.view.place(state, node);
        self.placed.insert(pod.uid().to_owned(), pod);
    }
}

/// Whether anything differs that the scheduler looks at.
pub(super) fn differs(old: &Node, new: &Node) -> bool {
    old.metadata.labels != new.metadata.labels
        || old.spec != new.spec
        || old.status.allocatable != new.status.allocatable
        || old.status.images != new.status.images
}
