//! The picture at one moment: what views show and `-o json` prints.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::autoscaler::Condition;
use super::fleet::FleetView;
use super::listing::{Traffic, traffic};
use super::newest::{self, RevisionFailure, Rollout};
use super::places::{Pool, Unit};
use super::root::Root;
use super::runner::Runner;
use super::scale_in::VictimOrder;
use super::scene::Scene;
use super::unread::Unread;
use super::world::World;
use super::{Autoscaler, PodView, Remark, Rescale, Scaler};
use crate::elastic::units::Order;
use crate::kubernetes::RootKind;
use crate::kubernetes::resources::{Deployment, InferenceServiceStatus, StringMap, condition_is_true};

/// The version of the JSON form; it grows when a field changes its meaning or goes.
const SCHEMA: u32 = 1;

/// What is known at one moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Snapshot {
    /// Version of this form.
    pub schema_version: u32,
    /// When the picture was made, by the observer's clock.
    pub at: Timestamp,
    /// The services, by namespace and name.
    pub services: Vec<Service>,
    /// Pools of a cluster of a fleet in which the service has nothing yet.
    #[serde(skip)]
    pub empty_pools: Vec<Pool>,
    /// The pools of an overview, whosever pods are there.
    #[serde(skip)]
    pub pools: Vec<Pool>,
    /// What could not be read, and what is missing for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Unread>,
    /// Since when watches are cut, and why; what is shown may be old.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reconnecting: Option<Reconnecting>,
}

/// A watch was cut and tries again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Reconnecting {
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub why: String,
}

/// A model that KServe cannot serve.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ModelFailure {
    /// As `NoSupportingRuntime`.
    pub reason: String,
    /// In words.
    pub message: String,
}

/// A policy that looks like the service's and selects none of its pods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IdlePolicy {
    /// Its name.
    pub name: String,
    /// What it selects.
    pub selector: StringMap,
}

/// A component besides the predictor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Component {
    /// As `transformer`.
    pub name: String,
    /// Replicas that are available.
    pub available: u32,
    /// Replicas that its Deployment is told.
    pub desired: u32,
}

/// One service.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Service {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
    /// The object that is the service; absent where only its pods are left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<RootKind>,
    /// Pods of one replica, where a replica is a group of pods.
    #[serde(skip_serializing_if = "is_one")]
    pub pods_per_replica: u32,
    /// Accelerators of all pods of one replica, where a replica is a group of pods that ask for some.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accelerators_per_replica: Option<u32>,
    /// The role whose replicas are counted, of a service that has several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Whether the service's own object is there.
    pub exists: bool,
    /// `RawDeployment`, `Standard`, `Serverless` or `Knative`, as the object spells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<String>,
    /// Where it answers: the Host of a request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its newest revision: Knative's name for it, else how often its Deployment was rolled out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision: Option<String>,
    /// Which revisions get its requests, of a service of Knative's.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub traffic: Vec<Traffic>,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
    /// Since when it is being removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleting: Option<Timestamp>,
    /// Whether enough pods are available.
    pub ready: bool,
    /// Whether it has no replicas because it needs none: Knative or KEDA took them away until requests come.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub asleep: bool,
    /// How many are enough: the minimum of the autoscaler, else what the Deployment is told.
    pub needed: u32,
    /// Counts.
    pub replicas: Replicas,
    /// KServe's own conditions.
    pub conditions: Vec<Condition>,
    /// What KServe says of a model that it cannot serve.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model_failure: Option<ModelFailure>,
    /// Why Knative has given up the newest revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revision_failure: Option<RevisionFailure>,
    /// Whether the controllers have not seen yet what was written last: what is told here is told of what was before.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub unobserved: bool,
    /// The Deployment's conditions.
    pub deployment_conditions: Vec<Condition>,
    /// The autoscaler; more than one is a fault.
    pub autoscalers: Vec<Autoscaler>,
    /// Where its replicas went; absent for a service of one cluster.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fleet: Option<FleetView>,
    /// Changes of the number of its replicas that events tell of, the oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rescales: Vec<Rescale>,
    /// What else scales it: the clock, KEDA.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scalers: Vec<Scaler>,
    /// What decides about the order of units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub order: Option<Order>,
    /// Scheduling units in order.
    pub units: Vec<Unit>,
    /// Node pools in the order of the units.
    pub pools: Vec<Pool>,
    /// The accelerator that its pods ask for, as `nvidia.com/gpu`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accelerator: Option<String>,
    /// Its pods, the oldest first.
    pub pods: Vec<PodView>,
    /// Who goes next.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scale_in: Option<VictimOrder>,
    /// Policies that look like this service's and select none of its pods.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub idle_policies: Vec<IdlePolicy>,
    /// Components besides the predictor.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<Component>,
    /// Events that matter, the newest last.
    pub events: Vec<Remark>,
}

