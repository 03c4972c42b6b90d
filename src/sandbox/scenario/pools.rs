//! Node pools: what their nodes have, how many there are, how long they take to come, and how that fails.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::text::{Amount, Share, Span};
use crate::kubernetes::resources::StringMap;

/// A pool of equal nodes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Pool {
    /// What people call it; the name of the group in the autoscaler's events.
    pub name: String,
    /// Value of the platform's pool label; the name without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The label that names the pool on its nodes.
    #[serde(default = "ack_pool_label")]
    pub pool_label: String,
    /// More labels of its nodes.
    #[serde(default, skip_serializing_if = "StringMap::is_empty")]
    pub labels: StringMap,
    /// Taints of its nodes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taints: Vec<NodeTaint>,
    /// Processors of a node.
    #[serde(default = "eight")]
    pub cpu: Amount,
    /// Memory of a node.
    #[serde(default = "memory")]
    pub memory: Amount,
    /// Accelerators of a node; none without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gpu: Option<Gpu>,
    /// Nodes that are ready when the sandbox starts.
    #[serde(default)]
    pub initial: u32,
    /// The fewest that the autoscaler leaves.
    #[serde(default)]
    pub min: u32,
    /// The most that the autoscaler asks for. A pool with min = max is not autoscaled.
    pub max: u32,
    /// From the request for a node until it is Ready.
    #[serde(default = "boot")]
    pub boot: Span,
    /// From Ready until the device plugin has made the accelerators allocatable.
    #[serde(default = "gpu_plugin")]
    pub gpu_plugin: Span,
    /// How long a node must be unneeded before it is removed; the autoscaler's setting without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub idle_removal: Option<Span>,
    /// What goes wrong.
    #[serde(default, skip_serializing_if = "PoolFaults::is_none")]
    pub faults: PoolFaults,
}

/// Accelerators of a node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Gpu {
    /// As node labels name it: `Tesla-V100-SXM2-16GB`.
    pub model: String,
    /// How many a node has.
    #[serde(default = "one")]
    pub count: u32,
    /// Memory of each.
    #[serde(default = "gpu_memory")]
    pub memory: Amount,
    /// The extended resource that pods ask for.
    #[serde(default = "nvidia_gpu")]
    pub resource: String,
}

/// A taint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct NodeTaint {
    /// Its key.
    pub key: String,
    /// Its value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Whom it keeps away.
    pub effect: TaintEffect,
}

/// What a taint does to pods that do not tolerate it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum TaintEffect {
    /// None are placed there.
    NoSchedule,
    /// Rather none.
    PreferNoSchedule,
    /// None are placed there, and those that run are evicted.
    NoExecute,
}

/// What goes wrong in a pool.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct PoolFaults {
    /// The platform has no such machines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub out_of_stock: Option<OutOfStock>,
    /// Machines that never become Ready.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boot_failure: Option<BootFailure>,
    /// The platform takes machines back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spot_reclaim: Vec<SpotReclaim>,
    /// Nodes do not say that they will have accelerators, so that the autoscaler takes a Ready node without them for useless and asks again.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub double_provisioning: bool,
}

impl PoolFaults {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// The platform has no such machines: requests fail.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct OutOfStock {
    /// Only once so many have been delivered.
    pub after_nodes: u32,
    /// Since when, counted from the start of the sandbox.
    pub from: Span,
    /// For how long; for ever without it.
    #[serde(rename = "for", skip_serializing_if = "Option::is_none")]
    pub lasts: Option<Span>,
}

/// Machines that never become Ready.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct BootFailure {
    /// These, counted from 1 in the order in which they were asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nth: Vec<u32>,
    /// Besides, each with this probability.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rate: Option<Share>,
}

/// The platform takes machines back.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SpotReclaim {
    /// When, counted from the start of the sandbox.
    pub at: Span,
    /// How many, the oldest first.
    #[serde(default = "one")]
    pub nodes: u32,
    /// From the notice, which cordons the node, until it is gone.
    #[serde(default = "notice")]
    pub notice: Span,
}

