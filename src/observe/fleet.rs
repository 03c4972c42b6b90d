//! A service of a fleet: where its replicas went, as the hub tells it, and what its clusters add.

use futures::future::join_all;
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::autoscaler::Condition;
use super::scene::Scene;
use super::world::{Key, World};
use super::{Pool, Remark, Service, Snapshot};
use crate::cluster::Cluster;
use crate::error::Error;
use crate::kubernetes::resources::ResourceBinding;
use crate::kubernetes::{FleetApi, Identity, Object};

/// Where the replicas of a service went.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FleetView {
    /// Its clusters: those of its groups in their order, with and without replicas.
    pub clusters: Vec<ClusterView>,
    /// Scheduled, FullyApplied.
    pub conditions: Vec<Condition>,
}

/// A cluster of the fleet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClusterView {
    /// Its name.
    pub name: String,
    /// The group that it belongs to, where the hub says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// Replicas that it was given.
    pub replicas: u32,
    /// Those of them that are ready.
    pub ready: u32,
    /// Why the service could not be brought there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
    /// Whether the cluster itself was asked.
    pub asked: bool,
}

/// What a fleet's autoscaler has besides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Federated {
    /// Whose.
    pub api: FleetApi,
    /// What it scales, as `Deployment/qwen3`.
    pub reference: String,
    /// When it was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<Timestamp>,
}

/// That a service has no replicas here; of a fleet's, in which clusters it has them.
pub async fn no_replicas(cluster: &Cluster, name: &str) -> Error {
    let error = Error::not_ready(format!("service {name} has no replicas"));
    match places(cluster, name).await.as_slice() {
        [] => error.hint(format!("`neap serve get {name}` shows what is wanted")),
        places => {
            let error = error.cause(format!("the fleet sent them to {}", places.join(", ")));
            error.hint("`--context NAME` asks one of these clusters")
        }
    }
}

/// The clusters that a service went to; none for one that is of no fleet.
pub async fn places(cluster: &Cluster, name: &str) -> Vec<String> {
    let bindings = ["deployment", "statefulset"].map(|kind| Identity {
        api_version: "work.karmada.io/v1alpha2".into(),
        kind: "ResourceBinding".into(),
        namespace: Some(cluster.namespace.clone()),
        name: format!("{name}-{kind}"),
    });
    let found = join_all(bindings.iter().map(|binding| cluster.get(binding))).await;
    let clusters = |binding: &Object| binding.get("/spec/clusters").and_then(Value::as_array).cloned();
    // Where they are not served, or may not be read, nothing is known.
    let targets = found.iter().filter_map(|answer| clusters(answer.as_ref().ok()?.as_ref()?)).flatten();
    targets.filter_map(|target| target.get("name")?.as_str().map(str::to_owned)).collect()
}

/// The service that a binding is of; `None` for one of an object without replicas.
pub(super) fn bound(binding: &ResourceBinding) -> Option<Key> {
    let text = |field: &str| binding.spec.resource.get(field).and_then(Value::as_str).map(str::to_owned);
    let kind = text("kind")?;
    let namespace = binding.metadata.namespace.clone().unwrap_or_default();
    matches!(kind.as_str(), "Deployment" | "StatefulSet").then_some((namespace, text("name")?))
}

impl World {
    pub(super) fn binding_of(&self, key: &Key) -> Option<&ResourceBinding> {
        self.bindings.values().find(|binding| bound(binding).as_ref() == Some(key))
    }

    pub(super) fn fleet_view(&self, scene: &Scene<'_>) -> Option<FleetView> {
        let binding = scene.binding?;
        let mut clusters = grouped(&binding.spec.placement);
        for target in &binding.spec.clusters {
            let known = clusters.iter().position(|it| it.name == target.name);
            let at = known.unwrap_or_else(|| {
                clusters.push(ClusterView { name: target.name.clone(), ..ClusterView::default() });
                clusters.len() - 1
            });
            clusters[at].replicas = target.replicas.unwrap_or(0);
        }
        for told in &binding.status.aggregated_status {
            let text = |field: &str| told.get(field).and_then(Value::as_str);
            let Some(cluster) = clusters.iter_mut().find(|it| Some(it.name.as_str()) == text("clusterName"))
            else {
                continue;
            };
            let ready = told.pointer("/status/readyReplicas").and_then(Value::as_u64).unwrap_or(0);
            cluster.ready = u32::try_from(ready).unwrap_or(u32::MAX);
            if told.get("applied").and_then(Value::as_bool) == Some(false) {
                let why = text("appliedMessage").filter(|text| !text.is_empty());
                cluster.problem = Some(why.unwrap_or("not applied yet").to_owned());
            }
        }
        let conditions = binding.status.conditions.iter().map(Condition::from).collect();
        Some(FleetView { clusters, conditions })
    }
}

