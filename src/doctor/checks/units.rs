//! ResourcePolicies: what their fields say together.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::Found;
use crate::doctor::case::{Case, Entry};
use crate::doctor::finding::Finding;
use crate::elastic::units::{Unit, of_policy};
use crate::kubernetes::near;
use crate::kubernetes::resources::{Node, ResourcePolicySpec, StringMap};
use crate::kubernetes::selector;
use crate::platform::is_virtual_node;

const GROUP: (&str, &str) = ("scheduling.alibabacloud.com", "ResourcePolicy");
/// The switch that replaces the elastic unit.
const WAIT: &str = "k8s.aliyun.com/resource-policy-wait-for-ecs-scaling";

fn units(policy: &Entry) -> impl Iterator<Item = (usize, &Value)> {
    policy.list("/spec/units").iter().enumerate()
}

fn is_elastic(unit: &Value) -> bool {
    let resource = unit.get("resource").and_then(Value::as_str);
    resource == Some("elastic") || unit.get("podLabels").and_then(|labels| labels.get(WAIT)).is_some()
}

/// `max` on a unit whose nodes are made on demand.
pub fn max_of_elastic(case: &Case, found: &mut Found) {
    for policy in case.of(GROUP.0, GROUP.1) {
        for (index, unit) in units(policy).filter(|(_, unit)| is_elastic(unit) && unit.get("max").is_some()) {
            let at = format!("/spec/units/{index}/max");
            found.push(
                Finding::at(policy, &at)
                    .found(format!("max: {} on an elastic unit", unit["max"]))
                    .expected("no max: the node pool has one")
                    .why("the node autoscaler does not know max: it makes nodes for pods that may not use them")
                    .remedy("limit the node pool instead")
                    .remove(policy, at),
            );
        }
    }
}

/// Fields that count pods, without a `max` to count against.
pub fn max_missing(case: &Case, found: &mut Found) {
    for policy in case.of(GROUP.0, GROUP.1) {
        if units(policy).any(|(_, unit)| unit.get("max").is_some()) {
            continue;
        }
        let fields = [
            ("ignorePreviousPod", json!(false)),
            ("ignoreTerminatingPod", json!(true)),
            ("matchLabelKeys", json!([])),
        ];
        for (field, default) in fields {
            let at = format!("/spec/{field}");
            let set = policy.get(&at).is_some_and(|value| *value != json!(false) && *value != json!([]))
                && policy.is_meant(&at, &default);
            if set {
                found.push(
                    Finding::at(policy, &at)
                        .found(format!("{field}, and no unit has a max"))
                        .expected("a max on a unit")
                        .why("it says which pods count towards max: without one it does nothing")
                        .remedy("give a unit a max, or leave the field out")
                        .remove(policy, at),
                );
            }
        }
    }
}

/// Two units that take the same nodes.
pub fn equal(case: &Case, found: &mut Found) {
    for policy in case.of(GROUP.0, GROUP.1) {
        let nodes =
            |unit: &Value| ["resource", "nodeSelector", "podLabels"].map(|name| unit.get(name).cloned());
        let all: Vec<_> = units(policy).map(|(index, unit)| (index, nodes(unit))).collect();
        for (index, unit) in &all {
            let Some((first, _)) = all.iter().find(|(other, its)| other < index && its == unit) else {
                continue;
            };
            found.push(
                Finding::at(policy, format!("/spec/units/{index}"))
                    .found(format!("the same nodes as units[{first}]"))
                    .expected("units that differ")
                    .why("what finds no room in the first finds none in the second: the order says nothing")
                    .remedy("delete one, or give it other nodes")
                    .remove(policy, format!("/spec/units/{index}")),
            );
        }
    }
}

/// Fields whose value the scheduler knows, and their values.
const WORDS: [(&str, &[&str]); 3] = [
    ("/spec/strategy", &["prefer", "required"]),
    ("/spec/preemptPolicy", &["BeforeNextUnit", "AfterAllUnits"]),
    (
        "/spec/whenTryNextUnits/policy",
        &[
            "ExceedMax",
            "LackResourceAndNoTerminating",
            "LackResourceAndNoterminating",
            "LackResourceOrExceedMax",
            "TimeoutOrExceedMax",
            "Timeout",
        ],
    ),
];
const RESOURCES: &[&str] = &["ecs", "eci", "elastic", "acs"];

/// A word that the scheduler does not know.
pub fn words(case: &Case, found: &mut Found) {
    for policy in case.of(GROUP.0, GROUP.1) {
        let of_units = units(policy).map(|(index, _)| (format!("/spec/units/{index}/resource"), RESOURCES));
        for (at, known) in WORDS.iter().map(|(at, known)| ((*at).to_owned(), *known)).chain(of_units) {
            let Some(word) = policy.get(&at).and_then(Value::as_str).filter(|word| !known.contains(word))
            else {
                continue;
            };
            let meant = near::near(word, known.iter().copied()).first().copied().unwrap_or(known[0]);
            found.push(
                Finding::at(policy, &at)
                    .found(format!("{word:?}"))
                    .expected(super::all_of(known.iter().copied()))
                    .why("the schema takes any text here, and the scheduler leaves out what it does not know")
                    .remedy(format!("write `{meant}`"))
                    .set(policy, at, meant),
            );
        }
    }
}

