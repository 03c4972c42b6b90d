//! One service with all that belongs to it: units, pools, who goes next.

use std::collections::BTreeMap;

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use serde::Serialize;
use serde_json::Value;

use super::world::{Key, World};
use super::{PodView, Stage};
use crate::elastic::fit::{Amounts, Room};
use crate::elastic::placement::labels_admit;
use crate::elastic::units::{self, Order};
use crate::elastic::victims::{self, Candidate, Rule};
use crate::elastic::{pools, units::unit_of};
use crate::kubernetes::quantity::Quantity;
use crate::kubernetes::resources::{
    Deployment, HorizontalPodAutoscaler, InferenceService, Node, Pod, PodSpec, ResourcePolicy, StringMap,
    condition_is_true,
};
use crate::kubernetes::selector;
use crate::platform::{accelerator_model, is_accelerator, is_virtual_node};

/// Annotation with the names of pools, a JSON object from id to name; on a ResourcePolicy, an autoscaler or a service.
pub const POOL_NAMES: &str = "neap.dev/pool-names";
/// Annotation by which a ReplicaSet's victims can be chosen.
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";

/// A scheduling unit with what it holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unit {
    /// `ecs`, `eci`, `elastic`, `acs`; absent where the order comes from affinity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Labels of its nodes.
    pub selector: Vec<(String, String)>,
    /// The pool's name or id, where the selector names a pool.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// Pods of the service in it.
    pub used: u32,
    /// The most that it takes; absent means no limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
}

/// A node pool with its accelerators and nodes.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Pool {
    /// The name that was given to it, else its id; `None` for nodes without a pool label.
    pub name: Option<String>,
    /// The counts.
    #[serde(flatten)]
    pub counts: pools::Counts,
    /// Pods of this service on it.
    pub pods: u32,
    /// What its labels say that the accelerator is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
}

/// Who goes next when the count falls by one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Victim {
    /// The pod.
    pub pod: String,
    /// Where it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pool: Option<String>,
    /// Its unit, counted from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<usize>,
    /// The rule by which it goes before the next pod of the order.
    pub rule: Rule,
}

/// The order in which pods go.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct VictimOrder {
    /// By the ReplicaSet's own rules, the first goes first.
    pub victims: Vec<Victim>,
    /// A pod of an earlier unit goes before one of a later unit: the preferred pool is emptied first.
    pub against_units: bool,
    /// A ResourcePolicy is there, which reverses the order of units as far as it can.
    pub policy: Option<String>,
}

/// References to all that belongs to one service.
pub(super) struct Scene<'a> {
    pub key: Key,
    pub service: Option<&'a InferenceService>,
    pub deployment: Option<&'a Deployment>,
    pub others: Vec<&'a Deployment>,
    pub autoscalers: Vec<&'a HorizontalPodAutoscaler>,
    pub pods: Vec<&'a Pod>,
    /// Policies that belong to the service by name or owner and select none of its pods.
    pub idle_policies: Vec<&'a ResourcePolicy>,
    pub units: Vec<units::Unit>,
    pub order: Option<Order>,
    pub pool_names: BTreeMap<String, String>,
    /// The accelerator that its pods ask for.
    pub accelerator: Option<String>,
}

