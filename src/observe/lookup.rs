//! Reading services from a cluster: the lists, one by its name, and the ways that lead to it.

use futures::future::{OptionFuture, join_all};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use kube::Api;
use kube::api::ListParams;
use kube::core::DynamicResourceScope;
use serde::de::DeserializeOwned;

use super::endpoint::{Endpoint, Gateway};
use super::family::Family;
use super::reach::{Seen, ingress, of_another_name, of_name, reach};
use super::root::{Root, is_root};
use super::runner::{self, Runner};
use super::unknown::{is_a_name, unknown};
use crate::cluster::{Action, Cluster};
use crate::error::{Error, Kind, Result, quoted};
use crate::kubernetes::RootKind;
use crate::kubernetes::resources::{
    Deployment, InferenceService, KnativeService, LeaderWorkerSet, Pod, RoleBasedGroup, Service, StatefulSet,
};

/// What a list of services is made of.
#[derive(Debug)]
pub struct Roster {
    /// The services.
    pub services: Vec<Root>,
    /// What runs them; `Err` if they cannot be read.
    pub runners: Result<Vec<Runner>>,
    /// Their pods, if they were asked for.
    pub pods: Option<Result<Vec<Pod>>>,
}

/// Where to look.
#[derive(Debug, Clone, Copy)]
pub enum Scope<'a> {
    /// All services of a namespace.
    Namespace(&'a str),
    /// All services of all namespaces.
    Everywhere,
}

impl Scope<'_> {
    pub(super) fn api<K>(self, cluster: &Cluster) -> Api<K>
    where
        K: kube::Resource<DynamicType = (), Scope = DynamicResourceScope>,
    {
        match self {
            Scope::Namespace(namespace) => Api::namespaced_with(cluster.client.clone(), namespace, &()),
            Scope::Everywhere => Api::all_with(cluster.client.clone(), &()),
        }
    }

    fn action<K: kube::Resource<DynamicType = ()>>(self) -> Action {
        match self {
            Scope::Namespace(namespace) => Action::on::<K>("list").within(namespace),
            Scope::Everywhere => Action::on::<K>("list"),
        }
    }
}

/// Reads services, what runs them, and their pods if `with_pods`; all at once.
///
/// # Errors
/// The services cannot be listed. That what runs them or pods cannot is part of the answer.
pub async fn roster(cluster: &Cluster, scope: Scope<'_>, with_pods: bool) -> Result<Roster> {
    let nothing = ListParams::default();
    let (kserve, others, deployments, pods) = tokio::join!(
        list::<InferenceService>(cluster, scope, &nothing),
        others(cluster, scope, None),
        of_families::<Deployment>(cluster, scope, None),
        OptionFuture::from(with_pods.then(|| of_families::<Pod>(cluster, scope, None))),
    );
    let (mut services, mut runners) = others;
    match kserve {
        Ok(kserve) => services.extend(kserve.into_iter().map(Root::from)),
        // A cluster may well have services of other kinds only.
        Err(error) if services.is_empty() && !has_root(&deployments) => return Err(error),
        Err(_) => {}
    }
    let runners = deployments.map(|deployments| {
        services.extend(deployments.iter().filter(|it| is_root(&it.metadata)).map(Root::from));
        runners.extend(deployments.into_iter().map(Runner::from));
        runners
    });
    Ok(Roster { services, runners, pods })
}

fn has_root(deployments: &Result<Vec<Deployment>>) -> bool {
    deployments.iter().flatten().any(|it| is_root(&it.metadata))
}