/// Counts of replicas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Replicas {
    /// What the Deployment is told; absent if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub desired: Option<u32>,
    /// Pods that exist.
    pub existing: u32,
    /// Pods that are ready.
    pub ready: u32,
    /// Ready for long enough.
    pub available: u32,
    /// Pods of the newest template.
    pub updated: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde wants a reference")]
fn is_one(count: &u32) -> bool {
    *count == 1
}

impl World {
    /// The picture at `now`.
    pub fn snapshot(&self, now: Timestamp) -> Snapshot {
        let mut services = Vec::new();
        let (names, picture) = self.each(now, |service| services.push(service));
        let is_overview = self.scope.service.is_none();
        Snapshot {
            pools: if is_overview { self.pools_of_all(&services, &names) } else { Vec::new() },
            services,
            ..picture
        }
    }

    /// The same, service by service: all of a large cluster's at once take much room. What is returned has none, and no pools.
    pub fn services_one_by_one(&self, now: Timestamp, take: impl FnMut(Service)) -> Snapshot {
        self.each(now, take).1
    }

    /// The names that services give to pools, and what is not of one service.
    fn each(&self, now: Timestamp, mut take: impl FnMut(Service)) -> (BTreeMap<String, String>, Snapshot) {
        let mut names = BTreeMap::new();
        for scene in self.scenes() {
            for (id, name) in &scene.pool_names {
                names.entry(id.clone()).or_insert_with(|| name.clone());
            }
            take(self.service(&scene, now));
        }
        let snapshot = Snapshot {
            schema_version: SCHEMA,
            at: now,
            empty_pools: self.place().map(|scene| self.pool_views(&scene)).unwrap_or_default(),
            pools: Vec::new(),
            services: Vec::new(),
            unread: self.unread(),
            reconnecting: self
                .lost
                .values()
                .min()
                .map(|(since, why)| Reconnecting { since: *since, why: why.clone() }),
        };
        (names, snapshot)
    }

    fn service(&self, scene: &Scene<'_>, now: Timestamp) -> Service {
        let metadata = scene.service.map(|it| &it.metadata);
        let rollout = Rollout::of(scene);
        // Before that, what is told is told of what was there before.
        let seen = newest::is_worked_through(scene, now);
        let view = |pod| PodView { outdated: rollout.replaces(pod), ..self.pod_view(scene, pod) };
        let mut pods: Vec<PodView> = scene.pods.iter().map(|pod| view(pod)).collect();
        pods.sort_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
        let autoscalers: Vec<_> =
            scene.autoscalers.iter().map(|hpa| self.autoscaler_view(scene, *hpa, now)).collect();
        let replicas = scene.runner.map(|it| replicas(&it.object)).unwrap_or_default();
        let needed = autoscalers.first().map_or(replicas.desired.unwrap_or(1), |it| it.min).max(1);
        let scalers = self.scalers_of(scene, now);
        let status = scene.service.map(|it| &it.status);
        let shown = |conditions: &[crate::kubernetes::resources::Condition]| {
            conditions.iter().map(Condition::from).collect::<Vec<_>>()
        };
        Service {
            kind: scene.service.map(|it| it.kind),
            pods_per_replica: scene.runner.map_or(1, |it| it.pods_per_replica),
            accelerators_per_replica: scene.runner.and_then(of_group),
            role: scene.runner.and_then(|it| it.role.clone()),
            exists: scene.service.is_some(),
            mode: scene.service.and_then(mode),
            url: status.and_then(|it| it.url.clone()),
            revision: newest::revision(scene),
            created: metadata.and_then(|it| it.creation_timestamp.as_ref()).map(|time| time.0),
            traffic: scene.service.map(traffic).unwrap_or_default(),
            deleting: metadata.and_then(|it| it.deletion_timestamp.as_ref()).map(|time| time.0),
            ready: seen && is_ready(scene, replicas, needed),
            asleep: seen && is_asleep(scene, replicas, &scalers),
            needed,
            replicas,
            conditions: status.map(|it| shown(&it.conditions)).unwrap_or_default(),
            model_failure: status.and_then(model_failure),
            revision_failure: newest::revision_failure(scene).filter(|_| seen),
            unobserved: !seen,
            deployment_conditions: scene
                .runner
                .map(|it| shown(&it.object.status.conditions))
                .unwrap_or_default(),
            fleet: self.fleet_view(scene),
            order: scene.order.clone(),
            units: self.unit_views(scene, &pods),
            pools: self.pool_views(scene),
            accelerator: scene.accelerator.clone(),
            scale_in: self.victim_order(scene, &pods, now),
            idle_policies: scene
                .idle_policies
                .iter()
                .map(|policy| IdlePolicy {
                    name: policy.metadata.name.clone().unwrap_or_default(),
                    selector: policy.spec.selector.clone(),
                })
                .collect(),
            others: scene.others.iter().map(|it| component(it)).collect(),
            events: self.remarks(scene),
            namespace: scene.key.0.clone(),
            name: scene.key.1.clone(),
            autoscalers,
            rescales: self.rescales(scene),
            scalers,
            pods,
        }
    }
}

