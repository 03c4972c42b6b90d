//! Asks the API server for one want: where it is listed, with which selector, and what a refusal means.

use std::fmt::Debug;

use kube::api::ListParams;
use kube::core::DynamicResourceScope;
use kube::runtime::watcher;
use kube::{Api, Resource};
use serde::de::DeserializeOwned;

use super::family::{Family, service_name};
use super::packed_pod;
use super::settled::Press;
use super::wants::{OtherKind, ScalerKind};
use super::{Change, Denial, Scope, Seen, Want};
use crate::cluster::lists::Item;
use crate::cluster::{Action, Cluster, failure};
use crate::elastic::fit::Amounts;
use crate::elastic::requests::{add, requests};
use crate::engines::loading::tells_of_load;
use crate::error::{Error, Result};
use crate::kubernetes::FleetApi;
use crate::kubernetes::resources::{
    CronHorizontalPodAutoscaler, Deployment, EndpointSlice, Event, HorizontalPodAutoscaler, InferenceService,
    KarmadaAutoscaler, KnativeService, LeaderWorkerSet, Lease, Node, NodeClaim, OneAutoscaler,
    PersistentVolumeClaim, Pod, ResourceBinding, ResourcePolicy, RoleBasedGroup, ScaledObject, StatefulSet,
};
use std::collections::BTreeMap;

/// The longest line of a log that is shown.
const LONGEST_LINE: usize = 300;
/// In so many bytes from its beginning a log is searched; engines write a tenth of it before they serve.
const BEGINNING: u32 = 1 << 18;

/// A kind that is listed and watched.
pub(super) trait Kind:
    Resource<DynamicType = (), Scope = DynamicResourceScope> + Clone + Debug + DeserializeOwned + Send + 'static
{
    /// Wraps it as a record carries it.
    fn seen(self, press: &mut Press) -> Seen;
}

macro_rules! kinds {
    ($($kind:ident)*) => {$(
        impl Kind for $kind {
            fn seen(mut self, _: &mut Press) -> Seen {
                if let Some(annotations) = &mut self.metadata.annotations {
                    annotations.remove("kubectl.kubernetes.io/last-applied-configuration");
                }
                Seen::$kind(Box::new(self))
            }
        }
    )*};
}
kinds!(OneAutoscaler KarmadaAutoscaler ResourceBinding InferenceService KnativeService LeaderWorkerSet RoleBasedGroup StatefulSet Deployment HorizontalPodAutoscaler ResourcePolicy CronHorizontalPodAutoscaler ScaledObject PersistentVolumeClaim Event EndpointSlice Lease NodeClaim);

impl Kind for Node {
    fn seen(mut self, press: &mut Press) -> Seen {
        press.node(&mut self);
        Seen::Node(Box::new(self))
    }
}

impl Kind for Pod {
    fn seen(self, press: &mut Press) -> Seen {
        match press.settled(self) {
            Ok(settled) => Seen::SettledPod(Box::new(settled)),
            Err(pod) => Seen::Pod(pod),
        }
    }
}

/// Where a want is listed.
pub(super) struct Place {
    /// `None` for all namespaces, and for kinds without one.
    pub namespace: Option<String>,
    /// Label selector; empty for all.
    pub labels: String,
    /// Field selector; empty for all.
    pub fields: String,
}

impl Place {
    pub fn of(want: &Want, scope: &Scope) -> Self {
        let by_name = |name: &str| format!("metadata.name={name}");
        let service = scope.service.as_deref();
        let namespace = scope.namespace.clone();
        let (namespace, labels, fields) = match want {
            Want::Services => (namespace, String::new(), service.map(by_name).unwrap_or_default()),
            Want::Deployments(family) | Want::Pods(family) => {
                (namespace, family.selector(scope.marked()), String::new())
            }
            Want::PodsOf(selector) => (namespace, selector.clone(), String::new()),
            Want::Others(_) | Want::StatefulSets => {
                (namespace, Family::Named.selector(scope.marked()), String::new())
            }
            // Events about objects without a namespace are kept in this one.
            Want::NodeEvents => {
                (Some("default".to_owned()), String::new(), "involvedObject.kind!=Pod".to_owned())
            }
            Want::Leases(namespace) => (Some(namespace.clone()), String::new(), String::new()),
            Want::Renewals => {
                (Some("kube-system".to_owned()), String::new(), by_name("kube-controller-manager"))
            }
            Want::NodeClaims => (None, String::new(), String::new()),
            Want::Nodes(selector) => (None, selector.clone(), String::new()),
            Want::Claim { namespace, name } => (Some(namespace.clone()), String::new(), by_name(name)),
            Want::Occupancy(node) => (None, String::new(), format!("spec.nodeName={node}")),
            Want::OccupancyOfAll => {
                (None, String::new(), "spec.nodeName!=,status.phase!=Succeeded,status.phase!=Failed".into())
            }
            Want::Autoscalers
            | Want::Federated(_)
            | Want::Bindings
            | Want::Policies
            | Want::Scalers(_)
            | Want::Events
            | Want::Slices
            | Want::LoadLog { .. }
            | Want::Log { .. } => (namespace, String::new(), String::new()),
        };
        Self { namespace, labels, fields }
    }

