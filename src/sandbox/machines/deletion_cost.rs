//! Scale-in in the order of units: pods in the later units cost less to delete.
//!
//! A real ReplicaSet knows no units; it reads `controller.kubernetes.io/pod-deletion-cost`. ACK's scheduler writes it, and here
//! the machines do.

use std::sync::Arc;

use serde_json::json;

use crate::elastic::units::{Unit, of_affinity, of_policy, unit_of};
use crate::kubernetes::resources::{Node, Pod, ResourcePolicySpec};
use crate::kubernetes::selector;
use crate::platform::is_virtual_node;
use crate::sandbox::{Change, Controller, Kept, Key, Plan, World, Write};

/// What a ReplicaSet reads when it chooses whom to delete.
const COST: &str = "controller.kubernetes.io/pod-deletion-cost";
/// Between the costs of neighbouring units.
const STEP: i64 = 100;

/// Writes the costs of pods.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeletionCost;

impl Controller for DeletionCost {
    fn name(&self) -> &'static str {
        "neap-scale-in"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::Pod(pod) => vec![pod.last.key()],
            Change::ResourcePolicy(policy) => {
                world.pods.of(policy.last.namespace()).map(|pod| pod.key()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn reconcile(&mut self, key: &Key, world: &World, _: jiff::Timestamp) -> Plan {
        let Some(pod) = world.pods.at(key).filter(|pod| !pod.is_going()) else { return Plan::nothing() };
        let node = pod.spec.node_name.as_deref().and_then(|name| world.nodes.get("", name));
        let Some(cost) = node.and_then(|node| cost(world, pod, node)) else { return Plan::nothing() };
        match pod.annotations().get(COST) {
            Some(known) if *known == cost.to_string() => Plan::nothing(),
            _ => {
                let patch = json!({"metadata": {"annotations": {COST: cost.to_string()}}});
                Plan::from(vec![Write::merge(&**pod, patch)])
            }
        }
    }
}

/// What a pod costs on its node; `None` where nothing says an order.
fn cost(world: &World, pod: &Pod, node: &Node) -> Option<i64> {
    if pod.controller().is_none_or(|owner| owner.kind != "ReplicaSet") {
        return None;
    }
    let units = units(world, pod);
    let place = unit_of(
        &units,
        node.name(),
        node.labels(),
        is_virtual_node(node.name(), node.labels(), &node.spec.taints),
    );
    let last = i64::try_from(units.len()).ok().filter(|count| *count > 0)?;
    // What lies in no unit goes first of all.
    Some(place.map_or(0, |place| (last - i64::try_from(place).unwrap_or(last)) * STEP))
}

/// The order: that of the first policy which selects the pod, else that of its own wishes.
fn units(world: &World, pod: &Pod) -> Vec<Unit> {
    let selects = |policy: &ResourcePolicySpec| selector::matches(&policy.selector, pod.labels());
    let mut policies = world.resource_policies.of(pod.namespace()).map(Arc::as_ref);
    match policies.find(|policy| selects(&policy.spec)) {
        Some(policy) => of_policy(&policy.spec),
        None => of_affinity(&pod.spec),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::sandbox::control::paper::Paper;

    fn cost_of(paper: &Paper, pod: &str) -> Value {
        paper
            .get("Pod", pod)
            .pointer(&format!("/metadata/annotations/{}", COST.replace('/', "~1")))
            .cloned()
            .unwrap_or_default()
    }

    #[test]
    fn pods_of_the_later_unit_cost_less() {
        let mut paper = Paper::new(vec![Box::new(DeletionCost)]);
        for pool in ["edge", "cloud", "other"] {
            paper.put(json!({"apiVersion": "v1", "kind": "Node", "metadata": {"name": pool, "labels": {"pool": pool}}}));
            let owner = json!([{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "r", "uid": "r", "controller": true}]);
            paper.put(json!({
                "apiVersion": "v1", "kind": "Pod", "metadata": {"name": pool, "namespace": "ns", "labels": {"app": "a"}, "ownerReferences": owner},
                "spec": {"nodeName": pool},
            }));
        }
        paper.settle();
        assert_eq!(cost_of(&paper, "edge"), Value::Null);
        paper.put(json!({
            "apiVersion": "scheduling.alibabacloud.com/v1alpha1", "kind": "ResourcePolicy", "metadata": {"name": "p", "namespace": "ns"},
            "spec": {"selector": {"app": "a"}, "units": [{"resource": "ecs", "nodeSelector": {"pool": "edge"}}, {"resource": "ecs", "nodeSelector": {"pool": "cloud"}}]},
        }));
        paper.settle();
        assert_eq!(
            (cost_of(&paper, "edge"), cost_of(&paper, "cloud"), cost_of(&paper, "other")),
            (json!("200"), json!("100"), json!("0"))
        );
    }
}