impl World {
    /// All services: those that are there, and those of which only Deployments or pods are.
    pub(super) fn scenes(&self) -> Vec<Scene<'_>> {
        let named = |metadata| Self::service_of(metadata);
        let mut keys: Vec<Key> = self.services.keys().cloned().collect();
        keys.extend(self.deployments.values().filter_map(|it| named(&it.metadata)));
        keys.extend(self.pods.values().filter_map(|it| named(&it.metadata)));
        keys.sort();
        keys.dedup();
        if let Some(only) = &self.scope.service {
            keys.retain(|(_, name)| name == only);
        }
        keys.into_iter().map(|key| self.scene(key)).collect()
    }

    /// The one service of a scope that names one.
    pub(super) fn only_scene(&self) -> Option<Scene<'_>> {
        self.scope.service.as_ref()?;
        self.scenes().into_iter().next()
    }

    pub(super) fn scene(&self, key: Key) -> Scene<'_> {
        let service = self.services.get(&key);
        let mine = |metadata: &ObjectMeta| Self::service_of(metadata).as_ref() == Some(&key);
        let component = |metadata: &ObjectMeta| {
            metadata.labels.as_ref().and_then(|labels| labels.get("component").cloned())
        };
        let is_predictor =
            |metadata: &ObjectMeta| component(metadata).is_none_or(|component| component == "predictor");
        let deployments: Vec<_> = self.deployments.values().filter(|it| mine(&it.metadata)).collect();
        let (mut predictors, others): (Vec<_>, Vec<_>) =
            deployments.into_iter().partition(|it| is_predictor(&it.metadata));
        // Knative keeps a Deployment for each revision; the newest is the one that grows.
        predictors.sort_by_key(|it| it.metadata.creation_timestamp.as_ref().map(|time| time.0));
        let exact = format!("{}-predictor", key.1);
        let deployment = predictors
            .iter()
            .find(|it| it.metadata.name.as_deref() == Some(&exact))
            .or(predictors.last())
            .copied();
        let target = deployment.and_then(|it| it.metadata.name.as_deref());
        let scales = |hpa: &&HorizontalPodAutoscaler| {
            hpa.metadata.namespace.as_deref().unwrap_or_default() == key.0
                && target.is_some_and(|target| hpa.spec.scale_target_ref.name == target)
        };
        let pods: Vec<_> =
            self.pods.values().filter(|it| mine(&it.metadata) && is_predictor(&it.metadata)).collect();
        let labels: Vec<StringMap> = match pods.is_empty() {
            false => pods.iter().filter_map(|pod| pod.metadata.labels.clone()).collect(),
            true => deployment.map(|it| it.spec.selector.match_labels.clone()).into_iter().collect(),
        };
        let here =
            self.policies.values().filter(|it| it.metadata.namespace.as_deref().unwrap_or_default() == key.0);
        let selects = |policy: &&ResourcePolicy| {
            labels.iter().any(|labels| selector::matches(&policy.spec.selector, labels))
        };
        let (selecting, others_policies): (Vec<_>, Vec<_>) = here.partition(selects);
        let policy = selecting.first().copied();
        let belongs = |policy: &&ResourcePolicy| {
            policy.metadata.name.as_deref() == Some(&key.1)
                || policy.metadata.owner_references.iter().flatten().any(|owner| owner.name == key.1)
                || mine(&policy.metadata)
        };
        let idle_policies = match pods.is_empty() {
            true => Vec::new(),
            false => others_policies.into_iter().filter(belongs).collect(),
        };
        let template = deployment.map(|it| &it.spec.template.spec).or(pods.first().map(|pod| &pod.spec));
        let (units, order) = match (policy, template.map(units::of_affinity).unwrap_or_default()) {
            (Some(policy), _) => {
                let name = policy.metadata.name.clone().unwrap_or_default();
                (units::of_policy(&policy.spec), Some(Order::ResourcePolicy { name }))
            }
            (None, units) if !units.is_empty() => (units, Some(Order::Affinity)),
            _ => (Vec::new(), None),
        };
        let autoscalers: Vec<_> = self.autoscalers.values().filter(scales).collect();
        let mut pool_names = BTreeMap::new();
        let annotated = (service.map(|it| &it.metadata).into_iter())
            .chain(autoscalers.iter().map(|it| &it.metadata))
            .chain(policy.map(|it| &it.metadata))
            .chain(deployment.map(|it| &it.metadata));
        for annotation in annotated.filter_map(|it| it.annotations.as_ref()?.get(POOL_NAMES)) {
            // Somebody else's text: what is not a map of strings names nothing.
            if let Ok(names) = serde_json::from_str::<BTreeMap<String, String>>(annotation) {
                pool_names.extend(names);
            }
        }
        let accelerator =
            template.and_then(|template| requests(template).into_keys().find(|name| is_accelerator(name)));
        Scene {
            service,
            deployment,
            others,
            autoscalers,
            pods,
            idle_policies,
            units,
            order,
            pool_names,
            accelerator,
            key,
        }
    }

    /// Nodes that matter to the one service: its pods are there, its units mean them, or its pods could run there.
    pub(super) fn concerned_nodes(&self) -> Vec<String> {
        let Some(scene) = self.only_scene() else { return Vec::new() };
        let nodes = self.nodes.values().filter(|node| self.concerns_node(&scene, node));
        nodes.filter_map(|node| node.metadata.name.clone()).collect()
    }

    pub(super) fn concerns_node(&self, scene: &Scene<'_>, node: &Node) -> bool {
        let name = node.metadata.name.as_deref().unwrap_or_default();
        if scene.pods.iter().any(|pod| pod.spec.node_name.as_deref() == Some(name)) {
            return true;
        }
        let labels = node.metadata.labels.clone().unwrap_or_default();
        let virtual_node = is_virtual_node(name, &labels, &node.spec.taints);
        if !scene.units.is_empty() {
            return unit_of(&scene.units, name, &labels, virtual_node).is_some();
        }
        let template = scene.template();
        // Without units, any node with the accelerator that is asked for may be used.
        scene.accelerator.as_ref().is_some_and(|accelerator| {
            (capacity(node, accelerator) > 0 || accelerator_model(&labels).is_some())
                && template.is_none_or(|template| labels_admit(template, name, &labels))
        })
    }

    /// A node as the scheduler's filters see it.
    pub(super) fn room(&self, node: &Node) -> Room {
        let name = node.metadata.name.clone().unwrap_or_default();
        let mut used = self.occupied.get(&name).cloned().unwrap_or_default();
        for pod in
            self.pods.values().filter(|pod| pod.spec.node_name.as_deref() == Some(&name) && is_active(pod))
        {
            add(&mut used, &requests(&pod.spec));
        }
        Room {
            labels: node.metadata.labels.clone().unwrap_or_default(),
            unschedulable: node.spec.unschedulable,
            taints: node.spec.taints.clone(),
            allocatable: amounts(&node.status.allocatable),
            used,
            name,
        }
    }

    pub(super) fn pool_name(&self, scene: &Scene<'_>, labels: &StringMap) -> Option<String> {
        let id = self.scope.pool_labels.pool(labels)?;
        Some(scene.pool_names.get(id).cloned().unwrap_or_else(|| id.to_owned()))
    }

    pub(super) fn unit_views(&self, scene: &Scene<'_>, pods: &[PodView]) -> Vec<Unit> {
        let view = |(index, unit): (usize, &units::Unit)| {
            let selector = unit.selector();
            let id = selector.iter().find(|(key, _)| self.scope.pool_labels.is_pool(key)).map(|(_, id)| id);
            let used =
                pods.iter().filter(|pod| pod.unit == Some(index) && pod.stage != Stage::Succeeded).count();
            Unit {
                resource: unit.resource.clone(),
                pool: id.map(|id| scene.pool_names.get(id).unwrap_or(id).clone()),
                selector,
                used: u32::try_from(used).unwrap_or(u32::MAX),
                max: unit.max,
            }
        };
        scene.units.iter().enumerate().map(view).collect()
    }

    /// The pools of the one service; the overview names pools by its pods alone.
    pub(super) fn pool_views(&self, scene: &Scene<'_>) -> Vec<Pool> {
        if self.scope.service.is_none() {
            return Vec::new();
        }
        let mut members = Vec::new();
        let mut models = BTreeMap::new();
        let mut order = BTreeMap::new();
        for node in self.nodes.values().filter(|node| self.concerns_node(scene, node)) {
            let room = self.room(node);
            let model = accelerator_model(&room.labels).map(str::to_owned);
            let pool = self.scope.pool_labels.pool(&room.labels).map(str::to_owned);
            let virtual_node = is_virtual_node(&room.name, &room.labels, &room.taints);
            let place = unit_of(&scene.units, &room.name, &room.labels, virtual_node).unwrap_or(usize::MAX);
            order.entry(pool.clone()).or_insert(place);
            let of = |amounts: &Amounts| {
                let amount =
                    scene.accelerator.as_ref().and_then(|name| amounts.get(name)).copied().unwrap_or(0);
                u32::try_from(amount / 1000).unwrap_or(0)
            };
            members.push(pools::Member {
                ready: condition_is_true(&node.status.conditions, "Ready") == Some(true),
                capacity: of(&room.allocatable),
                used: of(&room.used),
                expects_accelerator: model.is_some() && scene.accelerator.is_some(),
                pool: pool.clone(),
                node: room.name,
            });
            if let Some(model) = model {
                models.entry(pool).or_insert(model);
            }
        }
        // Pools stand in the order in which the units use them.
        members.sort_by_key(|member| order.get(&member.pool).copied().unwrap_or(usize::MAX));
        let on = |pool: &Option<String>| {
            let nodes: Vec<_> = members
                .iter()
                .filter(|member| member.pool == *pool)
                .map(|member| member.node.as_str())
                .collect();
            let here = |pod: &&&Pod| pod.spec.node_name.as_deref().is_some_and(|node| nodes.contains(&node));
            u32::try_from(scene.pods.iter().filter(here).count()).unwrap_or(u32::MAX)
        };
        let view = |counts: pools::Counts| Pool {
            name: counts.id.as_ref().map(|id| scene.pool_names.get(id).unwrap_or(id).clone()),
            pods: on(&counts.id),
            model: models.get(&counts.id).cloned(),
            counts,
        };
        pools::count(&members).into_iter().map(view).collect()
    }

    pub(super) fn victim_order(
        &self,
        scene: &Scene<'_>,
        pods: &[PodView],
        now: Timestamp,
    ) -> Option<VictimOrder> {
        let active: Vec<&Pod> = scene.pods.iter().copied().filter(|pod| is_active(pod)).collect();
        let owner = |pod: &Pod| {
            let owners = pod.metadata.owner_references.as_deref().unwrap_or_default();
            owners
                .iter()
                .find(|owner| owner.controller == Some(true))
                .map(|owner| (owner.kind.clone(), owner.uid.clone()))
        };
        // A rollout has two ReplicaSets; the order is that of the larger one.
        let mut sizes: BTreeMap<_, usize> = BTreeMap::new();
        for owner in active.iter().filter_map(|pod| owner(pod)).filter(|(kind, _)| kind == "ReplicaSet") {
            *sizes.entry(owner).or_default() += 1;
        }
        let (owner_of_most, count) = sizes.into_iter().max_by_key(|(_, count)| *count)?;
        if count < 2 {
            return None;
        }
        let of_it: Vec<&Pod> =
            active.into_iter().filter(|pod| owner(pod).as_ref() == Some(&owner_of_most)).collect();
        let candidates: Vec<Candidate> = of_it.iter().map(|pod| candidate(pod, &of_it)).collect();
        let order = victims::order(&candidates, now);
        let victims: Vec<Victim> = order
            .into_iter()
            .map(|(index, rule)| {
                let name = candidates[index].name.clone();
                let view = pods.iter().find(|pod| pod.name == name);
                Victim {
                    pool: view.and_then(|view| view.pool.clone()),
                    unit: view.and_then(|view| view.unit),
                    pod: name,
                    rule,
                }
            })
            .collect();
        let placed: Vec<usize> = victims.iter().filter_map(|victim| victim.unit).collect();
        let policy = match &scene.order {
            Some(Order::ResourcePolicy { name }) => Some(name.clone()),
            _ => None,
        };
        Some(VictimOrder { against_units: placed.windows(2).any(|pair| pair[0] < pair[1]), victims, policy })
    }
}