/// A timeout that nothing waits for.
pub fn timeout(case: &Case, found: &mut Found) {
    for policy in case.of(GROUP.0, GROUP.1) {
        let at = "/spec/whenTryNextUnits/timeout";
        let waits = policy.text("/spec/whenTryNextUnits/policy").starts_with("Timeout");
        if policy.get(at).is_none() || waits {
            continue;
        }
        found.push(
            Finding::at(policy, at)
                .found(format!("timeout: {}", policy.text(at)))
                .expected("policy: TimeoutOrExceedMax beside it")
                .why("only that policy waits for a time: the timeout does nothing")
                .remedy("write the policy that waits, or leave the timeout out")
                .set(policy, "/spec/whenTryNextUnits/policy", "TimeoutOrExceedMax"),
        );
    }
}

/// What the selected workload brings: its own order of going, or a kind that has one of its own.
pub fn scale_in(case: &Case, found: &mut Found) {
    const COST: &str = "controller.kubernetes.io/pod-deletion-cost";
    let workloads = case.workloads();
    for policy in case.of(GROUP.0, GROUP.1) {
        let selector = policy.strings("/spec/selector");
        let taken = workloads.iter().filter(|workload| {
            workload.entry.namespace() == policy.namespace() && selector::matches(&selector, &workload.labels)
        });
        for workload in taken {
            let metadata = workload.metadata.clone().unwrap_or_else(|| "/metadata".into());
            let at = format!("{metadata}/annotations/{}", COST.replace('/', "~1"));
            if workload.entry.get(&at).is_some() {
                found.push(
                    Finding::at(workload.entry, &at)
                        .found(format!("the annotation {COST}"))
                        .expected("no such annotation on pods of a ResourcePolicy")
                        .why("the scheduler sets it itself, so that the last unit's pods go first; the two disagree")
                        .remedy("leave the annotation out")
                        .remove(workload.entry, at),
                );
            }
        }
    }
}

/// A kind whose pods go in an order of their own.
pub fn order_of_kind(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for policy in case.of(GROUP.0, GROUP.1) {
        let selector = policy.strings("/spec/selector");
        for workload in &workloads {
            let kind = workload.entry.identity.kind.as_str();
            let own = ["StatefulSet", "LeaderWorkerSet", "RoleBasedGroup"].contains(&kind);
            let taken = !selector.is_empty()
                && workload.entry.namespace() == policy.namespace()
                && selector::matches(&selector, &workload.labels);
            if own && taken {
                found.push(
                    Finding::at(policy, "/spec/units")
                        .found(format!("{}, a {kind}", workload.entry.identity))
                        .expected("a Deployment, if the last unit's pods shall go first")
                        .why(format!("a {kind} removes its highest number first, in whichever pool that runs: the cheap pool may be emptied before the dear one"))
                        .remedy("see which pool its highest numbers run in before it scales in, or serve it as a Deployment")
                        .command(format!("kubectl get pods -n {} -l {} -o wide", policy.namespace(), selector::query(&selector))),
                );
            }
        }
    }
}

/// Labels that pods are counted by and do not have.
pub fn label_keys(case: &Case, found: &mut Found) {
    let workloads = case.workloads();
    for policy in case.of(GROUP.0, GROUP.1) {
        let selector = policy.strings("/spec/selector");
        for (index, key) in policy.list("/spec/matchLabelKeys").iter().enumerate() {
            let Some(key) = key.as_str() else { continue };
            // The ReplicaSet's controller adds it.
            let without = workloads.iter().find(|workload| {
                workload.entry.namespace() == policy.namespace()
                    && selector::matches(&selector, &workload.labels)
                    && !workload.labels.contains_key(key)
                    && key != "pod-template-hash"
            });
            let Some(workload) = without else { continue };
            let at = format!("/spec/matchLabelKeys/{index}");
            found.push(
                Finding::at(policy, &at)
                    .found(format!("{key}, which the pods of {} do not have", workload.entry.identity))
                    .expected("labels that all selected pods carry")
                    .why("the scheduler refuses a pod without it: it stays Pending")
                    .remedy("put the label on the pods, or leave it out here")
                    .remove(policy, at),
            );
        }
    }
}

