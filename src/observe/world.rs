//! The fold: what is known, one record after the other. Nothing here waits, asks the time, or fails.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;

use super::attribution::{Aliases, aliases};
use super::autoscaler;
use super::family::Family;
use super::root::{Root, is_root};
use super::runner::{self, Runner};
use super::settled::Kept;
use super::wants::{ScalerKind, Scope, Want};
use super::{Change, Denial, Record, Seen};
use crate::elastic::fit::Amounts;
use crate::kubernetes::resources::{
    CronHorizontalPodAutoscaler, Event, HorizontalPodAutoscaler, Node, PersistentVolumeClaim,
    ResourceBinding, ResourcePolicy, ScaledObject,
};
use crate::kubernetes::{FleetApi, RootKind};

/// Namespace and name.
pub(super) type Key = (String, String);

/// What is known of a scope.
#[derive(Debug, Clone, Default)]
pub struct World {
    pub(super) scope: Scope,
    pub(super) services: BTreeMap<Key, Root>,
    pub(super) runners: BTreeMap<Key, Runner>,
    pub(super) autoscalers: BTreeMap<Key, HorizontalPodAutoscaler>,
    /// Autoscalers of a fleet, in the form of Kubernetes' own.
    pub(super) federated: BTreeMap<(FleetApi, Key), HorizontalPodAutoscaler>,
    pub(super) bindings: BTreeMap<Key, ResourceBinding>,
    pub(super) policies: BTreeMap<Key, ResourcePolicy>,
    pub(super) cron_scalers: BTreeMap<Key, CronHorizontalPodAutoscaler>,
    pub(super) scaled_objects: BTreeMap<Key, ScaledObject>,
    pub(super) pods: BTreeMap<Key, Kept>,
    pub(super) nodes: BTreeMap<Key, Node>,
    pub(super) claims: BTreeMap<Key, PersistentVolumeClaim>,
    pub(super) events: BTreeMap<Key, Event>,
    pub(super) occupied: BTreeMap<String, Amounts>,
    pub(super) lines: BTreeMap<Want, Option<String>>,
    pub(super) denied: BTreeMap<Want, Denial>,
    pub(super) lost: BTreeMap<Want, (Timestamp, String)>,
    /// Since when each autoscaler's recommendation has been above or below its count, where that was watched.
    pub(super) leaning: BTreeMap<Key, autoscaler::Leaning>,
    pub(super) aliases: Aliases,
    listed: BTreeSet<Want>,
}

impl World {
    /// Nothing is known yet.
    pub fn new(scope: Scope) -> Self {
        Self { scope, ..Self::default() }
    }

    /// Whether a want was answered, be it by a refusal.
    pub fn has_listed(&self, want: &Want) -> bool {
        self.listed.contains(want) || self.denied.contains_key(want)
    }

    /// Whether the nodes that matter were listed.
    pub(super) fn knows_nodes(&self) -> bool {
        self.listed.iter().any(|want| matches!(want, Want::Nodes(_)) && !self.denied.contains_key(want))
    }

    /// Whether all that the first picture needs has been answered.
    pub fn is_complete(&self) -> bool {
        self.wants().iter().all(|want| self.has_listed(want))
    }

    /// Takes in one record. Any order, any repetition and any gap is taken.
    pub fn apply(&mut self, record: Record) {
        let at = record.at;
        match record.change {
            Change::Listed { want, objects } => {
                let first = self.listed.insert(want.clone());
                self.lost.remove(&want);
                self.denied.remove(&want);
                self.forget(&want);
                for object in objects {
                    self.put(object, (!first).then_some(at));
                }
            }
            Change::Applied { object } => self.put(object, Some(at)),
            Change::Deleted { object } => self.remove(&object),
            Change::Occupied { node, amounts } => {
                self.listed.insert(Want::Occupancy(node.clone()));
                self.lost.remove(&Want::Occupancy(node.clone()));
                self.occupied.insert(node, amounts);
            }
            Change::Logged { want, line } => {
                self.listed.insert(want.clone());
                self.lines.insert(want, line);
            }
            Change::Lost { want, why } => {
                self.lost.entry(want).or_insert((at, why));
            }
            Change::Denied { want, denial } => {
                self.lost.remove(&want);
                self.denied.insert(want, denial);
            }
        }
    }