impl Scene<'_> {
    /// What the next pod will ask for.
    pub fn template(&self) -> Option<&PodSpec> {
        self.deployment.map(|it| &it.spec.template.spec).or(self.pods.first().map(|pod| &pod.spec))
    }
}

/// Neither ended nor being ended.
pub(super) fn is_active(pod: &Pod) -> bool {
    pod.metadata.deletion_timestamp.is_none()
        && !matches!(pod.status.phase.as_deref(), Some("Succeeded" | "Failed"))
}

fn candidate(pod: &Pod, all: &[&Pod]) -> Candidate {
    let ready = pod.status.conditions.iter().find(|it| it.kind == "Ready" && it.status == "True");
    let annotation = pod.metadata.annotations.as_ref().and_then(|it| it.get(DELETION_COST));
    let statuses = pod.status.container_statuses.iter();
    Candidate {
        name: pod.metadata.name.clone().unwrap_or_default(),
        uid: pod.metadata.uid.clone().unwrap_or_default(),
        scheduled: pod.spec.node_name.is_some(),
        phase: match pod.status.phase.as_deref() {
            Some("Running") => 2,
            Some("Unknown") => 1,
            _ => 0,
        },
        ready_since: ready.and_then(|it| it.last_transition_time),
        deletion_cost: annotation.and_then(|cost| cost.parse().ok()).unwrap_or(0),
        neighbours: u32::try_from(all.iter().filter(|it| it.spec.node_name == pod.spec.node_name).count())
            .unwrap_or(u32::MAX),
        restarts: statuses.map(|status| status.restart_count).max().unwrap_or(0),
        created: pod.metadata.creation_timestamp.as_ref().map(|time| time.0),
    }
}

