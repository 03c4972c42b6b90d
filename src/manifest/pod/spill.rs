//! How the order of scheduling units reaches the scheduler: ACK's ResourcePolicy, or weighted node affinity.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::kubernetes::resources::StringMap;
use crate::platform::Capabilities;
use crate::workload::placement::{Placement, SpillWith};
use crate::workload::unit::{Capacity, Unit};

/// The label of ACK's node pools.
const ACK_POOL: &str = "alibabacloud.com/nodepool-id";

/// How the order is said.
#[derive(Debug, Clone, PartialEq)]
pub enum Spill {
    /// An object of its own.
    Policy {
        /// Its units, as the template places them.
        units: Vec<Value>,
        /// When pods may push out others.
        preempt: Option<&'static str>,
    },
    /// Part of the pod.
    Affinity(Value),
}

/// Chooses how the order is said; `None` without units. Notes say what was chosen and what to know about it.
///
/// # Errors
/// A usage error: affinity cannot say it, or the cluster does not serve what is asked for.
pub fn choose(
    placement: &Placement,
    capabilities: &Capabilities,
    notes: &mut Vec<String>,
) -> Result<Option<Spill>> {
    if placement.units.is_empty() {
        return Ok(None);
    }
    let pool_label =
        placement.pool_label.as_deref().or(capabilities.pool_label.as_deref()).unwrap_or(ACK_POOL);
    let policy = match placement.spill_with {
        SpillWith::ResourcePolicy if capabilities.asked && !capabilities.resource_policy => {
            return Err(Error::usage(
                "`--spill-with=resource-policy`: this cluster does not serve ResourcePolicy",
            )
            .hint("`--spill-with=affinity` says the order to any scheduler"));
        }
        SpillWith::ResourcePolicy => true,
        SpillWith::Affinity => false,
        SpillWith::Auto => {
            notes.push(match (capabilities.asked, capabilities.resource_policy) {
                (true, true) => "spill order: by ResourcePolicy, which this cluster serves".into(),
                (true, false) => "spill order: by node affinity, because this cluster does not serve ResourcePolicy".into(),
                (false, _) => "spill order: by ResourcePolicy; no cluster was asked whether it serves it (`--spill-with=affinity` needs nothing)".into(),
            });
            capabilities.resource_policy
        }
    };
    match policy {
        true => {
            remark(placement, notes);
            let units = placement.units.iter().map(|unit| policy_unit(unit, pool_label)).collect();
            Ok(Some(Spill::Policy { units, preempt: placement.preempt.map(|preempt| preempt.name()) }))
        }
        false => {
            notes.push("node affinity orders where pods start; which go first when replicas shrink is not its business".into());
            let known = placement.pool_label.is_some() || capabilities.pool_label.is_some();
            if !known && placement.units.iter().any(|unit| unit.pool.is_some()) {
                notes.push(format!("`nodepool=` means the node label {ACK_POOL}: elsewhere than on ACK name it with `--pool-label`"));
            }
            affinity(placement, pool_label).map(Some)
        }
    }
}

fn nodes(unit: &Unit, pool_label: &str) -> StringMap {
    let mut nodes = unit.selector.clone();
    if let Some(pool) = &unit.pool {
        nodes.insert(pool_label.to_owned(), pool.clone());
    }
    nodes
}

fn policy_unit(unit: &Unit, pool_label: &str) -> Value {
    json!({
        "resource": unit.capacity.name(),
        "max": unit.max,
        "nodes": nodes(unit, pool_label),
        "labels": unit.labels,
        "annotations": unit.annotations,
    })
}

/// What to know about a policy.
fn remark(placement: &Placement, notes: &mut Vec<String>) {
    if placement.units.iter().any(|unit| unit.capacity == Capacity::Elastic) {
        notes.push(
            "`resource=elastic` is being retired: `resource=ecs,label.k8s.aliyun.com/resource-policy-wait-for-ecs-scaling=true` succeeds it".into(),
        );
    }
    if placement.units.iter().any(|unit| unit.capacity == Capacity::Elastic && unit.max.is_some()) {
        notes.push("a unit that a node pool grows for should have no `max`: the node autoscaler does not know it and adds nodes in vain".into());
    }
    if placement.preempt.is_some() && placement.priority_class.is_none() {
        notes.push(
            "`--preempt-policy` does nothing among pods of equal priority: add `--priority=high`".into(),
        );
    }
}

