//! Where pods may be: scheduling units, node pools, and what is free on a node.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Serialize;

use super::scene::{Scene, is_active};
use super::settled::Kept;
use super::world::World;
use super::{PodView, Service, Stage};
use crate::elastic::fit::{Amounts, Room};
use crate::elastic::placement::labels_admit;
use crate::elastic::pools;
use crate::elastic::requests::{add, amounts, requests};
use crate::elastic::units::{self, unit_of};
use crate::kubernetes::resources::{Node, Pod, StringMap, condition_is_true};
use crate::platform::{accelerator_model, is_accelerator, is_virtual_node};

/// A scheduling unit with what it holds.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Unit {
    /// `ecs`, `eci`, `elastic`, `acs`; absent where the order comes from affinity.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Labels of its nodes.
    pub selector: StringMap,
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
    /// The cluster of a fleet that it is in; absent for the one that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// What its labels say that the accelerator is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// Its nodes; the counts say what a reader of JSON needs of them.
    #[serde(skip)]
    pub nodes: Vec<PoolNode>,
}

/// A node of a pool.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolNode {
    /// Its name.
    pub name: String,
    /// Whether it is ready and offers its accelerators, if it is to have any.
    pub usable: bool,
    /// Accelerators that it offers.
    pub accelerators: u32,
    /// Accelerators of it that pods ask for.
    pub used: u32,
    /// The scheduling unit that takes it, counted from 0.
    pub unit: Option<usize>,
    /// When it joined.
    pub created: Option<Timestamp>,
    /// Since when it calls itself ready; a flap overwrites it.
    pub ready: Option<Timestamp>,
}

impl PoolNode {
    fn of(member: &pools::Member, unit: Option<usize>, node: Option<&Node>) -> Self {
        let ready = |node: &Node| {
            let condition = node.status.conditions.iter().find(|it| it.kind == "Ready")?;
            condition.last_transition_time.filter(|_| condition.status == "True")
        };
        Self {
            name: member.node.clone(),
            usable: member.ready && (member.capacity > 0 || !member.expects_accelerator),
            accelerators: member.capacity,
            used: member.used,
            unit,
            created: node.and_then(|it| it.metadata.creation_timestamp.as_ref()).map(|time| time.0),
            ready: node.and_then(ready),
        }
    }
}

impl Pool {
    /// Its name, behind that of its cluster where it is of a fleet; `None` for nodes without a pool label.
    pub fn place(&self) -> Option<String> {
        let name = self.name.as_ref()?;
        Some(self.cluster.as_ref().map_or_else(|| name.clone(), |cluster| format!("{cluster}/{name}")))
    }
}

impl World {
    /// Nodes that matter to the one service: its pods are there, its units mean them, or its pods could run there.
    pub(super) fn concerned_nodes(&self) -> Vec<String> {
        let Some(scene) = self.only_scene().or_else(|| self.place()) else { return Vec::new() };
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
        // Pods that bear no name are among what others take.
        let here = |pod: &&Kept| pod.node() == Some(name.as_str()) && pod.family().is_some();
        for pod in self.pods.values().filter(here).map(Kept::pod).filter(|pod| is_active(pod)) {
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
                selector: selector.into_iter().collect(),
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
        let mut units = BTreeMap::new();
        for node in self.nodes.values().filter(|node| self.concerns_node(scene, node)) {
            let room = self.room(node);
            let model = accelerator_model(&room.labels).map(str::to_owned);
            let pool = self.scope.pool_labels.pool(&room.labels).map(str::to_owned);
            let virtual_node = is_virtual_node(&room.name, &room.labels, &room.taints);
            let unit = unit_of(&scene.units, &room.name, &room.labels, virtual_node);
            order.entry(pool.clone()).or_insert(unit.unwrap_or(usize::MAX));
            units.extend(unit.map(|unit| (room.name.clone(), unit)));
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
            let here =
                |pod: &&Cow<'_, Pod>| pod.spec.node_name.as_deref().is_some_and(|node| nodes.contains(&node));
            u32::try_from(scene.pods.iter().filter(here).count()).unwrap_or(u32::MAX)
        };
        let view = |counts: pools::Counts| Pool {
            name: counts.id.as_ref().map(|id| scene.pool_names.get(id).unwrap_or(id).clone()),
            pods: on(&counts.id),
            cluster: None,
            model: models.get(&counts.id).cloned(),
            nodes: members
                .iter()
                .filter(|member| member.pool == counts.id)
                .map(|member| PoolNode::of(member, units.get(&member.node).copied(), self.node(&member.node)))
                .collect(),
            counts,
        };
        pools::count(&members).into_iter().map(view).collect()
    }

    fn node(&self, name: &str) -> Option<&Node> {
        self.nodes.get(&(String::new(), name.to_owned()))
    }

    /// The pools of an overview: those that offer accelerators, or where pods of these services are. What other pods take is not
    /// asked for: it is as much as the whole cluster.
    pub(super) fn pools_of_all(&self, services: &[Service], names: &BTreeMap<String, String>) -> Vec<Pool> {
        let asked_for: BTreeSet<&str> = services.iter().filter_map(|it| it.accelerator.as_deref()).collect();
        let mut here: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
        let pods = services.iter().flat_map(|it| &it.pods).filter(|it| it.stage != Stage::Succeeded);
        for (pod, node) in pods.filter_map(|pod| Some((pod, pod.node.as_deref()?))) {
            let (pods, used) = here.entry(node).or_default();
            (*pods, *used) = (*pods + 1, *used + pod.accelerators);
        }
        let mut views: BTreeMap<&str, Pool> = BTreeMap::new();
        for node in self.nodes.values() {
            let (Some(name), Some(labels)) = (&node.metadata.name, &node.metadata.labels) else { continue };
            let Some(id) = self.scope.pool_labels.pool(labels) else { continue };
            let offered = || node.status.allocatable.keys().filter(|name| is_accelerator(name));
            let counted =
                offered().find(|name| asked_for.contains(name.as_str())).or_else(|| offered().next());
            let capacity = counted.map_or(0, |name| capacity(node, name) / 1000);
            let model = accelerator_model(labels);
            let (pods, used) = here.get(name.as_str()).copied().unwrap_or_default();
            let member = pools::Member {
                ready: condition_is_true(&node.status.conditions, "Ready") == Some(true),
                capacity: u32::try_from(capacity).unwrap_or(0),
                expects_accelerator: model.is_some(),
                pool: Some(id.to_owned()),
                node: name.clone(),
                used,
            };
            let pool = views.entry(id).or_insert_with(|| Pool {
                name: Some(names.get(id).cloned().unwrap_or_else(|| id.to_owned())),
                counts: pools::Counts { id: Some(id.to_owned()), ..pools::Counts::default() },
                pods: 0,
                cluster: None,
                model: None,
                nodes: Vec::new(),
            });
            pool.counts.add(&member);
            pool.pods += pods;
            pool.model = pool.model.take().or_else(|| model.map(str::to_owned));
            pool.nodes.push(PoolNode::of(&member, None, Some(node)));
        }
        views.into_values().filter(|it| it.pods > 0 || it.counts.total > 0 || it.model.is_some()).collect()
    }
}

pub(super) fn capacity(node: &Node, accelerator: &str) -> i128 {
    amounts(&node.status.allocatable).get(accelerator).copied().unwrap_or(0)
}
