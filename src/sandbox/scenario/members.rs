//! Clusters of a fleet.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{NodeAutoscaler, Pool, Scenario};
use crate::kubernetes::resources::StringMap;

/// A cluster of a fleet. What it does not say is as the scenario says it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Member {
    /// Its name: that of its context in the kubeconfig, and the one by which policies name it.
    pub name: String,
    /// Labels by which policies may name it.
    #[serde(default, skip_serializing_if = "StringMap::is_empty")]
    pub labels: StringMap,
    /// Its node pools.
    pub pools: Vec<Pool>,
    /// Its cluster autoscaler, if that differs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub node_autoscaler: Option<NodeAutoscaler>,
    /// Objects that are there from the start.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub objects: Vec<Value>,
}

impl Scenario {
    /// The scenario of one of the fleet's clusters, by its place.
    pub fn of_member(&self, place: usize) -> Option<Self> {
        let member = self.members.get(place)?;
        let mut own = self.clone();
        own.members.clear();
        own.load.clear();
        own.changes.clear();
        own.pools.clone_from(&member.pools);
        own.objects.clone_from(&member.objects);
        own.ingress.port = 0;
        // Two clusters that choose alike would give their pods the same names.
        own.seed = self.seed.wrapping_add(1).wrapping_add(u64::try_from(place).unwrap_or(0));
        if let Some(settings) = &member.node_autoscaler {
            own.node_autoscaler = settings.clone();
        }
        Some(own)
    }

    /// The scenario of the fleet's hub, which has no nodes.
    pub fn of_hub(&self) -> Self {
        let mut own = self.clone();
        own.pools.clear();
        own.node_autoscaler.enabled = false;
        own.node_autoscaler.priorities.clear();
        own
    }
}
