//! The ways that lead to a service: its Ingress, the Service in front of its pods, a balancer, a port-forward.

use futures::future::join_all;
use kube::api::ListParams;

use super::endpoint::{Endpoint, Forward, Gateway, Route, Ways, resolve};
use super::family::Family;
use super::front;
use super::listing::{Mode, mode_of};
use super::lookup::{Scope, list};
use super::predictor::container_port;
use super::root::Root;
use super::unknown::is_a_name;
use crate::cluster::{Action, Cluster};
use crate::kubernetes::RootKind;
use crate::kubernetes::resources::{Ingress, Service};

/// The Ingress that KServe or neap makes; `None` if there is none or it cannot be read, or if nobody needs it.
pub(super) async fn ingress(cluster: &Cluster, name: &str, gateway: Option<&Gateway>) -> Option<Ingress> {
    if gateway.is_some() || !is_a_name(name) {
        return None;
    }
    let action = Action::on::<Ingress>("get").within(&cluster.namespace).named(name);
    let api = Scope::Namespace(&cluster.namespace).api::<Ingress>(cluster);
    cluster.find(&action, api.get(name)).await.ok().flatten()
}

/// The same endpoint where its own name turned out to lead nowhere: a port-forward to one pod.
pub fn without_address(
    cluster: &Cluster,
    service: &Root,
    front: Option<&Service>,
    endpoint: Endpoint,
) -> Endpoint {
    let forward = forward(cluster, service, front, None);
    Endpoint { url: None, route: Route::PortForward(forward), ..endpoint }
}

/// The Service in front of a service's pods: the one of its name, else one that belongs to it; `None` if there is none, or it
/// cannot be read.
pub async fn front(cluster: &Cluster, service: &Root) -> Option<Service> {
    match of_name(cluster, service.name()).await {
        Some(front) => Some(front),
        None => of_another_name(cluster, service).await,
    }
}

/// The Service in front of a service's pods, where it has another name than the service.
pub(super) async fn of_another_name(cluster: &Cluster, service: &Root) -> Option<Service> {
    if matches!(service.kind, RootKind::InferenceService | RootKind::KnativeService) {
        return None;
    }
    let scope = Scope::Namespace(&cluster.namespace);
    let marked = ListParams::default().labels(&Family::Named.selector(Some(service.marked())));
    let services: Vec<Service> = list(cluster, scope, &marked).await.ok()?;
    front::of(service, &services).cloned()
}

/// The Service of this name; `None` if there is none or it cannot be read.
pub(super) async fn of_name(cluster: &Cluster, name: &str) -> Option<Service> {
    if !is_a_name(name) {
        return None;
    }
    let action = Action::on::<Service>("get").within(&cluster.namespace).named(name);
    let api = Scope::Namespace(&cluster.namespace).api::<Service>(cluster);
    cluster.find(&action, api.get(name)).await.ok().flatten()
}

fn forward(
    cluster: &Cluster,
    service: &Root,
    front: Option<&Service>,
    deployment: Option<String>,
) -> Forward {
    let target = target(service, front, deployment);
    // To a Service one connects at its own port.
    let own = front.filter(|_| target.starts_with("service/")).and_then(front::requests);
    let port = own.map_or_else(|| container_port(&service.spec), |port| port.port);
    Forward { namespace: cluster.namespace.clone(), target, port }
}

/// What a port-forward is given: the newest Deployment, or what else runs the pods.
fn target(service: &Root, front: Option<&Service>, deployment: Option<String>) -> String {
    let name = service.name();
    let front = front.and_then(|front| front.metadata.name.as_deref()).unwrap_or(name);
    match service.kind {
        RootKind::StatefulSet => return format!("statefulset/{name}"),
        // Each has a Service of its own that leads to the pods that answer.
        RootKind::LeaderWorkerSet | RootKind::RoleBasedGroup => return format!("service/{front}"),
        RootKind::InferenceService | RootKind::KnativeService | RootKind::Deployment => {}
    }
    let deployment = deployment.unwrap_or_else(|| match (service.kind, mode_of(service, &[])) {
        (RootKind::Deployment, _) => name.to_owned(),
        (RootKind::KnativeService, _) => {
            let status = service.status.components.get("predictor");
            let newest = status.and_then(|it| it.get("latestReadyRevision")?.as_str());
            newest.map_or_else(|| format!("{name}-00001-deployment"), |it| format!("{it}-deployment"))
        }
        (_, Mode::Raw) => format!("{name}-predictor"),
        (_, Mode::Knative) => format!("{name}-predictor-00001-deployment"),
    });
    format!("deployment/{deployment}")
}

/// What was read of the ways to a service.
pub(super) struct Seen<'a> {
    pub ingress: Option<&'a Ingress>,
    pub front: Option<&'a Service>,
    pub deployment: Option<String>,
}

pub(super) async fn reach(
    cluster: &Cluster,
    service: &Root,
    gateway: Option<&Gateway>,
    seen: Seen<'_>,
) -> Endpoint {
    let Seen { ingress, front, deployment } = seen;
    let has_address = ingress.is_some_and(|ingress| ingress.status.address().is_some());
    let needs = gateway.is_none() && !has_address;
    let balancer = match needs && service.status.url.is_some() {
        true => balancer(cluster).await,
        false => None,
    };
    let own = match needs && service.status.url.is_none() && service.kind != RootKind::InferenceService {
        true => front.and_then(|front| own_balancer(cluster, front)),
        false => None,
    };
    let ways = Ways {
        ingress,
        own: own.as_ref().map(|(name, address)| (name.as_str(), address.as_str())),
        balancer: balancer.as_ref().map(|(name, address)| (name.as_str(), address.as_str())),
    };
    resolve(service, ways, gateway, forward(cluster, service, front, deployment))
}

/// The service's own Service, where it has an address outside the cluster.
fn own_balancer(cluster: &Cluster, service: &Service) -> Option<(String, String)> {
    let address = service.status.address()?;
    let port = front::requests(service).map_or(80, |port| port.port);
    let address = if port == 80 { address } else { format!("{address}:{port}") };
    Some((format!("{}/{}", cluster.namespace, service.metadata.name.as_deref()?), address))
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
