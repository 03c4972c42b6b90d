//! What the scheduler knows of nodes and of the pods on them, kept up to date piece by piece.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::zones::Zones;
use crate::elastic::fit::Amounts;
use crate::elastic::requests;
use crate::kubernetes::resources::{Node, Pod, StringMap};

/// Amounts of resources: CPU in thousandths, the rest in units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Resources {
    /// Thousandths of a CPU.
    pub cpu: i64,
    /// Bytes.
    pub memory: i64,
    /// Bytes.
    pub ephemeral: i64,
    /// All others, as `nvidia.com/gpu`.
    pub others: BTreeMap<Arc<str>, i64>,
}

impl Resources {
    /// From thousandths of every resource; `pods` is no resource of this sort.
    pub fn new(amounts: &Amounts) -> Self {
        let mut resources = Self::default();
        for (name, milli) in amounts {
            let milli = i64::try_from(*milli).unwrap_or(i64::MAX);
            let whole = milli / 1000 + i64::from(milli % 1000 > 0);
            match name.as_str() {
                "cpu" => resources.cpu = milli,
                "memory" => resources.memory = whole,
                "ephemeral-storage" => resources.ephemeral = whole,
                "pods" => {}
                other => drop(resources.others.insert(other.into(), whole)),
            }
        }
        resources
    }

    pub(super) fn add(&mut self, other: &Self, times: i64) {
        self.cpu += times * other.cpu;
        self.memory += times * other.memory;
        self.ephemeral += times * other.ephemeral;
        for (name, amount) in &other.others {
            *self.others.entry(name.clone()).or_insert(0) += times * amount;
        }
    }
}

/// Pods with the same namespace and labels are one crowd: what selects one selects all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Crowd(u32);

/// A pod as the scheduler sees it.
#[derive(Debug, Clone)]
pub struct PodState {
    /// The pod.
    pub pod: Arc<Pod>,
    /// What it asks for.
    pub requests: Resources,
    /// CPU and memory that it counts with in scores, even if it asks for none.
    pub nonzero: (i64, i64),
    /// Ports of the node that it takes: protocol and number.
    pub ports: Vec<(String, u16)>,
    /// Namespace and labels.
    pub crowd: Crowd,
}

impl PodState {
    /// Its rank.
    pub fn priority(&self) -> i32 {
        self.pod.spec.priority.unwrap_or(0)
    }

    /// Its namespace.
    pub fn namespace(&self) -> &str {
        self.pod.metadata.namespace.as_deref().unwrap_or_default()
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.pod.metadata.name.as_deref().unwrap_or_default()
    }

    /// Its labels.
    pub fn labels(&self) -> &StringMap {
        self.pod.metadata.labels.as_ref().unwrap_or(&NONE)
    }

    /// Its uid.
    pub fn uid(&self) -> &str {
        self.pod.metadata.uid.as_deref().unwrap_or_default()
    }

    /// Whether it is going.
    pub fn is_going(&self) -> bool {
        self.pod.metadata.deletion_timestamp.is_some()
    }

    pub(super) fn has_affinity(&self) -> bool {
        let affinity = self.pod.spec.affinity.as_ref();
        affinity.is_some_and(|it| it.pod_affinity.is_some() || it.pod_anti_affinity.is_some())
    }
}

static NONE: StringMap = StringMap::new();

/// A node and the pods on it.
#[derive(Debug, Clone)]
pub struct NodeState {
    /// The node.
    pub node: Arc<Node>,
    /// What pods may ask for in all.
    pub allocatable: Resources,
    /// How many pods may be there.
    pub most_pods: i64,
    /// What its pods ask for.
    pub requested: Resources,
    /// The same with a little for pods that ask for no CPU or memory.
    pub nonzero: (i64, i64),
    /// Its pods by uid.
    pub pods: BTreeMap<String, Arc<PodState>>,
    /// Pods that are not going, by crowd.
    pub crowds: BTreeMap<Crowd, u32>,
    /// Images by name, with sizes in bytes.
    pub images: BTreeMap<String, i64>,
    /// What its labels call it, and its zone: each score of each pod asks for them.
    pub(super) hostname: Option<String>,
    pub(super) zone: Option<String>,
}

/// The label of a node's own name.
pub(super) const HOSTNAME: &str = "kubernetes.io/hostname";
/// The label of a node's zone.
pub(super) const ZONE: &str = "topology.kubernetes.io/zone";