/// How the cluster autoscaler works; names and defaults are its own flags'.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct NodeAutoscaler {
    /// Whether there is one.
    pub enabled: bool,
    /// How often it looks.
    pub scan_interval: Span,
    /// Which pool grows if several would do.
    pub expander: Expander,
    /// The order of preference under `expander: priority`: pool names, best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub priorities: Vec<String>,
    /// A pod must be this old to count.
    pub new_pod_scale_up_delay: Span,
    /// As long as all pods without room are younger, it waits for more of them. No flag: a constant of its own.
    pub unschedulable_pod_time_buffer: Span,
    /// The same, if any of them asks for an accelerator.
    pub unschedulable_pod_with_gpu_time_buffer: Span,
    /// A node that has not come after this long counts as failed.
    pub max_node_provision_time: Span,
    /// How long a pool is left alone after its first failure; doubles with each further one.
    pub initial_node_group_backoff_duration: Span,
    /// The longest that a pool is left alone.
    pub max_node_group_backoff_duration: Span,
    /// After this long without failure, the back-off starts anew.
    pub node_group_backoff_reset_timeout: Span,
    /// Whether nodes are ever removed.
    pub scale_down_enabled: bool,
    /// How long a node must be unneeded before it is removed.
    pub scale_down_unneeded_time: Span,
    /// From the taint on a node until it is removed.
    pub node_delete_delay_after_taint: Span,
    /// How long after a scale-up nothing is removed.
    pub scale_down_delay_after_add: Span,
    /// A node whose pods ask for less than this share may be unneeded.
    pub scale_down_utilization_threshold: Share,
    /// The same, of the accelerators of a node that has some.
    pub scale_down_gpu_utilization_threshold: Share,
}

impl Default for NodeAutoscaler {
    fn default() -> Self {
        Self {
            enabled: true,
            scan_interval: Span::seconds(10),
            expander: Expander::LeastWaste,
            priorities: Vec::new(),
            new_pod_scale_up_delay: Span::default(),
            unschedulable_pod_time_buffer: Span::seconds(2),
            unschedulable_pod_with_gpu_time_buffer: Span::seconds(30),
            max_node_provision_time: Span::seconds(900),
            initial_node_group_backoff_duration: Span::seconds(300),
            max_node_group_backoff_duration: Span::seconds(1800),
            node_group_backoff_reset_timeout: Span::seconds(3 * 3600),
            scale_down_enabled: true,
            scale_down_unneeded_time: Span::seconds(600),
            node_delete_delay_after_taint: Span::seconds(5),
            scale_down_delay_after_add: Span::seconds(600),
            scale_down_utilization_threshold: Share(0.5),
            scale_down_gpu_utilization_threshold: Share(0.5),
        }
    }
}

/// Which pool grows if several would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Expander {
    /// The one that leaves the smallest share of its processors and memory unused.
    #[default]
    LeastWaste,
    /// The one that takes the most pods.
    MostPods,
    /// The one that needs the fewest nodes.
    LeastNodes,
    /// In the order of `priorities`.
    Priority,
    /// Any, by the scenario's seed.
    Random,
}

impl Pool {
    /// Value of the pool label.
    pub fn id(&self) -> &str {
        self.id.as_deref().unwrap_or(&self.name)
    }

    /// Whether the autoscaler may change its size.
    pub fn autoscaled(&self) -> bool {
        self.max > self.min
    }

    /// The seed's cluster: a pool for the control components, one GPU at the edge, up to three in the cloud.
    pub fn of_the_seed() -> Vec<Self> {
        let v100 = || Gpu {
            model: "Tesla-V100-SXM2-16GB".into(),
            count: 1,
            memory: gpu_memory(),
            resource: nvidia_gpu(),
        };
        let pool = |name: &str, (initial, min, max), gpu| Self {
            name: name.into(),
            id: None,
            pool_label: ack_pool_label(),
            labels: StringMap::new(),
            taints: Vec::new(),
            cpu: eight(),
            memory: memory(),
            gpu,
            initial,
            min,
            max,
            boot: boot(),
            gpu_plugin: gpu_plugin(),
            idle_removal: None,
            faults: PoolFaults::default(),
        };
        vec![
            pool("default-nodepool", (1, 1, 1), None),
            pool("GPU-V100-Edge", (1, 1, 1), Some(v100())),
            pool("GPU-V100-Elastic", (0, 0, 3), Some(v100())),
        ]
    }
}

fn ack_pool_label() -> String {
    "alibabacloud.com/nodepool-id".into()
}

fn nvidia_gpu() -> String {
    "nvidia.com/gpu".into()
}

fn one() -> u32 {
    1
}

fn eight() -> Amount {
    Amount::whole(8)
}

fn memory() -> Amount {
    Amount::gib(32)
}

fn gpu_memory() -> Amount {
    Amount::gib(16)
}

fn boot() -> Span {
    Span::seconds(60)
}

fn gpu_plugin() -> Span {
    Span::seconds(10)
}

fn notice() -> Span {
    Span::seconds(120)
}