/// Units by node pool beside the cluster-autoscaler, which does not know the policy.
pub fn cluster_autoscaler(case: &Case, found: &mut Found) {
    let runs = case.of("apps", "Deployment").any(|entry| entry.identity.name.contains("cluster-autoscaler"))
        || case.of("", "ConfigMap").any(|entry| entry.identity.name == "cluster-autoscaler-status");
    if !runs {
        return;
    }
    for policy in case.of(GROUP.0, GROUP.1) {
        let by_nodes = units(policy).find(|(_, unit)| unit.get("nodeSelector").is_some());
        if let Some((index, _)) = by_nodes {
            found.push(
                Finding::at(policy, format!("/spec/units/{index}/nodeSelector"))
                    .found("units by node pool, and the cluster-autoscaler")
                    .expected("instant elasticity (GOATScaler), or units by resource only")
                    .why("the cluster-autoscaler does not know the policy: it may enlarge a pool that comes later, and the pods wait on")
                    .remedy("switch the pools to instant elasticity (ACK's console, Nodes, Node Pools, Node Scaling), or leave nodeSelector out of the units"),
            );
        }
    }
}

/// A node, as far as units ask for it.
struct Place {
    name: String,
    labels: StringMap,
    is_virtual: bool,
}

fn places(case: &Case) -> Vec<Place> {
    let place = |entry: &Entry| {
        let node: Node = serde_json::from_value(entry.value.clone()).ok()?;
        let (name, labels) = (entry.identity.name.clone(), entry.strings("/metadata/labels"));
        Some(Place { is_virtual: is_virtual_node(&name, &labels, &node.spec.taints), name, labels })
    };
    case.of("", "Node").filter_map(place).collect()
}

/// A unit to which no node belongs: a pool's name that is nearly another's, or units that all have none.
///
/// A pool at zero looks the same, so that one empty unit among others says nothing.
pub fn without_nodes(case: &Case, found: &mut Found) {
    const WHY: &str = "a unit takes nodes by their labels: what no node has takes no pod, unless a pool that is empty now makes nodes with it";
    let places = places(case);
    for policy in case.of(GROUP.0, GROUP.1).filter(|_| !places.is_empty()) {
        let spec: Option<ResourcePolicySpec> =
            policy.get("/spec").and_then(|spec| serde_json::from_value(spec.clone()).ok());
        let units = spec.as_ref().map(of_policy).unwrap_or_default();
        let has_node = |unit: &Unit| places.iter().any(|it| unit.takes(&it.name, &it.labels, it.is_virtual));
        let empty: Vec<(usize, &Unit)> =
            units.iter().enumerate().filter(|(_, unit)| !has_node(unit)).collect();
        let before = found.len();
        for (index, unit) in &empty {
            let Some((key, name, meant)) = misspelt(unit, &units, &places) else { continue };
            let at = format!("/spec/units/{index}/nodeSelector/{}", key.replace('/', "~1"));
            found.push(
                Finding::at(policy, &at)
                    .found(format!("{name:?}, which no node has"))
                    .expected(format!("{meant:?}, which nodes have"))
                    .why(WHY)
                    .remedy(format!("write `{meant}`, if that is the pool"))
                    .command(format!("kubectl get nodes -L {key}"))
                    .set(policy, at, meant),
            );
        }
        // Virtual nodes, and what makes nodes by itself, need none beforehand.
        let waits = |unit: &&Unit| unit.resource.as_deref().is_none_or(|it| it == "ecs");
        if found.len() == before
            && !units.is_empty()
            && empty.len() == units.len()
            && units.iter().all(|it| waits(&it))
        {
            found.push(
                Finding::at(policy, "/spec/units")
                    .found("units to which no node belongs, all of them")
                    .expected(named_by_nodes(&units, &places))
                    .why(WHY)
                    .remedy("compare the units' labels with those of the nodes")
                    .command("kubectl get nodes --show-labels"),
            );
        }
    }
}

/// What units could name: the values of the first one's label, of nodes that there are.
fn named_by_nodes(units: &[Unit], places: &[Place]) -> String {
    let of_nodes = units.iter().find_map(Unit::label).map(|(key, _)| {
        let values = places.iter().filter_map(|place| place.labels.get(key).map(String::as_str));
        (key, values.collect::<BTreeSet<_>>())
    });
    match of_nodes {
        Some((key, values)) if !values.is_empty() => {
            format!("a value of {key} that nodes have: {}", super::all_of(values.into_iter()))
        }
        _ => "a unit whose labels nodes have".to_owned(),
    }
}

/// The label of an empty unit whose value is one that nodes have, written wrong: key, value, and what nodes have.
fn misspelt<'a>(unit: &'a Unit, units: &[Unit], places: &'a [Place]) -> Option<(&'a str, &'a str, &'a str)> {
    let (key, names) = unit.label()?;
    let name = *names.first()?;
    let named = |value: &&str| {
        units
            .iter()
            .any(|other| other.label().is_some_and(|(its, values)| its == key && values.contains(value)))
    };
    let mut known = places.iter().filter_map(|place| place.labels.get(key).map(String::as_str));
    let meant = known.find(|value| near::is_slip(name, value) && !named(value))?;
    Some((key, name, meant))
}