/// The clusters that a placement names, in the order of its groups.
fn grouped(placement: &Value) -> Vec<ClusterView> {
    let list =
        |value: &Value, field: &str| value.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
    let mut clusters = Vec::new();
    for group in list(placement, "clusterAffinities") {
        let overflow = list(&group, "overflowAffinities");
        for group in std::iter::once(&group).chain(&overflow) {
            let name = group.get("affinityName").and_then(Value::as_str);
            for cluster in list(group, "clusterNames").iter().filter_map(Value::as_str) {
                clusters.push(ClusterView {
                    name: cluster.to_owned(),
                    group: name.map(str::to_owned),
                    ..ClusterView::default()
                });
            }
        }
    }
    clusters
}

impl Snapshot {
    /// Adds what one of the fleet's clusters knows: pods, pools and nodes of the services that the hub has.
    pub fn join(&mut self, cluster: &str, member: Snapshot) {
        let empty = member.empty_pools;
        let views = self.services.iter_mut().filter_map(|service| service.fleet.as_mut());
        let named = views.flat_map(|fleet| &mut fleet.clusters).filter(|it| it.name == cluster);
        named.for_each(|it| it.asked = true);
        for theirs in member.services {
            let same = |it: &&mut Service| (&it.namespace, &it.name) == (&theirs.namespace, &theirs.name);
            if let Some(service) = self.services.iter_mut().find(same) {
                service.join(cluster, theirs);
            }
        }
        // A member shows pools of the one service that is asked for.
        if let Some(service) = self.services.first_mut() {
            service.take_pools(cluster, empty);
        }
        let of = |pool| Pool { cluster: Some(cluster.to_owned()), ..pool };
        self.pools.extend(member.pools.into_iter().map(of));
        for mut unread in member.unread {
            unread.what = format!("{} of {cluster}", unread.what);
            self.unread.push(unread);
        }
        let lost = member.reconnecting.map(|mut lost| {
            lost.why = format!("{cluster}: {}", lost.why);
            lost
        });
        self.reconnecting = self.reconnecting.take().or(lost);
    }
}

impl Service {
    fn take_pools(&mut self, cluster: &str, pools: Vec<Pool>) {
        self.pools.extend(pools.into_iter().map(|mut pool| {
            pool.cluster = Some(cluster.to_owned());
            pool
        }));
    }

    fn join(&mut self, cluster: &str, theirs: Service) {
        let fleet =
            self.fleet.get_or_insert_with(|| FleetView { clusters: Vec::new(), conditions: Vec::new() });
        let at = fleet.clusters.iter().position(|it| it.name == cluster).unwrap_or_else(|| {
            // The hub does not tell: the cluster itself does.
            fleet.clusters.push(ClusterView {
                name: cluster.to_owned(),
                replicas: theirs.replicas.desired.unwrap_or(0),
                ready: theirs.replicas.ready,
                ..ClusterView::default()
            });
            fleet.clusters.len() - 1
        });
        fleet.clusters[at].asked = true;
        let of = || Some(cluster.to_owned());
        self.pods.extend(theirs.pods.into_iter().map(|mut pod| {
            pod.cluster = of();
            pod
        }));
        self.pods.sort_by(|a, b| (a.created, &a.name).cmp(&(b.created, &b.name)));
        self.take_pools(cluster, theirs.pools);
        for (own, theirs) in self.units.iter_mut().zip(&theirs.units) {
            own.used += theirs.used;
        }
        self.accelerator = self.accelerator.take().or(theirs.accelerator);
        self.events.extend(theirs.events.into_iter().map(|event| Remark { cluster: of(), ..event }));
        self.events.sort_by_key(|event| event.at);
    }
}