/// Enough available pods of the newest template. Old ones are taken to be available as long as they exist, so that a
/// rollout is not called ready by what it replaces.
fn is_ready(scene: &Scene<'_>, replicas: Replicas, needed: u32) -> bool {
    let old = replicas.existing.saturating_sub(replicas.updated);
    // Prefill without decode answers nobody.
    let others = scene.others.iter().filter(|it| it.role.is_some()).map(|it| self::replicas(&it.object));
    let roles_are_there = || others.clone().all(|it| it.available >= it.desired.unwrap_or(0));
    roles_are_there() && replicas.available.saturating_sub(old) >= needed
}

/// No replicas and none wanted, by a scaler that wakes it: KEDA, or Knative, for which a revision without replicas is ready.
fn is_asleep(scene: &Scene<'_>, replicas: Replicas, scalers: &[Scaler]) -> bool {
    let keda = scalers.iter().any(|it| it.idle_seconds.is_some() && it.trouble.is_none());
    let knative = scene.service.is_some_and(|it| {
        let serverless = mode(it).is_some_and(|mode| ["Knative", "Serverless"].contains(&mode.as_str()));
        serverless && condition_is_true(&it.status.conditions, "Ready") == Some(true)
    });
    (keda || knative) && (replicas.desired, replicas.existing) == (Some(0), 0) && scene.pods.is_empty()
}

fn replicas(deployment: &Deployment) -> Replicas {
    let count = |count: i32| u32::try_from(count).unwrap_or(0);
    Replicas {
        desired: Some(deployment.spec.replicas.map_or(1, count)),
        existing: count(deployment.status.replicas),
        ready: count(deployment.status.ready_replicas),
        available: count(deployment.status.available_replicas),
        updated: count(deployment.status.updated_replicas),
    }
}

/// Only a specification that cannot be served; a failed load shows on the pods, with more of the truth.
fn model_failure(status: &InferenceServiceStatus) -> Option<ModelFailure> {
    let model =
        status.model_status.as_ref().filter(|it| it.transition_status.as_deref() == Some("InvalidSpec"))?;
    let failure = model.last_failure_info.clone().unwrap_or_default();
    Some(ModelFailure {
        reason: failure.reason.unwrap_or_else(|| "InvalidSpec".into()),
        message: failure.message.unwrap_or_default(),
    })
}

fn mode(service: &Root) -> Option<String> {
    let annotation =
        || service.metadata.annotations.as_ref()?.get("serving.kserve.io/deploymentMode").cloned();
    service.status.deployment_mode.clone().or_else(annotation)
}

/// The accelerators of a group of pods.
fn of_group(runner: &Runner) -> Option<u32> {
    let gpus = u32::try_from(runner.requests_of_replica().gpus).ok()?;
    (runner.pods_per_replica > 1 && gpus > 0).then_some(gpus)
}

fn component(runner: &Runner) -> Component {
    let labels = runner.object.metadata.labels.as_ref();
    let name = labels.and_then(|it| it.get("component")).or(runner.role.as_ref()).cloned();
    let counts = replicas(&runner.object);
    Component {
        name: name.unwrap_or_else(|| runner.name.clone()),
        available: counts.available,
        desired: counts.desired.unwrap_or(0),
    }
}
