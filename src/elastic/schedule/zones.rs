//! How many pods of each crowd are in each zone: to ask each of a thousand nodes for each pod takes long.

use std::collections::{BTreeMap, BTreeSet};

use super::{Crowd, NodeState, PodState};

/// Pods that are not going, by the zone of their node and by crowd.
#[derive(Debug, Default)]
pub(super) struct Zones(BTreeMap<Option<String>, BTreeMap<Crowd, i64>>);

impl Zones {
    /// The pods of a node come, or go with it.
    pub fn count_all(&mut self, node: &NodeState, times: i64) {
        for (crowd, count) in &node.crowds {
            self.add(node, *crowd, times * i64::from(*count));
        }
    }

    /// A pod comes to a node, or goes.
    pub fn count(&mut self, node: &NodeState, pod: &PodState, times: i64) {
        if !pod.is_going() {
            self.add(node, pod.crowd, times);
        }
    }

    fn add(&mut self, node: &NodeState, crowd: Crowd, by: i64) {
        if !self.0.contains_key(&node.zone) {
            self.0.insert(node.zone.clone(), BTreeMap::new());
        }
        let Some(zone) = self.0.get_mut(&node.zone) else { return };
        let count = zone.entry(crowd).or_insert(0);
        *count += by;
        if *count == 0 {
            zone.remove(&crowd);
        }
    }

    /// How many pods of some crowds are in a zone; `""` is that of the nodes without one.
    pub fn sum(&self, zone: &str, crowds: &BTreeSet<Crowd>) -> i64 {
        let zones = self.0.iter().filter(|(name, _)| name.as_deref().unwrap_or_default() == zone);
        zones.flat_map(|(_, counts)| crowds.iter().filter_map(|crowd| counts.get(crowd))).sum()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;
    use serde_json::{from_value, json};

    use super::super::View;

    proptest! {
        #[test]
        fn the_sums_are_those_of_the_nodes(steps in prop::collection::vec((0..5u8, 0..4u8, 0..6u8, 0..3u8, any::<bool>()), 1..60)) {
            let mut view = View::default();
            for (what, node, pod, label, flag) in steps {
                let name = format!("n{node}");
                match what {
                    0 => {
                        let zone = if flag { json!({"topology.kubernetes.io/zone": format!("z{}", label % 2)}) } else { json!({}) };
                        view.set_node(Arc::new(from_value(json!({"metadata": {"name": name, "labels": zone}})).unwrap()));
                    }
                    1 => drop(view.remove_node(&name)),
                    2 => view.remove(&format!("p{pod}")),
                    _ => {
                        let going = flag.then_some("2026-01-01T00:00:00Z");
                        let pod = json!({"metadata": {"name": format!("p{pod}"), "uid": format!("p{pod}"), "namespace": "ns",
                            "labels": {"app": label.to_string()}, "deletionTimestamp": going}, "spec": {"nodeName": name}});
                        let pod = view.state(Arc::new(from_value(pod).unwrap()));
                        view.place(pod, &name);
                    }
                }
            }
            let all = view.crowds(|_, _| true);
            for zone in ["", "z0", "z1"] {
                let of = view.nodes().values().filter(|node| node.zone.as_deref().unwrap_or_default() == zone);
                let counted: i64 = of.flat_map(|node| node.crowds.values()).map(|count| i64::from(*count)).sum();
                prop_assert_eq!(view.zones().sum(zone, &all), counted);
            }
        }
    }
}
