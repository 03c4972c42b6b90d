//! What has to be read to show a scope: a pure plan, made anew from what is known so far.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::World;
use crate::elastic::units::Nodes;
use crate::platform::PoolLabels;

/// Label that KServe puts on all that it makes for a service.
pub const SERVICE_LABEL: &str = "serving.kserve.io/inferenceservice";
/// With more nodes than this, one list of all pods is cheaper than one list a node.
const NODES_ONE_BY_ONE: usize = 24;

/// What is to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// The namespace; `None` for all.
    pub namespace: Option<String>,
    /// One service; `None` for all.
    pub service: Option<String>,
    /// Which label names a node's pool.
    pub pool_labels: PoolLabels,
}

/// One thing to list, watch or ask for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Want {
    /// InferenceServices.
    Services,
    /// Their Deployments.
    Deployments,
    /// Autoscalers.
    Autoscalers,
    /// ResourcePolicies.
    Policies,
    /// Pods of the services.
    Pods,
    /// Events of the namespace.
    Events,
    /// Nodes, by label selector; all if it is empty.
    Nodes(String),
    /// What other pods ask for on one node.
    Occupancy(String),
    /// What other pods ask for, on all nodes at once.
    OccupancyOfAll,
    /// A claim that a pending pod mounts.
    Claim {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// The last line of a container that ended.
    Log {
        /// The pod's namespace.
        namespace: String,
        /// The pod.
        pod: String,
        /// The container.
        container: String,
        /// How often it was started again; a new crash is a new want.
        restarts: u32,
        /// Whether the container that ended is not the one that runs now.
        previous: bool,
    },
}

impl Want {
    /// What it is called towards a person who may not read it.
    pub fn noun(&self) -> &'static str {
        match self {
            Want::Services => "InferenceServices",
            Want::Deployments => "Deployments",
            Want::Autoscalers => "HorizontalPodAutoscalers",
            Want::Policies => "ResourcePolicies",
            Want::Pods => "pods",
            Want::Events => "events",
            Want::Nodes(_) => "nodes",
            Want::Occupancy(_) | Want::OccupancyOfAll => "pods of other namespaces",
            Want::Claim { .. } => "PersistentVolumeClaims",
            Want::Log { .. } => "pod logs",
        }
    }

    /// What is shown worse, or not at all, without it.
    pub fn effect(&self) -> &'static str {
        match self {
            Want::Services => "the URL and KServe's own conditions are unknown",
            Want::Deployments => "the wanted number of replicas is unknown",
            Want::Autoscalers => "the autoscaler is not shown",
            Want::Policies => "scheduling units of a ResourcePolicy are not shown",
            Want::Pods => "pods are not shown",
            Want::Events => "image pulls and requests for nodes may go unseen",
            Want::Nodes(_) => "pools, units and free GPUs are unknown",
            Want::Occupancy(_) | Want::OccupancyOfAll => "used GPUs count this service's pods only",
            Want::Claim { .. } => "the state of volumes is unknown",
            Want::Log { .. } => "the last line of a crashed container is unknown",
        }
    }
}

impl World {
    /// What has to be read, given what is known by now.
    pub fn wants(&self) -> BTreeSet<Want> {
        let mut wants = BTreeSet::from([Want::Services, Want::Deployments, Want::Autoscalers, Want::Pods]);
        if self.scope.service.is_none() {
            // The overview names the pools that pods are in, by the names that policies give them, and no more.
            wants.extend([Want::Policies, Want::Nodes(String::new())]);
            return wants;
        }
        wants.extend([Want::Policies, Want::Events]);
        if !self.has_listed(&Want::Policies)
            || !self.has_listed(&Want::Pods)
            || !self.has_listed(&Want::Deployments)
        {
            return wants;
        }
        wants.insert(Want::Nodes(self.node_selector()));
        let nodes = self.concerned_nodes();
        match nodes.len() <= NODES_ONE_BY_ONE {
            true => wants.extend(nodes.into_iter().map(Want::Occupancy)),
            false => drop(wants.insert(Want::OccupancyOfAll)),
        }
        for pod in self.only_scene().map(|scene| scene.pods).unwrap_or_default() {
            let namespace = pod.metadata.namespace.clone().unwrap_or_default();
            if pod.spec.node_name.is_none() {
                let claims =
                    pod.spec.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
                wants.extend(claims.map(|claim| Want::Claim {
                    namespace: namespace.clone(),
                    name: claim.claim_name.clone(),
                }));
            }
            wants.extend(self.log_of(pod));
        }
        wants
    }

    /// The selector that covers the units' nodes: `pool in (a,b)` where all units name one and the same label.
    fn node_selector(&self) -> String {
        let Some(scene) = self.scope.service.as_ref().and_then(|_| self.only_scene()) else {
            return String::new();
        };
        let mut key = None;
        let mut values = BTreeSet::new();
        for unit in &scene.units {
            let labels = match &unit.nodes {
                Nodes::Labels(labels) if labels.len() == 1 => labels,
                // Any other form is matched here, over all nodes.
                _ => return String::new(),
            };
            for (label, value) in labels {
                if *key.get_or_insert(label) != label {
                    return String::new();
                }
                values.insert(value.as_str());
            }
        }
        match key {
            Some(key) => format!("{key} in ({})", values.into_iter().collect::<Vec<_>>().join(",")),
            None => String::new(),
        }
    }
}