/// What a pod asks for, as the scheduler counts it: the sum of its containers, or its largest init container.
pub fn requests(pod: &PodSpec) -> Amounts {
    let of = |container: &crate::kubernetes::resources::Container| {
        let mut wanted = amounts(&container.resources.limits);
        wanted.extend(amounts(&container.resources.requests));
        wanted
    };
    let mut sum = Amounts::new();
    for container in &pod.containers {
        add(&mut sum, &of(container));
    }
    for (name, amount) in pod.init_containers.iter().flat_map(of) {
        let wanted = sum.entry(name).or_insert(0);
        *wanted = amount.max(*wanted);
    }
    sum
}

pub(super) fn add(sum: &mut Amounts, more: &Amounts) {
    for (name, amount) in more {
        *sum.entry(name.clone()).or_insert(0) += amount;
    }
}

/// Quantities as the API writes them, in thousandths; what is not a quantity is left out.
pub(super) fn amounts(quantities: &BTreeMap<String, Value>) -> Amounts {
    let milli = |value: &Value| match value {
        Value::String(text) => Quantity::parse(text).ok().map(|quantity| quantity.milli_value()),
        Value::Number(number) => {
            Quantity::parse(&number.to_string()).ok().map(|quantity| quantity.milli_value())
        }
        _ => None,
    };
    quantities.iter().filter_map(|(name, value)| Some((name.clone(), milli(value)?))).collect()
}

pub(super) fn capacity(node: &Node, accelerator: &str) -> i128 {
    amounts(&node.status.allocatable).get(accelerator).copied().unwrap_or(0)
}