/// Required: any of the units. Preferred: the first most.
fn affinity(placement: &Placement, pool_label: &str) -> Result<Spill> {
    for unit in &placement.units {
        let cannot = if unit.capacity.is_virtual() {
            Some("its pods run behind a virtual node, which only ACK's scheduler chooses")
        } else if unit.max.is_some() {
            Some("affinity cannot count, so `max` would be ignored")
        } else if !unit.labels.is_empty() || !unit.annotations.is_empty() {
            Some("affinity cannot write labels or annotations onto a pod")
        } else if unit.selector.is_empty() && unit.pool.is_none() {
            Some("it names no nodes: add `nodepool=` or `selector.LABEL=`")
        } else {
            None
        };
        if let Some(reason) = cannot {
            let say = format!("the unit `{}` cannot be said by node affinity: {reason}", unit.title());
            let error = Error::usage(say);
            return Err(match placement.spill_with {
                SpillWith::Affinity => error.hint("`--spill-with=resource-policy` can, on ACK"),
                _ => error.hint("this cluster does not serve ResourcePolicy, which could"),
            });
        }
    }
    if placement.preempt.is_some() {
        return Err(Error::usage("`--preempt-policy` is ResourcePolicy's; node affinity has none")
            .hint("`--spill-with=resource-policy` can, on ACK"));
    }
    let terms: Vec<Value> = placement
        .units
        .iter()
        .map(|unit| {
            let expressions: Vec<Value> = nodes(unit, pool_label)
                .into_iter()
                .map(|(key, value)| json!({ "key": key, "operator": "In", "values": [value] }))
                .collect();
            json!({ "matchExpressions": expressions })
        })
        .collect();
    let preferred: Vec<Value> = terms
        .iter()
        .zip(weights(terms.len()))
        .map(|(term, weight)| json!({ "weight": weight, "preference": term }))
        .collect();
    let mut affinity = json!({
        "requiredDuringSchedulingIgnoredDuringExecution": { "nodeSelectorTerms": terms },
    });
    if preferred.len() > 1 {
        affinity["preferredDuringSchedulingIgnoredDuringExecution"] = preferred.into();
    }
    Ok(Spill::Affinity(affinity))
}

/// From 100 for the first down to 1 for the last, as far apart as they can be.
fn weights(count: usize) -> impl Iterator<Item = usize> {
    let last = count.saturating_sub(1).max(1);
    (0..count).map(move |at| (100 - at * 99 / last).max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workload::unit::PoolNames;

    fn placement(units: &[&str], spill_with: SpillWith) -> Placement {
        let units = units.iter().map(|unit| Unit::parse(unit, &PoolNames::new()).unwrap()).collect();
        Placement { units, spill_with, ..Placement::default() }
    }

    #[test]
    fn weights_fall_from_first_to_last() {
        assert_eq!(weights(1).collect::<Vec<_>>(), [100]);
        assert_eq!(weights(2).collect::<Vec<_>>(), [100, 1]);
        assert_eq!(weights(4).collect::<Vec<_>>(), [100, 67, 34, 1]);
        assert!(weights(500).all(|weight| (1..=100).contains(&weight)));
    }

    #[test]
    fn what_affinity_cannot_say_is_refused_with_the_reason() {
        for (unit, part) in [
            ("resource=eci,nodepool=a", "virtual node"),
            ("resource=acs", "virtual node"),
            ("nodepool=a,max=1", "`max` would be ignored"),
            ("resource=ecs", "names no nodes"),
            ("nodepool=a,label.x=y", "cannot write labels"),
        ] {
            let error =
                choose(&placement(&[unit], SpillWith::Affinity), &Capabilities::assumed(), &mut Vec::new())
                    .unwrap_err();
            assert!(error.message.contains(part), "{error}");
        }
    }

    #[test]
    fn auto_takes_what_the_cluster_has_and_says_so() {
        let units = placement(&["nodepool=a", "nodepool=b"], SpillWith::Auto);
        let mut capabilities = Capabilities { asked: true, ..Capabilities::assumed() };
        let mut notes = Vec::new();
        let spill = choose(&units, &capabilities, &mut notes).unwrap().unwrap();
        assert!(matches!(spill, Spill::Policy { .. }) && notes[0].contains("which this cluster serves"));
        capabilities.resource_policy = false;
        notes.clear();
        let spill = choose(&units, &capabilities, &mut notes).unwrap().unwrap();
        assert!(matches!(spill, Spill::Affinity(_)) && notes[0].contains("by node affinity"));
        let asked = placement(&["nodepool=a"], SpillWith::ResourcePolicy);
        assert!(choose(&asked, &capabilities, &mut notes).is_err());
    }
}
