//! What has to be read to show a scope: a pure plan, made anew from what is known so far.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::World;
use super::family::Family;
use super::scene::Scene;
use super::timeline;
use crate::elastic::units::Order;
use crate::kubernetes::resources::{Pod, condition_is_true};
use crate::kubernetes::{FleetApi, RootKind};
use crate::platform::PoolLabels;

/// With more nodes than this, one list of all pods is cheaper than one list a node. The API server finds the pods of a node by an
/// index: of 1,000 nodes with 8,000 pods, the lists of 200 nodes take a third of the time of the one list.
const NODES_ONE_BY_ONE: usize = 256;

/// Of so many pods the log is searched for the end of the load.
const LOGS: usize = 16;

/// What is to be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Scope {
    /// The namespace; `None` for all.
    pub namespace: Option<String>,
    /// One service; `None` for all.
    pub service: Option<String>,
    /// What its parts bear as its name, where that is another.
    pub marked: Option<String>,
    /// Which label names a node's pool.
    pub pool_labels: PoolLabels,
    /// Whether it is a cluster of a fleet: its nodes matter before the service has anything there.
    pub of_fleet: bool,
    /// Whether what a timeline needs besides is read too: leases, endpoints, events about nodes.
    pub chronicle: bool,
}

/// One thing to list, watch or ask for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Want {
    /// InferenceServices.
    Services,
    /// Services of the other kinds that are not also what runs the pods.
    Others(OtherKind),
    /// Their Deployments.
    Deployments(Family),
    /// StatefulSets that are services.
    StatefulSets,
    /// Autoscalers.
    Autoscalers,
    /// Autoscalers of a fleet.
    Federated(FleetApi),
    /// Which clusters of a fleet an object goes to.
    Bindings,
    /// ResourcePolicies.
    Policies,
    /// What scales by the clock, or through an HPA of its own.
    Scalers(ScalerKind),
    /// Pods of the services.
    Pods(Family),
    /// Pods that bear no service's name, by label selector.
    PodsOf(String),
    /// Events of the namespace.
    Events,
    /// Events about nodes, and about what is asked for nodes.
    NodeEvents,
    /// Addresses that take requests.
    Slices,
    /// Leases of a namespace, by which clocks are compared.
    Leases(String),
    /// The controller manager's Lease, each renewal of it: by which clock a watch stamps, and whether it is on time.
    Renewals,
    /// What Karpenter has asked for.
    NodeClaims,
    /// Nodes, by label selector; all if it is empty.
    Nodes(String),
    /// What other pods ask for on one node.
    Occupancy(String),
    /// What other pods ask for, on all nodes at once.
    OccupancyOfAll,
    /// A claim that a pending pod mounts.
    Claim {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// The last line of a container that ended.
    Log {
        /// The pod's namespace.
        namespace: String,
        /// The pod.
        pod: String,
        /// The container.
        container: String,
        /// How often it was started again; a new crash is a new want.
        restarts: u32,
        /// Whether the container that ended is not the one that runs now.
        previous: bool,
    },
    /// The line by which an engine says that its weights are loaded, with the time before it.
    LoadLog {
        /// The pod's namespace.
        namespace: String,
        /// The pod.
        pod: String,
        /// The container.
        container: String,
    },
}

/// A kind of service that not every cluster has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is named as its kind")]
pub enum OtherKind {
    KnativeService,
    LeaderWorkerSet,
    RoleBasedGroup,
}

/// A kind that scales besides the HPA.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[expect(missing_docs, reason = "each is named as its kind")]
pub enum ScalerKind {
    CronHorizontalPodAutoscaler,
    ScaledObject,
}

impl Scope {
    /// What the parts of the one service bear as its name.
    pub fn marked(&self) -> Option<&str> {
        self.marked.as_deref().or(self.service.as_deref())
    }
}

impl ScalerKind {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::CronHorizontalPodAutoscaler, Self::ScaledObject];
}

impl OtherKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::KnativeService, Self::LeaderWorkerSet, Self::RoleBasedGroup];
}

impl From<OtherKind> for RootKind {
    fn from(kind: OtherKind) -> Self {
        match kind {
            OtherKind::KnativeService => Self::KnativeService,
            OtherKind::LeaderWorkerSet => Self::LeaderWorkerSet,
            OtherKind::RoleBasedGroup => Self::RoleBasedGroup,
        }
    }
}