    /// Takes back what an earlier list of the same want brought.
    fn forget(&mut self, want: &Want) {
        match want {
            Want::Services => self.services.retain(|_, it| it.kind != RootKind::InferenceService),
            Want::Others(kind) => {
                let kind = RootKind::from(*kind);
                self.services.retain(|_, it| it.kind != kind);
                self.runners.retain(|_, it| it.kind != runner_kind(kind));
            }
            Want::StatefulSets => {
                self.services.retain(|_, it| it.kind != RootKind::StatefulSet);
                self.runners.retain(|_, it| it.kind != "StatefulSet");
            }
            Want::Deployments(family) => {
                let of_family = |it: &Runner| it.kind == "Deployment" && is_of(&it.object.metadata, *family);
                self.runners.retain(|_, it| !of_family(it));
                if *family == Family::Named {
                    self.services.retain(|_, it| it.kind != RootKind::Deployment);
                }
            }
            Want::Autoscalers => self.autoscalers.clear(),
            Want::Federated(api) => self.federated.retain(|(of, _), _| of != api),
            Want::Bindings => self.bindings.clear(),
            Want::Policies => self.policies.clear(),
            Want::Scalers(ScalerKind::CronHorizontalPodAutoscaler) => self.cron_scalers.clear(),
            Want::Scalers(ScalerKind::ScaledObject) => self.scaled_objects.clear(),
            Want::Pods(family) => self.pods.retain(|_, pod| pod.family() != Some(*family)),
            Want::PodsOf(_) => self.pods.retain(|_, pod| pod.family().is_some()),
            Want::Events => self.events.clear(),
            // The picture has no use for these; a timeline reads the records themselves.
            Want::NodeEvents | Want::Slices | Want::Leases(_) | Want::Renewals | Want::NodeClaims => {}
            Want::Nodes(_) => self.nodes.clear(),
            Want::Claim { namespace, name } => {
                self.claims.remove(&(namespace.clone(), name.clone()));
            }
            Want::OccupancyOfAll => self.occupied.clear(),
            Want::Occupancy(_) | Want::Log { .. } | Want::LoadLog { .. } => {}
        }
        self.note_aliases();
    }

    fn put(&mut self, object: Seen, watched: Option<Timestamp>) {
        match object {
            Seen::InferenceService(service) => self.put_root((*service).into()),
            Seen::KnativeService(service) => self.put_root((*service).into()),
            Seen::LeaderWorkerSet(set) => {
                self.put_root(Root::from(&*set));
                self.put_runner((*set).into());
            }
            Seen::RoleBasedGroup(group) => {
                self.put_root(Root::from(&*group));
                runner::of_roles(*group).into_iter().for_each(|runner| self.put_runner(runner));
            }
            Seen::StatefulSet(set) => {
                if is_root(&set.metadata) {
                    self.put_root(Root::from(&*set));
                    self.put_runner((*set).into());
                }
            }
            Seen::Deployment(deployment) => {
                if is_root(&deployment.metadata) {
                    self.put_root(Root::from(&*deployment));
                }
                self.put_runner((*deployment).into());
            }
            Seen::OneAutoscaler(it) => {
                let it = *it;
                self.put_federated(
                    FleetApi::AckOne,
                    HorizontalPodAutoscaler { metadata: it.metadata, spec: it.spec, status: it.status },
                );
            }
            Seen::KarmadaAutoscaler(it) => {
                let it = *it;
                self.put_federated(
                    FleetApi::Karmada,
                    HorizontalPodAutoscaler { metadata: it.metadata, spec: it.spec, status: it.status },
                );
            }
            Seen::ResourceBinding(binding) => insert(&mut self.bindings, *binding, |it| &it.metadata),
            Seen::ResourcePolicy(policy) => insert(&mut self.policies, *policy, |it| &it.metadata),
            Seen::CronHorizontalPodAutoscaler(it) => {
                insert(&mut self.cron_scalers, *it, |it| &it.metadata);
            }
            Seen::ScaledObject(it) => insert(&mut self.scaled_objects, *it, |it| &it.metadata),
            Seen::Pod(pod) => self.put_pod(Kept::Whole(pod)),
            Seen::SettledPod(pod) => self.put_pod(Kept::Settled(pod)),
            Seen::Node(node) => insert(&mut self.nodes, *node, |it| &it.metadata),
            Seen::PersistentVolumeClaim(claim) => insert(&mut self.claims, *claim, |it| &it.metadata),
            Seen::EndpointSlice(_) | Seen::Lease(_) | Seen::NodeClaim(_) => {}
            Seen::Event(event) => {
                if self.concerns(&event) {
                    insert(&mut self.events, *event, |it| &it.metadata);
                }
            }
            Seen::HorizontalPodAutoscaler(hpa) => {
                let key = key(&hpa.metadata);
                insert(&mut self.autoscalers, *hpa, |it| &it.metadata);
                self.note_leaning(&key, watched);
            }
        }
    }

