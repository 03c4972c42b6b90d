//! Slices of at most 100 addresses.
//!
//! Read in `k8s.io/endpointslice` of Kubernetes 1.36.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{conditions, pods, template};
use crate::kubernetes::resources::{Pod, Service, ServicePort, StringMap};
use crate::kubernetes::selector::matches;
use crate::sandbox::world::network::{
    Endpoint, EndpointConditions, EndpointPort, EndpointSlice, TargetReference,
};
use crate::sandbox::{Change, Controller, Kept, Key, Plan, World, Write};

/// The most addresses of a slice.
const SLICE: usize = 100;
const SERVICE: &str = "kubernetes.io/service-name";
const MANAGED_BY: &str = "endpointslice.kubernetes.io/managed-by";
const HEADLESS: &str = "service.kubernetes.io/headless";
const MANAGER: &str = "endpointslice-controller.k8s.io";

/// The EndpointSlice controller.
#[derive(Debug, Default)]
pub struct EndpointSliceController;

impl Controller for EndpointSliceController {
    fn name(&self) -> &'static str {
        "endpointslice-controller"
    }

    fn concerns(&self, change: &Change, world: &World) -> Vec<Key> {
        match change {
            Change::EndpointSlice(diff) => {
                let service = diff.last.labels().get(SERVICE);
                service.map(|name| Key::new(diff.last.namespace(), name)).into_iter().collect()
            }
            _ => services_of(change, world),
        }
    }

    fn weight(&self, _: &Key, world: &World) -> usize {
        world.pods.len()
    }

    fn reconcile(&mut self, key: &Key, world: &World, now: Timestamp) -> Plan {
        let Some(service) = world.services.at(key).filter(|service| has_endpoints(service)) else {
            return Plan::nothing();
        };
        let mut wanted: BTreeMap<Ports, BTreeMap<String, Endpoint>> = BTreeMap::new();
        let mut plan = Plan::nothing();
        for pod in pods_of(service, world) {
            let Some((ports, endpoint)) = endpoint(service, &pod, world) else {
                // Its node is not known yet.
                plan.again_at(now.saturating_add(SignedDuration::from_secs(1)).unwrap_or(now));
                continue;
            };
            wanted.entry(Ports(ports)).or_default().insert(pod.name().to_owned(), endpoint);
        }
        let mine = |slice: &&Arc<EndpointSlice>| {
            let labels = slice.labels();
            labels.get(SERVICE).is_some_and(|name| name == service.name())
                && labels.get(MANAGED_BY).is_some_and(|manager| manager == MANAGER)
                && !slice.is_going()
        };
        let slices: Vec<&Arc<EndpointSlice>> =
            world.endpoint_slices.of(service.namespace()).filter(mine).collect();
        if wanted.is_empty() {
            wanted.insert(Ports(Vec::new()), BTreeMap::new());
        }
        let mut kept: BTreeSet<&str> = BTreeSet::new();
        for (ports, endpoints) in wanted {
            let same = slices.iter().copied().filter(|slice| Ports(slice.ports.clone()) == ports);
            let (writes, used) = fill(service, &ports.0, endpoints, same.collect(), now);
            plan.writes.extend(writes);
            kept.extend(used);
        }
        let gone = slices.iter().filter(|slice| !kept.contains(slice.name()));
        plan.writes.extend(gone.map(|slice| Write::delete(&***slice)));
        plan
    }
}

/// Ports in an order.
#[derive(Debug, Clone, PartialEq)]
struct Ports(Vec<EndpointPort>);

impl Ports {
    fn text(&self) -> Vec<String> {
        self.0.iter().map(|port| format!("{port:?}")).collect()
    }
}

impl Eq for Ports {}
impl PartialOrd for Ports {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Ports {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.text().cmp(&other.text())
    }
}

