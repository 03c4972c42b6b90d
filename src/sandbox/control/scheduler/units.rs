//! ResourcePolicies: which one a pod falls under, and how its units stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::json;

use crate::elastic::schedule::policy::{self, Rules, UnitState};
use crate::elastic::schedule::{NodeState, PodState, View};
use crate::elastic::units::{Unit, of_policy};
use crate::kubernetes::resources::{ResourcePolicy, StringMap};
use crate::kubernetes::selector::{holds, matches};
use crate::platform::is_virtual_node;
use crate::sandbox::{Kept, World, Write};

/// The policies, with how their units stand while pods are placed.
pub(super) struct Policies<'a> {
    world: &'a World,
    /// By namespace and name of the policy, and the values by which its pods are counted apart.
    states: BTreeMap<(String, String, Vec<String>), State>,
    current: Option<(String, String, Vec<String>)>,
}

struct State {
    policy: Arc<ResourcePolicy>,
    units: Vec<UnitState>,
    rules: Rules,
}

/// What policies say of a pod.
pub(super) enum Match<'a> {
    /// None is about it.
    None,
    /// It cannot be placed by them.
    Refused(&'static str),
    /// These units in order.
    Units {
        /// How they stand.
        units: &'a [UnitState],
        /// The rules between them.
        rules: Rules,
    },
}

/// Whether a policy is about pods with these labels in its namespace; without a selector it is about all.
pub fn selects(policy: &ResourcePolicy, labels: &StringMap) -> bool {
    matches(&policy.spec.selector, labels)
        && policy.spec.match_expressions.iter().all(|requirement| holds(requirement, labels))
}

/// Whether a node belongs to a unit.
pub fn takes(
    unit: &Unit,
    name: &str,
    labels: &StringMap,
    taints: &[crate::kubernetes::resources::Taint],
) -> bool {
    unit.takes(name, labels, is_virtual_node(name, labels, taints))
}

impl<'a> Policies<'a> {
    pub fn new(world: &'a World) -> Self {
        Self { world, states: BTreeMap::new(), current: None }
    }

    /// What policies say of a pod.
    pub fn of(&mut self, pod: &PodState, view: &View) -> Match<'_> {
        let all = self.world.resource_policies.of(pod.namespace());
        let mut about = all.filter(|policy| selects(policy, pod.labels()));
        let Some(policy) = about.next() else { return Match::None };
        if about.next().is_some() {
            return Match::Refused("pod is selected by more than one ResourcePolicy");
        }
        let keys = &policy.spec.match_label_keys;
        let values: Option<Vec<String>> = keys.iter().map(|key| pod.labels().get(key).cloned()).collect();
        let Some(values) = values else {
            return Match::Refused("pod lacks a label of the ResourcePolicy's matchLabelKeys");
        };
        let key = (pod.namespace().to_owned(), policy.name().to_owned(), values.clone());
        let state = self.states.entry(key.clone()).or_insert_with(|| State {
            units: stand(policy, &values, view),
            rules: Rules::of(&policy.spec),
            policy: policy.clone(),
        });
        self.current = Some(key);
        Match::Units { units: &state.units, rules: state.rules }
    }

    /// The pod that was asked about last lands in a unit. Returns what is written on it before.
    pub fn land(&mut self, pod: &PodState, unit: usize) -> Option<Write> {
        let state = self.states.get_mut(self.current.as_ref()?)?;
        state.units.get_mut(unit)?.pods += 1;
        let said = state.policy.spec.units.get(unit)?;
        if said.pod_labels.is_empty() && said.pod_annotations.is_empty() {
            return None;
        }
        let patch = json!({ "metadata": { "labels": said.pod_labels, "annotations": said.pod_annotations } });
        Some(Write::merge(&*pod.pod, patch))
    }
}

/// How a policy's units stand for pods with these values of its keys.
fn stand(policy: &ResourcePolicy, values: &[String], view: &View) -> Vec<UnitState> {
    let spec = &policy.spec;
    let counts = |pod: &PodState| {
        let same =
            spec.match_label_keys.iter().zip(values).all(|(key, value)| pod.labels().get(key) == Some(value));
        let previous = spec.ignore_previous_pod == Some(true) && is_older(pod, policy);
        pod.namespace() == policy.namespace() && selects(policy, pod.labels()) && same && !previous
    };
    let ignores_going = spec.ignore_terminating_pod.unwrap_or(true);
    let stands = |(unit, said): (Unit, &crate::kubernetes::resources::Unit)| {
        let belongs = |node: &&NodeState| takes(&unit, node.name(), node.labels(), &node.node.spec.taints);
        let mut state = UnitState {
            max: unit.max,
            waits: policy::waits(&said.pod_labels) || said.resource.as_deref() == Some("elastic"),
            ..UnitState::default()
        };
        for node in view.nodes().values().filter(belongs) {
            state.nodes.insert(node.name().to_owned());
            let here =
                node.pods.values().filter(|pod| counts(pod) && matches(&said.pod_labels, pod.labels()));
            for pod in here {
                state.terminating |= pod.is_going();
                state.pods += u32::from(!(pod.is_going() && ignores_going));
            }
        }
        state
    };
    of_policy(spec).into_iter().zip(&spec.units).map(stands).collect()
}

fn is_older(pod: &PodState, policy: &ResourcePolicy) -> bool {
    let created = |meta: &k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta| {
        meta.creation_timestamp.as_ref().map(|time| time.0)
    };
    created(&pod.pod.metadata) < created(&policy.metadata)
}
