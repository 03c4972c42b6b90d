//! What the autoscaler looks at: nodes with their pods, and the pods that found no room.

use std::sync::Arc;

use jiff::Timestamp;

use crate::elastic::fit::{Amounts, Room, misfit};
use crate::kubernetes::resources::{Pod, StringMap, Taint};
use crate::sandbox::scenario::{Pool, TaintEffect};

/// A pod.
#[derive(Debug, Clone)]
pub struct PodView {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// What it asks for.
    pub requests: Amounts,
    /// The pod, which says where it may go.
    pub pod: Arc<Pod>,
    /// Its rank.
    pub priority: i32,
    /// When it was made.
    pub created: Timestamp,
    /// Why it may not be moved to another node; `None` if it may.
    pub pinned: Option<Pinned>,
    /// It runs on every node, and goes with it.
    pub daemon: bool,
}

/// Why a pod keeps its node from being removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pinned {
    /// Nobody would make it anew.
    NotReplicated,
    /// Its annotation says so.
    NotSafeToEvict,
    /// What it wrote to the node's disk would be lost.
    LocalStorage,
    /// It is one of kube-system's own.
    System,
    /// A disruption budget leaves no room.
    Budget,
}

/// A node.
#[derive(Debug, Clone)]
pub struct NodeView {
    /// Name, labels, taints, what it has and what is asked of it.
    pub room: Room,
    /// Its pool, by place.
    pub pool: usize,
    /// Ready, and its accelerators are allocatable.
    pub ready: bool,
    /// When it registered.
    pub created: Timestamp,
    /// It is being removed.
    pub going: bool,
    /// It has been told that it may be removed.
    pub candidate: bool,
    /// Its pods.
    pub pods: Vec<PodView>,
}

/// What the autoscaler looks at.
#[derive(Debug, Clone, Default)]
pub struct View {
    /// Nodes of pools.
    pub nodes: Vec<NodeView>,
    /// Other nodes: they take pods, and that is all.
    pub others: Vec<Room>,
    /// Pods that the scheduler called unschedulable.
    pub pending: Vec<PodView>,
}

impl PodView {
    /// Whether a node has room for it.
    pub fn fits(&self, room: &Room) -> bool {
        misfit(&self.pod.spec, &self.requests, room).is_none()
    }
}

/// Puts a pod on a node.
pub fn place(pod: &PodView, room: &mut Room) {
    for (resource, amount) in &pod.requests {
        *room.used.entry(resource.clone()).or_default() += amount;
    }
    *room.used.entry("pods".into()).or_default() += 1000;
}

/// A node of a pool as it will be: the platform's template.
pub fn template(pool: &Pool) -> Room {
    let taint = |taint: &crate::sandbox::scenario::NodeTaint| Taint {
        key: taint.key.clone(),
        value: taint.value.clone(),
        effect: effect(taint.effect).into(),
        ..Taint::default()
    };
    Room {
        name: format!("template-node-for-{}", pool.id()),
        labels: labels(pool, "template-node"),
        unschedulable: false,
        taints: pool.taints.iter().map(taint).collect(),
        allocatable: allocatable(pool),
        used: Amounts::new(),
    }
}

/// As the API writes it.
pub fn effect(effect: TaintEffect) -> &'static str {
    match effect {
        TaintEffect::NoSchedule => "NoSchedule",
        TaintEffect::PreferNoSchedule => "PreferNoSchedule",
        TaintEffect::NoExecute => "NoExecute",
    }
}

/// The labels of a node.
pub fn labels(pool: &Pool, node: &str) -> StringMap {
    let mut labels = StringMap::from(
        [
            ("kubernetes.io/hostname", node),
            ("kubernetes.io/os", "linux"),
            ("kubernetes.io/arch", "amd64"),
            (pool.pool_label.as_str(), pool.id()),
        ]
        .map(|(label, value)| (label.to_owned(), value.to_owned())),
    );
    if let Some(gpu) = &pool.gpu
        && !pool.faults.double_provisioning
    {
        labels.insert(ACCELERATOR_LABEL.into(), gpu.model.clone());
        labels.insert("aliyun.accelerator/nvidia_count".into(), gpu.count.to_string());
    }
    labels.extend(pool.labels.clone());
    labels
}

/// The label by which ACK's autoscaler knows a node that will have accelerators.
pub const ACCELERATOR_LABEL: &str = "aliyun.accelerator/nvidia_name";

/// What pods may ask for on a node of a pool, in thousandths, accelerators included.
pub fn allocatable(pool: &Pool) -> Amounts {
    let mut amounts = Amounts::from([
        ("cpu".to_owned(), pool.cpu.0.milli_value()),
        ("memory".to_owned(), pool.memory.0.milli_value()),
        ("ephemeral-storage".to_owned(), i128::from(200_u64 << 30) * 1000),
        ("pods".to_owned(), 110 * 1000),
    ]);
    if let Some(gpu) = &pool.gpu {
        amounts.insert(gpu.resource.clone(), i128::from(gpu.count) * 1000);
    }
    amounts
}
