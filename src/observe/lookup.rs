//! Reading services from a cluster: the lists, one by its name, and the ways that lead to it.

use futures::future::{OptionFuture, join_all};
use kube::Api;
use kube::api::ListParams;
use kube::core::DynamicResourceScope;
use serde::de::DeserializeOwned;

use super::endpoint::{Endpoint, Forward, Gateway, Route, Ways, resolve};
use super::listing::{Mode, SERVICE_LABEL, mode_of};
use super::predictor::container_port;
use crate::cluster::{Action, Cluster};
use crate::error::{Error, Result, quoted};
use crate::kubernetes::near::did_you_mean;
use crate::kubernetes::resources::{Deployment, InferenceService, Pod};
use crate::kubernetes::resources::{Ingress, Service};

/// What a list of services is made of.
#[derive(Debug)]
pub struct Roster {
    /// The services.
    pub services: Vec<InferenceService>,
    /// What runs them; `Err` if they cannot be read.
    pub deployments: Result<Vec<Deployment>>,
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
    fn api<K>(self, cluster: &Cluster) -> Api<K>
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
/// The services cannot be listed. That Deployments or pods cannot is part of the answer.
pub async fn roster(cluster: &Cluster, scope: Scope<'_>, with_pods: bool) -> Result<Roster> {
    let of_services = ListParams::default().labels(SERVICE_LABEL);
    let nothing = ListParams::default();
    let (services, deployments, pods) = tokio::join!(
        list::<InferenceService>(cluster, scope, &nothing),
        list::<Deployment>(cluster, scope, &of_services),
        OptionFuture::from(with_pods.then(|| list::<Pod>(cluster, scope, &of_services))),
    );
    Ok(Roster { services: services?, deployments, pods })
}

async fn list<K>(cluster: &Cluster, scope: Scope<'_>, params: &ListParams) -> Result<Vec<K>>
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
    pub service: InferenceService,
    /// What runs it; `Err` if it cannot be read.
    pub deployments: Result<Vec<Deployment>>,
    /// Its pods; `Err` if they cannot be read.
    pub pods: Result<Vec<Pod>>,
    /// How it is reached.
    pub endpoint: Endpoint,
}

/// Reads all of one service in the cluster's namespace.
///
/// # Errors
/// There is no such service (with near matches, and other namespaces that have it), or it cannot be read.
pub async fn find(cluster: &Cluster, name: &str, gateway: Option<&Gateway>) -> Result<Found> {
    let scope = Scope::Namespace(&cluster.namespace);
    let own = ListParams::default().labels(&format!("{SERVICE_LABEL}={name}"));
    let (service, deployments, pods, ingress) = tokio::join!(
        service(cluster, name),
        list::<Deployment>(cluster, scope, &own),
        list::<Pod>(cluster, scope, &own),
        ingress(cluster, name, gateway),
    );
    let service = service?;
    let newest = deployments.as_ref().ok().and_then(|all| {
        let names = all.iter().filter_map(|deployment| deployment.metadata.name.as_deref());
        names.max().map(str::to_owned)
    });
    let endpoint = reach(cluster, &service, ingress.as_ref(), gateway, newest).await;
    Ok(Found { service, deployments, pods, endpoint })
}

/// How the service of this name is reached from here; `gateway` comes before anything that the cluster says.
///
/// # Errors
/// There is no such service, or it cannot be read.
pub async fn endpoint(cluster: &Cluster, name: &str, gateway: Option<&Gateway>) -> Result<Endpoint> {
    let (service, ingress) = tokio::join!(service(cluster, name), ingress(cluster, name, gateway));
    Ok(reach(cluster, &service?, ingress.as_ref(), gateway, None).await)
}

/// The service of this name in the cluster's namespace.
///
/// # Errors
/// There is none, or it cannot be read.
pub async fn service(cluster: &Cluster, name: &str) -> Result<InferenceService> {
    let action = Action::on::<InferenceService>("get").within(&cluster.namespace).named(name);
    let api = Scope::Namespace(&cluster.namespace).api::<InferenceService>(cluster);
    // An empty name, or one with a slash, would ask for something else.
    let found = match is_a_name(name) {
        true => cluster.find(&action, api.get(name)).await?,
        false => None,
    };
    match found {
        Some(service) => Ok(service),
        None => Err(unknown(cluster, name).await),
    }
}

/// Whether it can be the name of an object; another would be taken for a path.
pub fn is_a_name(name: &str) -> bool {
    let within = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
    name.bytes().all(within) && name.starts_with(|first: char| first.is_ascii_alphanumeric())
}

/// That there is no such service: with names that are near, and with other namespaces that have it.
async fn unknown(cluster: &Cluster, name: &str) -> Error {
    let here = cluster.namespace.as_str();
    let error = Error::failed(format!("there is no service {} in namespace {here}", quoted(name)));
    let everywhere = names(cluster, Scope::Everywhere).await;
    let known = match everywhere {
        Some(names) => names,
        None => names(cluster, Scope::Namespace(here)).await.unwrap_or_default(),
    };
    let elsewhere: Vec<&str> =
        known.iter().filter(|(_, known)| known == name).map(|(namespace, _)| namespace.as_str()).collect();
    let mut error = match elsewhere.as_slice() {
        [] => error,
        [one] => error.hint(format!("namespace {one} has one: add `--namespace {one}`")),
        several => {
            error.hint(format!("namespaces {} have one: choose with `--namespace`", several.join(", ")))
        }
    };
    let near_by = known.iter().filter(|(namespace, _)| namespace == here).map(|(_, name)| name.as_str());
    error.hints.extend(did_you_mean(name, near_by));
    error.hint(format!("`neap serve list -n {here}` shows what there is"))
}

/// Namespaces and names of services; `None` if they cannot be listed.
async fn names(cluster: &Cluster, scope: Scope<'_>) -> Option<Vec<(String, String)>> {
    let api = scope.api::<InferenceService>(cluster);
    let list =
        cluster.call(&scope.action::<InferenceService>(), api.list_metadata(&ListParams::default())).await;
    let pair = |metadata: kube::core::ObjectMeta| Some((metadata.namespace?, metadata.name?));
    Some(list.ok()?.items.into_iter().filter_map(|object| pair(object.metadata)).collect())
}

/// The Ingress that KServe makes; `None` if there is none or it cannot be read, or if nobody needs it.
async fn ingress(cluster: &Cluster, name: &str, gateway: Option<&Gateway>) -> Option<Ingress> {
    if gateway.is_some() || !is_a_name(name) {
        return None;
    }
    let action = Action::on::<Ingress>("get").within(&cluster.namespace).named(name);
    let api = Scope::Namespace(&cluster.namespace).api::<Ingress>(cluster);
    cluster.find(&action, api.get(name)).await.ok().flatten()
}

/// The same endpoint where its own name turned out to lead nowhere: a port-forward to one pod.
pub fn without_address(cluster: &Cluster, service: &InferenceService, endpoint: Endpoint) -> Endpoint {
    let forward = Forward {
        namespace: cluster.namespace.clone(),
        target: target(service, None),
        port: container_port(&service.spec),
    };
    Endpoint { url: None, route: Route::PortForward(forward), ..endpoint }
}

/// What a port-forward is given: the newest Deployment.
fn target(service: &InferenceService, deployment: Option<String>) -> String {
    let name = service.metadata.name.as_deref().unwrap_or_default();
    let deployment = deployment.unwrap_or_else(|| match mode_of(service, &[]) {
        Mode::Raw => format!("{name}-predictor"),
        Mode::Knative => format!("{name}-predictor-00001-deployment"),
    });
    format!("deployment/{deployment}")
}

async fn reach(
    cluster: &Cluster,
    service: &InferenceService,
    ingress: Option<&Ingress>,
    gateway: Option<&Gateway>,
    deployment: Option<String>,
) -> Endpoint {
    let has_address = ingress.is_some_and(|ingress| ingress.status.address().is_some());
    let balancer = match gateway.is_some() || has_address || service.status.url.is_none() {
        true => None,
        false => balancer(cluster).await,
    };
    let ways = Ways {
        ingress,
        balancer: balancer.as_ref().map(|(name, address)| (name.as_str(), address.as_str())),
    };
    resolve(service, ways, gateway, &target(service, deployment))
}

/// The mesh's own gateway, where KServe's and Knative's installations put it: the first with an address.
async fn balancer(cluster: &Cluster) -> Option<(String, String)> {
    const GATEWAYS: [(&str, &str); 4] = [
        ("istio-system", "istio-ingressgateway"),
        ("kourier-system", "kourier"),
        ("knative-serving", "kourier"),
        ("knative-serving", "knative-local-gateway"),
    ];
    let ask = |(namespace, name): (&'static str, &'static str)| async move {
        let action = Action::on::<Service>("get").within(namespace).named(name);
        let api = Scope::Namespace(namespace).api::<Service>(cluster);
        let service = cluster.find(&action, api.get(name)).await.ok().flatten()?;
        Some((format!("{namespace}/{name}"), service.status.address()?))
    };
    join_all(GATEWAYS.map(ask)).await.into_iter().flatten().next()
}