impl NodeState {
    fn new(node: Arc<Node>) -> Self {
        let amounts = requests::amounts(&node.status.allocatable);
        let most_pods =
            amounts.get("pods").map_or(0, |milli| i64::try_from(milli / 1000).unwrap_or(i64::MAX));
        let images = node.status.images.iter();
        let images = images
            .flat_map(|image| image.names.iter().map(|name| (name.clone(), image.size_bytes.unwrap_or(0))));
        let label = |key: &str| node.metadata.labels.as_ref()?.get(key).cloned();
        Self {
            hostname: label(HOSTNAME),
            zone: label(ZONE),
            allocatable: Resources::new(&amounts),
            most_pods,
            requested: Resources::default(),
            nonzero: (0, 0),
            pods: BTreeMap::new(),
            crowds: BTreeMap::new(),
            images: images.collect(),
            node,
        }
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.node.metadata.name.as_deref().unwrap_or_default()
    }

    /// Its labels.
    pub fn labels(&self) -> &StringMap {
        self.node.metadata.labels.as_ref().unwrap_or(&NONE)
    }

    pub(super) fn put(&mut self, pod: Arc<PodState>) {
        self.count(&pod, 1);
        self.pods.insert(pod.uid().to_owned(), pod);
    }

    pub(super) fn take(&mut self, uid: &str) -> Option<Arc<PodState>> {
        let pod = self.pods.remove(uid)?;
        self.count(&pod, -1);
        Some(pod)
    }

    fn count(&mut self, pod: &PodState, times: i64) {
        self.requested.add(&pod.requests, times);
        self.nonzero.0 += times * pod.nonzero.0;
        self.nonzero.1 += times * pod.nonzero.1;
        if !pod.is_going() {
            let count = self.crowds.entry(pod.crowd).or_insert(0);
            *count = if times > 0 { *count + 1 } else { count.saturating_sub(1) };
            if *count == 0 {
                self.crowds.remove(&pod.crowd);
            }
        }
    }
}

/// Nodes, and the pods on them.
#[derive(Debug, Default)]
pub struct View {
    nodes: BTreeMap<String, NodeState>,
    /// Where each pod is, by uid.
    places: BTreeMap<String, String>,
    /// Pods of nodes that are not known.
    stray: BTreeMap<String, Arc<PodState>>,
    crowds: BTreeMap<(String, StringMap), Crowd>,
    named: Vec<(String, StringMap)>,
    /// Pods on nodes with affinity to, or away from, pods: uid and node.
    affine: BTreeMap<String, String>,
    /// Pods that preemption makes room for: uid, node and pod.
    nominated: BTreeMap<String, (String, Arc<PodState>)>,
    /// How many nodes have an image.
    images: BTreeMap<String, i64>,
    zones: Zones,
}

impl View {
    /// How many pods of each crowd are in each zone.
    pub(super) fn zones(&self) -> &Zones {
        &self.zones
    }

    /// The nodes by name.
    pub fn nodes(&self) -> &BTreeMap<String, NodeState> {
        &self.nodes
    }

    /// How many nodes have an image.
    pub(super) fn image_nodes(&self, image: &str) -> i64 {
        self.images.get(image).copied().unwrap_or(0)
    }

    /// Pods with affinity to, or away from, other pods, and their nodes.
    pub(super) fn affine(&self) -> impl Iterator<Item = (&NodeState, &Arc<PodState>)> {
        self.affine.iter().filter_map(|(uid, node)| {
            let node = self.nodes.get(node)?;
            Some((node, node.pods.get(uid)?))
        })
    }

    /// Pods that are to come to a node once there is room.
    pub(super) fn nominated(&self, node: &str) -> impl Iterator<Item = &Arc<PodState>> {
        self.nominated.values().filter(move |(place, _)| place == node).map(|(_, pod)| pod)
    }

    /// Whether preemption makes room for anybody.
    pub(super) fn has_nominated(&self) -> bool {
        !self.nominated.is_empty()
    }

    /// The crowds for which a test of namespace and labels holds.
    pub(super) fn crowds(&self, holds: impl Fn(&str, &StringMap) -> bool) -> BTreeSet<Crowd> {
        let matching = self.crowds.iter().filter(|((namespace, labels), _)| holds(namespace, labels));
        matching.map(|(_, crowd)| *crowd).collect()
    }

    /// A pod as the scheduler sees it.
    pub fn state(&mut self, pod: Arc<Pod>) -> Arc<PodState> {
        let key = (
            pod.metadata.namespace.clone().unwrap_or_default(),
            pod.metadata.labels.clone().unwrap_or_default(),
        );
        let crowd = match self.crowds.get(&key) {
            Some(crowd) => *crowd,
            None => {
                let crowd = Crowd(u32::try_from(self.named.len()).unwrap_or(u32::MAX));
                self.named.push(key.clone());
                self.crowds.insert(key, crowd);
                crowd
            }
        };
        let nonzero = Resources::new(&requests::nonzero_requests(&pod.spec));
        let ports = pod.spec.containers.iter().flat_map(|container| &container.ports);
        let taken = ports.filter_map(|port| {
            let number = port.host_port.filter(|number| *number > 0)?;
            Some((port.protocol.clone().unwrap_or_else(|| "TCP".into()), number))
        });
        Arc::new(PodState {
            requests: Resources::new(&requests::requests(&pod.spec)),
            nonzero: (nonzero.cpu, nonzero.memory),
            ports: taken.collect(),
            crowd,
            pod,
        })
    }