impl Want {
    /// Whether a cluster may well do without: that it is not served, or may not be read, is no news then.
    pub fn is_optional(&self) -> bool {
        matches!(
            self,
            Want::Policies
                | Want::Scalers(_)
                | Want::Others(_)
                | Want::StatefulSets
                | Want::Federated(_)
                | Want::Bindings
                | Want::NodeClaims
        )
    }

    /// What it is called towards a person who may not read it.
    pub fn noun(&self) -> &'static str {
        match self {
            Want::Services => "InferenceServices",
            Want::Others(OtherKind::KnativeService) => "Knative Services",
            Want::Others(OtherKind::LeaderWorkerSet) => "LeaderWorkerSets",
            Want::Others(OtherKind::RoleBasedGroup) => "RoleBasedGroups",
            Want::Deployments(_) => "Deployments",
            Want::StatefulSets => "StatefulSets",
            Want::Autoscalers => "HorizontalPodAutoscalers",
            Want::Federated(_) => "FederatedHPAs",
            Want::Bindings => "ResourceBindings",
            Want::Policies => "ResourcePolicies",
            Want::Scalers(ScalerKind::CronHorizontalPodAutoscaler) => "CronHorizontalPodAutoscalers",
            Want::Scalers(ScalerKind::ScaledObject) => "ScaledObjects",
            Want::Pods(_) | Want::PodsOf(_) => "pods",
            Want::Events => "events",
            Want::NodeEvents => "events of namespace default",
            Want::Slices => "EndpointSlices",
            Want::Leases(_) => "Leases",
            Want::Renewals => "the controller manager's Lease",
            Want::NodeClaims => "NodeClaims",
            Want::Nodes(_) => "nodes",
            Want::Occupancy(_) | Want::OccupancyOfAll => "pods of other namespaces",
            Want::Claim { .. } => "PersistentVolumeClaims",
            Want::Log { .. } | Want::LoadLog { .. } => "pod logs",
        }
    }

    /// What is shown worse, or not at all, without it.
    pub fn effect(&self) -> &'static str {
        match self {
            Want::Services => "the URL and KServe's own conditions are unknown",
            Want::Others(_) | Want::StatefulSets => "services of this kind are not shown",
            Want::Deployments(_) => "the wanted number of replicas is unknown",
            Want::Autoscalers | Want::Federated(_) => "the autoscaler is not shown",
            Want::Bindings => "replicas by cluster are unknown",
            Want::Scalers(_) => "what scales by the clock is not shown",
            Want::Policies => "scheduling units of a ResourcePolicy are not shown",
            Want::Pods(_) | Want::PodsOf(_) => "pods are not shown",
            Want::Events => "image pulls and requests for nodes may go unseen",
            Want::NodeEvents => "when nodes became ready may go unseen",
            Want::Slices => "when a pod got its first requests is unknown",
            Want::Leases(_) => "clocks are not compared",
            Want::Renewals => "when a size was asked for is known to two seconds, not to one",
            Want::NodeClaims => "what Karpenter asked for is unknown",
            Want::Nodes(_) => "pools, units and free GPUs are unknown",
            Want::Occupancy(_) | Want::OccupancyOfAll => "used GPUs count this service's pods only",
            Want::Claim { .. } => "the state of volumes is unknown",
            Want::LoadLog { .. } => "when weights were loaded is unknown",
            Want::Log { .. } => "the last line of a crashed container is unknown",
        }
    }
}

/// Whether the clock or KEDA may scale a service of this kind.
fn is_scaled_by_others(kind: RootKind) -> bool {
    !matches!(kind, RootKind::InferenceService | RootKind::KnativeService)
}