    pub fn api<K: Kind>(&self, cluster: &Cluster) -> Api<K> {
        match &self.namespace {
            Some(namespace) => Api::namespaced_with(cluster.client.clone(), namespace, &()),
            None => Api::all_with(cluster.client.clone(), &()),
        }
    }

    fn list(&self) -> ListParams {
        ListParams::default().labels(&self.labels).fields(&self.fields)
    }

    pub fn watch(&self) -> watcher::Config {
        // A connection that died in silence is noticed after this and five seconds more.
        watcher::Config::default().labels(&self.labels).fields(&self.fields).timeout(45)
    }

    pub fn action<K: Kind>(&self, verb: &'static str) -> Action {
        let action = Action::on::<K>(verb);
        match &self.namespace {
            Some(namespace) => action.within(namespace),
            None => action,
        }
    }
}

/// Asks once.
///
/// # Errors
/// The server cannot be reached or fails; a refusal is a record.
pub(super) async fn ask(cluster: &Cluster, scope: &Scope, want: &Want) -> Result<Vec<Change>> {
    match want {
        Want::Services => list::<InferenceService>(cluster, scope, want).await,
        Want::Others(OtherKind::KnativeService) => list::<KnativeService>(cluster, scope, want).await,
        Want::Others(OtherKind::LeaderWorkerSet) => list::<LeaderWorkerSet>(cluster, scope, want).await,
        Want::Others(OtherKind::RoleBasedGroup) => list::<RoleBasedGroup>(cluster, scope, want).await,
        Want::StatefulSets => list::<StatefulSet>(cluster, scope, want).await,
        Want::Deployments(_) => list::<Deployment>(cluster, scope, want).await,
        Want::Autoscalers => list::<HorizontalPodAutoscaler>(cluster, scope, want).await,
        Want::Federated(FleetApi::AckOne) => list::<OneAutoscaler>(cluster, scope, want).await,
        Want::Federated(FleetApi::Karmada) => list::<KarmadaAutoscaler>(cluster, scope, want).await,
        Want::Bindings => list::<ResourceBinding>(cluster, scope, want).await,
        Want::Policies => list::<ResourcePolicy>(cluster, scope, want).await,
        Want::Scalers(ScalerKind::CronHorizontalPodAutoscaler) => {
            list::<CronHorizontalPodAutoscaler>(cluster, scope, want).await
        }
        Want::Scalers(ScalerKind::ScaledObject) => list::<ScaledObject>(cluster, scope, want).await,
        Want::Pods(_) | Want::PodsOf(_) => list::<Pod>(cluster, scope, want).await,
        Want::Events | Want::NodeEvents => list::<Event>(cluster, scope, want).await,
        Want::Slices => list::<EndpointSlice>(cluster, scope, want).await,
        Want::Leases(_) | Want::Renewals => list::<Lease>(cluster, scope, want).await,
        Want::NodeClaims => list::<NodeClaim>(cluster, scope, want).await,
        Want::Nodes(_) => list::<Node>(cluster, scope, want).await,
        Want::Claim { .. } => list::<PersistentVolumeClaim>(cluster, scope, want).await,
        Want::Occupancy(_) | Want::OccupancyOfAll => occupancy(cluster, scope, want).await,
        Want::Log { namespace, pod, container, previous, .. } => {
            let line = last_line(cluster, namespace, pod, container, *previous).await;
            Ok(vec![Change::Logged { want: want.clone(), line }])
        }
        Want::LoadLog { namespace, pod, container } => {
            let line = load_line(cluster, namespace, pod, container).await;
            Ok(vec![Change::Logged { want: want.clone(), line }])
        }
    }
}

/// The last line of a log's beginning that tells of loaded weights, with its time; `None` if there is none, or it cannot be had.
async fn load_line(cluster: &Cluster, namespace: &str, pod: &str, container: &str) -> Option<String> {
    let query = format!("container={container}&timestamps=true&limitBytes={BEGINNING}");
    let text = log(cluster, namespace, pod, &query).await?;
    let line = text.lines().rfind(|line| tells_of_load(line))?;
    Some(line.chars().take(LONGEST_LINE).collect())
}