/// What belongs to services, marked in either way.
async fn of_families<K>(cluster: &Cluster, scope: Scope<'_>, service: Option<&str>) -> Result<Vec<K>>
where
    K: kube::Resource<DynamicType = (), Scope = DynamicResourceScope>
        + Clone
        + std::fmt::Debug
        + DeserializeOwned,
{
    let [one, other] = Family::ALL.map(|family| ListParams::default().labels(&family.selector(service)));
    let (one, other) = tokio::join!(list(cluster, scope, &one), list(cluster, scope, &other));
    let mut all: Vec<K> = one?;
    all.extend(other?);
    Ok(all)
}

/// Services of the kinds that not every cluster has, and what runs them; a kind that cannot be read has none.
async fn others(cluster: &Cluster, scope: Scope<'_>, service: Option<&str>) -> (Vec<Root>, Vec<Runner>) {
    let named = ListParams::default().labels(&Family::Named.selector(service));
    let (knative, sets, groups, stateful) = tokio::join!(
        list::<KnativeService>(cluster, scope, &named),
        list::<LeaderWorkerSet>(cluster, scope, &named),
        list::<RoleBasedGroup>(cluster, scope, &named),
        list::<StatefulSet>(cluster, scope, &named),
    );
    let mut roots: Vec<Root> = knative.into_iter().flatten().map(Root::from).collect();
    let mut runners = Vec::new();
    for set in sets.into_iter().flatten() {
        roots.push(Root::from(&set));
        runners.push(Runner::from(set));
    }
    for group in groups.into_iter().flatten() {
        roots.push(Root::from(&group));
        runners.extend(runner::of_roles(group));
    }
    for set in stateful.into_iter().flatten().filter(|it| is_root(&it.metadata)) {
        roots.push(Root::from(&set));
        runners.push(Runner::from(set));
    }
    (roots, runners)
}

pub(super) async fn list<K>(cluster: &Cluster, scope: Scope<'_>, params: &ListParams) -> Result<Vec<K>>
where
    K: kube::Resource<DynamicType = (), Scope = DynamicResourceScope>
        + Clone
        + std::fmt::Debug
        + DeserializeOwned,
{
    let api = scope.api::<K>(cluster);
    Ok(cluster.call(&scope.action::<K>(), api.list(params)).await?.items)
}

/// One service with what runs it, its pods, and its Ingress.
#[derive(Debug)]
pub struct Found {
    /// The service.
    pub service: Root,
    /// What runs it; `Err` if it cannot be read.
    pub runners: Result<Vec<Runner>>,
    /// Its pods; `Err` if they cannot be read.
    pub pods: Result<Vec<Pod>>,
    /// How it is reached.
    pub endpoint: Endpoint,
    /// The Service that leads to the pods that answer, of the kinds that have one of their own name.
    pub front: Option<Service>,
}

/// Reads all of one service in the cluster's namespace.
///
/// # Errors
/// There is no such service (with near matches, and other namespaces that have it), or it cannot be read.
pub async fn find(cluster: &Cluster, name: &str, gateway: Option<&Gateway>) -> Result<Found> {
    let scope = Scope::Namespace(&cluster.namespace);
    let (service, deployments, others, pods, ingress, front) = tokio::join!(
        service(cluster, name),
        of_families::<Deployment>(cluster, scope, Some(name)),
        others(cluster, scope, Some(name)),
        of_families::<Pod>(cluster, scope, Some(name)),
        ingress(cluster, name, gateway),
        of_name(cluster, name),
    );
    let service = service?;
    if service.name() != name {
        // It was Arena's name of it.
        return Box::pin(find(cluster, service.name(), gateway)).await;
    }
    let (deployments, others, pods) = match service.marked() == name {
        true => (deployments, others, pods),
        // Arena's parts bear another name than the object that is the service.
        false => parts_of(cluster, &service).await,
    };
    let pods = match pods {
        Ok(pods) if pods.is_empty() => nameless(cluster, &service).await,
        pods => pods,
    };
    let newest = deployments.as_ref().ok().and_then(|all| {
        let names = all.iter().filter_map(|deployment| deployment.metadata.name.as_deref());
        names.max().map(str::to_owned)
    });
    let runners = deployments
        .map(|deployments| deployments.into_iter().map(Runner::from).chain(others.1).collect::<Vec<_>>());
    let has_front = !matches!(service.kind, RootKind::InferenceService | RootKind::KnativeService);
    let front = match front.filter(|_| has_front) {
        Some(front) => Some(front),
        None => of_another_name(cluster, &service).await,
    };
    let seen = Seen { ingress: ingress.as_ref(), front: front.as_ref(), deployment: newest };
    let endpoint = reach(cluster, &service, gateway, seen).await;
    Ok(Found { service, runners, pods, endpoint, front })
}

/// What runs a service, and its pods, by the name that they bear.
async fn parts_of(
    cluster: &Cluster,
    service: &Root,
) -> (Result<Vec<Deployment>>, (Vec<Root>, Vec<Runner>), Result<Vec<Pod>>) {
    let scope = Scope::Namespace(&cluster.namespace);
    let marked = Some(service.marked());
    let (deployments, mut others, pods) = tokio::join!(
        of_families::<Deployment>(cluster, scope, marked),
        others(cluster, scope, marked),
        nameless(cluster, service),
    );
    let own = |metadata: &ObjectMeta| metadata.name.as_deref() == Some(service.name());
    others.1.retain(|runner| own(&runner.object.metadata));
    let deployments = deployments.map(|all| all.into_iter().filter(|it| own(&it.metadata)).collect());
    (deployments, others, pods)
}

/// The pods of a service that do not bear its name, by what its object says of them.
async fn nameless(cluster: &Cluster, service: &Root) -> Result<Vec<Pod>> {
    let Some(selector) = service.selector() else { return Ok(Vec::new()) };
    let chosen = ListParams::default().labels(&selector);
    list(cluster, Scope::Namespace(&cluster.namespace), &chosen).await
}

/// The pods of a service; none for a name that nothing bears.
///
/// # Errors
/// They cannot be listed.
pub async fn pods(cluster: &Cluster, name: &str) -> Result<Vec<Pod>> {
    if !is_a_name(name) {
        return Ok(Vec::new());
    }
    let pods: Vec<Pod> = of_families(cluster, Scope::Namespace(&cluster.namespace), Some(name)).await?;
    match pods.is_empty() {
        false => Ok(pods),
        true => match of_another_kind(cluster, name).await {
            Some(service) => nameless(cluster, &service).await,
            None => Ok(pods),
        },
    }
}

/// The service that is meant by a name that no service has: Arena's name of it; `None` for nobody's.
///
/// # Errors
/// Several services have it.
pub async fn of_arena(cluster: &Cluster, name: &str) -> Result<Option<Root>> {
    if !is_a_name(name) {
        return Ok(None);
    }
    match of_another_kind(cluster, name).await {
        Some(service) => Ok(Some(service)),
        None => by_mark(cluster, name).await,
    }
}

/// The service whose parts bear this name as the service's.
async fn by_mark(cluster: &Cluster, name: &str) -> Result<Option<Root>> {
    let scope = Scope::Namespace(&cluster.namespace);
    let (deployments, (mut services, _)) = tokio::join!(
        of_families::<Deployment>(cluster, scope, Some(name)),
        others(cluster, scope, Some(name)),
    );
    let deployments = deployments.unwrap_or_default();
    services.extend(deployments.iter().filter(|it| is_root(&it.metadata)).map(Root::from));
    match services.len() {
        0 | 1 => Ok(services.pop()),
        _ => {
            let mut names: Vec<&str> = services.iter().map(Root::name).collect();
            names.sort_unstable();
            let error = format!("{} is not one service: {}", quoted(name), names.join(", "));
            Err(Error::failed(error).hint(format!("say which by its own name, as `{}`", names[0])))
        }
    }
}

/// The Services of the kinds that have no URL; none where they may not be read.
pub async fn addresses(cluster: &Cluster, scope: Scope<'_>) -> Vec<Service> {
    let named = ListParams::default().labels(&Family::Named.selector(None));
    list(cluster, scope, &named).await.unwrap_or_default()
}

/// How the service of this name is reached from here; `gateway` comes before anything that the cluster says.
///
/// # Errors
/// There is no such service, or it cannot be read.
pub async fn endpoint(cluster: &Cluster, name: &str, gateway: Option<&Gateway>) -> Result<Endpoint> {
    let (service, ingress, front) =
        tokio::join!(service(cluster, name), ingress(cluster, name, gateway), of_name(cluster, name));
    let service = service?;
    if service.name() != name {
        // It was Arena's name of it.
        return Box::pin(endpoint(cluster, service.name(), gateway)).await;
    }
    let front = match front {
        Some(front) => Some(front),
        None => of_another_name(cluster, &service).await,
    };
    let seen = Seen { ingress: ingress.as_ref(), front: front.as_ref(), deployment: None };
    Ok(reach(cluster, &service, gateway, seen).await)
}

/// The service of this name in the cluster's namespace, of whichever kind; else the one that Arena calls so.
///
/// # Errors
/// There is none, Arena calls several so, or it cannot be read.
pub async fn service(cluster: &Cluster, name: &str) -> Result<Root> {
    // An empty name, or one with a slash, would ask for something else.
    if !is_a_name(name) {
        return Err(unknown(cluster, name).await);
    }
    let action = Action::on::<InferenceService>("get").within(&cluster.namespace).named(name);
    let api = Scope::Namespace(&cluster.namespace).api::<InferenceService>(cluster);
    let (kserve, (other, refused)) =
        tokio::join!(cluster.find(&action, api.get(name)), others_of_name(cluster, name));
    match (kserve, other) {
        (Ok(Some(service)), _) => Ok(service.into()),
        (_, Some(other)) => Ok(other),
        // Who did not answer would not answer the next question either.
        (Err(error), None) if error.kind == Kind::Timeout => Err(error),
        (kserve, None) => match (by_mark(cluster, name).await?, kserve) {
            (Some(service), _) => Ok(service),
            (None, Ok(_)) => {
                let mut error = unknown(cluster, name).await;
                // It may be there, and of a kind that this user does not see.
                error.causes.extend(refused);
                Err(error)
            }
            (None, Err(error)) => Err(error),
        },
    }
}

/// A service of this name that is no InferenceService; a kind that cannot be read has none.
async fn of_another_kind(cluster: &Cluster, name: &str) -> Option<Root> {
    others_of_name(cluster, name).await.0
}

/// The same, and which kinds the API server refused to show.
async fn others_of_name(cluster: &Cluster, name: &str) -> (Option<Root>, Vec<String>) {
    let kinds = RootKind::ALL.into_iter().filter(|kind| *kind != RootKind::InferenceService);
    let ask =
        |kind: RootKind| async move { (kind, cluster.get(&kind.identity(&cluster.namespace, name)).await) };
    let (mut found, mut refused) = (None, Vec::new());
    for (kind, answer) in join_all(kinds.map(ask)).await {
        match answer {
            Ok(object) => found = found.or_else(|| Root::of_object(kind, &object?)),
            Err(failure) if failure.status.as_ref().is_some_and(|status| status.code == 403) => {
                refused.push(failure.error.message);
            }
            Err(_) => {}
        }
    }
    (found, refused)
}