    fn remove(&mut self, object: &Seen) {
        match object {
            Seen::InferenceService(it) => self.remove_service(&it.metadata, RootKind::InferenceService),
            Seen::KnativeService(it) => self.remove_service(&it.metadata, RootKind::KnativeService),
            Seen::LeaderWorkerSet(it) => self.remove_service(&it.metadata, RootKind::LeaderWorkerSet),
            Seen::RoleBasedGroup(it) => self.remove_service(&it.metadata, RootKind::RoleBasedGroup),
            Seen::StatefulSet(it) => self.remove_service(&it.metadata, RootKind::StatefulSet),
            Seen::Deployment(it) => self.remove_service(&it.metadata, RootKind::Deployment),
            Seen::OneAutoscaler(it) => drop(self.federated.remove(&(FleetApi::AckOne, key(&it.metadata)))),
            Seen::KarmadaAutoscaler(it) => {
                drop(self.federated.remove(&(FleetApi::Karmada, key(&it.metadata))));
            }
            Seen::ResourceBinding(binding) => drop(self.bindings.remove(&key(&binding.metadata))),
            Seen::ResourcePolicy(policy) => drop(self.policies.remove(&key(&policy.metadata))),
            Seen::CronHorizontalPodAutoscaler(it) => drop(self.cron_scalers.remove(&key(&it.metadata))),
            Seen::ScaledObject(it) => drop(self.scaled_objects.remove(&key(&it.metadata))),
            Seen::Pod(pod) => self.remove_pod(&Kept::Whole(pod.clone())),
            Seen::SettledPod(pod) => self.remove_pod(&Kept::Settled(pod.clone())),
            Seen::Node(node) => drop(self.nodes.remove(&key(&node.metadata))),
            Seen::PersistentVolumeClaim(claim) => drop(self.claims.remove(&key(&claim.metadata))),
            Seen::Event(event) => drop(self.events.remove(&key(&event.metadata))),
            Seen::EndpointSlice(_) | Seen::Lease(_) | Seen::NodeClaim(_) => {}
            Seen::HorizontalPodAutoscaler(hpa) => {
                let key = key(&hpa.metadata);
                self.autoscalers.remove(&key);
                self.leaning.remove(&key);
            }
        }
    }

    fn put_pod(&mut self, pod: Kept) {
        let (namespace, name) = pod.names();
        let key = (namespace.to_owned(), name.to_owned());
        let newer = |old: &Kept| old.state().0 != pod.state().0 || old.state().1 <= pod.state().1;
        if self.pods.get(&key).is_none_or(newer) {
            self.pods.insert(key, pod);
        }
    }

    fn remove_pod(&mut self, pod: &Kept) {
        let (namespace, name) = pod.names();
        self.pods.remove(&(namespace.to_owned(), name.to_owned()));
    }

    fn put_federated(&mut self, api: FleetApi, object: HorizontalPodAutoscaler) {
        let key = (api, key(&object.metadata));
        insert_at(&mut self.federated, key, object, |it| &it.metadata);
    }

    fn put_root(&mut self, root: Root) {
        insert_at(&mut self.services, key(&root.metadata), root, |it| &it.metadata);
        self.note_aliases();
    }

    fn note_aliases(&mut self) {
        self.aliases = aliases(self.services.values());
    }

    fn put_runner(&mut self, runner: Runner) {
        insert_at(&mut self.runners, runner.key(), runner, |it| &it.object.metadata);
    }

    fn remove_service(&mut self, metadata: &ObjectMeta, kind: RootKind) {
        let key = key(metadata);
        if self.services.get(&key).is_some_and(|it| it.kind == kind) {
            self.services.remove(&key);
            self.note_aliases();
        }
        let same = |it: &Runner| it.kind == runner_kind(kind) && self::key(&it.object.metadata) == key;
        self.runners.retain(|_, it| !same(it));
    }

    /// Of a namespace's events only those about one service are kept: the name begins with the service's.
    fn concerns(&self, event: &Event) -> bool {
        let about = event.involved_object.name.as_deref().unwrap_or_default();
        self.scope.service.as_deref().is_none_or(|service| about.starts_with(service))
    }

    fn note_leaning(&mut self, key: &Key, watched: Option<Timestamp>) {
        let Some(side) = self.leaning_of(key) else {
            self.leaning.remove(key);
            return;
        };
        match self.leaning.get_mut(key) {
            Some(leaning) if leaning.side == side => {}
            // In the first list nobody knows how long it has been so.
            _ => drop(self.leaning.insert(key.clone(), autoscaler::Leaning { side, since: watched })),
        }
    }
}

pub(super) fn key(metadata: &ObjectMeta) -> Key {
    (metadata.namespace.clone().unwrap_or_default(), metadata.name.clone().unwrap_or_default())
}

/// Whether an object is marked the way of a family.
fn is_of(metadata: &ObjectMeta, family: Family) -> bool {
    Family::of(metadata).is_some_and(|(of, _)| of == family)
}

/// What an autoscaler of a service of this kind names; an InferenceService and a Knative Service run nothing themselves.
fn runner_kind(kind: RootKind) -> &'static str {
    match kind {
        RootKind::RoleBasedGroup => "RoleBasedGroupScalingAdapter",
        kind => kind.api().1,
    }
}

fn insert<K>(store: &mut BTreeMap<Key, K>, object: K, metadata: impl Fn(&K) -> &ObjectMeta) {
    insert_at(store, key(metadata(&object)), object, metadata);
}

fn insert_at<N: Ord, K>(store: &mut BTreeMap<N, K>, key: N, object: K, metadata: impl Fn(&K) -> &ObjectMeta) {
    // An answer that is older than what is known must not win: a re-list may race with a watch.
    let version = |object: &K| {
        metadata(object).resource_version.as_deref().and_then(|version| version.parse::<u64>().ok())
    };
    let same = |old: &K| metadata(old).uid == metadata(&object).uid;
    let older = store.get(&key).is_some_and(|old| same(old) && version(old) > version(&object));
    if !older {
        store.insert(key, object);
    }
}
