//! Scale-in in the reverse order of a ResourcePolicy's units: pods of later units are cheaper to delete.
//!
//! A ReplicaSet deletes the cheapest of its ready pods first. This is the part of the embedded control plane; on a real one the
//! machines write costs (`machines::deletion_cost`), and only they.

use jiff::Timestamp;
use serde_json::json;

use super::pods::{self, DELETION_COST};
use super::scheduler::units::{selects, takes};
use crate::elastic::units::of_policy;
use crate::sandbox::{Change, Controller, Kept, Key, Plan, World, Write};

/// Between the costs of one unit and the next.
const STEP: i32 = 100;

/// Writes deletion costs on pods.
#[derive(Debug, Default)]
pub struct ResourcePolicyController;

impl Controller for ResourcePolicyController {
    fn name(&self) -> &'static str {
        "resource-policy-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::ResourcePolicy(_) => vec![change.key()],
            Change::Pod(diff) => {
                let Some(pod) = diff.now().filter(|pod| pod.spec.node_name.is_some()) else {
                    return Vec::new();
                };
                let all = world.resource_policies.of(pod.namespace());
                all.filter(|policy| selects(policy, pod.labels())).map(|policy| policy.key()).collect()
            }
            Change::Node(diff)
                if diff.old.as_ref().is_none_or(|old| old.metadata.labels != diff.last.metadata.labels) =>
            {
                world.resource_policies.iter().map(|(key, _)| key.clone()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn weight(&self, _: &Key, world: &World) -> usize {
        world.pods.len()
    }

    fn reconcile(&mut self, key: &Key, world: &World, _now: Timestamp) -> Plan {
        let Some(policy) = world.resource_policies.at(key) else { return Plan::nothing() };
        let units = of_policy(&policy.spec);
        let mut plan = Plan::nothing();
        let all = world.pods.of(policy.namespace());
        for pod in all.filter(|pod| pods::is_active(pod) && selects(policy, pod.labels())) {
            let node = pod.spec.node_name.as_deref().and_then(|name| world.nodes.get("", name));
            let Some(node) = node else { continue };
            let takes = |unit: &_| takes(unit, node.name(), node.labels(), &node.spec.taints);
            let place = units.iter().position(takes).unwrap_or(units.len());
            let left = i32::try_from(units.len() - place).unwrap_or(0);
            let cost = (left * STEP).to_string();
            if pod.annotations().get(DELETION_COST) != Some(&cost) {
                let patch =
                    json!({ "metadata": { "uid": pod.uid(), "annotations": { DELETION_COST: cost } } });
                plan.writes.push(Write::merge(&**pod, patch));
            }
        }
        plan
    }
}