impl World {
    /// What has to be read, given what is known by now.
    pub fn wants(&self) -> BTreeSet<Want> {
        let mut wants = BTreeSet::from([Want::Services, Want::StatefulSets, Want::Autoscalers]);
        wants.extend(OtherKind::ALL.map(Want::Others));
        wants.extend(FleetApi::ALL.map(Want::Federated));
        wants.insert(Want::Bindings);
        wants.extend(Family::ALL.map(Want::Deployments));
        wants.extend(Family::ALL.map(Want::Pods));
        if self.scope.service.is_none() {
            // The overview names the pools that pods are in, by the names that policies give them, and no more.
            wants.extend([Want::Policies, Want::Nodes(String::new())]);
            return wants;
        }
        wants.extend([Want::Policies, Want::Events]);
        if self.scope.chronicle {
            wants.extend([Want::NodeEvents, Want::Slices, Want::NodeClaims, Want::Renewals]);
            wants.extend(["kube-node-lease", "kube-system"].map(|it| Want::Leases(it.to_owned())));
        }
        // Which nodes matter is known only by the pods and what places them.
        if !wants.iter().filter(|want| **want != Want::Events).all(|want| self.has_listed(want)) {
            return wants;
        }
        if self.only_scene().is_some_and(|scene| scene.service.is_some_and(|it| is_scaled_by_others(it.kind)))
        {
            wants.extend(ScalerKind::ALL.map(Want::Scalers));
        }
        wants.extend(self.nameless_pods());
        wants.insert(Want::Nodes(self.node_selector()));
        let nodes = self.concerned_nodes();
        match nodes.len() <= NODES_ONE_BY_ONE {
            true => wants.extend(nodes.into_iter().map(Want::Occupancy)),
            false => drop(wants.insert(Want::OccupancyOfAll)),
        }
        for pod in self.only_scene().map(|scene| scene.pods).unwrap_or_default() {
            let namespace = pod.metadata.namespace.clone().unwrap_or_default();
            if pod.spec.node_name.is_none() {
                let claims =
                    pod.spec.volumes.iter().filter_map(|volume| volume.persistent_volume_claim.as_ref());
                wants.extend(claims.map(|claim| Want::Claim {
                    namespace: namespace.clone(),
                    name: claim.claim_name.clone(),
                }));
            }
            wants.extend(self.log_of(&pod));
        }
        if self.scope.chronicle {
            wants.extend(self.load_logs());
        }
        wants
    }

    /// What the engines of the newest ready pods say of their weights.
    fn load_logs(&self) -> Vec<Want> {
        let scene = self.only_scene();
        let pods = scene.iter().flat_map(|scene| &scene.pods);
        let mut ready: Vec<&Cow<'_, Pod>> =
            pods.filter(|pod| condition_is_true(&pod.status.conditions, "Ready") == Some(true)).collect();
        ready.sort_by_key(|pod| std::cmp::Reverse(pod.metadata.creation_timestamp.clone()));
        let log = |pod: &&Cow<'_, Pod>| {
            let container = timeline::serving(&pod.spec)?.name.clone();
            let namespace = pod.metadata.namespace.clone().unwrap_or_default();
            Some(Want::LoadLog { namespace, pod: pod.metadata.name.clone()?, container })
        };
        ready.iter().take(LOGS).filter_map(log).collect()
    }

    /// The selector that covers the units' nodes: `pool in (a,b)` where all units name one and the same label.
    fn node_selector(&self) -> String {
        let all = String::new();
        let Some(scene) = self.scope.service.as_ref().and_then(|_| self.only_scene()) else { return all };
        if scene.order == Some(Order::Affinity) && self.may_be_elsewhere(&scene) {
            return all;
        }
        let mut key = None;
        let mut values = BTreeSet::new();
        for unit in &scene.units {
            // Any other form is matched here, over all nodes.
            let Some((label, named)) = unit.label() else { return all };
            if *key.get_or_insert(label) != label {
                return all;
            }
            values.extend(named);
        }
        match key {
            Some(key) => format!("{key} in ({})", values.into_iter().collect::<Vec<_>>().join(",")),
            None => all,
        }
    }

    /// Preferred affinity binds nobody: a pod may be, or may yet go, where no unit means it. What was needed once stays.
    fn may_be_elsewhere(&self, scene: &Scene<'_>) -> bool {
        let knows = self.knows_nodes();
        self.has_listed(&Want::Nodes(String::new()))
            || scene.pods.iter().any(|pod| match &pod.spec.node_name {
                Some(node) => knows && !self.nodes.contains_key(&(String::new(), node.clone())),
                None => true,
            })
    }
}
