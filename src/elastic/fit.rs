//! Why a pod fits on no node: the scheduler's filters in its order, by arithmetic alone.
//!
//! The scheduler says so itself, in a condition and in events. This is for when both are gone or nobody schedules.

use std::collections::BTreeMap;

use serde::Serialize;

use super::placement::{labels_admit, untolerated};
use crate::kubernetes::resources::{PodSpec, StringMap, Taint};

/// Amounts of resources in thousandths of their unit.
pub type Amounts = BTreeMap<String, i128>;

/// A node as the filters see it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Room {
    /// Its name.
    pub name: String,
    /// Its labels.
    pub labels: StringMap,
    /// Cordoned.
    pub unschedulable: bool,
    /// Its taints.
    pub taints: Vec<Taint>,
    /// What pods may ask for in all.
    pub allocatable: Amounts,
    /// What its pods ask for.
    pub used: Amounts,
}

/// Why one node does not take a pod.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase", tag = "kind")]
pub enum Misfit {
    /// Too little of a resource is free.
    Short {
        /// As `nvidia.com/gpu`.
        resource: String,
    },
    /// It is cordoned.
    Cordoned,
    /// It has a taint that the pod does not tolerate.
    Tainted {
        /// The taint's key.
        taint: String,
    },
    /// Its labels do not satisfy node selector or affinity.
    OtherLabels,
}

/// Why a node does not take a pod that asks for `requests`; `None` if it does.
///
/// The first reason in the scheduler's order: cordon, taints, labels, resources. Of several short resources the
/// accelerator is named, since that is the scarce one.
pub fn misfit(pod: &PodSpec, requests: &Amounts, room: &Room) -> Option<Misfit> {
    if room.unschedulable {
        return Some(Misfit::Cordoned);
    }
    if let Some(taint) = untolerated(&room.taints, &pod.tolerations) {
        return Some(Misfit::Tainted { taint: taint.key.clone() });
    }
    if !labels_admit(pod, &room.name, &room.labels) {
        return Some(Misfit::OtherLabels);
    }
    let of = |amounts: &Amounts, resource: &str| amounts.get(resource).copied().unwrap_or(0);
    let mut short: Vec<_> = requests
        .iter()
        .filter(|(resource, wanted)| {
            **wanted > 0 && of(&room.allocatable, resource) - of(&room.used, resource) < **wanted
        })
        .map(|(resource, _)| resource.clone())
        .collect();
    short.sort_by_key(|resource| !resource.contains('/'));
    short.into_iter().next().map(|resource| Misfit::Short { resource })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn amounts(pairs: &[(&str, i128)]) -> Amounts {
        pairs.iter().map(|(name, amount)| ((*name).to_owned(), amount * 1000)).collect()
    }

    #[test]
    fn the_first_filter_that_refuses_is_named() {
        let wants = amounts(&[("cpu", 4), ("nvidia.com/gpu", 1)]);
        let mut pod = PodSpec::default();
        let mut room = Room {
            name: "edge-1".into(),
            allocatable: amounts(&[("cpu", 8), ("nvidia.com/gpu", 1)]),
            ..Room::default()
        };
        assert_eq!(misfit(&pod, &wants, &room), None);
        room.used = amounts(&[("cpu", 6), ("nvidia.com/gpu", 1)]);
        assert_eq!(misfit(&pod, &wants, &room), Some(Misfit::Short { resource: "nvidia.com/gpu".into() }));
        room.used = amounts(&[("cpu", 6)]);
        assert_eq!(misfit(&pod, &wants, &room), Some(Misfit::Short { resource: "cpu".into() }));
        pod.node_selector = StringMap::from([("pool".into(), "cloud".into())]);
        assert_eq!(misfit(&pod, &wants, &room), Some(Misfit::OtherLabels));
        room.taints =
            vec![Taint { key: "edge".into(), value: None, effect: "NoSchedule".into(), ..Taint::default() }];
        assert_eq!(misfit(&pod, &wants, &room), Some(Misfit::Tainted { taint: "edge".into() }));
        room.unschedulable = true;
        assert_eq!(misfit(&pod, &wants, &room), Some(Misfit::Cordoned));
    }
}