/// Puts addresses into slices with these ports: each stays where it is, new ones go where there is room, then into new slices.
/// Returns the writes and the names of the slices that stay.
fn fill<'a>(
    service: &Service,
    ports: &[EndpointPort],
    mut wanted: BTreeMap<String, Endpoint>,
    slices: Vec<&'a Arc<EndpointSlice>>,
    now: Timestamp,
) -> (Vec<Write>, Vec<&'a str>) {
    let none_wanted = wanted.is_empty();
    let mut filled: Vec<(&'a Arc<EndpointSlice>, Vec<Endpoint>)> = Vec::new();
    for slice in slices {
        let name = |endpoint: &Endpoint| endpoint.target_ref.as_ref().map(|target| target.name.clone());
        let stays = slice.endpoints.iter().filter_map(|it| wanted.remove(&name(it)?));
        filled.push((slice, stays.collect()));
    }
    for (_, endpoints) in &mut filled {
        while endpoints.len() < SLICE && (!endpoints.is_empty() || none_wanted) {
            let Some((_, endpoint)) = wanted.pop_first() else { break };
            endpoints.push(endpoint);
        }
    }
    // Emptied slices take what is new before others are made.
    for (_, endpoints) in filled.iter_mut().filter(|(_, endpoints)| endpoints.is_empty()) {
        while endpoints.len() < SLICE {
            let Some((_, endpoint)) = wanted.pop_first() else { break };
            endpoints.push(endpoint);
        }
    }
    let (mut writes, mut used) = (Vec::new(), Vec::new());
    for (slice, endpoints) in filled {
        if endpoints.is_empty() && !(none_wanted && used.is_empty()) {
            continue;
        }
        used.push(slice.name());
        let labels = labels(service);
        if slice.endpoints != endpoints || *slice.labels() != labels {
            let mut endpoints = json!(endpoints);
            conditions::prune(&mut endpoints);
            let patch = json!({ "metadata": { "labels": labels, "annotations": changed(now) }, "endpoints": endpoints });
            writes.push(Write::merge(&**slice, patch));
        }
    }
    let mut number = 0;
    while !wanted.is_empty() || (none_wanted && used.is_empty() && number == 0) {
        let endpoints: Vec<Endpoint> =
            std::iter::from_fn(|| wanted.pop_first()).take(SLICE).map(|(_, endpoint)| endpoint).collect();
        writes.push(Write::Create(new_slice(service, ports, &endpoints, number, now)));
        number += 1;
    }
    (writes, used)
}

fn new_slice(
    service: &Service,
    ports: &[EndpointPort],
    endpoints: &[Endpoint],
    number: u64,
    now: Timestamp,
) -> Value {
    let prefix = format!("{}-", service.name());
    let stamp = u64::try_from(now.as_nanosecond()).unwrap_or(0).wrapping_add(number);
    let mut slice = json!({
        "apiVersion": "discovery.k8s.io/v1", "kind": "EndpointSlice", "addressType": "IPv4",
        "metadata": {
            "name": template::generated(&prefix, template::seed(&[service.uid(), "slice"], stamp)),
            "generateName": prefix, "namespace": service.namespace(), "labels": labels(service),
            "annotations": changed(now), "ownerReferences": [service.controls()],
        },
        "endpoints": endpoints, "ports": ports,
    });
    conditions::prune(&mut slice);
    slice
}

fn changed(now: Timestamp) -> Value {
    json!({ "endpoints.kubernetes.io/last-change-trigger-time": conditions::seconds(now).to_string() })
}

fn labels(service: &Service) -> StringMap {
    let mut labels = service.labels().clone();
    labels.remove(HEADLESS);
    if is_headless(service) {
        labels.insert(HEADLESS.into(), String::new());
    }
    labels.insert(SERVICE.into(), service.name().to_owned());
    labels.insert(MANAGED_BY.into(), MANAGER.into());
    labels
}

/// Whether it has no address of its own.
pub(super) fn is_headless(service: &Service) -> bool {
    service.spec.cluster_ip.as_deref().is_none_or(|address| address.is_empty() || address == "None")
}

/// Whether its pods are looked up at all.
pub(super) fn has_endpoints(service: &Service) -> bool {
    service.spec.kind.as_deref() != Some("ExternalName") && !service.spec.selector.is_empty()
}

/// The Services that a Service's own change or a pod's change concerns.
pub(super) fn services_of(change: &Change, world: &World) -> Vec<Key> {
    match change {
        Change::Service(_) => vec![change.key()],
        Change::Pod(diff) => {
            let services = world.services.of(diff.last.namespace()).filter(|service| has_endpoints(service));
            let selects = |service: &&Arc<Service>| {
                diff.sides().any(|pod| matches(&service.spec.selector, pod.labels()))
            };
            services.filter(selects).map(|service| service.key()).collect()
        }
        _ => Vec::new(),
    }
}

/// The pods with an address that a Service leads to, those that are going included.
pub(super) fn pods_of(service: &Service, world: &World) -> Vec<Arc<Pod>> {
    let all = world.pods.of(service.namespace());
    let fits = |pod: &&Arc<Pod>| {
        matches(&service.spec.selector, pod.labels())
            && !pods::has_ended(pod)
            && pod.status.pod_ip.as_deref().is_some_and(|address| !address.is_empty())
    };
    all.filter(fits).cloned().collect()
}

/// A pod's ports and address; `None` while its node is not known.
fn endpoint(service: &Service, pod: &Pod, world: &World) -> Option<(Vec<EndpointPort>, Endpoint)> {
    let node_name = pod.spec.node_name.clone().filter(|name| !name.is_empty());
    let node = node_name.as_deref().and_then(|name| world.nodes.get("", name));
    if node.is_none() && !service.spec.publish_not_ready_addresses {
        return None;
    }
    let (serving, terminating) = (pods::is_ready(pod), pod.is_going());
    let ready = service.spec.publish_not_ready_addresses || (serving && !terminating);
    let named = is_headless(service) && pod.spec.subdomain.as_deref() == Some(service.name());
    let endpoint = Endpoint {
        addresses: pod.status.pod_ip.clone().into_iter().collect(),
        conditions: EndpointConditions {
            ready: Some(ready),
            serving: Some(serving),
            terminating: Some(terminating),
        },
        target_ref: Some(TargetReference {
            kind: "Pod".into(),
            namespace: pod.namespace().to_owned(),
            name: pod.name().to_owned(),
            uid: pod.uid().to_owned(),
        }),
        node_name,
        hostname: pod.spec.hostname.clone().filter(|_| named),
        zone: node.and_then(|node| node.labels().get("topology.kubernetes.io/zone").cloned()),
    };
    Some((ports(service, pod), endpoint))
}

/// A Service's ports as a pod serves them; one that the pod does not name is left out.
pub(super) fn ports(service: &Service, pod: &Pod) -> Vec<EndpointPort> {
    let port = |port: &ServicePort| {
        Some(EndpointPort {
            name: Some(port.name.clone().unwrap_or_default()),
            protocol: Some(port.protocol.clone().unwrap_or_else(|| "TCP".into())),
            port: Some(find_port(pod, port)?),
            app_protocol: port.app_protocol.clone(),
        })
    };
    service.spec.ports.iter().filter_map(port).collect()
}

/// The number of a pod's port that a Service's port leads to.
pub fn find_port(pod: &Pod, port: &ServicePort) -> Option<u16> {
    let protocol = |protocol: &Option<String>| protocol.clone().unwrap_or_else(|| "TCP".into());
    match &port.target_port {
        Some(Value::String(name)) => {
            let sidecars = pod.spec.init_containers.iter();
            let sidecars = sidecars.filter(|it| it.restart_policy.as_deref() == Some("Always"));
            let ports = pod.spec.containers.iter().chain(sidecars).flat_map(|container| &container.ports);
            let mut named = ports.filter(|it| {
                it.name.as_ref() == Some(name) && protocol(&it.protocol) == protocol(&port.protocol)
            });
            named.next().map(|it| it.container_port)
        }
        Some(number) => number.as_u64().and_then(|number| u16::try_from(number).ok()),
        None => Some(port.port),
    }
}