async fn log(cluster: &Cluster, namespace: &str, pod: &str, query: &str) -> Option<String> {
    let path = format!("/api/v1/namespaces/{namespace}/pods/{pod}/log?{query}");
    let request = http::Request::get(path).body(Vec::new()).ok()?;
    let action = Action::new("get", "pods/log").within(namespace).named(pod);
    cluster.bounded(&action, cluster.client.request_text(request)).await.ok()?.ok()
}

async fn list<K: Kind>(cluster: &Cluster, scope: &Scope, want: &Want) -> Result<Vec<Change>> {
    let place = Place::of(want, scope);
    let action = place.action::<K>("list");
    let (mut press, mut objects) = (Press::of(scope), Vec::new());
    let take = |object: K| objects.push(object.seen(&mut press));
    let answer =
        cluster.bounded(&action, cluster.each(place.namespace.as_deref(), &place.list(), take)).await?;
    match answer {
        Ok(()) => Ok(vec![Change::Listed { want: want.clone(), objects }]),
        Err(error) => refused(cluster, &action, want, &error).map(|change| vec![change]),
    }
}

/// A refusal as a record.
///
/// # Errors
/// It is no refusal.
pub(super) fn refused(
    cluster: &Cluster,
    action: &Action,
    want: &Want,
    error: &kube::Error,
) -> Result<Change, Error> {
    match denial(action, error) {
        Some(denial) => Ok(Change::Denied { want: want.clone(), denial }),
        None => Err(cluster.explain(action, error)),
    }
}

/// Whether asking again is in vain.
pub(super) fn denial(action: &Action, error: &kube::Error) -> Option<Denial> {
    let kube::Error::Api(status) = error else { return None };
    match status.code {
        403 => Some(Denial::Forbidden { action: action.to_string() }),
        404 if failure::is_missing_kind(status) => Some(Denial::NotServed),
        _ => None,
    }
}

/// What other pods ask for, by node.
async fn occupancy(cluster: &Cluster, scope: &Scope, want: &Want) -> Result<Vec<Change>> {
    let place = Place::of(want, scope);
    let action = place.action::<Pod>("list");
    // From the API server's cache: a moment old is good enough, and it does not trouble etcd.
    let params = place.list().match_any();
    let mut nodes: BTreeMap<String, Amounts> = BTreeMap::new();
    if let Want::Occupancy(node) = want {
        nodes.insert(node.clone(), Amounts::new());
    }
    let take = |item: Item<'_>| {
        let pod = match item {
            Item::Json(item) => serde_json::from_slice(item)?,
            Item::Packed(item) => {
                packed_pod::read(item).ok_or_else(|| serde::de::Error::custom("this is no pod"))?
            }
        };
        if super::scene::is_active(&pod)
            && !is_own(scope, &pod)
            && let Some(node) = &pod.spec.node_name
        {
            add(nodes.entry(node.clone()).or_default(), &requests(&pod.spec));
        }
        Ok(())
    };
    let call = cluster.each_packed::<Pod>(place.namespace.as_deref(), &params, take);
    let answer = cluster.bounded(&action, call).await?;
    if let Err(error) = answer {
        return refused(cluster, &action, want, &error).map(|change| vec![change]);
    }
    let mut changes = Vec::new();
    if *want == Want::OccupancyOfAll {
        changes.push(Change::Listed { want: want.clone(), objects: Vec::new() });
    }
    changes.extend(nodes.into_iter().map(|(node, amounts)| Change::Occupied { node, amounts }));
    Ok(changes)
}

/// Whether the pod is watched anyway.
fn is_own(scope: &Scope, pod: &Pod) -> bool {
    let name = service_name(&pod.metadata);
    let namespace = scope.namespace.is_none() || scope.namespace == pod.metadata.namespace;
    namespace && name.is_some() && (scope.service.is_none() || name == scope.marked())
}

/// The last line that a container wrote; `None` if it cannot be had, for whatever reason.
async fn last_line(
    cluster: &Cluster,
    namespace: &str,
    pod: &str,
    container: &str,
    previous: bool,
) -> Option<String> {
    let query = format!("container={container}&previous={previous}&tailLines=20");
    let text = log(cluster, namespace, pod, &query).await?;
    let line = text.lines().map(str::trim).rfind(|line| !line.is_empty())?;
    Some(line.chars().take(LONGEST_LINE).collect())
}