    /// A pod differs in nothing that counts: whether it did is answered.
    pub fn renew(&mut self, pod: &Arc<Pod>) -> bool {
        let uid = pod.metadata.uid.as_deref().unwrap_or_default();
        let Some(node) = self.places.get(uid).and_then(|name| self.nodes.get_mut(name)) else { return false };
        let Some(known) = node.pods.get_mut(uid) else { return false };
        let (old, new) = (&known.pod.metadata, &pod.metadata);
        let same = old.labels == new.labels
            && old.deletion_timestamp.is_some() == new.deletion_timestamp.is_some()
            && known.pod.spec == pod.spec;
        if same {
            Arc::make_mut(known).pod = pod.clone();
        }
        same
    }

    /// A node is there, or differs.
    pub fn set_node(&mut self, node: Arc<Node>) {
        let mut state = NodeState::new(node);
        let name = state.name().to_owned();
        let before = self.remove_node(&name);
        for image in state.images.keys() {
            *self.images.entry(image.clone()).or_insert(0) += 1;
        }
        let stray: Vec<String> = self
            .stray
            .iter()
            .filter(|(_, pod)| pod.pod.spec.node_name.as_deref() == Some(name.as_str()))
            .map(|(uid, _)| uid.clone())
            .collect();
        let back: Vec<_> = stray.iter().filter_map(|uid| self.stray.remove(uid)).collect();
        for pod in before.into_iter().flat_map(|before| before.pods.into_values()).chain(back) {
            self.places.insert(pod.uid().to_owned(), name.clone());
            if pod.has_affinity() {
                self.affine.insert(pod.uid().to_owned(), name.clone());
            }
            self.stray.remove(pod.uid());
            state.put(pod);
        }
        self.zones.count_all(&state, 1);
        self.nodes.insert(name, state);
    }

    /// A node is gone; its pods are strays until they are gone too.
    pub fn remove_node(&mut self, name: &str) -> Option<NodeState> {
        let state = self.nodes.remove(name)?;
        for image in state.images.keys() {
            if let Some(count) = self.images.get_mut(image) {
                *count -= 1;
            }
        }
        self.zones.count_all(&state, -1);
        for (uid, pod) in &state.pods {
            self.affine.remove(uid);
            self.stray.insert(uid.clone(), pod.clone());
        }
        Some(state)
    }

    /// A pod is on a node, or differs there.
    pub fn place(&mut self, pod: Arc<PodState>, node: &str) {
        self.remove(pod.uid());
        let uid = pod.uid().to_owned();
        match self.nodes.get_mut(node) {
            Some(state) => {
                if pod.has_affinity() {
                    self.affine.insert(uid.clone(), node.to_owned());
                }
                self.zones.count(state, &pod, 1);
                state.put(pod);
            }
            None => drop(self.stray.insert(uid.clone(), pod)),
        }
        self.places.insert(uid, node.to_owned());
    }

    /// A pod is gone, has ended, or has no node.
    pub fn remove(&mut self, uid: &str) {
        self.stray.remove(uid);
        self.affine.remove(uid);
        self.nominated.remove(uid);
        let Some(node) = self.places.remove(uid).and_then(|node| self.nodes.get_mut(&node)) else { return };
        if let Some(pod) = node.take(uid) {
            self.zones.count(node, &pod, -1);
        }
    }

    /// A pod waits for room on a node that preemption makes.
    pub fn nominate(&mut self, pod: Arc<PodState>, node: &str) {
        self.nominated.insert(pod.uid().to_owned(), (node.to_owned(), pod));
    }

    /// Forgets nominated pods that wait no longer.
    pub fn keep_nominated(&mut self, waits: impl Fn(&PodState) -> bool) {
        self.nominated.retain(|_, (_, pod)| waits(pod));
    }

    /// A pod on a node, as it was placed.
    pub fn placed(&self, uid: &str) -> Option<(&str, &Arc<PodState>)> {
        let node = self.places.get(uid)?;
        let pod =
            self.nodes.get(node).and_then(|state| state.pods.get(uid)).or_else(|| self.stray.get(uid))?;
        Some((node, pod))
    }

    /// The uids of all pods that are on nodes.
    pub fn uids(&self) -> impl Iterator<Item = &String> {
        self.places.keys()
    }
}
